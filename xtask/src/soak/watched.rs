//! What the system tells of a process while it runs; nothing where it tells nothing.

use std::fs;
use std::time::Duration;

/// The peak of its resident memory so far, in bytes.
pub(crate) fn peak_memory(id: u32) -> Option<u64> {
    memory(&fs::read_to_string(format!("/proc/{id}/status")).ok()?, "VmHWM:")
}

/// Its resident memory now, in bytes.
pub(crate) fn resident_memory(id: u32) -> Option<u64> {
    memory(&fs::read_to_string(format!("/proc/{id}/status")).ok()?, "VmRSS:")
}

/// The processor time that all its threads have taken so far, to a hundredth of a second.
pub(crate) fn processor_time(id: u32) -> Option<Duration> {
    ticks(&fs::read_to_string(format!("/proc/{id}/stat")).ok()?).map(|ticks| TICK * ticks)
}

/// What the system counts processor time in: `USER_HZ` is 100 on every machine that Linux runs on today.
const TICK: Duration = Duration::from_millis(10);

/// In user mode and in the system, fields 14 and 15; the name before them may hold anything but ends with `)`.
fn ticks(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u32>().ok();
    next()?.checked_add(next()?)
}

/// How many files it has open.
pub(crate) fn open_files(id: u32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{id}/fd")).ok()?.count())
}

/// How many threads it has.
pub(crate) fn threads(id: u32) -> Option<usize> {
    Some(fs::read_dir(format!("/proc/{id}/task")).ok()?.count())
}

fn memory(status: &str, line: &str) -> Option<u64> {
    let line = status.lines().find_map(|found| found.strip_prefix(line))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_in_bytes() {
        let status = "Name:\tx\nVmHWM:\t  1234 kB\nVmRSS:\t  1000 kB\n";
        assert_eq!(memory(status, "VmHWM:"), Some(1_263_616));
        assert_eq!(memory(status, "VmRSS:"), Some(1_024_000));
        assert_eq!(memory("State:\tZ (zombie)\n", "VmRSS:"), None);
    }

    #[test]
    fn processor_time_is_that_of_both_modes() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 90 0 0 0 120 34 5 6 20 0 3 0 100";
        assert_eq!(ticks(stat), Some(154));
        assert_eq!(ticks("7 (cableway) Z"), None);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn this_process_is_seen() {
        let id = std::process::id();
        // Not compared with each other: other tests of this process take memory between the two readings.
        assert!(peak_memory(id).unwrap() > 100_000);
        assert!(resident_memory(id).unwrap() > 100_000);
        assert!(open_files(id).unwrap() >= 3);
        assert!(threads(id).unwrap() >= 1);
        assert!(processor_time(id).is_some());
    }
}

//! Runs the command and measures it from outside.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::process::{Failure, Outcome};

/// What one run of the command took.
#[derive(Debug)]
pub(crate) struct Measured {
    /// From the start of the process to its end.
    pub(crate) time: Duration,
    /// The peak of its resident memory in bytes; known on Linux only.
    pub(crate) peak: Option<u64>,
    /// What all its threads took of the processor; known on Linux only.
    pub(crate) processor: Option<Duration>,
    /// The documents that went through.
    pub(crate) documents: u64,
    /// The bytes of the items that were read.
    pub(crate) bytes: u64,
    /// Each stage in the order of running.
    pub(crate) stages: Vec<Stage>,
}

/// What one stage took in one run, as the command itself logs it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) kind: String,
    /// Added up over all workers.
    pub(crate) milliseconds: f64,
}

/// Runs `pipeline` with this number of workers.
pub(crate) fn run_once(cableway: &Path, pipeline: &Path, workers: usize) -> Outcome<Measured> {
    let mut command = command(cableway, pipeline);
    command.args(["--log-format", "json", "--workers", &workers.to_string()]);
    let started = Instant::now();
    let child = command
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(format!("cannot start the run: {error}")))?;
    let id = child.id();
    let ended = AtomicBool::new(false);
    let (output, time, (peak, processor)) = thread::scope(|scope| {
        let peak = scope.spawn(|| watch(id, &ended));
        let output = child.wait_with_output();
        let time = started.elapsed();
        ended.store(true, Relaxed);
        (output, time, peak.join().unwrap_or_default())
    });
    let output = output.map_err(|error| Failure::new(format!("the run is lost: {error}")))?;
    let log = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let beginning: Vec<&str> = log.lines().take(5).collect();
        let beginning = beginning.join("\n");
        return Err(Failure::new(format!("the run failed ({}):\n{beginning}", output.status)));
    }
    let (documents, bytes, stages) = read_log(&log);
    Ok(Measured { time, peak, processor, documents, bytes, stages })
}

/// The time of a run with as few words as can be, from start to end.
pub(crate) fn time_once(cableway: &Path, pipeline: &Path) -> Outcome<Duration> {
    let started = Instant::now();
    let status = command(cableway, pipeline).arg("--quiet").status();
    let time = started.elapsed();
    match status {
        Ok(status) if status.success() => Ok(time),
        Ok(status) => Err(Failure::new(format!("the run failed ({status})"))),
        Err(error) => Err(Failure::new(format!("cannot start the run: {error}"))),
    }
}

/// The one in the middle; of an even number, the later of the two in the middle.
pub(crate) fn median<T: Copy + PartialOrd + Default>(values: &[T]) -> T {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn command(cableway: &Path, pipeline: &Path) -> Command {
    let mut command = Command::new(cableway);
    // Each run is to do all the work, whatever an earlier one has done.
    command.args(["run", "--fresh"]).arg(pipeline).stdin(Stdio::null()).stdout(Stdio::null());
    command
}

/// Reads the kernel's own high-water mark and its count of processor time until the process has ended.
fn watch(id: u32, ended: &AtomicBool) -> (Option<u64>, Option<Duration>) {
    let status = format!("/proc/{id}/status");
    let times = format!("/proc/{id}/stat");
    let (mut peak, mut processor) = (None, None);
    while !ended.load(Relaxed) {
        // A process that has ended, but was not waited for, has no such line any more.
        let read = fs::read_to_string(&status).ok().and_then(|status| high_water_mark(&status));
        peak = peak.max(read);
        let read = fs::read_to_string(&times).ok().and_then(|times| processor_time(&times));
        processor = processor.max(read);
        thread::sleep(Duration::from_millis(10));
    }
    (peak, processor)
}

/// User and system time of a `/proc/PID/stat`, which counts hundredths of a second.
fn processor_time(stat: &str) -> Option<Duration> {
    // The name of the program, in brackets, may hold anything.
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks()? + ticks()?)))
}

/// `VmHWM` of a `/proc/PID/status`, in bytes.
fn high_water_mark(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Documents, bytes and stages from the run's log.
fn read_log(log: &str) -> (u64, u64, Vec<Stage>) {
    let (mut documents, mut bytes, mut stages) = (0, 0, Vec::new());
    for line in log.lines() {
        let Ok(entry) = serde_json::from_str::<Value>(line) else { continue };
        let fields = &entry["fields"];
        let text = |key: &str| fields[key].as_str().unwrap_or_default().to_owned();
        match fields["message"].as_str() {
            Some("stage done") => stages.push(Stage {
                name: text("stage"),
                kind: text("kind"),
                milliseconds: fields["milliseconds"].as_f64().unwrap_or_default(),
            }),
            Some("run done") => {
                documents = fields["documents"].as_u64().unwrap_or_default();
                bytes = fields["bytes"].as_u64().unwrap_or_default();
            }
            _ => {}
        }
    }
    (documents, bytes, stages)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_in_bytes() {
        assert_eq!(high_water_mark("VmPeak:\t 9 kB\nVmHWM:\t  1234 kB\n"), Some(1_263_616));
        assert_eq!(high_water_mark("State:\tZ (zombie)\n"), None);
    }

    #[test]
    fn the_processor_time_is_that_of_user_and_system() {
        let stat = "7 (a) b) S 1 7 7 0 -1 4194304 90 0 0 0 150 25 0 0 20 0 1 0 5";
        assert_eq!(processor_time(stat), Some(Duration::from_millis(1750)));
        assert_eq!(processor_time("7 (a"), None);
    }

    #[test]
    fn the_log_gives_stages_and_totals() {
        let log = concat!(
            "no json\n",
            r#"{"fields":{"message":"stage done","stage":"desk","kind":"classify","milliseconds":1.5}}"#,
            "\n",
            r#"{"fields":{"message":"run done","documents":3,"bytes":99}}"#,
        );
        let stage = Stage { name: "desk".into(), kind: "classify".into(), milliseconds: 1.5 };
        assert_eq!(read_log(log), (3, 99, vec![stage]));
    }

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[9, 1, 5]), 5);
        assert_eq!(median(&[4, 1]), 4);
        assert_eq!(median::<u8>(&[]), 0);
    }
}

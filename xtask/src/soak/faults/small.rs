//! A file system that is too small, and a limit on the size of files: what a full disk is without any trick.

use std::process::{Command, Stdio};

use crate::process::{Failure, OnFile as _, Outcome};
use crate::soak::place::{Place, Ran, remove};

/// Runs the pipeline with `folder` of the place on a file system of `bytes` that holds what lies in `folder` now;
/// says why where none can be mounted. What is in the folder afterwards stays there.
pub(crate) fn on_small_disk(
    place: &Place,
    folder: &str,
    bytes: u64,
) -> Outcome<Result<Ran, String>> {
    let probe = Command::new("unshare")
        .args(["-Urm", "sh", "-c", "mount -t tmpfs none /tmp"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if !probe.is_ok_and(|status| status.success()) {
        return Ok(Err("no small file system can be mounted here (`unshare -Urm`)".to_owned()));
    }
    // The mount ends with the shell that made it: so what it holds is brought out before.
    let script = "set -e\n\
        mkdir -p \"$1\"; rm -rf .brought .taken; cp -a \"$1\" .taken\n\
        mount -t tmpfs -o size=\"$2\" none \"$1\"\n\
        cp -a .taken/. \"$1\"\n\
        code=0; \"$0\" run p.toml || code=$?\n\
        cp -a \"$1\" .brought\n\
        exit $code\n";
    let mut command = place.program("unshare")?;
    command
        .args(["-Urm", "sh", "-c", script])
        .arg(&place.cableway)
        .args([folder, &bytes.to_string()]);
    let ran = place.finish(command)?;
    let brought = place.folder.join(".brought");
    if !brought.exists() {
        return Err(Failure::new(format!(
            "the small file system did not come about:\n{}",
            ran.said
        )));
    }
    let target = place.folder.join(folder);
    remove(&target)?;
    std::fs::rename(&brought, &target).on("rename", &brought)?;
    remove(&place.folder.join(".taken"))?;
    Ok(Ok(ran))
}

/// Runs the pipeline with a limit on the size of every file that it writes, in bytes.
pub(crate) fn with_small_files(place: &Place, bytes: usize) -> Outcome<Ran> {
    // The signal that comes with the limit would end the command: it is to see the error instead.
    let script = "trap '' XFSZ; ulimit -f \"$1\"; exec \"$0\" run p.toml";
    let mut command = place.program("sh")?;
    // POSIX has the shell count blocks of 512 bytes.
    command.args(["-c", script]).arg(&place.cableway).arg((bytes / 512).max(1).to_string());
    place.finish(command)
}

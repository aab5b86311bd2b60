//! A pseudo-terminal, and the command in it.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{Mode, OFlags, open};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Termios, tcgetattr};

use crate::folder::Folder;

/// How long a key may take to show.
const PATIENCE: Duration = Duration::from_mins(1);

/// A command in a terminal of its own.
pub(super) struct Terminal {
    keyboard: File,
    /// The command's side, which is kept to ask for the terminal's mode.
    side: File,
    screen: Receiver<Vec<u8>>,
    child: Child,
    seen: String,
    before: Termios,
}

impl Terminal {
    pub(super) fn start(folder: &Folder, arguments: &[&str]) -> Self {
        let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY;
        let keyboard = openpt(flags).unwrap();
        grantpt(&keyboard).unwrap();
        unlockpt(&keyboard).unwrap();
        let name = ptsname(&keyboard, Vec::new()).unwrap();
        // It must not become the terminal of the tests.
        let side = File::from(open(&name, OFlags::RDWR | OFlags::NOCTTY, Mode::empty()).unwrap());
        let before = tcgetattr(&side).unwrap();
        let mut command = folder.command(arguments);
        command
            .env("TERM", "xterm")
            .stdin(side.try_clone().unwrap())
            .stdout(side.try_clone().unwrap())
            .stderr(side.try_clone().unwrap());
        let child = command.spawn().unwrap();
        let keyboard = File::from(keyboard);
        let mut output = keyboard.try_clone().unwrap();
        let (sender, screen) = channel();
        thread::spawn(move || {
            let mut bytes = vec![0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { keyboard, side, screen, child, seen: String::new(), before }
    }

    /// Waits until `words` are on the screen, behind what was waited for before.
    #[track_caller]
    pub(super) fn wait_for(&mut self, words: &str) -> String {
        let started = Instant::now();
        loop {
            if let Some(at) = self.seen.find(words) {
                let rest = self.seen.split_off(at + words.len());
                return std::mem::replace(&mut self.seen, rest);
            }
            match self.screen.recv_timeout(Duration::from_millis(100)) {
                Ok(bytes) => self.seen.push_str(&String::from_utf8_lossy(&bytes)),
                Err(end) => assert_eq!(end, RecvTimeoutError::Timeout, "{}", self.seen),
            }
            assert!(started.elapsed() < PATIENCE, "`{words}` never came:\n{}", self.seen);
        }
    }

    /// Presses a key as soon as the command listens for keys.
    #[track_caller]
    pub(super) fn press(&mut self, key: &str) {
        let started = Instant::now();
        while tcgetattr(&self.side).unwrap().local_modes.contains(LocalModes::ICANON) {
            assert!(started.elapsed() < PATIENCE, "it listens for no key:\n{}", self.seen);
            thread::sleep(Duration::from_millis(5));
        }
        self.keyboard.write_all(key.as_bytes()).unwrap();
    }

    /// Waits for the end: its exit code, after making sure that the terminal is as it was.
    #[track_caller]
    pub(super) fn end(mut self) -> Option<i32> {
        let started = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(started.elapsed() < PATIENCE, "it does not end:\n{}", self.seen);
            thread::sleep(Duration::from_millis(10));
        };
        let after = tcgetattr(&self.side).unwrap();
        assert_eq!(after.local_modes, self.before.local_modes);
        assert_eq!(after.input_modes, self.before.input_modes);
        assert_eq!(after.output_modes, self.before.output_modes);
        assert_eq!(after.control_modes, self.before.control_modes);
        status.code()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing behind.
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

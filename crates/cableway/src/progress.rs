//! A progress bar, where somebody looks at it.

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use cableway_engine::Progress;
use indicatif::{ProgressBar, ProgressStyle};

/// Shows a run's progress until it is dropped.
pub(crate) struct ProgressDisplay {
    ended: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl ProgressDisplay {
    /// Starts to show `progress`. Short runs end before anything appears.
    pub(crate) fn start(progress: Arc<Progress>) -> Self {
        let (ended, wait) = channel::<()>();
        let thread = std::thread::spawn(move || {
            if wait.recv_timeout(Duration::from_millis(300)) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner();
            let spinner = "{spinner} {pos} of {msg} documents listed so far, {per_sec}, {elapsed}";
            let counted = "{bar:30} {pos}/{len}, {per_sec}, {eta} left{msg}";
            bar.set_style(style(spinner));
            while wait.recv_timeout(Duration::from_millis(100)) == Err(RecvTimeoutError::Timeout) {
                let listed = progress.listed.load(Relaxed);
                let quarantined = progress.quarantined.load(Relaxed);
                if progress.all_listed.load(Relaxed) && bar.length().is_none() {
                    bar.set_length(listed);
                    bar.set_style(style(counted));
                }
                bar.set_message(match (bar.length(), quarantined) {
                    (None, _) => listed.to_string(),
                    (Some(_), 0) => String::new(),
                    (Some(_), count) => format!(", {count} quarantined"),
                });
                bar.set_position(progress.done.load(Relaxed));
            }
            bar.finish_and_clear();
        });
        Self { ended: Some(ended), thread: Some(thread) }
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        drop(self.ended.take());
        if let Some(thread) = self.thread.take() {
            // A bar that failed to draw is no reason to fail.
            let _ = thread.join();
        }
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

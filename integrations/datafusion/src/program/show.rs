//! How far a command has come, where somebody watches.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use pricesheet_datafusion::Progress;

const REFRESH: Duration = Duration::from_millis(200);

/// A line on standard error, as long as this lives; nothing where that is not a terminal.
pub(crate) struct Shown {
    ended: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Shown {
    pub(crate) fn new(progress: &Progress, records: Option<u64>) -> Self {
        let bar = match records {
            Some(records) => ProgressBar::new(records),
            None => ProgressBar::new_spinner(),
        };
        let template = match records {
            Some(_) => "{bar:30} {human_pos} of {human_len} records, {per_sec}, {eta} left",
            None => "{spinner} {human_pos} records, {per_sec}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        let (ended, progress) = (Arc::new(AtomicBool::new(false)), progress.clone());
        let until = Arc::clone(&ended);
        let thread = thread::spawn(move || {
            while !until.load(Ordering::Relaxed) {
                bar.set_position(progress.records());
                thread::park_timeout(REFRESH);
            }
            bar.finish_and_clear();
        });
        Shown { ended, thread: Some(thread) }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // A line that could not be shown is not worth a failure.
            let _ = thread.join();
        }
    }
}

//! How much may come out of one file, so that a small one cannot unpack without end.

use cableway_core::StageError;

/// No file of articles is packed tighter than this on the whole.
const RATIO: u64 = 100;

/// What is left of the bytes that a container, with all that is nested in it, may unpack to: a
/// hundred times its size, and one item of the largest size besides, because a small file may hold one
/// that is packed well. Entries that share their packed bytes spend as often as they are read.
pub(crate) struct Budget {
    left: u64,
    spent: bool,
}

impl Budget {
    pub(crate) fn of(size: u64, limit: u64) -> Self {
        Self { left: size.saturating_mul(RATIO).saturating_add(limit), spent: false }
    }

    /// Takes `bytes` off.
    ///
    /// # Errors
    /// When that is more than is left.
    pub(crate) fn spend(&mut self, bytes: u64) -> Result<(), StageError> {
        match self.left.checked_sub(bytes) {
            Some(left) if !self.spent => {
                self.left = left;
                Ok(())
            }
            _ => {
                self.spent = true;
                Err(StageError::limit(format!(
                    "unpacks to more than {RATIO} times its size, as a bomb does: the rest of it was left \
                     out; unpack it yourself if you trust it"
                )))
            }
        }
    }

    pub(crate) fn is_spent(&self) -> bool {
        self.spent
    }
}

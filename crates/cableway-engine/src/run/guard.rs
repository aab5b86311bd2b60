//! Keeps a stage's panic from reaching the user, and remembers what it said.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::sync::Once;

use cableway_core::{ErrorKind, StageError};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls a stage. A panic in it becomes an error that says where it happened.
pub(crate) fn guarded<T>(call: impl FnOnce() -> Result<T, StageError>) -> Result<T, StageError> {
    install_hook();
    let before = GUARDED.replace(true);
    // A stage is never asked again about what it was doing when it panicked: the document goes to
    // quarantine. So nothing half-made is looked at.
    let result = catch_unwind(AssertUnwindSafe(call));
    GUARDED.set(before);
    result.unwrap_or_else(|payload| {
        let said = message(payload.as_ref()).to_owned();
        // Dropping a payload runs foreign code, which might panic again.
        std::mem::forget(payload);
        let place = PLACE.take().map_or_else(String::new, |place| format!(" at {place}"));
        let text = format!("the stage panicked{place}: {said}");
        Err(StageError::new(ErrorKind::Panic, text))
    })
}

/// The process has one panic hook. Ours speaks only for calls that are guarded, and leaves all
/// others to the hook that was there.
fn install_hook() {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| {
        let previous = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
            if GUARDED.get() {
                let place = info.location().map(|place| {
                    let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
                    format!("{file}:{}", place.line())
                });
                PLACE.set(place);
            } else {
                previous(info);
            }
        }));
    });
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it gave no message")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_place() {
        let error = guarded::<()>(|| panic!("no more {}", "room")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Panic);
        let text = error.to_string();
        assert!(text.starts_with("the stage panicked at guard.rs:"), "{text}");
        assert!(text.ends_with(": no more room"), "{text}");
    }

    #[test]
    fn a_result_passes_through() {
        assert_eq!(guarded(|| Ok(7)).unwrap(), 7);
    }
}

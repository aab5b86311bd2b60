//! Keeps panics on this side of the interface.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};

use cableway_core::{ErrorKind, StageError};
use cableway_plugin_abi as abi;

use crate::host::{Call, get, status};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Calls `body`; an error or a panic in it is said to the host.
pub(crate) fn guarded(
    call: abi::Call,
    body: impl FnOnce(Call) -> Result<(), StageError>,
) -> abi::Status {
    let call = Call(call);
    let before = GUARDED.replace(true);
    // What a panic left half-made is not looked at: the call has failed.
    let result = catch_unwind(AssertUnwindSafe(|| body(call)));
    GUARDED.set(before);
    let error = match result {
        Ok(Ok(())) => return abi::OK,
        Ok(Err(error)) => error,
        Err(payload) => {
            let said = message(payload.as_ref()).to_owned();
            // Dropping a payload runs foreign code, which might panic again.
            std::mem::forget(payload);
            let place = PLACE.take().map_or_else(String::new, |place| format!(" at {place}"));
            StageError::new(ErrorKind::Panic, format!("the stage panicked{place}: {said}"))
        }
    };
    call.error(&error);
    status(error.kind())
}

/// Gives this library's panics to the host: those of a call with its outcome, others to its log.
pub(crate) fn install_hook(plugin: &'static str) {
    std::panic::set_hook(Box::new(move |info: &PanicHookInfo<'_>| {
        let place = info.location().map(|place| {
            let file = place.file().rsplit(['/', '\\']).next().unwrap_or_default();
            format!("{file}:{}", place.line())
        });
        if GUARDED.get() {
            PLACE.set(place);
            return;
        }
        let Some(log) = get().and_then(|host| host.log) else { return };
        let said = message(info.payload());
        let place = place.map_or_else(String::new, |place| format!(" at {place}"));
        let text = format!("a thread of the plugin panicked{place}: {said}");
        let target = abi::Str::new(plugin);
        // SAFETY: a function of the host's table; the texts live until it returns.
        unsafe { log(abi::LOG_ERROR, target, abi::Str::new(&text), abi::Str::NONE) };
    }));
}

fn message(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("it gave no message")
}

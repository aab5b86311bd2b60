//! What a plugin gives, read and checked: texts, arrays, and structs that may be of an earlier version.

use cableway_core::{ErrorKind, StageError};
use cableway_plugin_abi as abi;

pub(crate) fn contract(message: impl Into<String>) -> StageError {
    StageError::new(ErrorKind::Contract, message)
}

/// The text that a plugin points to.
///
/// # Safety
/// `text.data` must point to `text.length` bytes that stay as they are for `'a`, or be NULL.
pub(crate) unsafe fn read<'a>(text: abi::Str, what: &str) -> Result<Option<&'a str>, StageError> {
    // SAFETY: the caller's promise.
    let bytes = unsafe { slice(text.data, text.length, what)? };
    let Some(bytes) = bytes else { return Ok(None) };
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(error) => {
            let at = error.valid_up_to();
            Err(contract(format!("the plugin gave {what} that is not UTF-8: byte {at} is not")))
        }
    }
}

/// What `data` points to; `None` for NULL.
///
/// # Safety
/// `data` must point to `length` values that stay as they are for `'a`, or be NULL.
pub(crate) unsafe fn slice<'a, T>(
    data: *const T,
    length: usize,
    what: &str,
) -> Result<Option<&'a [T]>, StageError> {
    if data.is_null() {
        return match length {
            0 => Ok(None),
            _ => Err(contract(format!("the plugin gave {what} as NULL with length {length}"))),
        };
    }
    let fits =
        length.checked_mul(size_of::<T>()).is_some_and(|bytes| isize::try_from(bytes).is_ok());
    if !fits || !data.is_aligned() {
        return Err(contract(format!("the plugin gave {what} of an impossible length or address")));
    }
    // SAFETY: not NULL, aligned, of a possible length; the rest is the caller's promise.
    Ok(Some(unsafe { std::slice::from_raw_parts(data, length) }))
}

/// A struct of the interface that begins with its size and may have grown at its end since 1.0.
///
/// # Safety
/// Any bytes that a plugin may have left behind its first field must make a value: numbers, pointers,
/// and functions that may be absent.
pub(crate) unsafe trait Grown: Copy {
    /// Its size in each version that changed it, the first one first: whoever appends a field appends
    /// the size, and writes the size before as the offset of that field.
    const SIZES: &'static [usize];
    /// Each field as it is where the plugin did not know of it.
    const ABSENT: Self;
}

// SAFETY: numbers and pointers.
unsafe impl Grown for abi::Annotation {
    const SIZES: &'static [usize] = &[std::mem::offset_of!(Self, values), size_of::<Self>()];
    const ABSENT: Self = Self {
        size: 0,
        kind: abi::Str::NONE,
        label: abi::Str::NONE,
        flags: 0,
        reserved: 0,
        score: 0.0,
        spans: std::ptr::null(),
        span_count: 0,
        attributes: abi::Str::NONE,
        links: std::ptr::null(),
        link_count: 0,
        values: std::ptr::null(),
        value_count: 0,
    };
}

// SAFETY: numbers and pointers.
unsafe impl Grown for abi::Item {
    const SIZES: &'static [usize] = &[size_of::<Self>()];
    const ABSENT: Self = Self {
        size: 0,
        uri: abi::Str::NONE,
        media_type: abi::Str::NONE,
        retrieved: abi::Str::NONE,
        data: std::ptr::null(),
        length: 0,
        flags: 0,
        reserved: 0,
    };
}

// SAFETY: numbers and pointers.
unsafe impl Grown for abi::Plugin {
    const SIZES: &'static [usize] = &[size_of::<Self>()];
    const ABSENT: Self =
        Self { size: 0, version: abi::Str::NONE, stages: std::ptr::null(), stage_count: 0 };
}

// SAFETY: numbers, pointers, and functions that may be absent.
unsafe impl Grown for abi::Stage {
    const SIZES: &'static [usize] = &[size_of::<Self>()];
    const ABSENT: Self = Self {
        size: 0,
        kind: 0,
        flags: 0,
        id: abi::Str::NONE,
        description: abi::Str::NONE,
        schema: abi::Str::NONE,
        create: None,
        destroy: None,
        work: None,
        list: None,
        read: None,
        open: None,
        commit: None,
        target: None,
    };
}

/// Why a struct is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unfit {
    /// The pointer is NULL, or to no possible address.
    NotThere,
    /// It has fewer bytes than it had in 1.0.
    Short { size: usize, takes: usize },
}

/// A struct as this host knows it: what a later plugin has behind that is passed over, what an earlier
/// one does not have is absent.
///
/// # Safety
/// `data` must be NULL or point to a struct of at least the size that it names.
pub(crate) unsafe fn grown<T: Grown>(data: *const T) -> Result<T, Unfit> {
    if data.is_null() || !data.is_aligned() {
        return Err(Unfit::NotThere);
    }
    // SAFETY: the caller's promise; the size is the first field.
    let size = unsafe { *data.cast::<usize>() };
    // No field is taken by half.
    let Some(&known) = T::SIZES.iter().rev().find(|known| **known <= size) else {
        return Err(Unfit::Short { size, takes: T::SIZES[0] });
    };
    let mut whole = T::ABSENT;
    // SAFETY: as many bytes as both have; any bytes make a value.
    unsafe {
        let target = (&raw mut whole).cast::<u8>();
        std::ptr::copy_nonoverlapping(data.cast::<u8>(), target, known);
    }
    Ok(whole)
}

/// The same for what a plugin hands over in a call.
///
/// # Safety
/// As for [`grown`].
pub(crate) unsafe fn handed_over<T: Grown>(data: *const T, what: &str) -> Result<T, StageError> {
    // SAFETY: the caller's promise.
    unsafe { grown(data) }.map_err(|unfit| {
        contract(match unfit {
            Unfit::NotThere => format!("the plugin gave no {what}"),
            Unfit::Short { size, takes } => {
                format!("the plugin gave an {what} of {size} bytes, and it takes {takes}")
            }
        })
    })
}

#[cfg(test)]
#[cfg(target_pointer_width = "64")]
mod tests {
    use super::*;

    /// Plugins that were built for 1.0 have these sizes, whatever is appended.
    #[test]
    fn first_sizes_never_change() {
        let first = [
            abi::Annotation::SIZES[0],
            abi::Item::SIZES[0],
            abi::Plugin::SIZES[0],
            abi::Stage::SIZES[0],
        ];
        assert_eq!(first, [104, 80, 40, 128]);
    }

    #[test]
    fn no_field_is_taken_by_half() {
        let mut given = abi::Annotation::ABSENT;
        given.value_count = 7;
        let read = |size: usize| {
            let given = abi::Annotation { size, ..given };
            // SAFETY: the struct is as long as the longest size.
            unsafe { grown(&raw const given) }.map(|read| read.value_count)
        };
        assert_eq!(read(120), Ok(7));
        assert_eq!(read(119), Ok(0));
        assert_eq!(read(104), Ok(0));
        assert_eq!(read(103), Err(Unfit::Short { size: 103, takes: 104 }));
    }
}

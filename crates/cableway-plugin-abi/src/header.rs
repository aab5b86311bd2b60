//! What the host reads from the file before anything else.

/// The first bytes of every header.
pub const MAGIC: [u8; 8] = *b"CABLEWAY";

/// The section that holds the header and nothing else, as `#[link_section]` writes it.
#[cfg(target_vendor = "apple")]
pub const SECTION: &str = "__DATA,__cableway";
/// The section that holds the header and nothing else, as `#[link_section]` writes it.
#[cfg(windows)]
pub const SECTION: &str = ".cablewy";
/// The section that holds the header and nothing else, as `#[link_section]` writes it.
#[cfg(not(any(target_vendor = "apple", windows)))]
pub const SECTION: &str = ".cableway";

/// The plugin has no panics, as in C.
pub const PANIC_NONE: u8 = 0;
/// Panics unwind, and the plugin catches them.
pub const PANIC_UNWIND: u8 = 1;
/// A panic ends the process: such a plugin is loaded in a process of its own only.
pub const PANIC_ABORT: u8 = 2;

/// What a plugin was built for, without a pointer, so that it can be read from the file.
///
/// ```
/// use cableway_plugin_abi::Header;
///
/// static HEADER: Header = Header::new(*b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", [0; 64]);
/// assert_eq!(HEADER.magic, *b"CABLEWAY");
/// assert_eq!(HEADER.header_size, 104);
/// ```
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// [`MAGIC`].
    pub magic: [u8; 8],
    /// The size of this struct in bytes, as the plugin knew it.
    pub header_size: u32,
    /// [`ABI_MAJOR`](crate::ABI_MAJOR) of the plugin.
    pub abi_major: u16,
    /// The lowest [`ABI_MINOR`](crate::ABI_MINOR) that the plugin can work with.
    pub abi_minor: u16,
    /// The size of a pointer in bits.
    pub pointer_width: u8,
    /// [`PANIC_NONE`], [`PANIC_UNWIND`] or [`PANIC_ABORT`].
    pub panic_strategy: u8,
    /// Zero.
    pub reserved: [u8; 6],
    /// The version of the SDK, filled up with NUL; empty without one.
    pub sdk_version: [u8; 16],
    /// The compiler in its own words, filled up with NUL. For messages only.
    pub compiler: [u8; 64],
}

impl Header {
    /// The header of a plugin that is compiled now.
    pub const fn new(sdk_version: [u8; 16], compiler: [u8; 64]) -> Self {
        Self {
            magic: MAGIC,
            header_size: core::mem::size_of::<Self>() as u32,
            abi_major: crate::ABI_MAJOR,
            abi_minor: crate::ABI_MINOR,
            pointer_width: (core::mem::size_of::<usize>() * 8) as u8,
            panic_strategy: if cfg!(panic = "unwind") { PANIC_UNWIND } else { PANIC_ABORT },
            reserved: [0; 6],
            sdk_version,
            compiler,
        }
    }
}

/// `text` filled up with NUL, or cut, to a fixed length: for the texts of a [`Header`].
///
/// ```
/// assert_eq!(cableway_plugin_abi::fixed_text::<4>("1.2"), *b"1.2\0");
/// ```
pub const fn fixed_text<const N: usize>(text: &str) -> [u8; N] {
    let bytes = text.as_bytes();
    let mut fixed = [0; N];
    let mut at = 0;
    while at < N && at < bytes.len() {
        fixed[at] = bytes[at];
        at += 1;
    }
    fixed
}

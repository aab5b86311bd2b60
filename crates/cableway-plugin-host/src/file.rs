//! What can be told of a library from its bytes, before any of its code runs.
//!
//! The loader of the system trusts files: it maps what the headers promise, and a file that ends early
//! kills the process when the missing part is touched. So all promises are checked here first.

use cableway_plugin_abi as abi;
use object::read::elf::{Dyn as _, ElfFile, FileHeader, ProgramHeader as _};
use object::{Architecture, BinaryFormat, Object as _, ObjectKind, ObjectSection as _, elf};

/// The names that the header's section has in the file, by format.
const SECTIONS: [&str; 3] = [".cableway", "__cableway", ".cablewy"];

/// What a plugin was built for, as its header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Built {
    /// Major and minor version of the interface.
    pub abi: (u16, u16),
    /// What becomes of a panic in it.
    pub panics: Panics,
    /// The version of the SDK; empty where it was built without.
    pub sdk: String,
    /// The compiler, in its own words.
    pub compiler: String,
}

/// What becomes of a panic in a plugin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panics {
    /// It has none, as in C.
    None,
    /// They are caught and become errors.
    Unwind,
    /// They end the process.
    Abort,
}

/// Why a file is no plugin for this host: what is wrong, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Unfit {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Checks that `bytes` are a shared library of this platform, whole, with a header of this interface.
///
/// # Errors
/// The first thing that is wrong.
///
/// ```
/// let unfit = cableway_plugin_host::inspect(b"#!/bin/sh\n").unwrap_err();
/// assert_eq!(unfit.message, "this is no shared library");
/// ```
pub fn inspect(bytes: &[u8]) -> Result<Built, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::new("the file is empty").hint("build the plugin again"));
    }
    let kind = object::FileKind::parse(bytes)
        .map_err(|_| Unfit::new("this is no shared library").hint(LIBRARY))?;
    elf_identification(bytes)?;
    let broken = |error: object::read::Error| {
        Unfit::new(format!("the file is cut off or damaged: {}", error.to_string().to_lowercase()))
            .hint("copy or build the plugin again")
    };
    if let object::FileKind::MachOFat32 | object::FileKind::MachOFat64 = kind {
        return Err(Unfit::new("a library for several machines cannot be checked")
            .hint("take out the part for this machine with `lipo -thin`"));
    }
    let file = object::File::parse(bytes).map_err(broken)?;
    platform(&file)?;
    match kind {
        object::FileKind::Elf32 => elf_parts::<elf::FileHeader32<object::Endianness>>(bytes)?,
        object::FileKind::Elf64 => elf_parts::<elf::FileHeader64<object::Endianness>>(bytes)?,
        _ if file.kind() != ObjectKind::Dynamic => return Err(not_shared(file.kind())),
        _ => segments(&file, bytes.len())?,
    }
    let section =
        file.sections().find(|section| section.name().is_ok_and(|name| SECTIONS.contains(&name)));
    let Some(section) = section else {
        return Err(Unfit::new("this library has no Cableway header").hint(
            "a plugin lists its stages with `cableway_sdk::plugin!`, or in C with `CABLEWAY_PLUGIN`",
        ));
    };
    header(section.data().map_err(broken)?)
}

/// `DF_1_PIE`: a program, wherever it may lie in memory.
const PIE: u64 = 0x0800_0000;

const LIBRARY: &str = "`path` is that of a library: lib….so, lib….dylib or ….dll";

/// Class and byte order of an ELF file: with the wrong ones, nothing after them can be read.
fn elf_identification(bytes: &[u8]) -> Result<(), Unfit> {
    let (Some(b"\x7fELF"), [class, data]) = (bytes.get(..4), [bytes.get(4), bytes.get(5)]) else {
        return Ok(());
    };
    let rebuild = format!("build it for {}", env_target());
    let width = match class {
        Some(1) => 32,
        _ => 64,
    };
    if width != usize::BITS {
        let message = format!("the library is for machines of {width} bits, not {}", usize::BITS);
        return Err(Unfit::new(message).hint(rebuild));
    }
    let little = data == Some(&1);
    if little != cfg!(target_endian = "little") {
        return Err(Unfit::new("the library has the other byte order").hint(rebuild));
    }
    Ok(())
}

fn platform(file: &object::File<'_>) -> Result<(), Unfit> {
    let here = if cfg!(windows) {
        BinaryFormat::Pe
    } else if cfg!(target_vendor = "apple") {
        BinaryFormat::MachO
    } else {
        BinaryFormat::Elf
    };
    let rebuild = format!("build it for {}", env_target());
    if file.format() != here {
        let message =
            format!("this is a {} file, and this system takes {}", name(file.format()), name(here));
        return Err(Unfit::new(message).hint(rebuild));
    }
    let machine = machine();
    if file.architecture() != machine {
        let message = format!(
            "the library is for another machine: {}, not {}",
            architecture(file.architecture()),
            architecture(machine)
        );
        return Err(Unfit::new(message).hint(rebuild));
    }
    Ok(())
}

fn env_target() -> String {
    format!("{} on {}", std::env::consts::OS, std::env::consts::ARCH)
}

fn machine() -> Architecture {
    match std::env::consts::ARCH {
        "x86_64" => Architecture::X86_64,
        "x86" => Architecture::I386,
        "aarch64" => Architecture::Aarch64,
        "arm" => Architecture::Arm,
        "riscv64" => Architecture::Riscv64,
        "powerpc64" => Architecture::PowerPc64,
        "s390x" => Architecture::S390x,
        "loongarch64" => Architecture::LoongArch64,
        _ => Architecture::Unknown,
    }
}

fn name(format: BinaryFormat) -> &'static str {
    match format {
        BinaryFormat::Elf => "ELF",
        BinaryFormat::MachO => "Mach-O",
        BinaryFormat::Pe | BinaryFormat::Coff => "Windows",
        _ => "foreign",
    }
}

fn architecture(architecture: Architecture) -> String {
    match architecture {
        Architecture::Unknown => "one that is not known".to_owned(),
        known => format!("{known:?}").to_lowercase(),
    }
}

fn not_shared(kind: ObjectKind) -> Unfit {
    let message = match kind {
        ObjectKind::Executable => "this is a program, no shared library",
        ObjectKind::Relocatable => "this is an object file, no shared library",
        _ => "this is no shared library",
    };
    Unfit::new(message).hint("build it with `crate-type = [\"cdylib\"]`, or in C with `-shared`")
}

/// Type, segments and flags of an ELF file. A program that may lie anywhere in memory is of the same
/// type as a library; a flag tells them apart.
fn elf_parts<H: FileHeader>(bytes: &[u8]) -> Result<(), Unfit> {
    let cut_off =
        |_| Unfit::new("the file is cut off or damaged").hint("copy or build the plugin again");
    let file = ElfFile::<H>::parse(bytes).map_err(cut_off)?;
    let endian = file.endian();
    match file.elf_header().e_type(endian) {
        elf::ET_DYN => {}
        elf::ET_EXEC => return Err(not_shared(ObjectKind::Executable)),
        elf::ET_REL => return Err(not_shared(ObjectKind::Relocatable)),
        _ => return Err(not_shared(ObjectKind::Unknown)),
    }
    for segment in file.elf_program_headers() {
        let (offset, size) = segment.file_range(endian);
        let end = offset.checked_add(size);
        if end.is_none_or(|end| end > bytes.len() as u64) {
            let message = format!(
                "the file is cut off: it has {} bytes, and promises {}",
                bytes.len(),
                end.map_or_else(|| "more than there can be".to_owned(), |end| end.to_string())
            );
            return Err(Unfit::new(message).hint("copy or build the plugin again"));
        }
        let dynamic = segment.dynamic(endian, bytes).map_err(cut_off)?;
        for entry in dynamic.into_iter().flatten() {
            let value: u64 = entry.d_val(endian).into();
            if entry.d_tag(endian) == elf::DT_FLAGS_1 && value & PIE != 0 {
                return Err(not_shared(ObjectKind::Executable));
            }
        }
    }
    Ok(())
}

fn segments(file: &object::File<'_>, length: usize) -> Result<(), Unfit> {
    use object::ObjectSegment as _;
    for segment in file.segments() {
        let (offset, size) = segment.file_range();
        if offset.checked_add(size).is_none_or(|end| end > length as u64) {
            return Err(Unfit::new("the file is cut off").hint("copy or build the plugin again"));
        }
    }
    Ok(())
}

/// Reads a header as its bytes stand in the file.
fn header(bytes: &[u8]) -> Result<Built, Unfit> {
    const SIZE: usize = size_of::<abi::Header>();
    if !bytes.starts_with(&abi::MAGIC) {
        return Err(Unfit::new("the Cableway header does not begin as it should")
            .hint("build the plugin again, with an SDK of this version"));
    }
    let number = |at: usize, length: usize| {
        let mut wide = [0; 8];
        let bytes = bytes.get(at..at + length)?;
        if cfg!(target_endian = "little") {
            wide[..length].copy_from_slice(bytes);
        } else {
            wide[8 - length..].copy_from_slice(bytes);
        }
        Some(u64::from_ne_bytes(wide))
    };
    let short = || {
        Unfit::new("the Cableway header is shorter than it should be")
            .hint("build the plugin again, with an SDK of this version")
    };
    let size = number(8, 4).ok_or_else(short)?;
    let major = number(12, 2).ok_or_else(short)? as u16;
    let minor = number(14, 2).ok_or_else(short)? as u16;
    // The version comes first: a header of another version may well have another size.
    if (major, minor) > (abi::ABI_MAJOR, abi::ABI_MINOR) {
        let message = format!(
            "the plugin was built for interface {major}.{minor}, and this host has {}.{}",
            abi::ABI_MAJOR,
            abi::ABI_MINOR
        );
        return Err(Unfit::new(message).hint("it needs a newer version of Cableway"));
    }
    if major < abi::ABI_MAJOR {
        let message = format!(
            "the plugin was built for interface {major}, and this host has {}",
            abi::ABI_MAJOR
        );
        return Err(Unfit::new(message).hint("build it again with a newer SDK"));
    }
    if size < SIZE as u64 || bytes.len() < SIZE {
        return Err(short());
    }
    let pointer_width = number(16, 1).ok_or_else(short)?;
    if pointer_width != u64::from(usize::BITS) {
        let message = format!(
            "the plugin has pointers of {pointer_width} bits, this host of {}",
            usize::BITS
        );
        return Err(Unfit::new(message).hint(format!("build it for {}", env_target())));
    }
    let panics = match bytes.get(17).copied() {
        Some(abi::PANIC_NONE) => Panics::None,
        Some(abi::PANIC_UNWIND) => Panics::Unwind,
        // What is not known may be as bad as can be.
        _ => Panics::Abort,
    };
    let text = |at: usize, length: usize| {
        let bytes = bytes.get(at..at + length).unwrap_or_default();
        let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(bytes.len());
        let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
        text.replace(|c: char| c.is_control(), " ")
    };
    Ok(Built { abi: (major, minor), panics, sdk: text(24, 16), compiler: text(40, 64) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(change: impl FnOnce(&mut abi::Header)) -> Vec<u8> {
        let mut header = abi::Header::new(abi::fixed_text("0.1.0"), abi::fixed_text("rustc 1.95"));
        change(&mut header);
        let mut bytes = Vec::new();
        bytes.extend(header.magic);
        bytes.extend(header.header_size.to_ne_bytes());
        bytes.extend(header.abi_major.to_ne_bytes());
        bytes.extend(header.abi_minor.to_ne_bytes());
        bytes.extend([header.pointer_width, header.panic_strategy]);
        bytes.extend(header.reserved);
        bytes.extend(header.sdk_version);
        bytes.extend(header.compiler);
        assert_eq!(bytes.len(), size_of::<abi::Header>());
        bytes
    }

    #[track_caller]
    fn check(change: impl FnOnce(&mut abi::Header), expect: &str) {
        assert_eq!(header(&bytes(change)).unwrap_err().message, expect);
    }

    #[test]
    fn headers() {
        let built = header(&bytes(|_| {})).unwrap();
        assert_eq!((built.sdk.as_str(), built.compiler.as_str()), ("0.1.0", "rustc 1.95"));
        assert_eq!(built.panics, Panics::Unwind);
        check(|header| header.magic[0] = b'c', "the Cableway header does not begin as it should");
        check(
            |header| header.abi_major = 9,
            "the plugin was built for interface 9.3, and this host has 1.3",
        );
        check(
            |header| header.abi_minor = 7,
            "the plugin was built for interface 1.7, and this host has 1.3",
        );
        check(
            |header| header.abi_major = 0,
            "the plugin was built for interface 0, and this host has 1",
        );
        check(|header| header.header_size = 40, "the Cableway header is shorter than it should be");
        check(
            |header| header.pointer_width = 16,
            "the plugin has pointers of 16 bits, this host of 64",
        );
        for length in 0..bytes(|_| {}).len() {
            assert!(header(&bytes(|_| {})[..length]).is_err(), "{length} bytes");
        }
    }

    proptest::proptest! {
        /// Whatever the bytes are, they are refused in words or taken, and nothing panics.
        #[test]
        fn any_bytes(
            start in proptest::sample::select(vec!["", "\u{7f}ELF\u{2}\u{1}\u{1}", "MZ", "!<arch>"]),
            rest in proptest::collection::vec(0_u8.., 0..600),
        ) {
            let bytes = [start.as_bytes(), &rest].concat();
            if let Err(unfit) = inspect(&bytes) {
                assert!(!unfit.message.is_empty());
            }
        }

        /// A real object whose headers are damaged: this test program.
        #[test]
        fn damaged_objects(at in 0_usize..1024, value in 0_u8.., length in 64_usize..16_384) {
            static OWN: std::sync::OnceLock<Vec<u8>> = std::sync::OnceLock::new();
            let own = OWN.get_or_init(|| {
                let path = std::env::current_exe().expect("a test is a program");
                let mut bytes = std::fs::read(path).expect("a program can be read");
                bytes.truncate(16_384);
                bytes
            });
            let mut bytes = own[..length.min(own.len())].to_vec();
            if let Some(byte) = bytes.get_mut(at) {
                *byte = value;
            }
            assert!(inspect(&bytes).is_err(), "it is cut off, and no plugin");
        }
    }
}

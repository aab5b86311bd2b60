//! Unpacking while reading: the same bytes as unpacking at once, however the source hands them over.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::*;

/// Hands over a few bytes at a time, as a pipe may.
struct Trickle {
    bytes: Vec<u8>,
    at: usize,
    most: usize,
}

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = buffer.len().min(self.fill_buf()?.len());
        buffer[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl BufRead for Trickle {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let end = self.bytes.len().min(self.at + self.most);
        Ok(&self.bytes[self.at..end])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

fn read_all(bytes: &[u8], most: usize) -> io::Result<Vec<u8>> {
    let mut all = Vec::new();
    let reader = Box::new(Trickle { bytes: bytes.to_vec(), at: 0, most });
    streaming(reader)?.read_to_end(&mut all)?;
    Ok(all)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

#[test]
fn more_than_a_buffer_in_parts() {
    let line = b"The harbour office said nothing.\n".repeat(20_000);
    let twice = [&line[..], &line].concat();
    for pack in [gzip, zstandard] {
        let packed = [pack(&line), pack(b""), pack(&line)].concat();
        assert_eq!(read_all(&packed, 1000).unwrap(), twice);
        assert_eq!(*unpack(&packed, &Context::default()).unwrap(), twice);
        let kind = read_all(&packed[..packed.len() - 3], 1000).unwrap_err().kind();
        assert_eq!(kind, io::ErrorKind::UnexpectedEof);
    }
}

#[test]
fn what_is_not_packed_is_not_copied() {
    for bytes in [&b""[..], b"T", b"The ferry", b"\x1f", b"\x28\xb5\x2f"] {
        let unpacked = unpack(bytes, &Context::default()).unwrap();
        assert!(matches!(unpacked, Cow::Borrowed(same) if same == bytes));
    }
}

proptest! {
    #[test]
    fn what_was_packed_comes_out_again(
        parts in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..200), 1..4),
        most in 1_usize..50,
    ) {
        for pack in [gzip, zstandard] {
            let packed: Vec<u8> = parts.iter().flat_map(|part| pack(part)).collect();
            prop_assert_eq!(read_all(&packed, most).unwrap(), parts.concat());
            let at_once = unpack(&packed, &Context::default()).unwrap().into_owned();
            prop_assert_eq!(at_once, parts.concat());
        }
    }

    #[test]
    fn both_ways_agree_on_any_bytes(
        magic in prop::sample::select(vec![&b""[..], b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x50\x2a\x4d\x18"]),
        bytes in prop::collection::vec(any::<u8>(), 0..100),
    ) {
        let bytes = [magic, &bytes].concat();
        let at_once = unpack(&bytes, &Context::default()).ok().map(Cow::into_owned);
        prop_assert_eq!(read_all(&bytes, 7).ok(), at_once);
    }

    #[test]
    fn damage_is_seen_or_harmless(
        text in "([a-z ]{1,20}\n){1,30}",
        flipped in any::<prop::sample::Index>(),
        bit in 0_u32..8,
    ) {
        for pack in [gzip, zstandard] {
            let mut packed = pack(text.as_bytes());
            let at = flipped.index(packed.len());
            packed[at] ^= 1 << bit;
            let at_once = unpack(&packed, &Context::default()).ok().map(Cow::into_owned);
            // The first bytes tell that the file is packed; the checksum covers the data.
            let unseen = [Some(packed.clone()), Some(text.clone().into_bytes()), None];
            prop_assert!(unseen.contains(&at_once), "{:?}", at_once);
            prop_assert_eq!(read_all(&packed, 7).ok(), at_once);
        }
    }
}

//! Files packed with gzip and Zstandard, whole and damaged.

use std::io::Write as _;

use cableway_core::Item;
use flate2::Compression;
use flate2::write::GzEncoder;
use insta::assert_snapshot;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};
use serde_json::json;

use crate::folder::{FERRY, Folder, chain};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn zstandard(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

/// What becomes of a file of these bytes.
fn outcome(name: &str, bytes: &[u8]) -> String {
    let folder = Folder::with(&[]);
    folder.write(name, bytes).outcome(json!({"paths": [name]}))
}

#[track_caller]
fn check_whole(name: &str, bytes: &[u8]) {
    assert_eq!(outcome(name, bytes), format!("text/2 text/plain: {FERRY}"));
}

#[test]
fn what_is_whole() {
    let (start, end) = FERRY.as_bytes().split_at(20);
    check_whole("a.txt.gz", &gzip(FERRY.as_bytes()));
    check_whole("a.txt.zst", &zstandard(FERRY.as_bytes()));
    // The bytes tell, not the name.
    check_whole("a.txt", &gzip(FERRY.as_bytes()));
    check_whole("a.txt.gz", FERRY.as_bytes());
    check_whole("a.txt.zst", &gzip(FERRY.as_bytes()));
    // In parts, empty ones among them.
    check_whole("a.txt.gz", &[gzip(start), gzip(b""), gzip(end)].concat());
    check_whole("a.txt.zst", &[zstandard(start), zstandard(end)].concat());
    // A frame that holds no data.
    let aside = b"\x51\x2a\x4d\x18\x03\0\0\0abc".to_vec();
    check_whole("a.txt.zst", &[aside.clone(), zstandard(FERRY.as_bytes()), aside].concat());
    // Tapes pad with zeros.
    check_whole("a.txt.gz", &[gzip(FERRY.as_bytes()), vec![0; 600]].concat());
}

#[test]
fn a_frame_that_is_not_packed_within() {
    // One raw block, as RFC 8878 lays it out: magic number, descriptor for a single segment, size
    // of the content, header of the last block, content.
    let mut frame = b"\x28\xb5\x2f\xfd\x20".to_vec();
    let size = u8::try_from(FERRY.len()).unwrap();
    frame.push(size);
    frame.extend(&(u32::from(size) << 3 | 1).to_le_bytes()[..3]);
    frame.extend(FERRY.as_bytes());
    check_whole("a.txt.zst", &frame);
}

#[test]
fn what_is_damaged() {
    let many = FERRY.repeat(100);
    let gz = gzip(many.as_bytes());
    let zst = zstandard(many.as_bytes());
    let flipped = |bytes: &[u8], at: usize| {
        let mut bytes = bytes.to_vec();
        bytes[at] ^= 0x10;
        bytes
    };
    let all = [
        outcome("a.gz", &gz[..gz.len() - 20]),
        outcome("a.gz", &gz[..gz.len() - 4]),
        outcome("a.gz", &gz[..5]),
        outcome("a.gz", &flipped(&gz, gz.len() - 6)),
        outcome("a.gz", &[&gz[..], &gz[..20]].concat()),
        outcome("a.zst", &zst[..zst.len() - 5]),
        outcome("a.zst", &zst[..5]),
        outcome("a.zst", &flipped(&zst, zst.len() - 1)),
        outcome("a.zst", &[&zst[..], b"and more"].concat()),
        outcome("a.txt.gz", &[gzip(FERRY.as_bytes()), b"and more".to_vec()].concat()),
        outcome("a.txt.gz", &gzip(&gzip(b"twice"))),
        outcome("a.txt.gz", &gzip(b"")),
    ];
    assert_snapshot!(all.join("\n"));
}

#[test]
fn what_unpacks_to_too_much() {
    let folder = Folder::with(&[]);
    let stage = folder.stage(json!({"paths": ["."]}));
    let zeros = vec![b' '; 64 << 20];
    for bytes in [gzip(&zeros), zstandard(&zeros)] {
        assert!(bytes.len() < 1 << 20);
        let (read, _) = folder.read_item(stage.as_ref(), &Item::new("a.txt", bytes));
        assert_eq!(
            chain(&read.unwrap_err()),
            "limit: unpacks to more than 1048576 bytes (`bytes` under [limits])"
        );
    }
}

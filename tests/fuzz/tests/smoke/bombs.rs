//! Small PBF files that would fill the memory: refused within bounds.

use crate::alone;
use fuzz_tests::pbf::{self, Packing, framed, zlib};
use fuzz_tests::watch::{self, with_memory};
use fuzz_tests::wire::{Field, bytes, encode, message, packed, varint, zigzag};
use osm_import::{ImportError, ImportOptions, import};
use std::time::Duration;

/// Imports a bomb: it must be refused as one, in seconds and with moderate memory.
#[track_caller]
fn check_refused(what: &str, file: &[u8]) {
    let _guard = alone();
    let before = watch::processor_time();
    let (result, memory) = with_memory(|| import(file, &ImportOptions::default()));
    let worked = watch::processor_time() - before;
    println!("{what}: {} bytes of file, {memory:?}, {worked:?}: {:?}", file.len(), result.as_ref().err());
    let Err(ImportError::Pbf(_) | ImportError::TooManyElements(_)) = result else {
        panic!("{what}: not refused: {:?}", result.err())
    };
    assert!(memory.peak < 1_000_000_000, "{what}: {memory:?}");
    assert!(worked < Duration::from_secs(6), "{what}: {worked:?}");
}

/// A message of equal fields, of some size.
fn many(field: Field, size: usize) -> Vec<u8> {
    let field = encode(&[field]);
    field.repeat(size / field.len())
}

/// A block of one field and no strings.
fn block(field: Field) -> Vec<u8> {
    encode(&[message(1, vec![]), field])
}

/// As much as a blob may hold, bytes.
const FULL: usize = (32 << 20) - 64;

#[test]
fn a_blob_of_gigabytes_is_refused() {
    let gigabytes = {
        use std::io::Write as _;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        let zeros = vec![0; 1 << 20];
        (0..2048).try_for_each(|_| encoder.write_all(&zeros)).expect("memory takes all");
        encoder.finish().expect("memory takes all")
    };
    // Whatever size it claims to have.
    for claimed in [1 << 31, 1000, u64::MAX] {
        let blob = framed("OSMData", &encode(&[varint(2, claimed), bytes(3, gigabytes.clone())]));
        check_refused("zeros", &[pbf::file([], Packing::Raw), blob].concat());
    }
}

#[test]
fn blobs_of_empty_messages_are_refused() {
    let groups = [encode(&[message(1, vec![])]), many(message(2, vec![]), FULL)].concat();
    check_refused("groups", &pbf::file([&groups[..]], Packing::Zlib));
    for (name, number) in [("nodes", 1), ("dense", 2), ("ways", 3), ("relations", 4)] {
        let elements = block(bytes(2, many(message(number, vec![]), FULL)));
        check_refused(name, &pbf::file([&elements[..]], Packing::Zlib));
    }
    let strings = many(bytes(1, []), FULL);
    check_refused("strings", &pbf::file([&encode(&[bytes(1, strings)])[..]], Packing::Zlib));
}

#[test]
fn shared_texts_count_as_often_as_they_are_used() {
    // A million names of a megabyte, in two megabytes of file that were not packed at all.
    let name = || std::iter::repeat_n(1, 1 << 20);
    let keys = (2..1000).map(|i| bytes(1, format!("key {i}")));
    let texts: Vec<Field> = [bytes(1, []), bytes(1, vec![b'x'; 1 << 20])].into_iter().chain(keys).collect();
    let ways = (0..1000).map(|id| message(3, vec![varint(1, id), packed(2, 2..1000), packed(3, name().take(998))]));
    let block = encode(&[message(1, texts), message(2, ways.collect())]);
    check_refused("texts", &pbf::file([&block[..]], Packing::Raw));
}

#[test]
fn many_small_blobs_count_together() {
    let ones = || std::iter::repeat_n(zigzag(1), 1 << 20);
    let nodes = message(2, vec![packed(1, ones()), packed(8, ones()), packed(9, ones())]);
    let dense = block(message(2, vec![nodes]));
    let blob = pbf::blob("OSMData", &dense, Packing::Zlib);
    let file = [pbf::file([], Packing::Raw), blob.repeat(1000)].concat();
    check_refused("many blobs", &file);
    let noise = zlib(&vec![7; 1 << 20]);
    let unknown = framed("Unknown", &encode(&[bytes(3, noise)]));
    // Blobs of unknown types are skipped unopened.
    let _guard = alone();
    let file = [pbf::file([], Packing::Raw), unknown.repeat(1000)].concat();
    assert_eq!(import(&file, &ImportOptions::default()).err(), Some(ImportError::Empty("nodes")));
}

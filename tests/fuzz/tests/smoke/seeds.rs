//! What is damaged is sound to begin with.

use fuzz_tests::pbf::{self, Packing};
use fuzz_tests::{KINDS, repository_file};
use osm_import::{ImportOptions, import};

#[test]
fn undamaged_files_are_read() {
    for kind in &KINDS {
        for (i, file) in (kind.seeds)().iter().enumerate() {
            let outcome = (kind.judge)(file, true);
            assert_eq!((outcome.read, outcome.wrong), (true, None), "{}, file {i}", kind.name);
        }
    }
}

#[test]
fn both_encodings_of_a_map_give_the_same_scene() {
    let xml = String::from_utf8(repository_file("plugins/osm_import/tests/fixtures/block.osm")).expect("text");
    let expected = import(xml.as_bytes(), &ImportOptions::default()).expect("the fixture is sound");
    let block = pbf::block(&xml);
    for packing in [Packing::Raw, Packing::Zlib] {
        let file = pbf::file([&block[..]], packing);
        let found = import(&file, &ImportOptions::default()).expect("it is written as the format has it");
        assert!(found.scene == expected.scene, "{packing:?}");
        assert_eq!(found.notes, expected.notes);
        // A part of the file is never taken for the whole.
        let read = |end: usize| import(&file[..end], &ImportOptions::default()).is_ok();
        assert!((0..file.len()).all(|end| !read(end)));
    }
}

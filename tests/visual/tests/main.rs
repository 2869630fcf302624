//! The real program draws real pictures, on a virtual display with a software Vulkan driver where there is no other.
//!
//! Pictures go to `visual/` in cargo's target folder, for people to look at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The program, built beside this test by the same cargo call.
fn program() -> PathBuf {
    let test = std::env::current_exe().expect("this test is a program");
    let folder = test.ancestors().nth(2).expect("tests lie in target/PROFILE/deps");
    folder.join("beamscape")
}

fn picture(name: &str, args: &[&str]) -> PathBuf {
    let program = program();
    let folder = program.parent().and_then(Path::parent).expect("a target folder").join("visual");
    std::fs::create_dir_all(&folder).expect("the target folder can be written");
    let out = folder.join(name);
    let output = Command::new(&program)
        .arg("shot")
        .args(args)
        .args(["--plain", "--size", "900x600", "--out"])
        .arg(&out)
        .output()
        .unwrap_or_else(|error| panic!("{} cannot be started: {error}", program.display()));
    assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    out
}

/// Colours of a picture, coarse: the upper four bits of each channel.
fn colours(path: &Path) -> BTreeSet<[u8; 3]> {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("the picture was written"));
    let mut reader = png::Decoder::new(file).read_info().expect("a PNG");
    let mut bytes = vec![0; reader.output_buffer_size().expect("a size")];
    let frame = reader.next_frame(&mut bytes).expect("a frame");
    let channels = frame.color_type.samples();
    bytes[..frame.buffer_size()].chunks(channels).map(|pixel| [pixel[0] >> 4, pixel[1] >> 4, pixel[2] >> 4]).collect()
}

#[test]
fn both_scenes_are_drawn_with_their_panels() {
    for scene in ["factory", "helsinki"] {
        let path = picture(&format!("{scene}.png"), &[scene, "--at", "2"]);
        let n = colours(&path).len();
        assert!(n > 60, "{scene}: only {n} colours; is the picture blank?");
    }
}

#[test]
fn the_dark_theme_is_dark_and_the_map_adds_colour() {
    let dark = picture("factory-dark.png", &["factory", "--at", "1", "--dark", "--map", "off", "--no-panels"]);
    let light = picture("factory-light.png", &["factory", "--at", "1", "--map", "off", "--no-panels"]);
    let brightness = |path: &Path| {
        let colours = colours(path);
        colours.iter().map(|c| c.iter().map(|v| f64::from(*v)).sum::<f64>()).sum::<f64>() / colours.len() as f64
    };
    assert!(brightness(&dark) < brightness(&light));
    let with_map = picture("factory-map.png", &["factory", "--at", "1", "--no-panels"]);
    assert!(colours(&with_map).len() > colours(&light).len(), "the coverage map adds colours");
}

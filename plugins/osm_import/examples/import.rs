//! `cargo run --release -p osm_import --example import -- IN.osm.pbf OUT.ron [NAME [DESCRIPTION]]`: makes a scene file and prints the notes.

use osm_import::{ImportOptions, import};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, output, rest @ ..] = arguments.as_slice() else {
        return Err("usage: import IN.osm.pbf OUT.ron [NAME [DESCRIPTION]]".into());
    };
    let text = |i: usize| rest.get(i).cloned().unwrap_or_default();
    let options = ImportOptions { name: text(0), description: text(1), bounds: None };
    let imported = import(&std::fs::read(input)?, &options)?;
    for note in &imported.notes {
        println!("{note}");
    }
    std::fs::write(output, twin_scene::to_ron(&imported.scene))?;
    Ok(())
}

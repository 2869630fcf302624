//! `cargo run --release -p mesh_import --example import -- FILE`: prints what a scene or mesh file holds.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file] = arguments.as_slice() else { return Err("usage: import FILE".into()) };
    let path = Path::new(file);
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut read = |relative: &str| std::fs::read(folder.join(relative)).map_err(|fault| fault.to_string());
    let imported = mesh_import::import_any(&name, &std::fs::read(path)?, &mut read)?;
    for object in &imported.objects {
        let material = object.material.as_deref().unwrap_or("-");
        println!("object {} {material} {} {}", object.name, object.vertices.len(), object.faces.len());
    }
    for material in &imported.materials {
        println!("material {} {:?} {:?}", material.name, material.kind, material.thickness_m);
    }
    for note in &imported.notes {
        println!("note {note}");
    }
    Ok(())
}

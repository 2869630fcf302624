//! `cargo run --release -p mesh_import --example import -- FILE [--ron OUT.ron] [--mitsuba FOLDER]`: prints what a scene or mesh file holds
//! and writes it as a scene of the twin or for Sionna RT.

use std::path::Path;

use mesh_import::{Imported, Object, export_mitsuba, import_any, scene_from};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, options @ ..] = arguments.as_slice() else {
        return Err("usage: import FILE [--ron OUT.ron] [--mitsuba FOLDER]".into());
    };
    let path = Path::new(file);
    let folder = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let mut read = |relative: &str| std::fs::read(folder.join(relative)).map_err(|fault| fault.to_string());
    let imported = import_any(&name, &std::fs::read(path)?, &mut read)?;
    print(&imported);
    for option in options.chunks_exact(2) {
        match option[0].as_str() {
            "--ron" => {
                let scene = scene_from(&imported, path.file_stem().unwrap_or_default().to_string_lossy().as_ref());
                let text = twin_scene::to_ron(&scene);
                std::fs::write(&option[1], &text)?;
                let read_back = twin_scene::parse(&text).map_err(|faults| faults[0].to_string())?;
                println!("scene {} equal {}", scene.description, read_back == scene);
            }
            "--mitsuba" => {
                for (relative, bytes) in export_mitsuba(&imported) {
                    let path = Path::new(&option[1]).join(relative);
                    std::fs::create_dir_all(path.parent().unwrap_or(&path))?;
                    std::fs::write(path, bytes)?;
                }
            }
            other => return Err(format!("{other:?} is no option").into()),
        }
    }
    Ok(())
}

fn print(imported: &Imported) {
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
    let corners = || imported.objects.iter().flat_map(|object| &object.vertices);
    let extreme =
        |pick: fn(f64, f64) -> f64| [0, 1, 2].map(|axis| corners().map(|p| p[axis]).reduce(pick).unwrap_or(0.0));
    let faces: usize = imported.objects.iter().map(|object| object.faces.len()).sum();
    let area: f64 = imported.objects.iter().map(area_m2).sum();
    println!("all {} {faces} {:?} {:?} {area}", corners().count(), extreme(f64::min), extreme(f64::max));
}

/// Area of all triangles, m².
fn area_m2(object: &Object) -> f64 {
    let area = |face: &[u32; 3]| {
        let [a, b, c] = face.map(|corner| object.vertices[corner as usize]);
        let (u, v) = ([0, 1, 2].map(|i| b[i] - a[i]), [0, 1, 2].map(|i| c[i] - a[i]));
        let n = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
        n.iter().map(|c| c * c).sum::<f64>().sqrt() / 2.0
    };
    object.faces.iter().map(area).sum()
}

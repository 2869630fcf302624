//! What is written reads back the same, under names that Sionna RT takes as they are meant.

use std::collections::BTreeMap;

use crate::import_fixture;
use mesh_import::{Imported, ImportedMaterial, MaterialKind, Object, export_mitsuba, import_mitsuba};

fn read_back(imported: &Imported) -> Imported {
    let files: BTreeMap<String, Vec<u8>> = export_mitsuba(imported).into_iter().collect();
    let xml = std::str::from_utf8(&files["scene.xml"]).expect("XML is text");
    let mut read = |path: &str| files.get(path).cloned().ok_or_else(|| "there is no such file".to_owned());
    import_mitsuba(xml, "scene.xml", &mut read).unwrap_or_else(|fault| panic!("{fault}"))
}

#[test]
fn a_scene_of_sionna_reads_back_equal() {
    for scene in ["box", "floor_wall", "simple_street_canyon", "simple_wedge"] {
        let imported = import_fixture(scene);
        assert_eq!(read_back(&imported), imported, "{scene}");
    }
}

#[test]
fn misleading_names_are_changed() {
    let itu = |name: &str, class: &str| ImportedMaterial::new(name, MaterialKind::Itu(class.into()));
    let custom = |name: &str| {
        ImportedMaterial::new(name, MaterialKind::Custom { relative_permittivity: 2.5, conductivity_s_per_m: 1e-7 })
    };
    let materials = vec![
        itu("itu_glass", "glass"),
        ImportedMaterial {
            scattering_coefficient: 0.25,
            xpd_coefficient: 0.5,
            thickness_m: Some(1e-5),
            color: Some([0.1, 0.0, 1.0]),
            ..itu("itu_brick", "brick")
        },
        itu("itu_wall", "brick"),
        custom("itu_foam"),
        custom("metal"),
        custom("a <b> & \"c\".001"),
        ImportedMaterial::new("Paint", MaterialKind::Unknown),
    ];
    let triangle = |name: &str, material: Option<&str>| Object {
        name: name.into(),
        material: material.map(str::to_owned),
        vertices: vec![[0.5, 0.0, -1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        faces: vec![[2, 0, 1], [0, 1, 2]],
    };
    let objects = vec![
        triangle("wall", Some("itu_wall")),
        triangle("Wall", Some("a <b> & \"c\".001")),
        triangle("Tür/ä.x", None),
        triangle("", Some("Paint")),
    ];
    let written = Imported { objects, materials, notes: Vec::new() };
    let read = read_back(&written);
    let names: Vec<&str> = read.materials.iter().map(|material| material.name.as_str()).collect();
    let expected =
        ["itu_glass", "brick", "wall", "custom_foam", "custom_metal", "a <b> & \"c\"_001", "Paint", "no_material"];
    assert_eq!(names, expected);
    assert_eq!(read.materials[1], ImportedMaterial { name: "brick".into(), ..written.materials[1].clone() });
    assert_eq!(read.materials[5].kind, written.materials[5].kind);
    assert_eq!(read.materials[6].kind, MaterialKind::Itu("concrete".into()));
    let objects: Vec<_> = read.objects.iter().map(|o| (o.name.as_str(), o.material.as_deref())).collect();
    let expected = [
        ("wall_2", Some("wall")),
        ("Wall", Some("a <b> & \"c\"_001")),
        ("Tür/ä_x", Some("no_material")),
        ("unnamed", Some("Paint")),
    ];
    assert_eq!(objects, expected);
    assert!(read.objects.iter().zip(&written.objects).all(|(a, b)| a.vertices == b.vertices && a.faces == b.faces));
    assert_eq!(read.notes, Vec::<String>::new());
    let files: Vec<String> = export_mitsuba(&written).into_iter().map(|(path, _)| path).collect();
    let expected = ["scene.xml", "meshes/wall_2.ply", "meshes/wall.ply", "meshes/t_r___x.ply", "meshes/unnamed.ply"];
    assert_eq!(files, expected);
}

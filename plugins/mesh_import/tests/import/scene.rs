//! Scenes made of meshes are accepted by the parser and sensible.

use crate::{import_fixture, import_with};
use mesh_import::{Imported, ImportedMaterial, MaterialKind, Object, scene_from};
use twin_scene::Scene;
use twin_scene::schema::Motion;

/// The scene after it was written and read.
#[track_caller]
fn scene_of(imported: &Imported) -> Scene {
    let scene = scene_from(imported, "Test");
    match twin_scene::parse(&twin_scene::to_ron(&scene)) {
        Ok(read) => assert_eq!(read, scene),
        Err(faults) => panic!("{faults:#?}"),
    }
    scene
}

#[test]
fn the_street_canyon_brings_its_own_ground() {
    let imported = import_fixture("simple_street_canyon");
    let scene = scene_of(&imported);
    assert_eq!(scene.description, "7 imported meshes with 74 triangles.");
    assert_eq!((scene.bounds.min, scene.bounds.max), ((-94.0, -61.0), (93.0, 61.0)));
    assert!(!scene.ground_material.is_present());
    assert_eq!(scene.materials, Vec::new());
    let (mesh, object) = (&scene.meshes[6], &imported.objects[6]);
    assert_eq!((mesh.name.as_str(), mesh.material.as_str(), mesh.thickness_m), ("floor", "concrete", Some(0.1)));
    assert_eq!(mesh.triangles.len(), object.faces.len());
    assert_eq!(mesh.vertices[0], (-93.96609, 60.80763, -0.03079));
    let site = scene.sites[0].position;
    assert!((20.0..60.0).contains(&site.2) && site.0.abs() < 40.0 && site.1.abs() < 40.0, "{site:?}");
    // Nobody stands in a house.
    for group in &scene.agents {
        if let Motion::Fixed(points) = &group.motion {
            assert!(points.iter().all(|p| p.2 < 0.1), "{points:?}");
        }
    }
}

#[test]
fn a_room_is_lit_from_its_ceiling() {
    let scene = scene_of(&import_fixture("box"));
    let site = scene.sites[0].position;
    let (low, high) =
        scene.meshes[0].vertices.iter().fold((f64::MAX, f64::MIN), |(low, high), p| (low.min(p.2), high.max(p.2)));
    assert!(site.2 > low && site.2 < high, "{site:?} in {low}..{high}");
    assert!(!scene.ground_material.is_present());
    assert_eq!(scene.agents.len(), 2);
    assert_eq!((scene.meshes[0].material.as_str(), scene.meshes[0].thickness_m), ("metal", Some(1.0)));
}

#[test]
fn houses_without_ground_get_one() {
    let xml = "<scene><shape type='cube' id='a'><transform name='to_world'><scale value='5'/><translate x='-20' z='5'/></transform></shape>
        <shape type='cube' id='b'><transform name='to_world'><scale value='5'/><translate x='20' z='5'/></transform></shape></scene>";
    let scene = scene_of(&import_with(xml, &[]).unwrap_or_else(|fault| panic!("{fault}")));
    assert_eq!(scene.ground_material.material, "concrete");
    assert_eq!(scene.sites[0].position.2, 13.0);
    assert_eq!(
        scene.description,
        "2 imported meshes with 24 triangles. Taken for concrete, as nothing else is known: none."
    );
}

fn triangle(name: &str, material: &str, vertices: [[f64; 3]; 3]) -> Object {
    Object { name: name.into(), material: Some(material.into()), vertices: vertices.to_vec(), faces: vec![[0, 1, 2]] }
}

#[test]
fn materials_keep_their_meaning() {
    let itu = |name: &str, class: &str| ImportedMaterial::new(name, MaterialKind::Itu(class.into()));
    let custom = |name: &str, relative_permittivity, conductivity_s_per_m| ImportedMaterial {
        thickness_m: Some(0.3),
        ..ImportedMaterial::new(name, MaterialKind::Custom { relative_permittivity, conductivity_s_per_m })
    };
    let materials = vec![
        ImportedMaterial { scattering_coefficient: 0.2, ..itu("wall", "brick") },
        itu("road", "asphalt_concrete"),
        custom("glass", 2.0, 1e20),
        custom("glass_imported", 3.0, 0.0),
        ImportedMaterial::new("Paint", MaterialKind::Unknown),
    ];
    let names = ["wall", "road", "glass", "glass_imported", "Paint", "missing"];
    let at = |i: usize| [[0.0, 0.0, i as f64], [1.0, 0.0, i as f64], [0.0, 1.0, i as f64]];
    let objects = names.iter().enumerate().map(|(i, name)| triangle("same", name, at(i))).collect();
    let scene = scene_of(&Imported { objects, materials, notes: Vec::new() });
    let used: Vec<_> =
        scene.meshes.iter().map(|mesh| (mesh.name.as_str(), mesh.material.as_str(), mesh.thickness_m)).collect();
    let expected = [
        ("same", "brick", Some(0.1)),
        ("same_2", "road", Some(0.1)),
        ("same_3", "glass_imported", Some(0.3)),
        ("same_4", "glass_imported_imported", Some(0.3)),
        ("same_5", "concrete", Some(0.1)),
        ("same_6", "concrete", Some(0.1)),
    ];
    assert_eq!(used, expected);
    // 0.0108 · 3.5^1.3969
    assert!((scene.materials[0].conductivity_s_per_m - 0.06215).abs() < 1e-5, "{:?}", scene.materials[0]);
    assert_eq!(scene.materials[1].conductivity_s_per_m, 1e9);
    assert_eq!(
        scene.description,
        "6 imported meshes with 6 triangles. Taken for concrete, as nothing else is known: Paint, missing. Scattering is not taken over: wall."
    );
}

#[test]
fn any_place_and_size_makes_a_scene() {
    let one =
        |vertices| Imported { objects: vec![triangle("t", "", vertices)], materials: Vec::new(), notes: Vec::new() };
    let cases = [
        [[0.0; 3]; 3],
        [[5e8, -9e8, 1e9], [5e8, -9e8, 1e9], [5e8 + 1.0, -9e8, 1e9]],
        [[-1e9; 3], [1e9; 3], [0.0; 3]],
        [[0.0, 0.0, -50.0], [10.0, 0.0, -50.0], [0.0, 10.0, -50.0]],
        [[0.0, 0.0, 4000.0], [1e-300, 0.0, 4000.0], [0.0, 1e-300, 4000.0]],
        [[385_000.0, 6_672_000.0, 12.0], [385_100.0, 6_672_000.0, 12.0], [385_000.0, 6_672_100.0, 30.0]],
        [[0.0, 0.0, 0.0], [0.0, 30.0, 0.0], [0.0, 30.0, 15_000.0]],
    ];
    for case in cases {
        scene_of(&one(case));
    }
    let far = scene_of(&one(cases[5]));
    assert!(far.description.contains("Moved by -385050, -6672050 and 0 m"), "{}", far.description);
    assert_eq!(scene_of(&Imported::default()).meshes, Vec::new());
    let many = (0..20_001).map(|_| triangle("", "x", [[0.0; 3], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])).collect();
    let scene = scene_of(&Imported { objects: many, materials: Vec::new(), notes: Vec::new() });
    assert_eq!((scene.meshes.len(), scene.meshes[0].triangles.len()), (1, 20_001));
}

//! OBJ alone and as a shape of a Mitsuba scene.

use crate::import_with;
use mesh_import::{ImportError, Imported, MaterialKind, import_any};

const HOUSE: &str = "# a house\nmtllib house.mtl\nv 0 0 0\nv 4 0 0\nv 4 3 0\nv 0 3 0 0.5 0.5 0.5\nvt 0 0\nvn 0 0 1\no mesh-Floor\n\
                     usemtl mat-itu_concrete\nf 1/1/1 2/1/1 3//1 \\\n 4\nv 0 0 3\nv 4 0 3\no Walls\nusemtl Paint\nf 1 2 -1\nf 1 -1 -2\n\
                     usemtl mat-itu_concrete\nf 2 3 6\nl 1 2\no mesh-Floor\nf 3 2 1\n";

fn import(text: &str, library: Option<&str>) -> Result<Imported, ImportError> {
    let mut read = |path: &str| match library {
        Some(text) if path == "house.mtl" => Ok(text.as_bytes().to_vec()),
        _ => Err("there is no such file".to_owned()),
    };
    import_any("house.obj", text.as_bytes(), &mut read)
}

#[test]
fn objects_are_split_by_name_and_material() {
    let library = "newmtl Paint\nKd 0.5 0.25 2\nnewmtl mat-itu_concrete\nNs 5\n";
    let house = import(HOUSE, Some(library)).unwrap_or_else(|fault| panic!("{fault}"));
    let found: Vec<_> =
        house.objects.iter().map(|o| (o.name.as_str(), o.material.as_deref(), o.vertices.len())).collect();
    let expected =
        [("Floor", Some("itu_concrete"), 4), ("Walls", Some("Paint"), 4), ("Walls_2", Some("itu_concrete"), 3)];
    assert_eq!(found, expected);
    assert_eq!(house.objects[0].faces, [[0, 1, 2], [0, 2, 3], [2, 1, 0]]);
    assert_eq!(house.objects[1].vertices, [[0.0; 3], [4.0, 0.0, 0.0], [4.0, 0.0, 3.0], [0.0, 0.0, 3.0]]);
    assert_eq!(house.objects[1].faces, [[0, 1, 2], [0, 2, 3]]);
    assert_eq!(house.objects[2].vertices[2], [4.0, 0.0, 3.0]);
    assert_eq!(house.materials[0].kind, MaterialKind::Itu("concrete".into()));
    assert_eq!((&house.materials[1].kind, house.materials[1].color), (&MaterialKind::Unknown, Some([0.5, 0.25, 1.0])));
    assert_eq!(house.notes.len(), 4, "{:?}", house.notes);
}

#[test]
fn a_missing_library_is_only_noted() {
    let house = import(HOUSE, None).unwrap_or_else(|fault| panic!("{fault}"));
    let note = "Colours are missing: house.obj, line 2: \"house.mtl\" cannot be read (there is no such file); put it there or correct the reference.";
    assert!(house.notes.iter().any(|found| found == note), "{:?}", house.notes);
    assert_eq!(house.materials[1].color, None);
}

#[test]
fn a_scene_takes_all_faces_as_one_mesh() {
    let xml = "<scene><shape type='obj' id='mesh-h'><string name='filename' value='h.obj'/></shape></scene>";
    let scene = import_with(xml, &[("h.obj", HOUSE)]).unwrap_or_else(|fault| panic!("{fault}"));
    assert_eq!((scene.objects.len(), scene.objects[0].vertices.len(), scene.objects[0].faces.len()), (1, 6, 6));
    assert_eq!(scene.objects[0].faces[5], [2, 1, 0]);
}

#[track_caller]
fn check_fault(from: &str, to: &str, expected: &str) {
    let fault = import(&HOUSE.replacen(from, to, 1), None).expect_err(to);
    assert_eq!(fault.to_string(), expected);
}

#[test]
fn faults_name_the_line() {
    let again = "export or download it again";
    check_fault(
        "f 1 2 -1",
        "f 1 2 7",
        &format!("house.obj, line 17: a face refers to vertex \"7\", but 6 vertices stand before it; {again}"),
    );
    check_fault(
        "f 1 2 -1",
        "f 1 0 2",
        &format!("house.obj, line 17: a face refers to vertex \"0\", but 6 vertices stand before it; {again}"),
    );
    check_fault(
        "f 1 2 -1",
        "f 1 -7 2",
        &format!("house.obj, line 17: a face refers to vertex \"-7\", but 6 vertices stand before it; {again}"),
    );
    check_fault(
        "f 1 2 -1",
        "f 1 a 2",
        &format!("house.obj, line 17: a face refers to vertex \"a\", but 6 vertices stand before it; {again}"),
    );
    check_fault(
        "v 4 3 0",
        "v 4 nan 0",
        "house.obj, line 5: vertex 3 has the coordinate \"nan\", which is no place within 1e9 m; repair the mesh and export it again",
    );
    check_fault(
        "v 4 3 0",
        "v 4 3",
        "house.obj, line 5: vertex 3 has the coordinate \"\", which is no place within 1e9 m; repair the mesh and export it again",
    );
    let fault = import("v 1 2 3\nl 1 1\n", None).expect_err("no faces");
    assert_eq!(fault.to_string(), "house.obj: there are no faces in it; export it as a mesh of triangles");
}

//! Mitsuba scenes: Sionna RT's own, and each rule of the format.

use crate::{TRIANGLE, import_fixture, import_with};
use mesh_import::{ImportedMaterial, MaterialKind, Object};

fn itu(name: &str, class: &str, thickness_m: Option<f64>) -> ImportedMaterial {
    ImportedMaterial { thickness_m, ..ImportedMaterial::new(name, MaterialKind::Itu(class.into())) }
}

fn summary(objects: &[Object]) -> Vec<(&str, Option<&str>, usize, usize)> {
    objects.iter().map(|o| (o.name.as_str(), o.material.as_deref(), o.vertices.len(), o.faces.len())).collect()
}

#[test]
fn the_street_canyon_of_sionna_comes_whole() {
    let scene = import_fixture("simple_street_canyon");
    let house = |name, material| (name, Some(material), 8, 12);
    assert_eq!(
        summary(&scene.objects),
        [
            house("building_1", "glass"),
            house("building_6", "wood"),
            house("building_5", "glass"),
            house("building_4", "marble"),
            house("building_3", "marble"),
            house("building_2", "brick"),
            ("floor", Some("concrete"), 4, 2),
        ]
    );
    let classes = ["glass", "wood", "marble", "brick", "concrete"];
    assert_eq!(scene.materials, classes.map(|class| itu(class, class, Some(0.1))));
    assert_eq!(scene.notes, Vec::<String>::new());
    // The floor lies 3 cm below the origin in this scene.
    let corner = [-93.966_094_970_703_13, 60.807_628_631_591_8, -0.030_794_143_676_757_813];
    assert_eq!(scene.objects[6].vertices[0], corner);
}

#[test]
fn the_box_has_a_material_of_its_own_name() {
    let scene = import_fixture("box");
    assert_eq!(summary(&scene.objects), [("box", Some("box-mat"), 8, 12)]);
    assert_eq!(scene.materials, [itu("box-mat", "metal", Some(1.0))]);
}

#[test]
fn materials_follow_the_rules_of_sionna() {
    let xml = r##"<scene version="3.0.0">
        <bsdf type="twosided" id="mat-itu_concrete"><bsdf type="diffuse"><rgb name="reflectance" value="0.5 0.25 1"/></bsdf></bsdf>
        <bsdf type="diffuse" id="itu_wet_ground"><float name="thickness" value="2"/></bsdf>
        <bsdf type="diffuse" id="mat-itu-x"><string name="type" value="glass"/></bsdf>
        <bsdf type="itu-radio-material" id="floor"><string name="type" value="wood"/>
            <float name="scattering_coefficient" value="0.3"/><float name="xpd_coefficient" value="0.1"/><rgb name="color" value="#ff0033"/></bsdf>
        <bsdf type="radio-material" id="mat-foam"><float name="relative_permittivity" value="1.1"/>
            <float name="conductivity" value="1e-3"/><float name="thickness" value="0.05"/></bsdf>
        <bsdf type="radio-material" id="air"/>
        <bsdf type="diffuse" id="mat-Paint"/>
        <bsdf type="diffuse" id="brick"/>
        <bsdf type="diffuse" id="itu_jelly"/>
    </scene>"##;
    let scene = import_with(xml, &[]).unwrap_or_else(|fault| panic!("{fault}"));
    let custom = |name, relative_permittivity, conductivity_s_per_m| {
        ImportedMaterial::new(name, MaterialKind::Custom { relative_permittivity, conductivity_s_per_m })
    };
    let expected = [
        ImportedMaterial { color: Some([0.5, 0.25, 1.0]), ..itu("itu_concrete", "concrete", None) },
        itu("itu_wet_ground", "wet_ground", Some(2.0)),
        itu("itu-x", "glass", None),
        ImportedMaterial {
            scattering_coefficient: 0.3,
            xpd_coefficient: 0.1,
            color: Some([1.0, 0.0, 0.2]),
            ..itu("floor", "wood", None)
        },
        ImportedMaterial { thickness_m: Some(0.05), ..custom("foam", 1.1, 1e-3) },
        custom("air", 1.0, 0.0),
        ImportedMaterial::new("Paint", MaterialKind::Unknown),
        itu("brick", "brick", None),
        ImportedMaterial::new("itu_jelly", MaterialKind::Unknown),
    ];
    assert_eq!(scene.materials, expected);
    assert_eq!(scene.notes.len(), 3, "{:?}", scene.notes);
}

#[test]
fn shapes_find_their_materials() {
    let xml = r#"<scene>
        <shape type="cube" id="mesh-a"><ref id="mat-itu_glass"/></shape>
        <shape type="cube" id="b"><ref id="texture" name="other"/><ref id="mat-itu_glass" name="bsdf"/></shape>
        <shape type="cube" id="c"><bsdf type="itu-radio-material" id="inside"><string name="type" value="metal"/></bsdf></shape>
        <shape type="cube" id="d"><bsdf type="itu-radio-material" id="inside"><string name="type" value="metal"/></bsdf></shape>
        <shape type="cube" id="e"><bsdf type="itu-radio-material" name="bsdf"><string name="type" value="brick"/></bsdf></shape>
        <shape type="cube"/>
        <shape type="cube" id="mesh-a"/>
        <bsdf type="diffuse" id="mat-itu_glass"/>
    </scene>"#;
    let scene = import_with(xml, &[]).unwrap_or_else(|fault| panic!("{fault}"));
    let found: Vec<_> = scene.objects.iter().map(|o| (o.name.as_str(), o.material.as_deref())).collect();
    assert_eq!(
        found,
        [
            ("a", Some("itu_glass")),
            ("b", Some("itu_glass")),
            ("c", Some("inside")),
            ("d", Some("inside")),
            ("e", Some("e-material")),
            ("cube", None),
            ("a_2", None),
        ]
    );
    assert_eq!(scene.materials.len(), 3);
}

#[track_caller]
fn check_transform(maps: &str, expected: [[f64; 3]; 3]) {
    let xml = format!(
        r#"<scene><shape type="ply"><string name="filename" value="t.ply"/><transform name="to_world">{maps}</transform></shape></scene>"#
    );
    let scene = import_with(&xml, &[("t.ply", TRIANGLE)]).unwrap_or_else(|fault| panic!("{fault}"));
    for (found, expected) in scene.objects[0].vertices.iter().zip(expected) {
        assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-12), "{maps}: {found:?}, not {expected:?}");
    }
}

#[test]
fn maps_are_applied_in_order() {
    check_transform("", [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]);
    check_transform(
        r#"<translate x="1"/><scale value="2"/><rotate z="1" angle="90"/>"#,
        [[0.0, 2.0, 0.0], [0.0, 4.0, 0.0], [-2.0, 2.0, 0.0]],
    );
    check_transform(
        r#"<scale x="3"/><translate value="0, 0, 5"/>"#,
        [[0.0, 0.0, 5.0], [3.0, 0.0, 5.0], [0.0, 1.0, 5.0]],
    );
    check_transform(
        r#"<matrix value="0 0 1 7  1 0 0 8  0 1 0 9  0 0 0 1"/>"#,
        [[7.0, 8.0, 9.0], [7.0, 9.0, 9.0], [7.0, 8.0, 10.0]],
    );
    check_transform(r#"<matrix value="2,0,0, 0,3,0, 0,0,4"/>"#, [[0.0; 3], [2.0, 0.0, 0.0], [0.0, 3.0, 0.0]]);
    check_transform(
        r#"<lookat origin="1,0,0" target="1,1,0" up="0,0,1"/>"#,
        [[1.0, 0.0, 0.0], [0.0, 0.0, 0.0], [1.0, 0.0, 1.0]],
    );
}

#[test]
fn an_axis_of_another_length_distorts_as_in_mitsuba() {
    // Bounds of the cube turned by 90° about (1, 1, 0), as Mitsuba 3.9.1 gives them.
    let xml = r#"<scene><shape type="cube"><transform name="to_world"><rotate x="1" y="1" angle="90"/></transform></shape></scene>"#;
    let scene = import_with(xml, &[]).unwrap_or_else(|fault| panic!("{fault}"));
    let most = |axis: usize| scene.objects[0].vertices.iter().map(|p| p[axis]).fold(0.0, f64::max);
    for (axis, expected) in [3.0, 3.0, 2.0].into_iter().enumerate() {
        assert!((most(axis) - expected).abs() < 1e-12, "{axis}");
    }
}

#[test]
fn parameters_includes_groups_and_merged_shapes_work_together() {
    let xml = r#"<?xml version="1.0"?><!-- a comment -->
    <scene>
        <default name="height" value="4"/><default name="h" value="9"/><default name="height" value="5"/>
        <include filename="parts/group.xml"/>
        <shape type="merge" id="merged"><shape type="rectangle" id="mesh-roof"><transform name="to_world"><translate z="$height"/></transform></shape></shape>
        <shape type="instance" id="mesh-copy"><ref id="tree"/><transform name="to_world"><translate y="10"/></transform></shape>
        <shape type="instance"><ref id="tree"/></shape>
        <shape type="hair" id="hair"/><shape type="hair"/>
        <sensor type="perspective"><transform name="to_world"><nonsense/></transform></sensor>
    </scene>"#;
    let group = r#"<scene><shape type="shapegroup" id="tree">
        <shape type="ply" id="mesh-crown"><string name="filename" value="t.ply"/><transform name="to_world"><scale value="$height"/></transform></shape>
        <shape type="sphere" id="fruit"><point name="center" x="1" y="2" z="3"/><float name="radius" value="0.5"/></shape>
    </shape></scene>"#;
    let scene =
        import_with(xml, &[("parts/group.xml", group), ("t.ply", TRIANGLE)]).unwrap_or_else(|fault| panic!("{fault}"));
    let names: Vec<&str> = scene.objects.iter().map(|o| o.name.as_str()).collect();
    assert_eq!(names, ["roof", "copy-crown", "copy-fruit", "instance-crown", "instance-fruit"]);
    assert_eq!(scene.objects[0].vertices[0], [-1.0, -1.0, 4.0]);
    assert_eq!(scene.objects[1].vertices[1], [4.0, 10.0, 0.0]);
    assert_eq!(scene.objects[4].vertices[0], [1.0, 2.0, 3.5]);
    assert_eq!(scene.notes, ["2 shapes of type \"hair\" were left out: only triangle meshes are read."]);
}

//! Every fault is one sentence with file, place and remedy.

use crate::{TRIANGLE, import_with};
use mesh_import::{import_any, import_ply};

#[track_caller]
fn check_ply(from: &str, to: &str, expected: &str) {
    assert!(TRIANGLE.contains(from), "{from}");
    let fault = import_ply(TRIANGLE.replacen(from, to, 1).as_bytes(), "t.ply").expect_err(to);
    assert_eq!(fault.to_string(), expected);
}

#[test]
fn faults_of_a_text_ply_name_line_and_row() {
    let again = "export or download it again";
    check_ply(
        "ply\n",
        "plyx\n",
        "t.ply, line 1: this is no PLY file: it does not begin with \"ply\"; check that it is the right file",
    );
    check_ply(
        "format ascii 1.0\n",
        "",
        "t.ply, line 8: the head names no format; add \"format ascii 1.0\" or export it again",
    );
    check_ply(
        "float y",
        "flaot y",
        &format!("t.ply, line 5: \"property flaot y\" is no property of an element; {again}"),
    );
    check_ply(
        "float y",
        "float w",
        "t.ply, line 3: the element \"vertex\" has no number \"y\"; export it with positions x, y and z",
    );
    check_ply(
        "vertex_indices",
        "v",
        "t.ply, line 7: the element \"face\" has no list \"vertex_indices\"; export it as a mesh of triangles",
    );
    check_ply("end_header", "end", &format!("t.ply, line 9: \"end\" is no line of a PLY head; {again}"));
    check_ply(
        "vertex 3",
        "vertex 4000000000",
        "t.ply, line 10: 4000000000 rows of \"vertex\" are declared, but only 26 bytes are left for them; the file is cut off: export or download it again",
    );
    check_ply("vertex 3", "vertex -3", &format!("t.ply, line 3: \"-3\" is no number of rows; {again}"));
    check_ply(
        "\n1 0 0\n",
        "\n1 nan 0\n",
        "t.ply, line 11: vertex 1 (from 0) has the coordinate NaN, which is no place within 1e9 m; repair the mesh and export it again",
    );
    check_ply(
        "\n1 0 0\n",
        "\n1 1e999 0\n",
        "t.ply, line 11: vertex 1 (from 0) has the coordinate inf, which is no place within 1e9 m; repair the mesh and export it again",
    );
    check_ply("\n1 0 0\n", "\n1 x 0\n", &format!("t.ply, line 11: \"x\" in row 1 of \"vertex\" is no number; {again}"));
    check_ply(
        "3 0 1 2",
        "3 0 1 3",
        &format!("t.ply, line 13: face 0 (from 0) refers to vertex 3, but vertices are numbered 0 to 2; {again}"),
    );
    check_ply(
        "3 0 1 2",
        "3 0 1 -1",
        &format!("t.ply, line 13: face 0 (from 0) refers to vertex -1, but vertices are numbered 0 to 2; {again}"),
    );
    check_ply(
        "3 0 1 2\n",
        "3 0 1",
        "t.ply, line 13: the file ends in row 0 of the 1 rows of \"face\"; it is cut off: export or download it again",
    );
    check_ply(
        "3 0 1 2",
        "1001 0 1 2",
        "t.ply, line 13: face 0 (from 0) has 1001 corners, more than 1000; triangulate the mesh and export it again",
    );
    check_ply(
        "element face 1\nproperty list uchar int vertex_indices\n",
        "",
        "t.ply, line 7: the file has no element \"face\", so it is no mesh; export it as a mesh of triangles",
    );
}

#[test]
fn faults_of_a_binary_ply_name_the_byte() {
    let mut bytes = TRIANGLE.replace("ascii", "binary_little_endian").into_bytes();
    bytes.truncate(bytes.windows(11).position(|w| w == b"end_header\n").expect("a head") + 11);
    let head = bytes.len();
    for c in [0.0_f32, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, f32::NAN, 0.0] {
        bytes.extend(c.to_le_bytes());
    }
    bytes.push(3);
    bytes.extend([0, 1, 2].map(i32::to_le_bytes).concat());
    let text = |bytes: &[u8]| import_ply(bytes, "t.ply").expect_err("damaged").to_string();
    assert_eq!(
        text(&bytes),
        format!(
            "t.ply, byte {}: vertex 2 (from 0) has the coordinate NaN, which is no place within 1e9 m; repair the mesh and export it again",
            head + 36
        )
    );
    bytes[head + 28..head + 32].fill(0);
    assert!(import_ply(&bytes, "t.ply").is_ok());
    assert_eq!(
        text(&bytes[..bytes.len() - 1]),
        format!(
            "t.ply, byte {}: the file ends in row 0 of the 1 rows of \"face\"; it is cut off: export or download it again",
            head + 45
        )
    );
    assert_eq!(
        text(&bytes[..head + 35]),
        format!(
            "t.ply, byte {head}: 3 rows of \"vertex\" are declared, but only 35 bytes are left for them; the file is cut off: export or download it again"
        )
    );
}

#[track_caller]
fn check_xml(inside: &str, expected: &str) {
    let files =
        [("t.ply", TRIANGLE), ("bad.ply", "no"), ("loop.xml", r#"<scene><include filename="loop.xml"/></scene>"#)];
    let fault = import_with(&format!("<scene>\n{inside}\n</scene>"), &files).expect_err(inside);
    assert_eq!(fault.to_string(), expected);
}

#[test]
fn faults_of_a_scene_name_the_line() {
    check_xml(
        "\n<shape>",
        "scene.xml, line 4: ill-formed document: expected `</shape>`, but `</scene>` was found; correct the XML",
    );
    check_xml(
        r#"<shape type="ply" id="a"/>"#,
        "scene.xml, line 2: <shape id=\"a\"> names no file; add <string name=\"filename\" value=\"…\"/>",
    );
    check_xml(
        "<shape type='ply'><string name='filename' value='gone.ply'/></shape>",
        "scene.xml, line 2: \"gone.ply\" cannot be read (there is no such file); put it there or correct the reference",
    );
    check_xml(
        "<shape type='ply'><string name='filename' value='/etc/passwd'/></shape>",
        "scene.xml, line 2: \"/etc/passwd\" does not lie beside the scene; put the file below the scene's folder and refer to it by a relative path",
    );
    check_xml(
        "<shape type='ply'><string name='filename' value='bad.ply'/></shape>",
        "bad.ply, line 1: this is no PLY file: it does not begin with \"ply\"; check that it is the right file",
    );
    check_xml(
        "<shape type='cube'>\n<ref id='x'/></shape>",
        "scene.xml, line 3: there is no <bsdf> with the id \"x\"; add it to the scene or correct the reference",
    );
    check_xml(
        "<shape type='instance'><ref id='x'/></shape>",
        "scene.xml, line 2: there is no shapegroup with the id \"x\"; add it to the scene or correct the reference",
    );
    check_xml(
        "<bsdf type='diffuse'/>",
        "scene.xml, line 2: this <bsdf> has no id, so nothing can use it; add id=\"…\" or remove it",
    );
    check_xml(
        "<bsdf id='a'/>\n<bsdf id='a'/>",
        "scene.xml, line 3: the id \"a\" is used twice; give each <bsdf> its own",
    );
    check_xml(
        "<bsdf type='itu-radio-material' id='a'/>",
        "scene.xml, line 2: <bsdf id=\"a\"> does not say its type; add <string name=\"type\" value=\"concrete\"/> or the like",
    );
    check_xml(
        "<bsdf type='radio-material' id='a'>\n<float name='relative_permittivity' value='0.5'/></bsdf>",
        "scene.xml, line 3: relative_permittivity is 0.5; use 1.0..=1000000000000.0",
    );
    check_xml(
        "<bsdf type='radio-material' id='a'><float name='thickness' value='1e999'/></bsdf>",
        "scene.xml, line 2: \"1e999\" in <float name=\"thickness\"> is no finite number; correct the number",
    );
    check_xml(
        "<shape type='cube' id='$x'/>",
        "scene.xml, line 2: the parameter $x has no value; add a <default> with this name before it",
    );
    check_xml(
        "<include filename='loop.xml'/>",
        "loop.xml, line 1: \"loop.xml\" includes itself, directly or through others; remove this <include>",
    );
    check_xml("<shape id='&bomb;'/>", "scene.xml, line 2: at 1..5: unrecognized entity `bomb`; correct the XML");
    check_xml(
        "<shape type='sphere' id='a'><point name='center' x='1e300'/></shape>",
        "scene.xml, line 2: vertex 0 (from 0) of <shape id=\"a\"> comes to lie beyond 1e9 m; correct the shape or its <transform>",
    );
    let maps = [
        ("<rotate x='1'/>", "a <rotate> needs an angle; add it, in degrees"),
        ("<rotate angle='5'/>", "<rotate> has no direction; give axes that are not zero and not in line"),
        ("<matrix value='1 2 3'/>", "the matrix has 3 numbers; give 9 or 16"),
        (
            "<matrix value='1 0 0 0 0 1 0 0 0 0 1 0 0 0 1 1'/>",
            "the last row of the matrix is not 0 0 0 1; use an affine map",
        ),
        ("<scale value='1e200'/><scale value='1e200'/>", "the map grows beyond all numbers; use smaller factors"),
        (
            "<scale value='1e20'/>",
            "vertex 0 (from 0) of <shape> comes to lie beyond 1e9 m; correct the shape or its <transform>",
        ),
    ];
    for (map, expected) in maps {
        check_xml(
            &format!("<shape type='cube'><transform name='to_world'>{map}</transform></shape>"),
            &format!("scene.xml, line 2: {expected}"),
        );
    }
}

#[test]
fn depth_and_breadth_are_bounded() {
    let deep = "<a>".repeat(70) + &"</a>".repeat(70);
    check_xml(&deep, "scene.xml, line 2: elements are nested more than 64 deep; correct the XML");
    // Each file includes the next one twice.
    let names: Vec<String> = (0..30).map(|i| format!("{i}.xml")).collect();
    let texts: Vec<String> = (1..=30)
        .map(|i| format!("<scene><include filename='{i}.xml'/><include filename='{i}.xml'/></scene>"))
        .collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let fault = import_with("<scene><include filename='0.xml'/></scene>", &files).expect_err("too many");
    assert!(fault.to_string().contains("there is no such file"), "{fault}");
    let many: String = (0..300).map(|_| "<include filename='e.xml'/>").collect();
    let fault = import_with(&format!("<scene>{many}</scene>"), &[("e.xml", "<scene/>")]).expect_err("too many");
    assert_eq!(fault.to_string(), "scene.xml, line 1: more than 256 files are included; include fewer");
}

#[test]
fn parameters_do_not_fill_the_memory() {
    let long = "x".repeat(1 << 20);
    let uses = "<a b='$p'/>".repeat(70);
    let fault =
        import_with(&format!("<scene><default name='p' value='{long}'/>{uses}</scene>"), &[]).expect_err("too much");
    let expected = "scene.xml, line 1: 68157440 bytes of parameters are more than 67108864, the most that is read; split or simplify it";
    assert_eq!(fault.to_string(), expected);
}

#[test]
fn other_files_are_refused() {
    let text =
        |name: &str, bytes: &[u8]| import_any(name, bytes, &mut |_| Err(String::new())).expect_err(name).to_string();
    assert_eq!(
        text("a.step", b""),
        "a.step: this is no known mesh format; use Mitsuba XML, PLY, OBJ, glTF or GLB with the usual ending"
    );
    assert_eq!(
        text("a.xml", b"<a/>"),
        "a.xml, line 1: there is no <scene> in it; use the XML file of a Mitsuba or Sionna RT scene"
    );
    assert_eq!(
        text("a.xml", b""),
        "a.xml, line 1: there is no <scene> in it; use the XML file of a Mitsuba or Sionna RT scene"
    );
    assert_eq!(
        text("a.xml", b"<a>\xff</a>"),
        "a.xml, byte 3: this is not UTF-8 text; save it as UTF-8 or check that it is the right file"
    );
    assert_eq!(
        text("a.xml", b"<scene>\n<shape"),
        "a.xml, line 2: syntax error: tag not closed: `>` not found before end of input; correct the XML"
    );
}

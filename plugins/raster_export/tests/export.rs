//! Every format read back by the crate that reads it, and rasters that must not be written.

use raster_export::{Class, ExportError, Format, Picture, Raster, to_bytes, write_png};
use std::io::Cursor;
use tiff::decoder::{Decoder, DecodingResult, ifd::Value};
use tiff::tags::Tag;

/// Three columns, two rows; the south-east cell is empty.
fn raster() -> Raster {
    Raster {
        is_facade: false,
        nx: 3,
        ny: 2,
        min: [-100.0, 50.0],
        cell_m: 2.5,
        values: vec![-90.25, -80.0, f64::NAN, -70.1, -60.0, -50.0],
        quantity: "SS-RSRP".into(),
        unit: "dBm".into(),
        origin: Some((60.17, 24.94)),
    }
}

fn bytes(raster: &Raster, format: Format) -> Vec<u8> {
    to_bytes(raster, format).expect("a sound raster")
}

/// Width, height and RGBA pixels.
fn picture(bytes: &[u8]) -> (usize, usize, Vec<[u8; 4]>) {
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().expect("a PNG");
    let mut buffer = vec![0; reader.output_buffer_size().expect("a size")];
    let info = reader.next_frame(&mut buffer).expect("pixels");
    assert_eq!((info.color_type, info.bit_depth), (png::ColorType::Rgba, png::BitDepth::Eight));
    let pixels = buffer.chunks_exact(4).map(|p| [p[0], p[1], p[2], p[3]]).collect();
    (info.width as usize, info.height as usize, pixels)
}

fn viridis(share: f64) -> [u8; 4] {
    let color = colorous::VIRIDIS.eval_continuous(share);
    [color.r, color.g, color.b, 255]
}

#[test]
fn png_overlay_is_the_bare_map_north_up() {
    let mut png = Vec::new();
    write_png(&raster(), &Picture::overlay([-90.0, -50.0]), &mut png).expect("a sound raster");
    let (width, height, pixels) = picture(&png);
    assert_eq!((width, height), (3, 2));
    let expected = [
        viridis(0.4975), // -70.1: the north-west cell comes first.
        viridis(0.75),
        viridis(1.0),
        viridis(0.0), // -90.25 is below the range and takes its first colour.
        viridis(0.25),
        [0, 0, 0, 0],
    ];
    assert_eq!(pixels, expected);
}

#[test]
fn png_classes_have_their_own_colours_and_a_key() {
    let class = |value: f64, color: [u8; 3], label: &str| Class { value, color, label: label.into() };
    let classes = vec![class(0.0, [200, 10, 10], "not met"), class(1.0, [10, 200, 10], "met")];
    let yes_no = Raster { values: vec![0.0, 1.0, f64::NAN, 1.0, 1.0, 7.0], unit: String::new(), ..raster() };
    let mut png = Vec::new();
    let bare = Picture { classes: classes.clone(), ..Picture::overlay([0.0, 1.0]) };
    write_png(&yes_no, &bare, &mut png).expect("a sound raster");
    let (met, not_met) = ([10, 200, 10, 255], [200, 10, 10, 255]);
    assert_eq!(picture(&png).2, [met, met, [0; 4], not_met, met, [0; 4]]);
    let mut png = Vec::new();
    write_png(&yes_no, &Picture { classes, ..Picture::default() }, &mut png).expect("a sound raster");
    let (_, _, pixels) = picture(&png);
    // 160 × 160 pixels a cell, and a square of 16 × 16 in the key.
    assert_eq!(pixels.iter().filter(|pixel| **pixel == not_met).count(), 160 * 160 + 16 * 16);
    assert!(!pixels.contains(&viridis(1.0)));
}

#[test]
fn png_has_title_legend_ticks_and_holes() {
    let (width, height, pixels) = picture(&bytes(&raster(), Format::Png));
    // Three cells of 160 pixels, a bar and its numbers; two cells high plus title and caption.
    assert!(width > 480 + 20 && height > 320, "{width} x {height}");
    let count = |color: [u8; 4]| pixels.iter().filter(|pixel| **pixel == color).count();
    assert_eq!(count([0, 0, 0, 0]), 160 * 160, "one empty cell");
    assert!(count(viridis(1.0)) >= 160 * 160, "the strongest cell");
    assert!(count([30, 34, 40, 255]) > 1000, "letters");
    assert_eq!(pixels[0], [255, 255, 255, 255]);
    // Down the middle of the bar the colours run from the last to the first.
    let bar_x = 16 + 480 + 16 + 10;
    let column: Vec<[u8; 4]> = (0..height).map(|y| pixels[y * width + bar_x]).collect();
    let first = column.iter().position(|pixel| *pixel == viridis(1.0 - 0.5 / 320.0)).expect("the top of the bar");
    assert_eq!(column[first + 319], viridis(0.5 / 320.0));
}

#[test]
fn png_of_hard_cases() {
    let cases = [
        Raster { values: vec![f64::NAN; 6], ..raster() },
        Raster { values: vec![7.0; 6], ..raster() },
        Raster { quantity: String::new(), unit: String::new(), origin: None, ..raster() },
        Raster { quantity: "Long ".repeat(100), unit: "kg·m²·s⁻³".repeat(30), ..raster() },
        Raster { nx: 1, ny: 1, values: vec![1e38], ..raster() },
        Raster { nx: 2000, ny: 1, values: vec![1.0; 2000], ..raster() },
        Raster { nx: 1, ny: 2000, values: vec![-1e-30; 2000], ..raster() },
    ];
    for raster in cases {
        let (width, height, pixels) = picture(&bytes(&raster, Format::Png));
        assert_eq!(pixels.len(), width * height);
        assert!(width < 4000 && height < 4000, "{width} x {height}");
    }
    let huge = Picture { pixels_per_cell: Some(u32::MAX), ..Picture::default() };
    let found = write_png(&raster(), &huge, &mut Vec::new());
    assert!(matches!(found, Err(ExportError::Pixels { .. })), "{found:?}");
    let found = write_png(&raster(), &Picture { range: Some([1.0, f64::NAN]), ..huge.clone() }, &mut Vec::new());
    assert!(matches!(found, Err(ExportError::Range { .. })), "{found:?}");
}

#[test]
fn csv_has_a_line_per_cell() {
    let bytes = bytes(&raster(), Format::Csv);
    let mut table = csv::Reader::from_reader(&bytes[..]);
    assert_eq!(table.headers().expect("a header"), vec!["x_m", "y_m", "SS-RSRP (dBm)"]);
    let rows: Vec<Vec<String>> =
        table.records().map(|row| row.expect("a row").iter().map(String::from).collect()).collect();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0], ["-98.75", "51.25", "-90.25"]);
    assert_eq!(rows[2], ["-93.75", "51.25", ""]);
    assert_eq!(rows[5], ["-93.75", "53.75", "-50"]);
}

#[test]
fn csv_quotes_its_heading_and_keeps_every_bit() {
    let value = 0.1 + 0.2;
    let raster =
        Raster { nx: 1, ny: 1, values: vec![value], quantity: "A, \"B\"".into(), unit: String::new(), ..raster() };
    let bytes = bytes(&raster, Format::Csv);
    let mut table = csv::Reader::from_reader(&bytes[..]);
    assert_eq!(&table.headers().expect("a header")[2], "A, \"B\"");
    let row = table.records().next().expect("a row").expect("a sound row");
    assert_eq!(row[2].parse::<f64>().expect("a number").to_bits(), value.to_bits());
}

/// Format 1.0: magic, version, length of the header, header, data; the data start at a multiple of 64.
#[test]
fn npy_1_0_is_the_array_bit_for_bit() {
    let raster = raster();
    let bytes = bytes(&raster, Format::Npy);
    assert_eq!(&bytes[..8], b"\x93NUMPY\x01\x00");
    let length = usize::from(u16::from_le_bytes([bytes[8], bytes[9]]));
    assert_eq!((10 + length) % 64, 0);
    let header = std::str::from_utf8(&bytes[10..10 + length]).expect("text");
    assert_eq!(header.trim_end(), "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }");
    assert!(header.ends_with('\n'));
    let values: Vec<u64> = bytes[10 + length..]
        .chunks_exact(8)
        .map(|eight| u64::from_le_bytes(eight.try_into().expect("eight bytes")))
        .collect();
    assert_eq!(values, raster.values.iter().map(|value| value.to_bits()).collect::<Vec<_>>());
}

#[test]
fn geotiff_has_values_from_the_north_and_its_place() {
    let raster = raster();
    let bytes = bytes(&raster, Format::GeoTiff);
    let mut decoder = Decoder::new(Cursor::new(&bytes)).expect("a TIFF");
    assert_eq!(decoder.dimensions().expect("a size"), (3, 2));
    let DecodingResult::F32(values) = decoder.read_image().expect("values") else { panic!("not 32-bit floats") };
    assert_eq!(values[..5], [-70.1, -60.0, -50.0, -90.25, -80.0]);
    assert!(values[5].is_nan());
    let doubles = |decoder: &mut Decoder<_>, tag| decoder.get_tag_f64_vec(tag).expect("a tag");
    assert_eq!(doubles(&mut decoder, Tag::ModelPixelScaleTag), [2.5, 2.5, 0.0]);
    assert_eq!(doubles(&mut decoder, Tag::ModelTiepointTag), [0.0, 0.0, 0.0, -100.0, 55.0, 0.0]);
    assert_eq!(doubles(&mut decoder, Tag::GeoDoubleParamsTag), [24.94, 60.17, 0.0, 0.0, 1.0]);
    assert_eq!(decoder.get_tag(Tag::GdalNodata).expect("a tag"), Value::Ascii("nan".into()));
    let Value::Ascii(metadata) = decoder.get_tag(Tag::Unknown(42112)).expect("a tag") else { panic!("not text") };
    assert!(metadata.contains(r#"role="unittype">dBm<"#) && metadata.contains(">SS-RSRP<"), "{metadata}");
    let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).expect("a tag");
    assert_eq!(keys[..4], [1, 1, 1, 15]);
    let entries: Vec<&[u16]> = keys[4..].chunks_exact(4).collect();
    assert_eq!(entries.len(), 15);
    assert!(entries.windows(2).all(|pair| pair[0][0] < pair[1][0]), "keys ascend");
    for expected in [[1024, 0, 1, 1], [1025, 0, 1, 1], [2048, 0, 1, 4326], [3075, 0, 1, 1], [3081, 34736, 1, 1]] {
        assert!(entries.contains(&&expected[..]), "{expected:?}");
    }
}

#[test]
fn geotiff_without_origin_and_with_unusual_letters() {
    let raster = Raster { quantity: "Löss <& \"more\">\n".into(), unit: "g/m³".into(), origin: None, ..raster() };
    let bytes = bytes(&raster, Format::GeoTiff);
    let mut decoder = Decoder::new(Cursor::new(&bytes)).expect("a TIFF");
    let keys = decoder.get_tag_u16_vec(Tag::GeoKeyDirectoryTag).expect("a tag");
    assert_eq!(keys[..8], [1, 1, 1, 4, 1024, 0, 1, 32767]);
    assert!(decoder.find_tag(Tag::GeoDoubleParamsTag).expect("a directory").is_none());
    let Value::Ascii(metadata) = decoder.get_tag(Tag::Unknown(42112)).expect("a tag") else { panic!("not text") };
    assert!(metadata.contains("L&#246;ss &lt;&amp;amp; &quot;more&quot;&gt; <"), "{metadata}");
    assert!(metadata.contains("g/m&#179;"), "{metadata}");
}

#[test]
fn the_same_raster_gives_the_same_bytes() {
    for format in Format::ALL {
        assert_eq!(bytes(&raster(), format), bytes(&raster(), format));
    }
}

#[test]
fn unsound_rasters_are_refused_in_every_format() {
    let cases: [(Raster, fn(&ExportError) -> bool); 9] = [
        (Raster { nx: 0, values: Vec::new(), ..raster() }, |e| matches!(e, ExportError::Size { .. })),
        (Raster { nx: usize::MAX, ny: 2, ..raster() }, |e| matches!(e, ExportError::Size { .. })),
        (Raster { nx: 2, ..raster() }, |e| matches!(e, ExportError::Count { found: 6, .. })),
        (Raster { cell_m: 0.0, ..raster() }, |e| matches!(e, ExportError::Place { .. })),
        (Raster { cell_m: f64::NAN, ..raster() }, |e| matches!(e, ExportError::Place { .. })),
        (Raster { min: [f64::NAN, 0.0], ..raster() }, |e| matches!(e, ExportError::Place { .. })),
        (Raster { origin: Some((91.0, 0.0)), ..raster() }, |e| matches!(e, ExportError::Place { .. })),
        (Raster { origin: Some((0.0, f64::NAN)), ..raster() }, |e| matches!(e, ExportError::Place { .. })),
        (Raster { values: vec![0.0, 0.0, 0.0, 0.0, f64::INFINITY, 0.0], ..raster() }, |e| {
            matches!(e, ExportError::Value { column: 1, row: 1, .. })
        }),
    ];
    for (raster, expected) in &cases {
        for format in Format::ALL {
            let error = to_bytes(raster, format).expect_err("an unsound raster");
            assert!(expected(&error), "{error}");
        }
    }
}

#[test]
fn a_failing_writer_is_an_error() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::Error::other("disk full"))
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for format in Format::ALL {
        let error = raster_export::write(&raster(), format, &mut Full).expect_err("a full disk");
        assert!(error.to_string().contains("disk full"), "{error}");
    }
}

#[test]
fn formats_go_by_extension() {
    for format in Format::ALL {
        assert_eq!(Format::from_extension(format.extension()), Some(format));
        assert!(!format.media_type().is_empty());
    }
    for (extension, format) in [
        (".PNG", Some(Format::Png)),
        ("TIFF", Some(Format::GeoTiff)),
        (".tif", Some(Format::GeoTiff)),
        ("npz", None),
        ("", None),
    ] {
        assert_eq!(Format::from_extension(extension), format, "{extension}");
    }
}

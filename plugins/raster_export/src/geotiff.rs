//! GeoTIFF.
//!
//! The scene's plane touches the ellipsoid at its origin.
//! GeoTIFF has no key for such a plane; a transverse Mercator projection with its natural origin there and scale 1 is the nearest it has.
//! The two differ by 1 mm at 5 km from the origin and by 8 mm at 10 km.

use crate::{ExportError, Raster};
use std::io::{Cursor, Write};
use tiff::encoder::{Compression, DeflateLevel, TiffEncoder, colortype::Gray32Float};
use tiff::tags::Tag;

/// XML with names and units, as GDAL reads and writes it.
const GDAL_METADATA: Tag = Tag::Unknown(42112);

/// Writes one band of 32-bit floats, deflated, rows from north to south, nodata NaN.
///
/// With an origin the coordinate system is WGS 84 in a transverse Mercator projection centred there, so that any GIS puts the map in place.
/// Without one it is a local system in metres.
/// Pixels are areas: the tie point is the north-west corner of the raster.
///
/// Source: OGC GeoTIFF 1.1 (19-008r4), annex B for the tags; nodata and metadata tags as in GDAL.
///
/// # Errors
/// [`ExportError`] if the raster is not sound or the writer fails.
pub fn write_geotiff(raster: &Raster, out: &mut impl Write) -> Result<(), ExportError> {
    raster.check()?;
    let [width, height] = [raster.nx, raster.ny].map(|cells| u32::try_from(cells).expect("a checked raster"));
    let mut file = Cursor::new(Vec::new());
    let mut encoder = TiffEncoder::new(&mut file)?.with_compression(Compression::Deflate(DeflateLevel::Balanced));
    let mut image = encoder.new_image::<Gray32Float>(width, height)?;

    let tags = image.encoder();
    let north_edge = raster.min[1] + raster.ny as f64 * raster.cell_m;
    tags.write_tag(Tag::ModelPixelScaleTag, &[raster.cell_m, raster.cell_m, 0.0][..])?;
    tags.write_tag(Tag::ModelTiepointTag, &[0.0, 0.0, 0.0, raster.min[0], north_edge, 0.0][..])?;
    let keys = GeoKeys::of(raster.origin);
    tags.write_tag(Tag::GeoKeyDirectoryTag, &keys.directory()[..])?;
    if !keys.doubles.is_empty() {
        tags.write_tag(Tag::GeoDoubleParamsTag, &keys.doubles[..])?;
    }
    tags.write_tag(Tag::GeoAsciiParamsTag, keys.text.as_str())?;
    tags.write_tag(GDAL_METADATA, metadata(raster).as_str())?;
    tags.write_tag(Tag::GdalNodata, "nan")?;

    let values: Vec<f32> = raster.rows_from_north().flatten().map(|value| *value as f32).collect();
    image.write_data(&values)?;
    out.write_all(&file.into_inner())?;
    Ok(())
}

/// Quantity and unit of the band.
fn metadata(raster: &Raster) -> String {
    let item = |name: &str, role: &str, text: &str| {
        format!(r#"<Item name="{name}" sample="0" role="{role}">{}</Item>"#, ascii_xml(text))
    };
    let description = item("DESCRIPTION", "description", &raster.quantity);
    let unit = if raster.unit.is_empty() { String::new() } else { item("UNITTYPE", "unittype", &raster.unit) };
    format!("<GDALMetadata>{description}{unit}</GDALMetadata>")
}

/// Text with everything escaped that is not plain ASCII or has a meaning in XML; control characters become spaces.
fn ascii_xml(text: &str) -> String {
    text.chars().fold(String::new(), |mut xml, c| {
        match c {
            // Twice, since GDAL unescapes twice.
            '&' => xml.push_str("&amp;amp;"),
            '<' => xml.push_str("&lt;"),
            '>' => xml.push_str("&gt;"),
            '"' => xml.push_str("&quot;"),
            ' '..='~' => xml.push(c),
            c if c.is_control() => xml.push(' '),
            c => xml.push_str(&format!("&#{};", u32::from(c))),
        }
        xml
    })
}

/// The coordinate system, key by key.
#[derive(Default)]
struct GeoKeys {
    /// `[key, tag, count, value or offset]`, ascending by key.
    entries: Vec<[u16; 4]>,
    doubles: Vec<f64>,
    text: String,
}

/// Values that mean "spelled out below".
const USER_DEFINED: u16 = 32767;

impl GeoKeys {
    fn of(origin: Option<(f64, f64)>) -> Self {
        let mut keys = Self::default();
        let metre = 9001;
        match origin {
            Some((latitude, longitude)) => {
                keys.short(1024, 1); // GTModelType: projected.
                keys.short(1025, 1); // GTRasterType: pixel is area.
                keys.ascii(1026, "Beamscape local plane"); // GTCitation.
                keys.short(2048, 4326); // GeodeticCRS: WGS 84.
                keys.short(2054, 9102); // GeogAngularUnits: degree.
                keys.short(3072, USER_DEFINED); // ProjectedCRS.
                keys.ascii(3073, "Beamscape local plane"); // ProjectedCitation.
                keys.short(3074, USER_DEFINED); // Projection.
                keys.short(3075, 1); // ProjMethod: transverse Mercator.
                keys.short(3076, metre); // ProjLinearUnits.
                keys.double(3080, longitude); // ProjNatOriginLong.
                keys.double(3081, latitude); // ProjNatOriginLat.
                keys.double(3082, 0.0); // ProjFalseEasting.
                keys.double(3083, 0.0); // ProjFalseNorthing.
                keys.double(3092, 1.0); // ProjScaleAtNatOrigin.
            }
            None => {
                keys.short(1024, USER_DEFINED); // GTModelType.
                keys.short(1025, 1); // GTRasterType: pixel is area.
                keys.ascii(1026, "Beamscape local plane"); // GTCitation.
                keys.short(3076, metre); // ProjLinearUnits.
            }
        }
        keys
    }

    fn short(&mut self, key: u16, value: u16) {
        self.entries.push([key, 0, 1, value]);
    }

    fn double(&mut self, key: u16, value: f64) {
        self.entries.push([key, Tag::GeoDoubleParamsTag.to_u16(), 1, self.doubles.len() as u16]);
        self.doubles.push(value);
    }

    /// Strings are ended by a bar and share one tag.
    fn ascii(&mut self, key: u16, text: &str) {
        let offset = self.text.len() as u16;
        self.text.push_str(text);
        self.text.push('|');
        self.entries.push([key, Tag::GeoAsciiParamsTag.to_u16(), text.len() as u16 + 1, offset]);
    }

    /// Header (directory version 1, revision 1.1) and entries.
    fn directory(&self) -> Vec<u16> {
        let header = [1, 1, 1, self.entries.len() as u16];
        header.iter().chain(self.entries.iter().flatten()).copied().collect()
    }
}

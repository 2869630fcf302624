//! The kinds of file.

/// A kind of file a raster can become.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// A picture with a legend.
    Png,
    /// A table.
    Csv,
    /// A NumPy array.
    Npy,
    /// A georeferenced image for GIS.
    GeoTiff,
}

impl Format {
    /// All of them, in the order of a menu.
    pub const ALL: [Self; 4] = [Self::Png, Self::Csv, Self::Npy, Self::GeoTiff];

    /// The format a file name's extension asks for: `png`, `csv`, `npy`, `tif` or `tiff`, in any case, with or without a dot.
    pub fn from_extension(extension: &str) -> Option<Self> {
        let extension = extension.strip_prefix('.').unwrap_or(extension).to_ascii_lowercase();
        match extension.as_str() {
            "png" => Some(Self::Png),
            "csv" => Some(Self::Csv),
            "npy" => Some(Self::Npy),
            "tif" | "tiff" => Some(Self::GeoTiff),
            _ => None,
        }
    }

    /// Extension of its files, without a dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Csv => "csv",
            Self::Npy => "npy",
            Self::GeoTiff => "tif",
        }
    }

    /// Media type, for a download in a browser.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Csv => "text/csv",
            Self::Npy => "application/octet-stream",
            Self::GeoTiff => "image/tiff",
        }
    }
}

//! Numbers from buffers, by accessor and buffer view.

use std::collections::BTreeMap;

use base64::Engine as _;

use super::json::Field;
use crate::error::excerpt;
use crate::limits::{Budget, MOST_FACES, MOST_FILE_BYTES, refuse};
use crate::ply::EXPORT_AGAIN;
use crate::{ImportError, Read, paths};

/// How a number is stored.
#[derive(Clone, Copy, PartialEq)]
enum Component {
    I8,
    U8,
    I16,
    U16,
    U32,
    F32,
}

impl Component {
    fn of(field: &Field<'_>) -> Result<Self, ImportError> {
        Ok(match field.needed_count()? {
            5120 => Self::I8,
            5121 => Self::U8,
            5122 => Self::I16,
            5123 => Self::U16,
            5125 => Self::U32,
            5126 => Self::F32,
            other => return Err(field.fault(format!("{other} is no type of number"), EXPORT_AGAIN)),
        })
    }

    fn bytes(self) -> usize {
        match self {
            Self::I8 | Self::U8 => 1,
            Self::I16 | Self::U16 => 2,
            Self::U32 | Self::F32 => 4,
        }
    }

    /// The number at the start of the bytes, which are enough; 0 otherwise.
    fn read(self, bytes: &[u8]) -> f64 {
        let mut b = [0_u8; 4];
        for (to, from) in b.iter_mut().zip(bytes.iter().take(self.bytes())) {
            *to = *from;
        }
        match self {
            Self::I8 => f64::from(b[0] as i8),
            Self::U8 => f64::from(b[0]),
            Self::I16 => f64::from(i16::from_le_bytes([b[0], b[1]])),
            Self::U16 => f64::from(u16::from_le_bytes([b[0], b[1]])),
            Self::U32 => f64::from(u32::from_le_bytes(b)),
            Self::F32 => f64::from(f32::from_le_bytes(b)),
        }
    }

    /// The factor that makes a normalised number out of a whole one.
    fn norm(self) -> f64 {
        match self {
            Self::I8 => 1.0 / 127.0,
            Self::U8 => 1.0 / 255.0,
            Self::I16 => 1.0 / 32767.0,
            Self::U16 => 1.0 / 65535.0,
            Self::U32 | Self::F32 => 1.0,
        }
    }
}

/// The file's buffers, fetched when they are needed.
pub(super) struct Buffers<'j, 'r, 'f> {
    root: Field<'j>,
    binary: Option<&'j [u8]>,
    read: &'r mut Read<'f>,
    fetched: BTreeMap<usize, Vec<u8>>,
    n_bytes: usize,
}

impl<'j, 'r, 'f> Buffers<'j, 'r, 'f> {
    /// None fetched yet.
    pub(super) fn new(root: &Field<'j>, binary: Option<&'j [u8]>, read: &'r mut Read<'f>) -> Self {
        Self { root: root.clone(), binary, read, fetched: BTreeMap::new(), n_bytes: 0 }
    }

    /// The points of an accessor.
    pub(super) fn positions(
        &mut self,
        accessor: &Field<'j>,
        budget: &mut Budget,
    ) -> Result<Vec<[f64; 3]>, ImportError> {
        let kind = accessor.field("type");
        if kind.text() != Some("VEC3") {
            return Err(kind.fault("positions are not of the type VEC3", EXPORT_AGAIN));
        }
        let count = accessor.field("count").needed_count()?;
        budget.take(accessor.file(), &accessor.place(), count, 0)?;
        self.values::<3>(accessor, count)
    }

    /// The vertex numbers of an accessor, each below `n_vertices`.
    pub(super) fn indices(&mut self, accessor: &Field<'j>, n_vertices: usize) -> Result<Vec<u32>, ImportError> {
        let kind = accessor.field("type");
        if kind.text() != Some("SCALAR") {
            return Err(kind.fault("indices are not of the type SCALAR", EXPORT_AGAIN));
        }
        let count = accessor.field("count").needed_count()?;
        refuse(accessor.file(), &accessor.place(), "indices", count as u64, 3 * MOST_FACES)?;
        let values = self.values::<1>(accessor, count)?;
        let mut indices = Vec::with_capacity(values.len());
        for (i, [value]) in values.into_iter().enumerate() {
            let index = value as u32; // saturates; NaN gives 0
            if f64::from(index) != value || index as usize >= n_vertices {
                let message = format!("corner {i} (from 0) refers to vertex {value}, but there are {n_vertices}");
                return Err(accessor.fault(message, EXPORT_AGAIN));
            }
            indices.push(index);
        }
        Ok(indices)
    }

    /// `count` groups of N numbers.
    fn values<const N: usize>(&mut self, accessor: &Field<'j>, count: usize) -> Result<Vec<[f64; N]>, ImportError> {
        let component = Component::of(&accessor.field("componentType"))?;
        let factor = if accessor.field("normalized").is_true() { component.norm() } else { 1.0 };
        // Without a view all values are zero before sparse ones replace them: nothing that a mesh needs, but any size for free.
        let view = accessor.field("bufferView").reference(&self.root.field("bufferViews"))?;
        let view = view.ok_or_else(|| accessor.fault("it names no buffer view", EXPORT_AGAIN))?;
        let mut values = self.strided::<N>(accessor, &view, component, count)?;
        let sparse = accessor.field("sparse");
        if sparse.is_present() {
            self.replace(&sparse, component, &mut values)?;
        }
        if factor != 1.0 {
            // Normalised signed numbers end at −1 on both sides.
            values.iter_mut().flatten().for_each(|value| *value = (*value * factor).max(-1.0));
        }
        Ok(values)
    }

    /// Puts in the values that a sparse accessor lists.
    fn replace<const N: usize>(
        &mut self,
        sparse: &Field<'j>,
        component: Component,
        values: &mut [[f64; N]],
    ) -> Result<(), ImportError> {
        let count = sparse.field("count").needed_count()?;
        if count > values.len() {
            let message = format!("{count} of {} values are replaced", values.len());
            return Err(sparse.field("count").fault(message, EXPORT_AGAIN));
        }
        let views = self.root.field("bufferViews");
        let (places, put_in) = (sparse.field("indices"), sparse.field("values"));
        let missing = |field: &Field<'_>| field.fault("it names no buffer view", EXPORT_AGAIN);
        let index_view = places.field("bufferView").reference(&views)?.ok_or_else(|| missing(&places))?;
        let value_view = put_in.field("bufferView").reference(&views)?.ok_or_else(|| missing(&put_in))?;
        let indices = self.strided::<1>(&places, &index_view, Component::of(&places.field("componentType"))?, count)?;
        let replacements = self.strided::<N>(&put_in, &value_view, component, count)?;
        for ([index], value) in indices.into_iter().zip(replacements) {
            let whole = index as usize; // saturates; NaN gives 0
            match values.get_mut(whole).filter(|_| index >= 0.0 && index.fract() == 0.0) {
                Some(place) => *place = value,
                None => return Err(places.fault(format!("there is no value {index} to replace"), EXPORT_AGAIN)),
            }
        }
        Ok(())
    }

    /// Groups of numbers at even distances in a buffer view.
    fn strided<const N: usize>(
        &mut self,
        from: &Field<'j>,
        view: &Field<'j>,
        component: Component,
        count: usize,
    ) -> Result<Vec<[f64; N]>, ImportError> {
        let size = N * component.bytes();
        let stride = view.field("byteStride");
        let step = stride.count()?.unwrap_or(size);
        if step < size {
            return Err(stride.fault(format!("values of {size} bytes overlap at a distance of {step}"), EXPORT_AGAIN));
        }
        let start = from.field("byteOffset").count()?.unwrap_or(0);
        let bytes = self.view(view)?;
        let needed = match count {
            0 => 0,
            _ => (count - 1).saturating_mul(step).saturating_add(size).saturating_add(start),
        };
        if needed > bytes.len() {
            let message = format!("{count} values need {needed} bytes of a buffer view of {}", bytes.len());
            return Err(from.fault(message, EXPORT_AGAIN));
        }
        let group = |i: usize| {
            let bytes = &bytes[start + i * step..];
            std::array::from_fn(|k| component.read(&bytes[k * component.bytes()..]))
        };
        Ok((0..count).map(group).collect())
    }

    /// The bytes of a buffer view.
    fn view(&mut self, view: &Field<'j>) -> Result<&[u8], ImportError> {
        let buffer = view.field("buffer");
        let Some(field) = buffer.reference(&self.root.field("buffers"))? else {
            return Err(view.fault("it names no buffer", EXPORT_AGAIN));
        };
        let offset = view.field("byteOffset").count()?.unwrap_or(0);
        let length = view.field("byteLength").needed_count()?;
        let bytes = self.buffer(&field)?;
        let n_bytes = bytes.len();
        let end = offset.saturating_add(length);
        bytes
            .get(offset..end)
            .ok_or_else(|| view.fault(format!("it ends at byte {end} of a buffer of {n_bytes}"), EXPORT_AGAIN))
    }

    /// The bytes of a buffer: the binary chunk, a `data:` address or a file.
    fn buffer(&mut self, field: &Field<'j>) -> Result<&[u8], ImportError> {
        let number = field.number().unwrap_or(0);
        let length = field.field("byteLength").needed_count()?;
        let uri = field.field("uri");
        let bytes: &[u8] = match (uri.text(), self.binary) {
            (None, Some(binary)) if number == 0 => binary,
            (None, _) => return Err(field.fault("the buffer has neither an address nor a binary chunk", EXPORT_AGAIN)),
            (Some(address), _) => {
                if !self.fetched.contains_key(&number) {
                    let bytes = self.fetch(address, &uri)?;
                    self.n_bytes = self.n_bytes.saturating_add(bytes.len());
                    refuse(field.file(), &field.place(), "bytes of buffers", self.n_bytes as u64, MOST_FILE_BYTES)?;
                    self.fetched.insert(number, bytes);
                }
                self.fetched.get(&number).map_or(&[], Vec::as_slice)
            }
        };
        bytes.get(..length).ok_or_else(|| {
            field.fault(format!("{length} bytes are declared, but {} are there", bytes.len()), EXPORT_AGAIN)
        })
    }

    fn fetch(&mut self, address: &str, uri: &Field<'_>) -> Result<Vec<u8>, ImportError> {
        let Some(data) = address.strip_prefix("data:") else {
            let path = percent_decoded(address);
            return paths::read(&String::from_utf8_lossy(&path), uri.file(), &uri.place(), self.read)
                .map(|(_, bytes)| bytes);
        };
        let Some((head, body)) = data.split_once(',') else {
            return Err(uri.fault(format!("\"data:{}\" has no comma", excerpt(data)), EXPORT_AGAIN));
        };
        if !head.ends_with(";base64") {
            return Ok(percent_decoded(body));
        }
        let decoder = &base64::engine::general_purpose::STANDARD;
        decoder.decode(body).map_err(|wrong| {
            uri.fault(format!("the base64 is broken ({})", wrong.to_string().trim_end_matches('.')), EXPORT_AGAIN)
        })
    }
}

/// `%20` and the like put back.
fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let code = code.and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match code {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

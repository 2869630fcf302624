//! All kinds of files. A new one: a file here, a line in [`KINDS`].

mod antenna;
mod mesh;
mod mesh_seeds;
mod onnx;
mod osm;
mod recording;
mod scene;

use crate::Kind;

/// Every kind of file that strangers may send.
pub const KINDS: [Kind; 11] = [
    mesh::MITSUBA,
    mesh::PLY,
    mesh::GLTF,
    mesh::OBJ,
    osm::XML,
    osm::PBF,
    scene::SCENE,
    antenna::ANTENNA,
    recording::RECORDING,
    onnx::MODEL,
    onnx::CARD,
];

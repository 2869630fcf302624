//! Joins the pieces of an edge that two surfaces share.

use super::Edge;
use super::mesh::{Mesh, SNAP_M};
use super::sectors::Piece;

/// Cosine of the largest bend between two pieces of one edge (0.3°); how straight the whole is, is asked afterwards.
const COS_STRAIGHT: f64 = 0.999_986;

/// One end of a piece: welded corner, surfaces, piece, whether it is end `b`.
type End = (u32, [u32; 2], u32, bool);

/// The edges that remain when pieces in one line between the same surfaces are joined, in the order of their first pieces.
pub(super) fn joined(mesh: &mut Mesh<'_>, pieces: &[Piece]) -> Vec<Edge> {
    let mut ends: Vec<End> = Vec::with_capacity(2 * pieces.len());
    for (k, piece) in pieces.iter().enumerate() {
        let Piece { edge, ends: known } = piece;
        for (is_b, point) in [(false, edge.a), (true, edge.b)] {
            let id = known[usize::from(is_b)].unwrap_or_else(|| mesh.weld(point));
            ends.push((id, edge.faces, k as u32, is_b));
        }
    }
    ends.sort_unstable();
    let mut parent: Vec<u32> = (0..pieces.len() as u32).collect();
    for run in ends.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        for (k, &(.., one, one_is_b)) in run.iter().enumerate() {
            for &(.., other, other_is_b) in &run[k + 1..] {
                if one_is_b != other_is_b && goes_on(&pieces[one as usize].edge, &pieces[other as usize].edge) {
                    let (one, other) = (root(&mut parent, one), root(&mut parent, other));
                    parent[one.max(other) as usize] = one.min(other);
                }
            }
        }
    }
    let mut chains: Vec<(u32, u32)> = (0..pieces.len() as u32).map(|k| (root(&mut parent, k), k)).collect();
    chains.sort_unstable();
    let mut out = Vec::with_capacity(pieces.len());
    for chain in chains.chunk_by(|x, y| x.0 == y.0) {
        let members = || chain.iter().map(|&(_, k)| &pieces[k as usize].edge);
        match whole(members()) {
            Some(edge) => out.push(edge),
            None => out.extend(members()),
        }
    }
    out
}

fn root(parent: &mut [u32], mut k: u32) -> u32 {
    while parent[k as usize] != k {
        parent[k as usize] = parent[parent[k as usize] as usize];
        k = parent[k as usize];
    }
    k
}

/// Whether two pieces between the same surfaces are parts of one edge.
fn goes_on(one: &Edge, other: &Edge) -> bool {
    let directions = [one, other].map(|piece| (piece.b - piece.a).normalize_or_zero());
    one.kind == other.kind
        && directions[0].dot(directions[1]) > COS_STRAIGHT
        && one.along[0].dot(other.along[0]) > COS_STRAIGHT
        && one.along[1].dot(other.along[1]) > COS_STRAIGHT
}

/// One edge over all members, after the longest of them; `None` when they are not in one line after all (the rim of a round sheet).
fn whole<'a>(members: impl Iterator<Item = &'a Edge> + Clone) -> Option<Edge> {
    let longest = members.clone().max_by(|x, y| x.length_m().total_cmp(&y.length_m()))?;
    let direction = (longest.b - longest.a).try_normalize()?;
    let (mut low_m, mut high_m) = (0.0_f64, longest.length_m());
    for end in members.flat_map(|piece| [piece.a, piece.b]) {
        let span = end - longest.a;
        let at_m = span.dot(direction);
        if (span - direction * at_m).length_squared() > (2.0 * SNAP_M).powi(2) {
            return None;
        }
        (low_m, high_m) = (low_m.min(at_m), high_m.max(at_m));
    }
    Some(Edge { a: longest.a + direction * low_m, b: longest.a + direction * high_m, ..*longest })
}

//! A block of elements. Field numbers are those of `osmformat.proto` in github.com/openstreetmap/OSM-binary.

use super::Fault;
use super::wire::{Fields, Packed, Wire, signed};
use crate::osm::{Member, OsmData, OsmRelation, OsmWay, Tags};

/// Reads all elements of a block.
pub(super) fn read(block: &[u8], data: &mut OsmData) -> Result<(), Fault> {
    let mut context = Context { strings: Vec::new(), granularity: 100, offset: (0, 0) };
    // What holds for the whole block may stand behind its elements.
    for field in Fields(block) {
        match field? {
            (1, Wire::Bytes(table)) => {
                for string in Fields(table) {
                    if let (1, Wire::Bytes(text)) = string? {
                        context.strings.push(text);
                    }
                }
            }
            (17, Wire::Number(granularity)) => context.granularity = granularity as i64,
            (19, Wire::Number(offset)) => context.offset.0 = offset as i64,
            (20, Wire::Number(offset)) => context.offset.1 = offset as i64,
            _ => {}
        }
    }
    for field in Fields(block) {
        if let (2, Wire::Bytes(group)) = field? {
            for element in Fields(group) {
                match element? {
                    (1, Wire::Bytes(node)) => context.node(node, data)?,
                    (2, Wire::Bytes(nodes)) => context.dense_nodes(nodes, data)?,
                    (3, Wire::Bytes(way)) => context.way(way, data)?,
                    (4, Wire::Bytes(relation)) => context.relation(relation, data)?,
                    _ => {}
                }
                data.check_size().map_err(Fault::TooMuch)?;
            }
        }
    }
    Ok(())
}

/// What holds for all elements of a block.
struct Context<'a> {
    strings: Vec<&'a [u8]>,
    /// Unit of coordinates, 1e-9 degrees.
    granularity: i64,
    /// Latitude and longitude of zero, 1e-9 degrees.
    offset: (i64, i64),
}

impl Context<'_> {
    fn add_node(&self, id: i64, lat: i64, lon: i64, data: &mut OsmData) {
        let degrees = |offset: i64, units: i64| 1e-9 * offset.wrapping_add(self.granularity.wrapping_mul(units)) as f64;
        data.add_node(id, degrees(self.offset.0, lat), degrees(self.offset.1, lon));
    }

    fn node(&self, node: &[u8], data: &mut OsmData) -> Result<(), Fault> {
        let (mut id, mut lat, mut lon) = (None, None, None);
        for field in Fields(node) {
            match field? {
                (1, Wire::Number(number)) => id = Some(signed(number)),
                (8, Wire::Number(number)) => lat = Some(signed(number)),
                (9, Wire::Number(number)) => lon = Some(signed(number)),
                _ => {}
            }
        }
        let (Some(id), Some(lat), Some(lon)) = (id, lat, lon) else {
            return Err("a node lacks its id or its place".into());
        };
        self.add_node(id, lat, lon, data);
        Ok(())
    }

    fn dense_nodes(&self, nodes: &[u8], data: &mut OsmData) -> Result<(), Fault> {
        let (mut ids, mut lats, mut lons) = (Packed::default(), Packed::default(), Packed::default());
        for field in Fields(nodes) {
            match field? {
                (1, list) => ids.set(list)?,
                (8, list) => lats.set(list)?,
                (9, list) => lons.set(list)?,
                _ => {}
            }
        }
        let (mut lats, mut lons) = (lats.sums(), lons.sums());
        for id in ids.sums() {
            let (Some(lat), Some(lon)) = (lats.next(), lons.next()) else {
                return Err("there are fewer places than nodes".into());
            };
            self.add_node(id?, lat?, lon?, data);
            data.check_size().map_err(Fault::TooMuch)?;
        }
        Ok(())
    }

    fn way(&self, way: &[u8], data: &mut OsmData) -> Result<(), Fault> {
        let (mut head, mut refs) = (Head::default(), Packed::default());
        for field in Fields(way) {
            match field? {
                (8, list) => refs.set(list)?,
                (number, value) => head.take(number, value)?,
            }
        }
        let nodes = refs.sums().collect::<Result<_, _>>()?;
        let way = OsmWay { nodes, tags: self.tags(&head, data)? };
        data.add_way(head.id()?, way);
        Ok(())
    }

    fn relation(&self, relation: &[u8], data: &mut OsmData) -> Result<(), Fault> {
        let mut head = Head::default();
        let (mut roles, mut ids, mut kinds) = (Packed::default(), Packed::default(), Packed::default());
        for field in Fields(relation) {
            match field? {
                (8, list) => roles.set(list)?,
                (9, list) => ids.set(list)?,
                (10, list) => kinds.set(list)?,
                (number, value) => head.take(number, value)?,
            }
        }
        let mut members = Vec::new();
        for id in ids.sums() {
            let (Some(role), Some(kind)) = (roles.next(), kinds.next()) else {
                return Err("there are fewer roles than members".into());
            };
            let inner = self.string(role?)? == b"inner";
            // 0 is a node, 2 a relation.
            if kind? == 1 {
                members.push(Member { way: id?, inner });
            }
        }
        let relation = OsmRelation { members, tags: self.tags(&head, data)? };
        data.add_relation(head.id()?, relation);
        Ok(())
    }

    /// Tags; those that are no text are left out. Strings are shared in the file and copied here: their size is checked before.
    fn tags(&self, head: &Head<'_>, data: &mut OsmData) -> Result<Tags, Fault> {
        let mut tags = Tags::new();
        let mut values = head.values;
        for key in head.keys {
            let value = values.next().ok_or("there are fewer values than keys")?;
            let (key, value) = (self.string(key?)?, self.string(value?)?);
            if let (Ok(key), Ok(value)) = (std::str::from_utf8(key), std::str::from_utf8(value)) {
                data.count_tag(key, value);
                data.check_size().map_err(Fault::TooMuch)?;
                tags.insert(key.to_owned(), value.to_owned());
            }
        }
        Ok(tags)
    }

    fn string(&self, index: u64) -> Result<&[u8], Fault> {
        let found = usize::try_from(index).ok().and_then(|index| self.strings.get(index));
        Ok(found.ok_or("an element names a text that is not in its block")?)
    }
}

/// What ways and relations have in common.
#[derive(Default)]
struct Head<'a> {
    id: Option<i64>,
    keys: Packed<'a>,
    values: Packed<'a>,
}

impl<'a> Head<'a> {
    fn take(&mut self, number: u64, value: Wire<'a>) -> Result<(), Fault> {
        match (number, value) {
            (1, Wire::Number(id)) => self.id = Some(id as i64),
            (2, list) => self.keys.set(list)?,
            (3, list) => self.values.set(list)?,
            _ => {}
        }
        Ok(())
    }

    fn id(&self) -> Result<i64, Fault> {
        Ok(self.id.ok_or("a way or relation lacks its id")?)
    }
}

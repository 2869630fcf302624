//! Blocks of states: a version byte, the block's size and ticks, then one column after another.
//!
//! Each column is quantised (positions to cm, angles to mrad, levels to 0.1 dB, rates to 100 bit/s, loads to 0.01 %), and kept per agent as
//! its first value and the changes from frame to frame: changes of changes where values move steadily. Numbers are zigzag varints; a zero is
//! followed by the count of further zeros, so what stands still costs nothing.

use twin_sim::snapshot::{AgentSnapshot, Snapshot};
use twin_units::Tick;

/// First byte of a block.
const VERSION: u8 = 1;
/// Most agents times frames in a block; a reader refuses more, so that a few hostile bytes cannot fill the memory.
const MAX_VALUES: u64 = 1_000_000;
/// Code of NaN, beyond all others.
const NAN: i64 = 1 << 50;
/// Largest magnitude of other codes.
const LIMIT: f64 = (1_u64 << 49) as f64;

/// One quantity of an agent.
struct Column {
    /// Quantisation steps in one unit of the quantity.
    per_unit: f64,
    /// Whether it changes steadily: then changes of changes are kept.
    steady: bool,
    get: fn(&AgentSnapshot) -> f64,
    set: fn(&mut AgentSnapshot, f64),
}

const COLUMNS: [Column; 10] = [
    Column { per_unit: 100.0, steady: true, get: |a| a.position[0], set: |a, v| a.position[0] = v },
    Column { per_unit: 100.0, steady: true, get: |a| a.position[1], set: |a, v| a.position[1] = v },
    Column { per_unit: 100.0, steady: true, get: |a| a.position[2], set: |a, v| a.position[2] = v },
    Column { per_unit: 1_000.0, steady: true, get: |a| a.heading_rad, set: |a, v| a.heading_rad = v },
    Column { per_unit: 1_000.0, steady: true, get: |a| a.arm_rad, set: |a, v| a.arm_rad = v },
    Column {
        per_unit: 1.0,
        steady: false,
        get: |a| a.serving.map_or(0.0, |cell| f64::from(cell) + 1.0),
        set: |a, v| a.serving = (v >= 1.0).then_some((v - 1.0) as u32),
    },
    Column { per_unit: 1.0, steady: false, get: |a| f64::from(a.beam), set: |a, v| a.beam = v as u32 },
    Column { per_unit: 10.0, steady: false, get: |a| a.sinr_db, set: |a, v| a.sinr_db = v },
    Column { per_unit: 10.0, steady: false, get: |a| a.ss_rsrp_dbm, set: |a, v| a.ss_rsrp_dbm = v },
    Column { per_unit: 0.01, steady: false, get: |a| a.rate_bps, set: |a, v| a.rate_bps = v },
];
const LOADS_PER_UNIT: f64 = 1e4;

/// Packs states that have equally many agents and cells, oldest first. No states give no bytes.
pub fn encode(frames: &[Snapshot]) -> Vec<u8> {
    let Some(first) = frames.first() else { return Vec::new() };
    let mut packer = Packer { bytes: vec![VERSION], zeros: 0 };
    packer.varint(first.tick.0);
    packer.varint(frames.len() as u64);
    packer.varint(first.agents.len() as u64);
    packer.varint(first.cell_load.len() as u64);
    for pair in frames.windows(2) {
        packer.varint(pair[1].tick.0.wrapping_sub(pair[0].tick.0));
    }
    for column in &COLUMNS {
        for agent in 0..first.agents.len() {
            let codes =
                frames.iter().map(|frame| code(frame.agents.get(agent).map_or(f64::NAN, column.get), column.per_unit));
            packer.series(codes, column.steady);
        }
    }
    for cell in 0..first.cell_load.len() {
        let load = |frame: &Snapshot| frame.cell_load.get(cell).map_or(f64::NAN, |load| f64::from(*load));
        packer.series(frames.iter().map(|frame| code(load(frame), LOADS_PER_UNIT)), false);
    }
    packer.end_zeros();
    packer.bytes
}

/// Unpacks a block; `None` if it is damaged or of a later version.
pub fn decode(block: &[u8]) -> Option<Vec<Snapshot>> {
    let (mut unpacker, shape) = open(block)?;
    let agents = vec![AgentSnapshot::default(); shape.agents];
    let mut frames: Vec<Snapshot> = shape
        .ticks
        .iter()
        .map(|tick| Snapshot { tick: *tick, agents: agents.clone(), cell_load: vec![0.0; shape.cells] })
        .collect();
    for column in &COLUMNS {
        for agent in 0..shape.agents {
            let mut series = Series::new(column.steady);
            for frame in &mut frames {
                (column.set)(&mut frame.agents[agent], value(series.next(&mut unpacker)?, column.per_unit));
            }
        }
    }
    for cell in 0..shape.cells {
        let mut series = Series::new(false);
        for frame in &mut frames {
            frame.cell_load[cell] = value(series.next(&mut unpacker)?, LOADS_PER_UNIT) as f32;
        }
    }
    Some(frames)
}

/// Ticks of a block's first and last state.
pub(crate) fn span(block: &[u8]) -> Option<(Tick, Tick)> {
    let (_, shape) = open(block)?;
    Some((*shape.ticks.first()?, *shape.ticks.last()?))
}

struct Shape {
    ticks: Vec<Tick>,
    agents: usize,
    cells: usize,
}

/// Reads what comes before the columns.
fn open(block: &[u8]) -> Option<(Unpacker<'_>, Shape)> {
    let (version, bytes) = block.split_first()?;
    if *version != VERSION {
        return None;
    }
    let mut unpacker = Unpacker { bytes, zeros: 0 };
    let first = unpacker.varint()?;
    let (n_frames, agents, cells) = (unpacker.varint()?, unpacker.varint()?, unpacker.varint()?);
    let values = n_frames.checked_mul(agents.checked_add(cells)?.checked_add(1)?)?;
    if n_frames == 0 || values > MAX_VALUES {
        return None;
    }
    let mut ticks = vec![Tick(first)];
    for _ in 1..n_frames {
        let step = unpacker.varint()?;
        let next = ticks.last()?.0.checked_add(step)?;
        ticks.push(Tick(next));
    }
    Some((unpacker, Shape { ticks, agents: agents as usize, cells: cells as usize }))
}

fn code(value: f64, per_unit: f64) -> i64 {
    if value.is_nan() { NAN } else { (value * per_unit).round().clamp(-LIMIT, LIMIT) as i64 }
}

fn value(code: i64, per_unit: f64) -> f64 {
    if code == NAN { f64::NAN } else { code as f64 / per_unit }
}

struct Packer {
    bytes: Vec<u8>,
    zeros: u64,
}

impl Packer {
    fn series(&mut self, codes: impl Iterator<Item = i64>, steady: bool) {
        let (mut last, mut last_change) = (0_i64, 0_i64);
        for (idx, code) in codes.enumerate() {
            let change = code.wrapping_sub(last);
            self.signed(change.wrapping_sub(last_change));
            // The first value is no change: the next one is not expected to repeat it.
            (last, last_change) = (code, if steady && idx > 0 { change } else { 0 });
        }
    }

    fn signed(&mut self, value: i64) {
        if value == 0 {
            self.zeros += 1;
            return;
        }
        self.end_zeros();
        self.varint(((value << 1) ^ (value >> 63)) as u64);
    }

    fn end_zeros(&mut self) {
        if self.zeros > 0 {
            let further = std::mem::take(&mut self.zeros) - 1;
            self.varint(0);
            self.varint(further);
        }
    }

    fn varint(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }
}

struct Unpacker<'a> {
    bytes: &'a [u8],
    zeros: u64,
}

impl Unpacker<'_> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn signed(&mut self) -> Option<i64> {
        if self.zeros > 0 {
            self.zeros -= 1;
            return Some(0);
        }
        let value = self.varint()?;
        if value == 0 {
            self.zeros = self.varint()?;
        }
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

/// Undoes [`Packer::series`].
struct Series {
    steady: bool,
    started: bool,
    last: i64,
    last_change: i64,
}

impl Series {
    fn new(steady: bool) -> Self {
        Self { steady, started: false, last: 0, last_change: 0 }
    }

    fn next(&mut self, unpacker: &mut Unpacker<'_>) -> Option<i64> {
        let change = unpacker.signed()?.wrapping_add(self.last_change);
        self.last = self.last.wrapping_add(change);
        self.last_change = if self.steady && self.started { change } else { 0 };
        self.started = true;
        Some(self.last)
    }
}

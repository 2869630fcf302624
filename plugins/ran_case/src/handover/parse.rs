//! A vector from bytes: everything checked once, here.

use super::{SCHEMA, Vector};
use crate::Fault;
use crate::json::{self, Node};
use twin_ran::handover::{
    CommandDuringT310, ConditionalConfig, LtmConfig, MOST_PREPARED_CELLS, MobilityConfig, OutcomeConfig,
    PreparationConfig, Procedure, RlmConfig, Trace,
};
use twin_ran::measurement::legal::{EventOffset, FilterCoefficient, Hysteresis, TimeToTrigger};
use twin_units::TICK_S;

/// Most cells of a trace.
const MOST_CELLS: u32 = 1000;
/// Most steps of a trace: a day.
const MOST_STEPS: u32 = 8_640_000;
/// Longest time in a setting, s.
const LONGEST_S: f64 = 3600.0;

impl Vector {
    /// Reads and checks a file of the schema.
    ///
    /// # Errors
    /// The first [`Fault`] found. `expected` is not looked at.
    pub fn parse(bytes: &[u8]) -> Result<Self, Fault> {
        let mut document = json::parse(bytes)?;
        let expected = document.as_object_mut().and_then(|object| object.remove("expected"));
        let root = Node::root(&document);
        let schema = root.key("schema")?;
        if schema.text()? != SCHEMA {
            return Err(schema.fault(format!("must be {SCHEMA:?}, found {:?}", schema.text()?)));
        }
        let id = root.key("id")?.text()?.to_owned();
        let config = config(&root.key("config")?)?;
        let (cell_ids, trace) = trace(&root.key("trace")?, &config)?;
        Ok(Self { id, cell_ids, config, trace, expected })
    }
}

fn seconds(node: &Node<'_>, key: &str) -> Result<f64, Fault> {
    node.key(key)?.real(0.0..=LONGEST_S, "s")
}

fn db(node: &Node<'_>, key: &str) -> Result<f64, Fault> {
    node.key(key)?.real(-100.0..=100.0, "dB")
}

/// A value that must be one that TS 38.331 can signal.
fn legal<T>(
    node: &Node<'_>,
    key: &str,
    low: f64,
    high: f64,
    unit: &str,
    make: impl Fn(f64) -> Result<T, twin_ran::RanError>,
    take: impl Fn(T) -> f64,
) -> Result<f64, Fault> {
    let node = node.key(key)?;
    make(node.real(low..=high, unit)?).map(take).map_err(|error| node.fault(error.to_string()))
}

fn time_to_trigger(node: &Node<'_>, key: &str) -> Result<f64, Fault> {
    legal(node, key, 0.0, LONGEST_S, "s", TimeToTrigger::from_seconds, TimeToTrigger::seconds)
}

fn event_offset(node: &Node<'_>, key: &str) -> Result<f64, Fault> {
    legal(node, key, -100.0, 100.0, "dB", EventOffset::from_db, EventOffset::db)
}

fn preparation(own: &Node<'_>) -> Result<PreparationConfig, Fault> {
    Ok(PreparationConfig {
        offset_db: db(own, "prep_offset_db")?,
        ttt_s: seconds(own, "ttt_prep_s")?,
        n_max: own.key("n_max")?.whole(1..=MOST_PREPARED_CELLS)?,
        release_hysteresis_db: own.key("release_hys_db")?.real(0.0..=100.0, "dB")?,
    })
}

fn procedure(config: &Node<'_>) -> Result<Procedure, Fault> {
    let name = config.key("procedure")?;
    let ltm = || -> Result<LtmConfig, Fault> {
        let own = config.key("ltm")?;
        Ok(LtmConfig {
            preparation: preparation(&own)?,
            switch_offset_db: db(&own, "switch_offset_db")?,
            switch_ttt_s: seconds(&own, "ttt_switch_s")?,
            command_delay_s: seconds(&own, "cmd_delay_s")?,
        })
    };
    match name.text()? {
        "ho" => Ok(Procedure::Baseline),
        "daps" => Ok(Procedure::Daps),
        "cho" => {
            let own = config.key("cho")?;
            Ok(Procedure::Conditional(ConditionalConfig {
                preparation: preparation(&own)?,
                execution_offset_db: event_offset(&own, "exec_offset_db")?,
                execution_ttt_s: time_to_trigger(&own, "ttt_exec_s")?,
            }))
        }
        "ltm" => Ok(Procedure::Ltm(ltm()?)),
        "cltm" => Ok(Procedure::ConditionalLtm(ltm()?)),
        other => Err(name.fault(format!("must be ho, cho, daps, ltm or cltm, found {other:?}"))),
    }
}

fn config(node: &Node<'_>) -> Result<MobilityConfig, Fault> {
    let procedure = procedure(node)?;
    check_step(&node.key("step_s")?)?;
    let (l3, rlm, ho, outcome) = (node.key("l3")?, node.key("rlm")?, node.key("ho")?, node.key("outcome")?);
    let mut config = MobilityConfig {
        procedure,
        l1_period_s: node.key("l1_period_s")?.real(TICK_S..=LONGEST_S, "s")?,
        l3_k: legal(&l3, "k", 0.0, 1e3, "", FilterCoefficient::new, |k| f64::from(k.k()))? as u32,
        preparation_s: seconds(&ho, "prep_s")?,
        execution_s: seconds(&ho, "exec_s")?,
        t304_s: match ho.key("t304_s")? {
            t304 if t304.value.is_null() => None,
            t304 => Some(t304.real(0.0..=LONGEST_S, "s")?),
        },
        command_during_t310: command_during_t310(&ho.key("cmd_during_t310")?)?,
        reestablishment_s: seconds(&ho, "reest_s")?,
        rlm: radio_link_monitoring(&rlm)?,
        outcome: OutcomeConfig {
            label_period_s: outcome.key("label_period_s")?.real(TICK_S..=LONGEST_S, "s")?,
            ping_pong_s: seconds(&outcome, "pingpong_s")?,
            t_min_s: seconds(&outcome, "t_min_s")?,
            theta_q_db: db(&outcome, "theta_q_db")?,
        },
        ..MobilityConfig::default()
    };
    if let Some(reference) = l3.get("ref_period_s") {
        config.l3_reference_period_s = reference.real(TICK_S..=10.0, "s")?;
    }
    if let Some(can_fail) = ho.get("exec_can_fail") {
        config.execution_can_fail = can_fail.truth()?;
    }
    if procedure.preparation().is_some() {
        config.recovery_s = seconds(&ho, "recovery_s")?;
        config.report_interval_s = seconds(&ho, "report_interval_s")?;
    } else {
        let a3 = node.key("a3")?;
        config.a3_offset_db = event_offset(&a3, "offset_db")?;
        config.hysteresis_db = legal(&a3, "hysteresis_db", -100.0, 100.0, "dB", Hysteresis::from_db, Hysteresis::db)?;
        config.ttt_s = time_to_trigger(&a3, "ttt_s")?;
    }
    config.validate().map_err(|error| node.fault(error.to_string()))?;
    Ok(config)
}

fn check_step(node: &Node<'_>) -> Result<(), Fault> {
    let step_s = node.real(0.0..=LONGEST_S, "s")?;
    if (step_s - TICK_S).abs() < 1e-9 { Ok(()) } else { Err(node.fault(format!("must be 0.01 s, found {step_s} s"))) }
}

fn command_during_t310(node: &Node<'_>) -> Result<CommandDuringT310, Fault> {
    match node.text()? {
        "receive" => Ok(CommandDuringT310::Received),
        "lost" => Ok(CommandDuringT310::Lost),
        other => Err(node.fault(format!("must be receive or lost, found {other:?}"))),
    }
}

fn radio_link_monitoring(node: &Node<'_>) -> Result<RlmConfig, Fault> {
    Ok(RlmConfig {
        qout_db: db(node, "qout_db")?,
        qin_db: db(node, "qin_db")?,
        qout_window_s: seconds(node, "qout_window_s")?,
        qin_window_s: seconds(node, "qin_window_s")?,
        n310: node.key("n310")?.whole(1..=1000)?,
        n311: node.key("n311")?.whole(1..=1000)?,
        t310_s: seconds(node, "t310_s")?,
        indication_period_s: seconds(node, "indication_period_s")?,
        holdoff_s: seconds(node, "holdoff_s")?,
    })
}

/// Cell ids and levels.
fn trace(node: &Node<'_>, config: &MobilityConfig) -> Result<(Vec<u32>, Trace), Fault> {
    check_step(&node.key("step_s")?)?;
    let period = node.key("l1_period_s")?;
    if (period.real(0.0..=LONGEST_S, "s")? - config.l1_period_s).abs() > 1e-9 {
        return Err(period.fault(format!("must be that of the settings, {} s", config.l1_period_s)));
    }
    let cell_ids = cell_ids(&node.key("cells")?)?;
    let n_steps = node.key("n_steps")?.whole(1..=MOST_STEPS)?;
    let n_l1_node = node.key("n_l1")?;
    let n_l1 = n_l1_node.whole(1..=MOST_STEPS)?;
    let needed = u64::from(n_steps).div_ceil(config.l1_period_ticks());
    if u64::from(n_l1) != needed {
        return Err(n_l1_node.fault(format!("must be {needed} for {n_steps} steps, found {n_l1}")));
    }
    let series = |key: &str, length: u32, low: f64, unit: &str| -> Result<Vec<Vec<f64>>, Fault> {
        let rows = node.key(key)?;
        let list = rows.list()?;
        if list.len() != cell_ids.len() {
            return Err(rows.fault(format!(
                "must have a row for each of {} cells, found {}",
                cell_ids.len(),
                list.len()
            )));
        }
        list.iter().map(|row| row.reals(length as usize, low..=100.0, unit)).collect()
    };
    let rsrp_dbm = series("rsrp_dbm", n_l1, -300.0, "dBm")?;
    let sinr_db = series("sinr_db", n_steps, -300.0, "dB")?;
    Ok((cell_ids, Trace { rsrp_dbm, sinr_db }))
}

/// A number of cells, or a list of their ids.
fn cell_ids(node: &Node<'_>) -> Result<Vec<u32>, Fault> {
    if !node.value.is_array() {
        return Ok((0..node.whole(1..=MOST_CELLS)?).collect());
    }
    let list = node.list()?;
    if list.is_empty() || list.len() > MOST_CELLS as usize {
        return Err(node.fault(format!("must name 1 to {MOST_CELLS} cells, found {}", list.len())));
    }
    let mut ids = Vec::with_capacity(list.len());
    for node in &list {
        let id = node.whole(0..=u32::MAX)?;
        if ids.contains(&id) {
            return Err(node.fault(format!("cell {id} is there twice")));
        }
        ids.push(id);
    }
    Ok(ids)
}

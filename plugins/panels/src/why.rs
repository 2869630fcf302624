//! "Why?" in sentences: why this cell serves, what would have to happen for another, why the rate is what it is.

use crate::view::{AgentRow, TwinView};
use twin_sim::components::{Connection, NO_SIGNAL_DBM};
use twin_sim::event::EventKind;
use twin_units::CellId;
use view_state::{db, dbm, duration, rate};

/// Cells with their L3-filtered SS-RSRP in dBm, strongest first; those without signal are left out.
pub(crate) fn strongest_cells(agent: &AgentRow<'_>) -> Vec<(CellId, f64)> {
    let mut cells: Vec<(CellId, f64)> = agent
        .mobility
        .filtered_rsrp_dbm
        .iter()
        .enumerate()
        .filter(|(_, rsrp)| rsrp.is_finite() && **rsrp > NO_SIGNAL_DBM)
        .map(|(idx, rsrp)| (CellId(idx as u32), *rsrp))
        .collect();
    cells.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    cells
}

/// How much stronger than the serving cell a neighbour must be to enter event A3: offset plus hysteresis, dB (TS 38.331 cl. 5.5.4.4).
pub(crate) fn a3_margin_db(twin: &TwinView<'_>) -> f64 {
    twin.plan.mobility.a3_offset_db + twin.plan.mobility.hysteresis_db
}

/// The sentences for an agent.
pub fn sentences(agent: &AgentRow<'_>, twin: &TwinView<'_>) -> Vec<String> {
    let mut out = Vec::new();
    out.push(serving_sentence(agent, twin));
    out.extend(trigger_sentence(agent, twin));
    out.push(sinr_sentence(agent));
    out.extend(rate_sentence(agent, twin));
    out.extend(last_event_sentence(agent, twin));
    out
}

fn serving_sentence(agent: &AgentRow<'_>, twin: &TwinView<'_>) -> String {
    let cells = strongest_cells(agent);
    let settings = &twin.plan.mobility;
    let Some(serving) = agent.radio.serving else {
        return format!(
            "No cell serves it: it is re-establishing after a radio-link failure, which takes {}.",
            duration(settings.reestablishment_ms * 1e-3)
        );
    };
    let name = twin.cell_name(serving);
    let Some(own) = cells.iter().find(|(cell, _)| *cell == serving).map(|(_, rsrp)| *rsrp) else {
        return format!("Served by {name}, though no filtered SS-RSRP of it is known yet.");
    };
    let needs =
        format!("A3 needs it {} higher for {}", db(a3_margin_db(twin)), duration(settings.time_to_trigger_ms * 1e-3));
    match cells.iter().find(|(cell, _)| *cell != serving) {
        None => format!("Served by {name}, the only cell heard (filtered SS-RSRP {}).", dbm(own)),
        Some((next, rsrp)) if *rsrp <= own => format!(
            "Served by {name} because its filtered SS-RSRP {} is the highest; next best is {}, {} lower ({needs}).",
            dbm(own),
            twin.cell_name(*next),
            db(own - rsrp)
        ),
        Some((next, rsrp)) => format!(
            "Still served by {name} (filtered SS-RSRP {}) although {} is {} stronger: {needs}.",
            dbm(own),
            twin.cell_name(*next),
            db(rsrp - own)
        ),
    }
}

fn trigger_sentence(agent: &AgentRow<'_>, twin: &TwinView<'_>) -> Option<String> {
    if agent.radio.connection == Connection::HandingOver {
        return Some("A handover is under way; no data flows while it is executed.".into());
    }
    if let Some(t310) = agent.mobility.t310_s {
        let limit = twin.plan.mobility.t310_ms * 1e-3;
        return Some(format!(
            "Out of sync: T310 has run {} of {}; at its end the radio link fails.",
            duration(t310),
            duration(limit)
        ));
    }
    let (cell, running) = agent.mobility.a3?;
    let limit = twin.plan.mobility.time_to_trigger_ms * 1e-3;
    Some(format!("{} has met A3 for {} of {}.", twin.cell_name(cell), duration(running), duration(limit)))
}

fn sinr_sentence(agent: &AgentRow<'_>) -> String {
    let over_noise = agent.radio.interference_dbm - agent.radio.noise_dbm;
    let what = if over_noise > 3.0 {
        "other cells' interference limits it"
    } else if over_noise < -3.0 {
        "noise limits it, not interference"
    } else {
        "interference and noise limit it alike"
    };
    format!("SINR is {}: {what}.", db(agent.radio.sinr_db))
}

fn rate_sentence(agent: &AgentRow<'_>, twin: &TwinView<'_>) -> Option<String> {
    let traffic = agent.traffic;
    if traffic.offered_bps <= 0.0 && traffic.backlog_bits <= 0.0 {
        return Some("Nothing is offered to it at the moment, so its rate is zero.".into());
    }
    if traffic.rate_bps >= 0.95 * traffic.offered_bps {
        return Some(format!("All offered traffic ({}) gets through.", rate(traffic.offered_bps)));
    }
    let serving = agent.radio.serving?;
    let load = twin.cells.0.get(serving.0 as usize)?.load;
    let cause = if load > 0.9 { "its cell is full" } else { "its slice's share or its MCS is the limit" };
    Some(format!("Only {} of {} gets through: {cause}.", rate(traffic.rate_bps), rate(traffic.offered_bps)))
}

fn last_event_sentence(agent: &AgentRow<'_>, twin: &TwinView<'_>) -> Option<String> {
    let event = twin
        .log
        .events
        .iter()
        .rev()
        .take(2_000)
        .find(|event| event.ue == Some(agent.ue.id) && !matches!(event.kind, EventKind::HandoverJudged { .. }))?;
    let ago = duration(twin.now_s() - event.tick.seconds());
    match &event.kind {
        EventKind::HandoverCompleted { from, to, gain_db, ping_pong } => Some(format!(
            "{ago} ago it was handed from {} to {}, then {} stronger{}.",
            twin.cell_name(*from),
            twin.cell_name(*to),
            db(*gain_db),
            if *ping_pong { " – a ping-pong" } else { "" }
        )),
        EventKind::HandoverFailed { to, cause, .. } => {
            Some(format!("{ago} ago a handover to {} failed: {cause}.", twin.cell_name(*to)))
        }
        EventKind::RadioLinkFailed { cell, cause } => {
            Some(format!("{ago} ago it lost {}: {cause}.", twin.cell_name(*cell)))
        }
        EventKind::Reestablished { cell } => {
            Some(format!("{ago} ago it connected again, to {}.", twin.cell_name(*cell)))
        }
        EventKind::HandoverJudged { .. } | EventKind::SlaChanged { .. } | EventKind::Edited { .. } => None,
    }
}

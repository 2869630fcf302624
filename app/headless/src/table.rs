//! The KPI table on the terminal.

use twin_sim::components::Timings;
use twin_sim::event::SlaVerdict;
use twin_sim::summary::{DEFINITIONS, KpiDefinition, Row, Summary};
use view_state::{MISSING, db, percent, si, verdict_mark};

/// The summary as text: one block for slices side by side, one for the whole network, one for this computer.
pub(crate) fn render(summary: &Summary, timings: &Timings) -> String {
    let mut text = format!(
        "\n{} · seed {} · {} s simulated · {} agents · {} cells · state {}\n\n",
        summary.scene, summary.seed, summary.seconds, summary.agents, summary.cells, summary.state_hash
    );
    let mut slices: Vec<&str> = Vec::new();
    for row in &summary.kpis {
        if let Some(slice) = row.slice.as_deref().filter(|slice| !slices.contains(slice)) {
            slices.push(slice);
        }
    }
    let line = |label: &str, cells: &[String]| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>18}")).collect();
        format!("  {label:<26}{cells}\n")
    };
    text += &line("Slice", &slices.iter().map(|slice| (*slice).to_owned()).collect::<Vec<_>>());
    for definition in DEFINITIONS {
        let of_slice = |slice: &&str| {
            summary.kpis.iter().find(|row| row.key == definition.key && row.slice.as_deref() == Some(slice))
        };
        let rows: Vec<Option<&Row>> = slices.iter().map(of_slice).collect();
        if rows.iter().any(Option::is_some) {
            let cells: Vec<String> =
                rows.iter().map(|row| row.map_or(MISSING.into(), |row| show(definition, row))).collect();
            text += &line(definition.label, &cells);
        }
    }
    text += "\n";
    for definition in DEFINITIONS {
        if let Some(row) = summary.kpis.iter().find(|row| row.key == definition.key && row.slice.is_none()) {
            text += &line(definition.label, &[show(definition, row)]);
        }
    }
    let speed = summary.seconds / timings.total_s.max(1e-9);
    text += "\n  This computer\n";
    text += &line("Speed", &[format!("{speed:.1} × real time")]);
    text += &line("Ray time per tick", &[si(per_tick(timings.total_rays_s, summary), "s")]);
    text += &line("Model time per tick", &[si(per_tick(timings.total_models_s, summary), "s")]);
    text += &line("Whole tick", &[si(per_tick(timings.total_s, summary), "s")]);
    text += "\n  What a number means: beamscape explain KPI\n";
    text
}

fn per_tick(total_s: f64, summary: &Summary) -> f64 {
    total_s / (summary.seconds / twin_units::TICK_S).max(1.0)
}

fn show(definition: &KpiDefinition, row: &Row) -> String {
    if let Some(verdict) = row.verdict {
        let (_, mark, word) = verdict_mark(verdict);
        return if verdict == SlaVerdict::Unknown { word.into() } else { format!("{mark} {word}") };
    }
    match (row.value, definition.unit) {
        (None, _) => MISSING.into(),
        (Some(value), "%") => percent(value),
        (Some(value), "dB") => db(value),
        (Some(value), "") => format!("{value:.0}"),
        (Some(value), unit) => si(value, unit),
    }
}

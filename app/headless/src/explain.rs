//! `beamscape explain`: what a KPI is.

use anyhow::{Result, bail};
use clap::Args;
use twin_sim::summary::{DEFINITIONS, KpiDefinition};

/// Arguments of `explain`.
#[derive(Args, Debug)]
pub struct ExplainArgs {
    /// Key or label of a KPI, e.g. `prb.share_ratio`.
    kpi: Option<String>,
}

pub(crate) fn explain(args: &ExplainArgs) -> Result<()> {
    match &args.kpi {
        Some(kpi) => print_definition(kpi),
        None => {
            for definition in DEFINITIONS {
                println!("{:<28} {}", definition.key, definition.label);
            }
            Ok(())
        }
    }
}

/// Prints one definition; also behind `run --explain`.
pub(crate) fn print_definition(kpi: &str) -> Result<()> {
    let matches = |definition: &&KpiDefinition| {
        definition.key == kpi
            || definition.label.to_lowercase() == kpi.to_lowercase()
            || definition.key.starts_with(kpi)
    };
    let found: Vec<&KpiDefinition> = DEFINITIONS.iter().filter(matches).collect();
    if found.is_empty() {
        bail!("there is no KPI {kpi:?}; `beamscape explain` lists all");
    }
    for definition in found {
        let unit = if definition.unit.is_empty() { "count or verdict" } else { definition.unit };
        println!("{} — {} [{unit}]", definition.key, definition.label);
        println!("  {}", definition.definition);
        println!("  Source: {}", definition.source);
    }
    Ok(())
}

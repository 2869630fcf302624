//! `beamscape check`: every fault of a scene file at once.

use crate::scenes;
use anyhow::{Result, bail};
use clap::Args;

/// Arguments of `check`.
#[derive(Args, Debug)]
pub struct CheckArgs {
    /// Scenes: paths or built-in ids.
    #[arg(required = true)]
    scenes: Vec<String>,
}

pub(crate) fn check(args: &CheckArgs) -> Result<()> {
    let mut n_faults = 0;
    for name in &args.scenes {
        let scene = scenes::read(name)?;
        match twin_scene::parse(&scene.text) {
            Ok(parsed) => println!(
                "{name}: no faults. {}: {} buildings, {} blocks, {} ways, {} sites, {} cells, {} RIS, {} agents",
                parsed.name,
                parsed.buildings.len(),
                parsed.blocks.len(),
                parsed.ways.len(),
                parsed.sites.len(),
                parsed.sites.iter().map(|site| site.sectors.len()).sum::<usize>(),
                parsed.ris.len(),
                parsed.agents.iter().map(|group| group.count).sum::<u32>(),
            ),
            Err(faults) => {
                n_faults += faults.len();
                for fault in faults {
                    println!("{name}:{fault}");
                }
            }
        }
    }
    if n_faults > 0 { bail!("{n_faults} fault(s) found; mend them and check again") } else { Ok(()) }
}

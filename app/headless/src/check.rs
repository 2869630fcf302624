//! `beamscape check`: every fault of a scene file at once.

use crate::bad_input::BadInput;
use crate::scenes;
use anyhow::Result;
use clap::Args;
use twin_scene::{Fault, Scene};
use twin_sim::patterns;

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
        let scene = scenes::read_alone(name)?;
        let whole = scenes::embed(&scene).map(|whole| whole.unwrap_or(scene.text));
        match whole.and_then(|whole| sound(&whole)) {
            Ok(parsed) => {
                println!(
                    "{name}: no faults. {}: {} buildings, {} blocks, {} woods, {} ways, {} sites, {} cells, {} RIS, {} agents",
                    parsed.name,
                    parsed.buildings.len(),
                    parsed.blocks.len(),
                    parsed.woodland.len(),
                    parsed.ways.len(),
                    parsed.sites.len(),
                    parsed.sites.iter().map(|site| site.sectors.len()).sum::<usize>(),
                    parsed.ris.len(),
                    parsed.agents.iter().map(|group| group.count).sum::<u32>(),
                );
                describe_patterns(&parsed);
            }
            Err(faults) => {
                n_faults += faults.len();
                for fault in faults {
                    println!("{name}:{fault}");
                }
            }
        }
    }
    if n_faults == 0 {
        return Ok(());
    }
    Err(BadInput::because(format!("{n_faults} fault(s) found; mend them and check again")).into())
}

/// The scene, with nothing wrong in the patterns it holds.
fn sound(text: &str) -> Result<Scene, Vec<Fault>> {
    let scene = twin_scene::parse(text)?;
    let faults = patterns::faults(text, &scene);
    if faults.is_empty() { Ok(scene) } else { Err(faults) }
}

/// What was read of each antenna pattern, and what looks odd in it.
fn describe_patterns(scene: &Scene) {
    for (name, pattern) in patterns::by_name(scene).unwrap_or_default() {
        println!("  antenna pattern {name:?}: {}", patterns::describe(&pattern));
        for note in pattern.notes() {
            println!("    note: {note}");
        }
    }
}

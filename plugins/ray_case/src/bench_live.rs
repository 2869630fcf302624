//! How fast the links of many moving agents are solved in a built-in scene, and how soon a moved site has its map.

use glam::{DVec2, DVec3};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::time::Instant;
use twin_scene::built_in;
use twin_scene::schema::WayKind;
use twin_sim::RadioEngine;
use twin_sim::load::{LoadError, TwinLoader};

/// Solves the links of 1,000 and 10,000 agents on the footways and streets of a scene, all sites and RIS.
///
/// # Errors
/// [`LoadError`] of the scene.
pub fn run(scene: &str, repetitions: usize) -> Result<Value, LoadError> {
    let text = built_in::by_id(scene).map_or("", |found| found.text);
    let start = Instant::now();
    let twin = TwinLoader::parse(text, 1)?.finish()?;
    let load_s = start.elapsed().as_secs_f64();
    let plan = twin.plan().clone();
    let mut engine = twin.engine().clone();
    (0..plan.ris.len()).for_each(|ris_idx| engine.set_ris(&plan, ris_idx, None));
    let ways: Vec<DVec2> = twin
        .scene
        .ways
        .iter()
        .filter(|way| way.kind != WayKind::Agv)
        .flat_map(|way| way.points.windows(2).map(|pair| (DVec2::from(pair[0]), DVec2::from(pair[1]))))
        .flat_map(|(a, b)| {
            let n = (a.distance(b) / 2.0) as usize + 1;
            (0..n).map(move |k| a.lerp(b, k as f64 / n as f64))
        })
        .collect();
    // Spread over the whole list of points by a step coprime with most counts.
    let agent = |i: usize| ways[i * 7919 % ways.len()].extend(1.5);
    let mut fields = serde_json::Map::new();
    for n in [1_000, 10_000] {
        let agents: Vec<DVec3> = (0..n).map(agent).collect();
        let fresh: Vec<Vec<usize>> = agents.par_iter().map(|agent| fresh_sites(&engine, *agent)).collect();
        fields.insert(
            format!("agents_{n}_fresh_sites"),
            json!(fresh.iter().map(Vec::len).sum::<usize>() as f64 / n as f64),
        );
        let times: Vec<f64> = (0..repetitions.max(1))
            .map(|k| {
                let moved: Vec<DVec3> = agents.iter().map(|at| *at + DVec3::X * (0.14 * k as f64)).collect();
                let start = Instant::now();
                solve_due(&engine, &moved, &fresh, k);
                start.elapsed().as_secs_f64()
            })
            .collect();
        fields.insert(format!("agents_{n}_all_due_links_s"), json!(median(times)));
    }
    let moves: Vec<f64> = (0..repetitions.max(1))
        .map(|_| {
            let start = Instant::now();
            engine.light_site(&plan, 0);
            start.elapsed().as_secs_f64()
        })
        .collect();
    fields.insert("load_s".into(), json!(load_s));
    fields.insert("light_site_s".into(), json!(median(moves)));
    fields.insert("cells".into(), json!(plan.cells.len()));
    fields.insert("sites".into(), json!(plan.sites.len()));
    fields.insert("ris".into(), json!(plan.ris.len()));
    fields.insert("threads".into(), json!(rayon::current_num_threads()));
    Ok(Value::Object(fields))
}

/// What is due in 100 ms: the sites of the serving cell and of the strongest neighbours of every agent, all sites of every tenth.
fn solve_due(engine: &RadioEngine, agents: &[DVec3], fresh: &[Vec<usize>], turn: usize) -> usize {
    let all: Vec<usize> = (0..engine.n_sites()).collect();
    let solve = |(index, agent): (usize, &DVec3)| {
        let sites = if index % 10 == turn % 10 { &all } else { &fresh[index] };
        engine.solve_sites(*agent, None, sites).paths.iter().map(Vec::len).sum::<usize>()
    };
    agents.par_iter().enumerate().map(solve).sum()
}

/// The sites an agent keeps fresh, from its levels now.
fn fresh_sites(engine: &RadioEngine, agent: DVec3) -> Vec<usize> {
    let solution = engine.solve(agent);
    let level = |(cell, gains): (usize, &Vec<f64>)| engine.ss_rsrp_dbm(cell, gains.iter().copied().fold(0.0, f64::max));
    let levels: Vec<f64> = solution.beam_gains.iter().enumerate().map(level).collect();
    let serving = (0..levels.len()).max_by(|a, b| levels[*a].total_cmp(&levels[*b]));
    engine.fresh_sites(&levels, serving)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

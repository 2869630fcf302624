//! The committed model against its golden outputs, and damaged files against the checks.

use super::*;
use twin_edge::{
    BeamCodebook, BeamObservation, BeamScore, NearestMeasured, Policy, PolicyError, ScoreSummary, rank_or_fall_back,
};
use twin_units::{Dbm, rng};

const MODEL: &[u8] = include_bytes!("../../../assets/models/beam_predictor/model.onnx");
const CARD: &str = include_str!("../../../assets/models/beam_predictor/card.ron");
const GOLDEN: &str = include_str!("../../../assets/models/beam_predictor/golden.ron");

#[derive(serde::Deserialize)]
struct Golden {
    measured_db: Vec<f32>,
    logits: Vec<f32>,
}

fn golden() -> Vec<(BeamObservation, Vec<f32>)> {
    let pairs: Vec<Golden> = ron::from_str(GOLDEN).expect("golden.ron is a list of pairs");
    assert_eq!(pairs.len(), 8);
    let observation = |pair: &Golden| {
        let levels: Vec<Dbm> = pair.measured_db.iter().map(|&level| Dbm(f64::from(level))).collect();
        BeamObservation::new(BeamCodebook::EIGHT_BY_FOUR, &levels).expect("golden inputs are observations")
    };
    pairs.into_iter().map(|pair| (observation(&pair), pair.logits)).collect()
}

fn policy() -> OnnxPolicy {
    beam_predictor().expect("the committed model loads")
}

/// The committed card with the hash of other bytes, so that the checks behind the hash are reached.
fn card_for(model: &[u8]) -> String {
    CARD.replace(blake3::hash(MODEL).to_hex().as_str(), &blake3::hash(model).to_hex())
}

#[test]
fn the_committed_model_gives_the_outputs_of_onnxruntime() {
    let (observations, expected): (Vec<_>, Vec<_>) = golden().into_iter().unzip();
    let mut rankings = Vec::new();
    policy().rank_batch(&observations, &mut rankings).expect("the model runs");
    assert_eq!(rankings.len(), expected.len());
    for (ranking, expected) in rankings.iter().zip(&expected) {
        assert_eq!(ranking.scores().len(), expected.len());
        for (found, expected) in ranking.scores().iter().zip(expected) {
            // 1e-3 is far below the distance of two logits that matter, far above the rounding of 6,656 float products.
            assert!((found - expected).abs() < 1e-3, "{found} is not {expected}");
        }
    }
}

#[test]
fn a_row_gives_the_same_in_any_batch_and_in_a_clone() {
    let policy = policy();
    let observations: Vec<_> = golden().into_iter().map(|(observation, _)| observation).cycle().take(37).collect();
    let (mut together, mut alone) = (Vec::new(), Vec::new());
    policy.rank_batch(&observations, &mut together).expect("the model runs");
    for (observation, expected) in observations.iter().zip(&together) {
        policy.clone().rank_batch(std::slice::from_ref(observation), &mut alone).expect("the model runs");
        for (found, expected) in alone[0].scores().iter().zip(expected.scores()) {
            assert!((found - expected).abs() < 1e-4);
        }
    }
    policy.rank_batch(&[], &mut together).expect("an empty batch is fine");
    assert!(together.is_empty());
}

#[test]
fn threads_share_one_plan() {
    let policy = policy();
    let observations: Vec<_> = golden().into_iter().map(|(observation, _)| observation).collect();
    let rank = || {
        let mut rankings = Vec::new();
        policy.rank_batch(&observations, &mut rankings).expect("the model runs");
        rankings
    };
    let expected = rank();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(rank)).collect();
        for worker in workers {
            assert_eq!(worker.join().expect("no worker panics"), expected);
        }
    });
}

#[test]
fn another_codebook_is_an_error_and_falls_back_to_the_rule() {
    let small = BeamCodebook::new(4, 2).expect("8 beams");
    let observation = BeamObservation::from_sweep(small, &[Dbm(-80.0); 8]).expect("every beam is heard");
    let mut rankings = Vec::new();
    let error = policy().rank_batch(std::slice::from_ref(&observation), &mut rankings);
    assert!(matches!(error, Err(PolicyError::UnsuitedCodebook { n_azimuth: 4, n_elevation: 2, .. })));
    let (decisions, failure) = rank_or_fall_back(&policy(), &[observation]);
    assert!(decisions[0].fell_back && failure.is_none());
}

/// Levels of the beams of an 8 × 8 half-wavelength array towards one direction, given by its cosines to the left and up:
/// beams evenly spaced in direction cosine over ±60° and from 5° to −35°, one path, isotropic elements.
fn line_of_sight_sweep(u: f64, v: f64) -> Vec<Dbm> {
    let factor = |x: f64| {
        let half = std::f64::consts::FRAC_PI_2 * x;
        if half.abs() < 1e-9 { 1.0 } else { (8.0 * half).sin() / (8.0 * half.sin()) }
    };
    let (n_azimuth, n_elevation) = (8, 4);
    let beams = (0..n_elevation).flat_map(|elevation| (0..n_azimuth).map(move |azimuth| (azimuth, elevation)));
    let level = |(azimuth, elevation)| {
        let beam_u = 0.866 * (f64::from(azimuth) - 3.5) / 4.0;
        let beam_v = 0.087 - 0.661 * (f64::from(elevation) + 0.5) / 4.0;
        let amplitude = factor(u - beam_u) * factor(v - beam_v);
        Dbm(-80.0 + 20.0 * amplitude.abs().max(1e-4).log10())
    };
    beams.map(level).collect()
}

#[test]
fn the_model_beats_the_rule_on_ideal_beams() {
    let mut stream = rng::Stream::new(1, 0, rng::Purpose::Dataset);
    let sweeps: Vec<_> =
        (0..500).map(|_| line_of_sight_sweep(stream.range(-0.85, 0.85), stream.range(-0.4, 0.0))).collect();
    let observe = |sweep: &Vec<Dbm>| {
        BeamObservation::from_sweep(BeamCodebook::EIGHT_BY_FOUR, sweep).expect("every beam is heard")
    };
    let observations: Vec<_> = sweeps.iter().map(observe).collect();
    let score = |policy: &dyn Policy| {
        let mut rankings = Vec::new();
        policy.rank_batch(&observations, &mut rankings).expect("both policies take this codebook");
        let mut summary = ScoreSummary::default();
        for (ranking, sweep) in rankings.iter().zip(&sweeps) {
            summary.add(&BeamScore::new(ranking, sweep).expect("every beam is heard"));
        }
        (summary.top_1_share().expect("500 scores"), summary.mean_rsrp_loss().expect("500 scores").0)
    };
    let (model, rule) = (score(&policy()), score(&NearestMeasured));
    assert!(model.0 > rule.0 && model.1 < rule.1, "top-1 and loss: model {model:?}, rule {rule:?}");
}

#[test]
fn the_card_states_its_cost_and_beats_its_baseline() {
    let policy = policy();
    let card = policy.card();
    assert_eq!((card.macs, card.parameters), (8 * 64 + 64 * 64 + 64 * 32, 6_816));
    assert_eq!(policy.work().macs, card.macs);
    let of = |method: &str| {
        card.held_out.iter().find(|score| score.method == method).expect("the card has the usual methods").clone()
    };
    let (model, rule) = (of("model"), of("nearest measured beam"));
    assert!(model.top_1 > rule.top_1 && model.mean_rsrp_loss_db < rule.mean_rsrp_loss_db);
    assert!(card.origin.rows_held_out > 0 && card.origin.sites_held_out > 0);
}

#[track_caller]
fn check_fault(card: &str, expected: &str) {
    let error = OnnxPolicy::load(MODEL, card).expect_err("the card is wrong").to_string();
    assert!(error.contains(expected), "{error:?} does not mention {expected:?}");
}

#[test]
fn a_card_that_disagrees_with_the_model_is_refused() {
    check_fault(&CARD.replace("opset: 17", "opset: 18"), "operator set");
    check_fault(&CARD.replace("macs: 6656", "macs: 6655"), "multiply-accumulates");
    check_fault(&CARD.replace("parameters: 6816", "parameters: 1"), "parameters");
    check_fault(&CARD.replace("\"measured_rsrp\"", "\"levels\""), "inputs");
    check_fault(&CARD.replace("\"beam_logits\"", "\"logits\""), "outputs");
    check_fault(&CARD.replace("n_azimuth: 8", "n_azimuth: 4"), "measured beams");
    check_fault(&CARD.replace("n_azimuth: 8", "n_azimuth: 900"), "1 to 64 beams");
    check_fault(&CARD.replace("columns: 32", "columns: 31"), "columns of the output");
    check_fault(&CARD.replace("scale: 0.05", "scale: inf"), "scaling");
    check_fault(&CARD.replace("blake3: \"", "blake3: \"0"), "blake3");
    check_fault(&CARD.replace("licence:", "license:"), "license");
    check_fault("", "model card");
    check_fault(&" ".repeat(70_000), "70000 bytes");
}

#[test]
fn a_changed_model_is_refused_by_its_hash() {
    let mut model = MODEL.to_vec();
    model[100] ^= 1;
    assert!(matches!(
        OnnxPolicy::load(&model, CARD),
        Err(OnnxPolicyError::Mismatch { what: "blake3 of the model", .. })
    ));
    let large = vec![0; 9 << 20];
    assert!(matches!(OnnxPolicy::load(&large, CARD), Err(OnnxPolicyError::TooLarge { .. })));
}

#[test]
fn messages_are_one_line_and_end() {
    let endless = "x\n".repeat(5000);
    let graph = OnnxPolicyError::Graph(format!("node {endless:?}"));
    let runtime = OnnxPolicyError::Runtime("Impossible to unify 1 with 2.".into());
    let mismatch = OnnxPolicyError::Mismatch { what: "outputs", card: "[]".into(), found: endless.clone() };
    assert_eq!(runtime.to_string(), "the model cannot be run: Impossible to unify 1 with 2");
    for fault in [graph, mismatch, OnnxPolicyError::Operator(endless.clone())] {
        let text = fault.to_string();
        assert!(text.len() < 800 && !text.contains('\n'), "{text:?}");
    }
}

/// Loads bytes under a card with their own hash; a model that still loads must also run or fail cleanly.
fn load_and_run(model: &[u8], observations: &[BeamObservation]) -> bool {
    let Ok(policy) = OnnxPolicy::load(model, &card_for(model)) else {
        return false;
    };
    let mut rankings = Vec::new();
    match policy.rank_batch(observations, &mut rankings) {
        Ok(()) => assert_eq!(rankings.len(), observations.len()),
        Err(_) => assert!(rankings.is_empty()),
    }
    true
}

#[test]
fn garbage_and_damaged_models_never_panic() {
    let mut stream = rng::Stream::new(1, 1, rng::Purpose::Dataset);
    let (observations, _): (Vec<_>, Vec<_>) = golden().into_iter().unzip();
    for length in [0, 1, 10, 1_000, 20_000] {
        let garbage: Vec<u8> = (0..length).map(|_| stream.bits() as u8).collect();
        assert!(!load_and_run(&garbage, &observations));
    }
    for _ in 0..40 {
        assert!(!load_and_run(&MODEL[..stream.index(MODEL.len())], &observations));
    }
    // Bytes of the structure: names, operators, shapes and attributes lie outside the long runs of weights.
    let is_structure = |at: &usize| MODEL[*at..].iter().take(12).filter(|byte| byte.is_ascii_lowercase()).count() >= 4;
    let structure: Vec<usize> = (0..MODEL.len()).filter(is_structure).collect();
    assert!(structure.len() > 200);
    let mut n_loaded = 0;
    for round in 0..200 {
        let mut model = MODEL.to_vec();
        let at = match round % 4 {
            0 => stream.index(model.len()),
            _ => structure[stream.index(structure.len())],
        };
        model[at] = stream.bits() as u8;
        n_loaded += usize::from(load_and_run(&model, &observations));
    }
    assert!(n_loaded > 0 && n_loaded < 200, "{n_loaded} damaged models loaded");
}

#[test]
fn the_policy_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<OnnxPolicy>();
}

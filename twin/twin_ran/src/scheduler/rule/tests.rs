//! Rules against closed forms (`pf_closed_form.csv`), within 2 %.

use super::*;
use crate::scheduler::{PfAverage, grant_slot};
use twin_units::math;
use twin_units::rng::{Purpose, Stream};

const WINDOW_SLOTS: f64 = 2000.0;
const WARM_UP_SLOTS: u64 = 40_000;
const SLOTS: u64 = 180_000;

/// UEs that share one PRB: their weights and what each may still send per slot on average, bits.
struct Ues {
    weights: Vec<f64>,
    demands: Vec<f64>,
}

impl Ues {
    fn equal(n: usize) -> Self {
        Self { weights: vec![1.0; n], demands: vec![f64::INFINITY; n] }
    }
}

/// Mean rate per UE under a rule, with rates drawn by `rate(ue)` each slot.
fn simulate(scheduler: &dyn Scheduler, ues: &Ues, mut rate: impl FnMut(usize) -> f64) -> Vec<f64> {
    let n = ues.weights.len();
    let mut averages = vec![PfAverage::default(); n];
    let (mut sums, mut backlog, mut last) = (vec![0.0; n], vec![0.0; n], vec![None; n]);
    let mut grants = Vec::new();
    for slot in 0..WARM_UP_SLOTS + SLOTS {
        let mut candidates: Vec<Candidate> = (0..n)
            .map(|ue| {
                backlog[ue] = f64::min(backlog[ue] + ues.demands[ue], 1e12);
                let bits_per_prb = rate(ue);
                Candidate {
                    slice: 0,
                    demand_prb: u32::from(backlog[ue] >= bits_per_prb),
                    bits_per_prb,
                    average: averages[ue],
                    waited_slots: last[ue].map_or(u64::MAX, |last| slot - last),
                    weight: ues.weights[ue],
                    is_repetition: false,
                }
            })
            .collect();
        let rates: Vec<f64> = candidates.iter().map(|candidate| candidate.bits_per_prb).collect();
        grant_slot(scheduler, &mut candidates, &[1], &mut grants);
        for ue in 0..n {
            let is_granted = grants.first().is_some_and(|grant| grant.ue_idx == ue);
            let bits = if is_granted { rates[ue] } else { 0.0 };
            if is_granted {
                last[ue] = Some(slot);
                backlog[ue] -= bits;
            }
            averages[ue].update(WINDOW_SLOTS, bits);
            if slot >= WARM_UP_SLOTS {
                sums[ue] += bits;
            }
        }
    }
    sums.iter().map(|sum| sum / SLOTS as f64).collect()
}

/// Rows of a case: fields split at commas outside quotes.
fn rows(case: &str) -> Vec<Vec<String>> {
    let text = include_str!("../../../tests/fixtures/pf_closed_form.csv");
    text.lines()
        .filter(|line| line.starts_with(case))
        .map(|line| {
            let mut quoted = false;
            line.split(|c: char| {
                quoted ^= c == '"';
                c == ',' && !quoted
            })
            .map(|field| field.trim_matches('"').to_owned())
            .collect()
        })
        .collect()
}

fn number(text: &str) -> f64 {
    text.parse().expect("a number")
}

/// The values of `name=a/b/c` among parameters separated by semicolons.
fn parameter(row: &[String], name: &str) -> Vec<f64> {
    let found = row[3].split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    found.map(|values| values.split('/').map(number).collect()).unwrap_or_default()
}

#[track_caller]
fn check(row: &[String], ours: f64) {
    let expected = number(&row[5]);
    assert!((ours / expected - 1.0).abs() < 0.02, "{row:?}: {ours}");
}

#[test]
fn static_rates_with_weights_alphas_and_demands() {
    let mut checked = 0;
    for case in ["static_full_buffer", "static_weighted_pf", "static_alpha_fair", "static_demand_capped"] {
        for row in rows(case).iter().filter(|row| row[4] == "throughput_mbps") {
            let rates = parameter(row, "rate_mbps");
            let mut ues = Ues::equal(rates.len());
            let given = |name| Some(parameter(row, name)).filter(|values| !values.is_empty());
            if let Some(weights) = given("weight") {
                ues.weights = weights;
            }
            if let Some(demands) = given("demand_mbps") {
                ues.demands = demands.iter().map(|demand| 1000.0 * demand).collect();
            }
            let alpha = given("alpha").map(|values| AlphaFair { alpha: values[0] });
            let scheduler: &dyn Scheduler = alpha.as_ref().map_or(&ProportionalFair, |alpha| alpha);
            let throughput = simulate(scheduler, &ues, |ue| 1000.0 * rates[ue]);
            check(row, throughput[number(&row[2]) as usize] / 1000.0);
            checked += 1;
        }
    }
    assert_eq!(checked, 66);
}

#[test]
fn two_state_fading() {
    for row in rows("two_state_symmetric") {
        let n = number(&row[1]) as usize;
        let probability = row[3].split("w.p. ").nth(1).and_then(|rest| rest.split(',').next()).map(number);
        let probability = probability.expect("the row states the probability of the high rate");
        let scheduler: &dyn Scheduler = if row[4] == "pf_throughput" { &ProportionalFair } else { &RoundRobin };
        let mut stream = Stream::new(11, n as u32, Purpose::Bler);
        let throughput =
            simulate(scheduler, &Ues::equal(n), |_| if stream.chance(probability) { 800.0 } else { 200.0 });
        throughput.iter().for_each(|mean| check(&row, mean / 100.0));
    }
}

#[test]
fn rayleigh_fading_linear_and_shannon() {
    let mut checked = 0;
    for row in rows("rayleigh_linear_rate").iter().filter(|row| row[2] == "0") {
        let n = number(&row[1]) as usize;
        let mut stream = Stream::new(12, n as u32, Purpose::Bler);
        // Each UE has its own mean rate; what counts is the throughput over it.
        let mean = |ue: usize| 100.0 * (ue + 1) as f64;
        let throughput = simulate(&ProportionalFair, &Ues::equal(n), |ue| stream.exponential(mean(ue)));
        throughput.iter().enumerate().for_each(|(ue, bits)| check(row, bits / mean(ue)));
        checked += 1;
    }
    for row in rows("rayleigh_shannon_equal_mean_snr").iter().filter(|row| row[4].contains("throughput")) {
        let n = number(&row[1]) as usize;
        let mean_snr = 10f64.powf(parameter(row, "mean_snr_db")[0] / 10.0);
        let scheduler: &dyn Scheduler = if row[4].starts_with("pf") { &ProportionalFair } else { &RoundRobin };
        let mut stream = Stream::new(13, n as u32, Purpose::Bler);
        let throughput =
            simulate(scheduler, &Ues::equal(n), |_| 100.0 * math::log2(1.0 + stream.exponential(mean_snr)));
        throughput.iter().for_each(|bits| check(row, bits / 100.0));
        checked += 1;
    }
    assert!(checked >= 20, "{checked}");
}

#[test]
fn max_rate_serves_the_best_only() {
    let throughput = simulate(&MaxRate, &Ues::equal(3), |ue| [100.0, 300.0, 200.0][ue]);
    assert_eq!(throughput, [0.0, 300.0, 0.0]);
    let zero = simulate(&AlphaFair { alpha: 0.0 }, &Ues::equal(3), |ue| [100.0, 300.0, 200.0][ue]);
    assert_eq!(zero, throughput, "alpha 0 is max rate");
}

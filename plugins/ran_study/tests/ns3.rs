//! The ns-3 study within the limits its authors use.

use ran_study::ns3::study;

#[test]
fn rates_agree_with_ns3() {
    let study = study(2);
    for ratio in [study.attempts_ratio(), study.unnecessary_ratio()] {
        assert!((0.8..=1.25).contains(&ratio), "{study}");
    }
    for correlation in [study.attempts_spearman(), study.unnecessary_spearman()] {
        assert!(correlation >= 0.9, "{study}");
    }
    let failures: Vec<f64> = study.failures_by_ttt().iter().map(|&(_, ours, _)| ours).collect();
    assert!(failures.is_sorted_by(|a, b| a < b), "failures grow with the time to trigger: {study}");
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let again = alone.install(|| ran_study::ns3::study(1));
    let three = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads");
    assert_eq!(again, three.install(|| ran_study::ns3::study(1)), "any number of threads gives the same bits");
    for (ours, theirs) in study.sinr_by_condition_db.iter().zip([8.0, 7.5, 15.4, 15.1]) {
        assert!((ours - theirs).abs() < 1.0, "{study}");
    }
}

use twin_antenna::{link, noise};
use twin_units::{Db, Dbm, Hertz, Watts};

#[test]
fn p372_thermal_noise_is_minus_174_dbm_per_hertz() {
    let check = |bandwidth_hz: f64, figure_db: f64, expected_dbm: f64| {
        let level = noise::thermal_noise(Hertz(bandwidth_hz), Db(figure_db)).dbm().0;
        assert!((level - expected_dbm).abs() < 0.01, "{level}");
    };
    check(1.0, 0.0, -173.975);
    check(30e3, 9.0, -120.20);
    check(100e6, 7.0, -86.975);
}

#[test]
fn ts38215_5_1_1_ss_rsrp_is_per_resource_element() {
    // 46 dBm over 273 blocks: 46 − 10 log10(3276) = 10.847 dBm per element; −100 dB of link.
    let level = link::ss_rsrp(Dbm(46.0), 273, 1e-10).0;
    assert!((level - (46.0 - 35.1534 - 100.0)).abs() < 1e-3, "{level}");
    assert_eq!(link::power_per_resource_element(Dbm(46.0), 0), Watts(0.0));
}

#[test]
fn ts38215_5_1_5_sinr_adds_interference_and_noise() {
    let sinr = link::sinr(Watts(4e-12), Watts(1.5e-12), Watts(0.5e-12)).0;
    assert!((sinr - 3.0103).abs() < 1e-4);
}

use super::*;
use crate::geometry::GeometryBuilder;
use crate::materials::Material;

fn concrete() -> &'static Material {
    Material::by_name("concrete").expect("concrete is in the table")
}

#[test]
fn p526_15_eq31_knife_edge() {
    // 6.9 + 20 log10(√((ν−0.1)²+1) + ν − 0.1), by hand.
    let check = |nu, expected: f64| assert!((knife_edge_loss_db(nu) - expected).abs() < 0.005, "J({nu})");
    check(0.0, 6.03);
    check(1.0, 13.93);
    check(2.4, 20.54);
    check(-0.5, 1.96);
    assert_eq!(knife_edge_loss_db(-1.0), 0.0);
    assert!(knife_edge_loss_db(-0.78 + 1e-9) < 0.01, "nearly continuous where it ends");
}

#[test]
fn p526_15_bullington_of_one_edge() {
    // An edge half way, 20 m above the line of two ends 1 km apart at 3 GHz: ν = 20 √(2·1000/(0.1·500·500)) = 5.66.
    let frequency = Hertz(299_792_458.0 / 0.1);
    let j = knife_edge_loss_db(20.0 * (2000.0_f64 / 25_000.0).sqrt());
    let loss = bullington_loss_db(&[(500.0, 30.0)], 1000.0, 10.0, 10.0, frequency);
    assert!((loss - (j + (1.0 - (-j / 6.0).exp()) * 10.02)).abs() < 1e-9);
}

#[test]
fn p526_15_bullington_joins_two_edges_in_one() {
    // Horizon lines of slopes 0.1 and 0.1 meet half way at 10 + 0.1·500.
    let frequency = Hertz::from_ghz(3.5);
    let two = bullington_loss_db(&[(200.0, 30.0), (800.0, 30.0)], 1000.0, 10.0, 10.0, frequency);
    let one = bullington_loss_db(&[(500.0, 60.0)], 1000.0, 10.0, 10.0, frequency);
    assert!((two - one).abs() < 1e-9);
    // A third edge below both horizon lines changes nothing.
    let three = bullington_loss_db(&[(200.0, 30.0), (500.0, 55.0), (800.0, 30.0)], 1000.0, 10.0, 10.0, frequency);
    assert!((two - three).abs() < 1e-9);
}

#[test]
fn a_free_line_of_sight_loses_little() {
    let frequency = Hertz::from_ghz(3.5);
    assert_eq!(bullington_loss_db(&[], 1000.0, 10.0, 10.0, frequency), 0.0);
    assert_eq!(bullington_loss_db(&[(500.0, -40.0)], 1000.0, 10.0, 10.0, frequency), 0.0);
    let grazing = bullington_loss_db(&[(500.0, 10.0)], 1000.0, 10.0, 10.0, frequency);
    let j = knife_edge_loss_db(0.0);
    assert!((grazing - (j + (1.0 - (-j / 6.0).exp()) * 10.02)).abs() < 1e-9);
}

/// A building 20 m tall between x = 40 and x = 60.
fn one_building() -> GeometryBuilder {
    let mut builder = GeometryBuilder::new();
    builder.add_ground((-200.0, -200.0), (200.0, 200.0), concrete());
    let footprint = [(40.0, -50.0), (60.0, -50.0), (60.0, 50.0), (40.0, 50.0)];
    builder.add_prism(&footprint, &[], 0.0, 20.0, concrete(), 0.3).expect("a valid footprint");
    builder
}

#[test]
fn the_path_goes_over_the_roof() {
    let geometry = one_building().build();
    let (source, receiver) = (DVec3::new(0.0, 0.0, 10.0), DVec3::new(100.0, 0.0, 1.5));
    let frequency = Hertz::from_ghz(3.5);
    let path = over_rooftops(&geometry, source, receiver, frequency).expect("a way over the roof");
    assert_eq!(path.vertices, vec![DVec3::new(40.0, 0.0, 20.0), DVec3::new(60.0, 0.0, 20.0)]);
    let expected_length = (1600.0_f64 + 100.0).sqrt() + 20.0 + (1600.0_f64 + 18.5 * 18.5).sqrt();
    assert!((path.length_m - expected_length).abs() < 1e-9);
    let loss = bullington_loss_db(&[(40.0, 20.0), (60.0, 20.0)], 100.0, 10.0, 1.5, frequency);
    let gain = field::free_space_amplitude(source.distance(receiver), frequency).powi(2) * 10_f64.powf(-loss / 10.0);
    assert!((path.power_gain_v() - gain).abs() < 1e-12 * gain);
    assert!(loss > 20.0, "deep shadow, {loss} dB");
}

#[test]
fn a_taller_building_loses_more() {
    let loss = |height| bullington_loss_db(&[(40.0, height)], 100.0, 10.0, 1.5, Hertz::from_ghz(28.0));
    assert!((1..40).all(|i| loss(f64::from(i)) <= loss(f64::from(i + 1))));
}

#[test]
fn nothing_passes_over_a_building_under_a_ceiling() {
    let mut builder = one_building();
    builder
        .add_box(DVec3::new(50.0, 0.0, 30.0), DVec3::new(400.0, 400.0, 1.0), 0.0, concrete(), 0.3)
        .expect("a valid box");
    let geometry = builder.build();
    let over = |a, b| over_rooftops(&geometry, a, b, Hertz::from_ghz(3.5));
    // Below the ceiling the way over the lower building stays free; through the ceiling there is none.
    assert!(
        over(DVec3::new(0.0, 0.0, 10.0), DVec3::new(100.0, 0.0, 1.5))
            .is_none_or(|path| path.vertices.iter().all(|v| v.z < 29.0))
    );
    assert!(over(DVec3::new(0.0, 0.0, 10.0), DVec3::new(100.0, 0.0, 40.0)).is_none());
}

#[test]
fn inside_a_building_there_is_no_way_over_it() {
    let geometry = one_building().build();
    assert!(
        over_rooftops(&geometry, DVec3::new(0.0, 0.0, 10.0), DVec3::new(50.0, 0.0, 1.5), Hertz::from_ghz(3.5))
            .is_none()
    );
}

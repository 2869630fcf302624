use super::*;

/// 20 m × 10 m, from the ground to 12 m, with a clearing of 4 m × 4 m around (10, 5).
fn wood() -> Prism {
    let clearing = vec![(8.0, 3.0), (8.0, 7.0), (12.0, 7.0), (12.0, 3.0)];
    Prism::new(&[(0.0, 0.0), (20.0, 0.0), (20.0, 10.0), (0.0, 10.0)], &[clearing], 0.0, 12.0)
}

#[track_caller]
fn check(a: [f64; 3], b: [f64; 3], expected_m: f64) {
    for (from, to) in [(a, b), (b, a)] {
        let found = length_inside(&[wood()], DVec3::from_array(from), DVec3::from_array(to));
        assert!((found - expected_m).abs() < 1e-9, "{from:?} → {to:?}: {found}, expected {expected_m}");
    }
}

#[test]
fn lengths_inside_match_the_closed_form() {
    // Straight through, beside the clearing and over it.
    check([-10.0, 1.0, 5.0], [30.0, 1.0, 5.0], 20.0);
    check([-10.0, 5.0, 5.0], [30.0, 5.0, 5.0], 16.0);
    // Both ends inside, one inside, none.
    check([1.0, 1.0, 5.0], [5.0, 4.0, 5.0], 5.0);
    check([5.0, 1.0, 5.0], [5.0, -7.0, 5.0], 1.0);
    check([-5.0, 11.0, 5.0], [25.0, 11.0, 5.0], 0.0);
    check([-5.0, 1.0, 12.1], [25.0, 1.0, 12.1], 0.0);
    // In through the top: 12 of 24 m of height, over 10 of 20 m along.
    check([5.0, 1.0, 0.0], [15.0, 1.0, 24.0], (5.0_f64.powi(2) + 12.0 * 12.0).sqrt());
    // Straight down, beside the clearing and in it.
    check([3.0, 3.0, 30.0], [3.0, 3.0, 1.5], 10.5);
    check([10.0, 5.0, 30.0], [10.0, 5.0, 1.5], 0.0);
    // Through opposite corners and a corner of the clearing's diagonal.
    check([-10.0, -5.0, 5.0], [30.0, 15.0, 5.0], 500.0_f64.sqrt() * (16.0 / 20.0));
    // Only a corner is touched.
    check([-5.0, 5.0, 5.0], [5.0, -5.0, 5.0], 0.0);
    check([4.0, 4.0, 4.0], [4.0, 4.0, 4.0], 0.0);
}

#[test]
fn overlapping_prisms_count_once_and_apart_ones_add() {
    let block =
        |west: f64| Prism::new(&[(west, 0.0), (west + 10.0, 0.0), (west + 10.0, 10.0), (west, 10.0)], &[], 0.0, 10.0);
    let (a, b) = (DVec3::new(-5.0, 5.0, 5.0), DVec3::new(45.0, 5.0, 5.0));
    assert!((length_inside(&[block(0.0), block(6.0)], a, b) - 16.0).abs() < 1e-9);
    assert!((length_inside(&[block(0.0), block(10.0)], a, b) - 20.0).abs() < 1e-9);
    assert!((length_inside(&[block(25.0), block(0.0)], a, b) - 20.0).abs() < 1e-9);
    assert!(length_inside(&[], a, b).abs() < 1e-15);
}

#[test]
fn points_are_inside_between_underside_and_top_and_not_in_holes() {
    let wood = wood();
    assert!(wood.contains(DVec3::new(1.0, 1.0, 11.9)) && wood.contains(DVec3::new(19.0, 9.0, 0.0)));
    assert!(!wood.contains(DVec3::new(1.0, 1.0, 12.0)) && !wood.contains(DVec3::new(10.0, 5.0, 1.0)));
    assert!(!wood.contains(DVec3::new(-1.0, 1.0, 1.0)) && !wood.contains(DVec3::new(f64::NAN, 1.0, 1.0)));
}

/// Any split of a leg has the same length inside as the whole, and no more than the leg.
#[test]
fn lengths_add_along_a_leg() {
    let mut state = 7_u64;
    let mut random = |low: f64, high: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    for _ in 0..2000 {
        let mut point = || DVec3::new(random(-10.0, 30.0), random(-10.0, 20.0), random(0.0, 20.0));
        let (a, b) = (point(), point());
        let middle = a.lerp(b, 0.37);
        let whole = length_inside(&[wood()], a, b);
        let parts = length_inside(&[wood()], a, middle) + length_inside(&[wood()], middle, b);
        assert!((whole - parts).abs() < 1e-9 && whole <= a.distance(b) + 1e-9, "{a} {b}: {whole} {parts}");
    }
}

use super::*;

fn sequences(walls: &[u32], max_order: usize) -> Vec<Vec<u32>> {
    let mut key = [u32::MAX; MAX_ORDER];
    key[..walls.len()].copy_from_slice(walls);
    let mut all = Vec::new();
    with_ground(&key, &[9], max_order, |surfaces| all.push(surfaces.to_vec()));
    all
}

#[test]
fn ground_goes_everywhere_it_fits() {
    assert_eq!(sequences(&[], 0), Vec::<Vec<u32>>::new());
    assert_eq!(sequences(&[], 2), vec![vec![9]]);
    assert_eq!(sequences(&[4], 1), vec![vec![4]]);
    assert_eq!(sequences(&[4], 2), vec![vec![4], vec![9, 4], vec![4, 9]]);
    assert_eq!(sequences(&[4], 3), vec![vec![4], vec![9, 4], vec![4, 9], vec![9, 4, 9]]);
    assert_eq!(sequences(&[4, 5], 3), vec![vec![4, 5], vec![9, 4, 5], vec![4, 9, 5], vec![4, 5, 9]]);
}

#[test]
fn lattice_directions_are_units_below_the_top() {
    let n = 1000;
    let mut sum = DVec3::ZERO;
    for i in 0..n {
        let direction = launch::lattice_direction(i, n, 1.0);
        assert!((direction.length() - 1.0).abs() < 1e-12);
        assert!(launch::lattice_direction(i, n, -0.2).z < -0.2 && launch::lattice_direction(i, n, 0.3).z < 0.3);
        sum += direction;
    }
    assert!(sum.length() < 1.0, "as many on every side");
}

#[test]
fn the_window_holds_the_cell_of_the_point() {
    let grid = Grid { min: DVec2::new(-8.0, 2.0), cell_m: 16.0, n_x: 5, n_y: 3 };
    for i in 0..200 {
        let point = DVec3::new(-7.9 + 0.39 * f64::from(i), 2.1 + 0.23 * f64::from(i), 0.0);
        let own = ((point.y - 2.0) / 16.0) as usize * 5 + ((point.x + 8.0) / 16.0) as usize;
        assert!(grid.window(point).contains(&Some(own)), "{point}");
    }
    assert_eq!(grid.window(DVec3::new(1e6, -1e6, 0.0)), [Some(4), None, None, None]);
}

#[test]
fn tracks_stop_at_the_ceiling() {
    let grid = Grid { min: DVec2::ZERO, cell_m: 10.0, n_x: 10, n_y: 1 };
    let under = |to: DVec3| {
        let mut cells = Vec::new();
        grid.each_cell_under(DVec3::new(5.0, 5.0, 0.0), to, 50.0, |cell| cells.push(cell));
        cells
    };
    assert_eq!(under(DVec3::new(95.0, 5.0, 0.0)), (0..10).collect::<Vec<_>>());
    assert_eq!(under(DVec3::new(95.0, 5.0, 100.0)), (0..=5).collect::<Vec<_>>());
}

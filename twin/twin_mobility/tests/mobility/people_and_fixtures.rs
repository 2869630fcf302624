//! Pedestrians, drones, cobots and cameras.

use crate::common::*;
use twin_mobility::Mobility;
use twin_scene::schema::{AgentKind, Motion};
use twin_units::TICK_S;

#[test]
fn pedestrians_stay_on_footways_and_get_somewhere() {
    let city = scene(city_ways(), vec![group(AgentKind::Pedestrian, 60, Motion::Trips, 1.4)]);
    let mut mobility = Mobility::new(&city, 3).expect("the city has footways");
    let start: Vec<_> = mobility.agents().iter().map(|agent| agent.position).collect();
    let mut walked_m = 0.0;
    for _ in 0..6_000 {
        let before: Vec<_> = mobility.agents().iter().map(|agent| agent.position).collect();
        mobility.step(TICK_S);
        for (agent, before) in mobility.agents().iter().zip(before) {
            let to_way = |x: f64| (x - 8.0 - ((x - 8.0) / BLOCK_M).round() * BLOCK_M).abs();
            assert!(to_way(agent.position.x).min(to_way(agent.position.y)) < 2.5, "{agent:?}");
            let moved = agent.position.distance(before);
            assert!(moved < 1.4 * 1.15 * 1.3 * TICK_S + 1e-9, "{agent:?}");
            walked_m += moved;
        }
    }
    assert!(walked_m > 60.0 * 60.0 * 0.8, "{walked_m}");
    assert!(
        mobility.agents().iter().zip(start).filter(|(agent, start)| agent.position.distance(*start) > 20.0).count()
            > 45
    );
}

#[test]
fn arms_swing_cameras_pan_and_both_stand() {
    let hall = scene(
        Vec::new(),
        vec![
            group(AgentKind::Cobot, 1, Motion::Fixed(vec![(5.0, 5.0, 0.0)]), 0.0),
            group(AgentKind::Camera, 1, Motion::Fixed(vec![(0.0, 0.0, 6.0)]), 0.0),
        ],
    );
    let mut mobility = Mobility::new(&hall, 3).expect("nobody travels");
    let start = mobility.agents().to_vec();
    let (mut arm, mut pan) = (0.0_f64, 0.0_f64);
    for _ in 0..4_000 {
        mobility.step(TICK_S);
        arm = arm.max((mobility.agents()[0].arm_rad - start[0].arm_rad).abs());
        pan = pan.max(twin_units::math::wrap_rad(mobility.agents()[1].heading_rad - start[1].heading_rad).abs());
    }
    assert!(arm > 1.0 && pan > 0.8, "{arm} {pan}");
    assert_eq!(mobility.agents()[0].position, start[0].position);
    assert_eq!(mobility.agents()[1].arm_rad, 0.0);
}

#[test]
fn drones_keep_their_height_and_spacing() {
    let mut mobility = Mobility::new(&busy_city(), 5).expect("the city has ways");
    for _ in 0..3_000 {
        mobility.step(TICK_S);
        let drones: Vec<_> = mobility.agents().iter().filter(|agent| agent.kind == AgentKind::Drone).collect();
        assert!(drones.iter().all(|drone| drone.position.z == 60.0 && (drone.speed_m_per_s() - 10.0).abs() < 1e-9));
        assert!(drones[0].position.distance(drones[1].position) > 300.0);
    }
}

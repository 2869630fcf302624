//! Cars and AGVs in a synthetic city and hall: no overlaps, no gridlock, rules kept.

use crate::common::*;
use glam::DVec3;
use twin_mobility::{Mobility, MobilityError};
use twin_scene::schema::{AgentKind, Motion};
use twin_units::{TICK_S, UeId};

fn run(scene: &twin_scene::schema::Scene) -> Mobility {
    Mobility::new(scene, 7).expect("the scene has ways for all")
}

#[test]
fn ninety_cars_never_overlap_and_never_lock_in_five_minutes() {
    let seen = observe(&mut run(&busy_city()), 30_000);
    assert!(seen.overlaps.is_empty(), "{seen:?}");
    assert!(seen.longest_stand_s < 60.0, "{seen:?}");
    assert!(seen.top_speed <= 50.0 / 3.6 + 1e-9, "{seen:?}");
    assert!(seen.worst_jump_m <= 0.0, "{seen:?}");
    // They get somewhere: at least 3 m/s on average.
    assert!(seen.driven_m > 90.0 * 300.0 * 3.0, "{seen:?}");
}

#[test]
fn agvs_in_a_hall_never_overlap_and_never_lock_in_five_minutes() {
    let seen = observe(&mut run(&scene(hall_ways(), vec![group(AgentKind::Agv, 16, Motion::Trips, 1.5)])), 30_000);
    assert!(seen.overlaps.is_empty(), "{seen:?}");
    assert!(seen.longest_stand_s < 60.0, "{seen:?}");
    assert!(seen.driven_m > 16.0 * 300.0 * 0.2, "{seen:?}");
}

#[test]
fn two_runs_are_bit_equal_and_another_seed_is_not() {
    let city = busy_city();
    let after = |seed| {
        let mut mobility = Mobility::new(&city, seed).expect("the city has ways");
        (0..2_000).for_each(|_| mobility.step(TICK_S));
        hash(&mobility)
    };
    assert_eq!(after(7), after(7));
    assert_ne!(after(7), after(8));
}

#[test]
fn limits_and_one_ways_are_kept() {
    let mut mobility = run(&busy_city());
    let mut on_one_way = 0;
    for _ in 0..6_000 {
        mobility.step(TICK_S);
        for car in mobility.agents().iter().filter(|agent| agent.kind == AgentKind::Car) {
            for (along, across, heading) in [
                (car.position.x, car.position.y, car.heading_rad),
                (car.position.y, car.position.x, std::f64::consts::FRAC_PI_2 - car.heading_rad),
            ] {
                let street = (across / BLOCK_M).round();
                let in_block = (along - (along / BLOCK_M).round() * BLOCK_M).abs() > 15.0;
                if (across - street * BLOCK_M).abs() > 3.0 || !in_block {
                    continue;
                }
                let street = street as u32;
                assert!(car.speed_m_per_s() <= limit_kmh(street) / 3.6 + 1e-9, "{car:?}");
                if is_one_way(street) {
                    on_one_way += 1;
                    assert!(twin_units::math::wrap_rad(heading).abs() < 0.2, "{car:?}");
                } else {
                    // Right-hand traffic: eastward (northward) to the south (east) of the centre line.
                    let forward = twin_units::math::cos(heading) > 0.0;
                    let right = if along == car.position.x { -1.0 } else { 1.0 };
                    let offset = (across - f64::from(street) * BLOCK_M) * right * if forward { 1.0 } else { -1.0 };
                    assert!((offset - 1.6).abs() < 0.05, "{car:?} {offset}");
                }
            }
        }
    }
    assert!(on_one_way > 1000, "{on_one_way}");
}

#[test]
fn one_more_agent_changes_nobody_elses_start() {
    let starts = |cars, walkers| {
        let groups = vec![
            group(AgentKind::Car, cars, Motion::Trips, 14.0),
            group(AgentKind::Pedestrian, walkers, Motion::Trips, 1.4),
        ];
        let mobility = run(&scene(city_ways(), groups));
        mobility
            .agents()
            .iter()
            .map(|agent| (agent.kind, agent.position, mobility.route_ahead(agent.ue)))
            .collect::<Vec<_>>()
    };
    let (fewer, more) = (starts(40, 10), starts(40, 11));
    assert_eq!(fewer[..], more[..50]);
    assert_eq!(starts(40, 0)[..], starts(41, 0)[..40]);
}

#[test]
fn a_placed_car_snaps_to_a_lane_stands_and_drives_on_when_released() {
    let mut mobility = run(&busy_city());
    let before = mobility.agents()[3].position;
    assert_eq!(mobility.place(UeId(3), DVec3::new(150.0, 104.0, 0.0)), Some(before));
    let placed = mobility.agents()[3].position;
    assert!((placed.y - 101.6).abs() < 1e-9 && (placed.x - 150.0).abs() < 12.0, "{placed}");
    assert!(mobility.agents()[3].held);
    (0..500).for_each(|_| mobility.step(TICK_S));
    assert_eq!(mobility.agents()[3].position, placed);
    assert_eq!(mobility.why(UeId(3)), "held by hand");
    mobility.release(UeId(3));
    let seen = observe(&mut mobility, 3_000);
    assert!(mobility.agents()[3].position.distance(placed) > 20.0);
    assert!(seen.overlaps.is_empty(), "{seen:?}");
    assert_eq!(mobility.place(UeId(999), placed), None);
    assert_eq!(mobility.place(UeId(3), DVec3::NAN), None);
}

#[test]
fn scenes_that_cannot_move_their_agents_say_why() {
    let error = |groups| Mobility::new(&scene(city_ways(), groups), 1).err().expect("the scene is at fault");
    let agv = AgentKind::Agv;
    assert_eq!(error(vec![group(agv, 1, Motion::Trips, 1.0)]), MobilityError::NoWays { group: 0, kind: agv });
    let cobot = AgentKind::Cobot;
    assert_eq!(error(vec![group(cobot, 1, Motion::Trips, 1.0)]), MobilityError::NoTrips { group: 0, kind: cobot });
    assert_eq!(
        error(vec![group(cobot, 2, Motion::Fixed(vec![(0.0, 0.0, 0.0)]), 1.0)]),
        MobilityError::PlaceCount { group: 0, places: 1, count: 2 }
    );
    assert_eq!(error(vec![group(AgentKind::Car, 1, Motion::Trips, 0.0)]), MobilityError::BadSpeed { group: 0 });
    assert!(
        matches!(error(vec![group(AgentKind::Car, 5_000, Motion::Trips, 9.0)]), MobilityError::NoRoom { number, .. } if number > 300)
    );
    let line = Motion::Loop { points: vec![(0.0, 0.0), (1.0, 0.0)], height_m: 9.0 };
    assert_eq!(error(vec![group(AgentKind::Drone, 1, line, 1.0)]), MobilityError::BadLoop { group: 0 });
}

#[test]
fn the_twin_may_keep_it_in_a_shared_resource() {
    fn is_shareable<T: Send + Sync + 'static>(_: &T) {}
    is_shareable(&run(&scene(city_ways(), Vec::new())));
}

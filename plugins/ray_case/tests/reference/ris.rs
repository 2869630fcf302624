//! RIS in a scene: blocked street, and walls before and after the panel.

use glam::DVec3;
use mesh_import::{Imported, ImportedMaterial, MaterialKind, Object};
use ray_case::Case;
use ray_case::ris::add_paths;
use ray_case::trace::{Query, illuminate, trace};
use twin_antenna::{Orientation, PhaseControl, RisPanel, Steer};
use twin_radio::{Interaction, Mechanism, Mechanisms};
use twin_scene::schema::{Ris, RisTarget};
use twin_units::Hertz;

const FREQUENCY: Hertz = Hertz(28e9);

fn quad(name: &str, corners: [[f64; 3]; 4]) -> Object {
    Object {
        name: name.into(),
        material: Some("metal".into()),
        vertices: corners.to_vec(),
        faces: vec![[0, 1, 2], [0, 2, 3]],
    }
}

/// A street along x between metal walls at y = ±10 m, cut off by a screen at x = 0 that leaves the upper side of the street open at y > 6 m.
fn street() -> Case {
    let wall = |name: &str, y: f64| quad(name, [[-60.0, y, 0.0], [60.0, y, 0.0], [60.0, y, 30.0], [-60.0, y, 30.0]]);
    let screen = quad("screen", [[0.0, -10.0, 0.0], [0.0, 6.0, 0.0], [0.0, 6.0, 30.0], [0.0, -10.0, 30.0]]);
    let metal = ImportedMaterial::new("metal", MaterialKind::Itu("metal".into()));
    let imported = Imported {
        objects: vec![wall("south", -10.0), wall("north", 10.0), screen],
        materials: vec![metal],
        notes: Vec::new(),
    };
    Case::from_imported(&imported).expect("a sound scene")
}

/// On the north wall, looking south.
fn panel(x: f64) -> Ris {
    Ris {
        name: "panel".into(),
        position: (x, 10.0, 8.0),
        azimuth_deg: 180.0,
        rows: 32,
        columns: 32,
        bits: 0,
        serves_site: 0,
        target: RisTarget::Agent(0),
    }
}

#[test]
fn a_panel_lights_a_blocked_street_as_its_element_sum_says() {
    let case = street();
    let (tx, rx) = (DVec3::new(-25.0, -5.0, 8.0), DVec3::new(25.0, -5.0, 1.5));
    let query = Query { mechanisms: Mechanisms { reflection: false, ..Mechanisms::SPECULAR }, max_depth: 1 };
    let mut paths = trace(&case, &illuminate(&case, tx, &query, 1).0, rx, &[FREQUENCY], &query);
    assert!(paths[0].is_empty(), "the screen stands between");
    add_paths(&case, &[panel(0.0)], tx, rx, &[FREQUENCY], &query, &mut paths);
    let [path] = &paths[0][..] else { panic!("one way over the panel: {:?}", paths[0]) };
    assert_eq!(path.interactions, [Interaction::Ris]);

    let wavelength_m = FREQUENCY.wavelength_m();
    let center = DVec3::new(0.0, 10.0, 8.0);
    let orientation = Orientation::from_bearing(180.0, 0.0);
    let own = RisPanel::new(center, orientation, 32, 32, PhaseControl::Continuous, wavelength_m);
    let config = own.configure(tx, Steer::Point(rx), wavelength_m);
    let sum = own.cascade_gain(&config, tx, rx, wavelength_m).expect("both see the panel");
    let step_db = 10.0 * (path.power_gain_v() / sum.norm_sqr()).log10();
    println!("engine over element sum: {step_db:+.4} dB");
    assert!(step_db.abs() <= 0.1, "{step_db} dB");
}

#[test]
fn walls_may_reflect_before_and_after_a_panel() {
    let case = street();
    let (tx, rx) = (DVec3::new(-25.0, -5.0, 8.0), DVec3::new(25.0, -5.0, 1.5));
    let query = Query { mechanisms: Mechanisms::SPECULAR, max_depth: 3 };
    let mut paths = vec![Vec::new()];
    add_paths(&case, &[panel(0.0)], tx, rx, &[FREQUENCY], &query, &mut paths);
    let both = paths[0]
        .iter()
        .find(|path| path.interactions == [Interaction::Specular, Interaction::Ris, Interaction::Specular])
        .expect("south wall – panel – south wall");
    assert_eq!(both.mechanism, Mechanism::Ris);
    assert_eq!([case.name_of(both.surfaces[0]), case.name_of(both.surfaces[2])], ["south", "south"]);

    // The same way with images: both ends mirrored in the south wall.
    let mirror = |point: DVec3| DVec3::new(point.x, -20.0 - point.y, point.z);
    let length_m = mirror(tx).distance(DVec3::new(0.0, 10.0, 8.0)) + mirror(rx).distance(DVec3::new(0.0, 10.0, 8.0));
    assert!((both.length_m - length_m).abs() < 0.01, "{} {length_m}", both.length_m);
    let wavelength_m = FREQUENCY.wavelength_m();
    let orientation = Orientation::from_bearing(180.0, 0.0);
    let own = RisPanel::new(DVec3::new(0.0, 10.0, 8.0), orientation, 32, 32, PhaseControl::Continuous, wavelength_m);
    let config = own.configure(tx, Steer::Point(rx), wavelength_m);
    let sum = own.cascade_gain(&config, mirror(tx), mirror(rx), wavelength_m).expect("both see the panel");
    // The point of reference is 1 mm in front of the panel, which turns a side lobe a little.
    let step_db = 10.0 * (both.power_gain_v() / sum.norm_sqr()).log10();
    println!("wall–RIS–wall over element sum of images: {step_db:+.3} dB");
    assert!(step_db.abs() <= 0.1, "{step_db} dB");
}

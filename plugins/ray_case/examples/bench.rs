use glam::{DVec2, DVec3};
fn main() {
    if std::env::args().nth(1).as_deref() == Some("live") {
        println!("{:#}", ray_case::bench_live::run("helsinki", 5).unwrap());
        return;
    }
    let file = std::env::args().nth(1).unwrap();
    let rays = std::env::args().nth(2).map_or(20_000, |r| r.parse().unwrap());
    let path = std::path::PathBuf::from(&file);
    let folder = path.parent().unwrap().to_owned();
    let mut read = |p: &str| std::fs::read(folder.join(p)).map_err(|e| e.to_string());
    let t = std::time::Instant::now();
    let imported =
        mesh_import::import_any(path.file_name().unwrap().to_str().unwrap(), &std::fs::read(&path).unwrap(), &mut read)
            .unwrap();
    println!("import {:?}", t.elapsed());
    let t = std::time::Instant::now();
    let case = ray_case::Case::from_imported(&imported).unwrap();
    println!("build {:?}, bounds {} {}", t.elapsed(), case.geometry.min(), case.geometry.max());
    let setup = ray_case::bench::Setup {
        transmitter: DVec3::new(-210.0, 73.0, 105.0),
        center: DVec2::ZERO,
        frequency: twin_units::Hertz(3.5e9),
        depth: 3,
        candidate_rays: rays,
        repetitions: 3,
    };
    println!("{:#}", ray_case::bench::run(&case, &setup));
}

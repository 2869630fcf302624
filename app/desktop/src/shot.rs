//! `beamscape shot`: pictures and short films of a scene as the window shows it. Where there is no display it starts a virtual one.

use crate::loading::OpenScene;
use crate::native::{has_display, parse_size, platform, run_window};
use crate::platform::host_seconds;
use crate::{Start, build_app, glue};
use bevy::image::Image;
use bevy::prelude::*;
use bevy::render::view::screenshot::{Screenshot, ScreenshotCaptured};
use clap::Args;
use coverage_map::{CoverageMap, MAP_HEIGHT_M, MAP_HEIGHTS_M};
use panels::{AgentTab, Hints, HostStatus, Shell, SideTab, Tab};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, ExitCode, Stdio};
use twin_sim::TwinClock;
use twin_sim::components::{Roster, Ue};
use twin_sim::plan::Plan;
use twin_units::{TICK_S, Tick};
use view_state::{CameraRequest, Layers, MapQuantity, Object, Pace, Selection, Theme};

/// Arguments of `shot`.
#[derive(Args, Clone, Debug)]
pub(crate) struct ShotArgs {
    /// Built-in id (helsinki, factory) or path of a scene.
    scene: String,
    /// File to write: .png, or .gif for a film.
    #[arg(long)]
    out: PathBuf,
    /// Simulated time at which it is taken, s.
    #[arg(long, default_value_t = 10.0)]
    at: f64,
    /// Length of a film, simulated s.
    #[arg(long, default_value_t = 4.0)]
    length: f64,
    /// Pictures per simulated second of a film.
    #[arg(long, default_value_t = 5.0)]
    fps: f64,
    /// Select an agent, site or RIS by its name, e.g. "car 12".
    #[arg(long)]
    select: Option<String>,
    /// Go to the selection.
    #[arg(long)]
    frame: bool,
    /// Number of the scene's camera, from 1.
    #[arg(long)]
    camera: Option<usize>,
    /// Coverage map: sinr, rsrp, rss, path_gain, cell, beam, margin, los, delay_spread, azimuth_spread, mechanism, service1 (of the first slice,
    /// service2 …) or off.
    #[arg(long, default_value = "sinr", value_parser = parse_map)]
    map: MapChoice,
    /// Height of the map's receivers, m, 0.5 to 120.
    #[arg(long, default_value_t = MAP_HEIGHT_M)]
    map_height: f64,
    /// Open a tab: plots, events, cells, slices, propagation, link or model.
    #[arg(long)]
    tab: Option<String>,
    /// Dark theme.
    #[arg(long)]
    dark: bool,
    /// Only the scene, without panels.
    #[arg(long)]
    no_panels: bool,
    /// Seed of the run.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Size of the picture, e.g. 1280x720.
    #[arg(long, default_value = "1280x720", value_parser = parse_size)]
    size: (u32, u32),
    /// Draw without shadows and with one sample per pixel: faster on software renderers.
    #[arg(long)]
    plain: bool,
}

impl ShotArgs {
    /// Height of the map, m, within what a map can have.
    fn height_m(&self) -> f64 {
        self.map_height.clamp(*MAP_HEIGHTS_M.start(), *MAP_HEIGHTS_M.end())
    }
}

/// A quantity, or no map.
#[derive(Clone, Copy, Debug)]
struct MapChoice(Option<MapQuantity>);

fn parse_map(text: &str) -> Result<MapChoice, String> {
    match text {
        "off" => Ok(MapChoice(None)),
        key => MapQuantity::from_key(key).map(|quantity| MapChoice(Some(quantity))).ok_or_else(|| {
            let keys: Vec<String> = MapQuantity::all(1).map(MapQuantity::key).collect();
            format!("{text:?} is no map; choose off or one of {}", keys.join(", "))
        }),
    }
}

/// Takes the picture and ends.
pub(crate) fn shot(args: &ShotArgs) -> ExitCode {
    let virtual_display = if has_display() { None } else { start_virtual_display(args.size) };
    if !has_display() && virtual_display.is_none() {
        eprintln!("beamscape: a picture needs a display or Xvfb (on Debian or Ubuntu: apt install xvfb)");
        return ExitCode::FAILURE;
    }
    let args = args.clone();
    let out = args.out.clone();
    // Without the file from before, a failure cannot pass for success.
    drop(std::fs::remove_file(&out));
    let code = run_window(move || run(args));
    if let Some(mut server) = virtual_display {
        drop(server.kill());
        drop(server.wait());
    }
    if !out.exists() {
        eprintln!("beamscape: no picture was made");
        return ExitCode::FAILURE;
    }
    println!("{}", out.display());
    code
}

/// Starts Xvfb and points this process at it. The server itself picks a free number, so that several can start at once.
fn start_virtual_display(size: (u32, u32)) -> Option<Child> {
    let screen = format!("{}x{}x24", size.0.max(640), size.1.max(480));
    let mut server = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", &screen, "-nolisten", "tcp"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut number = String::new();
    BufReader::new(server.stdout.take()?).read_line(&mut number).ok()?;
    set_display(&format!(":{}", number.trim()));
    Some(server)
}

#[expect(unsafe_code, reason = "set_var is unsafe with other threads; this runs before any is started")]
fn set_display(display: &str) {
    // SAFETY: called from `main` before the app starts its threads.
    unsafe { std::env::set_var("DISPLAY", display) };
}

/// Where the shooting is.
#[derive(Resource)]
struct Shooting {
    args: ShotArgs,
    stage: Stage,
    frames: Vec<Image>,
    n_frames: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Loading,
    Running,
    /// Drawn frames until the picture is settled.
    Settling(u32),
    Waiting,
}

/// Frames drawn between the last change and the picture: meshes, shaders and texts are there by then.
const SETTLE_FRAMES: u32 = 4;
/// The same after a camera flight was asked for: it takes about a second of host time.
const FLIGHT_FRAMES: u32 = 16;
/// Host seconds a picture may take.
const PATIENCE_S: f64 = 540.0;

fn run(args: ShotArgs) {
    let start = Start { scene: args.scene.clone(), seed: args.seed, size: args.size };
    let mut platform = platform();
    (platform.shadows, platform.msaa, platform.wait_for_pipelines) = (!args.plain, !args.plain, true);
    let n_frames = match args.out.extension().is_some_and(|ending| ending == "gif") {
        true => ((args.length * args.fps) as usize).clamp(2, 200),
        false => 1,
    };
    let mut app = build_app(&start, platform);
    app.insert_resource(Shooting { args, stage: Stage::Loading, frames: Vec::new(), n_frames })
        .insert_resource(bevy::winit::WinitSettings::continuous())
        .add_systems(Last, direct);
    app.run();
}

/// Directs the picture, stage by stage.
fn direct(world: &mut World) {
    let Some(mut shooting) = world.remove_resource::<Shooting>() else { return };
    world.resource_mut::<Pace>().paused = true;
    if host_seconds() > PATIENCE_S {
        eprintln!("beamscape: gave up after {PATIENCE_S} s");
        world.write_message(AppExit::error());
        return;
    }
    let loaded = world.contains_resource::<Plan>() && !world.contains_resource::<OpenScene>();
    match shooting.stage {
        Stage::Loading if loaded => {
            run_until(world, Tick::from_seconds(shooting.args.at));
            arrange(world, &shooting.args);
            shooting.stage = Stage::Running;
        }
        Stage::Loading => report_failure(world),
        Stage::Running => {
            let map = world.resource::<CoverageMap>();
            let settled = shooting.args.map.0.is_none()
                || (map.generation > 0 && map.progress >= 1.0 && map.grid.height_m == shooting.args.height_m());
            if settled {
                let flies = shooting.args.frame || shooting.args.camera.is_some();
                shooting.stage = Stage::Settling(if flies { FLIGHT_FRAMES } else { SETTLE_FRAMES });
            }
        }
        Stage::Settling(0) => {
            world.spawn(Screenshot::primary_window()).observe(
                |shot: On<ScreenshotCaptured>, mut shooting: ResMut<Shooting>| {
                    shooting.frames.push(shot.image.clone());
                },
            );
            shooting.stage = Stage::Waiting;
        }
        Stage::Settling(frames) => shooting.stage = Stage::Settling(frames - 1),
        Stage::Waiting if shooting.frames.len() >= shooting.n_frames => {
            finish(world, &shooting);
        }
        Stage::Waiting => {
            let taken = shooting.frames.len();
            let due = shooting.args.at + taken as f64 / shooting.args.fps;
            if taken > 0 && world.resource::<TwinClock>().tick.seconds() + 0.5 * TICK_S < due {
                run_until(world, Tick::from_seconds(due));
                shooting.stage = Stage::Settling(1);
            }
        }
    }
    world.insert_resource(shooting);
}

fn report_failure(world: &mut World) {
    let status = world.resource::<HostStatus>();
    if let Some((_, message)) = status.message.as_ref().filter(|_| status.loading.is_none()) {
        eprintln!("beamscape: {message}");
        world.write_message(AppExit::error());
    }
}

fn run_until(world: &mut World, tick: Tick) {
    while world.resource::<TwinClock>().tick < tick {
        twin_sim::tick(world);
    }
}

/// Sets selection, camera, layers and theme.
fn arrange(world: &mut World, args: &ShotArgs) {
    if args.dark {
        world.insert_resource(Theme::Dark);
    }
    let mut layers = world.resource_mut::<Layers>();
    layers.map = args.map.0.is_some();
    layers.quantity = args.map.0.unwrap_or_default();
    layers.map_height_m = args.height_m();
    let selected = args.select.as_deref().and_then(|name| find(world, name));
    if args.select.is_some() && selected.is_none() {
        eprintln!("beamscape: nothing is called {:?}", args.select.as_deref().unwrap_or_default());
    }
    world.resource_mut::<Selection>().selected = selected;
    if let Some(object) = selected.filter(|_| args.frame) {
        world.insert_resource(CameraRequest::Frame(object));
    } else if let Some(camera) = args.camera {
        world.insert_resource(CameraRequest::Named(camera.saturating_sub(1)));
    }
    let mut shell = world.resource_mut::<Shell>();
    shell.only_scene = args.no_panels;
    if let Some(tab) = &args.tab {
        open_tab(&mut shell, tab);
    }
    shell.hints = Hints { clicked: true, edited: true, searched: true };
}

fn open_tab(shell: &mut Shell, name: &str) {
    let called = |label: &str| label.to_lowercase().split(' ').any(|word| word == name);
    if let Some(tab) = Tab::ALL.into_iter().find(|tab| called(tab.label())) {
        shell.tab = tab;
    } else if let Some(tab) = SideTab::ALL.into_iter().find(|tab| called(tab.label())) {
        shell.side = tab;
    } else if let Some(tab) = AgentTab::ALL.into_iter().find(|tab| called(tab.label())) {
        shell.agent_tab = tab;
    } else {
        eprintln!("beamscape: no tab is called {name:?}");
    }
}

fn find(world: &mut World, name: &str) -> Option<Object> {
    let plan = world.resource::<Plan>();
    let site = plan.sites.iter().find(|site| site.name == name).map(|site| Object::Site(site.id));
    let ris = plan.ris.iter().find(|ris| ris.name == name).map(|ris| Object::Ris(ris.id));
    let agent = world
        .resource::<Roster>()
        .0
        .iter()
        .filter_map(|entity| world.get::<Ue>(*entity))
        .find(|ue| ue.name == name)
        .map(|ue| Object::Agent(ue.id));
    site.or(ris).or(agent)
}

fn finish(world: &mut World, shooting: &Shooting) {
    let result = match shooting.frames.as_slice() {
        [only] if shooting.n_frames == 1 => glue::png_of(only),
        frames => gif_of(frames, shooting.args.fps),
    };
    let written = result.and_then(|bytes| std::fs::write(&shooting.args.out, bytes).map_err(|error| error.to_string()));
    match written {
        Ok(()) => world.write_message(AppExit::Success),
        Err(error) => {
            eprintln!("beamscape: the picture cannot be written: {error}");
            world.write_message(AppExit::error())
        }
    };
}

/// Frames as a GIF that runs for ever.
fn gif_of(frames: &[Image], fps: f64) -> Result<Vec<u8>, String> {
    let text = |error: gif::EncodingError| error.to_string();
    let mut bytes = Vec::new();
    let size = frames.first().map(Image::size).ok_or("no frame was drawn")?;
    let (width, height) = (size.x as u16, size.y as u16);
    let mut encoder = gif::Encoder::new(&mut bytes, width, height, &[]).map_err(text)?;
    encoder.set_repeat(gif::Repeat::Infinite).map_err(text)?;
    for image in frames {
        let picture = image.clone().try_into_dynamic().map_err(|error| error.to_string())?.to_rgb8();
        let mut frame = gif::Frame::from_rgb_speed(width, height, picture.as_raw(), 10);
        frame.delay = (100.0 / fps) as u16;
        encoder.write_frame(&frame).map_err(text)?;
    }
    drop(encoder);
    Ok(bytes)
}

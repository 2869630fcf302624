//! The plan: the scene from above with coverage, agents' tracks and handovers, as inline SVG.

use crate::case::Case;
use crate::figure::escape;
use crate::track::{MarkKind, Track, tracks};
use crate::words::hex;
use base64::Engine;
use coverage_map::CoverageMap;
use maud::{Markup, PreEscaped, html};
use recording::Recording;
use std::fmt::Write;
use twin_scene::schema::{AreaKind, Point2, Scene};
use view_state::{Theme, cell_color, sequential};

/// Width of the drawing in SVG units; its height follows the scene.
const WIDTH: f64 = 900.0;
/// SINR at both ends of the coverage colours, dB.
const SINR_RANGE_DB: [f64; 2] = [-10.0, 30.0];
/// Colour of what has no cell.
const UNSERVED: &str = "#8a8f98";

/// The figure; a sentence where the scene cannot be read.
pub(crate) fn figure(recording: &Recording, case: &Case, map: Option<&CoverageMap>) -> Markup {
    let Some(scene) = &case.scene else {
        return html! { p.none { "– No plan: the scene cannot be read." } };
    };
    let (tracks, marks) = tracks(recording);
    let frame = Frame::new(scene);
    let mut svg = Drawing { text: String::new(), frame };
    svg.ground(scene);
    let covered = map.is_some_and(|map| svg.coverage(map).is_some());
    svg.buildings(scene);
    svg.tracks(&tracks, covered);
    svg.ris(scene);
    svg.sites(scene);
    for mark in &marks {
        svg.mark(mark.kind, mark.at);
    }
    svg.scale_bar(scene);
    let mut cells: Vec<u32> = tracks.iter().filter_map(|track| track.cell).collect();
    cells.sort_unstable();
    cells.dedup();
    let view_box = format!("0 0 {WIDTH} {:.0}", svg.frame.height);
    html! {
        figure.plan {
            svg viewBox=(view_box) role="img" aria-label="Plan of the scene" { (PreEscaped(svg.text)) }
            div.legend {
                @for cell in &cells {
                    span { span style={ "color:" (hex(cell_color(*cell as usize))) } { "━ " } (case.cell_name(twin_units::CellId(*cell))) }
                }
                @if tracks.iter().any(|track| track.cell.is_none()) { span { span style={ "color:" (UNSERVED) } { "┅ " } "without a cell" } }
                span { "○ handover" } span { "◎ ping-pong" } span { span style="color:#d55e00" { "✕" } " link failure" }
                @if !scene.ris.is_empty() { span { span style="color:#e05a9c" { "▬" } " RIS" } }
            }
            figcaption {
                "The scene from above, north up. Lines are the agents' ways, coloured by the cell that served them; wedges at the sites show where their sectors look."
                @if covered {
                    " Ground colour: SINR at " (map.map_or(0.0, |map| map.grid.height_m)) " m above ground from the best server, from "
                    (SINR_RANGE_DB[0].to_string().replace('-', "−")) " dB (dark violet) to " (SINR_RANGE_DB[1]) " dB (yellow) on the viridis scale; blank where there is none."
                }
            }
        }
    }
}

/// From metres to the drawing.
struct Frame {
    west: f64,
    north: f64,
    scale: f64,
    height: f64,
}

impl Frame {
    fn new(scene: &Scene) -> Self {
        let (min, max) = (scene.bounds.min, scene.bounds.max);
        let scale = WIDTH / (max.0 - min.0).max(1.0);
        Self { west: min.0, north: max.1, scale, height: ((max.1 - min.1) * scale).clamp(100.0, 2_000.0) }
    }

    fn x(&self, east: f64) -> f64 {
        (east - self.west) * self.scale
    }

    fn y(&self, north: f64) -> f64 {
        (self.north - north) * self.scale
    }
}

struct Drawing {
    text: String,
    frame: Frame,
}

impl Drawing {
    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        self.text.write_fmt(text).expect("text takes all");
    }

    fn line(&self, points: &[Point2]) -> String {
        points.iter().enumerate().fold(String::new(), |mut path, (idx, (x, y))| {
            let pen = if idx == 0 { 'M' } else { 'L' };
            write!(path, "{pen}{:.1} {:.1}", self.frame.x(*x), self.frame.y(*y)).expect("text takes all");
            path
        })
    }

    fn rings(&self, outer: &[Point2], holes: &[Vec<Point2>]) -> String {
        std::iter::once(outer).chain(holes.iter().map(Vec::as_slice)).map(|ring| self.line(ring) + "Z").collect()
    }

    fn ground(&mut self, scene: &Scene) {
        let theme = Theme::Light;
        let height = self.frame.height;
        self.put(format_args!(r#"<rect width="{WIDTH}" height="{height:.0}" fill="{}"/>"#, hex(theme.ground())));
        for area in &scene.areas {
            let color = match area.kind {
                AreaKind::Water => theme.water(),
                AreaKind::Park => theme.park(),
                AreaKind::Square => theme.footway(),
            };
            let path = self.rings(&area.ring, &area.holes);
            self.put(format_args!(r#"<path fill="{}" fill-rule="evenodd" d="{path}"/>"#, hex(color)));
        }
        for way in &scene.ways {
            let path = self.line(&way.points);
            let width = (way.width_m * self.frame.scale).max(0.8);
            let color = hex(theme.road());
            self.put(format_args!(r#"<path fill="none" stroke="{color}" stroke-width="{width:.1}" stroke-linejoin="round" stroke-linecap="round" d="{path}"/>"#));
        }
    }

    /// Puts the coverage map on the ground; `None` if it is empty or no picture can be made of it.
    fn coverage(&mut self, map: &CoverageMap) -> Option<()> {
        let grid = map.grid;
        if grid.nx == 0 || map.sinr_db.len() != grid.nx * grid.ny {
            return None;
        }
        let [low, high] = SINR_RANGE_DB;
        // Pictures have their first row at the top, maps in the south.
        let rows = map.sinr_db.chunks(grid.nx).rev();
        let pixels: Vec<u8> = rows
            .flatten()
            .flat_map(|sinr| {
                let color = sequential((f64::from(*sinr) - low) / (high - low));
                [color.0, color.1, color.2, if sinr.is_finite() { 150 } else { 0 }]
            })
            .collect();
        let mut png = Vec::new();
        let mut encoder = png::Encoder::new(&mut png, u32::try_from(grid.nx).ok()?, u32::try_from(grid.ny).ok()?);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        encoder.write_header().ok()?.write_image_data(&pixels).ok()?;
        let data = base64::engine::general_purpose::STANDARD.encode(&png);
        let top = grid.origin[1] + grid.cell_m * grid.ny as f64;
        let (x, y) = (self.frame.x(grid.origin[0]), self.frame.y(top));
        let (w, h) = (grid.nx as f64 * grid.cell_m * self.frame.scale, grid.ny as f64 * grid.cell_m * self.frame.scale);
        self.put(format_args!(
            r#"<image x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" preserveAspectRatio="none" style="image-rendering:pixelated" href="data:image/png;base64,{data}"/>"#
        ));
        Some(())
    }

    fn buildings(&mut self, scene: &Scene) {
        let (fill, edge) = (hex(Theme::Light.building()), "#c9c5bc");
        for building in &scene.buildings {
            let path = self.rings(&building.footprint, &building.holes);
            self.put(format_args!(
                r#"<path fill="{fill}" stroke="{edge}" stroke-width=".7" fill-rule="evenodd" d="{path}"/>"#
            ));
        }
        let fill = hex(Theme::Light.block());
        for block in scene.blocks.iter().filter(|block| block.kind != twin_scene::schema::BlockKind::Ceiling) {
            let scale = self.frame.scale;
            let (x, y) = (self.frame.x(block.center.0), self.frame.y(block.center.1));
            let (w, h) = (block.size.0 * scale, block.size.1 * scale);
            self.put(format_args!(
                r#"<rect x="{:.1}" y="{:.1}" width="{w:.1}" height="{h:.1}" fill="{fill}" stroke="{edge}" stroke-width=".7" transform="rotate({:.1} {x:.1} {y:.1})"/>"#,
                x - w / 2.0, y - h / 2.0, -block.yaw_deg
            ));
        }
    }

    fn tracks(&mut self, tracks: &[Track], over_coverage: bool) {
        for track in tracks {
            let color = track.cell.map_or_else(|| UNSERVED.to_owned(), |cell| hex(cell_color(cell as usize)));
            if let [only] = track.points.as_slice() {
                let (x, y) = (self.frame.x(only[0]), self.frame.y(only[1]));
                self.put(format_args!(
                    r##"<circle cx="{x:.1}" cy="{y:.1}" r="3" fill="{color}" stroke="#fff" stroke-width=".8"/>"##
                ));
                continue;
            }
            let points: Vec<Point2> = track.points.iter().map(|point| (point[0], point[1])).collect();
            let path = self.line(&points);
            if over_coverage {
                self.put(format_args!(
                    r##"<path fill="none" stroke="#fff" stroke-opacity=".7" stroke-width="3.6" d="{path}"/>"##
                ));
            }
            let dash = if track.cell.is_none() { r#" stroke-dasharray="3 3""# } else { "" };
            self.put(format_args!(
                r#"<path fill="none" stroke="{color}" stroke-width="2" stroke-opacity=".85" stroke-linejoin="round" stroke-linecap="round"{dash} d="{path}"/>"#
            ));
        }
    }

    fn ris(&mut self, scene: &Scene) {
        for ris in &scene.ris {
            let (x, y) = (self.frame.x(ris.position.0), self.frame.y(ris.position.1));
            self.put(format_args!(
                r##"<rect x="{:.1}" y="{:.1}" width="16" height="4" rx="1" fill="#e05a9c" transform="rotate({:.1} {x:.1} {y:.1})"/>"##,
                x - 8.0, y - 2.0, ris.azimuth_deg
            ));
            self.caption(&ris.name, x, y - 8.0, 10.0);
        }
    }

    fn sites(&mut self, scene: &Scene) {
        let mut cell = 0;
        for site in &scene.sites {
            let (x, y) = (self.frame.x(site.position.0), self.frame.y(site.position.1));
            for sector in &site.sectors {
                let edge = |offset_deg: f64| {
                    let bearing = (sector.azimuth_deg + offset_deg).to_radians();
                    (x + 30.0 * bearing.sin(), y - 30.0 * bearing.cos())
                };
                let ((ax, ay), (bx, by)) = (edge(-32.5), edge(32.5));
                let color = hex(cell_color(cell));
                self.put(format_args!(
                    r#"<path fill="{color}" fill-opacity=".55" stroke="{color}" d="M{x:.1} {y:.1}L{ax:.1} {ay:.1}A30 30 0 0 1 {bx:.1} {by:.1}Z"/>"#
                ));
                cell += 1;
            }
            self.put(format_args!(
                r##"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="#23272e" stroke="#fff" stroke-width="1.5"/>"##
            ));
            self.caption(&site.name, x, y + 20.0, 12.0);
        }
    }

    /// Text with a light rim, kept inside the drawing.
    fn caption(&mut self, text: &str, x: f64, y: f64, size: f64) {
        let half = text.chars().count() as f64 * size * 0.29;
        let x = x.clamp(half + 4.0, (WIDTH - half - 4.0).max(half + 4.0));
        let y = y.clamp(14.0, self.frame.height - 6.0);
        self.put(format_args!(
            r##"<text x="{x:.1}" y="{y:.1}" text-anchor="middle" style="font-size:{size}px;font-weight:600" fill="#23272e" stroke="#fff" stroke-width="3" stroke-opacity=".85" paint-order="stroke">{}</text>"##,
            escape(text)
        ));
    }

    fn mark(&mut self, kind: MarkKind, at: [f64; 2]) {
        let (x, y) = (self.frame.x(at[0]), self.frame.y(at[1]));
        match kind {
            MarkKind::Handover => self.put(format_args!(
                r##"<circle cx="{x:.1}" cy="{y:.1}" r="4" fill="#fff" fill-opacity=".8" stroke="#23272e" stroke-width="1.3"/>"##
            )),
            MarkKind::PingPong => self.put(format_args!(
                r##"<circle cx="{x:.1}" cy="{y:.1}" r="4.5" fill="#fff" stroke="#23272e" stroke-width="1.3"/><circle cx="{x:.1}" cy="{y:.1}" r="1.8" fill="#23272e"/>"##
            )),
            MarkKind::LinkFailure => self.put(format_args!(
                r##"<path stroke="#fff" stroke-width="5" d="M{x:.1} {y:.1}m-5 -5l10 10m0 -10l-10 10"/><path stroke="#d55e00" stroke-width="2.5" d="M{x:.1} {y:.1}m-5 -5l10 10m0 -10l-10 10"/>"##
            )),
        }
    }

    fn scale_bar(&mut self, scene: &Scene) {
        let metres = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1_000.0, 2_000.0, 5_000.0];
        let length_m = metres.into_iter().rev().find(|metres| metres * self.frame.scale <= 160.0).unwrap_or(1.0);
        let (width, y) = (length_m * self.frame.scale, self.frame.height - 16.0);
        let credit = escape(&scene.attribution);
        self.put(format_args!(
            r##"<rect x="10" y="{:.1}" width="{:.1}" height="30" rx="4" fill="#fff" fill-opacity=".85"/><path fill="none" stroke="#23272e" stroke-width="1.5" d="M18 {:.1}v5h{width:.1}v-5"/><text x="{:.1}" y="{:.1}" fill="#23272e">{length_m} m</text>"##,
            y - 17.0, width + 66.0, y - 4.0, width + 25.0, y + 2.0
        ));
        let north = WIDTH - 24.0;
        self.put(format_args!(
            r##"<path fill="#23272e" stroke="#fff" d="M{north} 12l7 20l-7 -5l-7 5Z"/><text x="{north}" y="46" text-anchor="middle" fill="#23272e" stroke="#fff" stroke-width="3" paint-order="stroke">N</text>"##
        ));
        if !credit.is_empty() {
            self.put(format_args!(
                r##"<text x="{:.1}" y="{:.1}" text-anchor="end" style="font-size:10.5px" fill="#454b54" stroke="#fff" stroke-width="3" paint-order="stroke">{credit}</text>"##,
                WIDTH - 8.0, y + 8.0
            ));
        }
    }
}

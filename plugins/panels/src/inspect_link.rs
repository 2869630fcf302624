//! The inspector's page for an agent's link: the budget of a path, all paths of the serving cell's site, and how old each link is.

use crate::insight::LinkInsight;
use crate::link_paths;
use crate::style;
use crate::view::{AgentRow, TwinView, ViewStateMut};
use crate::why::strongest_cells;
use crate::widgets::section;
use egui::{Align2, Color32, FontId, Rect, RichText, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};
use egui_phosphor::regular as icon;
use twin_sim::budget::BudgetTerm;
use twin_units::math;
use view_state::{MISSING, Theme, cell_color, db, dbm, duration};

/// Most cells listed with the age of their links.
const MOST_CELLS: usize = 8;
/// Width of the panel from which sources are written under the terms, logical pixels.
const SOURCES_FROM_PX: f32 = 380.0;
/// Age up to which a link is fresh, s; the serving cell and the strongest neighbours stay below it.
const FRESH_S: f64 = 0.1;
/// Age no link may pass, s.
const OLD_S: f64 = 1.0;

/// Draws the page.
pub(crate) fn link_ui(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>) {
    let theme = *state.theme;
    let link = twin.radio.link.as_ref().filter(|link| link.ue == agent.ue.id);
    section(ui, "Link budget");
    match link {
        Some(link) => budget(ui, link, agent, twin, theme),
        None => {
            ui.weak("No path to the serving site was found.");
        }
    }
    section(ui, "Paths of the serving link");
    link_paths::paths(ui, agent, link, twin, state);
    section(ui, "Ages of links");
    ages(ui, agent, twin, theme);
}

/// The table of a path, its sum, and what part of SS-RSRP that is.
fn budget(ui: &mut Ui, link: &LinkInsight, agent: &AgentRow<'_>, twin: &TwinView<'_>, theme: Theme) {
    let which = match link.path {
        _ if !agent.links.drawn.is_empty() => "Link drawn from statistics,".to_owned(),
        0 => "Strongest path".to_owned(),
        path => format!("Path {}", path + 1),
    };
    let title = RichText::new(format!("{which} from {}", brief(twin.cell_name(link.cell)))).weak();
    ui.add(egui::Label::new(title).truncate()).on_hover_text("Click a path below to see its budget.");
    ui.spacing_mut().item_spacing.y = 1.0;
    for (idx, term) in link.terms.iter().enumerate() {
        term_row(ui, term, idx == 0, theme);
    }
    ui.add_space(2.0);
    ui.separator();
    let sum: f64 = link.terms.iter().map(|term| term.value_db).sum();
    let whole = agent.links.ss_rsrp_dbm.get(link.cell.0 as usize).copied().unwrap_or(f64::NAN);
    let tip = "Sum of the lines above: this path's power per resource element on the cell's best SSB beam, dBm. All paths' shares together, \
               as powers, are SS-RSRP (TS 38.215 cl. 5.1.1).";
    row(ui, ("Share of SS-RSRP", style::ink(theme)), &dbm(sum), true, theme, tip);
    let share = math::exp10((sum - whole) / 10.0);
    let text = if share.is_finite() { format!("{} of", view_state::percent(share.min(1.0))) } else { MISSING.into() };
    row(
        ui,
        (&format!("{text} SS-RSRP"), style::faint(theme)),
        &dbm(whole),
        false,
        theme,
        "SS-RSRP of the cell: all paths.",
    );
}

fn term_row(ui: &mut Ui, term: &BudgetTerm, is_level: bool, theme: Theme) {
    let value = if is_level { dbm(term.value_db) } else { gain(term.value_db) };
    let remark = if term.note.is_empty() { String::new() } else { format!("\n{}", term.note) };
    let caution = if term.valid { "" } else { "\nThe source does not cover this case." };
    let tip = format!("{}\nSource: {}{remark}{caution}", capital(&term.name), term.source);
    let name = capital(&term.name);
    if term.valid {
        row(ui, (&name, style::ink(theme)), &value, false, theme, &tip);
    } else {
        let name = format!("{} {name}", icon::WARNING);
        row(ui, (&name, style::ink(theme)), &value, false, theme, &tip);
        small(ui, &term.note, ui.visuals().warn_fg_color.lerp_to_gamma(style::ink(theme), 0.35));
    }
    if ui.available_width() >= SOURCES_FROM_PX {
        small(ui, term.source, style::faint(theme));
    }
}

fn small(ui: &mut Ui, text: &str, color: Color32) {
    ui.add(egui::Label::new(RichText::new(text).small().color(color)).wrap());
}

/// A line of the table; the name gives way to the value. One accessible label for both.
fn row(ui: &mut Ui, name: (&str, Color32), value: &str, strong: bool, theme: Theme, tip: &str) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(WidgetType::Label, true, format!("{}: {value}", name.0)));
    let font = FontId::proportional(style::TEXT_PX);
    let value_rect =
        ui.painter().text(rect.right_center(), Align2::RIGHT_CENTER, value, font.clone(), style::ink(theme));
    let room = (value_rect.left() - rect.left() - 8.0).max(20.0);
    let mut job = egui::text::LayoutJob::simple_singleline(name.0.to_owned(), font, name.1);
    job.wrap = egui::text::TextWrapping::truncate_at_width(room);
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley.clone(), name.1);
    if strong {
        // A heavier line of the same font: drawn twice, half a pixel apart.
        ui.painter().galley(at + vec2(0.5, 0.0), galley, name.1);
        let font = FontId::proportional(style::TEXT_PX);
        ui.painter().text(rect.right_center() + vec2(-0.5, 0.0), Align2::RIGHT_CENTER, value, font, style::ink(theme));
    }
    response.on_hover_text(tip);
}

/// A gain in dB with its sign; small losses with two decimals.
fn gain(value_db: f64) -> String {
    if value_db > 0.0 {
        format!("+{}", db(value_db))
    } else if value_db <= -0.005 && value_db > -0.05 {
        format!("−{:.2} dB", -value_db)
    } else {
        db(value_db)
    }
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Level and age of the links to the strongest cells.
fn ages(ui: &mut Ui, agent: &AgentRow<'_>, twin: &TwinView<'_>, theme: Theme) {
    let cells = strongest_cells(agent);
    if cells.is_empty() {
        ui.weak("No cell is heard.");
        return;
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    for (cell, rsrp) in cells.iter().take(MOST_CELLS) {
        let serving = agent.radio.serving == Some(*cell);
        let site = twin.plan.cells.get(cell.0 as usize).map_or(0, |cell| cell.site.0 as usize);
        let solved_at = agent.links.site_solved_at.get(site).copied();
        let age_s =
            solved_at.map_or(f64::NAN, |tick| twin.clock.tick.0.saturating_sub(tick.0) as f64 * twin_units::TICK_S);
        age_row(ui, (twin.cell_name(*cell), serving), cell_color(cell.0 as usize), *rsrp, age_s, theme);
    }
    if cells.len() > MOST_CELLS {
        ui.weak(format!("and {} weaker cells", cells.len() - MOST_CELLS));
    }
}

fn age_row(ui: &mut Ui, (name, serving): (&str, bool), color: view_state::Rgb, rsrp: f64, age_s: f64, theme: Theme) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 20.0), Sense::hover());
    let age = age_text(age_s);
    let (mark, ink) = if age_s > OLD_S + 1e-9 {
        (icon::WARNING, ui.visuals().error_fg_color)
    } else if age_s > FRESH_S + 1e-9 {
        (icon::CLOCK, ui.visuals().warn_fg_color.lerp_to_gamma(style::ink(theme), 0.35))
    } else {
        ("", style::faint(theme))
    };
    let role = if serving { " (serving)" } else { "" };
    response.widget_info(|| {
        WidgetInfo::labeled(WidgetType::Label, true, format!("{name}{role}: {}, {age} old", dbm(rsrp)))
    });
    let font = FontId::proportional(style::TEXT_PX - 0.5);
    let painter = ui.painter();
    let (dot, color) = (rect.left_center() + vec2(5.0, 0.0), style::color(color));
    if serving {
        painter.circle_filled(dot, 4.5, color);
    } else {
        painter.circle_stroke(dot, 3.5, egui::Stroke::new(1.5, color));
    }
    painter.text(rect.right_center(), Align2::RIGHT_CENTER, format!("{mark} {age}"), font.clone(), ink);
    let level_at = pos2(rect.right() - 68.0, rect.center().y);
    let level = painter.text(level_at, Align2::RIGHT_CENTER, dbm(rsrp), font.clone(), style::ink(theme));
    let clip = Rect::from_min_max(rect.min, pos2(level.left() - 4.0, rect.bottom()));
    painter.with_clip_rect(clip.intersect(ui.clip_rect())).text(
        rect.left_center() + vec2(16.0, 0.0),
        Align2::LEFT_CENTER,
        brief(name),
        font,
        style::ink(theme),
    );
    response.on_hover_text(
        "SS-RSRP after the L3 filter, and how long ago the link's rays were traced. The serving cell (filled dot) and its three strongest neighbours are \
         traced every 100 ms, all others every second; older than 100 ms has a clock, older than 1 s a warning.",
    );
}

/// A long cell name with its middle left out: the sector at its end tells cells of a site apart.
fn brief(name: &str) -> String {
    const MOST: usize = 20;
    match name.rsplit_once(" / ") {
        Some((site, sector)) if name.chars().count() > MOST => {
            let site: String = site.chars().take(MOST - 5 - sector.chars().count()).collect();
            format!("{}… / {sector}", site.trim_end())
        }
        _ => name.to_owned(),
    }
}

/// Age in steps of a tick, 10 ms.
fn age_text(age_s: f64) -> String {
    if !age_s.is_finite() {
        MISSING.into()
    } else if age_s < 0.9995 {
        format!("{:.0} ms", age_s * 1e3)
    } else {
        duration(age_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gains_have_signs() {
        assert_eq!(gain(12.34), "+12.3 dB");
        assert_eq!(gain(-103.2), "−103.2 dB");
        assert_eq!(gain(-0.012), "−0.01 dB");
        assert_eq!(gain(-0.001), "0.0 dB");
        assert_eq!(gain(0.0), "0.0 dB");
    }

    #[test]
    fn long_cell_names_keep_their_sector() {
        assert_eq!(brief("Kamppi / 2"), "Kamppi / 2");
        assert_eq!(brief("Site 1 Itäinen Teatterikuja / 3"), "Site 1 Itäinen… / 3");
    }

    #[test]
    fn ages_are_read_in_milliseconds_up_to_a_second() {
        assert_eq!(age_text(0.06), "60 ms");
        assert_eq!(age_text(1.2), "1.20 s");
        assert_eq!(age_text(f64::NAN), MISSING);
    }
}

//! The paths of an agent's serving link as a table to choose from: mechanism, delay, level, Doppler shift.

use crate::insight::{LinkInsight, path_gain_db, serving_paths};
use crate::inspect_link::capital;
use crate::style::{self, ROW_PX};
use crate::view::{AgentRow, TwinView, ViewStateMut};
use crate::widgets::mechanism_mark;
use egui::{Align2, Color32, CornerRadius, FontId, Rect, Sense, Ui, WidgetInfo, WidgetType, pos2, vec2};
use twin_radio::{Interaction, Mechanism, Path};
use view_state::{Theme, db, dbm, duration, mechanism_color, metres, si};

/// Most paths listed.
const MOST_PATHS: usize = 12;
/// Right edges of the columns: delay, level, Doppler shift, as shares of the width.
const PATH_COLUMNS: [f32; 3] = [0.54, 0.79, 1.0];

/// Paths to choose from, strongest first.
pub(crate) fn paths(
    ui: &mut Ui,
    agent: &AgentRow<'_>,
    link: Option<&LinkInsight>,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
) {
    let theme = *state.theme;
    let Some((_, paths)) = serving_paths(agent, twin.plan).filter(|(_, paths)| !paths.is_empty()) else {
        ui.weak("There are none.");
        return;
    };
    ui.spacing_mut().item_spacing.y = 0.0;
    let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), 16.0), Sense::hover());
    for (title, at, tip) in [
        ("delay", PATH_COLUMNS[0], "Time from transmitter to receiver."),
        ("level", PATH_COLUMNS[1], "Share of SS-RSRP: power per resource element on the cell's best SSB beam, dBm."),
        (
            "Doppler",
            PATH_COLUMNS[2],
            "Doppler shift, Hz; positive when the agent comes nearer along the path (TR 38.901 V17 eq. (7.5-25)).",
        ),
    ] {
        let right = pos2(head.left() + head.width() * at, head.center().y);
        let font = FontId::proportional(style::SMALL_PX);
        let text = ui.painter().text(right, Align2::RIGHT_CENTER, title, font, style::faint(theme));
        ui.interact(text, ui.id().with(title), Sense::hover()).on_hover_text(tip);
    }
    for (idx, path) in paths.iter().enumerate().take(MOST_PATHS) {
        let doppler = path.doppler_hz(glam::DVec3::ZERO, agent.velocity.0, twin.plan.carrier.frequency);
        let level = link.and_then(|link| link.levels_dbm.get(idx)).copied().unwrap_or(f64::NAN);
        let texts = [duration(path.delay_s()), dbm(level), shift(doppler)];
        let selected = link.is_some_and(|link| link.path == idx);
        let response = path_row(ui, idx, path, &texts, selected, theme).on_hover_text(format!(
            "{}, {} long; path gain {} between isotropic antennas. Click for its budget.",
            capital(&story(path)),
            metres(path.length_m),
            db(path_gain_db(path)),
        ));
        if response.clicked() {
            state.shell.path = Some((agent.ue.id, idx));
        }
    }
    if paths.len() > MOST_PATHS {
        ui.weak(format!("and {} weaker ones", paths.len() - MOST_PATHS));
    }
}

/// A Doppler shift with its sign; whole hertz below 1 kHz.
fn shift(hertz: f64) -> String {
    let sign = if hertz >= 0.5 { "+" } else { "" };
    if hertz.abs() < 0.5 { "0 Hz".into() } else { format!("{sign}{}", si(hertz.round(), "Hz")) }
}

fn path_row(ui: &mut Ui, idx: usize, path: &Path, texts: &[String; 3], selected: bool, theme: Theme) -> egui::Response {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW_PX), Sense::click());
    let name = short_name(path);
    let label = format!("Path {}: {name}, {}", idx + 1, texts.join(", "));
    response.widget_info(|| WidgetInfo::selected(WidgetType::SelectableLabel, true, selected, &label));
    let fill = if selected {
        style::tint(theme, style::accent(theme), 0.18)
    } else if response.hovered() || response.has_focus() {
        style::tint(theme, style::ink(theme), 0.06)
    } else {
        Color32::TRANSPARENT
    };
    ui.painter().rect_filled(rect.expand2(vec2(3.0, 0.0)), CornerRadius::same(3), fill);
    let (glyph, _) = mechanism_mark(path.mechanism);
    let color = style::color(mechanism_color(path.mechanism));
    ui.painter().text(rect.left_center(), Align2::LEFT_CENTER, glyph, FontId::proportional(15.0), color);
    let font = FontId::proportional(style::TEXT_PX - 0.5);
    let mut left_of = rect.left();
    for (text, at) in texts.iter().zip(PATH_COLUMNS) {
        let right = pos2(rect.left() + rect.width() * at, rect.center().y);
        let drawn = ui.painter().text(right, Align2::RIGHT_CENTER, text, font.clone(), style::ink(theme));
        if left_of <= rect.left() {
            left_of = drawn.left();
        }
    }
    let clip = Rect::from_min_max(rect.min, pos2(left_of - 4.0, rect.bottom()));
    ui.painter().with_clip_rect(clip.intersect(ui.clip_rect())).text(
        rect.left_center() + vec2(20.0, 0.0),
        Align2::LEFT_CENTER,
        name,
        font,
        style::ink(theme),
    );
    response
}

/// Name of a path in a narrow column.
fn short_name(path: &Path) -> String {
    match path.mechanism {
        Mechanism::LineOfSight => "line of sight".into(),
        Mechanism::Reflection if path.vertices.len() == 1 => "reflection".into(),
        Mechanism::Reflection => format!("{} reflections", path.vertices.len()),
        other => other.label().into(),
    }
}

/// What happens along a path, in order.
fn story(path: &Path) -> String {
    let words: Vec<&str> = path
        .interactions
        .iter()
        .map(|interaction| match interaction {
            Interaction::Specular => "reflection",
            Interaction::Transmission => "wall",
            Interaction::Diffraction => "edge",
            Interaction::Ris => "RIS",
            Interaction::Scattering => "rough wall",
        })
        .collect();
    if words.is_empty() { "line of sight".into() } else { words.join(" – ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shifts_have_signs() {
        assert_eq!(shift(1_234.0), "+1.23 kHz");
        assert_eq!(shift(-312.4), "−312 Hz");
        assert_eq!(shift(0.2), "0 Hz");
    }
}

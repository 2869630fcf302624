//! Design tokens in egui's terms: colours from the view's theme, 13 px text, a 4 px grid, separators instead of boxes.

use egui::{
    Color32, Context, CornerRadius, FontDefinitions, FontFamily, FontId, Margin, Shadow, Stroke, TextStyle, Visuals,
    vec2,
};
use view_state::{Rgb, Theme};

/// Base size of text, logical pixels.
pub const TEXT_PX: f32 = 13.0;
/// Size of secondary text.
pub const SMALL_PX: f32 = 11.0;
/// Height of a row in lists and tables.
pub const ROW_PX: f32 = 22.0;
/// The layout grid.
pub const GRID_PX: f32 = 4.0;

/// A token as an egui colour.
pub fn color(rgb: Rgb) -> Color32 {
    Color32::from_rgb(rgb.0, rgb.1, rgb.2)
}

/// Text.
pub fn ink(theme: Theme) -> Color32 {
    color(theme.ink())
}

/// Secondary text.
pub fn faint(theme: Theme) -> Color32 {
    color(theme.faint_ink())
}

/// The accent.
pub fn accent(theme: Theme) -> Color32 {
    color(theme.accent())
}

/// Lines between parts, and the empty part of bars.
pub fn separator(theme: Theme) -> Color32 {
    color(theme.separator())
}

/// A colour mixed into the panel's: `share` 0 is the panel, 1 the colour.
pub fn tint(theme: Theme, over: Color32, share: f32) -> Color32 {
    color(theme.panel()).lerp_to_gamma(over, share)
}

/// Adds the icon font, and the monospace font as the last resort for signs the text font lacks.
pub fn install_fonts(ctx: &Context) {
    let mut fonts = FontDefinitions::default();
    egui_phosphor::add_to_fonts(&mut fonts, egui_phosphor::Variant::Regular);
    let mono = fonts.families.get(&FontFamily::Monospace).and_then(|names| names.first().cloned());
    if let (Some(mono), Some(names)) = (mono, fonts.families.get_mut(&FontFamily::Proportional)) {
        names.push(mono);
    }
    ctx.set_fonts(fonts);
}

/// Gives egui the look of the theme.
pub fn apply(ctx: &Context, theme: Theme) {
    let (base, preference) = match theme {
        Theme::Light => (Visuals::light(), egui::Theme::Light),
        Theme::Dark => (Visuals::dark(), egui::Theme::Dark),
    };
    let visuals = visuals(base, theme);
    ctx.set_theme(preference);
    ctx.all_styles_mut(|style| {
        style.visuals = visuals.clone();
        style.text_styles = [
            (TextStyle::Heading, FontId::proportional(15.0)),
            (TextStyle::Body, FontId::proportional(TEXT_PX)),
            (TextStyle::Button, FontId::proportional(TEXT_PX)),
            (TextStyle::Small, FontId::proportional(SMALL_PX)),
            (TextStyle::Monospace, FontId::monospace(12.0)),
        ]
        .into();
        let spacing = &mut style.spacing;
        spacing.item_spacing = vec2(2.0 * GRID_PX, GRID_PX);
        spacing.button_padding = vec2(1.5 * GRID_PX, 0.5 * GRID_PX);
        spacing.interact_size = vec2(24.0, 20.0);
        spacing.menu_margin = Margin::same(6);
        spacing.window_margin = Margin::same(12);
        spacing.slider_rail_height = 4.0;
        spacing.icon_width = 14.0;
        spacing.icon_width_inner = 8.0;
        spacing.tooltip_width = 360.0;
        spacing.scroll = egui::style::ScrollStyle::thin();
        style.interaction.tooltip_delay = 0.35;
        style.animation_time = 0.1;
    });
}

fn visuals(base: Visuals, theme: Theme) -> Visuals {
    let (ink, faint, accent, line, panel) =
        (ink(theme), faint(theme), accent(theme), separator(theme), color(theme.panel()));
    let radius = CornerRadius::same(4);
    let mut v = base;
    v.override_text_color = None;
    v.weak_text_color = Some(faint);
    v.panel_fill = panel;
    v.window_fill = panel;
    v.window_stroke = Stroke::new(1.0, line);
    v.window_corner_radius = CornerRadius::same(8);
    v.menu_corner_radius = CornerRadius::same(6);
    v.window_shadow = Shadow { offset: [0, 4], blur: 16, spread: 0, color: Color32::from_black_alpha(40) };
    v.popup_shadow = Shadow { offset: [0, 2], blur: 8, spread: 0, color: Color32::from_black_alpha(28) };
    v.extreme_bg_color = tint(theme, ink, 0.05);
    v.text_edit_bg_color = Some(tint(theme, ink, 0.05));
    v.faint_bg_color = tint(theme, ink, 0.025);
    v.code_bg_color = tint(theme, ink, 0.06);
    v.hyperlink_color = accent;
    v.warn_fg_color = color(view_state::verdict_mark(twin_sim::event::SlaVerdict::AtRisk).0);
    v.error_fg_color = color(view_state::verdict_mark(twin_sim::event::SlaVerdict::Breached).0);
    v.selection.bg_fill = tint(theme, accent, 0.22);
    v.selection.stroke = Stroke::new(1.0, accent);
    v.slider_trailing_fill = true;
    v.handle_shape = egui::style::HandleShape::Circle;
    v.collapsing_header_frame = false;
    v.indent_has_left_vline = false;
    v.striped = false;
    let widgets = &mut v.widgets;
    for (visuals, fill, stroke, text) in [
        (&mut widgets.noninteractive, panel, Stroke::new(1.0, line), ink),
        (&mut widgets.inactive, tint(theme, ink, 0.07), Stroke::NONE, ink),
        (&mut widgets.hovered, tint(theme, ink, 0.12), Stroke::NONE, ink),
        (&mut widgets.active, tint(theme, accent, 0.30), Stroke::new(1.0, accent), ink),
        (&mut widgets.open, tint(theme, ink, 0.12), Stroke::NONE, ink),
    ] {
        visuals.bg_fill = fill;
        visuals.weak_bg_fill = fill;
        visuals.bg_stroke = stroke;
        visuals.fg_stroke = Stroke::new(1.0, text);
        visuals.corner_radius = radius;
        visuals.expansion = 0.0;
    }
    v
}

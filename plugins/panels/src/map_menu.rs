//! The map menu: quantity, height, export. And the dialogue that asks for a format.

use crate::action::Action;
use crate::host::HostAction;
use crate::view::{TwinView, UiActions, ViewStateMut};
use coverage_map::{MAP_HEIGHT_M, MAP_HEIGHTS_M};
use egui::{Button, DragValue, Modal, RichText, Ui, WidgetInfo, WidgetType};
use egui_phosphor::regular as icon;
use raster_export::Format;
use view_state::{MapQuantity, MapScale, map_title, metres};

/// Name of a quantity in the plan shown.
fn title(twin: &TwinView<'_>, quantity: MapQuantity) -> String {
    map_title(quantity, |slice| twin.plan.slices.get(slice).map(|slice| slice.name.as_str()))
}

/// Draws the menu's button and, when open, the menu.
pub(crate) fn map_menu(ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    let shown = if state.layers.map { title(twin, state.layers.quantity) } else { "off".into() };
    let menu = ui.menu_button(format!("Map: {shown} {}", icon::CARET_DOWN), |ui| {
        ui.set_min_width(210.0);
        for quantity in MapQuantity::all(twin.plan.slices.len()) {
            if quantity == MapQuantity::Service(0) {
                ui.separator();
            }
            let unit = MapScale::of(quantity).map_or(String::new(), |scale| format!(" [{}]", scale.unit));
            let on = state.layers.map && state.layers.quantity == quantity;
            if ui.selectable_label(on, format!("{}{unit}", title(twin, quantity))).clicked() {
                state.layers.quantity = quantity;
                state.layers.map = true;
                ui.close();
            }
        }
        ui.separator();
        if ui.selectable_label(!state.layers.map, "Off").clicked() {
            state.layers.map = false;
            ui.close();
        }
        ui.separator();
        height(ui, state);
        ui.separator();
        let export = Button::new(Action::ExportMap.label()).shortcut_text(Action::ExportMap.key_text(ui));
        if ui.add(export).clicked() {
            Action::ExportMap.run(twin, state, actions);
            ui.close();
        }
    });
    menu.response.widget_info(|| WidgetInfo::labeled(WidgetType::Button, true, "Map quantity"));
    menu.response.on_hover_text("Quantity of the coverage map (Q for the next, M on or off), its height and export");
}

/// Height of the map's receivers: a field, and back to the default.
fn height(ui: &mut Ui, state: &mut ViewStateMut<'_>) {
    ui.horizontal(|ui| {
        ui.label("Height");
        let mut height_m = state.layers.map_height_m;
        let field =
            DragValue::new(&mut height_m).range(MAP_HEIGHTS_M).speed(0.25).fixed_decimals(1).suffix(" m");
        let response = ui.add(field);
        response.widget_info(|| WidgetInfo {
            label: Some("Map height".to_owned()),
            ..WidgetInfo::drag_value(true, height_m)
        });
        response.on_hover_text(
            "Height of the map's receivers above the ground plane, 0.5 to 120 m. Above 3 m the map is drawn at its height.",
        );
        let is_default = (state.layers.map_height_m - MAP_HEIGHT_M).abs() < 1e-6;
        let reset = ui.add_enabled(!is_default, Button::new(icon::ARROW_COUNTER_CLOCKWISE).frame(false));
        reset.widget_info(|| WidgetInfo::labeled(WidgetType::Button, !is_default, "Reset map height"));
        if reset.on_hover_text("Back to 1.5 m, a hand-held UE (TR 38.901 table 7.2-1)").clicked() {
            height_m = MAP_HEIGHT_M;
        }
        state.layers.map_height_m = height_m;
    });
}

/// What each format is for.
fn purpose(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Png => ("PNG", "a picture with its legend"),
        Format::Csv => ("CSV", "a table: x, y, value"),
        Format::Npy => ("NumPy", "an array, rows from south to north"),
        Format::GeoTiff => ("GeoTIFF", "a layer for GIS, in place on Earth"),
    }
}

/// Asks for a format, when open.
pub(crate) fn export_ui(ui: &Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    if !state.shell.export_open {
        return;
    }
    let mut chosen = None;
    let modal = Modal::new(ui.id().with("export map")).show(ui.ctx(), |ui| {
        ui.set_width(320.0_f32.min(ui.ctx().content_rect().width() - 40.0));
        ui.heading("Export map");
        let grid = twin.map.grid;
        ui.label(format!(
            "{} at {}: {} × {} cells of {}",
            title(twin, state.layers.quantity),
            metres(grid.height_m),
            grid.nx,
            grid.ny,
            metres(grid.cell_m)
        ));
        if twin.map.progress < 1.0 {
            ui.label(RichText::new("The map is still being refined; what is there now is exported.").small().weak());
        }
        ui.add_space(4.0);
        let ready = grid.n_points() > 0;
        for format in Format::ALL {
            let (name, purpose) = purpose(format);
            ui.horizontal(|ui| {
                if ui.add_enabled(ready, Button::new(name).min_size(egui::vec2(84.0, 24.0))).clicked() {
                    chosen = Some(format);
                }
                ui.weak(purpose);
            });
        }
    });
    if let Some(format) = chosen {
        actions.host.push(HostAction::ExportMap(format));
    }
    if chosen.is_some() || modal.should_close() {
        state.shell.export_open = false;
    }
}

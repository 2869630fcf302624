//! The table of cells. A click selects the site, a double click looks there.

use crate::style::{self, ROW_PX};
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{self, ListRow};
use crate::{Panel, Slot, Tab};
use egui::{Align2, FontId, Rect, ScrollArea, Sense, Ui, pos2, vec2};
use egui_phosphor::regular as icon;
use view_state::{CameraRequest, Object, cell_color, dbm, percent, rate};

/// Columns right of the name: title, left edge as a share of the width, tooltip.
const COLUMNS: [(&str, f32, &str); 7] = [
    ("PCI", 0.26, "Physical cell identity (TS 38.211 cl. 7.4.2.1)."),
    ("Load", 0.32, "Share of downlink PRBs in use, mean of 100 ms."),
    ("UEs", 0.54, "Connected UEs."),
    ("Rate", 0.61, "Served downlink rate of the last tick."),
    ("Power", 0.74, "Transmit power over the carrier."),
    ("Azimuth", 0.85, "Bearing of boresight, clockwise from north."),
    ("Tilt", 0.94, "Below the horizon."),
];

/// The table of cells.
#[derive(Default)]
pub(crate) struct Cells;

impl Panel for Cells {
    fn name(&self) -> &'static str {
        "Cells"
    }

    fn slot(&self) -> Slot {
        Slot::Bottom(Tab::Cells)
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, _actions: &mut UiActions) {
        ui.spacing_mut().item_spacing.y = 0.0;
        let (head, _) = ui.allocate_exact_size(vec2(ui.available_width(), 18.0), Sense::hover());
        let theme = *state.theme;
        for (title, at, tip) in COLUMNS {
            let place = Rect::from_min_size(pos2(head.left() + head.width() * at, head.top()), vec2(60.0, 18.0));
            let font = FontId::proportional(style::SMALL_PX);
            ui.painter().text(place.left_center(), Align2::LEFT_CENTER, title, font, style::faint(theme));
            ui.interact(place, ui.id().with(title), Sense::hover()).on_hover_text(tip);
        }
        ScrollArea::vertical().id_salt("cells").auto_shrink([false, false]).show_rows(
            ui,
            ROW_PX,
            twin.plan.cells.len(),
            |ui, range| {
                for cell in &twin.plan.cells[range] {
                    let object = Object::Site(cell.site);
                    let idx = cell.id.0 as usize;
                    let row = ListRow {
                        icon: (icon::BROADCAST, style::color(cell_color(idx))),
                        text: &cell.name,
                        detail: "",
                        indent: 0.0,
                        selected: state.selection.selected == Some(object),
                    };
                    let response = row.show(ui, theme);
                    if response.clicked() {
                        state.selection.selected = Some(object);
                    }
                    if response.double_clicked() {
                        *state.camera = CameraRequest::Frame(object);
                    }
                    let live = twin.cells.0.get(idx);
                    let texts = [
                        cell.pci.0.to_string(),
                        live.map_or(view_state::MISSING.into(), |live| percent(live.load)),
                        live.map_or(view_state::MISSING.into(), |live| live.n_ue.to_string()),
                        live.map_or(view_state::MISSING.into(), |live| rate(live.rate_bps)),
                        dbm(cell.power.0),
                        format!("{:.0}°", cell.azimuth_deg),
                        format!("{:.1}°", cell.downtilt_deg),
                    ];
                    let rect = response.rect;
                    for ((title, at, _), text) in COLUMNS.iter().zip(texts) {
                        let mut x = rect.left() + rect.width() * at;
                        if *title == "Load" {
                            let bar =
                                Rect::from_min_size(pos2(x, rect.center().y - 4.0), vec2(rect.width() * 0.12, 8.0));
                            widgets::paint_bar(
                                ui,
                                bar,
                                live.map_or(0.0, |live| live.load),
                                style::color(cell_color(idx)),
                                theme,
                            );
                            x = bar.right() + 8.0;
                        }
                        let font = FontId::proportional(style::TEXT_PX);
                        ui.painter().text(pos2(x, rect.center().y), Align2::LEFT_CENTER, text, font, style::ink(theme));
                    }
                }
            },
        );
    }
}

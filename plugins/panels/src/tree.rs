//! The scene tree: sites with their cells, RIS, agents by kind. A click selects, a double click looks there.

use crate::style::{self, ROW_PX};
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{ListRow, kind_icon, kind_name};
use crate::{Panel, Slot};
use egui::{Color32, ScrollArea, TextEdit, Ui};
use egui_phosphor::regular as icon;
use std::collections::BTreeSet;
use twin_scene::schema::AgentKind;
use twin_units::{CellId, GnbId, RisId, UeId};
use view_state::{CameraRequest, Object, Theme, cell_color, dbm, percent, rate};

/// Groups of the tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    Sites,
    Ris,
    Agents(AgentKind),
}

enum Row {
    Group(Group, usize),
    Site(GnbId),
    Cell(CellId, GnbId),
    Ris(RisId),
    Agent(UeId),
}

/// The scene tree.
#[derive(Default)]
pub(crate) struct Tree {
    filter: String,
    folded: BTreeSet<Group>,
}

impl Panel for Tree {
    fn name(&self) -> &'static str {
        "Scene"
    }

    fn slot(&self) -> Slot {
        Slot::Left
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, _actions: &mut UiActions) {
        let hint = format!("{} Filter by name", icon::MAGNIFYING_GLASS);
        ui.add(TextEdit::singleline(&mut self.filter).hint_text(hint).desired_width(f32::INFINITY))
            .on_hover_text("Shows sites, cells, RIS and agents whose name holds this text.");
        ui.add_space(2.0);
        let rows = self.rows(twin);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("tree").auto_shrink([false, false]).show_rows(
            ui,
            ROW_PX,
            rows.len(),
            |ui, range| {
                for row in &rows[range] {
                    self.row_ui(ui, row, twin, state);
                }
            },
        );
    }
}

impl Tree {
    fn rows(&self, twin: &TwinView<'_>) -> Vec<Row> {
        let needle = self.filter.trim().to_lowercase();
        let fits = |name: &str| needle.is_empty() || name.to_lowercase().contains(&needle);
        let open = |group: Group| !needle.is_empty() || !self.folded.contains(&group);
        let mut rows = Vec::new();
        let mut push = |group: Group, count: usize, items: Vec<Row>| {
            if count > 0 {
                rows.push(Row::Group(group, count));
                if open(group) {
                    rows.extend(items);
                }
            }
        };
        let mut items = Vec::new();
        let mut count = 0;
        for site in &twin.plan.sites {
            let cells: Vec<_> =
                twin.plan.cells_of(site.id).filter(|cell| fits(&cell.name) || fits(&site.name)).collect();
            if fits(&site.name) || !cells.is_empty() {
                count += 1;
                items.push(Row::Site(site.id));
                items.extend(cells.iter().map(|cell| Row::Cell(cell.id, site.id)));
            }
        }
        push(Group::Sites, count, items);
        let items: Vec<Row> = twin.plan.ris.iter().filter(|ris| fits(&ris.name)).map(|ris| Row::Ris(ris.id)).collect();
        push(Group::Ris, items.len(), items);
        for kind in [
            AgentKind::Car,
            AgentKind::Pedestrian,
            AgentKind::Drone,
            AgentKind::Agv,
            AgentKind::Cobot,
            AgentKind::Camera,
        ] {
            let items: Vec<Row> = twin
                .agents
                .iter()
                .filter(|agent| agent.ue.kind == kind && fits(&agent.ue.name))
                .map(|agent| Row::Agent(agent.ue.id))
                .collect();
            push(Group::Agents(kind), items.len(), items);
        }
        rows
    }

    fn row_ui(&mut self, ui: &mut Ui, row: &Row, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>) {
        let theme = *state.theme;
        match *row {
            Row::Group(group, count) => {
                let name = match group {
                    Group::Sites => "Sites",
                    Group::Ris => "RIS",
                    Group::Agents(kind) => kind_name(kind).1,
                };
                let folded = self.folded.contains(&group);
                let glyph = if folded { icon::CARET_RIGHT } else { icon::CARET_DOWN };
                let row = ListRow {
                    icon: (glyph, style::faint(theme)),
                    text: name,
                    detail: &count.to_string(),
                    indent: 0.0,
                    selected: false,
                };
                if row.show(ui, theme).clicked() && !self.folded.remove(&group) {
                    self.folded.insert(group);
                }
            }
            Row::Site(site) => {
                let row = (icon::CELL_TOWER, style::ink(theme), 12.0);
                object_row(ui, Object::Site(site), row, twin.site_name(site), "", true, state);
            }
            Row::Cell(cell, site) => {
                let load = twin.cells.0.get(cell.0 as usize).map_or(f64::NAN, |live| live.load);
                let row = (icon::BROADCAST, style::color(cell_color(cell.0 as usize)), 28.0);
                object_row(
                    ui,
                    Object::Site(site),
                    row,
                    &sector_label(twin.cell_name(cell)),
                    &percent(load),
                    false,
                    state,
                );
            }
            Row::Ris(ris) => {
                let on = twin.plan.ris.get(ris.0 as usize).is_some_and(|ris| ris.enabled);
                let row =
                    (icon::GRID_FOUR, style::color(view_state::mechanism_color(twin_radio::Mechanism::Ris)), 12.0);
                object_row(ui, Object::Ris(ris), row, twin.ris_name(ris), if on { "on" } else { "off" }, true, state);
            }
            Row::Agent(ue) => {
                let Some(agent) = twin.agent(ue) else { return };
                let tint = serving_color(agent.radio.serving, theme);
                let detail = rate(agent.traffic.rate_bps);
                object_row(
                    ui,
                    Object::Agent(ue),
                    (kind_icon(agent.ue.kind), tint, 12.0),
                    &agent.ue.name,
                    &detail,
                    true,
                    state,
                )
                .on_hover_text(format!(
                    "{}; SS-RSRP {}, rate {}. Icon in the colour of the serving cell. Double click looks there.",
                    agent.radio.serving.map_or("no serving cell", |cell| twin.cell_name(cell)),
                    dbm(agent.radio.ss_rsrp_dbm),
                    detail
                ));
            }
        }
    }
}

/// Colour of an agent's icon: its serving cell's, faint without one.
fn serving_color(serving: Option<CellId>, theme: Theme) -> Color32 {
    serving.map_or(style::faint(theme), |cell| style::color(cell_color(cell.0 as usize)))
}

fn object_row(
    ui: &mut Ui,
    object: Object,
    (glyph, tint, indent): (&str, Color32, f32),
    text: &str,
    detail: &str,
    marks: bool,
    state: &mut ViewStateMut<'_>,
) -> egui::Response {
    let selected = marks && state.selection.selected == Some(object);
    let response = ListRow { icon: (glyph, tint), text, detail, indent, selected }.show(ui, *state.theme);
    if response.clicked() {
        state.selection.selected = Some(object);
        state.shell.hints.clicked = true;
    }
    if response.double_clicked() {
        *state.camera = CameraRequest::Frame(object);
    }
    response
}

/// A cell under its site needs no more than its sector: "Kamppi / 2" becomes "sector 2".
fn sector_label(cell_name: &str) -> String {
    cell_name.rsplit_once(" / ").map_or_else(|| cell_name.to_owned(), |(_, sector)| format!("sector {sector}"))
}

//! The only part that knows Bevy: gathers the twin's resources and agents, runs the panels, hands on what they asked for.

use crate::frame::{Panels, frame_ui, loading_ui};
use crate::host::{BuildingInfo, CentralRect, HostActions, HostStatus, PointerGround, PointerOnScene};
use crate::insight::{Gatherer, Sources};
use crate::shell::Shell;
use crate::style;
use crate::view::{AgentRow, TwinView, UiActions, ViewStateMut};
use bevy_app::{App, Plugin};
use bevy_ecs::prelude::*;
use bevy_ecs::system::SystemParam;
use bevy_egui::{EguiContexts, EguiPrimaryContextPass};
use coverage_map::CoverageMap;
use egui::{Context, LayerId, Order, Ui, UiBuilder};
use twin_sim::command::CommandQueue;
use twin_sim::components::{
    CellsLive, Links, Mind, MobilityState, Pose, RadioState, Roster, Timings, TrafficState, TwinClock, Ue, Velocity,
};
use twin_sim::event::EventLog;
use twin_sim::history::LinkHistory;
use twin_sim::kpi::KpiHistory;
use twin_sim::plan::Plan;
use twin_sim::{RadioEngine, UndoLog};
use view_state::{CameraRequest, Gesture, Layers, Pace, Selection, Theme};

/// Draws the panels in bevy_egui's primary context.
pub struct PanelsPlugin;

/// The system that draws the panels.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PanelsSystems;

impl Plugin for PanelsPlugin {
    fn build(&self, app: &mut App) {
        app.init_resource::<HostStatus>()
            .init_resource::<HostActions>()
            .init_resource::<CentralRect>()
            .init_resource::<PointerOnScene>()
            .init_resource::<PointerGround>()
            .init_resource::<BuildingInfo>()
            .init_resource::<Shell>()
            .init_resource::<CommandQueue>()
            .init_resource::<Selection>()
            .init_resource::<Layers>()
            .init_resource::<Pace>()
            .init_resource::<Theme>()
            .init_resource::<Gesture>()
            .init_resource::<CameraRequest>()
            .add_systems(EguiPrimaryContextPass, panels_system.in_set(PanelsSystems));
    }
}

type AgentData = (
    &'static Ue,
    &'static Pose,
    &'static Velocity,
    &'static RadioState,
    &'static MobilityState,
    &'static TrafficState,
    &'static Mind,
    &'static Links,
);

#[derive(SystemParam)]
struct TwinParams<'w, 's> {
    plan: Option<Res<'w, Plan>>,
    clock: Option<Res<'w, TwinClock>>,
    timings: Option<Res<'w, Timings>>,
    cells: Option<Res<'w, CellsLive>>,
    history: Option<Res<'w, KpiHistory>>,
    log: Option<Res<'w, EventLog>>,
    link_history: Option<Res<'w, LinkHistory>>,
    map: Option<Res<'w, CoverageMap>>,
    undo: Option<Res<'w, UndoLog>>,
    roster: Option<Res<'w, Roster>>,
    engine: Option<Res<'w, RadioEngine>>,
    agents: Query<'w, 's, AgentData>,
    host: Res<'w, HostStatus>,
    pointer: Res<'w, PointerGround>,
    buildings: Res<'w, BuildingInfo>,
}

#[derive(SystemParam)]
struct ViewParams<'w> {
    selection: ResMut<'w, Selection>,
    layers: ResMut<'w, Layers>,
    pace: ResMut<'w, Pace>,
    theme: ResMut<'w, Theme>,
    gesture: ResMut<'w, Gesture>,
    camera: ResMut<'w, CameraRequest>,
    shell: ResMut<'w, Shell>,
    commands: ResMut<'w, CommandQueue>,
    actions: ResMut<'w, HostActions>,
    central: ResMut<'w, CentralRect>,
    on_scene: ResMut<'w, PointerOnScene>,
}

/// Draws the panels. Resources of the view are marked as changed only when a panel changed them.
fn panels_system(
    mut contexts: EguiContexts,
    twin: TwinParams,
    mut view: ViewParams,
    mut panels: Local<Panels>,
    mut gatherer: Local<Gatherer>,
    mut styled: Local<Option<Theme>>,
) {
    let Ok(ctx) = contexts.ctx_mut() else { return };
    let ctx = ctx.clone();
    if styled.is_none() {
        style::install_fonts(&ctx);
    }
    if *styled != Some(*view.theme) {
        style::apply(&ctx, *view.theme);
        *styled = Some(*view.theme);
    }
    let window = UiBuilder::new().layer_id(LayerId::background()).max_rect(ctx.viewport_rect());
    let mut ui = Ui::new(ctx.clone(), "panels".into(), window);
    let scene = draw(&mut ui, &twin, &mut view, &mut panels, &mut gatherer);
    view.central.set_if_neq(CentralRect(scene));
    let on_scene = scene.is_some_and(|scene| pointer_on(&ctx, scene));
    view.on_scene.set_if_neq(PointerOnScene(on_scene));
}

fn draw(
    ui: &mut Ui,
    twin: &TwinParams,
    view: &mut ViewParams,
    panels: &mut Panels,
    gatherer: &mut Gatherer,
) -> Option<egui::Rect> {
    let (Some(plan), Some(clock)) = (&twin.plan, &twin.clock) else {
        loading_ui(ui, &twin.host);
        return None;
    };
    let (timings, cells, history) = (Timings::default(), CellsLive::default(), KpiHistory::default());
    let (log, map, roster) = (EventLog::default(), CoverageMap::default(), Roster::default());
    let agents: Vec<AgentRow> = twin
        .agents
        .iter_many(&twin.roster.as_deref().unwrap_or(&roster).0)
        .map(|(ue, pose, velocity, radio, mobility, traffic, mind, links)| AgentRow {
            ue,
            pose,
            velocity,
            radio,
            mobility,
            traffic,
            mind,
            links,
        })
        .collect();
    let sources = Sources {
        plan,
        engine: twin.engine.as_deref(),
        agents: &agents,
        selected: view.selection.selected,
        path: view.shell.path,
        tick: clock.tick,
        now_s: ui.input(|input| input.time),
    };
    let read = TwinView {
        plan,
        clock,
        timings: twin.timings.as_deref().unwrap_or(&timings),
        cells: twin.cells.as_deref().unwrap_or(&cells),
        history: twin.history.as_deref().unwrap_or(&history),
        log: twin.log.as_deref().unwrap_or(&log),
        link_history: twin.link_history.as_deref().filter(|_| twin.host.replay.is_none()),
        agents: &agents,
        map: twin.map.as_deref().unwrap_or(&map),
        radio: gatherer.gather(&sources),
        undo: twin.undo.as_deref().and_then(UndoLog::undo_label),
        redo: twin.undo.as_deref().and_then(UndoLog::redo_label),
        host: &twin.host,
        pointer: twin.pointer.0,
        building_info: &*twin.buildings.0,
    };
    let (mut selection, mut layers, mut pace, mut theme) = (*view.selection, *view.layers, *view.pace, *view.theme);
    let (mut gesture, mut camera, mut shell) = (*view.gesture, view.camera.clone(), view.shell.clone());
    let mut state = ViewStateMut {
        selection: &mut selection,
        layers: &mut layers,
        pace: &mut pace,
        theme: &mut theme,
        gesture: &mut gesture,
        camera: &mut camera,
        shell: &mut shell,
    };
    let mut wanted = UiActions::default();
    let scene = frame_ui(ui, panels, &read, &mut state, &mut wanted);
    view.selection.set_if_neq(selection);
    view.layers.set_if_neq(layers);
    view.pace.set_if_neq(pace);
    view.theme.set_if_neq(theme);
    view.camera.set_if_neq(camera);
    view.shell.set_if_neq(shell);
    *view.gesture = gesture;
    for (command, gesture) in wanted.commands {
        view.commands.push_gesture(command, gesture);
    }
    view.actions.0.extend(wanted.host);
    Some(scene)
}

/// Whether the pointer is over the scene's part and no menu, overlay or pulled control has it.
fn pointer_on(ctx: &Context, scene: egui::Rect) -> bool {
    let Some(pointer) = ctx.input(|input| input.pointer.interact_pos()) else { return false };
    let covered = ctx.layer_id_at(pointer).is_some_and(|layer| layer.order != Order::Background);
    scene.contains(pointer) && !covered && !ctx.egui_is_using_pointer()
}

//! The event log: what happened, filtered by kind and name. A click selects the agent, looks at it and opens the seconds around the event.

use crate::episode;
use crate::style::{self, ROW_PX};
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::ListRow;
use crate::{Panel, Slot, Tab};
use egui::{Align, Color32, Layout, ScrollArea, Sense, TextEdit, Ui, UiBuilder};
use egui_phosphor::regular as icon;
use twin_sim::event::{EventKind, TwinEvent};
use twin_units::{Tick, UeId};
use view_state::{CameraRequest, Object, Theme, db, duration, outcome_mark, sim_time, verdict_mark};

/// Classes of events, for filters, icons and the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    /// Edits of the plan.
    Edit,
    /// Completed handovers, re-establishments.
    Handover,
    /// SLA verdicts.
    Sla,
    /// Failed handovers and radio links.
    Failure,
    /// Attempts judged after the fact.
    Judgement,
}

impl Class {
    /// All, in the order of the filters.
    pub(crate) const ALL: [Self; 5] = [Self::Handover, Self::Failure, Self::Judgement, Self::Sla, Self::Edit];

    /// Class of an event.
    pub(crate) fn of(kind: &EventKind) -> Self {
        match kind {
            EventKind::HandoverCompleted { .. } | EventKind::Reestablished { .. } => Self::Handover,
            EventKind::HandoverFailed { .. } | EventKind::RadioLinkFailed { .. } => Self::Failure,
            EventKind::HandoverJudged { .. } => Self::Judgement,
            EventKind::SlaChanged { .. } => Self::Sla,
            EventKind::Edited { .. } => Self::Edit,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Handover => "Handovers",
            Self::Failure => "Failures",
            Self::Judgement => "Judged",
            Self::Sla => "SLA",
            Self::Edit => "Edits",
        }
    }

    fn glyph(self) -> &'static str {
        match self {
            Self::Handover => icon::ARROWS_LEFT_RIGHT,
            Self::Failure => icon::LINK_BREAK,
            Self::Judgement => icon::SCALES,
            Self::Sla => icon::SHIELD_CHECK,
            Self::Edit => icon::PENCIL_SIMPLE,
        }
    }

    /// Colour of its icon and ticks.
    pub(crate) fn color(self, theme: Theme) -> Color32 {
        use twin_sim::event::SlaVerdict::{AtRisk, Breached};
        match self {
            Self::Handover => style::accent(theme),
            Self::Failure => style::color(verdict_mark(Breached).0),
            Self::Sla => style::color(verdict_mark(AtRisk).0),
            Self::Judgement | Self::Edit => style::faint(theme),
        }
    }
}

/// One line of text for an event, without its time.
pub(crate) fn sentence(event: &TwinEvent, twin: &TwinView<'_>) -> String {
    let who = event.ue.map(|ue| format!("{}: ", twin.agent_name(ue))).unwrap_or_default();
    let what = match &event.kind {
        EventKind::HandoverCompleted { from, to, gain_db, ping_pong } => format!(
            "handover {} → {}, {} better{}",
            twin.cell_name(*from),
            twin.cell_name(*to),
            db(*gain_db),
            if *ping_pong { ", ping-pong" } else { "" }
        ),
        EventKind::HandoverFailed { from, to, cause } => {
            format!("handover {} → {} failed: {cause}", twin.cell_name(*from), twin.cell_name(*to))
        }
        EventKind::RadioLinkFailed { cell, cause } => {
            format!("radio link to {} failed: {cause}", twin.cell_name(*cell))
        }
        EventKind::Reestablished { cell } => format!("connected again to {}", twin.cell_name(*cell)),
        EventKind::HandoverJudged { from, to, outcome, cause, dwell_s, mean_gain_db, .. } => {
            let why = match cause {
                Some(cause) => cause.clone(),
                None => format!("stayed {}, SINR {} better", duration(*dwell_s), db(*mean_gain_db)),
            };
            format!("{} → {} judged {}: {why}", twin.cell_name(*from), twin.cell_name(*to), outcome.name())
        }
        EventKind::SlaChanged { slice, verdict, why } => {
            let name = twin.plan.slices.get(*slice).map_or("slice", |slice| &slice.name);
            let why = if why.is_empty() { String::new() } else { format!(": {why}") };
            format!("{name}: target {}{why}", verdict_mark(*verdict).2)
        }
        EventKind::Edited { what } => what.clone(),
    };
    format!("{who}{what}")
}

/// The event log.
pub(crate) struct Events {
    shown: [bool; Class::ALL.len()],
    filter: String,
    only_selected: bool,
    /// The event whose surroundings are shown.
    open: Option<(UeId, Tick)>,
    /// The newest tick listed while the pointer is over the list.
    held: Option<Tick>,
}

impl Default for Events {
    fn default() -> Self {
        Self { shown: [true; Class::ALL.len()], filter: String::new(), only_selected: false, open: None, held: None }
    }
}

impl Panel for Events {
    fn name(&self) -> &'static str {
        "Events"
    }

    fn slot(&self) -> Slot {
        Slot::Bottom(Tab::Events)
    }

    fn ui(&mut self, ui: &mut Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, _actions: &mut UiActions) {
        let theme = *state.theme;
        ui.horizontal(|ui| {
            for (class, shown) in Class::ALL.into_iter().zip(&mut self.shown) {
                ui.toggle_value(shown, format!("{} {}", class.glyph(), class.label()))
                    .on_hover_text("Show or hide these events.");
            }
            ui.checkbox(&mut self.only_selected, "of the selection")
                .on_hover_text("Only events of the selected agent.");
            let hint = format!("{} Filter", icon::MAGNIFYING_GLASS);
            ui.add(TextEdit::singleline(&mut self.filter).hint_text(hint).desired_width(140.0))
                .on_hover_text("Shows events whose text holds this.");
            let held = if self.held.is_some() { ", held while you point at them" } else { "" };
            ui.weak(format!("{} since the start{held}", twin.log.total));
        });
        let events = self.matching(twin, state.selection.selected);
        if events.is_empty() {
            ui.weak(
                "No event fits. Handovers, failures, judgements, SLA changes and edits appear here as they happen.",
            );
            return;
        }
        // A place of fixed size, so that what is in it cannot make the panel grow.
        let (room, _) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
        let (mut list, mut detail) = (room, room);
        if self.open.is_some() {
            list.set_width((0.34 * room.width()).max(220.0));
            detail.min.x = list.right() + 12.0;
        }
        let mut child =
            ui.new_child(UiBuilder::new().id_salt("list").max_rect(list).layout(Layout::top_down(Align::Min)));
        self.open = list_ui(&mut child, &events, self.open, twin, state);
        // Rows must not move while one is about to be clicked.
        self.held = ui.rect_contains_pointer(list).then(|| self.held.unwrap_or(twin.clock.tick));
        if let Some((ue, at)) = self.open {
            let layout = Layout::top_down(Align::Min);
            let mut child = ui.new_child(UiBuilder::new().id_salt("detail").max_rect(detail).layout(layout));
            episode::episode_ui(&mut child, ue, at, twin, theme);
        }
    }
}

/// The event whose surroundings tell of this one: a judgement comes seconds after what it judges.
fn told_by(event: &TwinEvent, twin: &TwinView<'_>) -> Option<(UeId, Tick)> {
    let ue = event.ue?;
    let EventKind::HandoverJudged { attempt_s, .. } = event.kind else { return Some((ue, event.tick)) };
    let is_its = |other: &&TwinEvent| {
        other.ue == Some(ue)
            && other.tick.seconds() >= attempt_s - 1e-6
            && matches!(Class::of(&other.kind), Class::Handover | Class::Failure)
    };
    twin.log.events.iter().find(is_its).map(|other| (ue, other.tick))
}

/// The list; returns the event that is open after a click, if any was before or is now.
fn list_ui(
    ui: &mut Ui,
    events: &[&TwinEvent],
    mut open: Option<(UeId, Tick)>,
    twin: &TwinView<'_>,
    state: &mut ViewStateMut<'_>,
) -> Option<(UeId, Tick)> {
    let theme = *state.theme;
    ui.spacing_mut().item_spacing.y = 0.0;
    let area = ScrollArea::vertical().id_salt("events").auto_shrink([false, false]);
    area.show_rows(ui, ROW_PX, events.len(), |ui, range| {
        for event in &events[range] {
            let class = Class::of(&event.kind);
            let told = told_by(event, twin);
            let (glyph, color) = match event.kind {
                EventKind::HandoverJudged { outcome, .. } => {
                    let (rgb, glyph, _) = outcome_mark(outcome);
                    (glyph, style::color(rgb))
                }
                _ => (class.glyph(), class.color(theme)),
            };
            let row = ListRow {
                icon: (glyph, color),
                text: &sentence(event, twin),
                detail: &sim_time(event.tick.seconds()),
                indent: 0.0,
                selected: told.is_some() && told == open,
            };
            if row.show(ui, theme).clicked()
                && let Some(ue) = event.ue
            {
                state.selection.selected = Some(Object::Agent(ue));
                *state.camera = CameraRequest::Frame(Object::Agent(ue));
                state.shell.hints.clicked = true;
                open = if told == open { None } else { told };
            }
        }
    });
    open
}

impl Events {
    /// Events that pass the filters, newest first.
    fn matching<'a>(&self, twin: &'a TwinView<'_>, selected: Option<Object>) -> Vec<&'a TwinEvent> {
        let newest = self.held.map_or(twin.clock.tick, |held| held.min(twin.clock.tick));
        let needle = self.filter.trim().to_lowercase();
        let class_shown =
            |class: Class| Class::ALL.iter().zip(self.shown).any(|(other, shown)| *other == class && shown);
        twin.log
            .events
            .iter()
            .rev()
            .filter(|event| event.tick <= newest && class_shown(Class::of(&event.kind)))
            .filter(|event| !self.only_selected || (event.ue.is_some() && event.ue.map(Object::Agent) == selected))
            .filter(|event| needle.is_empty() || sentence(event, twin).to_lowercase().contains(&needle))
            .collect()
    }
}

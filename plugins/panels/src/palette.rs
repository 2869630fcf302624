//! The command palette: finds any action, scene, recording or object by a few of its letters.

use crate::action::Action;
use crate::host::HostAction;
use crate::style;
use crate::view::{TwinView, UiActions, ViewStateMut};
use crate::widgets::{ListRow, kind_icon};
use egui::{Key, Modal, ScrollArea, TextEdit, Ui, vec2};
use egui_phosphor::regular as icon;
use std::path::PathBuf;
use view_state::{CameraRequest, Object};

/// Most rows shown.
const MAX_ROWS: usize = 60;

/// What a row of the palette does.
#[derive(Clone, Debug, PartialEq)]
enum Goal {
    Do(Action),
    Scene(String),
    Recording(PathBuf),
    Camera(usize),
    Select(Object),
}

struct Entry {
    text: String,
    detail: String,
    glyph: &'static str,
    goal: Goal,
}

/// How well `query` fits `text`: `None` unless its letters occur in order; higher is better. Letters at word starts and in a row count more.
pub(crate) fn score(query: &str, text: &str) -> Option<i32> {
    let text: Vec<char> = text.to_lowercase().chars().collect();
    let (mut at, mut total, mut last) = (0usize, 0i32, None::<usize>);
    for wanted in query.to_lowercase().chars().filter(|c| !c.is_whitespace()) {
        let found = (at..text.len()).find(|idx| text[*idx] == wanted)?;
        let starts_word = found == 0 || !text[found - 1].is_alphanumeric();
        let follows = last.is_some_and(|last| last + 1 == found);
        total += 1 + 8 * i32::from(follows) + 5 * i32::from(starts_word);
        last = Some(found);
        at = found + 1;
    }
    Some(total * 4 - text.len() as i32)
}

/// Draws the palette when it is open.
pub(crate) fn palette_ui(ui: &Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    if !state.shell.palette_open {
        return;
    }
    let mut chosen = None;
    let modal = Modal::new(ui.id().with("palette")).show(ui.ctx(), |ui| {
        ui.set_width(460.0_f32.min(ui.ctx().content_rect().width() - 40.0));
        let (down, up, enter) = ui.input_mut(|input| {
            let none = egui::Modifiers::NONE;
            (
                input.consume_key(none, Key::ArrowDown),
                input.consume_key(none, Key::ArrowUp),
                input.consume_key(none, Key::Enter),
            )
        });
        let edit = TextEdit::singleline(&mut state.shell.palette_query)
            .hint_text("Action, scene, agent, site…")
            .desired_width(f32::INFINITY)
            .margin(vec2(8.0, 6.0));
        let response = ui.add(edit);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::WidgetType::TextEdit, true, "Find"));
        response.request_focus();
        if response.changed() {
            state.shell.palette_row = 0;
        }
        let entries = ranked(ui, twin, &state.shell.palette_query);
        let last = entries.len().saturating_sub(1);
        let row = &mut state.shell.palette_row;
        *row = (*row + usize::from(down)).saturating_sub(usize::from(up)).min(last);
        if enter {
            chosen = entries.get(*row).map(|entry| entry.goal.clone());
        }
        ui.add_space(4.0);
        ui.spacing_mut().item_spacing.y = 0.0;
        ScrollArea::vertical().id_salt("palette rows").max_height(340.0).auto_shrink([false, true]).show(ui, |ui| {
            for (idx, entry) in entries.iter().enumerate() {
                let selected = idx == state.shell.palette_row;
                let row = ListRow {
                    icon: (entry.glyph, style::faint(*state.theme)),
                    text: &entry.text,
                    detail: &entry.detail,
                    indent: 0.0,
                    selected,
                };
                let response = row.show(ui, *state.theme);
                if selected && (up || down) {
                    response.scroll_to_me(None);
                }
                if response.clicked() {
                    chosen = Some(entry.goal.clone());
                }
            }
            if entries.is_empty() {
                ui.weak("Nothing has these letters in this order.");
            }
        });
    });
    if chosen.is_some() || modal.should_close() {
        state.shell.palette_open = false;
    }
    if let Some(goal) = chosen {
        reach(goal, twin, state, actions);
    }
}

fn ranked(ui: &Ui, twin: &TwinView<'_>, query: &str) -> Vec<Entry> {
    let mut found: Vec<(i32, Entry)> = Vec::new();
    let mut offer = |text: String, detail: &str, glyph: &'static str, goal: Goal| {
        if let Some(score) = score(query, &text) {
            found.push((score, Entry { text, detail: detail.to_owned(), glyph, goal }));
        }
    };
    for action in Action::ALL {
        if action != Action::Palette {
            offer(action.label().to_owned(), &action.key_text(ui), icon::LIST_BULLETS, Goal::Do(action));
        }
    }
    for scene in &twin.host.scenes {
        offer(format!("Open scene: {}", scene.title), "scene", icon::BUILDINGS, Goal::Scene(scene.id.clone()));
    }
    for (idx, name) in twin.host.cameras.iter().enumerate() {
        offer(format!("Camera: {name}"), "camera", icon::VIDEO_CAMERA, Goal::Camera(idx));
    }
    for path in &twin.host.recordings {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        offer(format!("Open recording: {name}"), "recording", icon::FOLDER_OPEN, Goal::Recording(path.clone()));
    }
    for site in &twin.plan.sites {
        offer(site.name.clone(), "site", icon::CELL_TOWER, Goal::Select(Object::Site(site.id)));
    }
    for ris in &twin.plan.ris {
        offer(ris.name.clone(), "RIS", icon::GRID_FOUR, Goal::Select(Object::Ris(ris.id)));
    }
    for agent in twin.agents {
        offer(agent.ue.name.clone(), "agent", kind_icon(agent.ue.kind), Goal::Select(Object::Agent(agent.ue.id)));
    }
    if !query.trim().is_empty() {
        found.sort_by_key(|(score, _)| -score);
    }
    found.truncate(MAX_ROWS);
    found.into_iter().map(|(_, entry)| entry).collect()
}

fn reach(goal: Goal, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, actions: &mut UiActions) {
    match goal {
        Goal::Do(action) => action.run(twin, state, actions),
        Goal::Scene(id) => actions.host.push(HostAction::LoadScene(id)),
        Goal::Recording(path) => actions.host.push(HostAction::OpenRecording(path)),
        Goal::Camera(idx) => *state.camera = CameraRequest::Named(idx),
        Goal::Select(object) => {
            state.selection.selected = Some(object);
            *state.camera = CameraRequest::Frame(object);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_must_come_in_order() {
        assert!(score("fac", "Factory hall").is_some());
        assert!(score("caf", "Factory hall").is_none());
        assert!(score("", "anything").is_some());
    }

    #[test]
    fn word_starts_and_runs_rank_higher() {
        assert!(score("fac", "Factory hall") > score("fac", "if a cat"));
        assert!(score("car 1", "car 1") > score("car 1", "car 12"));
    }
}

//! Everything a key, the palette or a button may do, in one list: what it is called, which key it has, what it does.

use crate::host::HostAction;
use crate::shell::SideTab;
use crate::view::{TwinView, UiActions, ViewStateMut};
use egui::{Key, KeyboardShortcut, Modifiers, Ui};
use twin_sim::command::TwinCommand;
use view_state::{CameraRequest, SPEEDS, Theme};

/// Something the user can do at any time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Stops or continues time.
    Pause,
    /// One tick on.
    Step,
    /// Next higher speed.
    Faster,
    /// Next lower speed.
    Slower,
    /// Scene from the start, same seed.
    Restart,
    /// Scene from the start, next seed.
    NextSeed,
    /// Takes the last change back.
    Undo,
    /// Does it again.
    Redo,
    /// Command palette.
    Palette,
    /// List of keys.
    Help,
    /// Starts or ends a recording.
    Record,
    /// Leaves a replay.
    CloseReplay,
    /// Light or dark.
    Theme,
    /// Map on or off.
    Map,
    /// Next quantity of the map.
    MapQuantity,
    /// Map to a file.
    ExportMap,
    /// Beams on or off.
    Beams,
    /// Links on or off.
    Links,
    /// Rays on or off.
    Rays,
    /// Labels on or off.
    Labels,
    /// Handover map on or off.
    Handovers,
    /// Mechanisms and weather.
    Propagation,
    /// Selects nothing.
    Deselect,
    /// Start camera.
    Home,
    /// Looks at the selection.
    Frame,
    /// Follows the selection.
    Follow,
    /// Hides everything but the scene.
    OnlyScene,
    /// Full screen, only the scene.
    FullScreen,
    /// Report of the run.
    Report,
    /// Picture of the window.
    Screenshot,
    /// Models choose beams.
    UseModels,
    /// The rule chooses beams.
    UseRule,
}

impl Action {
    /// All, in the order of the help. Redo stands before undo: its key is undo's with one modifier more, and the longer one must be tried first.
    pub const ALL: [Self; 32] = [
        Self::Pause,
        Self::Step,
        Self::Faster,
        Self::Slower,
        Self::Restart,
        Self::NextSeed,
        Self::Redo,
        Self::Undo,
        Self::Palette,
        Self::Help,
        Self::Record,
        Self::CloseReplay,
        Self::Theme,
        Self::Map,
        Self::MapQuantity,
        Self::ExportMap,
        Self::Beams,
        Self::Links,
        Self::Rays,
        Self::Labels,
        Self::Handovers,
        Self::Propagation,
        Self::Deselect,
        Self::Home,
        Self::Frame,
        Self::Follow,
        Self::OnlyScene,
        Self::FullScreen,
        Self::Report,
        Self::Screenshot,
        Self::UseModels,
        Self::UseRule,
    ];

    /// What it does, in a few words.
    pub fn label(self) -> &'static str {
        match self {
            Self::Pause => "Pause or continue",
            Self::Step => "One tick on (10 ms)",
            Self::Faster => "Faster",
            Self::Slower => "Slower",
            Self::Restart => "Restart the scene",
            Self::NextSeed => "Restart with the next seed",
            Self::Undo => "Undo",
            Self::Redo => "Redo",
            Self::Palette => "Find an action, object or scene",
            Self::Help => "Help and keys",
            Self::Record => "Start or end a recording",
            Self::CloseReplay => "Close the replay, back to live",
            Self::Theme => "Light or dark theme",
            Self::Map => "Coverage map on or off",
            Self::MapQuantity => "Next map quantity",
            Self::ExportMap => "Export map…",
            Self::Beams => "Beams on or off",
            Self::Links => "Links on or off",
            Self::Rays => "Rays of the selected agent on or off",
            Self::Labels => "Labels on or off",
            Self::Handovers => "Handover map on or off",
            Self::Propagation => "Propagation and weather, or slices",
            Self::Deselect => "Select nothing",
            Self::Home => "Start camera",
            Self::Frame => "Look at the selection",
            Self::Follow => "Follow the selection",
            Self::OnlyScene => "Only the scene, or all panels",
            Self::FullScreen => "Full screen, only the scene",
            Self::Report => "Write a report of this run",
            Self::Screenshot => "Save a picture",
            Self::UseModels => "Let models choose beams",
            Self::UseRule => "Let the rule choose beams",
        }
    }

    /// Its keys; the first is the one shown.
    pub fn keys(self) -> &'static [KeyboardShortcut] {
        const fn plain(key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(Modifiers::NONE, key)
        }
        const fn command(key: Key) -> KeyboardShortcut {
            KeyboardShortcut::new(Modifiers::COMMAND, key)
        }
        const REDO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
        match self {
            Self::Pause => const { &[plain(Key::Space)] },
            Self::Step => const { &[plain(Key::Period)] },
            Self::Faster => const { &[plain(Key::Plus), plain(Key::Equals)] },
            Self::Slower => const { &[plain(Key::Minus)] },
            Self::Undo => const { &[command(Key::Z)] },
            Self::Redo => const { &[REDO, command(Key::Y)] },
            Self::Palette => const { &[command(Key::K)] },
            Self::Help => const { &[plain(Key::Questionmark), plain(Key::F1)] },
            Self::Record => const { &[plain(Key::R)] },
            Self::Theme => const { &[plain(Key::T)] },
            Self::Map => const { &[plain(Key::M)] },
            Self::MapQuantity => const { &[plain(Key::Q)] },
            Self::Beams => const { &[plain(Key::B)] },
            Self::Links => const { &[plain(Key::L)] },
            Self::Handovers => const { &[plain(Key::H)] },
            Self::Propagation => const { &[plain(Key::P)] },
            Self::Deselect => const { &[plain(Key::Escape)] },
            Self::Home => const { &[plain(Key::Home)] },
            Self::Frame => const { &[plain(Key::F)] },
            Self::OnlyScene => const { &[plain(Key::Tab)] },
            Self::FullScreen => const { &[plain(Key::F11)] },
            Self::Screenshot => const { &[plain(Key::F12)] },
            _ => &[],
        }
    }

    /// Its first key as text, e.g. `"Ctrl+K"`; empty without one.
    pub fn key_text(self, ui: &Ui) -> String {
        self.keys().first().map_or_else(String::new, |key| match key.logical_key {
            Key::Questionmark => "?".into(),
            Key::Plus => "+".into(),
            Key::Minus => "−".into(),
            Key::Period => ".".into(),
            _ => ui.ctx().format_shortcut(key),
        })
    }

    /// Tooltip: what it does and its key.
    pub fn tip(self, ui: &Ui) -> String {
        let key = self.key_text(ui);
        if key.is_empty() { self.label().to_owned() } else { format!("{} ({key})", self.label()) }
    }

    /// Does it.
    pub fn run(self, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, out: &mut UiActions) {
        match self {
            Self::Pause => state.pace.paused = !state.pace.paused,
            Self::Step => {
                state.pace.paused = true;
                state.pace.steps += 1;
            }
            Self::Faster => {
                if let Some(speed) = SPEEDS.into_iter().find(|speed| *speed > state.pace.speed) {
                    state.pace.speed = speed;
                }
            }
            Self::Slower => {
                if let Some(speed) = SPEEDS.into_iter().rev().find(|speed| *speed < state.pace.speed) {
                    state.pace.speed = speed;
                }
            }
            Self::Restart => out.host.push(match &twin.host.replay {
                Some(replay) => HostAction::Seek(replay.start_s),
                None => HostAction::Restart,
            }),
            Self::NextSeed => out.host.push(HostAction::RestartWithSeed(twin.clock.seed.wrapping_add(1))),
            Self::Undo if twin.undo.is_some() => out.send(TwinCommand::Undo),
            Self::Redo if twin.redo.is_some() => out.send(TwinCommand::Redo),
            Self::Undo | Self::Redo => {}
            Self::Palette => state.shell.open_palette(),
            Self::Help => state.shell.help_open = !state.shell.help_open,
            Self::Record => out.host.push(HostAction::ToggleRecord),
            Self::CloseReplay if twin.host.replay.is_some() => out.host.push(HostAction::CloseRecording),
            Self::CloseReplay => {}
            Self::Theme => {
                *state.theme = if *state.theme == Theme::Light { Theme::Dark } else { Theme::Light };
            }
            Self::Map => state.layers.map = !state.layers.map,
            Self::MapQuantity => {
                state.layers.quantity = state.layers.quantity.next(twin.plan.slices.len());
                state.layers.map = true;
            }
            Self::ExportMap => state.shell.export_open = true,
            Self::Beams => state.layers.beams = !state.layers.beams,
            Self::Links => state.layers.links = !state.layers.links,
            Self::Rays => state.layers.rays = !state.layers.rays,
            Self::Labels => state.layers.labels = !state.layers.labels,
            Self::Handovers => state.layers.handovers = !state.layers.handovers,
            Self::Propagation => {
                let open = state.shell.right_open && state.shell.side == SideTab::Propagation;
                state.shell.right_open = true;
                state.shell.side = if open { SideTab::Slices } else { SideTab::Propagation };
            }
            Self::Deselect => state.selection.selected = None,
            Self::Home => *state.camera = CameraRequest::Named(0),
            Self::Frame => {
                if let Some(object) = state.selection.selected {
                    *state.camera = CameraRequest::Frame(object);
                }
            }
            Self::Follow => {
                if let Some(object) = state.selection.selected {
                    *state.camera = CameraRequest::Follow(object);
                }
            }
            Self::OnlyScene => state.shell.only_scene = !state.shell.only_scene,
            Self::FullScreen => {
                state.shell.only_scene = !state.shell.only_scene;
                out.host.push(HostAction::ToggleFullScreen);
            }
            Self::Report => out.host.push(HostAction::ExportReport),
            Self::Screenshot => out.host.push(HostAction::Screenshot),
            Self::UseModels => out.send(TwinCommand::UseModels(true)),
            Self::UseRule => out.send(TwinCommand::UseModels(false)),
        }
    }
}

/// Runs the actions whose keys were pressed, unless the user is typing.
pub(crate) fn run_keys(ui: &Ui, twin: &TwinView<'_>, state: &mut ViewStateMut<'_>, out: &mut UiActions) {
    let typing = ui.ctx().text_edit_focused();
    if state.shell.palette_open || state.shell.help_open || state.shell.export_open {
        return;
    }
    for action in Action::ALL {
        let free = !typing || action == Action::Palette;
        if free && action.keys().iter().any(|key| ui.input_mut(|input| input.consume_shortcut(key))) {
            action.run(twin, state, out);
            if action == Action::OnlyScene {
                ui.memory_mut(|memory| {
                    if let Some(focused) = memory.focused() {
                        memory.surrender_focus(focused);
                    }
                });
            }
        }
    }
}

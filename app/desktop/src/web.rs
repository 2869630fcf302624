//! The browser: no files, no threads; a page that starts the app, reads its state and sends it commands.

use crate::platform::Platform;
use crate::{Start, build_app};
use bevy::prelude::*;
use panels::{HostAction, HostActions, HostStatus};
use std::cell::RefCell;
use std::process::ExitCode;
use twin_sim::TwinClock;
use twin_sim::command::{CommandQueue, TwinCommand};
use twin_sim::components::Roster;
use twin_sim::kpi::KpiHistory;
use wasm_bindgen::prelude::*;

thread_local! {
    static INBOX: RefCell<Vec<Message>> = const { RefCell::new(Vec::new()) };
    static STATUS: RefCell<String> = const { RefCell::new(String::new()) };
}

/// What the page asks for.
#[derive(serde::Deserialize)]
enum Message {
    /// A change of the twin.
    Command(TwinCommand),
    /// Another scene.
    Scene(String),
}

/// What the page reads.
#[derive(serde::Serialize)]
struct Status<'a> {
    scene: &'a str,
    loading: bool,
    tick: u64,
    agents: usize,
    sinr_p50_db: Option<f64>,
    total_rate_bps: Option<f64>,
    message: Option<&'a str>,
}

/// There is no command line in a browser: the page calls [`start`].
pub fn main() -> ExitCode {
    ExitCode::SUCCESS
}

/// Starts the app in the page's canvas, with a scene by its id.
#[wasm_bindgen]
pub fn start(scene: &str) {
    console_error_panic_hook::set_once();
    let mut start = Start::default();
    if !scene.is_empty() {
        start.scene = scene.to_owned();
    }
    let mut app = build_app(&start, platform());
    app.add_systems(Last, (take_messages, tell_status).chain());
    app.run();
}

/// State of the app as JSON.
#[wasm_bindgen]
pub fn status() -> String {
    STATUS.with_borrow(Clone::clone)
}

/// Sends a message as JSON, `{"Command": …}` or `{"Scene": "factory"}`; returns an empty text, or what is wrong with it.
#[wasm_bindgen]
pub fn send(message: &str) -> String {
    match serde_json::from_str(message) {
        Ok(message) => {
            INBOX.with_borrow_mut(|inbox| inbox.push(message));
            String::new()
        }
        Err(error) => error.to_string(),
    }
}

fn take_messages(mut commands: ResMut<CommandQueue>, mut actions: ResMut<HostActions>) {
    for message in INBOX.with_borrow_mut(std::mem::take) {
        match message {
            Message::Command(command) => commands.push(command),
            Message::Scene(scene) => actions.0.push(HostAction::LoadScene(scene)),
        }
    }
}

fn tell_status(
    host: Res<HostStatus>,
    clock: Option<Res<TwinClock>>,
    roster: Option<Res<Roster>>,
    history: Option<Res<KpiHistory>>,
) {
    let frame = history.as_ref().and_then(|history| history.frames.back());
    let status = Status {
        scene: &host.scene_id,
        loading: host.loading.is_some(),
        tick: clock.map_or(0, |clock| clock.tick.0),
        agents: roster.map_or(0, |roster| roster.0.len()),
        sinr_p50_db: frame.map(|frame| frame.sinr_percentiles_db[1]).filter(|value| value.is_finite()),
        total_rate_bps: frame.map(|frame| frame.total_rate_bps).filter(|value| value.is_finite()),
        message: host.message.as_ref().map(|(_, message)| message.as_str()),
    };
    if let Ok(text) = serde_json::to_string(&status) {
        STATUS.set(text);
    }
}

const NOT_HERE: &str = "a browser has no folders; use the desktop program for files";

/// Hands bytes to the browser as a download.
fn save(name: &str, bytes: &[u8]) -> Result<String, String> {
    let refused = |cause: JsValue| format!("the browser refused the download: {cause:?}");
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = web_sys::Blob::new_with_u8_array_sequence(&parts).map_err(refused)?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).map_err(refused)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or("there is no page")?;
    let link = document.create_element("a").map_err(refused)?;
    let link: web_sys::HtmlAnchorElement = link.dyn_into().ok().ok_or("a link could not be made")?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Ok(format!("{name}, among the browser's downloads"))
}

fn platform() -> Platform {
    Platform {
        spawn: None,
        map_thread: None,
        read_text: |_| Err(NOT_HERE.into()),
        read_bytes: |_| Err(NOT_HERE.into()),
        save,
        record_to: |_| Err(NOT_HERE.into()),
        recordings: Vec::new,
        web: true,
        shadows: false,
        msaa: false,
        wait_for_pipelines: false,
    }
}

//! Finding a scene: a built-in one by its id, or a file by its path.

use crate::bad_input::BadInput;
use anyhow::Result;
use std::io::Read as _;
use std::path::Path;
use twin_scene::built_in;
use twin_sim::load::{LoadError, LoadedTwin, TwinLoader};

/// The text of a scene and the name to show in messages.
pub struct SceneText {
    /// Id or path.
    pub name: String,
    /// RON text.
    pub text: String,
}

/// Reads a scene by id or path, with the antenna patterns it names from files beside it.
///
/// # Errors
/// When there is neither a built-in scene nor a readable file of that name; with every fault of the scene and of the files it names.
pub fn read(scene: &str) -> Result<SceneText> {
    let read = read_alone(scene)?;
    match embed(&read) {
        Ok(Some(text)) => Ok(SceneText { text, ..read }),
        Ok(None) => Ok(read),
        Err(faults) => Err(explain(&read, LoadError::Scene(faults))),
    }
}

/// Puts the files a scene names into it; `None` when it names none.
pub(crate) fn embed(scene: &SceneText) -> Result<Option<String>, Vec<twin_scene::Fault>> {
    let folder = Path::new(&scene.name).parent().unwrap_or(Path::new(""));
    let most = twin_antenna::MAX_BYTES as u64 + 1;
    let mut read = |file: &str| {
        let mut bytes = Vec::new();
        std::fs::File::open(folder.join(file))
            .and_then(|open| open.take(most).read_to_end(&mut bytes))
            .map_err(|error| error.to_string())?;
        Ok(bytes)
    };
    twin_sim::patterns::embed(&scene.text, &mut read)
}

/// Reads a scene by id or path, and nothing it names.
pub(crate) fn read_alone(scene: &str) -> Result<SceneText> {
    if let Some(found) = built_in::by_id(scene) {
        return Ok(SceneText { name: scene.into(), text: found.text.into() });
    }
    let path = Path::new(scene);
    if !path.exists() {
        let ids: Vec<&str> = built_in::SCENES.iter().map(|scene| scene.id).collect();
        return Err(BadInput::because(format!(
            "there is no scene {scene:?}: give a path to a .ron file, or one of the built-in scenes: {}",
            ids.join(", ")
        ))
        .into());
    }
    let unreadable = |error| BadInput::of(path, format!("cannot be read as text: {error}"));
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > twin_scene::LARGEST_FILE_BYTES as u64 {
        let most = twin_scene::LARGEST_FILE_BYTES;
        return Err(BadInput::of(path, format!("has {size} bytes; scenes may have at most {most}")).into());
    }
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    Ok(SceneText { name: scene.into(), text })
}

/// Parses a scene.
///
/// # Errors
/// With every fault, each with its place.
pub fn parse(scene: &SceneText) -> Result<twin_scene::Scene> {
    twin_scene::parse(&scene.text).map_err(|faults| explain(scene, LoadError::Scene(faults)))
}

/// Every fault of a scene in one message.
fn explain(scene: &SceneText, error: LoadError) -> anyhow::Error {
    match error {
        LoadError::Scene(faults) => {
            let lines: Vec<String> = faults.iter().map(|fault| format!("{}:{fault}", scene.name)).collect();
            BadInput::because(format!("{} fault(s) in {:?}:\n{}", faults.len(), scene.name, lines.join("\n"))).into()
        }
        other => BadInput::because(other).into(),
    }
}

/// Loads a twin, reporting each step to `progress`.
///
/// # Errors
/// With every fault of the scene, each with its place.
pub fn load(scene: &SceneText, seed: u64, mut progress: impl FnMut(f32, &str)) -> Result<LoadedTwin> {
    let explain = |error| explain(scene, error);
    let mut loader = TwinLoader::parse(&scene.text, seed).map_err(explain)?;
    loop {
        let step = loader.step().map_err(explain)?;
        progress(step.fraction, &step.what);
        if step.done {
            return loader.finish().map_err(explain);
        }
    }
}

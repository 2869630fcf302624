//! What a kind of file is: seeds, words, judgement.

/// A file to damage, with the files it refers to.
#[derive(Clone, Debug)]
pub struct Seed {
    /// Name, whose ending chooses the importer, or how the bytes are wrapped before they are read.
    pub name: &'static str,
    /// Contents.
    pub bytes: Vec<u8>,
    /// Names and contents of other files.
    pub others: Vec<(&'static str, Vec<u8>)>,
}

impl Seed {
    /// A file that refers to no other.
    pub fn alone(name: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { name, bytes: bytes.into(), others: Vec::new() }
    }
}

/// What came of a damaged file.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Whether it was read.
    pub read: bool,
    /// What is wrong with what was read, or with the message; `None` if all is well.
    pub wrong: Option<String>,
}

impl Outcome {
    /// It was read; `wrong` is what is wrong with what was read.
    pub fn read(wrong: Option<String>) -> Self {
        Self { read: true, wrong }
    }

    /// It was refused with a message, which must be a sentence.
    pub fn refused(message: &str) -> Self {
        Self { read: false, wrong: no_sentence(message) }
    }
}

/// The message again if it is no sentence for people: one line, no control characters, not endless, no final full stop.
pub(crate) fn no_sentence(message: &str) -> Option<String> {
    let fine = (10..800).contains(&message.len()) && !message.chars().any(char::is_control) && !message.ends_with('.');
    (!fine).then(|| format!("this is no sentence: {:?}", message.chars().take(2000).collect::<String>()))
}

/// A kind of file.
#[derive(Debug)]
pub struct Kind {
    /// Name for `--only`.
    pub name: &'static str,
    /// Files to damage.
    pub seeds: fn() -> Vec<Seed>,
    /// Words of the format, to strew in.
    pub words: &'static [&'static str],
    /// Whether the files are Protocol Buffers, which are also damaged field by field.
    pub protobuf: bool,
    /// Reads a damaged file and judges what comes of it; the flag asks to try all that can be made of it, too.
    pub judge: fn(&Seed, bool) -> Outcome,
}

/// A file of this repository.
///
/// # Panics
/// When it is not there.
pub fn repository_file(path: &str) -> Vec<u8> {
    let path = format!("{}/../../{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|fault| panic!("{path}: {fault}"))
}

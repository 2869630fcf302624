//! Where each field of a RON text stands: walks the text once and notes the byte at which every value begins.
//!
//! This is no parser: it knows brackets, names, strings and comments, which is enough to place a fault. It takes any text without
//! panicking and is best where RON has accepted the text. Enum wrappers around one value (`Some(…)`, `Fixed(…)`) add nothing to a path.

use std::collections::{BTreeMap, BTreeSet};

/// Deepest nesting followed; scene files need eight.
const DEEPEST: usize = 64;

/// Line and column of some values by their path.
pub(crate) struct Positions(BTreeMap<String, (usize, usize)>);

impl Positions {
    /// Walks a text for some paths and all that is around them.
    pub(crate) fn of<'p>(text: &str, paths: impl IntoIterator<Item = &'p str>) -> Self {
        let mut wanted = BTreeSet::from([""]);
        for path in paths {
            let mut path = path;
            while wanted.insert(path) {
                path = around(path);
            }
        }
        let mut walker = Walker::new(text, Keep::Paths { wanted, starts: BTreeMap::new() });
        walker.value(0);
        let Keep::Paths { starts, .. } = walker.keep else { return Self(BTreeMap::new()) };
        let mut starts: Vec<(usize, String)> = starts.into_iter().map(|(path, start)| (start, path)).collect();
        starts.sort();
        let mut place = LineColumn::new(text);
        Self(starts.into_iter().map(|(start, path)| (path, place.at(start))).collect())
    }

    /// Line and column of a field, or of the nearest field around it that stands in the text.
    pub(crate) fn line_column(&self, path: &str) -> (usize, usize) {
        let mut path = path;
        loop {
            match self.0.get(path) {
                Some(&found) => return found,
                None if path.is_empty() => return (1, 1),
                None => path = around(path),
            }
        }
    }
}

/// The field around a field; nothing around the outermost.
fn around(path: &str) -> &str {
    path.rfind(['.', '[']).map_or("", |cut| &path[..cut])
}

/// Path of the innermost value that begins last at or before a byte.
pub(crate) fn path_at(text: &str, byte: usize) -> String {
    let mut walker = Walker::new(text, Keep::Innermost { byte, path: String::new() });
    walker.value(0);
    match walker.keep {
        Keep::Innermost { path, .. } => path,
        Keep::Paths { .. } => String::new(),
    }
}

/// Counts lines and columns (in characters), from 1, while going forwards.
struct LineColumn<'a> {
    bytes: &'a [u8],
    at: usize,
    line: usize,
    column: usize,
}

impl<'a> LineColumn<'a> {
    fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0, line: 1, column: 1 }
    }

    /// Line and column of a byte not before the last asked for.
    fn at(&mut self, byte: usize) -> (usize, usize) {
        let end = byte.clamp(self.at, self.bytes.len());
        for &b in &self.bytes[self.at..end] {
            if b == b'\n' {
                (self.line, self.column) = (self.line + 1, 1);
            } else {
                self.column += usize::from(b & 0xc0 != 0x80); // bytes within a character do not count
            }
        }
        self.at = end;
        (self.line, self.column)
    }
}

/// The byte at a line and column, from 1.
pub(crate) fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let line_start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(line_start..).unwrap_or("");
    line_start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

/// What to keep of a walk.
enum Keep<'p> {
    /// First start of each wanted path.
    Paths { wanted: BTreeSet<&'p str>, starts: BTreeMap<String, usize> },
    /// Path of the last value that begins at or before a byte.
    Innermost { byte: usize, path: String },
}

struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Path of the value being walked.
    path: String,
    keep: Keep<'a>,
}

impl<'a> Walker<'a> {
    fn new<'t: 'a>(text: &'t str, keep: Keep<'a>) -> Self {
        Self { bytes: text.as_bytes(), at: 0, path: String::new(), keep }
    }

    /// Notes that the value of the current path begins here.
    fn note(&mut self) {
        match &mut self.keep {
            Keep::Paths { wanted, starts } => {
                if wanted.contains(self.path.as_str()) && !starts.contains_key(&self.path) {
                    starts.insert(self.path.clone(), self.at);
                }
            }
            Keep::Innermost { byte, path } if self.at <= *byte => path.clone_from(&self.path),
            Keep::Innermost { .. } => {}
        }
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// Skips spaces, commas, comments and `#![…]` attributes.
    fn skip(&mut self) {
        loop {
            match (self.peek(), self.bytes.get(self.at + 1)) {
                (b' ' | b'\t' | b'\r' | b'\n' | b',', _) => self.at += 1,
                (b'/', Some(b'/')) | (b'#', _) => self.skip_until(|b| b == b'\n'),
                (b'/', Some(b'*')) => self.skip_block_comment(),
                _ => return,
            }
        }
    }

    fn skip_until(&mut self, end: impl Fn(u8) -> bool) {
        while self.at < self.bytes.len() && !end(self.bytes[self.at]) {
            self.at += 1;
        }
    }

    /// Block comments nest in RON.
    fn skip_block_comment(&mut self) {
        let mut depth = 0_usize;
        while self.at < self.bytes.len() {
            if self.bytes[self.at..].starts_with(b"/*") {
                depth += 1;
                self.at += 2;
            } else if self.bytes[self.at..].starts_with(b"*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += 1;
            }
        }
    }

    fn value(&mut self, depth: usize) {
        self.skip();
        if self.at >= self.bytes.len() || depth > DEEPEST {
            self.at = self.bytes.len();
            return;
        }
        self.note();
        match self.peek() {
            b'(' => self.items(depth, b')', false),
            b'[' => self.items(depth, b']', false),
            b'{' => self.items(depth, b'}', false),
            b'"' => self.string(),
            b'r' if self.raw_string() => {}
            _ => {
                let start = self.at;
                self.skip_until(|b| {
                    matches!(
                        b,
                        b',' | b'('
                            | b')'
                            | b'['
                            | b']'
                            | b'{'
                            | b'}'
                            | b':'
                            | b' '
                            | b'\t'
                            | b'\r'
                            | b'\n'
                            | b'"'
                            | b'/'
                    )
                });
                if self.at == start {
                    self.at += 1;
                }
                self.skip_spaces();
                if self.peek() == b'(' {
                    self.items(depth, b')', true);
                }
            }
        }
    }

    fn skip_spaces(&mut self) {
        self.skip_until(|b| !b.is_ascii_whitespace());
    }

    /// The items between brackets. `wrapper`: after a name, where a single unnamed value belongs to the name's own path.
    fn items(&mut self, depth: usize, close: u8, wrapper: bool) {
        self.at += 1;
        let mut index = 0_usize;
        loop {
            self.skip();
            let next = self.peek();
            if self.at >= self.bytes.len() || next == close {
                self.at += 1;
                return;
            }
            if matches!(next, b')' | b']' | b'}') {
                return; // the wrong bracket: leave it to the level above
            }
            let name = if close == b')' { self.field_name() } else { None };
            let length = self.path.len();
            match name {
                Some(name) if length == 0 => self.path.push_str(&name),
                Some(name) => self.path.extend([".", &name]),
                None if close == b']' => self.path.push_str(&format!("[{index}]")),
                None if wrapper && index == 0 => {}
                None => self.path.push_str(&format!(".{index}")),
            }
            let before = self.at;
            self.value(depth + 1);
            self.path.truncate(length);
            if self.at == before {
                self.at += 1;
            }
            index += 1;
        }
    }

    /// Reads `name:` if it stands here.
    fn field_name(&mut self) -> Option<String> {
        let start = self.at;
        self.skip_until(|b| !(b.is_ascii_alphanumeric() || b == b'_'));
        let end = self.at;
        self.skip_spaces();
        if end > start && self.peek() == b':' {
            self.at += 1;
            return Some(String::from_utf8_lossy(&self.bytes[start..end]).into_owned());
        }
        self.at = start;
        None
    }

    fn string(&mut self) {
        self.at += 1;
        while self.at < self.bytes.len() && self.bytes[self.at] != b'"' {
            self.at += if self.bytes[self.at] == b'\\' { 2 } else { 1 };
        }
        self.at += 1;
    }

    /// Reads `r"…"` or `r#"…"#` if it stands here.
    fn raw_string(&mut self) -> bool {
        let hashes = self.bytes[self.at + 1..].iter().take_while(|&&b| b == b'#').count();
        let open = self.at + 1 + hashes;
        if self.bytes.get(open) != Some(&b'"') {
            return false;
        }
        let end: Vec<u8> = std::iter::once(b'"').chain(std::iter::repeat_n(b'#', hashes)).collect();
        let body = &self.bytes[open + 1..];
        let length = body.windows(end.len()).position(|w| w == end);
        self.at = length.map_or(self.bytes.len(), |length| open + 1 + length + end.len());
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_past_comments_strings_and_wrappers() {
        let text = "// (\n(a: \"x)\\\"\", /* [ /* */ */ b: [\n  (c: 1.0, d: Some((e: -2))),\n  r#\"\"]\"#, Fixed([(1, 2)]), Loop(f: 3),\n])";
        let at = |path: &str| Positions::of(text, [path]).line_column(path);
        assert_eq!(at("a"), (2, 5));
        assert_eq!(at("b"), (2, 30));
        assert_eq!(at("b[0].c"), (3, 7));
        assert_eq!(at("b[0].d.e"), (3, 24));
        assert_eq!(at("b[1]"), (4, 3));
        assert_eq!(at("b[2][0].1"), (4, 23));
        assert_eq!(at("b[3].f"), (4, 37));
        assert_eq!(at("b[3].nowhere[7]"), (4, 29));
        assert_eq!(path_at(text, byte_at(text, 3, 7)), "b[0].c");
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(LineColumn::new("é\né: 1").at(6), (2, 3));
        assert_eq!(byte_at("é\né: 1", 2, 3), 6);
    }
}

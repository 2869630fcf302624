//! Where each field of a RON text stands: walks the text once and notes the byte at which every value begins.
//!
//! This is no parser: it knows brackets, names, strings and comments, which is enough to place a fault. It takes any text without
//! panicking and is best where RON has accepted the text. Enum wrappers around one value (`Some(…)`, `Fixed(…)`) add nothing to a path.

use std::collections::BTreeMap;

/// Deepest nesting followed; scene files need eight.
const DEEPEST: usize = 64;

/// Start of each value by its path.
pub(crate) struct Positions<'a> {
    text: &'a str,
    starts: BTreeMap<String, usize>,
}

impl<'a> Positions<'a> {
    /// Walks a text.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut walker = Walker { bytes: text.as_bytes(), at: 0, starts: BTreeMap::new() };
        walker.value("", 0);
        Self { text, starts: walker.starts }
    }

    /// Line and column of a field, or of the nearest field around it that stands in the text.
    pub(crate) fn line_column(&self, path: &str) -> (usize, usize) {
        let mut path = path;
        loop {
            if let Some(&start) = self.starts.get(path) {
                return line_column(self.text, start);
            }
            let Some(cut) = path.rfind(['.', '[']) else { break };
            path = &path[..cut];
        }
        self.starts.get("").map_or((1, 1), |&start| line_column(self.text, start))
    }

    /// Path of the innermost value that begins last at or before a byte.
    pub(crate) fn path_at(&self, byte: usize) -> String {
        let before = self.starts.iter().filter(|&(_, &start)| start <= byte);
        before.max_by_key(|&(path, &start)| (start, path.len())).map_or(String::new(), |(path, _)| path.clone())
    }
}

/// Line and column, from 1, of a byte.
pub(crate) fn line_column(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The byte at a line and column, from 1.
pub(crate) fn byte_at(text: &str, line: usize, column: usize) -> usize {
    let line_start = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum::<usize>();
    let rest = text.get(line_start..).unwrap_or("");
    line_start + rest.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum::<usize>()
}

struct Walker<'a> {
    bytes: &'a [u8],
    at: usize,
    starts: BTreeMap<String, usize>,
}

impl Walker<'_> {
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

    fn value(&mut self, path: &str, depth: usize) {
        self.skip();
        if self.at >= self.bytes.len() || depth > DEEPEST {
            self.at = self.bytes.len();
            return;
        }
        self.starts.entry(path.to_owned()).or_insert(self.at);
        match self.peek() {
            b'(' => self.items(path, depth, b')', false),
            b'[' => self.items(path, depth, b']', false),
            b'{' => self.items(path, depth, b'}', false),
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
                    self.items(path, depth, b')', true);
                }
            }
        }
    }

    fn skip_spaces(&mut self) {
        self.skip_until(|b| !b.is_ascii_whitespace());
    }

    /// The items between brackets. `wrapper`: after a name, where a single unnamed value belongs to the name's own path.
    fn items(&mut self, path: &str, depth: usize, close: u8, wrapper: bool) {
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
            let item = match name {
                Some(name) if path.is_empty() => name,
                Some(name) => format!("{path}.{name}"),
                None if close == b']' => format!("{path}[{index}]"),
                None if wrapper && index == 0 => path.to_owned(),
                None => format!("{path}.{index}"),
            };
            let before = self.at;
            self.value(&item, depth + 1);
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
        let positions = Positions::of(text);
        let at = |path: &str| positions.line_column(path);
        assert_eq!(at("a"), (2, 5));
        assert_eq!(at("b"), (2, 30));
        assert_eq!(at("b[0].c"), (3, 7));
        assert_eq!(at("b[0].d.e"), (3, 24));
        assert_eq!(at("b[1]"), (4, 3));
        assert_eq!(at("b[2][0].1"), (4, 23));
        assert_eq!(at("b[3].f"), (4, 37));
        assert_eq!(at("b[3].nowhere[7]"), (4, 29));
        assert_eq!(positions.path_at(byte_at(text, 3, 7)), "b[0].c");
    }

    #[test]
    fn columns_count_characters() {
        assert_eq!(line_column("é\né: 1", 6), (2, 3));
        assert_eq!(byte_at("é\né: 1", 2, 3), 6);
    }
}

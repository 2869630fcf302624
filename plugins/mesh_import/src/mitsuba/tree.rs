//! XML to a tree of elements: included files in place, `<default>` parameters put in, everything bounded.

use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::error::{excerpt, fault};
use crate::limits::{MOST_FILE_BYTES, refuse};
use crate::{ImportError, Place, Read, paths};

/// Deepest nesting of elements; scenes have six levels.
const DEEPEST: usize = 64;
/// Most elements of a scene with all it includes; the largest scene of Sionna RT has 31 thousand.
const MOST_ELEMENTS: usize = 1_000_000;
/// Most attributes of an element.
const MOST_ATTRIBUTES: usize = 64;
/// Most included files.
const MOST_INCLUDES: usize = 256;
/// Most times that parameters are put in, and most bytes put in: a short parameter used often must not fill the memory.
const MOST_PUT_IN: usize = 1_000_000;
const MOST_PUT_IN_BYTES: usize = 64 << 20;
/// Most `<default>` parameters.
const MOST_PARAMETERS: usize = 1000;

/// An element with what is inside it.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) tag: String,
    attributes: Vec<(String, String)>,
    pub(super) children: Vec<Node>,
    /// File it stands in.
    pub(super) file: Rc<str>,
    /// Line at which it begins, from 1.
    pub(super) line: usize,
}

impl Node {
    /// The value of an attribute.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The attribute `type`, or nothing.
    pub(super) fn kind(&self) -> &str {
        self.attribute("type").unwrap_or("")
    }

    /// Its `id`, unless that is missing or empty.
    pub(super) fn id(&self) -> Option<&str> {
        self.attribute("id").filter(|id| !id.is_empty())
    }

    /// The first child of a tag with an attribute `name`.
    pub(super) fn named(&self, tag: &str, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.tag == tag && child.attribute("name") == Some(name))
    }

    /// Where it stands.
    pub(super) fn place(&self) -> Place {
        Place::Line(self.line)
    }

    /// A fault of this element.
    pub(super) fn fault(&self, message: impl Into<String>, remedy: impl Into<String>) -> ImportError {
        fault(&self.file, self.place(), message, remedy)
    }

    /// The element for a message, e.g. `<shape id="mesh-wall">`.
    pub(super) fn label(&self) -> String {
        let key = ["id", "name", "filename"].into_iter().find_map(|key| self.attribute(key).map(|value| (key, value)));
        match key {
            Some((key, value)) => format!("<{} {key}={:?}>", excerpt(&self.tag), excerpt(value)),
            None => format!("<{}>", excerpt(&self.tag)),
        }
    }
}

/// Reads a scene file and all it includes; the root is its `<scene>`.
pub(super) fn read(xml: &str, file: &str, read: &mut Read<'_>) -> Result<Node, ImportError> {
    let mut loader = Loader {
        read,
        parameters: Vec::new(),
        n_elements: 0,
        n_includes: 0,
        n_put_in: 0,
        n_put_in_bytes: 0,
        open_files: Vec::new(),
    };
    let mut roots = loader.file(xml, file, 0)?;
    let root = roots.iter().position(|node| node.tag == "scene").map(|i| roots.swap_remove(i));
    root.ok_or_else(|| {
        fault(file, Place::Line(1), "there is no <scene> in it", "use the XML file of a Mitsuba or Sionna RT scene")
    })
}

struct Loader<'r, 'f> {
    read: &'r mut Read<'f>,
    /// `<default>` values, longest name first.
    parameters: Vec<(String, String)>,
    n_elements: usize,
    n_includes: usize,
    n_put_in: usize,
    n_put_in_bytes: usize,
    /// Files being read, outermost first.
    open_files: Vec<String>,
}

impl Loader<'_, '_> {
    /// The elements at the top of a file.
    fn file(&mut self, xml: &str, file: &str, depth: usize) -> Result<Vec<Node>, ImportError> {
        refuse(file, &Place::Whole, "bytes", xml.len() as u64, MOST_FILE_BYTES)?;
        self.open_files.push(file.to_owned());
        let name: Rc<str> = Rc::from(file);
        let mut reader = Reader::from_str(xml);
        let mut lines = Lines { text: xml, at: 0, line: 1 };
        let mut roots: Vec<Node> = Vec::new();
        let mut open: Vec<Node> = Vec::new();
        loop {
            let before = lines.at(reader.buffer_position());
            let event = reader.read_event();
            let broken = |line: usize, message: String| fault(file, Place::Line(line), message, "correct the XML");
            let event = event.map_err(|wrong| {
                let line = lines.at(reader.error_position().max(reader.buffer_position()));
                broken(line, excerpt_of_error(&wrong.to_string()))
            })?;
            let (element, is_empty) = match event {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(_) => {
                    if let Some(node) = open.pop() {
                        self.close(node, &mut roots, &mut open, depth)?;
                    }
                    continue;
                }
                Event::Eof if open.is_empty() => break,
                Event::Eof => {
                    let label = open.last().map(Node::label).unwrap_or_default();
                    return Err(broken(before, format!("the file ends inside {label}")));
                }
                _ => continue,
            };
            self.n_elements += 1;
            refuse(file, &Place::Line(before), "elements", self.n_elements as u64, MOST_ELEMENTS)?;
            if depth + open.len() >= DEEPEST {
                return Err(broken(before, format!("elements are nested more than {DEEPEST} deep")));
            }
            let node = self.node(&element, &name, before)?;
            if is_empty {
                self.close(node, &mut roots, &mut open, depth)?;
            } else {
                open.push(node);
            }
        }
        self.open_files.pop();
        Ok(roots)
    }

    /// An element with its attributes, parameters put in.
    fn node(&mut self, element: &BytesStart<'_>, file: &Rc<str>, line: usize) -> Result<Node, ImportError> {
        let broken = |message: String| fault(file, Place::Line(line), message, "correct the XML");
        let mut attributes = Vec::new();
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|wrong| broken(excerpt_of_error(&wrong.to_string())))?;
            if attributes.len() >= MOST_ATTRIBUTES {
                return Err(broken(format!("an element has more than {MOST_ATTRIBUTES} attributes")));
            }
            let value = attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map_err(|wrong| broken(excerpt_of_error(&wrong.to_string())))?;
            let value = self.with_parameters(&value, file, line)?;
            attributes.push((attribute.key.0.to_owned(), value));
        }
        Ok(Node { tag: element.name().0.to_owned(), attributes, children: Vec::new(), file: file.clone(), line })
    }

    /// The value with every `$name` replaced.
    fn with_parameters(&mut self, value: &str, file: &str, line: usize) -> Result<String, ImportError> {
        let mut out = String::new();
        let mut rest = value;
        while let Some(at) = rest.find('$') {
            out.push_str(&rest[..at]);
            let after = &rest[at + 1..];
            let known = self.parameters.iter().find(|(name, _)| after.starts_with(name.as_str()));
            let Some((name, put_in)) = known else {
                let message = format!("the parameter ${} has no value", excerpt(after));
                return Err(fault(file, Place::Line(line), message, "add a <default> with this name before it"));
            };
            self.n_put_in += 1;
            self.n_put_in_bytes += put_in.len();
            refuse(file, &Place::Line(line), "uses of parameters", self.n_put_in as u64, MOST_PUT_IN)?;
            refuse(file, &Place::Line(line), "bytes of parameters", self.n_put_in_bytes as u64, MOST_PUT_IN_BYTES)?;
            out.push_str(put_in);
            rest = &after[name.len()..];
        }
        out.push_str(rest);
        Ok(out)
    }

    /// Hangs a finished element into its parent; carries out `<default>` and `<include>`.
    fn close(&mut self, node: Node, roots: &mut Vec<Node>, open: &mut [Node], depth: usize) -> Result<(), ImportError> {
        let n_open = open.len();
        let siblings = match open.last_mut() {
            Some(parent) => &mut parent.children,
            None => roots,
        };
        match node.tag.as_str() {
            "default" => self.parameter(&node)?,
            "include" => {
                let included = self.include(&node, depth + n_open)?;
                for root in included {
                    // The children of an included scene belong to the scene around it.
                    if root.tag == "scene" { siblings.extend(root.children) } else { siblings.push(root) }
                }
            }
            _ => siblings.push(node),
        }
        Ok(())
    }

    /// The first value given for a name stays, as in Mitsuba.
    fn parameter(&mut self, node: &Node) -> Result<(), ImportError> {
        let (Some(name), Some(value)) =
            (node.attribute("name").filter(|name| !name.is_empty()), node.attribute("value"))
        else {
            return Err(node.fault("a <default> needs a name and a value", "add both"));
        };
        if self.parameters.len() >= MOST_PARAMETERS {
            return Err(node.fault(format!("there are more than {MOST_PARAMETERS} parameters"), "use fewer"));
        }
        if self.parameters.iter().all(|(known, _)| known != name) {
            self.parameters.push((name.to_owned(), value.to_owned()));
            self.parameters.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        Ok(())
    }

    fn include(&mut self, node: &Node, depth: usize) -> Result<Vec<Node>, ImportError> {
        let Some(path) = node.attribute("filename") else {
            return Err(node.fault("an <include> needs a filename", "add it"));
        };
        self.n_includes += 1;
        if self.n_includes > MOST_INCLUDES {
            return Err(node.fault(format!("more than {MOST_INCLUDES} files are included"), "include fewer"));
        }
        let (path, bytes) = paths::read(path, &node.file, &node.place(), self.read)?;
        if self.open_files.contains(&path) {
            let message = format!("{:?} includes itself, directly or through others", excerpt(&path));
            return Err(node.fault(message, "remove this <include>"));
        }
        self.file(paths::text(&bytes, &path)?, &path, depth)
    }
}

/// An XML error as one line without the full stop.
fn excerpt_of_error(text: &str) -> String {
    let line: String = text.chars().take(160).map(|c| if c.is_control() { ' ' } else { c }).collect();
    line.trim_end_matches('.').to_owned()
}

/// Counts lines while reading forwards.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line of a byte not before the last asked for.
    fn at(&mut self, byte: u64) -> usize {
        let byte = usize::try_from(byte).unwrap_or(usize::MAX).min(self.text.len());
        if byte > self.at {
            self.line += self.text.as_bytes()[self.at..byte].iter().filter(|&&b| b == b'\n').count();
            self.at = byte;
        }
        self.line
    }
}

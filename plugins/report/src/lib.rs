//! The report: one self-contained HTML page about a recorded run, readable without network, script or the program.
//!
//! Start at [`render`]. [`facts`] computes every number from the recording, [`words`] says them in sentences, the other modules each make
//! one section.

mod case;
mod events;
mod facts;
mod figure;
mod limits;
mod plan_map;
mod plots;
mod results;
mod settings;
mod track;
mod words;

use base64::Engine;
use coverage_map::CoverageMap;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use recording::Recording;

/// What the report needs beside the recording.
#[derive(Clone, Debug, Default)]
pub struct ReportOptions<'a> {
    /// Title; the scene's name if empty.
    pub title: String,
    /// A picture of the scene, PNG.
    pub picture_png: Option<Vec<u8>>,
    /// A coverage map to put under the plan.
    pub map: Option<&'a CoverageMap>,
    /// The exact command that repeats the run; if `None`, it is composed from the header.
    pub command: Option<String>,
}

/// Renders the report of a recording.
pub fn render(recording: &Recording, options: &ReportOptions<'_>) -> String {
    let case = case::Case::new(recording);
    let facts = facts::Facts::new(recording, &case);
    let title = if options.title.is_empty() { case.title(recording) } else { options.title.clone() };
    let header = recording.header();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) " – Beamscape report" }
                style { (PreEscaped(include_str!("style.css"))) }
            }
            body {
                header {
                    p.kicker { "Beamscape · report of a simulated run" }
                    h1 { (title) }
                    p.lead { (words::subject(recording, &case)) }
                    @if let Some(note) = recording.note() { p.warning { "Note: " (note) "." } }
                    @if let Some(fault) = &case.fault { p.warning { "The scene in the recording cannot be read: " (fault) } }
                }
                section #answer {
                    h2 { "In short" }
                    (words::answer(&case, &facts))
                }
                section #scene { h2 { "The scene" } (scene(recording, &case, options)) }
                section #results { h2 { "Results" } (results::section(&case, &facts)) }
                section #plots { h2 { "Over time" } (plots::section(recording, &case, &facts)) }
                section #events { h2 { "Events" } (events::section(recording, &case)) }
                section #settings { h2 { "Settings" } (settings::section(recording, &case)) }
                section #limits { h2 { "Limits" } (limits::limits(&case)) }
                section #reproduce { h2 { "How to reproduce" } (limits::reproduce(recording, options.command.as_deref())) }
                footer {
                    @if !case.attribution().is_empty() { p { "Map data: " (case.attribution()) } }
                    p { "Made by Beamscape " (header.beamscape_version) " from recording format 1. Nothing on this page is loaded from a network." }
                }
            }
        }
    };
    page.into_string()
}

fn scene(recording: &Recording, case: &case::Case, options: &ReportOptions<'_>) -> Markup {
    let picture = options.picture_png.as_ref().map(|png| base64::engine::general_purpose::STANDARD.encode(png));
    html! {
        @if let Some(data) = picture {
            figure {
                img src={ "data:image/png;base64," (data) } alt="Picture of the scene";
                figcaption { "The scene as Beamscape shows it." }
            }
        }
        (plan_map::figure(recording, case, options.map))
    }
}

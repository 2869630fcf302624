//! What was set: air interface, sites and cells, slices, handover.

use crate::case::Case;
use maud::{Markup, html};
use recording::Recording;
use twin_scene::schema::{Scene, Traffic};
use view_state::{rate, ratio_percent};

/// The tables; a sentence where the scene cannot be read.
pub(crate) fn section(recording: &Recording, case: &Case) -> Markup {
    let Some(scene) = &case.scene else {
        return html! { p { "– The scene cannot be read, so its settings are unknown." } };
    };
    html! {
        @let edits = recording.commands().len();
        p.remark {
            @if edits == 0 { "As in the scene file; nothing was edited during the run." }
            @else { "At the start of the run; " (edits) " edits were made during it (see Events)." }
        }
        (air(scene))
        (cells(scene))
        (slices(scene, case))
        (handover(scene))
    }
}

fn pairs(title: &str, rows: &[(&str, String)]) -> Markup {
    html! {
        table {
            thead { tr { th { (title) } th.number { "Value" } } }
            tbody { @for (name, value) in rows { tr { th scope="row" { (name) } td.number { (value) } } } }
        }
    }
}

fn air(scene: &Scene) -> Markup {
    let carrier = &scene.carrier;
    pairs(
        "Air interface",
        &[
            ("Carrier", format!("{} GHz", carrier.frequency_ghz)),
            ("Bandwidth", format!("{} MHz, {} PRBs", carrier.bandwidth_mhz, carrier.n_prb)),
            ("Sub-carrier spacing", format!("{} kHz", carrier.scs_khz)),
            ("Downlink share of slots", format!("{:.0} %", carrier.dl_share * 100.0)),
            ("Noise figure of the UEs", format!("{} dB", carrier.ue_noise_figure_db)),
        ],
    )
}

fn cells(scene: &Scene) -> Markup {
    html! {
        table {
            thead { tr { th { "Cell" } th.number { "PCI" } th.number { "Height, m" } th.number { "Bearing, °" } th.number { "Tilt, °" } th.number { "Power, dBm" } th.number { "Elements" } th.number { "Beams" } } }
            tbody {
                @for site in &scene.sites {
                    @for (idx, sector) in site.sectors.iter().enumerate() {
                        tr {
                            th scope="row" { (site.name) " / " (idx + 1) }
                            td.number { (sector.pci) }
                            td.number { (format!("{:.1}", site.position.2)) }
                            td.number { (sector.azimuth_deg) }
                            td.number { (sector.downtilt_deg) }
                            td.number { (sector.power_dbm) }
                            td.number { (sector.array.rows) " × " (sector.array.columns) }
                            td.number { (sector.array.beams_azimuth) " × " (sector.array.beams_elevation) }
                        }
                    }
                }
            }
        }
        @if !scene.ris.is_empty() {
            table {
                thead { tr { th { "RIS" } th.number { "Height, m" } th.number { "Bearing, °" } th.number { "Elements" } th.number { "Phase bits" } th { "Serves" } } }
                tbody {
                    @for ris in &scene.ris {
                        tr {
                            th scope="row" { (ris.name) }
                            td.number { (format!("{:.1}", ris.position.2)) }
                            td.number { (ris.azimuth_deg) }
                            td.number { (ris.rows) " × " (ris.columns) }
                            td.number { @if ris.bits == 0 { "continuous" } @else { (ris.bits) } }
                            td { (scene.sites.get(ris.serves_site as usize).map_or("–", |site| &site.name)) }
                        }
                    }
                }
            }
        }
    }
}

fn slices(scene: &Scene, case: &Case) -> Markup {
    html! {
        table {
            thead { tr { th { "Slice" } th.number { "SST" } th.number { "UEs" } th { "Traffic of each UE" } th.number { "Dedicated · min · max" } th { "Target" } } }
            tbody {
                @for (idx, slice) in scene.slices.iter().enumerate() {
                    tr {
                        th scope="row" { (slice.name) }
                        td.number { (slice.sst) }
                        td.number { (case.members(idx).unwrap_or_default()) }
                        td { (traffic(slice.traffic)) }
                        td.number { ([slice.dedicated_ratio_percent, slice.min_ratio_percent, slice.max_ratio_percent].map(ratio_percent).join(" · ")) }
                        td {
                            (slice.sla.reliability_percent) " % within " (slice.sla.max_latency_ms) " ms"
                            @if slice.sla.min_rate_mbps > 0.0 { ", " (rate(slice.sla.min_rate_mbps * 1e6)) " per UE" }
                        }
                    }
                }
            }
        }
        p.remark { "Dedicated, min and max: shares of the PRBs by RRMPolicyRatio (TS 28.541)." }
    }
}

fn traffic(traffic: Traffic) -> String {
    match traffic {
        Traffic::Ftp { mean_mbps, file_kb } => format!("files of {file_kb} kB, {mean_mbps} Mbit/s mean"),
        Traffic::Periodic { period_ms, packet_bytes } => format!("{packet_bytes} bytes every {period_ms} ms"),
        Traffic::Sporadic { packets_per_s, packet_bytes } => {
            format!("{packets_per_s} random packets/s of {packet_bytes} bytes")
        }
    }
}

fn handover(scene: &Scene) -> Markup {
    let set = &scene.mobility;
    pairs(
        "Handover and radio-link monitoring",
        &[
            ("A3 offset", format!("{} dB", set.a3_offset_db)),
            ("Hysteresis", format!("{} dB", set.hysteresis_db)),
            ("Time to trigger", format!("{} ms", set.time_to_trigger_ms)),
            ("L3 filter coefficient k", set.filter_k.to_string()),
            ("Preparation · execution", format!("{} ms · {} ms", set.preparation_ms, set.execution_ms)),
            ("T310 · N310 · N311", format!("{} ms · {} · {}", set.t310_ms, set.n310, set.n311)),
            ("Qout · Qin", format!("{} dB · {} dB", set.qout_db, set.qin_db).replace('-', "−")),
            ("Ping-pong below a stay of", format!("{} ms", set.ping_pong_ms)),
        ],
    )
}

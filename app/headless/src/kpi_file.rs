//! KPI frames as a table: CSV or Parquet, SI units in the column names, one row per frame.

use crate::import::write_whole;
use anyhow::{Context, Result, bail};
use arrow_array::{ArrayRef, Float64Array, RecordBatch};
use arrow_schema::{DataType, Field, Schema};
use parquet::arrow::ArrowWriter;
use std::path::Path;
use std::sync::Arc;
use twin_sim::kpi::KpiFrame;

/// Name and values of a column; NaN for missing.
pub(crate) type Column = (String, Vec<f64>);

/// Writes frames; the ending of the path says how.
pub(crate) fn write(path: &Path, frames: &[KpiFrame], slices: &[String]) -> Result<()> {
    let columns = columns(frames, slices);
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("csv") => write_whole(path, &csv(&columns)?),
        Some("parquet") => write_whole(path, &parquet(&columns)?),
        _ => bail!("cannot tell the format of {path:?}: let it end in .csv or .parquet"),
    }
}

fn columns(frames: &[KpiFrame], slices: &[String]) -> Vec<Column> {
    let column = |name: &str, of: &dyn Fn(&KpiFrame) -> f64| (name.to_owned(), frames.iter().map(of).collect());
    let mut columns: Vec<Column> = vec![
        column("time_s", &|frame| frame.tick.seconds()),
        column("sinr_p05_db", &|frame| frame.sinr_percentiles_db[0]),
        column("sinr_p50_db", &|frame| frame.sinr_percentiles_db[1]),
        column("sinr_p95_db", &|frame| frame.sinr_percentiles_db[2]),
        column("cell_load_mean_ratio", &|frame| frame.mean_load),
        column("dl_throughput_bps", &|frame| frame.total_rate_bps),
        column("handover_completed_count", &|frame| f64::from(frame.handovers)),
        column("handover_ping_pong_count", &|frame| f64::from(frame.ping_pongs)),
        column("rlf_count", &|frame| f64::from(frame.failures)),
        column("beam_top1_ratio", &|frame| frame.beam_top1),
        column("beam_loss_mean_db", &|frame| frame.beam_loss_db),
    ];
    for (idx, slice) in slices.iter().enumerate() {
        let name = slice.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "_");
        let of = |what: &str, value: &dyn Fn(&twin_sim::kpi::SliceKpi) -> f64| {
            let value = |frame: &KpiFrame| frame.slices.get(idx).map_or(f64::NAN, value);
            (format!("{name}_{what}"), frames.iter().map(value).collect())
        };
        columns.extend([
            of("dl_offered_bps", &|kpi| kpi.offered_bps),
            of("dl_throughput_bps", &|kpi| kpi.rate_bps),
            of("dl_delay_mean_s", &|kpi| kpi.latency_mean_s),
            of("dl_delay_p95_s", &|kpi| kpi.latency_p95_s),
            of("dl_in_budget_ratio", &|kpi| kpi.in_budget),
            of("prb_share_ratio", &|kpi| kpi.prb_share),
            of("backlog_bits", &|kpi| kpi.backlog_bits),
        ]);
    }
    columns
}

pub(crate) fn csv(columns: &[Column]) -> Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(name, _)| name))?;
    let n_rows = columns.first().map_or(0, |(_, values)| values.len());
    for row in 0..n_rows {
        let cell = |values: &Vec<f64>| if values[row].is_finite() { values[row].to_string() } else { String::new() };
        writer.write_record(columns.iter().map(|(_, values)| cell(values)))?;
    }
    writer.into_inner().context("cannot write CSV")
}

pub(crate) fn parquet(columns: &[Column]) -> Result<Vec<u8>> {
    let fields: Vec<Field> = columns.iter().map(|(name, _)| Field::new(name, DataType::Float64, true)).collect();
    let finite = |value: &f64| value.is_finite().then_some(*value);
    let arrays: Vec<ArrayRef> = columns
        .iter()
        .map(|(_, values)| Arc::new(values.iter().map(finite).collect::<Float64Array>()) as ArrayRef)
        .collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)?;
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(bytes)
}

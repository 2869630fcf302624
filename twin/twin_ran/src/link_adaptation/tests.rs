//! Tables, block sizes and thresholds against the reference files.

use super::*;

/// Data rows of a comma-separated fixture, as text fields.
fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn number(field: &str) -> f64 {
    field.parse().expect("a number")
}

#[track_caller]
fn check_table(rows_here: &[McsRow], text: &str, first_index: usize) {
    let listed: Vec<Vec<&str>> = rows(text).filter(|row| !row[3].is_empty()).collect();
    assert_eq!(listed.len(), rows_here.len());
    for (offset, (fields, row)) in listed.iter().zip(rows_here).enumerate() {
        assert_eq!(number(fields[0]) as usize, offset + first_index);
        assert_eq!(number(fields[1]) as u8, row.modulation_order);
        assert_eq!(fields[2], row.modulation());
        assert_eq!(number(fields[3]), row.code_rate_x1024);
        assert!((number(fields[4]) - row.spectral_efficiency()).abs() < 6e-5, "printed with 4 decimals");
    }
}

#[test]
fn t38214_5_1_3_1_mcs_tables() {
    check_table(McsTable::Qam64.mcs_rows(), include_str!("../../tests/fixtures/mcs_table1_38214_5.1.3.1-1.csv"), 0);
    check_table(McsTable::Qam256.mcs_rows(), include_str!("../../tests/fixtures/mcs_table2_38214_5.1.3.1-2.csv"), 0);
    check_table(
        McsTable::Qam64LowSe.mcs_rows(),
        include_str!("../../tests/fixtures/mcs_table3_38214_5.1.3.1-3.csv"),
        0,
    );
}

#[test]
fn t38214_5_2_2_1_cqi_tables() {
    check_table(McsTable::Qam64.cqi_rows(), include_str!("../../tests/fixtures/cqi_table1_38214_5.2.2.1-2.csv"), 1);
    check_table(McsTable::Qam256.cqi_rows(), include_str!("../../tests/fixtures/cqi_table2_38214_5.2.2.1-3.csv"), 1);
    check_table(
        McsTable::Qam64LowSe.cqi_rows(),
        include_str!("../../tests/fixtures/cqi_table3_38214_5.2.2.1-4.csv"),
        1,
    );
}

#[test]
fn t38214_5_1_3_2_transport_block_sizes() {
    let mut checked = 0;
    for fields in rows(include_str!("../../tests/fixtures/tbs_examples.csv")) {
        let whole = |index: usize| number(fields[index]) as u32;
        let table = [McsTable::Qam64, McsTable::Qam256, McsTable::Qam64LowSe][whole(0) as usize - 1];
        let row = table.mcs_rows()[whole(1) as usize];
        let n_re = data_res_per_prb(whole(6), whole(7), whole(8)) * whole(4);
        assert_eq!(n_re, whole(10), "{fields:?}");
        assert_eq!(transport_block_bits(row, n_re, whole(5) as u8), whole(15), "{fields:?}");
        checked += 1;
    }
    assert_eq!(checked, 1425);
    assert_eq!(transport_block_bits(McsTable::Qam64.mcs_rows()[0], 0, 1), 0);
    assert_eq!(data_res_per_prb(1, 12, 6), 0);
}

#[test]
fn thresholds_are_those_of_the_reference() {
    let reference = rows(include_str!("../../tests/fixtures/sinr_mcs_bler10_handoverlab.csv"));
    let for_52_prb: Vec<f64> = reference.filter(|fields| fields[4] == "52").map(|fields| number(fields[7])).collect();
    assert_eq!(for_52_prb, SINR_10_PERCENT_DB);
    let adaptation = LinkAdaptation::new(McsTable::Qam64);
    for fields in rows(include_str!("../../tests/fixtures/sinr_to_cqi_thresholds.csv")).skip(1) {
        let (cqi, needed_db) = (number(fields[0]) as u8, number(fields[5]));
        assert_eq!(adaptation.cqi(needed_db), cqi);
        assert_eq!(adaptation.cqi(needed_db - 1e-9), cqi - 1);
        let shannon_db = shannon_sinr_db(McsTable::Qam64.cqi_rows()[usize::from(cqi) - 1]);
        assert!((shannon_db - number(fields[4])).abs() < 1e-3);
    }
}

#[test]
fn thresholds_rise_with_the_index_in_every_table() {
    for table in [McsTable::Qam64, McsTable::Qam256, McsTable::Qam64LowSe] {
        let adaptation = LinkAdaptation::new(table);
        assert!(adaptation.mcs_sinr_db.is_sorted_by(|a, b| a < b), "{table:?}: {:?}", adaptation.mcs_sinr_db);
        assert!(adaptation.cqi_sinr_db.is_sorted_by(|a, b| a < b), "{table:?}: {:?}", adaptation.cqi_sinr_db);
        assert!(adaptation.mcs_of_cqi.is_sorted(), "{table:?}");
        for row in table.mcs_rows() {
            assert!(sinr_at_target_bler_db(*row) > shannon_sinr_db(*row), "no row beats Shannon: {row:?}");
        }
    }
}

#[test]
fn block_errors_meet_the_target_and_fall_with_sinr() {
    let adaptation = LinkAdaptation::new(McsTable::Qam256);
    for mcs in 0..28 {
        let needed_db = adaptation.mcs_sinr_db[usize::from(mcs)];
        assert!((adaptation.bler(mcs, needed_db) - 0.1).abs() < 1e-12);
        assert!((adaptation.bler(mcs, needed_db + 0.5) - 0.01).abs() < 1e-3);
        assert!(adaptation.bler(mcs, needed_db - 3.0) > 0.999);
        assert!(adaptation.bler(mcs, f64::INFINITY) < 1e-100);
    }
    assert_eq!(adaptation.cqi(-60.0), 0);
    assert_eq!(adaptation.mcs(0), None);
    assert_eq!(adaptation.mcs(15), Some(27));
    assert_eq!(adaptation.mcs(1), Some(0));
}

#[test]
fn an_offset_moves_the_mcs_and_none_leaves_it() {
    for table in [McsTable::Qam64, McsTable::Qam256, McsTable::Qam64LowSe] {
        let adaptation = LinkAdaptation::new(table);
        for cqi in 0..=15 {
            assert_eq!(adaptation.mcs_with_offset(cqi, 0.0), adaptation.mcs(cqi), "{table:?} CQI {cqi}");
            let by_offset: Vec<_> = (-20..=20).map(|db| adaptation.mcs_with_offset(cqi, f64::from(db))).collect();
            assert!(by_offset.is_sorted());
            for (&mcs, db) in by_offset.iter().zip(-20..) {
                let near = |near| adaptation.mcs_with_offset_near(cqi, f64::from(db), near);
                assert!((0..40).all(|guess| near(guess) == mcs));
            }
        }
        assert_eq!(adaptation.mcs_with_offset(1, -20.0), Some(0), "in range of a CQI there is always an MCS");
        let highest = table.mcs_rows().len() as u8 - 1;
        assert_eq!(adaptation.mcs_with_offset(15, 20.0), Some(highest));
        for cqi in 1..=15 {
            let (low_db, high_db) = adaptation.useful_offsets_db(cqi);
            assert_eq!(adaptation.mcs_with_offset(cqi, high_db + 1e-9), Some(highest));
            assert_eq!(adaptation.mcs_with_offset(cqi, low_db), Some(0));
            assert_ne!(adaptation.mcs_with_offset(cqi, high_db - 0.1), Some(highest));
        }
        assert_eq!(adaptation.useful_offsets_db(0), (0.0, 0.0));
    }
}

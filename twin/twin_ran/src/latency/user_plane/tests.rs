//! Sums by hand, orders that must hold, and a count of arrivals.

use super::*;

const FDD_SLOT: UserPlane = UserPlane {
    numerology: 0,
    mini_slot: None,
    capability: ProcessingCapability::One,
    access: Access::Downlink,
    duplex: Duplex::Fdd,
};

/// A symbol that processing times count in, s.
fn processing_symbol_s(numerology: u8) -> f64 {
    (2048.0 + 144.0) / 2048.0 / 15e3 / f64::from(1u32 << numerology)
}

fn latency(choice: UserPlane, retransmissions: u32) -> OneWayLatency {
    choice.one_way_latency(retransmissions).expect("a legal choice")
}

#[track_caller]
fn check(found_s: f64, expected_s: f64) {
    assert!((found_s - expected_s).abs() < 1e-10, "{found_s} s, expected {expected_s} s");
}

#[test]
fn tr37910_5_7_1_1_downlink_slots() {
    // N2/2 + alignment + slot + N1/2.
    for (numerology, n1, n2) in [(0, 8.0, 10.0), (1, 10.0, 12.0), (2, 17.0, 23.0), (3, 20.0, 36.0), (6, 160.0, 288.0)] {
        let slot_s = 1e-3 / f64::from(1u32 << numerology);
        let processing_s = (n1 + n2) / 2.0 * processing_symbol_s(numerology);
        let found = latency(UserPlane { numerology, ..FDD_SLOT }, 0);
        check(found.best_s, processing_s + slot_s);
        check(found.mean_s, processing_s + 1.5 * slot_s);
        check(found.worst_s, processing_s + 2.0 * slot_s);
    }
    // 15 kHz, whole slots: 2.14 ms on average; a retransmission adds three slots: N1 and N2 pass within 1.4 ms of the next slot but one.
    let (once, again) = (latency(FDD_SLOT, 0), latency(FDD_SLOT, 1));
    assert!((once.mean_s - 2.142e-3).abs() < 1e-6);
    check(again.mean_s - once.mean_s, 3e-3);
}

#[test]
fn mini_slots_of_a_fast_ue_are_below_half_a_millisecond() {
    // 30 kHz, 2 symbols, capability 2: 5.5/2 + 4.5/2 symbols of processing, 1 of mean alignment, 2 of transmission.
    let choice =
        UserPlane { numerology: 1, mini_slot: Some(MiniSlot::Two), capability: ProcessingCapability::Two, ..FDD_SLOT };
    let symbol_s = 0.5e-3 / 14.0;
    check(latency(choice, 0).mean_s, 5.0 * processing_symbol_s(1) + 3.0 * symbol_s);
    assert!(latency(choice, 0).worst_s < 0.5e-3, "{:?}", latency(choice, 0));
    // Four symbols: three to a slot, gaps of 4, 4 and 6 symbols.
    let four = UserPlane { mini_slot: Some(MiniSlot::Four), ..choice };
    let alignment = (16.0 + 16.0 + 36.0) / 2.0 / 14.0;
    check(latency(four, 0).mean_s, 5.0 * processing_symbol_s(1) + (alignment + 4.0) * symbol_s);
    check(latency(four, 0).worst_s, 5.0 * processing_symbol_s(1) + (6.0 + 4.0) * symbol_s);
    // Capability 1 waits for three more symbols of decoding.
    let slow = UserPlane { capability: ProcessingCapability::One, ..choice };
    check(latency(slow, 0).best_s, ((10.0 + 3.0) / 2.0 + 6.0) * processing_symbol_s(1) + 2.0 * symbol_s);
}

#[test]
fn a_configured_grant_saves_the_request() {
    for numerology in [0, 1, 2, 3] {
        for mini_slot in [None, Some(MiniSlot::Seven), Some(MiniSlot::Two)] {
            let choice = UserPlane { numerology, mini_slot, access: Access::ConfiguredGrant, ..FDD_SLOT };
            let asked = UserPlane { access: Access::DynamicGrant, ..choice };
            let (free, granted) = (latency(choice, 0), latency(asked, 0));
            let downlink = latency(UserPlane { access: Access::Downlink, ..choice }, 0);
            assert_eq!(free, downlink, "the same steps, N1 and N2 exchanged");
            // At least the request, its reading, the grant and N2 in addition.
            let n2 = n2_symbols(ProcessingCapability::One, numerology).expect("a legal numerology");
            assert!(granted.best_s - free.best_s > 2.0 * n2 * processing_symbol_s(numerology), "{choice:?}");
        }
    }
}

#[test]
fn shorter_is_faster_and_retransmissions_are_not() {
    let lengths = [None, Some(MiniSlot::Seven), Some(MiniSlot::Four), Some(MiniSlot::Two)];
    for access in [Access::Downlink, Access::ConfiguredGrant, Access::DynamicGrant] {
        for capability in [ProcessingCapability::One, ProcessingCapability::Two] {
            for duplex in [Duplex::Fdd, Duplex::Tdd { downlink_slots: 3, uplink_slots: 1 }] {
                for numerology in 0..=2 {
                    let of = |mini_slot, retransmissions| {
                        let choice = UserPlane { numerology, mini_slot, capability, access, duplex };
                        let found = latency(choice, retransmissions);
                        assert!(found.best_s < found.mean_s && found.mean_s < found.worst_s, "{choice:?}");
                        found.mean_s
                    };
                    let means = lengths.map(|mini_slot| of(mini_slot, 0));
                    assert!(means[0] > means[1] && means[1] > means[3], "{means:?}");
                    assert!(
                        lengths.iter().all(|&length| of(length, 0) < of(length, 1) && of(length, 1) < of(length, 2))
                    );
                }
            }
        }
    }
}

#[test]
fn the_closed_form_is_the_mean_over_arrivals() {
    for (duplex, access) in [
        (Duplex::Tdd { downlink_slots: 4, uplink_slots: 1 }, Access::Downlink),
        (Duplex::Tdd { downlink_slots: 3, uplink_slots: 2 }, Access::DynamicGrant),
        (Duplex::Fdd, Access::ConfiguredGrant),
    ] {
        let choice = UserPlane { numerology: 1, mini_slot: Some(MiniSlot::Four), access, duplex, ..FDD_SLOT };
        let steps = Steps::new(&choice).expect("legal");
        let first = if access == Access::Downlink { &steps.downlink } else { &steps.uplink };
        let n = 100_000;
        let one = |index: u32| {
            let arrival = (f64::from(index) + 0.5) / f64::from(n) * first.period;
            steps.end(access, first.next(arrival + steps.ready), 1) - arrival
        };
        let all: Vec<f64> = (0..n).map(one).collect();
        let symbol_s = 0.5e-3 / 14.0;
        let found = latency(choice, 1);
        assert!((found.mean_s - all.iter().sum::<f64>() / f64::from(n) * symbol_s).abs() < 1e-8);
        assert!((found.worst_s - all.iter().fold(0.0, |most, &value| f64::max(most, value)) * symbol_s).abs() < 1e-7);
        assert!((found.best_s - all.iter().fold(1e9, |least, &value| f64::min(least, value)) * symbol_s).abs() < 1e-7);
    }
}

#[test]
fn the_mean_weighs_retransmissions() {
    let [once, twice] = [0, 1].map(|retransmissions| latency(FDD_SLOT, retransmissions).mean_s);
    check(FDD_SLOT.mean_latency_s(0.0, 3).expect("legal"), once);
    check(FDD_SLOT.mean_latency_s(0.1, 1).expect("legal"), (once + 0.1 * twice) / 1.1);
    assert!(FDD_SLOT.mean_latency_s(1.0, 1).is_err());
}

#[test]
fn faults_are_sentences() {
    let fault = UserPlane { numerology: 3, capability: ProcessingCapability::Two, ..FDD_SLOT }.one_way_latency(0);
    let expected = "numerology of this processing capability must be one of 0, 1, 2, found 3";
    assert_eq!(fault.expect_err("no such UE").to_string(), expected);
    assert!(UserPlane { numerology: 4, ..FDD_SLOT }.one_way_latency(0).is_err(), "240 kHz is for synchronisation only");
    let duplex = Duplex::Tdd { downlink_slots: 3, uplink_slots: 0 };
    let fault = UserPlane { duplex, ..FDD_SLOT }.one_way_latency(0).expect_err("no uplink");
    assert_eq!(fault.to_string(), "uplink_slots must be in 1..=79, found 0");
}

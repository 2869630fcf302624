use crate::pattern::{HEAD, file, toward};
use twin_antenna::{MAX_BYTES, PatternError, parse_msi};
use twin_units::Hertz;
use twin_units::rng::{Purpose, Stream};

/// A plain antenna: 0 dB everywhere in front, a little to the side.
fn loss(angle: f64) -> f64 {
    10.0 - 10.0 * angle.to_radians().cos()
}

fn plain() -> String {
    file(HEAD, loss, loss)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let error = parse_msi(text).expect_err("the file has a fault");
    assert_eq!(error.to_string(), expected);
}

/// The plain file with its first occurrence of a piece replaced.
fn with(from: &str, to: &str) -> String {
    assert!(plain().contains(from), "{from:?}");
    plain().replacen(from, to, 1)
}

#[test]
fn variants_of_the_format_read_alike() {
    let expected = parse_msi(&plain()).expect("the file is sound");
    let commas: String = plain().lines().map(|line| line.replace('.', ",") + "\r\n").collect();
    let semicolons = plain().replace('\t', " ; ");
    let lists = plain().lines().map(|line| line.replace('\t', ",") + "\n").collect::<String>();
    let commented =
        plain().replace("COMMENT none\n", "# none\n\n// none\n!none\n").replace("\n37\t", "\nCOMMENT inside\n37\t");
    let points = |point: &dyn Fn(&str, &str) -> String| {
        let line = |line: &str| line.split_once('\t').map_or(line.to_owned(), |(angle, loss)| point(angle, loss));
        plain().lines().map(|text| line(text) + "\n").collect::<String>()
    };
    let negative = points(&|angle, loss| format!("{angle} -{loss}"));
    let decimals = points(&|angle, loss| format!("{angle}.0 {loss}"));
    let lower = plain().replace("HORIZONTAL", "horizontal").replace("VERTICAL", "Vertical").replace("GAIN", "Gain:");
    let vertical = plain().find("VERTICAL").expect("the file has one");
    let horizontal = plain().find("HORIZONTAL").expect("the file has one");
    let swapped = format!("{}{}{}", HEAD, &plain()[vertical..], &plain()[horizontal..vertical]);
    let closed = with("VERTICAL 360\n", "360 0.00\nVERTICAL\n");
    let announced_closed = closed.replacen("HORIZONTAL 360", "HORIZONTAL 361", 1);
    let unnamed = plain().replacen("NAME Test panel", "Test panel", 1);
    for (kind, text) in [
        ("commas", commas),
        ("semicolons", semicolons),
        ("lists", lists),
        ("comments", commented),
        ("negative", negative),
        ("decimals", decimals),
        ("lower case", lower),
        ("swapped", swapped),
        ("closed", closed),
        ("closed and announced", announced_closed),
        ("unnamed", unnamed),
        ("byte order mark", format!("\u{feff}{}", plain())),
    ] {
        let pattern = parse_msi(&text).unwrap_or_else(|error| panic!("{kind}: {error}"));
        assert_eq!(pattern.horizontal(), expected.horizontal(), "{kind}");
        assert_eq!(pattern.vertical(), expected.vertical(), "{kind}");
        assert_eq!(pattern.gain_dbi(), expected.gain_dbi(), "{kind}");
        assert_eq!(pattern.name(), expected.name(), "{kind}");
        assert_eq!(pattern.notes().is_empty(), kind != "negative", "{kind}: {:?}", pattern.notes());
    }
}

#[test]
fn gains_and_frequencies_have_units() {
    let gain = |value: &str| parse_msi(&with("8.00 dBi", value)).expect("the file is sound");
    assert_eq!(gain("15.0 dBd").gain_dbi().0, 17.15);
    assert_eq!(gain("17,5dBi").gain_dbi().0, 17.5);
    let assumed = gain("15");
    assert_eq!(assumed.gain_dbi().0, 17.15);
    assert!(assumed.notes()[0].contains("dBd"), "{:?}", assumed.notes());
    let frequency = |value: &str| parse_msi(&with("3500", value)).expect("the file is sound").frequency();
    assert_eq!(frequency("3.5 GHz"), Some(Hertz(3.5e9)));
    assert_eq!(frequency("1710-1880"), Some(Hertz(1.795e9)));
    assert_eq!(frequency("1710 - 1880 MHz"), Some(Hertz(1.795e9)));
    assert_eq!(frequency(""), None);
}

#[test]
fn tilts_are_told_apart() {
    let tilt = |value: &str| parse_msi(&with("TILT ELECTRICAL", value)).expect("the file is sound");
    assert_eq!(tilt("TILT ELECTRICAL 6").electrical_tilt_deg(), Some(6.0));
    assert_eq!(tilt("TILT 4,5°").electrical_tilt_deg(), Some(4.5));
    assert_eq!(tilt("ELECTRICAL_TILT 0").electrical_tilt_deg(), Some(0.0));
    let mechanical = tilt("TILT MECHANICAL 3");
    assert_eq!(mechanical.electrical_tilt_deg(), None);
    assert!(mechanical.notes()[0].contains("downtilt of the cell"));
    let upwards = parse_msi(&file("GAIN 8 dBi\nTILT ELECTRICAL 6\n", loss, |angle| loss(angle + 6.0))).expect("sound");
    assert!(upwards.notes()[0].contains("upside down"), "{:?}", upwards.notes());
    assert!(upwards.with_vertical_upside_down().gain_local(toward(0.0, 6.0)) > 6.3);
}

#[test]
fn faults_name_their_line_and_what_to_do() {
    check("", "GAIN is missing: add \"GAIN 17.5 dBi\"");
    check("GAIN 8", "HORIZONTAL is missing: add \"HORIZONTAL 360, then 360 lines of an angle and a loss in dB\"");
    check(
        &with("GAIN 8.00 dBi", "GAIN high"),
        "line 5: GAIN should be a number and dBi or dBd, such as 17.5 dBi, found \"high\"",
    );
    check(
        &with("8.00 dBi", "8.00 dBm"),
        "line 5: GAIN should be a number and dBi or dBd, such as 17.5 dBi, found \"8.00 dBm\"",
    );
    check(&with("8.00 dBi", "800 dBi"), "line 5: the gain in dBi is 800, it should be from -60 to 100");
    check(&with("MAKE Nobody", "GAIN 3 dBi"), "line 5: GAIN is there already in line 2: keep one of them");
    check(
        &with("3500", "3.5 THz"),
        "line 3: FREQUENCY should be MHz or a number with a unit, such as 3500 or 3.5 GHz, found \"3.5 THz\"",
    );
    check(
        &with("TILT ELECTRICAL", "TILT ELECTRICAL six"),
        "line 6: TILT should be ELECTRICAL or MECHANICAL and degrees, such as ELECTRICAL 6, found \"ELECTRICAL six\"",
    );
    check(
        &with("\n12\t0.22", "\n12\tNaN"),
        "line 22: expected an angle and a loss such as \"12 0.35\", found \"12\\tNaN\"",
    );
    check(
        &with("\n12\t0.22", "\nNaN\t0.22"),
        "line 22: expected an angle and a loss such as \"12 0.35\", found \"NaN\\t0.22\"",
    );
    check(
        &with("\n12\t0.22", "\n12\t1e999"),
        "line 22: expected an angle and a loss such as \"12 0.35\", found \"12\\t1e999\"",
    );
    check(&with("\n12\t0.22", "\n12"), "line 22: expected an angle and a loss such as \"12 0.35\", found \"12\"");
    check(
        &with("\n12\t0.22", "\n12\t-0.22"),
        "line 22: HORIZONTAL has losses of both signs, here -0.22 dB: write all as positive dB below the maximum",
    );
    check(&with("\n12\t0.22", "\n12\t900"), "line 22: the loss in dB is 900, it should be from -200 to 200");
    check(&with("\n12\t0.22", "\n512\t1"), "line 22: the angle in degrees is 512, it should be from -360 to 360");
    check(&with("\n12\t0.22", "\n13\t0.22"), "line 23: 13° is there twice in HORIZONTAL: remove one of the lines");
    check(
        &with("\n217\t17.99", ""),
        "line 369: HORIZONTAL announces 360 lines and has 359; 217° is missing: add it or correct the number",
    );
    let cut_off = plain().lines().take(500).map(|line| format!("{line}\n")).collect::<String>();
    check(
        &cut_off,
        "line 500: VERTICAL announces 360 lines and has 130; 130° is missing: add it or correct the number",
    );
    check(
        &with("HORIZONTAL 360", "HORIZONTAL 359"),
        "line 369: found \"359 0\" outside a cut: HORIZONTAL and VERTICAL must announce how many lines follow",
    );
}

#[test]
fn counts_and_sizes_are_bounded() {
    check(
        &with("HORIZONTAL 360", "HORIZONTAL 9999999"),
        "line 9: the number of lines of a cut is 9999999, it should be from 36 to 3600",
    );
    check(
        &with("HORIZONTAL 360", "HORIZONTAL many"),
        "line 9: HORIZONTAL should be the number of lines that follow, such as 360, found \"many\"",
    );
    check(
        &with("HORIZONTAL 360", "9 9"),
        "line 9: found \"9 9\" outside a cut: HORIZONTAL and VERTICAL must announce how many lines follow",
    );
    let large = " ".repeat(MAX_BYTES + 1);
    assert_eq!(parse_msi(&large), Err(PatternError::TooLarge { bytes: MAX_BYTES + 1, limit: MAX_BYTES }));
    let long = format!("NAME {}\n{}", "x".repeat(10_000), plain());
    assert_eq!(parse_msi(&long).expect("the file is sound").name().len(), 200);
    let twice = format!("{}{}", plain(), &plain()[HEAD.len()..]);
    check(&twice, "line 731: HORIZONTAL is there already in line 9: keep one of them");
}

#[test]
fn coarse_cuts_are_read_and_interpolated() {
    let mut text = "GAIN 8 dBi\n".to_owned();
    for name in ["HORIZONTAL", "VERTICAL"] {
        text += &format!("{name} 72\n");
        (0..72).for_each(|index| text += &format!("{} {:.2}\n", index * 5, loss(f64::from(index) * 5.0)));
    }
    let pattern = parse_msi(&text).expect("the file is sound");
    assert!((pattern.horizontal().loss_db(2.5) - 0.5 * loss(5.0)).abs() < 0.01);
}

/// A file with some bytes, pieces or lines of it changed.
fn mutated(base: &[u8], stream: &mut Stream) -> Vec<u8> {
    let mut bytes = base.to_vec();
    for _ in 0..=stream.index(4) {
        let at = stream.index(bytes.len());
        match stream.index(7) {
            0 => bytes[at] = stream.bits() as u8,
            1 => bytes[at] = b"0123456789.,-+eE \t\n;#nNaAiIfF"[stream.index(29)],
            2 => {
                bytes.remove(at);
            }
            3 => bytes.insert(at, b"0123456789.,-+eE \t\n;"[stream.index(20)]),
            4 => bytes.truncate(at.max(1)),
            5 => {
                let end = (at + stream.index(60)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = stream.index(bytes.len());
                bytes.splice(to..to, piece);
            }
            _ => {
                let word: &[u8] =
                    [b"NaN" as &[u8], b"inf", b"-1e308", b"1e-320", b"HORIZONTAL 36\n", b"360 0\n", b"\xff\xfe"]
                        [stream.index(7)];
                bytes.splice(at..at, word.iter().copied());
            }
        }
    }
    bytes
}

#[test]
fn mutated_files_give_sound_patterns_or_errors() {
    let mut stream = Stream::new(38_901, 0, Purpose::Dataset);
    let base = plain().into_bytes();
    let (mut read, mut refused) = (0, 0);
    for _ in 0..4000 {
        let bytes = mutated(&base, &mut stream);
        match parse_msi(&String::from_utf8_lossy(&bytes)) {
            Ok(pattern) => {
                read += 1;
                let highest = pattern.gain_dbi().linear();
                for (azimuth, below) in [(0.0, 0.0), (77.3, -12.0), (180.0, 4.0), (-120.0, 89.0), (0.0, -90.0)] {
                    let gain = pattern.gain_local(toward(azimuth, below));
                    assert!(gain.is_finite() && gain > 0.0 && gain <= highest * (1.0 + 1e-12), "{gain} {highest}");
                }
                assert!((pattern.peak_direction().length() - 1.0).abs() < 1e-9);
            }
            Err(error) => {
                refused += 1;
                assert!(!error.to_string().is_empty());
            }
        }
    }
    println!("{read} mutated files read, {refused} refused");
    assert!(read > 150 && refused > 200, "{read} {refused}");
}

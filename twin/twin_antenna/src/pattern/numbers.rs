//! Numbers as pattern files have them.

/// Longest number read, bytes.
const MAX_DIGITS: usize = 40;

/// A number and the word behind it, with or without a space between.
pub(super) fn amount_and_unit(value: &str) -> Option<(f64, &str)> {
    let mut words = value.split_whitespace();
    let word = words.next()?;
    let end = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
    let (amount, glued) = word.split_at(end);
    let unit = if glued.is_empty() { words.next().unwrap_or_default() } else { glued };
    Some((number(amount)?, unit))
}

/// An angle and a loss: two numbers between spaces, tabs or semicolons, or one comma between two numbers without one.
pub(super) fn point(text: &str) -> Option<(f64, f64)> {
    let mut words = text.split(|c: char| c.is_whitespace() || c == ';').filter(|word| !word.is_empty());
    let (first, second, third) = (words.next()?, words.next(), words.next());
    match (second, third) {
        (Some(second), None) => Some((number(first.trim_end_matches(','))?, number(second)?)),
        (None, None) => {
            let (angle, loss) = first.split_once(',').filter(|(_, loss)| !loss.contains(','))?;
            Some((number(angle)?, number(loss)?))
        }
        _ => None,
    }
}

/// A finite number with a decimal point or comma.
pub(super) fn number(word: &str) -> Option<f64> {
    // `parse` would take "nan" and "inf" as well.
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.' | ',' | 'e' | 'E');
    if word.len() > MAX_DIGITS || !word.chars().all(plain) {
        return None;
    }
    word.replacen(',', ".", 1).parse().ok().filter(|value: &f64| value.is_finite())
}

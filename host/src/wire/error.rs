//! Errors as words, from which the script creates exceptions.

use filmgate::{Detail, Error};

/// Writes a text: its length, followed by its characters.
fn text(words: &mut Vec<f64>, text: &str) {
    words.push(text.chars().count() as f64);
    words.extend(text.chars().map(|character| f64::from(u32::from(character))));
}

fn detail(words: &mut Vec<f64>, detail: &Detail) {
    match detail {
        Detail::Text(words_of) => {
            words.push(0.0);
            text(words, words_of);
        }
        Detail::Number(number) => words.extend([1.0, *number]),
        Detail::Range(min, max) => words.extend([2.0, *min, *max]),
        Detail::OneOf(names) => {
            words.extend([3.0, names.len() as f64]);
            names.iter().for_each(|name| text(words, name));
        }
        Detail::Size(width, height) => words.extend([4.0, f64::from(*width), f64::from(*height)]),
        _ => words.extend([4.0, 0.0, 0.0]),
    }
}

/// Writes code, argument, expected value and received value.
pub(crate) fn write_error(error: &Error) -> Vec<f64> {
    let mut words = Vec::new();
    text(&mut words, error.code.name());
    text(&mut words, &error.argument);
    detail(&mut words, &error.expected);
    detail(&mut words, &error.received);
    words
}

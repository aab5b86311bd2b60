//! Money, shares in per cent, and measured quantities.

use super::reading::{Gap, Reading, Shape, is_function_word};
use super::units::{
    currency_code, currency_sign, currency_word, dollar_of, national_currency, square_unit, unit,
};

/// An amount at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// Bytes of the document's text, the end outside.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: &'static str,
    /// The value, or the lower end of a range.
    pub(super) value: f64,
    /// The upper end of a range.
    pub(super) high: Option<f64>,
    /// A currency by ISO 4217, or a unit.
    pub(super) unit: &'static str,
}

impl Amount {
    /// `3500000 USD`, `3.5 %`, `12 km`, `3 to 5 %`.
    pub(super) fn label(&self) -> String {
        match self.high {
            Some(high) => format!("{} to {high} {}", self.value, self.unit),
            None => format!("{} {}", self.value, self.unit),
        }
    }
}

/// All amounts, in the order of the text.
pub(super) fn amounts(reading: &Reading<'_>) -> Vec<Amount> {
    let mut amounts: Vec<Amount> = Vec::new();
    let mut read_to = 0;
    for at in 0..reading.tokens.len() {
        if reading.tokens[at].start >= read_to {
            read_to = amount(reading, at, &mut amounts).unwrap_or(read_to);
        }
    }
    amounts
}

/// A number with what stands right before it.
struct Figure {
    value: f64,
    /// Bytes: with the sign and the currency, and the end of the number.
    start: usize,
    end: usize,
    /// The token behind it.
    next: usize,
    currency: Option<&'static str>,
}

/// What a number is an amount of.
struct Measure {
    kind: &'static str,
    unit: &'static str,
    /// The byte behind it.
    end: usize,
}

/// Reads an amount, or two with one unit, and says up to which byte.
fn amount(reading: &Reading<'_>, at: usize, amounts: &mut Vec<Amount>) -> Option<usize> {
    let first = figure(reading, at, false)?;
    let factor = magnitude(reading, first.next);
    let (next, end) = behind(reading, &first, factor);
    let single = |figure: &Figure, value: f64, measure: &Measure| Amount {
        start: figure.start,
        end: measure.end,
        kind: measure.kind,
        value,
        high: None,
        unit: measure.unit,
    };
    let Some((second, link)) = other_end(reading, next, end) else {
        let measure = measure(reading, &first, next, end)?;
        amounts.push(single(&first, first.value * factor.unwrap_or(1.0), &measure));
        return Some(measure.end);
    };
    let word_before = at.checked_sub(1).map(|before| reading.word(before));
    let other_factor = magnitude(reading, second.next);
    let (other_next, other_end) = behind(reading, &second, other_factor);
    // `$3 to $5 million`, but `$500,000 to $2 million`.
    let shared = other_factor.filter(|_| first.value <= second.value);
    let low = first.value * factor.or(shared).unwrap_or(1.0);
    let high = second.value * other_factor.unwrap_or(1.0);
    let is_one_currency = second.currency.is_none() || second.currency == first.currency;
    if link == Link::Dash {
        // `3-2` is no range, and neither number is one of its own.
        let measure = measure(reading, &first, other_next, other_end)
            .filter(|_| low < high && is_one_currency);
        let Some(measure) = measure else { return Some(other_end) };
        let end = measure.end;
        amounts.push(Amount { high: Some(high), ..single(&first, low, &measure) });
        return Some(end);
    }
    let is_open = first.currency.is_some() && second.currency.is_none();
    if link == Link::To && is_open && low < high {
        // `$5 to 10 million` may be a range, and may be given to so many people.
        return Some(other_end);
    }
    let is_range = low < high
        && is_one_currency
        && !is_open
        && (link == Link::To || word_before == Some("between"));
    let is_change = link == Link::To && word_before == Some("from") && is_one_currency && !is_open;
    let whole = measure(reading, &second, other_next, other_end).filter(|_| is_range || is_change);
    let Some(whole) = whole else {
        let measure = measure(reading, &first, next, end)?;
        amounts.push(single(&first, low_alone(&first, factor), &measure));
        return Some(measure.end);
    };
    let behind = whole.end;
    if is_change {
        // `from 5 to 3 percent`: two amounts with one unit.
        amounts.push(Amount { end, ..single(&first, low, &whole) });
        amounts.push(single(&second, high, &whole));
    } else {
        amounts.push(Amount { high: Some(high), ..single(&first, low, &whole) });
    }
    Some(behind)
}

fn low_alone(figure: &Figure, factor: Option<f64>) -> f64 {
    figure.value * factor.unwrap_or(1.0)
}

/// The token and the byte behind a number and its magnitude.
fn behind(reading: &Reading<'_>, figure: &Figure, factor: Option<f64>) -> (usize, usize) {
    match factor {
        Some(_) => (figure.next + 1, reading.tokens[figure.next].end),
        None => (figure.next, figure.end),
    }
}

/// What stands between the two numbers of a range.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Link {
    Dash,
    To,
    And,
}

/// The second number of a range whose first ends before the token `next` and at the byte `end`.
fn other_end(reading: &Reading<'_>, next: usize, end: usize) -> Option<(Figure, Link)> {
    let link = match reading.word(next) {
        "to" => Link::To,
        "and" => Link::And,
        _ => Link::Dash,
    };
    let second = figure(reading, next + usize::from(link != Link::Dash), link == Link::Dash)?;
    let between = reading.text.get(end..second.start)?;
    let fits = match link {
        Link::To => between == " to ",
        Link::And => between == " and ",
        Link::Dash => matches!(between, "-" | "–" | "‐" | "‑" | " – "),
    };
    fits.then_some((second, link))
}

/// A number with its sign and what currency stands before it; behind a dash (`5` of `3-5`) only as
/// the second of two.
fn figure(reading: &Reading<'_>, at: usize, is_second: bool) -> Option<Figure> {
    let (value, next) = number(reading, at)?;
    let token = reading.tokens[at];
    let end = reading.tokens[next - 1].end;
    let (start, currency) = match currency_before(reading, at) {
        Some((start, currency)) => (start, Some(currency)),
        None => (token.start, None),
    };
    let before = reading.text.get(..start)?;
    let dash = before.chars().next_back().filter(|c| matches!(c, '-' | '−' | '–' | '‐' | '‑'));
    let Some(dash) = dash else {
        let is_glued = before.ends_with(char::is_alphanumeric) || before.ends_with(['.', ',', '/']);
        if is_glued {
            return None;
        }
        let is_minus = before.ends_with("minus ");
        let start = if is_minus { start - "minus ".len() } else { start };
        let value = if is_minus { -value } else { value };
        return Some(Figure { value, start, end, next, currency });
    };
    let before = before.get(..before.len() - dash.len_utf8())?;
    if before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '(') {
        // `-3%`; a dash between words has a space on both sides.
        return Some(Figure { value: -value, start: start - dash.len_utf8(), end, next, currency });
    }
    // `F-16`
    is_second.then_some(Figure { value, start, end, next, currency })
}

/// What follows a number, or the currency before it.
fn measure(reading: &Reading<'_>, figure: &Figure, next: usize, end: usize) -> Option<Measure> {
    let measure = |kind, unit, end| Some(Measure { kind, unit, end });
    if let Some(currency) = figure.currency {
        return measure("money", currency, end);
    }
    let behind = reading.text.get(end..).unwrap_or_default();
    if let Some(currency) = behind.chars().next().and_then(currency_sign) {
        return measure("money", currency.1, end + currency.0);
    }
    for (sign, kind, unit) in [
        ("%", "percent", "%"),
        (" %", "percent", "%"),
        ("°C", "quantity", "°C"),
        (" °C", "quantity", "°C"),
        ("°F", "quantity", "°F"),
        (" °F", "quantity", "°F"),
    ] {
        if behind.starts_with(sign) {
            return measure(kind, unit, end + sign.len());
        }
    }
    let token = reading.tokens.get(next)?;
    if !matches!(token.gap, Gap::Space | Gap::Nothing | Gap::Hyphen) {
        return None;
    }
    let word = reading.word(next).to_lowercase();
    let second = reading
        .tokens
        .get(next + 1)
        .filter(|unit| unit.gap == Gap::Space)
        .map(|token| (reading.word(next + 1), token.end));
    if let Some((second, end)) = second {
        match (word.as_str(), second) {
            ("per", "cent") => return measure("percent", "%", end),
            ("percentage", "point" | "points") => {
                return measure("percent", "percentage points", end);
            }
            ("degrees", "Celsius" | "centigrade") => return measure("quantity", "°C", end),
            ("degrees", "Fahrenheit") => return measure("quantity", "°F", end),
            ("square" | "cubic", unit) => {
                return measure("quantity", square_unit(&word, unit)?, end);
            }
            _ => {}
        }
        if let Some(currency) = national_currency(&word, second) {
            return measure("money", currency, end);
        }
    }
    let end = token.end;
    if matches!(word.as_str(), "percent" | "pc") {
        return measure("percent", "%", end);
    }
    if let Some(currency) = currency_word(&word) {
        return measure("money", currency, end);
    }
    if token.gap == Gap::Nothing && is_temperature(reading, figure) {
        match reading.word(next) {
            "C" => return measure("quantity", "°C", end),
            "F" => return measure("quantity", "°F", end),
            _ => {}
        }
    }
    measure("quantity", unit(reading.word(next))?, end)
}

/// `30C`, but not the number of a model behind its name: `Type 30C`.
fn is_temperature(reading: &Reading<'_>, figure: &Figure) -> bool {
    let before = reading.text.get(..figure.start).unwrap_or_default();
    let word = before.split_whitespace().next_back().unwrap_or_default();
    let is_name = word.starts_with(char::is_uppercase) && !is_function_word(&word.to_lowercase());
    figure.value.abs() < 200.0 && !is_name
}

/// A number in digits or words, and the token behind it.
fn number(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let token = reading.tokens.get(at)?;
    if token.shape == Shape::Number {
        return Some((digits(reading.word(at))?, at + 1));
    }
    if reading.word(at).eq_ignore_ascii_case("a") {
        // `half a million`
        let is_part = at > 0 && matches!(reading.word(at - 1), "half" | "quarter" | "of");
        if reading.word(at + 1) == "hundred" && !is_part {
            return Some((100.0, at + 2));
        }
        return (magnitude(reading, at + 1).is_some() && !is_part).then_some((1.0, at + 1));
    }
    let (value, next) = below_hundred(reading, at)?;
    if reading.word(next) != "hundred" {
        return Some((value, next));
    }
    let rest = next + 1 + usize::from(reading.word(next + 1) == "and");
    match below_hundred(reading, rest) {
        Some((more, end)) => Some((value * 100.0 + more, end)),
        None => Some((value * 100.0, next + 1)),
    }
}

/// Digits with commas only between thousands; a number that is written otherwise has no value that is sure.
fn digits(number: &str) -> Option<f64> {
    let is_thousands = |number: &str, mark: char| {
        let mut groups = number.split(mark);
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3)
    };
    // `1.000.000`
    if number.matches('.').count() > 1 {
        let is_whole = !number.contains(',') && is_thousands(number, '.');
        return is_whole.then(|| number.replace('.', "").parse().ok()).flatten();
    }
    let whole = number.split('.').next().unwrap_or_default();
    let fraction = number.get(whole.len()..).unwrap_or_default();
    if fraction.contains(',') || whole.contains(',') && !is_thousands(whole, ',') {
        return None;
    }
    number.replace(',', "").parse().ok()
}

/// One to ninety-nine in words.
fn below_hundred(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    const SMALL: [&str; 19] = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] =
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    let place = |words: &[&str], at: usize| {
        let word = reading.word(at);
        let place = words.iter().position(|known| known.eq_ignore_ascii_case(word));
        place.map(|place| place as f64)
    };
    if let Some(small) = place(&SMALL, at) {
        return Some((small + 1.0, at + 1));
    }
    let tens = (place(&TENS, at)? + 2.0) * 10.0;
    let is_joined = reading
        .tokens
        .get(at + 1)
        .is_some_and(|token| matches!(token.gap, Gap::Hyphen | Gap::Space));
    match place(&SMALL[..9], at + 1).filter(|_| is_joined) {
        Some(ones) => Some((tens + ones + 1.0, at + 2)),
        None => Some((tens, at + 1)),
    }
}

fn magnitude(reading: &Reading<'_>, at: usize) -> Option<f64> {
    let token = reading.tokens.get(at)?;
    let glued = token.gap == Gap::Nothing;
    match reading.word(at) {
        "thousand" => Some(1e3),
        "lakh" | "lakhs" => Some(1e5),
        "million" | "mn" => Some(1e6),
        "crore" | "crores" => Some(1e7),
        "billion" | "bn" => Some(1e9),
        "trillion" | "tn" => Some(1e12),
        "m" | "M" if glued => Some(1e6),
        "k" | "K" if glued => Some(1e3),
        "b" | "B" if glued => Some(1e9),
        _ => None,
    }
    .filter(|_| matches!(token.gap, Gap::Space | Gap::Nothing | Gap::Hyphen))
}

/// The currency right before a number, and the byte where it starts: `$`, `C$`, `EUR `, `Rs. `.
fn currency_before(reading: &Reading<'_>, at: usize) -> Option<(usize, &'static str)> {
    let token = reading.tokens[at];
    let before = reading.text.get(..token.start)?;
    let sign = before.chars().next_back()?;
    if let Some((length, currency)) = currency_sign(sign) {
        let start = token.start - length;
        let rest = reading.text.get(..start)?;
        let letters = rest.len() - rest.trim_end_matches(char::is_alphabetic).len();
        if sign != '$' || letters == 0 {
            return Some((start, currency));
        }
        return Some((start - letters, dollar_of(rest.get(start - letters..)?)?));
    }
    let last = at.checked_sub(1)?;
    let code = currency_code(reading.word(last))?;
    matches!(token.gap, Gap::Space | Gap::Stop).then_some((reading.tokens[last].start, code))
}

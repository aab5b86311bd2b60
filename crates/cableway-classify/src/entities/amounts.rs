//! Money, shares in per cent, and measured quantities.

use super::reading::{Gap, Reading, Shape};

/// An amount at one place.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    /// Bytes of the document's text, the end outside.
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: &'static str,
    pub(super) value: f64,
    /// A currency by ISO 4217, or a unit.
    pub(super) unit: &'static str,
}

impl Amount {
    /// `3500000 USD`, `3.5 %`, `12 km`.
    pub(super) fn label(&self) -> String {
        format!("{} {}", self.value, self.unit)
    }
}

/// All amounts, in the order of the text.
pub(super) fn amounts(reading: &Reading<'_>) -> Vec<Amount> {
    let mut amounts: Vec<Amount> = Vec::new();
    for at in 0..reading.tokens.len() {
        let is_inside = amounts.last().is_some_and(|last| reading.tokens[at].start < last.end);
        if !is_inside && let Some(amount) = amount(reading, at) {
            amounts.push(amount);
        }
    }
    amounts
}

fn amount(reading: &Reading<'_>, at: usize) -> Option<Amount> {
    let (mut value, mut next) = number(reading, at)?;
    let token = reading.tokens[at];
    let mut end = reading.tokens[next - 1].end;
    if let Some(factor) = magnitude(reading, next) {
        value *= factor;
        end = reading.tokens[next].end;
        next += 1;
    }
    let amount = |start, end, kind, unit| Some(Amount { start, end, kind, value, unit });
    if let Some((start, currency)) = currency_before(reading.text, token.start) {
        return amount(start, end, "money", currency);
    }
    let behind = reading.text.get(end..).unwrap_or_default();
    if let Some(currency) = behind.chars().next().and_then(currency_sign) {
        return amount(token.start, end + currency.0, "money", currency.1);
    }
    let percent =
        behind.strip_prefix('%').map(|_| 1).or_else(|| behind.starts_with(" %").then_some(2));
    if let Some(length) = percent {
        return amount(token.start, end + length, "percent", "%");
    }
    let is_joined = reading
        .tokens
        .get(next)
        .is_some_and(|unit| matches!(unit.gap, Gap::Space | Gap::Nothing | Gap::Hyphen));
    if !is_joined {
        return None;
    }
    let word = reading.word(next).to_lowercase();
    let second = reading
        .tokens
        .get(next + 1)
        .filter(|unit| unit.gap == Gap::Space)
        .map(|_| reading.word(next + 1));
    match (word.as_str(), second) {
        ("per", Some("cent")) => {
            return amount(token.start, reading.tokens[next + 1].end, "percent", "%");
        }
        ("percent" | "pc", _) => {
            return amount(token.start, reading.tokens[next].end, "percent", "%");
        }
        ("percentage", Some("point" | "points")) => {
            return amount(
                token.start,
                reading.tokens[next + 1].end,
                "percent",
                "percentage points",
            );
        }
        ("us" | "american", Some("dollars")) => {
            return amount(token.start, reading.tokens[next + 1].end, "money", "USD");
        }
        ("square" | "cubic", Some(unit)) => {
            let unit = square_unit(&word, unit)?;
            return amount(token.start, reading.tokens[next + 1].end, "quantity", unit);
        }
        _ => {}
    }
    let end = reading.tokens[next].end;
    if let Some(currency) = currency_word(&word) {
        return amount(token.start, end, "money", currency);
    }
    let unit = unit(reading.word(next))?;
    amount(token.start, end, "quantity", unit)
}

/// A number in digits, or a small one in words before a magnitude.
fn number(reading: &Reading<'_>, at: usize) -> Option<(f64, usize)> {
    let token = reading.tokens.get(at)?;
    if token.shape == Shape::Number {
        // Digits behind a letter or a hyphen belong to a name: `F-16`.
        let in_name = matches!(token.gap, Gap::Nothing | Gap::Hyphen)
            && at > 0
            && reading.tokens[at - 1].shape != Shape::Number
            && reading.tokens[at - 1].end + 1 >= token.start;
        let digits: String = reading.word(at).chars().filter(|c| *c != ',').collect();
        return (!in_name).then(|| digits.parse().ok()).flatten().map(|value| (value, at + 1));
    }
    let small = [
        "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    let word = reading.word(at).to_lowercase();
    let place = small.iter().position(|known| *known == word)?;
    let is_sum = magnitude(reading, at + 1).is_some()
        || matches!(reading.word(at + 1), "percent" | "per" | "percentage")
        || unit(reading.word(at + 1)).is_some_and(|unit| unit.len() > 1)
        || currency_word(reading.word(at + 1)).is_some();
    is_sum.then_some((place as f64 + 1.0, at + 1))
}

fn magnitude(reading: &Reading<'_>, at: usize) -> Option<f64> {
    let token = reading.tokens.get(at)?;
    let glued = token.gap == Gap::Nothing;
    match reading.word(at) {
        "thousand" => Some(1e3),
        "million" => Some(1e6),
        "billion" | "bn" => Some(1e9),
        "trillion" | "tn" => Some(1e12),
        "m" | "M" if glued => Some(1e6),
        "k" | "K" if glued => Some(1e3),
        _ => None,
    }
    .filter(|_| matches!(token.gap, Gap::Space | Gap::Nothing | Gap::Hyphen))
}

/// The sign of a currency right before a number, with the letters that say whose dollar it is.
fn currency_before(text: &str, at: usize) -> Option<(usize, &'static str)> {
    let before = text.get(..at)?;
    let sign = before.chars().next_back()?;
    let (length, currency) = currency_sign(sign)?;
    let start = at - length;
    let letters = text.get(..start)?;
    let whose =
        [("US", "USD"), ("HK", "HKD"), ("NZ", "NZD"), ("A", "AUD"), ("C", "CAD"), ("S", "SGD")];
    if sign == '$' {
        for (letter, dollar) in whose {
            let rest = letters.strip_suffix(letter);
            if rest.is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)) {
                return Some((start - letter.len(), dollar));
            }
        }
    }
    Some((start, currency))
}

/// How many bytes the sign has, and the currency that it mostly means.
fn currency_sign(sign: char) -> Option<(usize, &'static str)> {
    let currency = match sign {
        '$' => "USD",
        '€' => "EUR",
        '£' => "GBP",
        '¥' => "JPY",
        '₩' => "KRW",
        '₽' => "RUB",
        '₹' => "INR",
        '₺' => "TRY",
        '₴' => "UAH",
        '₦' => "NGN",
        '₪' => "ILS",
        _ => return None,
    };
    Some((sign.len_utf8(), currency))
}

fn currency_word(lower: &str) -> Option<&'static str> {
    Some(match lower {
        "dollar" | "dollars" | "usd" => "USD",
        "euro" | "euros" | "eur" => "EUR",
        "pounds" | "sterling" | "gbp" => "GBP",
        "yen" => "JPY",
        "won" => "KRW",
        "yuan" | "renminbi" => "CNY",
        "rouble" | "roubles" | "ruble" | "rubles" => "RUB",
        "rupee" | "rupees" => "INR",
        "naira" => "NGN",
        "rand" => "ZAR",
        "lira" => "TRY",
        "hryvnia" | "hryvnias" => "UAH",
        "zloty" | "zlotys" => "PLN",
        "crown" | "crowns" => "crowns",
        "franc" | "francs" => "francs",
        "peso" | "pesos" => "pesos",
        "cent" | "cents" => "cents",
        _ => return None,
    })
}

fn square_unit(square: &str, unit: &str) -> Option<&'static str> {
    Some(match (square, unit) {
        ("square", "kilometres" | "kilometers" | "kilometre" | "kilometer") => "km²",
        ("square", "miles" | "mile") => "sq mi",
        ("square", "metres" | "meters" | "metre" | "meter") => "m²",
        ("square", "feet" | "foot") => "sq ft",
        ("cubic", "metres" | "meters" | "metre" | "meter") => "m³",
        ("cubic", "feet" | "foot") => "cu ft",
        _ => return None,
    })
}

fn unit(word: &str) -> Option<&'static str> {
    Some(match word {
        "km" | "kilometres" | "kilometers" | "kilometre" | "kilometer" => "km",
        "metres" | "meters" | "metre" | "meter" => "m",
        "cm" | "centimetres" | "centimeters" => "cm",
        "mm" | "millimetres" | "millimeters" => "mm",
        "miles" | "mile" => "mi",
        "feet" | "foot" | "ft" => "ft",
        "inches" | "inch" => "in",
        "kg" | "kilograms" | "kilogram" | "kilos" | "kilogrammes" => "kg",
        "grams" | "gram" | "grammes" => "g",
        "tonnes" | "tonne" => "t",
        "tons" | "ton" => "ton",
        "litres" | "liters" | "litre" | "liter" => "l",
        "barrels" | "barrel" => "barrels",
        "hectares" | "hectare" => "ha",
        "acres" | "acre" => "acres",
        "MW" | "megawatts" | "megawatt" => "MW",
        "GW" | "gigawatts" | "gigawatt" => "GW",
        "kilotons" | "kiloton" | "kilotonnes" => "kt",
        "mph" => "mph",
        "knots" => "kn",
        _ => return None,
    })
}

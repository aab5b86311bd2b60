//! Signs, codes and names of currencies, and units of measure.

/// How many bytes the sign has, and the currency that it mostly means.
pub(super) fn currency_sign(sign: char) -> Option<(usize, &'static str)> {
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

pub(super) fn currency_word(lower: &str) -> Option<&'static str> {
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
        "krona" | "kronor" => "SEK",
        "koruna" | "korunas" => "CZK",
        "forint" | "forints" => "HUF",
        "shekel" | "shekels" => "ILS",
        "baht" => "THB",
        "ringgit" => "MYR",
        "rupiah" => "IDR",
        "taka" => "BDT",
        "crown" | "crowns" => "crowns",
        "krone" | "kroner" => "kroner",
        "dinar" | "dinars" => "dinars",
        "dirham" | "dirhams" => "dirhams",
        "rial" | "rials" => "rials",
        "riyal" | "riyals" => "riyals",
        "shilling" | "shillings" => "shillings",
        "franc" | "francs" => "francs",
        "peso" | "pesos" => "pesos",
        "cent" | "cents" => "cents",
        _ => return None,
    })
}

/// The currency of a name of two words: `Swiss francs`.
pub(super) fn national_currency(adjective: &str, name: &str) -> Option<&'static str> {
    Some(match (adjective, name) {
        ("us" | "u.s" | "u.s." | "american", "dollar" | "dollars") => "USD",
        ("canadian", "dollar" | "dollars") => "CAD",
        ("australian", "dollar" | "dollars") => "AUD",
        ("singapore", "dollar" | "dollars") => "SGD",
        ("swiss", "franc" | "francs") => "CHF",
        ("norwegian", "krone" | "kroner" | "crown" | "crowns") => "NOK",
        ("danish", "krone" | "kroner" | "crown" | "crowns") => "DKK",
        ("swedish", "krona" | "kronor" | "crown" | "crowns") => "SEK",
        ("czech", "koruna" | "korunas" | "crown" | "crowns") => "CZK",
        ("mexican", "peso" | "pesos") => "MXN",
        ("argentine", "peso" | "pesos") => "ARS",
        ("chilean", "peso" | "pesos") => "CLP",
        ("colombian", "peso" | "pesos") => "COP",
        ("philippine", "peso" | "pesos") => "PHP",
        ("british", "pound" | "pounds") => "GBP",
        ("egyptian", "pound" | "pounds") => "EGP",
        ("syrian", "pound" | "pounds") => "SYP",
        ("lebanese", "pound" | "pounds") => "LBP",
        ("turkish", "lira" | "liras") => "TRY",
        ("indian", "rupee" | "rupees") => "INR",
        ("pakistani", "rupee" | "rupees") => "PKR",
        ("iranian", "rial" | "rials") => "IRR",
        ("saudi", "riyal" | "riyals") => "SAR",
        ("kenyan", "shilling" | "shillings") => "KES",
        _ => return None,
    })
}

/// A code of ISO 4217 as it stands before a sum, and `Rs`.
pub(super) fn currency_code(word: &str) -> Option<&'static str> {
    let codes = [
        "AED", "ARS", "AUD", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK", "EGP", "EUR",
        "GBP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "JPY", "KES", "KRW", "MXN", "MYR", "NGN",
        "NOK", "NZD", "PHP", "PKR", "PLN", "RON", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD",
        "UAH", "USD", "VND", "ZAR",
    ];
    match word {
        // India, Pakistan and others write it.
        "Rs" => Some("rupees"),
        "RMB" => Some("CNY"),
        _ => codes.into_iter().find(|code| *code == word),
    }
}

/// Whose dollar the letters before `$` say.
pub(super) fn dollar_of(letters: &str) -> Option<&'static str> {
    Some(match letters {
        "" | "US" => "USD",
        "HK" => "HKD",
        "NZ" => "NZD",
        "A" | "AU" => "AUD",
        "C" | "CA" => "CAD",
        "S" => "SGD",
        "R" => "BRL",
        "NT" => "TWD",
        "MX" => "MXN",
        _ => return None,
    })
}

pub(super) fn square_unit(square: &str, unit: &str) -> Option<&'static str> {
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

pub(super) fn unit(word: &str) -> Option<&'static str> {
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

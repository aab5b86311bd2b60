//! The names of months, weekdays and time zones.

/// The month that `word` (in lower case, without a full stop) names in English, German, French,
/// Spanish, Italian, Portuguese or Dutch, from 1.
pub(super) fn month(word: &str) -> Option<u32> {
    Some(match word {
        "january" | "jan" | "januar" | "jänner" | "jän" | "janvier" | "janv" | "enero" | "ene"
        | "gennaio" | "gen" | "janeiro" | "januari" => 1,
        "february" | "feb" | "februar" | "febr" | "feber" | "février" | "fevrier" | "févr"
        | "fevr" | "fév" | "febrero" | "febbraio" | "febb" | "fevereiro" | "fev" | "februari" => 2,
        "march" | "mar" | "märz" | "maerz" | "mär" | "mrz" | "mars" | "marzo" | "março"
        | "marco" | "maart" | "mrt" => 3,
        "april" | "apr" | "avril" | "avr" | "abril" | "abr" | "aprile" => 4,
        "may" | "mai" | "mayo" | "maggio" | "mag" | "maio" | "mei" => 5,
        "june" | "jun" | "juni" | "juin" | "junio" | "giugno" | "giu" | "junho" => 6,
        "july" | "jul" | "juli" | "juillet" | "juil" | "julio" | "luglio" | "lug" | "julho" => 7,
        "august" | "aug" | "août" | "aout" | "agosto" | "ago" | "augustus" => 8,
        "september" | "sep" | "sept" | "septembre" | "septiembre" | "setiembre" | "settembre"
        | "sett" | "set" | "setembro" => 9,
        "october" | "oct" | "oktober" | "okt" | "octobre" | "octubre" | "ottobre" | "ott"
        | "outubro" | "out" => 10,
        "november" | "nov" | "novembre" | "noviembre" | "novembro" => 11,
        "december" | "dec" | "dezember" | "dez" | "décembre" | "decembre" | "déc" | "diciembre"
        | "dic" | "dicembre" | "dezembro" => 12,
        _ => return None,
    })
}

/// The weekdays in these languages, a row or two for each; what an earlier row has is not repeated.
#[rustfmt::skip]
const WEEKDAYS: [&str; 93] = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue",
    "tues", "wed", "weds", "thu", "thur", "thurs", "fri", "sat", "sun",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag",
    "mo", "di", "mi", "do", "fr", "sa", "so",
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "lun", "mar", "mer",
    "jeu", "ven", "sam", "dim",
    "lunes", "martes", "miércoles", "miercoles", "jueves", "viernes", "sábado", "sabado", "domingo",
    "mié", "jue", "vie", "sáb", "dom",
    "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica", "gio", "sab",
    "segunda", "terça", "quarta", "quinta", "sexta", "feira", "seg", "ter", "qua", "qui", "sex",
    "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag", "ma", "wo",
    "vr", "za", "zo",
];

/// True for the name of a weekday in one of these languages.
pub(super) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.contains(&word)
}

/// What the name of a time zone stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// An offset in minutes east of Greenwich.
    Offset(i32),
    /// Several, or a place whose offset changes over the year.
    Unclear,
}

/// The time zone of this name.
pub(super) fn zone(word: &str) -> Option<Zone> {
    Some(Zone::Offset(match word {
        "gmt" | "ut" | "wet" => 0,
        "cet" | "mez" | "west" => 60,
        "cest" | "mesz" | "eet" | "sast" => 120,
        "eest" | "msk" | "eat" => 180,
        "jst" | "kst" => 540,
        "aest" => 600,
        "aedt" => 660,
        "nzst" => 720,
        "nzdt" => 780,
        "edt" => -240,
        "est" | "cdt" => -300,
        "mdt" => -360,
        "pdt" => -420,
        "pst" => -480,
        "et" | "ct" | "mt" | "pt" | "cst" | "mst" | "bst" | "ist" | "ast" | "adt" | "sgt"
        | "hkt" | "pkt" | "gst" | "trt" => return Some(Zone::Unclear),
        _ => return None,
    }))
}

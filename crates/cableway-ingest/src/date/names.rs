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

/// True for the name of a weekday in one of these languages.
pub(super) fn is_weekday(word: &str) -> bool {
    matches!(
        word,
        "monday"
            | "tuesday"
            | "wednesday"
            | "thursday"
            | "friday"
            | "saturday"
            | "sunday"
            | "mon"
            | "tue"
            | "tues"
            | "wed"
            | "weds"
            | "thu"
            | "thur"
            | "thurs"
            | "fri"
            | "sat"
            | "sun"
            | "montag"
            | "dienstag"
            | "mittwoch"
            | "donnerstag"
            | "freitag"
            | "samstag"
            | "sonnabend"
            | "sonntag"
            | "mo"
            | "di"
            | "mi"
            | "do"
            | "fr"
            | "sa"
            | "so"
            | "lundi"
            | "mardi"
            | "mercredi"
            | "jeudi"
            | "vendredi"
            | "samedi"
            | "dimanche"
            | "lun"
            | "mar"
            | "mer"
            | "jeu"
            | "ven"
            | "sam"
            | "dim"
            | "lunes"
            | "martes"
            | "miércoles"
            | "miercoles"
            | "jueves"
            | "viernes"
            | "sábado"
            | "sabado"
            | "domingo"
            | "mié"
            | "jue"
            | "vie"
            | "sáb"
            | "dom"
            | "lunedì"
            | "martedì"
            | "mercoledì"
            | "giovedì"
            | "venerdì"
            | "sabato"
            | "domenica"
            | "gio"
            | "sab"
            | "segunda"
            | "terça"
            | "quarta"
            | "quinta"
            | "sexta"
            | "feira"
            | "seg"
            | "ter"
            | "qua"
            | "qui"
            | "sex"
            | "maandag"
            | "dinsdag"
            | "woensdag"
            | "donderdag"
            | "vrijdag"
            | "zaterdag"
            | "zondag"
            | "ma"
            | "wo"
            | "vr"
            | "za"
            | "zo"
    )
}

/// The offset that the name of a time zone stands for, in minutes east of Greenwich: `Some(None)` for
/// a name that stands for several, or for a place whose offset changes over the year.
pub(super) fn zone(word: &str) -> Option<Option<i32>> {
    Some(match word {
        "gmt" | "ut" | "wet" => Some(0),
        "cet" | "mez" | "west" => Some(60),
        "cest" | "mesz" | "eet" | "sast" => Some(120),
        "eest" | "msk" | "eat" => Some(180),
        "jst" | "kst" => Some(540),
        "aest" => Some(600),
        "aedt" => Some(660),
        "nzst" => Some(720),
        "nzdt" => Some(780),
        "edt" => Some(-240),
        "est" | "cdt" => Some(-300),
        "mdt" => Some(-360),
        "pdt" => Some(-420),
        "pst" => Some(-480),
        "et" | "ct" | "mt" | "pt" | "cst" | "mst" | "bst" | "ist" | "ast" | "adt" | "sgt"
        | "hkt" | "pkt" | "gst" | "trt" => None,
        _ => return None,
    })
}

//! The names of months, weekdays and time zones, as [`super::fold`] spells them.

/// The month that `word` names, from 1, in one of the languages of [`MONTHS`].
pub(super) fn month(word: &str) -> Option<u32> {
    let base = word
        .strip_suffix("kuuta")
        .or_else(|| word.strip_suffix("kuussa"))
        .or_else(|| word.strip_suffix("kuun"))
        .or_else(|| word.strip_suffix("kuu"))
        .unwrap_or(word);
    let place = MONTHS.iter().position(|names| names.contains(&base))?;
    u32::try_from(place + 1).ok()
}

/// The months in English, German, French, Spanish, Italian, Portuguese, Dutch, Danish, Norwegian,
/// Swedish, Finnish (without `kuu`), Polish, Czech, Turkish, Russian, Ukrainian, Arabic and Persian.
/// A name stands once, with the first language that has it.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "januar", "janner", "jaenner", "janvier", "janv", "enero", "ene", "gennaio",
      "gen", "janeiro", "januari", "tammi", "styczen", "stycznia", "sty", "leden", "ledna", "ocak",
      "oca", "январь", "января", "янв", "січень", "січня", "يناير", "جانفي", "ژانويه"],
    &["february", "feb", "februar", "febr", "feber", "fevrier", "fevr", "fev", "febrero",
      "febbraio", "febb", "fevereiro", "februari", "helmi", "luty", "lutego", "lut", "unor", "unora",
      "subat", "sub", "февраль", "февраля", "февр", "фев", "лютии", "лютого", "فبراير", "فيفري",
      "شباط", "فوريه"],
    &["march", "mar", "marz", "maerz", "mrz", "mars", "marzo", "marco", "maart", "mrt", "marts",
      "maalis", "marzec", "marca", "brezen", "brezna", "mart", "март", "марта", "мар", "березень",
      "березня", "مارس", "اذار"],
    &["april", "apr", "avril", "avr", "abril", "abr", "aprile", "huhti", "kwiecien", "kwietnia",
      "kwi", "duben", "dubna", "nisan", "nis", "апрель", "апреля", "апр", "квітень", "квітня",
      "ابريل", "افريل", "نيسان", "اوريل"],
    &["may", "mai", "mayo", "maggio", "mag", "maio", "mei", "maj", "touko", "maja", "kveten",
      "kvetna", "mayis", "маи", "мая", "травень", "травня", "مايو", "ماي", "ايار", "مه", "مي"],
    &["june", "jun", "juni", "juin", "junio", "giugno", "giu", "junho", "kesa", "czerwiec",
      "czerwca", "cze", "cerven", "cervna", "haziran", "haz", "июнь", "июня", "июн", "червень",
      "червня", "يونيو", "يونيه", "جوان", "حزيران", "ژوين"],
    &["july", "jul", "juli", "juillet", "juil", "julio", "luglio", "lug", "julho", "heina",
      "lipiec", "lipca", "lip", "cervenec", "cervence", "temmuz", "tem", "июль", "июля", "июл",
      "липень", "липня", "يوليو", "يوليه", "جويليه", "تموز", "ژوييه", "جولاي"],
    &["august", "aug", "aout", "agosto", "ago", "augustus", "augusti", "elo", "sierpien",
      "sierpnia", "sie", "srpen", "srpna", "agustos", "agu", "август", "августа", "авг", "серпень",
      "серпня", "اغسطس", "اوت", "اب"],
    &["september", "sep", "sept", "septembre", "septiembre", "setiembre", "settembre", "sett",
      "set", "setembro", "syys", "wrzesien", "wrzesnia", "wrz", "zari", "eylul", "eyl", "сентябрь",
      "сентября", "сент", "сен", "вересень", "вересня", "سبتمبر", "ايلول", "سپتامبر"],
    &["october", "oct", "oktober", "okt", "octobre", "octubre", "ottobre", "ott", "outubro", "out",
      "loka", "pazdziernik", "pazdziernika", "paz", "rijen", "rijna", "ekim", "eki", "октябрь",
      "октября", "окт", "жовтень", "жовтня", "اكتوبر", "اكتبر"],
    &["november", "nov", "novembre", "noviembre", "novembro", "marras", "listopad", "listopada",
      "lis", "listopadu", "kasim", "kas", "ноябрь", "ноября", "нояб", "ноя", "листопад",
      "листопада", "نوفمبر", "نوامبر"],
    &["december", "dec", "dezember", "dez", "decembre", "diciembre", "dic", "dicembre", "dezembro",
      "desember", "des", "joulu", "grudzien", "grudnia", "gru", "prosinec", "prosince", "aralik",
      "ara", "декабрь", "декабря", "дек", "грудень", "грудня", "ديسمبر", "دسامبر"],
];

/// Months of two words: those of the Levant.
pub(super) fn month_of_two(first: &str, second: &str) -> Option<u32> {
    match (first, second) {
        ("كانون", "الثاني") => Some(1),
        ("كانون", "الاول") => Some(12),
        ("تشرين", "الاول") => Some(10),
        ("تشرين", "الثاني") => Some(11),
        _ => None,
    }
}

/// The months of the Persian calendar.
const PERSIAN: [&str; 12] = [
    "فروردين",
    "ارديبهشت",
    "خرداد",
    "تير",
    "مرداد",
    "شهريور",
    "مهر",
    "ابان",
    "اذر",
    "دي",
    "بهمن",
    "اسفند",
];

/// The month of the Persian calendar that `word` names, from 1.
pub(super) fn persian_month(word: &str) -> Option<u32> {
    let place = PERSIAN.iter().position(|name| *name == word)?;
    u32::try_from(place + 1).ok()
}

/// The weekdays in the same languages, Monday first. Rows of short names give only what no language
/// uses for anything else in a date.
#[rustfmt::skip]
const WEEKDAYS: [[&str; 7]; 37] = [
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
    ["", "tues", "weds", "thur", "", "", ""],
    ["", "", "", "thurs", "", "", ""],
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"],
    ["mo", "di", "mi", "do", "fr", "sa", "so"],
    ["", "", "", "", "", "sonnabend", ""],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["lun", "mar", "mer", "jeu", "ven", "sam", "dim"],
    ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"],
    ["", "", "mie", "jue", "vie", "sab", "dom"],
    ["lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica"],
    ["", "", "", "gio", "", "", ""],
    ["segunda", "terca", "quarta", "quinta", "sexta", "", ""],
    ["seg", "ter", "qua", "qui", "sex", "", ""],
    ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"],
    ["ma", "", "wo", "", "vr", "za", "zo"],
    ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lordag", "sondag"],
    ["", "tisdag", "", "", "", "", ""],
    ["man", "tir", "ons", "tor", "fre", "lor", "son"],
    ["", "tis", "", "tors", "", "", ""],
    ["maanantai", "tiistai", "keskiviikko", "torstai", "perjantai", "lauantai", "sunnuntai"],
    ["maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina",
     "sunnuntaina"],
    ["poniedzialek", "wtorek", "sroda", "czwartek", "piatek", "sobota", "niedziela"],
    ["", "", "srode", "", "", "sobote", "niedziele"],
    ["pon", "", "", "czw", "", "sob", ""],
    ["pondeli", "utery", "streda", "ctvrtek", "patek", "", "nedele"],
    ["", "", "stredu", "", "", "sobotu", "nedeli"],
    ["pazartesi", "sali", "carsamba", "persembe", "cuma", "cumartesi", "pazar"],
    ["понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье"],
    ["", "", "среду", "", "пятницу", "субботу", ""],
    ["пн", "вт", "ср", "чт", "пт", "сб", "вс"],
    ["понеділок", "вівторок", "середа", "четвер", "п'ятниця", "субота", "неділя"],
    ["الاثنين", "الثلاثاء", "الاربعاء", "الخميس", "الجمعه", "السبت", "الاحد"],
    ["دوشنبه", "سهشنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "يكشنبه"],
    ["월요일", "화요일", "수요일", "목요일", "금요일", "토요일", "일요일"],
    ["월", "화", "수", "목", "금", "토", "일"],
];

/// The weekdays that `word` may name, a bit for each, Monday's the lowest; 0 for no name.
pub(super) fn weekday(word: &str) -> u8 {
    // The second half of `segunda-feira`.
    if word == "feira" {
        return 0x7f;
    }
    let mut found = 0;
    for row in &WEEKDAYS {
        for (place, name) in row.iter().enumerate() {
            found |= u8::from(*name == word) << place;
        }
    }
    found
}

/// What the name of a time zone stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Zone {
    /// An offset in minutes east of Greenwich.
    Offset(i32),
    /// This offset where the whole is written as RFC 822 says, which lists the name; several elsewhere.
    InMail(i32),
    /// Several, or a place whose offset changes over the year.
    Unclear,
}

/// The time zone of this name.
pub(super) fn zone(word: &str) -> Option<Zone> {
    Some(Zone::Offset(match word {
        "utc" | "z" | "gmt" | "ut" | "wet" => 0,
        "cet" | "mez" | "west" => 60,
        "cest" | "mesz" | "eet" | "sast" => 120,
        "eest" | "msk" | "мск" | "eat" => 180,
        "hkt" | "sgt" => 480,
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
        "cst" => return Some(Zone::InMail(-360)),
        "mst" => return Some(Zone::InMail(-420)),
        "et" | "ct" | "mt" | "pt" | "bst" | "ist" | "ast" | "adt" | "pkt" | "gst" | "trt" => {
            return Some(Zone::Unclear);
        }
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::date::fold::fold;

    #[test]
    fn names_are_spelled_as_texts_are_read() {
        let weekdays = WEEKDAYS.iter().flatten();
        for name in MONTHS.iter().flat_map(|names| names.iter()).chain(&PERSIAN).chain(weekdays) {
            assert_eq!(*name, &*fold(name));
        }
    }

    #[test]
    fn no_month_has_the_name_of_another() {
        for (at, name) in MONTHS
            .iter()
            .enumerate()
            .flat_map(|(at, names)| names.iter().map(move |name| (at, *name)))
        {
            assert_eq!(month(name), u32::try_from(at + 1).ok(), "{name}");
        }
    }
}

//! Holidays that news calls by name, and the days on which they fall.
//!
//! The dates are facts of the calendars concerned: the law of the United States (5 U.S.C. 6103) and
//! custom, and for Easter the rule of the Gregorian calendar.

use jiff::civil::{Date, Weekday};

use super::grammar::Grammar;

/// How a holiday's day is found.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// The same day each year: month and day.
    Fixed(i8, i8),
    /// The first, second … or last (-1) such day of a month, and so many days on.
    Nth(i8, i8, Weekday, i64),
    /// So many days after Easter Sunday.
    Easter(i64),
}

/// A holiday: its names in lower case, with one space between words; and its rule.
type Holiday = (&'static [&'static str], Rule);

use Rule::{Easter, Fixed, Nth};

#[rustfmt::skip]
const HOLIDAYS: &[Holiday] = &[
    (&["new year's day", "new years day", "new year day", "new year's", "new year", "yuandan"], Fixed(1, 1)),
    (&["new year's eve", "new years eve", "new year eve"], Fixed(12, 31)),
    (&["epiphany", "three kings' day"], Fixed(1, 6)),
    (&["martin luther king jr day", "martin luther king day", "mlk day"], Nth(1, 3, Weekday::Monday, 0)),
    (&["groundhog day"], Fixed(2, 2)),
    (&["valentine's day", "valentines day", "valentine day", "st valentine's day", "saint valentine's day"], Fixed(2, 14)),
    (&["presidents' day", "president's day", "presidents day", "washington's birthday"], Nth(2, 3, Weekday::Monday, 0)),
    (&["international women's day", "women's day", "womens day"], Fixed(3, 8)),
    (&["saint patrick's day", "st patrick's day", "st patricks day", "saint patricks day"], Fixed(3, 17)),
    (&["april fools' day", "april fool's day", "april fools day", "april fools", "april fool day"], Fixed(4, 1)),
    (&["earth day"], Fixed(4, 22)),
    (&["anzac day"], Fixed(4, 25)),
    (&["may day", "labour day", "international workers' day", "international workers day", "int'l workers day", "workers' day", "workers day"], Fixed(5, 1)),
    (&["star wars day"], Fixed(5, 4)),
    (&["cinco de mayo"], Fixed(5, 5)),
    (&["victory day"], Fixed(5, 9)),
    (&["mother's day", "mothers' day", "mothers day", "mother day"], Nth(5, 2, Weekday::Sunday, 0)),
    (&["memorial day"], Nth(5, -1, Weekday::Monday, 0)),
    (&["juneteenth"], Fixed(6, 19)),
    (&["father's day", "fathers' day", "fathers day", "father day"], Nth(6, 3, Weekday::Sunday, 0)),
    (&["canada day"], Fixed(7, 1)),
    (&["independence day", "fourth of july", "us independence day", "usa independence day"], Fixed(7, 4)),
    (&["bastille day"], Fixed(7, 14)),
    (&["labor day"], Nth(9, 1, Weekday::Monday, 0)),
    (&["german unity day"], Fixed(10, 3)),
    (&["columbus day", "indigenous peoples' day", "indigenous peoples day"], Nth(10, 2, Weekday::Monday, 0)),
    (&["halloween", "halloween day", "all hallows' eve"], Fixed(10, 31)),
    (&["all saints' day", "all saints day", "all hallows' day", "all hallows day"], Fixed(11, 1)),
    (&["all souls' day", "all souls day", "day of the dead"], Fixed(11, 2)),
    (&["guy fawkes night", "guy fawkes day", "bonfire night"], Fixed(11, 5)),
    (&["veterans day", "veterans' day", "armistice day", "remembrance day"], Fixed(11, 11)),
    (&["singles' day", "singles day", "single's day"], Fixed(11, 11)),
    (&["thanksgiving day", "thanksgiving"], Nth(11, 4, Weekday::Thursday, 0)),
    (&["black friday"], Nth(11, 4, Weekday::Thursday, 1)),
    (&["cyber monday"], Nth(11, 4, Weekday::Thursday, 4)),
    (&["christmas eve", "xmas eve"], Fixed(12, 24)),
    (&["christmas day", "christmas", "xmas", "xmas day"], Fixed(12, 25)),
    (&["boxing day", "st stephen's day", "saint stephen's day"], Fixed(12, 26)),
    (&["mardi gras", "shrove tuesday", "fat tuesday", "pancake day"], Easter(-47)),
    (&["clean monday"], Easter(-48)),
    (&["ash wednesday"], Easter(-46)),
    (&["palm sunday"], Easter(-7)),
    (&["maundy thursday", "holy thursday"], Easter(-3)),
    (&["good friday"], Easter(-2)),
    (&["easter sunday", "easter day", "easter"], Easter(0)),
    (&["easter monday"], Easter(1)),
    (&["ascension day", "ascension"], Easter(39)),
    (&["pentecost", "whit sunday", "whitsun"], Easter(49)),
    (&["whit monday", "pentecost monday"], Easter(50)),
    (&["corpus christi"], Easter(60)),
];

/// The most words of a name.
const MOST_WORDS: usize = 6;

/// True where a name may begin with this word.
pub(super) fn may_start(word: &str) -> bool {
    STARTS.contains(folded(word).as_str())
}

static STARTS: std::sync::LazyLock<std::collections::HashSet<&'static str>> =
    std::sync::LazyLock::new(|| {
        let names = HOLIDAYS.iter().flat_map(|(names, _)| names.iter());
        names.filter_map(|name| name.split(' ').next()).collect()
    });

static NAMES: std::sync::LazyLock<std::collections::HashMap<&'static str, usize>> =
    std::sync::LazyLock::new(|| {
        let entries = HOLIDAYS.iter().enumerate();
        entries
            .flat_map(|(place, (names, _))| names.iter().map(move |name| (*name, place)))
            .collect()
    });

/// The longest name of a holiday that starts at `at`: its place in the table, and the place behind.
pub(super) fn find(grammar: &Grammar<'_>, at: usize) -> Option<(usize, usize)> {
    if !may_start(grammar.words_at(at)?) {
        return None;
    }
    let mut name = String::new();
    let mut found = None;
    let mut end = at;
    for _ in 0..MOST_WORDS {
        let Some(word) = grammar.words_at(end) else { break };
        if !name.is_empty() {
            name.push(' ');
        }
        name.push_str(&folded(word));
        if let Some(place) = NAMES.get(name.as_str()) {
            found = Some((*place, end + 1));
        }
        // The full stop of `St.` and `Jr.`
        end = grammar.skip_mark(end + 1, &['.']);
    }
    found
}

/// In lower case, with straight apostrophes.
fn folded(word: &str) -> String {
    word.chars().map(|c| if c == '’' { '\'' } else { c.to_ascii_lowercase() }).collect()
}

/// The day of a holiday in a year.
pub(super) fn day(holiday: usize, year: i16) -> Option<Date> {
    match HOLIDAYS.get(holiday)?.1 {
        Fixed(month, day) => Date::new(year, month, day).ok(),
        Nth(month, nth, weekday, on) => {
            let first = Date::new(year, month, 1).ok()?;
            let day = first.nth_weekday_of_month(nth, weekday).ok()?;
            day.checked_add(jiff::Span::new().try_days(on).ok()?).ok()
        }
        Easter(on) => easter(year)?.checked_add(jiff::Span::new().try_days(on).ok()?).ok(),
    }
}

/// What a year-less date of this holiday is written as: `XXXX-12-25`.
pub(super) fn open_form(holiday: usize) -> String {
    match HOLIDAYS.get(holiday).map(|(_, rule)| rule) {
        Some(Fixed(month, day)) => format!("XXXX-{month:02}-{day:02}"),
        Some(Nth(month, ..)) => format!("XXXX-{month:02}"),
        _ => "XXXX".to_owned(),
    }
}

/// Easter Sunday by the anonymous Gregorian computus (as in J. Meeus, Astronomical Algorithms).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (century, of_century) = (year / 100, year % 100);
    let moon_correction = (8 * century + 13) / 25;
    let epact = (19 * (year % 19) + century - century / 4 - moon_correction + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (year % 19 + 11 * epact + 22 * weekday) / 451;
    let sum = epact + weekday - 7 * late + 114;
    Date::new(year.try_into().ok()?, (sum / 31).try_into().ok()?, (sum % 31 + 1).try_into().ok()?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_of_some_years() {
        let shown = |year| easter(year).unwrap().to_string();
        assert_eq!(shown(1961), "1961-04-02");
        assert_eq!(shown(2019), "2019-04-21");
        assert_eq!(shown(2020), "2020-04-12");
        assert_eq!(shown(2024), "2024-03-31");
        assert_eq!(shown(2038), "2038-04-25");
    }

    #[test]
    fn no_name_is_in_the_table_twice() {
        let count: usize = HOLIDAYS.iter().map(|(names, _)| names.len()).sum();
        assert_eq!(NAMES.len(), count);
    }
}

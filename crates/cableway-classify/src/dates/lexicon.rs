//! The words of which expressions of time are made.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Weekday;

/// What a word means in an expression of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Word {
    /// Nothing.
    Other,
    /// A month, from 1; and whether the word is that of something else too, such as `may`.
    Month(i8, bool),
    /// A day of the week; and whether the word is a short form that has another meaning, such as `sun`.
    Weekday(Weekday, bool),
    /// `Mondays`
    Weekdays(Weekday),
    Unit(Unit),
    /// `week's`, `year's`
    UnitOf(Unit),
    /// 0 to 19 and the tens.
    Number(u32),
    Hundred,
    Thousand,
    /// 1 to 20, 30; not `second` alone, which is a unit too.
    Ordinal(u32),
    /// `second`
    Second,
    /// `this` 0, `next` 1, `last` -1
    Relative(i32),
    /// `coming`, `upcoming`: 1; `past`, `previous`: -1
    Nearby(i32),
    /// `today` 0, `tomorrow` 1, `yesterday` -1
    Day(i32),
    Tonight,
    Now,
    Season(Season),
    DayPart(DayPart),
    Noon,
    Midnight,
    /// `am` false, `pm` true
    Meridiem(bool),
    OClock,
    Part(Part),
    /// `nineties`: 90
    Decade(u32),
    Ago,
    Later,
    Earlier,
    Hence,
    The,
    Of,
    On,
    In,
    At,
    A,
    And,
    For,
    From,
    To,
    Until,
    Through,
    Between,
    By,
    Before,
    After,
    Since,
    During,
    Within,
    Over,
    About,
    Or,
    More,
    Less,
    Than,
    Half,
    Quarter,
    /// `couple` 2, `few` 3, `several` 3
    Vague(u32),
    All,
    Every,
    Other1,
    Another,
    Rest,
    Business,
    Same,
    That,
    My,
    Starting,
    Date,
    Once,
    /// `daily`, `weekly`: how many units, which.
    Adverb(u32, Unit),
    /// The letters of `Q3`, `H1`, `FY21`, `w/c`, and short units that need a number in front.
    Short(char),
    Fiscal,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Fortnight,
    Weekend,
    Month,
    Quarter,
    Year,
    Decade,
    Century,
}

impl Unit {
    /// The name that users see.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Second => "second",
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week | Self::Fortnight => "week",
            Self::Weekend => "weekend",
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Decade => "decade",
            Self::Century => "century",
        }
    }

    /// True for hours and less.
    pub(super) fn is_clock(self) -> bool {
        self < Self::Day
    }
}

/// A season, named as in the northern hemisphere; its number is that of ISO 8601-2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Season {
    Spring = 21,
    Summer = 22,
    Autumn = 23,
    Winter = 24,
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayPart {
    Morning,
    Afternoon,
    Evening,
    Night,
}

/// A part of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Early,
    Mid,
    Late,
    /// `beginning`, `start`: the early part, and behind `since` or `by` its first day.
    Start,
    /// `end`: the late part, and behind `since` or `by` its last day.
    End,
}

/// Looks a word up, whatever its case.
pub(super) fn word(text: &str) -> Word {
    let mut lower = [0_u8; 14];
    let mut length = 0;
    for c in text.chars() {
        let c = if c == '’' { '\'' } else { c };
        if !c.is_ascii() || length == lower.len() {
            return Word::Other;
        }
        lower[length] = (c as u8).to_ascii_lowercase();
        length += 1;
    }
    let lower = std::str::from_utf8(&lower[..length]).unwrap_or_default();
    WORDS.get(lower).copied().unwrap_or(Word::Other)
}

static WORDS: LazyLock<HashMap<&'static str, Word>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (list, meaning) in TABLE {
        words.extend(list.split(' ').map(|word| (word, *meaning)));
    }
    words
});

#[rustfmt::skip]
const TABLE: &[(&str, Word)] = {
    #[allow(clippy::enum_glob_use, reason = "the table names nearly all of them")]
    use Word::*;
    &[
        ("january jan", Month(1, false)), ("february feb", Month(2, false)), ("march mar", Month(3, true)),
        ("april apr", Month(4, false)), ("may", Month(5, true)), ("june jun", Month(6, false)),
        ("july jul", Month(7, false)), ("august aug", Month(8, false)), ("september sept sep", Month(9, false)),
        ("october oct", Month(10, false)), ("november nov", Month(11, false)), ("december dec", Month(12, false)),
        ("monday", Weekday(self::Weekday::Monday, false)), ("mon", Weekday(self::Weekday::Monday, true)),
        ("tuesday tues tue", Weekday(self::Weekday::Tuesday, false)),
        ("wednesday weds", Weekday(self::Weekday::Wednesday, false)), ("wed", Weekday(self::Weekday::Wednesday, true)),
        ("thursday thurs thur thu", Weekday(self::Weekday::Thursday, false)),
        ("friday", Weekday(self::Weekday::Friday, false)), ("fri", Weekday(self::Weekday::Friday, true)),
        ("saturday", Weekday(self::Weekday::Saturday, false)), ("sat", Weekday(self::Weekday::Saturday, true)),
        ("sunday", Weekday(self::Weekday::Sunday, false)), ("sun", Weekday(self::Weekday::Sunday, true)),
        ("mondays", Weekdays(self::Weekday::Monday)), ("tuesdays", Weekdays(self::Weekday::Tuesday)),
        ("wednesdays", Weekdays(self::Weekday::Wednesday)), ("thursdays", Weekdays(self::Weekday::Thursday)),
        ("fridays", Weekdays(self::Weekday::Friday)), ("saturdays", Weekdays(self::Weekday::Saturday)),
        ("sundays", Weekdays(self::Weekday::Sunday)),
        ("seconds secs sec", Unit(self::Unit::Second)), ("minute minutes mins min", Unit(self::Unit::Minute)),
        ("hour hours hrs hr", Unit(self::Unit::Hour)), ("day days", Unit(self::Unit::Day)),
        ("week weeks wk wks", Unit(self::Unit::Week)), ("fortnight fortnights", Unit(self::Unit::Fortnight)),
        ("weekend weekends", Unit(self::Unit::Weekend)), ("month months", Unit(self::Unit::Month)),
        ("year years yr yrs ys", Unit(self::Unit::Year)), ("decade decades", Unit(self::Unit::Decade)),
        ("century centuries", Unit(self::Unit::Century)), ("quarters", Unit(self::Unit::Quarter)),
        ("day's", UnitOf(self::Unit::Day)), ("week's", UnitOf(self::Unit::Week)), ("month's", UnitOf(self::Unit::Month)),
        ("year's", UnitOf(self::Unit::Year)), ("decade's", UnitOf(self::Unit::Decade)),
        ("zero oh", Number(0)), ("one", Number(1)), ("two", Number(2)), ("three", Number(3)), ("four", Number(4)),
        ("five", Number(5)), ("six", Number(6)), ("seven", Number(7)), ("eight", Number(8)), ("nine", Number(9)),
        ("ten", Number(10)), ("eleven", Number(11)), ("twelve", Number(12)), ("thirteen", Number(13)),
        ("fourteen", Number(14)), ("fifteen", Number(15)), ("sixteen", Number(16)), ("seventeen", Number(17)),
        ("eighteen", Number(18)), ("nineteen", Number(19)), ("twenty", Number(20)), ("thirty", Number(30)),
        ("forty", Number(40)), ("fifty", Number(50)), ("sixty", Number(60)), ("seventy", Number(70)),
        ("eighty", Number(80)), ("ninety", Number(90)), ("hundred", Hundred), ("thousand", Thousand),
        ("first", Ordinal(1)), ("second", Second), ("third", Ordinal(3)), ("fourth", Ordinal(4)), ("fifth", Ordinal(5)),
        ("sixth", Ordinal(6)), ("seventh", Ordinal(7)), ("eighth", Ordinal(8)), ("ninth", Ordinal(9)),
        ("tenth", Ordinal(10)), ("eleventh", Ordinal(11)), ("twelfth", Ordinal(12)), ("thirteenth", Ordinal(13)),
        ("fourteenth", Ordinal(14)), ("fifteenth", Ordinal(15)), ("sixteenth", Ordinal(16)),
        ("seventeenth", Ordinal(17)), ("eighteenth", Ordinal(18)), ("nineteenth", Ordinal(19)),
        ("twentieth", Ordinal(20)), ("thirtieth", Ordinal(30)),
        ("this current", Relative(0)), ("next following", Relative(1)), ("last", Relative(-1)),
        ("coming upcoming", Nearby(1)), ("past previous", Nearby(-1)),
        ("today", Day(0)), ("tomorrow tmrw tmr", Day(1)), ("yesterday", Day(-1)), ("tonight", Tonight), ("now", Now),
        ("spring", Season(self::Season::Spring)), ("summer", Season(self::Season::Summer)),
        ("autumn fall", Season(self::Season::Autumn)), ("winter", Season(self::Season::Winter)),
        ("morning mornings", DayPart(self::DayPart::Morning)), ("afternoon afternoons", DayPart(self::DayPart::Afternoon)),
        ("evening evenings", DayPart(self::DayPart::Evening)), ("night nights", DayPart(self::DayPart::Night)),
        ("noon midday noontime", Noon), ("midnight", Midnight), ("am", Meridiem(false)), ("pm", Meridiem(true)),
        ("o'clock oclock", OClock),
        ("early", Part(self::Part::Early)), ("beginning start", Part(self::Part::Start)), ("mid middle", Part(self::Part::Mid)),
        ("late", Part(self::Part::Late)), ("end", Part(self::Part::End)),
        ("twenties", Decade(20)), ("thirties", Decade(30)), ("forties", Decade(40)), ("fifties", Decade(50)),
        ("sixties", Decade(60)), ("seventies", Decade(70)), ("eighties", Decade(80)), ("nineties", Decade(90)),
        ("tens", Decade(10)), ("noughties aughts", Decade(0)),
        ("ago", Ago), ("later", Later), ("earlier", Earlier), ("hence", Hence), ("the", The), ("of", Of), ("on", On),
        ("in", In), ("at", At), ("a an", A), ("and", And), ("for", For), ("from", From), ("to", To),
        ("until till til", Until), ("through thru", Through), ("between", Between), ("by", By), ("before", Before),
        ("after", After), ("since", Since), ("during", During), ("within", Within), ("over", Over),
        ("about around approximately roughly circa", About), ("or", Or), ("more", More), ("less", Less), ("than", Than),
        ("half", Half), ("quarter", Quarter), ("couple", Vague(2)), ("few several", Vague(3)),
        ("all full whole entire", All), ("every each", Every), ("other", Other1), ("another", Another), ("rest", Rest),
        ("business working", Business), ("same", Same), ("that", That), ("my our", My),
        ("starting commencing", Starting), ("date", Date), ("once", Once),
        ("daily everyday", Adverb(1, self::Unit::Day)), ("weekly", Adverb(1, self::Unit::Week)),
        ("biweekly fortnightly", Adverb(2, self::Unit::Week)), ("monthly", Adverb(1, self::Unit::Month)),
        ("quarterly", Adverb(3, self::Unit::Month)), ("yearly annually", Adverb(1, self::Unit::Year)),
        ("q", Short('q')), ("h", Short('h')), ("w", Short('w')), ("c", Short('c')), ("s", Short('s')),
        ("p", Short('p')), ("m", Short('m')), ("a.m", Short('m')), ("t", Short('t')), ("z", Short('z')), ("fy", Fiscal),
    ]
};

/// True for a word that says that what is told is still to come.
pub(super) fn is_future_cue(lower: &str) -> bool {
    matches!(
        lower,
        "will"
            | "would"
            | "shall"
            | "may"
            | "could"
            | "should"
            | "plans"
            | "plan"
            | "planned"
            | "scheduled"
            | "due"
            | "expected"
            | "expect"
            | "expects"
            | "forecast"
            | "forecasts"
            | "predict"
            | "predicts"
            | "predicted"
            | "projected"
            | "anticipate"
            | "anticipates"
            | "see"
            | "sees"
            | "slated"
            | "poised"
            | "resume"
            | "resumes"
            | "reopen"
            | "reopens"
            | "meet"
            | "meets"
            | "convene"
            | "convenes"
            | "set"
            | "going"
            | "hope"
            | "hopes"
            | "aim"
            | "aims"
            | "intend"
            | "intends"
            | "tomorrow"
            | "upcoming"
            | "starting"
            | "until"
            | "won't"
            | "'ll"
            | "is"
            | "are"
            | "begins"
            | "starts"
            | "opens"
            | "i'll"
            | "we'll"
            | "they'll"
            | "he'll"
            | "she'll"
            | "it'll"
            | "you'll"
            | "must"
            | "deadline"
            | "postponed"
    )
}

/// True for a word that says that what is told is over: verbs of the past as far as their form, or a
/// list of those that news uses, tells.
pub(super) fn is_past_cue(lower: &str) -> bool {
    matches!(
        lower,
        "said"
            | "was"
            | "were"
            | "had"
            | "did"
            | "told"
            | "met"
            | "made"
            | "took"
            | "came"
            | "went"
            | "saw"
            | "won"
            | "lost"
            | "fell"
            | "rose"
            | "began"
            | "found"
            | "gave"
            | "held"
            | "left"
            | "led"
            | "sent"
            | "struck"
            | "ran"
            | "sold"
            | "bought"
            | "spoke"
            | "wrote"
            | "broke"
            | "became"
            | "got"
            | "has"
            | "have"
            | "been"
            | "died"
    ) || lower.len() > 4 && lower.ends_with("ed")
}

/// True for a word that is a verb of the past and a noun, or a verb of the present, as well.
pub(super) fn is_weak_past_cue(lower: &str) -> bool {
    matches!(lower, "cut" | "hit" | "put" | "shot" | "cost" | "quit" | "spread")
}

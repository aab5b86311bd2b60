//! Dates as Chinese, Japanese and Korean write them: `2020年12月21日`, `2020년 12월 21일`.

use super::calendar::When;
use super::parser::{Parser, Parts, small};

impl Parser<'_> {
    /// Year, month and day, each with its word behind it; the year perhaps of a Japanese era.
    pub(super) fn eastern(&mut self) -> Option<Parts> {
        let year = match self.attempt(Self::year_of_era) {
            Some(year) => year,
            None => self.year()?,
        };
        if !self.any_word(&["年", "년"]) {
            return None;
        }
        let mut found = When { year, month: None, day: None };
        found.month = self.attempt(|parser| {
            let month = small(parser.number()?)?;
            parser.any_word(&["月", "월"]).then_some(month)
        });
        if found.month.is_some() {
            found.day = self.attempt(|parser| {
                let day = small(parser.number()?)?;
                parser.any_word(&["日", "号", "號", "일"]).then_some(day)
            });
        }
        Some(Parts::one(found))
    }

    /// `令和2`, `平成元`.
    fn year_of_era(&mut self) -> Option<u32> {
        let before = match (self.word()?, self.word()?) {
            ("令", "和") => 2018,
            ("平", "成") => 1988,
            ("昭", "和") => 1925,
            _ => return None,
        };
        if self.word_is("元") {
            return Some(before + 1);
        }
        small(self.number()?).filter(|year| *year > 0).map(|year| before + year)
    }

    /// `星期一`, `周一`, `月曜日`, `月`.
    pub(super) fn eastern_weekday(&mut self) -> bool {
        let chinese = self.attempt(|parser| {
            let named = parser.any_word(&["周", "週"])
                || (parser.word_is("星") && parser.word_is("期"))
                || (parser.any_word(&["礼", "禮"]) && parser.word_is("拜"));
            let place = "一二三四五六日天".find(parser.word().filter(|_| named)?)? / 3;
            u32::try_from(place.min(6)).ok()
        });
        let japanese = || {
            self.attempt(|parser| {
                let place = "月火水木金土日".find(parser.word()?)? / 3;
                if parser.word_is("曜") {
                    parser.word_is("日");
                }
                u32::try_from(place).ok()
            })
        };
        let found = chinese.or_else(japanese);
        if let Some(place) = found {
            self.add_weekday(place);
        }
        found.is_some()
    }

    /// True for `午後` before the hour, false for `上午`.
    pub(super) fn eastern_half_of_day(&mut self) -> Option<bool> {
        self.attempt(|parser| match parser.word()? {
            "午" => match parser.word()? {
                "前" => Some(false),
                "後" => Some(true),
                _ => None,
            },
            "上" => parser.word_is("午").then_some(false),
            "下" => parser.word_is("午").then_some(true),
            "오전" => Some(false),
            "오후" => Some(true),
            _ => None,
        })
    }
}

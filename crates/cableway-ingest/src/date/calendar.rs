//! Days counted and named: weeks, days of a year, the Persian calendar, seconds since 1970.

/// A day, or no more than a month or a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct When {
    pub(super) year: u32,
    pub(super) month: Option<u32>,
    pub(super) day: Option<u32>,
}

impl When {
    pub(super) fn new(year: u32, month: u32, day: u32) -> Self {
        Self { year, month: Some(month), day: Some(day) }
    }

    /// The days since 1 January 1970, where it is a whole date. The month must be one.
    pub(super) fn number(self) -> Option<i64> {
        Some(number_of(i64::from(self.year), i64::from(self.month?), i64::from(self.day?)))
    }

    /// The day of this number; nothing outside of the years 1 to 9999.
    pub(super) fn of_number(number: i64) -> Option<Self> {
        // After H. Hinnant's `civil_from_days`: years begin in March, so that the leap day is last.
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        let year = u32::try_from(year).ok().filter(|year| (1..=9999).contains(year))?;
        Some(Self::new(year, u32::try_from(month).ok()?, u32::try_from(day).ok()?))
    }

    /// The weekday, from 0 for Monday.
    pub(super) fn weekday(self) -> Option<u32> {
        u32::try_from((self.number()? + 3).rem_euclid(7)).ok()
    }
}

fn number_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// Day `weekday` (1 is Monday) of a week as ISO 8601 counts them: `2020-W52-1`.
pub(super) fn of_week(year: u32, week: u32, weekday: u32) -> Option<When> {
    if !(1..=7).contains(&weekday) || !(1..=weeks_in(year)?).contains(&week) {
        return None;
    }
    // The fourth of January is in the first week, whatever its weekday.
    let fourth = When::new(year, 1, 4);
    let monday = fourth.number()? - i64::from(fourth.weekday()?);
    When::of_number(monday + i64::from(week - 1) * 7 + i64::from(weekday - 1))
}

fn weeks_in(year: u32) -> Option<u32> {
    let last_is_thursday = When::new(year, 12, 31).weekday()? == 3;
    let first_is_thursday = When::new(year, 1, 1).weekday()? == 3;
    Some(if last_is_thursday || first_is_thursday { 53 } else { 52 })
}

/// Day `day` of the year, from 1: `2020-356`.
pub(super) fn of_year(year: u32, day: u32) -> Option<When> {
    if day == 0 {
        return None;
    }
    let first = When::new(year, 1, 1).number()?;
    When::of_number(first + i64::from(day - 1)).filter(|found| found.year == year)
}

/// The day of the Persian calendar, in the years that articles have.
pub(super) fn of_persian(year: u32, month: u32, day: u32) -> Option<When> {
    let longest = match month {
        1..=6 => 31,
        7..=11 => 30,
        12 => 29 + u32::from(is_long_in_persia(year)),
        _ => return None,
    };
    if !(1200..=1499).contains(&year) || !(1..=longest).contains(&day) {
        return None;
    }
    let before = (month - 1) * 31 - month.saturating_sub(7);
    let leap_days = (1200..year).filter(|&year| is_long_in_persia(year)).count();
    // The first day of 1200 was 21 March 1821.
    let first = number_of(1821, 3, 21);
    let years = i64::from(year - 1200) * 365 + i64::try_from(leap_days).ok()?;
    When::of_number(first + years + i64::from(before + day - 1))
}

/// Eight of 33 years are a day longer: so it is in all years from 1178 to 1633.
fn is_long_in_persia(year: u32) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_counts_once() {
        let mut before = When::new(1, 1, 1).number().unwrap() - 1;
        for number in [before + 1, 0, 18_617, 2_932_896] {
            assert_eq!(When::of_number(number).unwrap().number(), Some(number));
        }
        for number in -200_000..200_000 {
            let found = When::of_number(number).and_then(When::number);
            assert_eq!(found, Some(number));
            before = number;
        }
        assert_eq!(When::of_number(before + 10_000_000), None);
        assert_eq!(When::new(1970, 1, 1).weekday(), Some(3));
        assert_eq!(When::new(2020, 12, 21).weekday(), Some(0));
    }

    #[test]
    fn weeks_and_days_of_the_year() {
        assert_eq!(of_week(2020, 52, 1), Some(When::new(2020, 12, 21)));
        assert_eq!(of_week(2020, 53, 7), Some(When::new(2021, 1, 3)));
        assert_eq!(of_week(2021, 53, 1), None);
        assert_eq!(of_week(2009, 1, 1), Some(When::new(2008, 12, 29)));
        assert_eq!(of_year(2020, 366), Some(When::new(2020, 12, 31)));
        assert_eq!(of_year(2021, 366), None);
        assert_eq!(of_year(2021, 0), None);
    }

    #[test]
    fn persian_days() {
        assert_eq!(of_persian(1399, 10, 1), Some(When::new(2020, 12, 21)));
        assert_eq!(of_persian(1399, 12, 30), Some(When::new(2021, 3, 20)));
        assert_eq!(of_persian(1400, 1, 1), Some(When::new(2021, 3, 21)));
        assert_eq!(of_persian(1403, 12, 30), Some(When::new(2025, 3, 20)));
        assert_eq!(of_persian(1404, 12, 30), None);
        assert_eq!(of_persian(1357, 11, 22), Some(When::new(1979, 2, 11)));
        assert_eq!(of_persian(1400, 13, 1), None);
    }
}

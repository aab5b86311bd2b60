//! Which numbers count something.

use super::amounts;

#[test]
fn numbers_that_name_something_are_no_amounts() {
    for sentence in [
        "Call the press office at +44 20 7946 0000 or 0800 555 0199.",
        "NATO may invoke Article 4 and then Article 5.",
        "The cable Nordlink 2 was cut.",
        "He affirmed the one China policy.",
        "They cited Resolution 1701 and Resolution 2231.",
        "See page 12 and chapter 3.",
        "The G7 and the G20 met, and Boeing 737 jets flew.",
        "Flight MH17 crossed the zone; Route 66 was closed.",
        "The party won under Chapter VII, Section 230 and Protocol 3.",
        "Apollo 11 and Soyuz 5 landed near Gate 9.",
        "The 5G network and F-16 jets matter.",
        "According to Figure 3 and Table 2, it rained.",
        "Channel 4 told it, Radio 4 too.",
        "Phase 2 of the plan and Round 3 of the talks begin.",
        "Under Law 1325 and Decree No. 77 it is banned.",
        "Tel. 030 1234567, fax 030 7654321.",
        "Room 14 at 10 Downing Street is empty.",
        "The Leopard 2 tanks arrived.",
        "Nord Stream 2 and Zeitenwende 2 are names.",
        "Vision 2030 and Agenda 2063 are plans.",
        "They met in Group 2 on Day 3.",
        "Write to PO Box 1200.",
        "Since March 12 soldiers died.",
        "Belarus belongs to one Europe.",
    ] {
        assert_eq!(amounts(sentence), Vec::<String>::new(), "{sentence}");
    }
}

#[test]
fn two_or_three_are_a_range() {
    assert_eq!(amounts("It takes five or six weeks."), ["five or six weeks"]);
    assert_eq!(
        amounts("Two or three people came, one or the other by bus."),
        ["Two or three people"]
    );
}

#[test]
fn amounts_behind_names_are_amounts() {
    for (sentence, expect) in [
        ("Four articles are about it.", "Four articles"),
        ("The resolution named 12 firms.", "12 firms"),
        ("China sent 40 ships and Peru two.", "40 ships"),
        ("Norway 2 years ago had 12 frigates.", "2 years; 12 frigates"),
        ("The page has 12 lines.", "12 lines"),
        ("In Lima 300 people marched.", "300 people"),
        ("One Chinese ship sank.", "One Chinese ship"),
        ("The bank lent Ghana 3 billion dollars.", "3 billion dollars"),
        ("It gave Ukraine 31 tanks.", "31 tanks"),
        ("In phase two 3 ships sank.", "3 ships"),
        ("The Union lost 4 seats.", "4 seats"),
        ("Maria Lopez 3 years later left.", "3 years"),
        ("They closed the line 40 times.", "40 times"),
        ("Article 4 names 3 duties.", "3 duties"),
        ("By 2030 300 people had left.", "300 people"),
        ("It cost the EU 12 billion euros.", "12 billion euros"),
        ("Level 3 was reached in 40 villages.", "40 villages"),
        ("The two Koreas met.", "two Koreas"),
    ] {
        assert_eq!(amounts(sentence).join("; "), expect, "{sentence}");
    }
}

#[test]
fn shares_and_days_beside_days() {
    for (sentence, expect) in [
        ("One third of the crews went home.", "One third"),
        ("One in five bridges is unsafe.", "One in five bridges"),
        ("There is a one in ten chance of rain.", "one in ten chance"),
        ("Three out of four pupils are ill.", "Three out of four pupils"),
        ("They met on 21 and 22 November in Lima.", ""),
        ("The fair runs from 3 to 5 June.", ""),
        ("On 14, 15 and 16 August the court will sit.", ""),
        ("It rained on November 21 and 22.", ""),
        ("One third party signed.", "One third party"),
        ("It floods once in five years.", "five years"),
    ] {
        assert_eq!(amounts(sentence).join("; "), expect, "{sentence}");
    }
}

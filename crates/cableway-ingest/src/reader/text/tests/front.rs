use super::*;

/// Title, and the lines under it, with the day that they give.
const DATED: [&str; 22] = [
    "The Ferry Nobody Wanted\n\nInterview by Ruth Amsel. Published on 6 May 2022",
    "The Ferry Nobody Wanted\n\nA shipowner talks about tides, debts and patience\n\nInterview by Ruth Amsel\n\nPublished on May 6, 2022",
    "The Ferry Nobody Wanted\n\nPosted on May 6, 2022 by Ruth",
    "The Ferry Nobody Wanted\n\n6 May 2022 | By Ruth Amsel",
    "The Ferry Nobody Wanted\n\nBy Ruth Amsel · 6 May 2022",
    "Who Still Wants the Ferry?\n\nBy Ruth Amsel · Published on May 6, 2022",
    "Five answers: who still wants the ferry?\n\nBy the harbour desk · 6 May 2022",
    "Save the Ferry!\n\nThe island has one boat left, and it leaks.\n\n6 May 2022",
    "The Ferry Nobody Wanted\n\nThe island has one boat left, and it leaks.\n\nFrom our correspondent in Port Ansel\n\n6 May 2022",
    "The Ferry Nobody Wanted\n\nWorking Paper 9 · Institute for Small Harbours\n\nA boat is not a bridge. The island needs both.\n\n6 May 2022",
    "The Ferry Nobody Wanted\n\nA boat is not a bridge. The island needs both.\n\nInstitute for Small Harbours\n\nPhoto: Jane Doe\n\n6 May 2022",
    "OPINION\n\nWho Still Wants the Ferry?\n\nThe island has one boat left.\n\nBy Ruth Amsel\n\n6 May 2022",
    "The Ferry Nobody Wanted\n\nWorking Paper 9\n\nBy Ruth Amsel and Ole Brandt\n\nInstitute for Small Harbours, Port Ansel\n\n6 May 2022",
    "Who Still Wants the Ferry?\nBy Ruth Amsel\n6 May 2022",
    "The Ferry Is Back. The Money Is Gone.\n\nBy Ruth Amsel\n\n6 May 2022",
    "Will It Sail? Ask the Bank.\n\nRuth Amsel\n\nPublished on 6 May 2022",
    "Sold! Who Pays Now?\n\nBy Ruth Amsel · 6 May 2022",
    "OPINION\n\nOne Boat. Two Islands. No Captain.\n\nBy Ruth Amsel\n\n6 May 2022",
    "The Ferry Nobody Wanted\n\nPosted by Ruth on 6 May 2022",
    "The Ferry Nobody Wanted\n\nPosted by Ruth Amsel, May 6, 2022",
    "The Ferry Nobody Wanted\n\nPosted by: Ruth Amsel on May 6, 2022",
    "The Ferry Nobody Wanted\n\nBy Ruth Amsel on 6 May 2022",
];

#[test]
fn the_day_stands_under_short_lines() {
    for front in DATED {
        let document = read(&format!("{front}\n\n{P1}\n\n{P2}"));
        let meta = document.meta();
        assert_eq!(
            meta.published.as_ref().map(ToString::to_string).as_deref(),
            Some("2022-05-06"),
            "{front}"
        );
        let title = front.strip_prefix("OPINION\n\n").unwrap_or(front).lines().next();
        assert_eq!(meta.title.as_deref(), title, "{front}");
        let body = document.blocks().iter().filter(|block| block.kind == BlockKind::Paragraph);
        assert_eq!(body.count(), 2, "{front}");
    }
}

#[test]
fn a_day_in_the_text_is_not_that_of_publication() {
    for text in [
        // A sentence with a day in it.
        format!("The Ferry Nobody Wanted\n\nOn 6 May 2022 the ferry sailed.\n\n{P1}"),
        format!(
            "The Ferry Nobody Wanted\n\nThe yard was sold on 6 May 2022 by Ruth Amsel.\n\n{P1}"
        ),
        // Two paragraphs before a diary's day.
        format!("The Ferry Nobody Wanted\n\n{P1}\n\n{P2}\n\n6 May 2022\n\n{P1}"),
        // A question that opens a text.
        format!("Who still wants the ferry?\n\n{P1}\n\n{P2}\n\n6 May 2022\n\n{P1}"),
        // Two sentences that open one, and two short ones with no day under them.
        format!("The ferry sailed. Nobody watched.\n\n{P1}\n\n{P2}\n\n6 May 2022\n\n{P1}"),
        format!("The Ferry Nobody Wanted\n\nPosted by mistake on 6 May 2022\n\n{P1}"),
        // A day that closes one.
        format!("The Ferry Nobody Wanted\n\n{P1}\n\nInstitute for Small Harbours\n\n6 May 2022"),
        format!(
            "The Ferry Nobody Wanted\n\nA letter sent in May 2022 by post took a week.\n\n{P1}"
        ),
    ] {
        assert_eq!(read(&text).meta().published, None, "{text}");
    }
}

#[test]
fn several_lines_over_the_day() {
    assert_snapshot!(outline("A Ferry Returns\n\nWorking Paper 9 · Institute for Small Harbours\n\nA boat is not a bridge. The island needs both.\n\n6 May 2022\n\nP1\n\nP2"), @r#"
    published = "2022-05-06"
    standfirst = "A boat is not a bridge. The island needs both."
    title = "A Ferry Returns"
    title: A Ferry Returns
    byline: Working Paper 9 · Institute for Small Harbours
    standfirst: A boat is not a bridge. The island needs both.
    dateline: 6 May 2022
    paragraph: P1
    paragraph: P2
    "#);
    assert_snapshot!(outline("Who Wants a Ferry?\n\nA boat is not a bridge. The island needs both.\n\nFrom our correspondent in Port Ansel\n\nPosted on 6 May 2022 by Jane Doe\n\nP1\n\nP2"), @r#"
    authors = ["Jane Doe"]
    published = "2022-05-06"
    standfirst = "A boat is not a bridge. The island needs both."
    title = "Who Wants a Ferry?"
    title: Who Wants a Ferry?
    standfirst: A boat is not a bridge. The island needs both.
    byline: From our correspondent in Port Ansel
    byline: Posted on 6 May 2022 by Jane Doe
    paragraph: P1
    paragraph: P2
    "#);
}

#[test]
fn who_posted_it_is_its_author() {
    for line in ["Posted by Ruth Amsel on 6 May 2022", "Posted by Ruth Amsel, 6 May 2022"] {
        let document = read(&format!("Is It Paid For? Not Quite.\n\n{line}\n\n{P1}\n\n{P2}"));
        let meta = document.meta();
        assert_eq!(meta.title.as_deref(), Some("Is It Paid For? Not Quite."), "{line}");
        assert_eq!(meta.authors, ["Ruth Amsel"], "{line}");
    }
}

/// A short paragraph of two sentences is no title where no day stands under it, and a long one never is.
#[test]
fn two_sentences_that_open_a_text_are_no_title() {
    for text in [
        format!("The ferry sailed. Nobody watched.\n\n{P1}\n\n{P2}"),
        format!(
            "The ferry sailed at nine on a grey morning. Nobody but the harbour master and his dog watched it go.\n\n6 May 2022\n\n{P1}"
        ),
    ] {
        assert_eq!(read(&text).meta().title, None, "{text}");
    }
}

/// The commentaries that the policy plugin is measured by: read as files they give the day of their
/// labels, or none where the day stands in the report's first line.
#[test]
fn commentaries_give_the_day_of_their_labels() {
    let gold = concat!(env!("CARGO_MANIFEST_DIR"), "/../../plugins/policy/gold");
    let mut without = Vec::new();
    for entry in std::fs::read_dir(gold).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "txt") {
            continue;
        }
        let labels = std::fs::read_to_string(path.with_extension("toml")).unwrap();
        let label = labels.lines().find_map(|line| line.strip_prefix("published = "));
        let document = read(&std::fs::read_to_string(&path).unwrap());
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        match document.meta().published.as_ref().map(ToString::to_string) {
            Some(day) => {
                assert_eq!(Some(day.as_str()), label.map(|day| day.trim_matches('"')), "{name}");
            }
            None => without.push(name),
        }
    }
    without.sort();
    let reports = [
        "02-fishing-dispute",
        "07-lithium",
        "09-ceasefire-caucasus",
        "14-venezuela-talks",
        "20-migration-report",
    ];
    assert_eq!(without, reports);
}

proptest! {
    /// Whatever label stands between, the line alone gives the day, and no word is lost.
    #[test]
    fn any_label_may_stand_before_the_day(label in "[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){1,4}", day in 1..29_u32) {
        let text = format!("A Ferry Returns\n\nA boat is no bridge, and the island needs both.\n\n{label}\n\n{day} May 2022\n\n{P1}\n\n{P2}");
        let document = read(&text);
        let published = document.meta().published.as_ref().map(ToString::to_string);
        prop_assert_eq!(published, Some(format!("2022-05-{day:02}")));
        prop_assert!(document.text().contains(&label));
    }
}

//! The stage `entities` through documents.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use cableway_classify::{Entities, EntitiesConfig};
use cableway_core::{
    Annotation, Annotations, BlockKind, Classify as _, Context, Document, Limits, Setup,
    Stage as _, StageName,
};
use insta::assert_snapshot;
use proptest::prelude::*;

fn document(text: &str) -> Document {
    let mut builder = Document::builder("a.txt");
    for line in text.lines() {
        match line.strip_prefix("# ") {
            Some(title) => builder.block(BlockKind::Title, title),
            None => builder.block(BlockKind::Paragraph, line),
        };
    }
    builder.build()
}

fn find(config: EntitiesConfig, document: &Document) -> Vec<Annotation> {
    let stage = Entities::new(config, &Setup::new(".", Limits::default())).unwrap();
    let name: StageName = "entities".parse().unwrap();
    let mut found = Annotations::new(name.clone());
    stage.classify(document, &mut found, &Context::default()).unwrap();
    document.clone().add_annotations(&name, &["entity"], found.clone()).unwrap();
    found.as_slice().to_vec()
}

/// A line for each entity: type, label, code, words of the mentions.
fn entities(text: &str) -> String {
    let document = document(text);
    let mut out = String::new();
    for entity in find(EntitiesConfig::default(), &document) {
        let words: Vec<&str> =
            entity.spans.iter().map(|span| document.slice(*span).unwrap()).collect();
        let kind = entity.attributes["type"].as_str().unwrap();
        let iso = entity.attributes.get("iso").and_then(|iso| iso.as_str()).unwrap_or_default();
        let _ = writeln!(out, "{kind} {} {iso}: {}", entity.label, words.join(" | "));
    }
    out
}

/// How many of the entities marked by hand (`[words](type)`) are found with their type, how many
/// are found that are not marked, and which are wrong.
fn against_marks(marked: &str) -> String {
    let (mut text, mut expected) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (words, after) = after.split_once("](").unwrap();
        let (kind, after) = after.split_once(')').unwrap();
        text.push_str(before);
        expected.push((text.len(), text.len() + words.len(), kind.to_owned()));
        text.push_str(words);
        rest = after;
    }
    text.push_str(rest);
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, &text);
    let document = builder.build();
    let mut found: Vec<(usize, usize, String)> = find(EntitiesConfig::default(), &document)
        .iter()
        .flat_map(|entity| {
            let kind = entity.attributes["type"].as_str().unwrap().to_owned();
            entity
                .spans
                .iter()
                .map(move |span| (span.start(), span.end(), kind.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    found.sort();
    let right = found.iter().filter(|one| expected.contains(one)).count();
    let mut out = format!("{right} right of {} marked\n", expected.len());
    for (sign, list, other) in [("missing", &expected, &found), ("wrong", &found, &expected)] {
        for one @ (start, end, kind) in list {
            if !other.contains(one) {
                let _ = writeln!(out, "{sign}: {kind} {}", &text[*start..*end]);
            }
        }
    }
    out
}

#[test]
fn a_diplomatic_report() {
    assert_snapshot!(against_marks(
        "\
[Russian](state) Foreign Minister [Sergei Lavrov](person) met [North Korean](state) leader [Kim Jong Un](person) in [Pyongyang](place) on Thursday. \
[Lavrov](person), who flew in from [Moscow](place), told reporters that [Kim](person) had accepted an invitation. \
The [United Nations](organisation) had warned both states in March; the [UN](organisation) keeps sanctions on [North Korea](state). \
A spokesman for the [South Korean](state) [Ministry of Unification](organisation) said [Seoul](place) was watching."
    ));
}

#[test]
fn a_report_on_business() {
    assert_snapshot!(against_marks(
        "\
Shares of [Morrow Yard Holdings](organisation) fell by [3.5%](percent) to [€12](money) after the shipbuilder said it would cut its order book. \
Chief executive [Ada Lindqvist](person) told [Reuters](organisation) that costs had risen by [$4.2 million](money). \
[Lindqvist](person) owns [12 per cent](percent) of the firm. The [Zandeport Harbour Board](organisation), its largest customer, \
has paid [90,000 crowns](money) for a shaft of [14 tonnes](quantity). The [Harbour Board](organisation) would not comment."
    ));
}

#[test]
fn a_report_on_inspectors() {
    assert_snapshot!(against_marks(
        "\
Inspectors of the [International Atomic Energy Agency](organisation) ([IAEA](organisation)) returned to [Iran](state) this week. \
The [IAEA](organisation) has its seat in [Vienna](place). [Iranian](state) officials gave them rooms in [Isfahan](place), near the [Zayanderud River](place). \
Professor [Farid Moradi](person) of the [University of Tehran](organisation) called it a first step. \
[Moradi](person) had criticised the [European Union](organisation)."
    ));
}

#[test]
fn a_local_report() {
    assert_snapshot!(against_marks(
        "\
Ferries sailed again from [Port Morrow](place) on Monday. Mayor [Ngaio Te Rangi](person) opened the pier with Mrs [Olsen](person), who has run the café since 1998. \
Visitors came from [New Zealand](state), [Norway](state) and [Wales](state). Police counted 2,000 people. \
\"We had to wait,\" said [Thandi Nkosi](person), 34. [Nkosi](person) lives [40 km](quantity) away."
    ));
}

#[test]
fn a_report_on_an_election() {
    assert_snapshot!(against_marks(
        "\
President [Juan Carlos Orbea](person) lost the vote to [María Santángel](person) of the [Liberal Union Party](organisation). \
With [98 per cent](percent) of votes counted, [Santángel](person) had [54.2 percent](percent). \
The [Supreme Court](organisation) will hear a complaint. In the north, supporters of [Orbea](person) marched through [Santa Rosa](place). \
[Brazil](state) and the [US](state) sent congratulations; the [European Commission](organisation) did not."
    ));
}

#[test]
fn a_report_on_sport() {
    assert_snapshot!(against_marks(
        "\
[Zandeport United](organisation) beat [Altmoor FC](organisation) 3-2 after extra time. Striker [Kwame Boateng](person) scored twice. \
Coach [Hans Dieter Vogel](person) said: \"[Boateng](person) was everywhere.\" [Vogel](person) leaves for [Italy](state) in June. \
The [German](state) paid [£2.5m](money) for him in [London](place)."
    ));
}

#[test]
fn names_belong_together() {
    assert_snapshot!(entities("\
# Trump meets Kim
Donald J. Trump met Kim Jong-un in Singapore. Mr. Trump and Mr Kim shook hands. Donald Trump left first.
The World Health Organization (WHO) thanked Singapore's government. WHO staff stayed."), @r"
    person Donald J. Trump : Trump | Donald J. Trump | Trump | Donald Trump
    person Kim Jong-un : Kim | Kim Jong-un | Kim
    state Singapore SG: Singapore | Singapore
    organisation World Health Organization : World Health Organization | WHO | WHO
    ");
}

#[test]
fn a_capital_at_the_start_of_a_sentence_is_no_name() {
    assert_eq!(
        entities(
            "Ferries sail. Nobody knows why ferries stop. Meanwhile they wait. Ferries again."
        ),
        ""
    );
    assert_eq!(entities("On Monday it rained. In May it snowed. I saw it. A B C."), "");
}

#[test]
fn only_what_is_asked_for() {
    let document = document("Ada Lindqvist paid $5 in France to a French baker.");
    let types = serde_json::json!({"types": ["money", "state"], "demonyms": false});
    let found = find(serde_json::from_value(types).unwrap(), &document);
    let labels: Vec<&str> = found.iter().map(|entity| entity.label.as_str()).collect();
    assert_eq!(labels, ["5 USD", "France"]);
    assert_eq!(found[1].spans.len(), 1);
    let refused = EntitiesConfig { min_score: 2.0, ..EntitiesConfig::default() };
    assert!(Entities::new(refused, &Setup::new(".", Limits::default())).is_err());
}

#[test]
fn amounts() {
    assert_snapshot!(entities("It cost US$3.5 billion, 5 million euros, 2bn yen or £1,000. Prices rose 4 per cent, or two percentage points, over 1,200 square kilometres. Three million dollars for an F-16 tonnes."), @r"
    money 3500000000 USD : US$3.5 billion
    money 5000000 EUR : 5 million euros
    money 2000000000 JPY : 2bn yen
    money 1000 GBP : £1,000
    percent 4 % : 4 per cent
    percent 2 percentage points : two percentage points
    quantity 1200 km² : 1,200 square kilometres
    money 3000000 USD : Three million dollars
    ");
}

#[test]
fn odd_texts() {
    for text in [
        "",
        "Norway",
        "путин приехал в Москву",
        "星期一 北京",
        "🎄Norway🎄 Norwa\u{301}y é́Ada Lindqvist’s",
        "(",
        "A.B.C.D. E. F.",
    ] {
        let _ = entities(text);
    }
    assert_eq!(entities("🎄 In Norway🎄"), "state Norway NO: Norway\n");
    assert_eq!(
        entities("ADA LINDQVIST FLEW TO NORWAY ON MONDAY AND SAID NOTHING ABOUT THE SHAFT"),
        ""
    );
}

#[test]
fn other_languages_are_left_alone() {
    let mut builder = Document::builder("a.txt");
    builder.meta.language = Some("de".into());
    builder.block(BlockKind::Paragraph, "Angela Merkel war in Norwegen.");
    assert!(find(EntitiesConfig::default(), &builder.build()).is_empty());
}

/// The time for a text four times as long is less than ten times as long, whatever it is made of.
#[test]
fn time_grows_with_the_text() {
    for piece in [
        "Ada Lindqvist of the Harbour Board said in Norway that $5 million was lost. ",
        "Ada Kim Lee Park ",
        "Ministry of the Bank of ",
        "Kim. Lee. Kim Lee. ",
        "1 2 3 ",
    ] {
        let time = |count: usize| {
            let document = document(&piece.repeat(count));
            let start = Instant::now();
            find(EntitiesConfig::default(), &document);
            start.elapsed().max(Duration::from_millis(2))
        };
        let (short, long) = (time(2_000), time(8_000));
        assert!(long < short * 10, "{piece:?}: {short:?} and {long:?}");
    }
}

#[test]
fn a_sentence_of_a_megabyte_and_fifty_thousand_sentences() {
    let one = "the ferry sank and ".repeat(55_000) + "sailed to Norway";
    assert_eq!(entities(&one), "state Norway NO: Norway\n");
    let many: String = (0..50_000).fold(String::new(), |mut text, number| {
        let _ = write!(
            text,
            "It met Ada Lindqvist{} in Norway. ",
            if number % 2 == 0 { "" } else { " again" }
        );
        text
    });
    let found = find(EntitiesConfig::default(), &document(&many));
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].spans.len(), 50_000);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// `add_annotations` in `find` checks that every span slices; here that each begins and ends with a
    /// letter, a figure or a sign of money, and that nothing is named twice.
    #[test]
    fn spans_are_words(text in "(Ada |Lindqvist |Kim |Jong-un |the |Bank |of |Norway|'s |Mr |\\(|\\)|UN |U\\.S\\. |said |in |\\$|5 |million |%|é|🎄|\\. |, |-|and |Ministry |é́){0,30}") {
        let document = document(&text);
        let mut spans = Vec::new();
        for entity in find(EntitiesConfig::default(), &document) {
            for span in &entity.spans {
                let words = document.slice(*span).unwrap();
                prop_assert!(!words.trim().is_empty() && words.trim() == words, "{:?}", words);
                spans.push(*span);
            }
        }
        spans.sort();
        for pair in spans.windows(2) {
            prop_assert!(pair[0].end() <= pair[1].start(), "{:?}", text);
        }
    }

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}") {
        find(EntitiesConfig::default(), &document(&text));
    }
}

/// The rows of a list, with the fields of each.
fn rows(list: &str) -> impl Iterator<Item = Vec<&str>> {
    let rows = list.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty());
    rows.map(|line| line.split('\t').collect())
}

/// What is found in a sentence that speaks of `name`: nothing but it.
fn alone(name: &str, type_: &str, label: &str, iso: &str) -> Option<String> {
    let is_right = |name: &str| {
        let label = if label.is_empty() { name } else { label };
        let found = entities(&format!("They all wrote about {name} on that day."));
        found == format!("{type_} {label} {iso}: {name}\n")
    };
    let is_other_right = || !name.contains('\'') || is_right(&name.replace('\'', "’"));
    (!is_right(name) || !is_other_right()).then(|| name.to_owned())
}

#[test]
fn every_row_of_every_list_is_found() {
    let mut wrong = Vec::new();
    for row in rows(include_str!("../data/states.tsv")) {
        let entries = |at: usize| row.get(at).into_iter().flat_map(|field: &&str| field.split(';'));
        for name in [row[1]].into_iter().chain(entries(2)).chain(entries(3)) {
            if !name.is_empty() {
                wrong.extend(alone(name, "state", row[1], row[0]));
            }
        }
        for capital in entries(4).filter(|capital| !capital.is_empty()) {
            wrong.extend(alone(capital, "place", "", ""));
        }
    }
    for row in rows(include_str!("../data/places.txt")) {
        wrong.extend(alone(row[0], "place", "", ""));
    }
    for row in rows(include_str!("../data/organisations.tsv")) {
        for name in
            [row[0]].into_iter().chain(row.get(1).into_iter().flat_map(|field| field.split(';')))
        {
            if !name.is_empty() {
                wrong.extend(alone(name, "organisation", row[0], ""));
            }
        }
    }
    for names in
        [include_str!("../data/given_names.txt"), include_str!("../data/given_names_more.txt")]
    {
        for given in rows(names).flat_map(|row| row[0].split_whitespace().collect::<Vec<_>>()) {
            let name = format!("{given} Lindqvist");
            wrong.extend(alone(&name, "person", "", ""));
        }
    }
    assert!(wrong.is_empty(), "{} rows: {}", wrong.len(), wrong.join("\n"));
}

#[test]
fn apostrophes_do_not_part_names() {
    assert_snapshot!(entities("\
Talks with the People’s Republic of China and the Democratic People's Republic of Korea failed.
The People's Bank of China cut rates. Côte d’Ivoire's cocoa, from near Sana'a. They left Washington, D.C."), @r"
    state China CN: People’s Republic of China
    state North Korea KP: Democratic People's Republic of Korea
    organisation People's Bank of China : People's Bank of China
    state Ivory Coast CI: Côte d’Ivoire
    place Sana'a : Sana'a
    place Washington, D.C. : Washington, D.C.
    ");
}

#[test]
fn amounts_of_two_numbers() {
    assert_snapshot!(entities("\
They paid $3-5 million, between $3 and $5 million, $1.5-2bn, $500,000 to $2 million.
It rose 2 to 3 percent, by 10–12%, from 5 to 3 percent, over 2-3 km. It was 3-2 km away.
He gave $5 to 3 people, and $5 to 10 million people."), @r"
    money 3000000 to 5000000 USD : $3-5 million
    money 3000000 to 5000000 USD : $3 and $5 million
    money 1500000000 to 2000000000 USD : $1.5-2bn
    money 500000 to 2000000 USD : $500,000 to $2 million
    percent 2 to 3 % : 2 to 3 percent
    percent 10 to 12 % : 10–12%
    percent 5 % : 5
    percent 3 % : 3 percent
    quantity 2 to 3 km : 2-3 km
    money 5 USD : $5
    ");
}

#[test]
fn signs_commas_and_names_of_currencies() {
    assert_snapshot!(entities("\
Growth was -3%, then minus 2 percent (-$4m). They paid EUR 5m, Rs 5 crore, Rs. 3 lakh, R$20 and 1.000.000 euros.
It cost 20 Swiss francs, 42 million kronor, five hundred dollars, two hundred and twenty-five euros or a million yen.
It was 30C on Monday, 25 °C on Tuesday."), @r"
    percent -3 % : -3%
    percent -2 % : minus 2 percent
    money -4000000 USD : -$4m
    money 5000000 EUR : EUR 5m
    money 50000000 rupees : Rs 5 crore
    money 300000 rupees : Rs. 3 lakh
    money 20 BRL : R$20
    money 1000000 EUR : 1.000.000 euros
    money 20 CHF : 20 Swiss francs
    money 42000000 SEK : 42 million kronor
    money 500 USD : five hundred dollars
    money 225 EUR : two hundred and twenty-five euros
    money 1000000 JPY : a million yen
    quantity 30 °C : 30C
    quantity 25 °C : 25 °C
    ");
}

#[test]
fn numbers_that_may_be_two_things_have_no_value() {
    for text in [
        "It rose 3,5 percent.",
        "It is 12,5 km long.",
        "A pint is £5,00.",
        "They lost half a million dollars.",
        "It rose 3,5-4 percent.",
        "It sank 1-2-3 km away.",
    ] {
        assert_eq!(entities(text), "", "{text}");
    }
}

#[test]
fn what_opens_a_sentence_is_no_name() {
    assert_snapshot!(entities("\
Unlike China, they wait. Despite Iran, they sail.
Global Challenges are many. The Bank said so.
It sank at 5 p.m. EST, or 22:00 GMT, in 300 BC. An ICBM flew. The NFU said it was late."), @r"
    state China CN: China
    state Iran IR: Iran
    organisation NFU : NFU
    ");
}

#[test]
fn datelines_and_credits() {
    let mut builder = Document::builder("a.txt");
    builder.block(BlockKind::Paragraph, "SEOUL, South Korea - The ferry sailed from PYONGYANG.");
    builder.block(BlockKind::Paragraph, "MOSCOW (AP) - It was late. The pier in NEW YORK was wet.");
    builder.block(BlockKind::Paragraph, "PROVO, Utah - It was dry.");
    builder.block(BlockKind::Caption, "The pier of Oslo. Photo: Reuters");
    builder.block(BlockKind::Credit, "Reuters");
    let labels: Vec<String> = find(EntitiesConfig::default(), &builder.build())
        .iter()
        .map(|entity| format!("{} {}", entity.attributes["type"].as_str().unwrap(), entity.label))
        .collect();
    assert_snapshot!(labels.join("\n"), @r"
    place Seoul
    state South Korea
    place Pyongyang
    organisation Associated Press
    place PROVO
    place Utah
    place Oslo
    ");
}

#[test]
fn people_of_states_and_namesakes_of_states() {
    assert_snapshot!(entities("\
Ambassador Linda Park of the United States met guests on a small island. There the painter knew Jordan Peele and Georgia O'Keeffe, who lived in New England.
We saw Paris Hilton and the London Olympics. Referee Sara Holm blew.
They moved from Lebanon, Pa., to Peru, Ind."), @r"
    person Linda Park : Linda Park
    state United States US: United States
    person Jordan Peele : Jordan Peele
    person Georgia O'Keeffe : Georgia O'Keeffe
    place New England : New England
    person Sara Holm : Sara Holm
    place Lebanon : Lebanon
    place Peru : Peru
    ");
    for text in ["It is made in Atlanta, Georgia.", "The Georgia governor left."] {
        assert!(entities(text).contains("place Georgia"), "{text}: {}", entities(text));
    }
    for text in ["They met in Tbilisi, Georgia.", "They flew to Georgia."] {
        assert!(entities(text).contains("state Georgia GE"), "{text}: {}", entities(text));
    }
}

#[test]
fn institutions() {
    assert_snapshot!(entities("\
Ölandsfärjan AB sold it to Volvo AB, Acme GmbH and Foo Ltd. Yale University paid.
The Centers for Disease Control and Prevention (CDC) warned; the CDC knows. The Ministry of Health and John Smith agreed.
Médecins Sans Frontières came, and so did Frères Sans Bagages."), @r"
    organisation Ölandsfärjan AB : Ölandsfärjan AB
    organisation Volvo AB : Volvo AB
    organisation Acme GmbH : Acme GmbH
    organisation Foo Ltd : Foo Ltd
    organisation Yale University : Yale University
    organisation Centers for Disease Control and Prevention : Centers for Disease Control and Prevention | CDC | CDC
    organisation Ministry of Health : Ministry of Health
    person John Smith : John Smith
    organisation Médecins Sans Frontières : Médecins Sans Frontières
    ");
}

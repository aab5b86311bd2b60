//! Sentences, and the actors in them.

use cableway_sdk::{BlockKind, Context, Document};

use crate::work::Work;

/// `words=actor (form)` for each mention, on the date given.
fn told_on(date: &str, text: &str) -> String {
    let mut builder = Document::builder("a.txt");
    builder.meta.published = date.parse().ok();
    builder.block(BlockKind::Paragraph, text);
    let document = builder.build();
    let work = Work::new(&document, &Context::default()).unwrap();
    let mentions = work.cast.mentions.iter().map(|one| {
        let actor = &work.cast.actors[one.actor];
        let former = if actor.former { ", former" } else { "" };
        format!(
            "{}={} ({}{former})",
            document.slice(one.span).unwrap(),
            actor.name,
            one.form.as_str()
        )
    });
    mentions.collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn check(text: &str, expect: &str) {
    assert_eq!(told_on("2021-03-01", text), expect, "{text}");
}

#[test]
fn names_and_adjectives() {
    check(
        "Peru and the United States praised Chilean miners.",
        "Peru=Peru (name); the United States=United States (name); Chilean miners=miners of Chile (description)",
    );
    check("The Romanians left; Omanism and Chadwick stayed.", "Romanians=Romania (demonym)");
}

#[test]
fn a_capital_acts_or_is_a_place() {
    check("Lima rejected the offer.", "Lima=Government of Peru (capital)");
    check("They marched in Lima on Monday.", "");
    check("Lima's decision was late.", "Lima=Government of Peru (capital)");
    check("Lima hosted a parade.", "");
    check("The missiles can reach the continental United States.", "");
    check("They flew to Lima.", "");
}

#[test]
fn governments_by_description() {
    check(
        "The Norwegian foreign ministry said no.",
        "The Norwegian foreign ministry=Government of Norway (description)",
    );
    check(
        "The Ministry of Defence of Kenya denied it. The Ministry was angry.",
        "The Ministry of Defence of Kenya=Government of Kenya (description); The Ministry=Government of Kenya (description)",
    );
    check("Rebels in Chad fled.", "Rebels in Chad=rebels of Chad (description)");
}

#[test]
fn leaders_have_their_time() {
    let text = "Angela Merkel spoke.";
    assert_eq!(told_on("2020-05-01", text), "Angela Merkel=Angela Merkel (name)");
    assert_eq!(told_on("2023-05-01", text), "Angela Merkel=Angela Merkel (name, former)");
    check(
        "Joe Biden thanked Mr. Trump.",
        "Joe Biden=Joe Biden (name); Mr. Trump=Donald Trump (title, former)",
    );
}

#[test]
fn persons_by_title_and_by_what_they_say() {
    check(
        "Ghanaian Mining Minister Ama Boateng resigned. Boateng gave no reason.",
        "Ghanaian Mining Minister Ama Boateng=Ama Boateng (title); Boateng=Ama Boateng (short)",
    );
    check("\"No,\" said Ida Holm, an analyst.", "Ida Holm=Ida Holm (name)");
}

#[test]
fn pronouns_where_they_are_certain() {
    check("Fiji said it would close its ports.", "Fiji=Fiji (name); it=Fiji (pronoun)");
    check("It may press Mali, demanding that it refrains.", "Mali=Mali (name)");
}

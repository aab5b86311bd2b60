//! The labels of `gold/` keep to the texts that they are of.

#![expect(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod gold;

use gold::{Labels, commentaries, places};

#[test]
fn there_are_twenty_in_five_genres() {
    let all = commentaries();
    assert_eq!(all.len(), 20);
    let mut genres: Vec<&str> = all.iter().map(|one| one.labels.genre.as_str()).collect();
    genres.sort_unstable();
    genres.dedup();
    let expected =
        ["interview", "ministry statement", "news agency report", "op-ed", "think-tank brief"];
    assert_eq!(genres, expected);
}

#[test]
fn every_labelled_piece_of_words_stands_in_its_text() {
    let mut missing = Vec::new();
    for one in commentaries() {
        for words in pieces(&one.labels) {
            if !one.document.text().contains(words) {
                missing.push(format!("{}: {words}", one.name));
            }
        }
        for actor in &one.labels.actor {
            for mention in &actor.mentions {
                let found = places(&one.document, mention);
                if found.is_empty() || (mention.contains('[') && found.len() != 1) {
                    missing.push(format!("{}: {mention} ({} places)", one.name, found.len()));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_name_in_a_label_is_an_actor_of_its_text() {
    let mut unknown = Vec::new();
    for one in commentaries() {
        let labels = &one.labels;
        let events = labels.event.iter().flat_map(|e| e.source.iter().chain(&e.recipient));
        let relations = labels.relation.iter().flat_map(|r| [&r.from, &r.to]);
        let options = labels.option.iter().filter_map(|o| o.actor.as_ref());
        for name in events.chain(relations).chain(options) {
            if !labels.actor.iter().any(|actor| actor.name == *name) {
                unknown.push(format!("{}: {name}", one.name));
            }
        }
    }
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
}

#[test]
fn labels_use_the_words_that_are_written_down() {
    let types = "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST \
                 SANCTION MOBILIZE COERCE ASSAULT";
    let statuses = "happened ongoing announced expected hypothetical denied";
    let one_of = |list: &str, word: &str| list.split_whitespace().any(|one| one == word);
    for one in commentaries() {
        for event in &one.labels.event {
            assert!(one_of(types, &event.r#type), "{}: {event:?}", one.name);
            assert!(one_of(statuses, &event.status), "{}: {event:?}", one.name);
        }
        for quantity in &one.labels.quantity {
            assert!(one_of("= ~ > >= < <=", &quantity.bound), "{}: {quantity:?}", one.name);
        }
    }
}

fn pieces(labels: &Labels) -> Vec<&str> {
    let mut all: Vec<&str> = Vec::new();
    all.extend(labels.event.iter().map(|event| event.words.as_str()));
    all.extend(labels.event.iter().filter_map(|event| event.place.as_deref()));
    all.extend(labels.relation.iter().map(|relation| relation.words.as_str()));
    all.extend(labels.quantity.iter().map(|quantity| quantity.words.as_str()));
    all.extend(labels.quote.iter().map(|quote| quote.words.as_str()));
    for forecast in &labels.forecast {
        all.extend([forecast.hedge.as_str(), forecast.claim.as_str()]);
        all.extend(forecast.condition.as_deref());
    }
    for option in &labels.option {
        all.push(&option.words);
        all.extend([&option.benefit, &option.cost].into_iter().filter_map(Option::as_deref));
    }
    all
}

//! Who takes part, and who only stands near.

use cableway_policy::{Actors, Events};

use super::{mentions, paragraph, stage};

/// The names of those to whom the first event is done.
fn recipients(text_of: &str) -> Vec<String> {
    let record = stage::<Events>(&paragraph(text_of));
    let list = record.annotations[0].attributes["recipients"].as_array().unwrap();
    list.iter().filter_map(|one| one["name"].as_str().map(str::to_owned)).collect()
}

#[test]
fn who_the_next_clause_names_takes_no_part() {
    let nobody = Vec::<String>::new();
    assert_eq!(recipients("Iran threatened to close the strait, and Oman asked for calm."), nobody);
    assert_eq!(
        recipients("Kenya rejected the offer and Uganda praised the ministers of Sudan."),
        nobody
    );
    assert_eq!(recipients("Peru criticised the vote, but Chile stayed silent."), nobody);
    assert_eq!(recipients("Peru accused Chile and Bolivia of lying."), ["Chile", "Bolivia"]);
}

#[test]
fn intelligence_is_no_police() {
    let record = stage::<Actors>(&paragraph("Russian intelligence sabotaged a railway in Poland."));
    assert_eq!(mentions(&record, "Intelligence services of Russia"), ["Russian intelligence"]);
    let record = stage::<Actors>(&paragraph("Polish police arrested two men."));
    assert_eq!(mentions(&record, "Police of Poland"), ["Polish police"]);
}

//! Each case is a text with `|` where one sentence ends and the next begins.

use proptest::prelude::*;

use super::sentences;
use crate::Span;

#[track_caller]
fn check(marked: &str) {
    let parts: Vec<&str> = marked.split('|').collect();
    let text = parts.concat();
    let found: Vec<&str> = sentences(&text).iter().filter_map(|span| span.slice(&text)).collect();
    let expect: Vec<&str> = parts.iter().map(|part| part.trim()).collect();
    assert_eq!(found, expect);
}

#[test]
fn plain_sentences() {
    check("It sails on Monday. |Tickets cost more. |Why? |Nobody knows!");
    check("One line\nbroken in two. |Another\nhere.");
    check("A heading without a stop\n\n|Then a paragraph.");
    check("A heading without a stop\r\n\r\n|Then a paragraph.");
    check("It rose by 3.5 per cent to 1,200.50 in version 2.0.1 of the index. |It fell.");
    check("It happened in 2019. |Nobody was hurt.");
    check("The fund lost $3. |$5 was left.");
    check("No stop at the end");
}

#[test]
fn titles_and_initials() {
    check("Dr. Mara Okoye met Mr. and Mrs. Lind. |They spoke.");
    check("Gen. Ruiz and Sen. Oduya left St. Ives. |Rep. Tan stayed.");
    check("J. R. Marlow wrote it. |George W. Hale did not.");
    check("It was written by J. R. Marlow. |The editor was A. B. Stone.");
    check("Lind interviewed Sushmita Sen. |I was there. |Acme v. The City was heard.");
    check("They fell back on Plan B. |It failed.");
    check("Players drank vitamin C. |Doctors objected.");
    check("Germany lost World War I. |Historians disagree why.");
    check("So do I. |Marlow agreed.");
    check("Prime Minister K. Oli resigned. |M. Macron and Mme. Royal met.");
}

#[test]
fn abbreviations() {
    check("The U.S. Senate met at 6 p.m. Monday. |It rose at 9 p.m. |Senators left.");
    check("He moved to the U.S. |He stayed. |U.S. officials and U.K. ministers met.");
    check("See e.g. Berlin, i.e. Germany, cf. Annex 2. |It is there.");
    check("Room No. 10 is free. |“No.” |She left. |No. |They said no. |Nobody came.");
    check("On Jan. 6 and Sept. 11 they met. |It was in Jan. |Nobody came.");
    check("Acme Inc. and Lind Corp. Chief Mara Okoye met. |They sued Acme Ltd. |The court sat.");
    check("It was Harbour vs. The City. |He won.");
    check("They sold fish, bread, etc. |Prices rose. |They sold salt etc. to all.");
    check("Springfield, Ill. |The mayor spoke. |She fell ill. |Doctors came.");
    check("Sen. Tan, R-Fla., left. |MR. LIND AND DR. OKOYE STAYED.");
    check("She holds a Ph.D. in law. |He has a Ph.D. |She does not.");
    check("Yahoo! Inc. was sold. |He loved Yahoo! |It was old.");
}

#[test]
fn quotations_and_brackets() {
    check("“It is over,” he said. |“We are leaving.” |She left.");
    check("\"It is over.\" |She left.");
    check("\"Stop!\" he said. |\"Who goes there?\" asked the guard.");
    check("“Who knows?” Ms. Adeyemi asked. |“Why?” I said.");
    check("“Why me?” Lind quietly asked. |“Why not?” |Lind quietly left.");
    check("“Stop!” |He ran. |“Stop!” |The guard ran.");
    check("(They left.) |Nobody saw it. |He (her friend?) stayed.");
    check("It was cold.[12] |It rained.[3][4] |Then snow.");
    check("« Je pars. » |Elle reste. |»Ja.« |Er ging.");
    check("Acme Inc. |“We are sorry.” |It ended.");
    check("He left . |`` We stay . '' |They stayed .");
}

#[test]
fn text_cut_into_tokens() {
    check("the ferry left . |it rained . |nobody , e.g. the board , was there .");
    check("He left . |`` we stay . '' |they stayed , `` she said . |`` we wait . |``");
    check("She said : ‘ we stay . ’ |the board met . |No. 5 sails .");
    check("It cost $ 1.5 million , said j. marlow . |He waits ... and leaves .");
}

#[test]
fn runs_and_ellipses() {
    check("What?! |No!!! |Really...? |Yes.");
    check("He waited... |Nobody came. |He waited... and left. |He waited… |Then left.");
    check("He waited . . . and left. |She stayed.");
    check("I use it. |.NET is old.");
    check("Prices fell. |iPhone sales rose. |eBay did not.");
}

#[test]
fn other_languages() {
    check("Am 3. Mai kam er an. |Im 20. Jahrhundert war das so. |Die 2. Bundesliga begann.");
    check("Es geschah am 12. |Danach war Ruhe. |Er traf den 14. Dalai Lama. |Sie auch.");
    check(
        "Das ist z. B. Berlin bzw. Bonn. |Er kam mit Hrn. Lind, d. h. allein. |Ca. 20 Leute kamen.",
    );
    check("Le texte cite l'art. 5 et M. Dupont. |Mme. Royal part. |Qui sait ? |Personne !");
    check("¿Quién sabe? |¡Nadie! |El Sr. García y la Sra. Ruiz viven en EE.UU. |Pero no hoy.");
    check("今日は晴れ。|明日は雨！|「行く？」と言った。|終わり。");
    check("他来了。|她走了！|“好吗？”|他问。");
    check("هل وصلت السفينة؟ |نعم وصلت. |انتهى.");
    check("यह पहला है। |यह दूसरा है।");
    check("В 2019 г. |Москва молчала. |Писал А. С. Лисин. |Конец.");
    check("ეს პირველია. |ეს მეორეა.");
}

#[test]
fn addresses_and_lists() {
    check(
        "See https://example.org/a.b?c=D. |Write to j.marlow@example.org. |Go to example.com. |Then wait.",
    );
    check("Write to news@bbc.co.uk. |Wait. |They don't. |Usually not.");
    check("They want:\n|1. Lower fares\n|2. More boats. |Now.");
    check("They want:\n|- lower fares\n|- more boats\n|• peace");
    check("1. The harbour is closed. |2. The ferry is late.");
    check("He was born on the\n12. |He said so.");
}

fn covers(text: &str) {
    let mut at = 0;
    for span in sentences(text) {
        let between = text.get(at..span.start()).expect("in order and on boundaries");
        assert!(between.chars().all(char::is_whitespace), "left out {between:?}");
        let sentence = span.slice(text).expect("slices");
        assert_eq!(sentence, sentence.trim());
        at = span.end();
    }
    assert!(text.get(at..).is_some_and(|rest| rest.trim().is_empty()));
}

proptest! {
    #[test]
    fn every_word_is_in_one_sentence(text in "\\PC{0,60}") {
        covers(&text);
    }

    #[test]
    fn and_where_stops_are_many(
        parts in prop::collection::vec(prop::sample::select(PIECES), 0..40)
    ) {
        covers(&parts.concat());
    }
}

const PIECES: &[&str] = &[
    ".", "!", "?", "…", " ", "\n", "\r", "\u{a0}", "\u{2029}", "。", "！", "؟", "।", "\"", "“",
    "”", "»", "(", ")", "[1]", "[", "'", "A", "b", "ß", "Dr", "U.S", "p.m", "12", "3", "Mai",
    "The", "said", "I", "-", "•", "中", "と", "é", "\u{301}", "\u{200b}", "://", "@",
];

#[test]
fn time_is_linear() {
    for piece in
        ["a.", ". ", "Dr. ", "…", "\n", " \n", ".\"", "“", ". (", "[1]", "A. ", "12. ", "? I "]
    {
        let text = piece.repeat(1 << 18);
        let spans: Vec<Span> = sentences(&text);
        assert!(spans.len() <= text.len());
    }
}

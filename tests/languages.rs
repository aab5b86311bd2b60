//! The stage `language` in a run, on texts that it must keep silent about or must not be slow on.

use crate::folder::Folder;

/// What a run says of the language of each of these texts.
fn seen(texts: &[(&str, String)]) -> String {
    let folder = Folder::with_pipeline("[[classify]]\nuse = \"language\"\n");
    for (name, text) in texts {
        folder.write(&format!("inbox/{name}.txt"), text);
    }
    let mut shown = String::new();
    for record in folder.records(0) {
        let uri = record["source"]["uri"].as_str().unwrap();
        let name = uri.trim_start_matches("inbox/").trim_end_matches(".txt");
        let label = record["annotations"].as_array().and_then(|labels| labels.first());
        let note = record["notes"].as_array().and_then(|notes| notes.first());
        let said = match (label, note) {
            (Some(label), _) => label["label"].as_str().unwrap().to_owned(),
            (None, Some(note)) => note["message"].as_str().unwrap().to_owned(),
            (None, None) => "nothing".to_owned(),
        };
        shown.push_str(&format!("{name}: {said}\n"));
    }
    shown
}

#[test]
fn little_strange_and_long_texts() {
    let sentence = "die Fähre zur Insel fährt am Montag wieder und das Hafenamt freut sich ";
    insta::assert_snapshot!(
        seen(&[
            ("a word", "Hafenamt\n".to_owned()),
            ("letters without order", "xqzt kjhw vbnq wrtz pplk zzxq hgfd\n".to_owned()),
            ("a megabyte in one sentence", sentence.repeat(1_000_000 / sentence.len())),
            ("an unknown script", "ᚠᚢᚦᚨᚱᚲ ᚷᚹᚺᚾᛁᛃ ᛇᛈᛉᛊᛏᛒ ᛖᛗᛚᛜᛞᛟ\n".to_owned()),
            ("emoji alone", "👍👍👍 🚢🚢 🎉\n".to_owned()),
            ("emoji between", "🚢 Die Fähre 👍 fährt am 🎉 Montag wieder, sagt das 👩‍👩‍👧 Hafenamt.\n".to_owned()),
            ("combining marks", "Le bac vers l’i\u{302}le reprend lundi, a annonce\u{301} le bureau du port.\n".to_owned()),
            ("numbers", "12 345 / 67.8 – 2026\n".to_owned()),
        ]),
        @r"
    a megabyte in one sentence: de
    a word: no language: the text has 8 letters, fewer than 10
    an unknown script: no language: the letters belong to no language that is known here
    combining marks: fr
    emoji alone: no language: the text has 0 letters, fewer than 10
    emoji between: de
    letters without order: no language: the words look like none that is known here
    numbers: no language: the text has 0 letters, fewer than 10
    "
    );
}

#[test]
fn scripts_of_one_language() {
    insta::assert_snapshot!(
        seen(&[
            ("el", "Το φεριμπότ για το νησί.\n".to_owned()),
            ("he", "המעבורת לאי תפליג שוב ביום שני.\n".to_owned()),
            ("yi", "די פֿערי צום אינדזל שווימט װידער מאָנטיק.\n".to_owned()),
            ("ja", "島へのフェリーは月曜日に再開する。\n".to_owned()),
            ("ko", "섬으로 가는 배가 월요일에 다시 뜬다.\n".to_owned()),
            ("th", "เรือข้ามฟากไปเกาะจะกลับมาแล่น\n".to_owned()),
            ("zh", "前往该岛的渡轮将于周一恢复航行。\n".to_owned()),
        ]),
        @r"
    el: el
    he: he
    ja: ja
    ko: ko
    th: th
    yi: yi
    zh: zh
    "
    );
}

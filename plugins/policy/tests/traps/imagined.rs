//! What is only imagined: plans and options, films and war games, futures.

use cableway_policy::Events;
use cableway_sdk::{BlockKind, Record};

use super::{document, events, not_real, real, stage, text};

#[test]
fn a_plan_is_no_deed() {
    for sentence in [
        "Option one is to threaten Serbia with a suspension of payments.",
        "Option B is to attack Chad.",
        "A second plan is for Kenya to attack Uganda.",
        "The first option is to tighten the sanctions against Chad.",
        "One way out would be to lift the sanctions on Peru.",
        "The best course is for Japan to send weapons to the Philippines.",
        "The cheapest solution is to sign a treaty with Bolivia.",
        "What remains is to impose sanctions on Serbia.",
        "The alternative is for Turkey to send troops to Libya.",
        "The plan is to invade Moldova.",
        "It would be wise for Greece to sign the agreement with Albania.",
        "It is time for Peru to expel the diplomats of Chile.",
        "It is possible for Iran to attack Iraq.",
        "The task of the army is to defend Estonia and attack Russia.",
        "Perhaps the wisest move is for Vietnam to recall its ambassador from Laos.",
        "The simplest remedy is for the government of Malta to expel the envoys of Libya.",
        "A fourth possibility would be for Panama to close its ports to ships from Cuba.",
        "The suggestion of the party is to bomb Cambodia.",
        "Its mission was to attack Somalia.",
        "It is necessary for Austria and Hungary to close the border with Serbia.",
        "The only sensible course is to send ammunition to Ukraine.",
        "Jordan's best choice is to sign a treaty with Iraq.",
        "One possibility is that Armenia bombs Azerbaijan.",
        "It might be better for Nepal to reject the treaty with India.",
    ] {
        let record = events(sentence);
        assert!(!record.annotations.is_empty(), "{sentence}");
        for event in &record.annotations {
            let status = text(event, "status");
            assert!(matches!(status, "hypothetical" | "expected"), "{sentence} {status}");
            // No option does anything.
            for source in event.attributes["sources"].as_array().unwrap() {
                assert!(source.get("iso").is_some(), "{sentence} {source}");
            }
        }
    }
}

#[test]
fn what_is_no_plan_stays() {
    for sentence in [
        "The result is that Kenya attacked Uganda.",
        "The decision of Kenya to attack Uganda was wrong, and Uganda expelled the ambassador of Kenya.",
        "It was wrong for Chad to expel the ambassador of Niger.",
        "Kenya was the first to condemn Uganda.",
        "It was a mistake for Malta to expel the Libyan ambassador.",
        "The option was used: Panama closed its ports to Cuba.",
        "The best news came from Oslo, where Norway signed a treaty with Russia.",
    ] {
        assert!(!real(sentence).is_empty(), "{sentence}");
    }
}

#[test]
fn scenes_have_not_happened() {
    for sentence in [
        "In the war game, China attacked Taiwan.",
        "In the simulation Russia invaded Estonia within a day. NATO then sent troops to Latvia.",
        "In the film, China invades Taiwan and bombs Japan.",
        "Suppose that Peru attacks Chile. Brazil sends troops to the border. Bolivia then signs a pact with Peru.",
        "Imagine that Kenya has invaded Uganda. Tanzania has closed its border with Kenya. Rwanda has sent troops to Uganda.",
        "In the novel, North Korea shelled Seoul, and the United States bombed Pyongyang.",
        "During the exercise, Norway sank a Russian ship.",
        "Imagine a morning in May. Iran attacks Saudi Arabia. Turkey sends soldiers to Qatar.",
        "The game began with a surprise: Japan attacked China.",
        "Let us assume that Egypt bombs the dam of Ethiopia. Sudan condemns the attack.",
        "The wargame ended badly. In it, Poland invaded Belarus.",
        "In our tabletop exercise, India blockaded Pakistan and Pakistan bombed India.",
        "In a fictional account published last year, Turkey invades Greece.",
        "The novel tells how Sweden invades Norway. Denmark attacks Sweden in turn.",
        "In her latest thriller Mexico attacks Guatemala and Honduras sends troops.",
        "During a simulation at the academy, Canada's forces bombed Denmark.",
        "In this imaginary war, Laos attacked Thailand.",
        "Let us imagine that Angola has closed the border with Zambia. Namibia condemned Angola.",
        "Now suppose Belarus attacks Poland. Lithuania sends troops to Poland, and Germany bombs Minsk.",
        "In a drill called Iron Shield, soldiers of Chile attacked Peru.",
        "In the movie, the president of Egypt is killed and Egypt invades Libya.",
        "The film shows how Turkey bombs Greece.",
        "Assume that Nigeria invades Niger. Algeria closes the border with Niger.",
        "In my dream, India signed a treaty with Pakistan.",
        "In the fictional state of the story, Peru has invaded Chile.",
    ] {
        not_real(sentence, "hypothetical");
    }
}

#[test]
fn what_is_said_of_a_scene_is_real() {
    for sentence in [
        "After the exercise, Norway sent troops to the Russian border.",
        "Suppose that Peru attacks Chile. Brazil would send troops. Peru attacked Chile in 1979.",
        "Suppose that China blockades Taiwan. In reality, China has signed an agreement with the Philippines.",
        "The film angered Turkey, which expelled the ambassador of Greece.",
        "In a series of raids, Israel attacked Gaza.",
        "Suppose that Laos attacks Thailand. In fact, Laos signed a treaty with Thailand.",
        "Turkey banned the novel and arrested its author, and Greece condemned Turkey.",
        "Assume nothing. Belarus attacked Poland in May 2021.",
        "During drills in the Baltic Sea, Russia fired missiles, and Poland condemned Russia.",
        "In the exercise of its rights, Iran closed its border with Iraq.",
    ] {
        assert!(!real(sentence).is_empty(), "{sentence}");
    }
}

#[test]
fn futures_have_not_happened() {
    for sentence in [
        "Three futures can be imagined. In the first, both states sign a treaty: Armenia signs a pact with Azerbaijan. In the second, Azerbaijan attacks Armenia. In the third, Iran invades Azerbaijan.",
        "Two outcomes are conceivable: Kenya attacks Uganda, or Uganda signs a treaty with Kenya.",
        "There are two possible endings. In one, China bombs Taiwan. In the other, China signs a treaty with Taiwan.",
        "Four paths lie ahead. On the first, Serbia recognises Kosovo. On the second, Serbia attacks Kosovo.",
        "One can think of two scenarios. In the first, Ghana closes its border with Togo.",
        "We see three possibilities. First, Mali expels the ambassador of France. Second, Mali signs a pact with Niger.",
        "Two worlds are possible. In the better one, Japan and China sign a treaty. In the worse one, China attacks Japan.",
        "Several developments are thinkable. Either Egypt bombs the dam of Ethiopia or Sudan signs a treaty with Ethiopia.",
        "How might it end? In the best outcome, Russia signs a truce with Ukraine.",
        "Two endings are thinkable. In one, Laos signs a truce with Vietnam; in the other, Vietnam invades Laos.",
        "Several trajectories can be envisaged. On the first, Chad expels the French ambassador. On the last, Chad signs a pact with France.",
        "Four scenarios remain. One, Cuba closes its ports to Mexico. Two, Mexico recalls its ambassador from Cuba.",
        "I can think of three outcomes: Jordan invades Syria, Syria signs a treaty with Jordan, or Iraq attacks both.",
        "There are several possibilities. First, Oman mediates between Iran and Yemen. Second, Oman closes its border with Yemen.",
        "Three worlds are conceivable. In the first Malta attacks Libya.",
        "Two roads lie open. Along the first, Nepal signs a treaty with India.",
        "In the worst outcome, Peru invades Ecuador.",
    ] {
        not_real(sentence, "hypothetical");
    }
}

#[test]
fn what_is_counted_and_done_stays() {
    for sentence in [
        "Three wars have been fought. In the first, Peru attacked Chile. In the second, Chile invaded Bolivia.",
        "Two agreements were signed. In the first, Kenya agreed to send food to Somalia.",
        "Several futures were traded in Chicago. In the first week, China imposed tariffs on Brazil.",
        "Two roads lie open to trucks. In the first week, Nepal signed a treaty with India.",
        "Several options were discussed. In one meeting, Nepal accused India of theft.",
        "There are three scenarios, said Peru, and accused Chile of bad faith.",
    ] {
        assert!(!real(sentence).is_empty(), "{sentence}");
    }
}

#[test]
fn a_scene_is_marked_as_one_passage() {
    let blocks = [
        (
            BlockKind::Paragraph,
            "Suppose that Peru attacks Chile. Brazil sends troops. In reality, Peru signed a treaty.",
        ),
        (BlockKind::Paragraph, "Chile condemned Peru."),
    ];
    let record: Record = stage::<Events>(&document(&blocks));
    let scenes: Vec<_> = record.annotations.iter().filter(|one| one.kind == "scene").collect();
    assert_eq!(scenes.len(), 1);
    let words = scenes[0].spans[0].slice(&record.text).unwrap();
    assert_eq!(words, "Suppose that Peru attacks Chile. Brazil sends troops.");
}

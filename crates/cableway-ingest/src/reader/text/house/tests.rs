use super::{TABLE, Table, is_house_note, rows};

#[test]
fn every_row_of_the_table_is_of_a_kind() {
    let mut table = Table::default();
    for (kind, words) in rows() {
        assert!(table.of_kind(kind).is_some(), "{kind}");
        for word in words.split(';') {
            assert!(!word.is_empty() && word == word.trim().to_lowercase(), "{kind}: {word:?}");
        }
    }
    assert!(!TABLE.small.is_empty());
}

#[test]
fn who_pays_and_who_writes() {
    let notes = [
        "The Institute is funded by the Government of Norway and the British Embassy in Quito.",
        "The Institute for Border Questions is funded by the Austrian Foreign Ministry and the Embassy of Canada.",
        "The Ministry's project on hybrid threats is supported by the United States and the United Kingdom.",
        "The Caucasus Notebook is supported by the Government of Norway and the British Embassy in Tbilisi.",
        "This paper was made possible by a grant from the Government of Japan.",
        "The project is supported by the United States.",
        "Financial support for this work came from the German Foreign Office.",
        "Research for this article was paid for by the Danish Ministry of Defence.",
        "With the support of the European Union and Switzerland.",
        "The foundation accepts donations from Germany and France.",
        "The journal receives money from Qatar and the United Arab Emirates.",
        "Disclosure: the institute has received grants from Saudi Arabia.",
        "The author is a fellow at the Swedish Institute of Peace, which supports Ukraine.",
        "The author grew up in Kayes.",
        "The writer served as ambassador of India to Nepal, and opposed Pakistan.",
        "Views are the author's own.",
        "The views of this paper are not those of Austria.",
        "Any errors are the authors’ own.",
        "Ana Quispe teaches at the University of Lima. She has advised the Government of Peru.",
        "*The programme on river states is co-funded by Austria.*",
        "For further information: Press service of the Ministry, available 24/7, tel. +358 295 350 000.",
        "Our podcast is supported by the Embassy of the Netherlands.",
        "Supported by the Kattegat Foundation, the Ministry of Culture and the City of Turku.",
        "Funded by a grant from the Government of Canada.",
        "Co-funded by the European Union. The Institute is supported by Luxembourg.",
        "Fieldwork for this study was supported by the Embassy of Finland.",
        "The magazine takes no money from governments.",
        "The views expressed here do not necessarily reflect the position of the Academy.",
        "The opinions in this essay are those of the author alone.",
        "Opinions are his own.",
        "Conflict of interest: none.",
        "About the project",
        "For more information, visit the pages of the Harbour Council.",
        "The author is a retired diplomat who served in Baku.",
        "The translator lives in Valparaíso.",
        "The authors thank the archive of the Foreign Ministry of Chile.",
        "Tomas Berg writes for The Northern Ledger.",
        "Mirela Dobre lectures at the Academy of Economic Studies in Bucharest.",
        "Kofi Mensah works for the Volta Institute in Accra.",
        "Our website is kept alive by its readers.",
    ];
    let lost: Vec<_> = notes.iter().filter(|text| !is_house_note(text, &[])).collect();
    assert!(lost.is_empty(), "{lost:#?}");
    let authors = ["Lena Ortiz".to_owned()];
    assert!(is_house_note("Lena Ortiz covers the river states from Asunción.", &authors));
    assert!(!is_house_note("Lena Ortiz covers the river states from Asunción.", &[]));
}

#[test]
fn what_ends_an_article_stays() {
    let paragraphs = [
        "The rebels are funded by Iran.",
        "The institute in Niamey was closed by Niger, which expelled the French ambassador.",
        "The project of a dam is supported by Egypt.",
        "The author of the attack was arrested by Kenya.",
        "The paper was signed by Peru and Chile.",
        "The author is right to fear Russia.",
        "The author argues that Peru should leave.",
        "The militia network in Iraq is financed by Iran.",
        "Views differ on what Mali will do next.",
        "Peru supports the institute in Quito.",
        "Half of the money came from Norway, and the work goes on.",
        "The programme of reforms is supported by the Fund, and Ghana will keep to it.",
        "Vladimir Putin is a patient man.",
        "Supporters of the treaty live in the north.",
        "Supported by Iran, the militia shelled the airport on Tuesday.",
        "Supported by Cairo and Riyadh, the general took the port within a week.",
        "Produced by Turkey, the drones hit the depot on Monday.",
        "Funded by Qatar, the clinic in Gaza reopened last month.",
        "In partnership with Egypt, Jordan will build a second crossing.",
        "With the support of France, Chad sent two battalions to the border.",
        "Paid for by Norway, the road was bombed by Israel before it opened.",
        "Alexander Stubb studies ways to close the border with Russia.",
        "President Ramaphosa works for peace in Congo.",
        "Masoud Pezeshkian works for a truce, and Israel does not.",
        "Narendra Modi writes to Beijing for the third time.",
        "The author was a spy, and Estonia expelled him.",
        "The author was a child when Iraq invaded Kuwait.",
        "The author works for Moscow, but Berlin let him go.",
        "The author holds that Chile should sign.",
        "The views of Egypt and Ethiopia are not necessarily far apart.",
        "Their conclusions do not reflect what happened in Darfur, Sudan told the Council.",
        "Egypt and Sudan have positions of their own.",
        "The findings were not those of a court, and Kenya ignored them.",
        "Conflict of interest is why Bolivia left the pact with Chile.",
        "Contact with the rebels was broken off by Mali in June.",
        "About the project, Cairo has kept silent.",
        "For more information Israel turned to Jordan.",
        "The site was paid for by Iran, and Israel bombed it on Friday.",
        "The foundation was financed by Libya until the war.",
        "The centre is supported by Russia.",
        "The magazine is owned by a minister, which Hungary denies.",
        "Funding for the rebels came from Uganda.",
        "Support for the junta came from Niger.",
        "This network was funded by Russia.",
        "“The institute is funded by Iran,” the minister warned.",
        "The institute receives money from Moscow and spies on Norway.",
        "The journal receives support from Beijing, an official said on Thursday.",
        "The study was financed by Armenia.",
        "Benjamin Netanyahu studies options for a strike on Iran.",
        "President Lula works for peace.",
        "Nobody works for peace as Jordan does.",
        "The writer studied the letters, and found that Spain had lied.",
        "The author has written to Peru, and Peru has not answered.",
        "The project was supported by Norway before the coup in Niger.",
        "The project is supported by Norway, and Niger has asked for more.",
        "Sponsored by nobody, Somaliland held its vote.",
        "Any conclusions must wait until Kenya replies.",
        "The opinions of the two governments do not reflect those of their peoples.",
        "The report is published by Iran today.",
        "This report was supported by Iran, which then withdrew from the talks.",
    ];
    let taken: Vec<_> = paragraphs.iter().filter(|text| is_house_note(text, &[])).collect();
    assert!(taken.is_empty(), "{taken:#?}");
}

//! The words that [`super`] knows, in the order of their bytes: they are searched by halves.
//!
//! English first, since most of what is read is English, then what German, French and Spanish
//! newspapers use. A word that also ends sentences as it stands (`sun`, `may`) is left out.

use super::Class;
use super::Class::{Clock, Leading, Number, Soft, State};

/// The longest abbreviation, in bytes.
pub(super) const LONGEST: usize = 6;

/// Words that are written with a full stop, without it.
#[rustfmt::skip]
pub(super) const ABBREVIATIONS: &[(&str, Class)] = &[
    ("A.G", Soft), ("A.M", Clock), ("Abb", Leading), ("Abg", Leading), ("Abp", Leading),
    ("Abs", Number), ("Adm", Leading), ("Ala", State), ("Ald", Leading), ("Alta", State),
    ("Amb", Leading), ("Apr", Number), ("Ariz", State), ("Ark", State), ("Art", Number),
    ("Arts", Number), ("Assn", Soft), ("Atty", Leading), ("Aufl", Number), ("Aug", Number),
    ("Avda", Leading), ("Ave", Soft), ("B.A", Soft), ("B.C", Soft), ("B.S", Soft),
    ("Bd", Number), ("Bde", Number), ("Bldg", Soft), ("Blvd", Soft), ("Brig", Leading),
    ("Bros", Soft), ("Calif", State), ("Cap", Number), ("Capt", Leading), ("Cdr", Leading),
    ("Ch", Number), ("Cie", Soft), ("Cmdr", Leading), ("Cnel", Soft), ("Co", Soft),
    ("Col", Leading), ("Colo", State), ("Cols", Leading), ("Comdr", Leading), ("Conn", State),
    ("Corp", Soft), ("Cos", Soft), ("Cpl", Leading), ("Cía", Soft), ("D.C", Soft),
    ("Dec", Number), ("Del", State), ("Dept", Soft), ("Det", Leading), ("Dez", Number),
    ("Dipl", Leading), ("Div", Number), ("Dpto", Soft), ("Dr", Leading), ("Drs", Leading),
    ("Dto", Soft), ("Dña", Leading), ("E.U", Soft), ("EE.UU", Soft), ("Ep", Number),
    ("Eq", Number), ("Esq", Soft), ("Excmo", Soft), ("Feb", Number), ("Fig", Number),
    ("Figs", Number), ("Fla", State), ("Fri", Number), ("Frl", Leading), ("Ft", Leading),
    ("Ga", State), ("Gen", Leading), ("Gens", Leading), ("Ges", Soft), ("GmbH", Soft),
    ("Gov", Leading), ("Govs", Leading), ("Govt", Soft), ("Gral", Soft), ("Hon", Leading),
    ("Hr", Leading), ("Hrn", Leading), ("Hrsg", Leading), ("Hwy", Soft), ("Ill", State),
    ("Ilmo", Soft), ("Inc", Soft), ("Ind", State), ("Ing", Leading), ("Inh", Soft),
    ("Insp", Leading), ("Intl", Soft), ("J.D", Soft), ("Jan", Number), ("Jg", Number),
    ("Jh", Soft), ("Jhd", Soft), ("Jr", Soft), ("Jul", Number), ("Jun", Number), ("Kan", State),
    ("Kans", State), ("Kap", Number), ("Kard", Leading), ("Ky", State), ("L.A", Soft),
    ("LL.B", Soft), ("LLC", Soft), ("La", State), ("Lic", Soft), ("Lt", Leading), ("Ltd", Soft),
    ("M.A", Soft), ("M.D", Soft), ("M.S", Soft), ("MM", Leading), ("Mag", Leading),
    ("Maj", Leading), ("Mar", Number), ("Mass", State), ("Md", State), ("Messrs", Leading),
    ("Mgr", Leading), ("Mich", State), ("Mill", Soft), ("Minn", State), ("Mio", Leading),
    ("Miss", State), ("Mlle", Leading), ("Mlles", Leading), ("Mme", Leading), ("Mmes", Leading),
    ("Mo", State), ("Mon", Number), ("Mont", State), ("Mr", Leading), ("Mrd", Leading),
    ("Mrs", Leading), ("Ms", Leading), ("Msgr", Leading), ("Mt", Leading), ("Mx", Leading),
    ("Mär", Number), ("N.C", Soft), ("N.D", Soft), ("N.H", Soft), ("N.J", Soft), ("N.M", Soft),
    ("N.V", Soft), ("N.Y", Soft), ("Natl", Soft), ("Neb", State), ("Nebr", State),
    ("Nev", State), ("No", Number), ("Nos", Number), ("Nov", Number), ("Nr", Number),
    ("Nrn", Number), ("Oct", Number), ("Okla", State), ("Okt", Number), ("Ont", State),
    ("Op", Number), ("Ore", State), ("P.M", Clock), ("Pa", State), ("Par", Number),
    ("Pdte", Soft), ("Penn", State), ("Pfc", Leading), ("Ph.D", Soft), ("Pkwy", Soft),
    ("Pl", Soft), ("Pp", Number), ("Pres", Leading), ("Prof", Leading), ("Profs", Leading),
    ("Präs", Leading), ("Pte", Leading), ("Pvt", Leading), ("Que", State), ("R.I", Soft),
    ("Rd", Soft), ("Rdnr", Number), ("Rep", Leading), ("Reps", Leading), ("Rev", Leading),
    ("Revs", Leading), ("Rte", Number), ("Rz", Number), ("S.A", Soft), ("S.C", Soft),
    ("S.D", Soft), ("S.L", Soft), ("S.p.A", Soft), ("Sask", State), ("Sat", Number),
    ("Sec", Number), ("Secs", Number), ("Sect", Number), ("Sen", Leading), ("Sens", Leading),
    ("Sep", Number), ("Sept", Number), ("Sgt", Leading), ("Spc", Leading), ("Sq", Soft),
    ("Sr", Soft), ("Sra", Leading), ("Sres", Leading), ("Srta", Leading), ("St", Soft),
    ("Ste", Soft), ("Str", Soft), ("Sté", Soft), ("Supt", Leading), ("Tab", Number),
    ("Tel", Soft), ("Tenn", State), ("Tex", State), ("Thu", Number), ("Thur", Number),
    ("Thurs", Number), ("Tsd", Leading), ("Tte", Soft), ("Tue", Number), ("Tues", Number),
    ("U.K", Soft), ("U.N", Soft), ("U.S", Soft), ("U.S.A", Soft), ("Ud", Leading),
    ("Uds", Leading), ("Univ", Leading), ("Va", State), ("Ven", Leading), ("Vol", Number),
    ("Vols", Number), ("Vt", State), ("W.Va", Soft), ("Wash", State), ("Wed", Number),
    ("Wis", State), ("Wyo", State), ("Ziff", Number), ("a.m", Clock), ("abr", Number),
    ("adm", Leading), ("ago", Number), ("al", Soft), ("approx", Leading), ("aprox", Leading),
    ("art", Number), ("arts", Number), ("assn", Soft), ("av", Leading), ("avr", Number),
    ("bd", Leading), ("bn", Soft), ("boul", Leading), ("bzw", Leading), ("c.f", Leading),
    ("ca", Leading), ("cap", Number), ("cf", Leading), ("ch", Number), ("d.h", Leading),
    ("dept", Soft), ("dic", Number), ("déc", Number), ("e.g", Leading), ("ed", Soft),
    ("eds", Soft), ("eg", Leading), ("ene", Number), ("env", Leading), ("eq", Number),
    ("est", Soft), ("evtl", Leading), ("excl", Soft), ("exkl", Leading), ("ext", Soft),
    ("feb", Number), ("fig", Number), ("figs", Number), ("févr", Number), ("ggf", Leading),
    ("ggü", Soft), ("govt", Soft), ("i.d.R", Leading), ("i.e", Leading), ("incl", Soft),
    ("inkl", Leading), ("janv", Number), ("juil", Number), ("jul", Number), ("jun", Number),
    ("lit", Number), ("mfg", Soft), ("mill", Soft), ("misc", Soft), ("mln", Soft),
    ("no", Number), ("nos", Number), ("nov", Number), ("nr", Number), ("núm", Leading),
    ("o.g", Leading), ("o.ä", Soft), ("oct", Number), ("op", Number), ("p", Number),
    ("p.ej", Leading), ("p.ex", Leading), ("p.m", Clock), ("para", Number), ("paras", Number),
    ("plc", Soft), ("pp", Number), ("pág", Leading), ("págs", Leading), ("s.o", Soft),
    ("s.u", Soft), ("sec", Number), ("sept", Number), ("sog", Leading), ("tel", Soft),
    ("trans", Soft), ("tél", Leading), ("u.U", Leading), ("u.a", Leading), ("u.s.w", Soft),
    ("u.v.m", Soft), ("u.ä", Soft), ("univ", Soft), ("v", Leading), ("vgl", Leading),
    ("viz", Leading), ("vol", Number), ("vols", Number), ("vs", Leading), ("z.B", Leading),
    ("z.T", Soft), ("z.Z", Soft), ("zzgl", Leading),
];

/// Words that are spelt with a capital only where a sentence starts.
///
/// Articles that are parts of surnames (Le, La, El, De) are left out.
#[rustfmt::skip]
pub(super) const STARTERS: &[&str] = &[
    "A", "Aber", "According", "Además", "After", "Ainsi", "All", "Als", "Also", "Although",
    "Am", "An", "And", "Another", "Après", "Are", "As", "At", "Auch", "Auf", "Aunque", "Aus",
    "Aussi", "Avant", "Avec", "Because", "Before", "Bei", "Both", "But", "By", "Can", "Ce",
    "Ces", "Cet", "Cette", "Comme", "Como", "Con", "Could", "Cuando", "Dabei", "Damit",
    "Dann", "Dans", "Das", "Dazu", "Denn", "Depuis", "Der", "Desde", "Despite", "Did", "Die",
    "Dies", "Diese", "Dieser", "Dieses", "Do", "Doch", "Does", "Dort", "During", "Each",
    "Ein", "Eine", "Einem", "Einen", "Einer", "Either", "Ella", "Elle", "Elles", "Ellos",
    "En", "Entre", "Er", "Es", "Esa", "Ese", "Eso", "Esta", "Estas", "Este", "Estos", "Et",
    "Even", "Every", "Everyone", "Few", "For", "From", "Für", "Gestern", "Hasta", "He", "Her",
    "Here", "Heute", "His", "How", "However", "I", "If", "Ihr", "Ihre", "Il", "Ils", "Im",
    "In", "Instead", "Is", "It", "Its", "Jetzt", "Last", "Leur", "Leurs", "Lors", "Mais",
    "Man", "Many", "Maybe", "Meanwhile", "Mit", "Most", "My", "Nach", "Neither", "Next",
    "Nobody", "Noch", "Nor", "Not", "Nothing", "Notre", "Nous", "Now", "Nur", "Ob", "Of",
    "On", "Once", "One", "Or", "Other", "Others", "Our", "Over", "Para", "Perhaps", "Pero",
    "Por", "Pour", "Quand", "Sans", "Schon", "Según", "Sein", "Seine", "Seit", "Selon", "Ses",
    "Several", "She", "Should", "Sie", "Sin", "Since", "So", "Sobre", "Some", "Someone",
    "Sous", "Still", "Such", "Sur", "También", "That", "The", "Their", "Then", "There",
    "These", "They", "This", "Those", "Though", "To", "Tras", "Trotz", "Two", "Un", "Una",
    "Unas", "Und", "Under", "Une", "Unless", "Unos", "Unter", "Until", "Von", "Vous", "Warum",
    "Was", "We", "Weil", "Wenn", "Wer", "Were", "What", "When", "Where", "Whether", "Which",
    "While", "Who", "Why", "Wie", "Will", "Wir", "With", "Without", "Wo", "Would", "Während",
    "Yet", "You", "Your", "Zudem", "Zum", "Zur", "Über",
];

/// Words, in lower case, that a capital letter names one of: Plan B, Group C.
#[rustfmt::skip]
pub(super) const LABELLED: &[&str] = &[
    "act", "appendix", "area", "article", "block", "category", "chapter", "class", "classe",
    "district", "division", "exhibit", "factor", "figure", "gate", "generation", "grade",
    "group", "groupe", "grupo", "gruppe", "hepatitis", "influenza", "league", "level", "liga",
    "line", "model", "option", "page", "part", "phase", "plan", "platform", "point",
    "protein", "question", "room", "scenario", "schedule", "section", "serie", "series",
    "star", "step", "strain", "table", "team", "terminal", "title", "type", "unit", "variant",
    "version", "vitamin", "volume", "war", "ward", "wing", "zone",
];

/// German words that an ordinal stands before.
#[rustfmt::skip]
pub(super) const ORDINAL_NOUNS: &[&str] = &[
    "Amtszeit", "April", "Arrondissement", "Auflage", "August", "Breitengrad", "Bundesliga",
    "Dezember", "Etage", "Etappe", "Feber", "Februar", "Geburtstag", "Geburtstages",
    "Geburtstags", "Jahr", "Jahres", "Jahrestag", "Jahrestages", "Jahrestags", "Jahrhundert",
    "Jahrhunderts", "Januar", "Januars", "Juli", "Juni", "Jänner", "Kapitel", "Klasse",
    "Lebensjahr", "Lebensjahres", "Legislaturperiode", "Liga", "Längengrad", "Mai", "Mal",
    "Minute", "März", "November", "Oktober", "Parteitag", "Platz", "Runde", "Saison",
    "Schwangerschaftswoche", "Senat", "September", "Spielminute", "Spieltag", "Staffel",
    "Stock", "Stockwerk", "Tag", "Todestag", "Verfassungszusatz", "Wahlperiode", "Weltkrieg",
    "Weltkrieges", "Weltkriegs", "Woche",
];

/// German words that stand before an ordinal, and in no other common language.
#[rustfmt::skip]
pub(super) const ORDINAL_ARTICLES: &[&str] = &[
    "beim", "dem", "den", "der", "des", "ihr", "ihre", "ihrem", "ihren", "ihrer", "im",
    "jedem", "jeden", "jeder", "sein", "seine", "seinem", "seinen", "seiner", "vom", "zum",
    "zur",
];

/// What may follow a time of day in the same sentence.
#[rustfmt::skip]
pub(super) const CLOCK_FOLLOWERS: &[&str] = &[
    "Apr", "April", "Atlantic", "Aug", "August", "Beijing", "Central", "Dec", "December",
    "Eastern", "Feb", "February", "Fri", "Friday", "Greenwich", "Jan", "January", "July",
    "June", "London", "Mar", "March", "May", "Mon", "Monday", "Moscow", "Mountain", "Nov",
    "November", "Oct", "October", "Pacific", "Paris", "Sat", "Saturday", "Seoul", "Sept",
    "September", "Sun", "Sunday", "Thu", "Thurs", "Thursday", "Tokyo", "Tue", "Tues",
    "Tuesday", "Wed", "Wednesday",
];

/// Verbs that tell who spoke.
#[rustfmt::skip]
pub(super) const REPORTING: &[&str] = &[
    "added", "adds", "answered", "answers", "asked", "asks", "cried", "cries", "declared",
    "demanded", "demands", "exclaimed", "insisted", "insists", "joked", "muttered", "posted",
    "quipped", "recalled", "recalls", "replied", "replies", "said", "say", "says", "screamed",
    "shouted", "shouts", "tells", "told", "tweeted", "warned", "whispered", "wondered",
    "wonders", "writes", "wrote", "yelled",
];

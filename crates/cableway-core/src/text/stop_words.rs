//! Words that carry no subject.
//!
//! The lists are the project's own: articles, pronouns, prepositions, conjunctions, auxiliaries, and
//! the verbs of reporting.

/// The words of a language that carry no subject, in lower case and in the order of their bytes.
///
/// The language is a BCP 47 tag, of which the first part counts. Known are English, German, French,
/// Spanish, Italian, Portuguese and Dutch; for others the list is empty.
///
/// ```
/// let words = cableway_core::text::stop_words(Some("en-GB"));
/// assert!(words.binary_search(&"the").is_ok());
/// assert!(cableway_core::text::stop_words(None).is_empty());
/// ```
pub fn stop_words(language: Option<&str>) -> &'static [&'static str] {
    match language.and_then(|tag| tag.split('-').next()) {
        Some("en") => ENGLISH,
        Some("de") => GERMAN,
        Some("fr") => FRENCH,
        Some("es") => SPANISH,
        Some("it") => ITALIAN,
        Some("pt") => PORTUGUESE,
        Some("nl") => DUTCH,
        _ => &[],
    }
}

#[rustfmt::skip]
const ENGLISH: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "another", "any", "are", "as",
    "at", "be", "been", "before", "being", "both", "but", "by", "can", "could", "did", "didn't",
    "do", "does", "doesn't", "don't", "down", "each", "every", "few", "for", "from", "had",
    "has", "have", "having", "he", "her", "here", "hers", "him", "his", "how", "i", "if", "in",
    "into", "is", "it", "it's", "its", "just", "many", "may", "me", "might", "more", "most",
    "mr", "mrs", "ms", "much", "must", "my", "n't", "no", "nor", "not", "of", "off", "on",
    "one", "only", "onto", "or", "other", "our", "out", "over", "s", "said", "say", "says",
    "shall", "she", "should", "so", "some", "such", "t", "than", "that", "the", "their",
    "theirs", "them", "then", "there", "these", "they", "this", "those", "to", "told", "too",
    "two", "under", "up", "us", "very", "was", "we", "were", "what", "when", "where", "which",
    "who", "whom", "whose", "why", "will", "with", "would", "you", "your",
];

#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "aber", "als", "am", "an", "auch", "auf", "aus", "bei", "beim", "bis", "da", "dann", "das",
    "dass", "daß", "dem", "den", "denn", "der", "des", "die", "diese", "diesem", "diesen",
    "dieser", "dieses", "doch", "dort", "durch", "ein", "eine", "einem", "einen", "einer",
    "eines", "er", "es", "für", "gegen", "haben", "hat", "hatte", "hatten", "hier", "ich",
    "ihm", "ihn", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "im", "in", "ins", "ist",
    "kann", "kein", "keine", "keinen", "keiner", "konnte", "können", "mehr", "mich", "mit",
    "muss", "müssen", "nach", "nicht", "noch", "nur", "ob", "oder", "ohne", "sagt", "sagte",
    "schon", "sehr", "sein", "seine", "seinem", "seinen", "seiner", "seit", "sich", "sie",
    "sind", "so", "soll", "sollen", "sollte", "sondern", "um", "und", "uns", "unter", "vom",
    "von", "vor", "war", "waren", "was", "weil", "wenn", "wer", "werden", "wie", "will", "wir",
    "wird", "wo", "worden", "wurde", "wurden", "zu", "zum", "zur", "über",
];

#[rustfmt::skip]
const FRENCH: &[&str] = &[
    "a", "ainsi", "après", "au", "aussi", "aux", "avaient", "avait", "avant", "avec", "avoir",
    "c", "car", "ce", "cela", "ces", "cet", "cette", "chez", "comme", "comment", "d", "dans",
    "de", "des", "dit", "donc", "dont", "du", "elle", "elles", "en", "entre", "est", "et",
    "eux", "fait", "il", "ils", "je", "l", "la", "le", "les", "leur", "leurs", "lui", "ma",
    "mais", "moins", "mon", "même", "n", "ne", "ni", "notre", "nous", "on", "ont", "or", "ou",
    "où", "par", "pas", "plus", "pour", "qu", "quand", "que", "qui", "quoi", "s", "sa", "sans",
    "se", "selon", "ses", "si", "son", "sont", "sous", "sur", "tous", "tout", "toute", "toutes",
    "très", "tu", "un", "une", "vers", "votre", "vous", "y", "à", "ça", "étaient", "était",
    "été", "être",
];

#[rustfmt::skip]
const SPANISH: &[&str] = &[
    "a", "al", "aquel", "así", "como", "con", "cual", "cuando", "cómo", "de", "del", "desde",
    "dice", "dijo", "donde", "e", "el", "ella", "ellas", "ellos", "en", "entre", "era", "eran",
    "es", "esa", "esas", "ese", "eso", "esos", "esta", "estaba", "estas", "este", "estos",
    "está", "están", "fue", "fueron", "ha", "haber", "había", "hacia", "han", "hasta", "hay",
    "he", "la", "las", "le", "les", "lo", "los", "me", "menos", "mi", "muy", "más", "ni", "no",
    "nos", "o", "otra", "otro", "para", "pero", "por", "porque", "que", "quien", "quienes",
    "qué", "se", "según", "ser", "si", "sido", "sin", "sobre", "son", "su", "sus", "también",
    "te", "toda", "todas", "todo", "todos", "tras", "tu", "u", "un", "una", "unas", "unos",
    "usted", "ustedes", "y", "ya", "yo", "él",
];

#[rustfmt::skip]
const ITALIAN: &[&str] = &[
    "a", "agli", "ai", "al", "alla", "alle", "allo", "anche", "ancora", "avere", "aveva",
    "avevano", "che", "chi", "ci", "come", "con", "così", "cui", "da", "dai", "dal", "dalla",
    "dallo", "degli", "dei", "del", "della", "delle", "dello", "detto", "di", "dove", "e", "ed",
    "era", "erano", "essere", "fra", "gli", "ha", "hanno", "i", "il", "in", "io", "l", "la",
    "le", "lei", "lo", "loro", "lui", "ma", "ne", "nei", "nel", "nella", "nelle", "nello",
    "noi", "non", "né", "o", "per", "più", "quando", "quella", "quello", "questa", "queste",
    "questi", "questo", "se", "si", "sono", "stata", "stato", "su", "sua", "sui", "sul",
    "sulla", "suo", "suoi", "tra", "un", "una", "uno", "voi", "è",
];

#[rustfmt::skip]
const PORTUGUESE: &[&str] = &[
    "a", "ao", "aos", "aquele", "as", "até", "com", "como", "da", "das", "de", "desde", "disse",
    "do", "dos", "e", "ela", "elas", "ele", "eles", "em", "entre", "era", "eram", "essa",
    "esse", "esta", "estava", "este", "está", "estão", "eu", "foi", "foram", "há", "isso",
    "isto", "já", "lhe", "mais", "mas", "menos", "muito", "na", "nas", "nem", "no", "nos",
    "não", "nós", "o", "onde", "os", "ou", "para", "pela", "pelas", "pelo", "pelos", "por",
    "qual", "quando", "que", "quem", "se", "sem", "ser", "seu", "seus", "sido", "sobre", "sua",
    "suas", "são", "também", "tem", "tinha", "têm", "um", "uma", "umas", "uns", "à", "às", "é",
];

#[rustfmt::skip]
const DUTCH: &[&str] = &[
    "aan", "al", "als", "bij", "daar", "dan", "dat", "de", "der", "deze", "die", "dit", "door",
    "een", "en", "er", "geen", "haar", "had", "hadden", "hebben", "heeft", "hem", "het", "hier",
    "hij", "hoe", "hun", "ik", "in", "is", "je", "jij", "kan", "kon", "kunnen", "maar", "meer",
    "met", "mijn", "moet", "naar", "niet", "nog", "of", "om", "onder", "ons", "ook", "op",
    "over", "te", "ten", "ter", "tot", "u", "uit", "van", "voor", "waar", "waren", "was", "wat",
    "we", "wel", "werd", "werden", "wie", "wij", "worden", "wordt", "zal", "ze", "zegt", "zei",
    "zij", "zijn", "zo", "zou", "zouden", "zullen",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_in_order() {
        for list in [ENGLISH, GERMAN, FRENCH, SPANISH, ITALIAN, PORTUGUESE, DUTCH] {
            assert!(list.is_sorted_by(|one, other| one < other), "{list:?}");
        }
        assert_eq!(stop_words(Some("pt-BR")), PORTUGUESE);
        assert!(stop_words(Some("cy")).is_empty());
        assert!(stop_words(None).is_empty());
    }
}

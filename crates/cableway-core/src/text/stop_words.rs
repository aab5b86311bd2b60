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
    "a", "about", "according", "add", "added", "adds", "after", "against", "ago", "ahead", "all",
    "almost", "along", "already", "also", "although", "always", "am", "amid", "among", "an", "and",
    "another", "any", "are", "around", "as", "ask", "asked", "asks", "at", "away", "back", "be",
    "because", "become", "becomes", "been", "before", "being", "both", "but", "by", "came", "can",
    "come", "comes", "coming", "could", "day", "days", "did", "didn't", "do", "does", "doesn't",
    "don't", "down", "during", "each", "eight", "either", "eleven", "else", "enough", "even",
    "ever", "every", "few", "five", "for", "found", "four", "friday", "from", "get", "gets",
    "getting", "give", "given", "gives", "go", "goes", "going", "gone", "good", "got", "had",
    "half", "has", "have", "having", "he", "he's", "held", "her", "here", "hers", "him", "his",
    "how", "however", "i", "i'm", "i've", "if", "in", "including", "instead", "into", "is",
    "isn't", "it", "it's", "its", "just", "keep", "kept", "know", "known", "last", "later",
    "least", "less", "let", "like", "likely", "made", "make", "makes", "making", "many", "may",
    "me", "might", "monday", "month", "months", "more", "most", "mr", "mrs", "ms", "much", "must",
    "my", "n't", "near", "need", "needs", "never", "new", "next", "nine", "no", "nobody", "nor",
    "not", "now", "of", "off", "often", "on", "once", "one", "only", "onto", "or", "other", "our",
    "out", "over", "own", "part", "people", "per", "put", "puts", "quite", "rather", "really",
    "recent", "s", "said", "saturday", "say", "saying", "says", "see", "seen", "set", "seven",
    "several", "shall", "she", "should", "since", "six", "so", "some", "still", "such", "sunday",
    "t", "take", "taken", "takes", "taking", "ten", "than", "that", "that's", "the", "their",
    "theirs", "them", "then", "there", "there's", "these", "they", "they're", "thing", "things",
    "think", "this", "those", "three", "through", "thursday", "till", "time", "to", "today",
    "together", "told", "tomorrow", "too", "took", "toward", "towards", "tuesday", "twelve", "two",
    "under", "until", "up", "us", "use", "used", "using", "very", "via", "want", "wants", "was",
    "wasn't", "way", "we", "we're", "we've", "wednesday", "week", "weeks", "went", "were",
    "weren't", "what", "when", "where", "which", "while", "who", "whom", "whose", "why", "will",
    "with", "within", "without", "won't", "would", "wouldn't", "year", "years", "yesterday", "yet",
    "you", "you're", "your",
];

#[rustfmt::skip]
const GERMAN: &[&str] = &[
    "aber", "alle", "allem", "allen", "aller", "alles", "als", "am", "an", "auch", "auf", "aus",
    "bei", "beim", "bereits", "bis", "bleiben", "bleibt", "da", "dann", "das", "dass", "daß",
    "dem", "den", "denn", "der", "des", "die", "dienstag", "diese", "diesem", "diesen", "dieser",
    "dieses", "doch", "donnerstag", "dort", "drei", "durch", "ein", "eine", "einem", "einen",
    "einer", "eines", "er", "erste", "ersten", "es", "etwa", "freitag", "fünf", "für", "gegen",
    "geht", "gibt", "ging", "haben", "hat", "hatte", "hatten", "hier", "ich", "ihm", "ihn",
    "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "im", "immer", "in", "ins", "ist", "jahr",
    "jahre", "jahren", "jetzt", "kam", "kann", "kein", "keine", "keinen", "keiner", "kommen",
    "kommt", "konnte", "können", "laut", "machen", "macht", "mehr", "mich", "mit", "mittwoch",
    "montag", "muss", "müssen", "nach", "neu", "neue", "neuen", "neuer", "neues", "nicht", "noch",
    "nun", "nur", "ob", "oder", "ohne", "rund", "sagt", "sagte", "samstag", "schon", "sehr",
    "sein", "seine", "seinem", "seinen", "seiner", "seit", "sich", "sie", "sind", "so", "soll",
    "sollen", "sollte", "sondern", "sonntag", "teilte", "um", "und", "uns", "unter", "vier", "vom",
    "von", "vor", "war", "waren", "was", "weil", "wenn", "wer", "werden", "wie", "wieder", "will",
    "wir", "wird", "wo", "worden", "wurde", "wurden", "zu", "zum", "zur", "zwei", "über",
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

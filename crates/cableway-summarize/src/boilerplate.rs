//! Sentences that belong to the page, not to the article, though they stand in a paragraph: readers
//! put captions and boxes apart where the markup shows them, but plain text shows nothing.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

/// What nobody writes but under a picture. Texts are compared in small letters, without spaces inside
/// brackets.
const OF_CAPTIONS: &[&str] = &[
    // English
    "(pictured)",
    "(pictured ",
    "(left)",
    "(right)",
    "(centre)",
    "(center)",
    "(above)",
    "(below)",
    "(far left)",
    "(far right)",
    "(second left)",
    "(second right)",
    "(top)",
    "(bottom)",
    "(inset)",
    "(file)",
    "(file photo)",
    "file photo",
    "file picture",
    "getty images",
    "photo credit",
    "photo by ",
    "photo:",
    "photograph:",
    "picture:",
    "image source",
    "image caption",
    // German
    "(im bild",
    "(archivbild)",
    "(archivfoto)",
    "(links)",
    "(rechts)",
    "bildquelle",
    "foto:",
    // French, Spanish, Italian, Portuguese, Dutch
    "(à gauche)",
    "(à droite)",
    "(au centre)",
    "(photo d'archives)",
    "crédit photo",
    "(a la izquierda)",
    "(a la derecha)",
    "(izquierda)",
    "(derecha)",
    "foto de archivo",
    "(a sinistra)",
    "(a destra)",
    "(foto d'archivio)",
    "foto d'archivio",
    "(à esquerda)",
    "(à direita)",
    "(foto de arquivo)",
    "foto de arquivo",
    "(archieffoto)",
];

/// How a line of the page's own begins.
const OF_THE_PAGE: &[&str] = &[
    // English
    "scroll down for",
    "click here",
    "click to ",
    "read more",
    "sign up for",
    "sign up to",
    "subscribe to",
    "subscribe now",
    "follow us on",
    "share this",
    "watch the video",
    "watch:",
    "listen to this article",
    "this article was originally",
    "this story has been updated",
    "all rights reserved",
    "copyright ©",
    "© ",
    "advertisement",
    "related:",
    "see also",
    "for confidential support",
    "we use cookies",
    "like us on",
    "download our app",
    "copyright (c)",
    "story continues below",
    "article continues below",
    "this website uses cookies",
    "this site uses cookies",
    "please enter a valid",
    "please enter your",
    "please confirm your e",
    "please enable javascript",
    "please turn on javascript",
    "already a subscriber",
    "not a subscriber",
    "html markup",
    // German
    "lesen sie auch",
    "lesen sie mehr",
    "mehr zum thema",
    "hier klicken",
    "klicken sie hier",
    "abonnieren sie",
    "folgen sie uns",
    "alle rechte vorbehalten",
    "anzeige:",
    "diese website verwendet cookies",
    "diese webseite verwendet cookies",
    "diese seite verwendet cookies",
    "wir verwenden cookies",
    "bitte geben sie eine gültige",
    "bitte geben sie ihre e",
    "der artikel wird unten",
    "der text geht unter",
    // French
    "lire aussi",
    "à lire aussi",
    "cliquez ici",
    "abonnez-vous",
    "suivez-nous",
    "tous droits réservés",
    "inscrivez-vous",
    "ce site utilise des cookies",
    "nous utilisons des cookies",
    "veuillez saisir une adresse",
    "veuillez entrer une adresse",
    "la suite après cette publicité",
    "la suite après la publicité",
    // Spanish
    "lea también",
    "lee también",
    "haga clic",
    "haz clic",
    "suscríbete",
    "suscríbase",
    "síguenos",
    "todos los derechos reservados",
    "este sitio web utiliza cookies",
    "este sitio utiliza cookies",
    "utilizamos cookies",
    "introduzca un correo",
    "introduzca una dirección",
    "por favor, introduzca",
    // Italian
    "leggi anche",
    "clicca qui",
    "iscriviti alla",
    "seguici su",
    "tutti i diritti riservati",
    "questo sito utilizza cookie",
    "questo sito utilizza i cookie",
    "questo sito usa cookie",
    "utilizziamo i cookie",
    "inserisci un indirizzo",
    "l'articolo continua",
    // Portuguese
    "leia também",
    "clique aqui",
    "assine a",
    "inscreva-se",
    "siga-nos",
    "todos os direitos reservados",
    "este site utiliza cookies",
    "este site usa cookies",
    "usamos cookies",
    "insira um e-mail",
    "continua após a publicidade",
    "continua depois da publicidade",
    // Dutch
    "lees ook",
    "lees meer",
    "klik hier",
    "schrijf je in",
    "volg ons op",
    "alle rechten voorbehouden",
    "deze website gebruikt cookies",
    "deze site gebruikt cookies",
    "wij gebruiken cookies",
    "we gebruiken cookies",
    "vul een geldig",
    "tekst gaat verder onder",
    "het artikel gaat verder onder",
];

/// Who helped to write, or what the page says of itself, wherever it stands in a sentence.
const ANYWHERE: &[&str] = &[
    "contributed to this report",
    "contributed to this story",
    "contributed to this article",
    "contributed to this piece",
    "contributed reporting",
    "may not be published, broadcast",
    "hat zu diesem bericht beigetragen",
    "haben zu diesem bericht beigetragen",
    "mitarbeit an diesem bericht",
    "a contribué à cet article",
    "ont contribué à cet article",
    "contribuyó a este reportaje",
    "contribuyó a este informe",
    "contribuyeron a este",
    "ha contribuito a questo articolo",
    "hanno contribuito a questo articolo",
    "contribuiu para esta reportagem",
    "contribuíram para esta reportagem",
    "heeft bijgedragen aan dit artikel",
    "hebben bijgedragen aan dit artikel",
];

/// How a line begins, and what it must have further on so that nobody writes it in an article: terms to
/// agree to, letters to order.
const BEGINNINGS: &[(&[&str], &[&str])] = &[
    // How treaties and communiqués close.
    (&["done at ", "done in "], &[", in ", " on ", " this ", " day of ", " duplicate"]),
    (&["in witness whereof", "in faith whereof"], &[" sign", " seal"]),
    (
        &[
            "by clicking",
            "by signing up",
            "by submitting",
            "by subscribing",
            "by continuing",
            "by using",
            "by registering",
        ],
        &["you agree", "you accept", "you consent", "you acknowledge"],
    ),
    (
        &["get ", "receive ", "join ", "sign ", "register ", "want ", "subscribe "],
        &["newsletter", "your inbox"],
    ),
    (
        &["mit dem klick", "mit klick auf", "mit ihrer anmeldung", "indem sie"],
        &["stimmen sie", "akzeptieren sie", "einverstanden"],
    ),
    (&["erhalten sie", "bestellen sie", "melden sie sich", "jetzt "], &["newsletter"]),
    (
        &["en cliquant", "en vous inscrivant", "en poursuivant"],
        &["vous acceptez", "vous consentez"],
    ),
    (&["recevez ", "abonnez-"], &["newsletter", "lettre d'information"]),
    (
        &["al hacer clic", "al registrarte", "al registrarse", "al suscribir"],
        &["aceptas", "acepta "],
    ),
    (&["recibe ", "reciba "], &["newsletter", "boletín"]),
    (&["cliccando", "iscrivendoti", "proseguendo"], &["accetti", "accetta ", "acconsenti"]),
    (&["ricevi "], &["newsletter"]),
    (&["ao clicar", "ao se inscrever", "ao continuar"], &["concorda", "aceita"]),
    (&["receba "], &["newsletter", "boletim"]),
    (
        &["door te klikken", "door op", "door je aan te melden"],
        &["ga je akkoord", "gaat u akkoord", "akkoord met"],
    ),
    (&["ontvang "], &["nieuwsbrief"]),
];

/// The most bytes that are looked at: these words stand at the start, and a caption is short.
const LOOKED_AT: usize = 600;

/// True for a sentence that reads like a caption or a line of the page's own. `scratch` is kept from
/// sentence to sentence.
pub(crate) fn is_boilerplate(sentence: &str, scratch: &mut String) -> bool {
    simplify(sentence, scratch);
    let text = scratch.as_str();
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(');
    let begins = |start: &&str| bare.starts_with(start);
    let has = |part: &&str| text.contains(part);
    OF_THE_PAGE.iter().any(begins)
        || WITHIN.as_ref().is_some_and(|within| within.is_match(text))
        || BEGINNINGS.iter().any(|(starts, parts)| {
            starts.iter().any(begins) && parts.iter().any(has)
        })
        // With a year behind it: there are articles on copyright.
        || bare.strip_prefix("copyright ").is_some_and(|rest| rest.starts_with(['1', '2']))
}

/// What may stand anywhere in a sentence, looked for in one go.
static WITHIN: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::new(OF_CAPTIONS.iter().chain(ANYWHERE)).ok());

/// Small letters, one space between words and none inside brackets, so that `( Left )` is `(left)`.
fn simplify(sentence: &str, scratch: &mut String) {
    scratch.clear();
    let mut space = false;
    for c in sentence.chars() {
        if scratch.len() > LOOKED_AT {
            break;
        }
        if c.is_whitespace() {
            space = !scratch.is_empty() && !scratch.ends_with('(');
            continue;
        }
        if space && c != ')' {
            scratch.push(' ');
        }
        space = false;
        match c {
            '’' => scratch.push('\''),
            _ => scratch.extend(c.to_lowercase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_boilerplate;

    #[track_caller]
    fn check(sentence: &str, expect: bool) {
        assert_eq!(is_boilerplate(sentence, &mut String::new()), expect, "{sentence}");
    }

    #[test]
    fn captions_and_lines_of_the_page() {
        check("Mayor Lind ( left ) and Mara Okoye at the quay.", true);
        check("The ferry (PICTURED) sails on Monday.", true);
        check("Das Schiff (Archivfoto) liegt im Hafen.", true);
        check("Le bac (à gauche) quitte le port.", true);
        check("Scroll down for video.", true);
        check("Done at Porto, in Dutch and Portuguese, on 4 May 2021.", true);
        check("In witness whereof the undersigned have signed this treaty.", true);
        check("Done properly, a census takes three years.", false);
        check("• Read more about ferries on our travel pages.", true);
        check("Lesen Sie auch unser Gespräch mit der Bürgermeisterin.", true);
        check("© 2026 The Harbour Times, all rights reserved.", true);
        check("Copyright 2026 The Harbour Times.", true);
        check("Mara Okoye in Palm Bay and Jon Lind contributed to this report.", true);
        check("This website uses cookies.", true);
        check("Get our free daily newsletter on ferries.", true);
        check("By clicking Submit, you agree to our terms.", true);
        check("Story continues below this advertisement.", true);
        check("Please enter a valid email address.", true);
        check("Html markup produced by a program of the harbour.", true);
        check("Mit Klick auf Senden stimmen Sie den Bedingungen zu.", true);
        check("En cliquant sur Envoyer, vous acceptez nos conditions.", true);
        check("Tekst gaat verder onder de advertentie.", true);
    }

    #[test]
    fn sentences_of_the_article() {
        check("Those who are left (some forty) will sail on Monday.", false);
        check("Nobody has read more letters than the harbour board.", false);
        check("The right of way (see the map) is the ferry's.", false);
        check("Le port est fermé depuis lundi.", false);
        check("Copyright was the subject of the second day.", false);
        check("By clicking on the map, islanders can see where the ferry is.", false);
        check("Join the harbour board's talks, islanders were told on Friday.", false);
        check("The board's website uses cookies, an islander found.", false);
        check("High fuel prices contributed to this year's loss.", false);
        check("", false);
    }
}

//! Sentences that belong to the page, not to the article, though they stand in a paragraph: readers
//! put captions and boxes apart where the markup shows them, but plain text shows nothing.

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
    // French
    "lire aussi",
    "à lire aussi",
    "cliquez ici",
    "abonnez-vous",
    "suivez-nous",
    "tous droits réservés",
    "inscrivez-vous",
    // Spanish
    "lea también",
    "lee también",
    "haga clic",
    "haz clic",
    "suscríbete",
    "suscríbase",
    "síguenos",
    "todos los derechos reservados",
    // Italian
    "leggi anche",
    "clicca qui",
    "iscriviti alla",
    "seguici su",
    "tutti i diritti riservati",
    // Portuguese
    "leia também",
    "clique aqui",
    "assine a",
    "inscreva-se",
    "siga-nos",
    "todos os direitos reservados",
    // Dutch
    "lees ook",
    "lees meer",
    "klik hier",
    "schrijf je in",
    "volg ons op",
    "alle rechten voorbehouden",
];

/// The most bytes that are looked at: these words stand at the start, and a caption is short.
const LOOKED_AT: usize = 600;

/// True for a sentence that reads like a caption or a line of the page's own. `scratch` is kept from
/// sentence to sentence.
pub(crate) fn is_boilerplate(sentence: &str, scratch: &mut String) -> bool {
    simplify(sentence, scratch);
    let text = scratch.as_str();
    let bare = text.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(');
    OF_THE_PAGE.iter().any(|start| bare.starts_with(start))
        || OF_CAPTIONS.iter().any(|part| text.contains(part))
}

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
        check("• Read more about ferries on our travel pages.", true);
        check("Lesen Sie auch unser Gespräch mit der Bürgermeisterin.", true);
        check("© 2026 The Harbour Times, all rights reserved.", true);
    }

    #[test]
    fn sentences_of_the_article() {
        check("Those who are left (some forty) will sail on Monday.", false);
        check("Nobody has read more letters than the harbour board.", false);
        check("The right of way (see the map) is the ferry's.", false);
        check("Le port est fermé depuis lundi.", false);
        check("", false);
    }
}

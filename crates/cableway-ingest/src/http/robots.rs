//! What a server asks robots to leave alone: `robots.txt`, read as RFC 9309 says. `Crawl-delay`, which
//! the standard does not know but many servers use, is the least time between two requests.

use std::time::Duration;

use url::Url;

/// No more of a file is read; the standard asks for at least this much. In bytes.
pub(super) const LONGEST: usize = 500 << 10;

/// A longer `Crawl-delay` is taken for this: whoever asks for days means that nobody should come at all,
/// and has `Disallow` to say so.
const LONGEST_DELAY: Duration = Duration::from_secs(30);

/// The rules of one server for one robot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rules {
    list: Vec<Rule>,
    delay: Option<Duration>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Rule {
    /// In the one way to write it: see [`uniform`].
    pattern: String,
    allows: bool,
}

impl Rules {
    /// Nothing may be fetched.
    pub(super) fn none_allowed() -> Self {
        Self { list: vec![Rule { pattern: "/".to_owned(), allows: false }], delay: None }
    }

    /// Reads a file for the robot that calls itself `agent`, such as `cableway/1.0`: the groups that
    /// name it count, else those for `*`. Whatever the bytes, they give rules.
    pub(super) fn read(bytes: &[u8], agent: &str) -> Self {
        let bytes = &bytes[..bytes.len().min(LONGEST)];
        let text = String::from_utf8_lossy(bytes);
        let text = text.trim_start_matches('\u{feff}');
        let product = product(agent);
        let (mut own, mut others) = (Self::default(), Self::default());
        let mut is_named = false;
        // Names in a row begin a group; the first rule after them ends the row.
        let (mut in_names, mut for_us, mut for_all) = (false, false, false);
        for line in text.split(['\n', '\r']) {
            let line = line.split('#').next().unwrap_or_default();
            let Some((key, value)) = line.split_once(':') else { continue };
            let (key, value) = (key.trim(), value.trim());
            if key.eq_ignore_ascii_case("user-agent") {
                if !std::mem::replace(&mut in_names, true) {
                    (for_us, for_all) = (false, false);
                }
                let named = self::product(value);
                for_us |= !named.is_empty() && named.eq_ignore_ascii_case(product);
                for_all |= value == "*";
                is_named |= for_us;
                continue;
            }
            if key.eq_ignore_ascii_case("crawl-delay") {
                // Of two the longer; like any line that the standard does not know, it ends no row.
                let delay = delay(value);
                if for_us {
                    own.delay = own.delay.max(delay);
                }
                if for_all {
                    others.delay = others.delay.max(delay);
                }
                continue;
            }
            let allows = key.eq_ignore_ascii_case("allow");
            if !allows && !key.eq_ignore_ascii_case("disallow") {
                continue;
            }
            in_names = false;
            // An empty pattern matches nothing.
            if value.starts_with(['/', '*']) {
                let rule = Rule { pattern: uniform(value), allows };
                if for_us {
                    own.list.push(rule.clone());
                }
                if for_all {
                    others.list.push(rule);
                }
            }
        }
        if is_named { own } else { others }
    }

    /// The least time between two requests, where the server asks for one.
    pub(super) fn delay(&self) -> Option<Duration> {
        self.delay
    }

    /// Whether `url` may be fetched: the longest pattern that matches decides, and of two of the same
    /// length the one that allows.
    pub(super) fn allow(&self, url: &Url) -> bool {
        if url.path() == "/robots.txt" || self.list.is_empty() {
            return true;
        }
        let mut place = uniform(url.path());
        if let Some(query) = url.query() {
            place.push('?');
            place.push_str(&uniform(query));
        }
        let matching = self.list.iter().filter(|rule| matches(&rule.pattern, &place));
        matching.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
    }
}

/// So many seconds, as a whole number or with a fraction.
fn delay(value: &str) -> Option<Duration> {
    let seconds: f64 = value.parse().ok()?;
    let most = LONGEST_DELAY.as_secs_f64();
    (seconds > 0.0).then(|| Duration::from_secs_f64(seconds.min(most)))
}

/// The name of a robot without its version.
fn product(agent: &str) -> &str {
    let end = agent.find(|c: char| !(c.is_ascii_alphabetic() || matches!(c, '-' | '_')));
    &agent[..end.unwrap_or(agent.len())]
}

/// Whether `pattern` matches the beginning of `place`; `*` is any text, `$` at the end is the end of
/// `place`. Each piece is looked for once: the first place where it fits is never worse than a later.
fn matches(pattern: &str, place: &str) -> bool {
    let (pattern, to_the_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let Some(mut rest) = place.strip_prefix(pieces.next().unwrap_or_default()) else {
        return false;
    };
    let mut last = None;
    for piece in pieces {
        if let Some(earlier) = last.replace(piece) {
            let Some(at) = rest.find(earlier) else { return false };
            rest = &rest[at + earlier.len()..];
        }
    }
    match last {
        None => !to_the_end || rest.is_empty(),
        Some(last) if to_the_end => rest.ends_with(last),
        Some(last) => rest.contains(last),
    }
}

/// `text` in the one way to write it: what need not be escaped is not, all else is, in capitals.
fn uniform(text: &str) -> String {
    const HEX: [u8; 16] = *b"0123456789ABCDEF";
    let bytes = text.as_bytes();
    let mut uniform = String::with_capacity(text.len());
    let escape = |uniform: &mut String, byte: u8| {
        uniform.push('%');
        uniform.push(HEX[usize::from(byte >> 4)].into());
        uniform.push(HEX[usize::from(byte & 15)].into());
    };
    let digit = |at: usize| bytes.get(at).and_then(|digit| char::from(*digit).to_digit(16));
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match (byte, digit(at), digit(at + 1)) {
            (b'%', Some(high), Some(low)) => {
                at += 2;
                let byte = (high * 16 + low) as u8;
                if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                    uniform.push(byte.into());
                } else {
                    escape(&mut uniform, byte);
                }
            }
            (33..=126, ..) => uniform.push(byte.into()),
            _ => escape(&mut uniform, byte),
        }
    }
    uniform
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(rules: &str, place: &str, allowed: bool) {
        let rules = Rules::read(rules.as_bytes(), "cableway/1.0 (+https://example.org)");
        let url = Url::parse("https://example.org").unwrap().join(place).unwrap();
        assert_eq!(rules.allow(&url), allowed, "{place}");
    }

    #[test]
    fn groups() {
        let rules = "User-agent: other\nDisallow: /\n\nUser-Agent: *\ndisallow: /private\n";
        check(rules, "/", true);
        check(rules, "/private/a", false);
        check(rules, "/robots.txt", true);
        let named = "user-agent: *\nDisallow: /\nuser-agent: a\nUSER-AGENT: Cableway\nDisallow: /x # no\nsitemap: /s\nAllow: /x/y\n";
        check(named, "/a", true);
        check(named, "/x", false);
        check(named, "/x/y", true);
        // Two groups of one name are one, and a group without rules forbids nothing.
        check(
            "user-agent: cableway\nDisallow: /a\nuser-agent: b\nDisallow: /\nuser-agent: cableway\nDisallow: /c",
            "/c",
            false,
        );
        check("user-agent: cableway\n\nuser-agent: *\nDisallow: /", "/a", false);
        check("user-agent: cableway\nDisallow:\n\nuser-agent: *\nDisallow: /", "/a", true);
        check("user-agent: cable\nDisallow: /", "/a", true);
        check("\u{feff}user-agent: *\rdisallow: /a", "/a", false);
        check("Disallow: /", "/a", true);
        check("", "/a", true);
    }

    #[test]
    fn delays() {
        let delay = |rules: &str| {
            Rules::read(rules.as_bytes(), "cableway/1.0").delay().map(|delay| delay.as_secs_f64())
        };
        assert_eq!(delay("user-agent: *\nCrawl-Delay: 10\nDisallow: /a"), Some(10.0));
        let two =
            "user-agent: cableway\ncrawl-delay: 1.5 # s\nallow: /\nuser-agent: *\ncrawl-delay: 9";
        assert_eq!(delay(two), Some(1.5));
        assert_eq!(delay("user-agent: *\ncrawl-delay: 2\ncrawl-delay: 1"), Some(2.0));
        // It stands between two names of one group.
        let shared = "user-agent: other\ncrawl-delay: 4\nuser-agent: *\ndisallow: /x";
        assert_eq!(delay(shared), None);
        check(shared, "/x", false);
        // Whoever names us and says nothing of it asks for nothing.
        assert_eq!(delay("user-agent: *\ncrawl-delay: 9\nuser-agent: cableway\nallow: /"), None);
        assert_eq!(delay("user-agent: *\ncrawl-delay: 86400"), Some(30.0));
        assert_eq!(delay("user-agent: *\ncrawl-delay: inf"), Some(30.0));
        for nothing in ["0", "-3", "soon", "", "nan", "1,5"] {
            assert_eq!(delay(&format!("user-agent: *\ncrawl-delay: {nothing}")), None, "{nothing}");
        }
        assert_eq!(delay("crawl-delay: 5"), None);
    }

    #[test]
    fn patterns() {
        let disallow = |pattern: &str| format!("user-agent: *\ndisallow: {pattern}");
        for (pattern, place, matches) in [
            ("/fish", "/fish.html", true),
            ("/fish", "/Fish", false),
            ("/fish*", "/fish", true),
            ("/fish/", "/fish", false),
            ("/*.php", "/a/b.php?c", true),
            ("/*.php$", "/a.php?c", false),
            ("/*.php$", "/a.php.php", true),
            ("/a*b*c$", "/axbxcxc", true),
            ("/a*b*c$", "/axcxb", false),
            ("*/x", "/a/x", true),
            ("/$", "/", true),
            ("/$", "/a", false),
            ("/?q=", "/?q=1", true),
            ("/%7Ea/%e2%82%ac", "/~a/€", true),
            ("/a%2fb", "/a/b", false),
            ("/€", "/%E2%82%AC", true),
            ("fish", "/fish", false),
        ] {
            check(&disallow(pattern), place, !matches);
        }
        check("user-agent: *\ndisallow: /a\nallow: /a", "/a", true);
        check("user-agent: *\nallow: /a/b\ndisallow: /a/b*", "/a/b/c", false);
    }

    proptest! {
        #[test]
        fn any_bytes_give_rules(bytes: Vec<u8>, place in "/[ -~]{0,40}") {
            let rules = Rules::read(&bytes, "cableway");
            let url = Url::parse("https://example.org").unwrap().join(&place);
            if let Ok(url) = url {
                rules.allow(&url);
            }
        }
    }
}

//! The headline without the name of the site.

use crate::reader::html::article::bare;

const SEPARATORS: &[&str] =
    &[" | ", " - ", " – ", " — ", " :: ", " » ", " « ", " · ", " • ", " / ", " > ", ": "];

/// `title` without a site's name at its end or start, where something else on the page says that it
/// is one: the site's own name in `sites`, or a heading in `headings` that is the rest of the title.
pub(super) fn without_site(title: &str, sites: &[String], headings: &[String]) -> String {
    let title = title.trim();
    let mut kept = title;
    // Longest rest first: `A - B | Site` loses only what is known to be no part of the headline.
    for separator in SEPARATORS {
        if let Some((rest, last)) = kept.rsplit_once(separator)
            && *separator != ": "
            && is_site(last, sites)
        {
            kept = rest.trim();
        }
        if let Some((first, rest)) = kept.split_once(separator)
            && is_site(first, sites)
        {
            kept = rest.trim();
        }
    }
    let whole = bare(kept);
    for heading in headings {
        let heading = heading.trim();
        let key = bare(heading);
        let is_part = key.len() >= 8
            && key.len() < whole.len()
            && (whole.starts_with(&key) || whole.ends_with(&key));
        let at_separator = SEPARATORS.iter().any(|separator| {
            kept.match_indices(separator).take(16).any(|(at, _)| {
                bare(&kept[..at]) == key || bare(&kept[at + separator.len()..]) == key
            })
        });
        if is_part && at_separator {
            return heading.to_owned();
        }
    }
    if kept.is_empty() { title.to_owned() } else { kept.to_owned() }
}

/// Whether `shown`, a heading of the page, stands in `title`.
pub(super) fn contains(title: &str, shown: &str) -> bool {
    let shown = bare(shown);
    !shown.is_empty() && bare(title).contains(&shown)
}

fn is_site(part: &str, sites: &[String]) -> bool {
    let part = bare(part);
    !part.is_empty() && sites.iter().any(|site| bare(site) == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, sites: &[&str], headings: &[&str], expect: &str) {
        let own = |list: &[&str]| list.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(without_site(title, &own(sites), &own(headings)), expect);
    }

    #[test]
    fn a_known_site_goes() {
        check("Ferry returns | Harbour Post", &["Harbour Post"], &[], "Ferry returns");
        check("Harbour Post: Ferry returns", &["The Post", "harbourpost"], &[], "Ferry returns");
        check(
            "Ferry returns - News - Harbour Post",
            &["Harbour Post"],
            &["Ferry returns"],
            "Ferry returns",
        );
    }

    #[test]
    fn nothing_else_goes() {
        check("Ferry - bridge or tunnel", &[], &[], "Ferry - bridge or tunnel");
        check("Ferry returns | Harbour Post", &[], &["Weather"], "Ferry returns | Harbour Post");
        check("Harbour Post", &["Harbour Post"], &[], "Harbour Post");
    }
}

//! Addresses: which are absolute, and where one that is not leads from its base (RFC 3986, 5.2).

/// `address` as an absolute one of the web, where it is one or `base` makes it one.
pub(super) fn resolve(address: &str, base: Option<&str>) -> Option<String> {
    let address = address.trim();
    if address.is_empty() || address.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return None;
    }
    if host_end(address).is_some() {
        return Some(address.to_owned());
    }
    // `mailto:`, `javascript:`, `file:`; a colon behind a slash is part of a path.
    let head = address.split(['/', '?', '#']).next().unwrap_or_default();
    if head.contains(':') || address.starts_with('#') {
        return None;
    }
    let base = base?;
    let host = host_end(base)?;
    if address.starts_with("//") {
        let scheme = base.split_once(':')?.0;
        return Some(format!("{scheme}:{address}")).filter(|found| host_end(found).is_some());
    }
    let path_end = base[host..].find(['?', '#']).map_or(base.len(), |at| host + at);
    let path = &base[host..path_end];
    if address.starts_with('?') {
        let slash = if path.is_empty() { "/" } else { "" };
        return Some(format!("{}{slash}{address}", &base[..path_end]));
    }
    let (own, rest) = address.split_at(address.find(['?', '#']).unwrap_or(address.len()));
    let folder =
        if own.starts_with('/') { "" } else { path.rsplit_once('/').map_or("", |(up, _)| up) };
    let mut steps: Vec<&str> = Vec::new();
    let mut open = false;
    for step in folder.split('/').skip(1).chain(own.trim_start_matches('/').split('/')) {
        open = matches!(step, "." | "..");
        match step {
            "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    let slash = if open && !steps.is_empty() { "/" } else { "" };
    Some(format!("{}/{}{slash}{rest}", &base[..host], steps.join("/")))
}

/// Where the host of an absolute address of the web ends.
fn host_end(address: &str) -> Option<usize> {
    let start = ["https://", "http://"].iter().find_map(|scheme| {
        let own = address.get(..scheme.len())?;
        own.eq_ignore_ascii_case(scheme).then_some(scheme.len())
    })?;
    let end = address[start..].find(['/', '?', '#']).map_or(address.len(), |at| start + at);
    (end > start).then_some(end)
}

/// The day in the path of an address, as `2020-12-21`: of `/2020/12/21/ferry` or `/2020-12-21-ferry`.
pub(super) fn day_of(address: &str) -> Option<String> {
    let path = address.get(host_end(address)?..)?;
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let parts: Vec<&str> = path.split(['/', '-', '_']).filter(|part| !part.is_empty()).collect();
    let number = |part: &str, digits: usize| {
        part.len() == digits && part.bytes().all(|b| b.is_ascii_digit())
    };
    let dated = parts
        .windows(3)
        .find(|three| number(three[0], 4) && number(three[1], 2) && number(three[2], 2))?;
    Some(dated.join("-"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(address: &str, base: &str, expect: Option<&str>) {
        assert_eq!(resolve(address, Some(base)).as_deref(), expect, "{address} at {base}");
    }

    #[test]
    fn from_a_base() {
        let base = "https://harbour.example/news/2020/ferry.html?page=2#end";
        check("https://other.example/a", base, Some("https://other.example/a"));
        check("HTTP://other.example", base, Some("HTTP://other.example"));
        check("//cdn.example/a", base, Some("https://cdn.example/a"));
        check("/a/b", base, Some("https://harbour.example/a/b"));
        check("b.html", base, Some("https://harbour.example/news/2020/b.html"));
        check("./b.html", base, Some("https://harbour.example/news/2020/b.html"));
        check("../b/?x=/../y", base, Some("https://harbour.example/news/b/?x=/../y"));
        check("../../../../b", base, Some("https://harbour.example/b"));
        check("..", base, Some("https://harbour.example/news/"));
        check("?page=3", base, Some("https://harbour.example/news/2020/ferry.html?page=3"));
        check("a", "https://harbour.example", Some("https://harbour.example/a"));
        check("?a", "https://harbour.example", Some("https://harbour.example/?a"));
    }

    #[test]
    fn what_leads_nowhere() {
        let base = "https://harbour.example/";
        for address in [
            "",
            " ",
            "#top",
            "mailto:ada@harbour.example",
            "javascript:void(0)",
            "a b",
            "https://",
            "//",
        ] {
            check(address, base, None);
        }
        check("/ferry", "pages/", None);
        check("/ferry", "file:///pages/", None);
        assert_eq!(resolve("/ferry", None), None);
    }

    #[test]
    fn days_in_addresses() {
        assert_eq!(day_of("https://a.example/2020/12/21/ferry").as_deref(), Some("2020-12-21"));
        assert_eq!(day_of("https://a.example/news/ferry-2020-12-21.html"), None);
        assert_eq!(
            day_of("https://a.example/news/2020-12-21-ferry").as_deref(),
            Some("2020-12-21")
        );
        assert_eq!(day_of("https://a.example/2020/12/ferry"), None);
        assert_eq!(day_of("/2020/12/21/"), None);
    }

    proptest! {
        #[test]
        fn what_comes_out_is_absolute(address in "\\PC{0,30}|[a-z./?#:]{0,20}", base in "(https?://[a-z.]{0,8})?[a-z./?#:]{0,20}") {
            let found = resolve(&address, Some(&base));
            prop_assert!(found.is_none_or(|found| host_end(&found).is_some()));
            let _ = day_of(&address);
        }
    }
}

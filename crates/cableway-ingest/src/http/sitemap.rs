//! Sitemaps: what pages a site says it has.

use cableway_core::{Context, StageError};

use crate::markup::{Markup, Token, decode};

/// What a sitemap names, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sitemap {
    /// Pages.
    pub(crate) pages: Vec<String>,
    /// Other sitemaps.
    pub(crate) sitemaps: Vec<String>,
}

/// Reads a sitemap, or an index of sitemaps: XML, however broken, or a text with an address a line.
///
/// # Errors
/// When it is neither, or names nothing.
pub(crate) fn read(bytes: &[u8], context: &Context<'_>) -> Result<Sitemap, StageError> {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(StageError::bad_input("the sitemap is empty"));
    }
    let mut sitemap = Sitemap::default();
    if text.starts_with('<') {
        from_markup(text, &mut sitemap, context)?;
    } else {
        let lines = text.lines().map(str::trim);
        let addresses = lines.filter(|line| line.starts_with("http"));
        sitemap.pages = addresses.map(str::to_owned).collect();
    }
    if sitemap == Sitemap::default() {
        return Err(StageError::bad_input("this is no sitemap: it names no page and no sitemap"));
    }
    Ok(sitemap)
}

fn from_markup(text: &str, sitemap: &mut Sitemap, context: &Context<'_>) -> Result<(), StageError> {
    let mut is_index = false;
    // The text of the `<loc>` that is open; images and videos have theirs with a prefix.
    let mut place: Option<String> = None;
    for (count, (token, _)) in Markup::new(text).enumerate() {
        if count % 4096 == 0 {
            context.check()?;
        }
        match token {
            Token::Start(tag) => match tag.name {
                "sitemap" => is_index = true,
                "url" => is_index = false,
                "loc" if !tag.is_empty => place = Some(String::new()),
                _ => {}
            },
            Token::Text(text) => {
                if let Some(place) = &mut place {
                    place.push_str(&decode(text));
                }
            }
            Token::Verbatim(text) => {
                if let Some(place) = &mut place {
                    place.push_str(text);
                }
            }
            Token::End("loc") => {
                let address = place.take().unwrap_or_default();
                let address = address.trim();
                if !address.is_empty() {
                    let list = if is_index { &mut sitemap.sitemaps } else { &mut sitemap.pages };
                    list.push(address.to_owned());
                }
            }
            Token::End(_) => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, pages: &[&str], sitemaps: &[&str]) {
        let sitemap = read(text.as_bytes(), &Context::default()).unwrap();
        assert_eq!(sitemap.pages, pages, "{text}");
        assert_eq!(sitemap.sitemaps, sitemaps, "{text}");
    }

    #[test]
    fn whole_and_broken() {
        check(
            "<?xml version='1.0'?><urlset><url><loc> https://a.example/?a=1&amp;b=2 </loc><image:image>\
             <image:loc>https://a.example/x.png</image:loc></image:image></url>\
             <url><loc><![CDATA[https://a.example/2]]></loc></url></urlset>",
            &["https://a.example/?a=1&b=2", "https://a.example/2"],
            &[],
        );
        check(
            "<sitemapindex><sitemap><loc>https://a.example/s1.xml</loc></sitemap><sitemap><loc>https://a.example/s2",
            &[],
            &["https://a.example/s1.xml"],
        );
        check(
            "\u{feff}https://a.example/1\r\nx\nhttp://a.example/2",
            &["https://a.example/1", "http://a.example/2"],
            &[],
        );
    }

    #[test]
    fn what_is_none() {
        for text in ["", " ", "<html><body>Not here</body></html>", "Not here", "<loc></loc>"] {
            assert!(read(text.as_bytes(), &Context::default()).is_err(), "{text}");
        }
    }
}

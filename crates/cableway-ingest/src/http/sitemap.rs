//! Sitemaps: what pages a site says it has.

use cableway_core::{Context, StageError};

use crate::charset;
use crate::markup::{Markup, Tag, Token, declared_charset, decode};

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
    let declared = declared_charset(bytes);
    // What is wrong with the characters of an address shows when it is fetched.
    let text = charset::decode(bytes, declared.as_deref(), None, &Context::default());
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
    // The prefix of the sitemap's own names: those of images and videos have another one.
    let mut own: Option<&str> = None;
    // The text of the `<loc>` that is open.
    let mut place: Option<String> = None;
    for (count, (token, _)) in Markup::new(text).enumerate() {
        if count % 4096 == 0 {
            context.check()?;
        }
        match token {
            Token::Start(Tag { name, is_empty, .. }) => {
                let (prefix, local) = split(name);
                let is_own = own.unwrap_or_default() == prefix;
                match local {
                    "urlset" | "sitemapindex" => own = Some(prefix),
                    "url" | "sitemap" if own.is_none() || is_own => {
                        own = Some(prefix);
                        is_index = local == "sitemap";
                    }
                    "loc" if !is_empty && is_own => place = Some(String::new()),
                    _ => {}
                }
            }
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
            Token::End(name) if split(name) == (own.unwrap_or_default(), "loc") => {
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

/// The prefix of a name, empty where there is none, and what follows it.
fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
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
    fn prefixes() {
        check(
            "<ns0:urlset xmlns:ns0='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:i='urn:images'><ns0:url>\
             <ns0:loc>https://a.example/1</ns0:loc><i:image><i:loc>https://a.example/x.png</i:loc></i:image>\
             </ns0:url><ns0:url><ns0:loc>https://a.example/2</ns0:loc></ns0:url></ns0:urlset>",
            &["https://a.example/1", "https://a.example/2"],
            &[],
        );
        check(
            "<s:sitemapindex><s:sitemap><s:loc>https://a.example/s1.xml</s:loc></s:sitemap></s:sitemapindex>",
            &[],
            &["https://a.example/s1.xml"],
        );
    }

    #[test]
    fn charsets() {
        let text = "<?xml version='1.0' encoding='utf-16'?><urlset><url><loc>https://a.example/ż</loc></url></urlset>";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_be_bytes)
            .collect();
        let latin = b"<?xml encoding='iso-8859-2'?><urlset><url><loc>https://a.example/\xbf</loc></url></urlset>";
        for bytes in [&little[..], &big, latin] {
            let sitemap = read(bytes, &Context::default()).unwrap();
            assert_eq!(sitemap.pages, ["https://a.example/ż"]);
        }
    }

    #[test]
    fn what_is_none() {
        for text in ["", " ", "<html><body>Not here</body></html>", "Not here", "<loc></loc>"] {
            assert!(read(text.as_bytes(), &Context::default()).is_err(), "{text}");
        }
    }
}

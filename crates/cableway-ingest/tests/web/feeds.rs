//! Feeds of the net, and the pages of their entries.

use insta::assert_snapshot;
use serde_json::json;

use crate::server::{Server, answer, page};
use crate::{build, outcome, stage_at, ten};

fn server() -> Server {
    Server::start(|request, _| match request.path.as_str() {
        "/feed.xml" => answer(
            "200 OK",
            "content-type: application/rss+xml\r\n",
            "<rss><channel><title>Harbour desk</title><item><guid>n-1</guid><title>Ferry</title>\
             <link>/ferry</link><category>Sea</category><description>It sails at nine.</description>\
             <pubDate>Wed, 25 Nov 2026 08:00:00 GMT</pubDate></item><item><guid>n-2</guid>\
             <title>Bridge</title><link>/gone</link><description>It opens.</description></item>\
             <item><guid>n-3</guid><title>No page</title><description>A word.</description></item>\
             <item><guid>n-4</guid><title>Chart</title><link>/chart</link>\
             <description>See the chart.</description></item></channel></rss>",
        ),
        "/moved.xml" => answer("301 Moved Permanently", "location: /feed.xml\r\n", ""),
        "/page.xml" => page("Not a feed"),
        "/ferry" => page("The ferry sails"),
        "/chart" => {
            answer("200 OK", "content-type: image/png\r\n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
        }
        _ => answer("404 Not Found", "", ""),
    })
}

#[test]
fn feeds_of_the_net() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    let urls = ["/feed.xml", "/missing.xml", "/page.xml"].map(|path| server.url(path));
    let stage = stage_at("feed", folder.path(), json!({"urls": urls}), ten);
    assert_snapshot!(outcome(stage.as_ref(), &server));
}

#[test]
fn full_pages() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    let config = json!({"urls": [server.url("/moved.xml")], "full": true});
    let stage = stage_at("feed", folder.path(), config, ten);
    assert_snapshot!("titles", outcome(stage.as_ref(), &server));
    // The page's own title and text; the feed's date and name.
    let context = cableway_core::Context::default();
    let first = stage.items(&context).next().unwrap().unwrap();
    let documents = stage.read(&first, &context).unwrap();
    let (source, meta) = (documents[0].source(), documents[0].meta());
    let shown = serde_json::to_string_pretty(&(source, meta, documents[0].text())).unwrap();
    assert_snapshot!("record", server.plain(&shown));
}

#[test]
fn neither_files_nor_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let mistake = |config| build("feed", folder.path(), config, ten).map(|_| ()).unwrap_err();
    assert_snapshot!(mistake(json!({})).to_string());
    assert_snapshot!("no_address", mistake(json!({"urls": ["desk.xml"]})).to_string());
}

//! The tree: which element ends where.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::reader::html::build::build;
use crate::reader::html::tag::Tag;
use crate::reader::html::tree::{Key, Tree};

/// The tree in brackets: `(P "one" (B "two"))`. Linked text has a `*`.
fn outline(tree: &Tree) -> String {
    let mut out = String::new();
    let mut ends: Vec<u32> = Vec::new();
    for (at, node) in tree.nodes.iter().enumerate().skip(1) {
        while ends.last().is_some_and(|end| *end as usize <= at) {
            ends.pop();
            out.push(')');
        }
        if !out.is_empty() {
            out.push(' ');
        }
        if node.tag == Tag::Text {
            let _ = write!(out, "{:?}", tree.text_of(at));
            out.push_str(if node.linked { "*" } else { "" });
        } else {
            let _ = write!(out, "({:?}", node.tag);
            ends.push(node.end);
        }
    }
    out.extend(ends.iter().map(|_| ')'));
    out
}

#[track_caller]
fn check(html: &str, expect: &str) {
    assert_eq!(outline(&build(html)), expect, "{html}");
}

#[test]
fn end_tags_that_are_implied() {
    check("<p>a<p>b", r#"(P "a") (P "b")"#);
    check("<p>a<div>b</div>c", r#"(P "a") (Div "b") "c""#);
    check(
        "<ul><li>a<li>b<ul><li>c</ul><li>d</ul>",
        r#"(Ul (Li "a") (Li "b" (Ul (Li "c"))) (Li "d"))"#,
    );
    check("<dl><dt>a<dd>b<dt>c</dl>", r#"(Dl (Dt "a") (Dd "b") (Dt "c"))"#);
    check(
        "<table><tr><td>a<td>b<tr><th>c<tbody><tr><td>d</table>e",
        r#"(Table (Tr (Td "a") (Td "b")) (Tr (Th "c")) (Tbody (Tr (Td "d")))) "e""#,
    );
    check("<select><option>a<option>b</select>", r#"(Select (Option "a") (Option "b"))"#);
    check("<h2>a<h3>b</h3>", r#"(H2 "a") (H3 "b")"#);
    check("<h2>a</h3>b", r#"(H2 "a") "b""#);
    check("<head><title>a</title><body>b", r#"(Head (Title "a")) (Body "b")"#);
}

#[test]
fn a_scope_keeps_what_is_outside_open() {
    check("<p><table><td><p>a</td></table>b", r#"(P) (Table (Td (P "a"))) "b""#);
    check("<div><table><td></div>a</table>b", r#"(Div (Table (Td "a")) "b")"#);
    check(
        "<table><tr><td><table><tr><td>a</table>b</table>",
        r#"(Table (Tr (Td (Table (Tr (Td "a"))) "b")))"#,
    );
    check("<div><form><div>a</form>b</div>c</div>d", r#"(Div (Form (Div "a" "b") "c")) "d""#);
}

#[test]
fn end_tags_that_match_nothing() {
    check("a</div></b></x-y></td>b", r#""a" "b""#);
    check("<b><p>a</b>b</p>c</b>d", r#"(B (P "a" "b") "c") "d""#);
    check("<b>a<i>b</b>c</i>d", r#"(B "a" (I "b")) "c" "d""#);
    check("<br></br>a</body></html>b", r#"(Br) "a" "b""#);
}

#[test]
fn links_end_even_across_blocks() {
    check("<a href=x>a<div>b</a>c</div>d", r#"(A "a"* (Div "b"* "c") "d")"#);
    check("<a href=x>a<a href=y>b</a>c", r#"(A "a"*) (A "b"*) "c""#);
    check("<p><a href=x>a<p>b", r#"(P (A "a"*)) (P "b")"#);
    check("<a name=x>a</a>", r#"(A "a")"#);
}

#[test]
fn raw_text_and_foreign_elements() {
    check("<script>if (a<b) '<p>'</script>b", r#"(Script) "b""#);
    check(
        "<script type='application/ld+json'>{\"a\": \"<p>\"}</script>",
        r#"(Script "{\"a\": \"<p>\"}")"#,
    );
    check("<title>a &amp; <b></title>", r#"(Title "a & <b>")"#);
    check("<textarea><p></textarea><style>p > a {}</style>a", r#"(Textarea) (Style) "a""#);
    check("<svg><path/><title>a</title></svg>b", r#"(Svg (Other) (Title "a")) "b""#);
    check("<svg/>b<x-y/>c", r#"(Svg) "b" (Other "c")"#);
    check("a<!-- <p> -->b<![CDATA[c]]>", r#""a" "b""#);
}

#[test]
fn entities_and_attributes() {
    check("&lt;p&gt; &eacute;&#8217;&nbsp;&bogus;", "\"<p> é’\\u{a0}&bogus;\"");
    let tree = build("<p ID=a class='x &amp; y' class=z onclick=b hidden>t</p><p/class=q>");
    assert_eq!(tree.attribute(1, Key::Class), Some("x & y"));
    assert_eq!(tree.attribute(1, Key::Id), Some("a"));
    assert_eq!(tree.attribute(1, Key::Hidden), Some(""));
    assert_eq!(tree.attribute(1, Key::Href), None);
    assert_eq!(tree.attribute(3, Key::Class), Some("q"));
}

/// No input may make the reader slow: each of these is quadratic or overflows the stack where the
/// tree is built or walked carelessly, and takes minutes then. Well done, each takes a tenth of a
/// second without optimisation.
#[test]
fn depth_and_repetition_cost_nothing() {
    let times = 100_000;
    let pages = [
        "<div>".repeat(times),
        "<p>a".repeat(times),
        "<b>a".repeat(times),
        "<li>a".repeat(times),
        "<ul><li>".repeat(times),
        "<a href=x>".repeat(times),
        "<table>".repeat(times),
        "<table><tr><td>a".repeat(times),
        "<blockquote class=share>a".repeat(times),
        format!("<i><div>{}{}", "<b>".repeat(times), "</i>".repeat(times)),
        format!("{}{}", "<x-a>".repeat(times), "</x-b>".repeat(times)),
        format!("<div>{}{}", "<td>".repeat(times), "</div>".repeat(times)),
        (0..times).flat_map(|at| ["<x".into(), at.to_string(), "></y>".into()]).collect(),
        "<svg>".repeat(times),
        "<article>A sentence with words, which is long enough to be weighed by all."
            .repeat(times / 10),
        "<".repeat(times),
        "<meta name=keywords content=a,b>".repeat(times),
        "<div a=".repeat(times),
        "&amp".repeat(times),
        "<h2>a</h2>".repeat(times),
        "<ul><li><a href=x>a</a></ul>".repeat(times / 2),
    ];
    for page in pages {
        let start = Instant::now();
        super::read(&page);
        let start_of_page: String = page.chars().take(40).collect();
        assert!(start.elapsed() < Duration::from_secs(20), "{start_of_page}");
    }
}

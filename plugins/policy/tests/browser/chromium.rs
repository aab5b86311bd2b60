//! What a real browser makes of a page.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::{page, structure};

/// Follows a link as the keyboard would and measures what cannot be read off the elements. What is wrong is told in
/// `data-told`, between bars; nothing there means that the script did not come to its end.
const SCRIPT: &str = r"<script>
const look = () => {
const faults = [];
const must = (isSo, fault) => { if (!isSo) faults.push(fault); };
const light = colour => {
  const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map(Number)
    .map(c => c / 255).map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (a, b) => {
  const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
};
const probe = document.createElement('p');
probe.style.background = 'Canvas';
document.body.append(probe);
const canvas = getComputedStyle(probe).backgroundColor;
probe.remove();
const reads = (element, property, least) => {
  const colour = getComputedStyle(element)[property];
  must(contrast(colour, canvas) >= least,
    `${element.tagName} ${property} ${colour} on ${canvas} is hard to see`);
};
must((light(canvas) < 0.5) === matchMedia('(prefers-color-scheme: dark)').matches, 'it is not dark where it should be');

const skip = document.querySelector('.skip');
must(skip.getBoundingClientRect().right < 0, 'the skip link is in the way');
skip.focus();
must(skip.getBoundingClientRect().left >= 0, 'the skip link is hidden though it has the focus');
const link = document.querySelector('td a');
link.focus();
must(document.activeElement === link, 'a link takes no focus');
const ring = getComputedStyle(link);
must(ring.outlineStyle === 'solid' && parseFloat(ring.outlineWidth) >= 2, 'the focus is not to be seen');
reads(link, 'outlineColor', 3);
for (const one of document.querySelectorAll('h1, h2, td, td a, .status, figcaption, .source span')) reads(one, 'color', 4.5);
for (const one of document.querySelectorAll('svg > path')) reads(one, 'stroke', 3);
for (const one of document.querySelectorAll('svg > circle')) reads(one, 'fill', 3);
for (const one of document.querySelectorAll('svg text')) reads(one, 'fill', 4.5);
const frame = document.querySelector('svg')?.getBoundingClientRect();
for (const one of document.querySelectorAll('svg text')) {
  const box = one.getBoundingClientRect();
  must(box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom,
    `the picture cuts off ${one.textContent}`);
}

const page = document.documentElement.outerHTML.replace(/<script>[^]*<\/script>/, '');
const small = document.createElement('iframe');
small.width = 400;
small.srcdoc = '<!DOCTYPE html>' + page;
small.onload = () => {
  const root = small.contentDocument.documentElement;
  must(root.scrollWidth <= 400, `a screen of 400 pixels is too small for ${root.scrollWidth}`);
  const size = small.contentDocument.querySelector('svg text')?.getBoundingClientRect().height;
  must(!size || size >= 10, `names in the picture are ${size} pixels high on a small screen`);
  small.remove();
  link.click();
  setTimeout(() => {
    const target = document.querySelector(':target');
    must(link.hash === '#' + target.id, 'the link leads elsewhere');
    const style = getComputedStyle(target);
    must(style.backgroundColor === 'rgb(255, 224, 102)', 'the sentence does not light up');
    must(contrast(style.color, style.backgroundColor) >= 4.5, 'the sentence is hard to read');
    document.body.setAttribute('data-told', `|${faults.join('; ')}|`);
  }, 50);
};
document.body.append(small);
};
// Under load, a page is shown before its window has the focus, and nothing in it can have it.
let turns = 0;
const wait = () => {
  if (document.hasFocus()) look();
  else if (++turns < 300) setTimeout(wait, 10);
  else document.body.setAttribute('data-told', '|no focus|');
};
wait();
</script></body>";

/// Chromium with these arguments on a page; nothing where there is none. `name` keeps the folders of two tests apart.
pub(crate) fn chromium(
    name: &str,
    page: &str,
    arguments: &[impl AsRef<OsStr>],
) -> Option<(Output, PathBuf)> {
    if Command::new("chromium").arg("--version").output().is_err() {
        eprintln!("there is no `chromium`: nothing was looked at");
        return None;
    }
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let profile = folder.join("profile");
    std::fs::create_dir_all(&profile).unwrap();
    let file = folder.join("brief.html");
    std::fs::write(&file, page).unwrap();
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
        .args(arguments)
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let _ = std::fs::remove_dir_all(profile);
    Some((output, folder))
}

/// What is wrong with a page in the browser; nothing where there is no browser.
fn told(name: &str, page: &str, scheme: &str) -> Option<String> {
    let arguments = [
        "--virtual-time-budget=9000",
        "--dump-dom",
        &format!("--blink-settings=preferredColorScheme={scheme}"),
    ];
    let page = page.replace("</body>", SCRIPT);
    let look = || {
        let (output, _) = chromium(name, &page, &arguments)?;
        let dom = String::from_utf8(output.stdout).unwrap();
        let told = dom.split("data-told=\"|").nth(1).and_then(|rest| rest.split("|\"").next());
        let told = told.unwrap_or_else(|| panic!("the script did not end: {dom}")).to_owned();
        Some((told, dom))
    };
    let (mut told, mut dom) = look()?;
    for _ in 0..5 {
        if told == "no focus" {
            (told, dom) = look()?;
        }
    }
    // The elements as the browser has them, without what the test put there.
    let (before, after) = dom.split_once("<script>").unwrap();
    let (_, after) = after.rsplit_once("</script>").unwrap();
    assert_eq!(structure::faults(&format!("{before}{after}")), [""; 0]);
    Some(told)
}

#[test]
fn pages_can_be_used_by_day_and_by_night_and_on_a_small_screen() {
    for (name, page) in [("example", page::example()), ("difficult", page::difficult())] {
        // Dark, and light.
        for scheme in ["0", "1"] {
            let told = told(&format!("browser-{name}-{scheme}"), &page, scheme);
            assert_eq!(told.unwrap_or_default(), "", "{name}, scheme {scheme}");
        }
    }
}

/// The script itself finds what it is for.
#[test]
fn what_is_hard_to_use_is_found() {
    for (place, (from, to, fault)) in [
        (":focus-visible{outline:3px", ":focus-visible{outline:0px", "the focus is not to be seen"),
        (".skip{position:absolute;left:-99rem}", "", "the skip link is in the way"),
        (".wide{overflow-x:auto;", ".wide{", "is too small"),
        ("svg text{font:16px", "svg text{font:64px", "the picture cuts off"),
        ("background:#ffe066", "background:#ffe067", "does not light up"),
        ("body{", "body{color:#999;", "is hard to see"),
    ]
    .into_iter()
    .enumerate()
    {
        let page = page::example();
        assert!(page.contains(from), "`{from}` is not on the page");
        if let Some(told) =
            told(&format!("browser-fault-{place}"), &page.replacen(from, to, 1), "1")
        {
            assert!(told.contains(fault), "`{fault}`: {told}");
        }
    }
}

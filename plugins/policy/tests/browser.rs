//! The page of `brief` in a real browser: where Debian's `chromium` is installed, it must show what a line leads to.
//! Where it is not, the test says so and looks at nothing.

#![expect(clippy::unwrap_used, reason = "these are tests, though not all in a `#[test]`")]

use std::process::Command;

use cableway_policy::{Actors, Brief};
use cableway_sdk::serde_json::json;
use cableway_sdk::testing::{classify, export};
use cableway_sdk::{Annotations, BlockKind, Document, StageName};

/// A page about one article, as `brief` writes it.
fn page() -> String {
    let mut builder = Document::builder("a.txt");
    builder.meta.title = Some("Ghana and Togo".to_owned());
    builder.meta.language = Some("en".to_owned());
    builder.meta.published = Some("2022-05-01".parse().unwrap());
    builder.block(BlockKind::Paragraph, "It rained. Ghana thanked Togo.");
    let mut document = builder.build();
    let stage: StageName = "policy:actors".parse().unwrap();
    let mut annotations = Annotations::new(stage.clone());
    for one in classify::<Actors>(&json!({}), &document).unwrap().annotations {
        annotations.push(one);
    }
    document.add_annotations(&stage, &["actor"], annotations).unwrap();
    let files = export::<Brief>(|_| json!({"path": "brief.html"}), &[document]).unwrap();
    String::from_utf8(files["brief.html"].clone()).unwrap()
}

#[test]
fn a_line_lights_up_its_sentence() {
    if Command::new("chromium").arg("--version").output().is_err() {
        eprintln!("there is no `chromium`: nothing was looked at");
        return;
    }
    // A script of the test's own follows the first link as the keyboard would, and tells what the browser then shows.
    let script = "<script>\
        const link = document.querySelector('td a'); link.focus();\
        const focused = document.activeElement === link; link.click();\
        setTimeout(() => {\
          const target = document.querySelector(':target');\
          const told = [focused, target.textContent, getComputedStyle(target).backgroundColor,\
            document.querySelectorAll('th[scope=col]').length, document.documentElement.lang].join('|');\
          document.body.setAttribute('data-told', told);\
        }, 50);\
        </script></body>";
    let folder =
        std::env::temp_dir().join(format!("cableway-policy-browser-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("brief.html");
    std::fs::write(&file, page().replace("</body>", script)).unwrap();
    let output = Command::new("chromium")
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--virtual-time-budget=2000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .arg(format!("file://{}", file.display()))
        .output()
        .unwrap();
    let _ = std::fs::remove_dir_all(&folder);
    let dom = String::from_utf8_lossy(&output.stdout);
    let told = dom
        .split("data-told=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .unwrap_or_default();
    assert_eq!(told, "true|Ghana thanked Togo.|rgb(255, 224, 102)|4|en");
}

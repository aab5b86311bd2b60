//! `include/cableway.h` says the same as the Rust of this crate.

use std::path::Path;

/// What the types are called in C.
const TYPES: [(&str, &str); 14] = [
    ("Header", "cableway_header_t"),
    ("Str", "cableway_str"),
    ("Span", "cableway_span"),
    ("Block", "cableway_block"),
    ("Label", "cableway_label"),
    ("Document", "cableway_document"),
    ("Annotation", "cableway_annotation"),
    ("Link", "cableway_link"),
    ("Attribute", "cableway_attribute"),
    ("Item", "cableway_item"),
    ("Call", "cableway_call"),
    ("Host", "cableway_host"),
    ("Stage", "cableway_stage"),
    ("Plugin", "cableway_plugin"),
];

/// The header that cbindgen makes from this crate.
fn generated() -> String {
    let mut config = cbindgen::Config {
        language: cbindgen::Language::C,
        style: cbindgen::Style::Type,
        usize_is_size_t: true,
        documentation: false,
        ..cbindgen::Config::default()
    };
    for (rust, c) in TYPES {
        config.export.rename.insert(rust.to_owned(), c.to_owned());
        config.export.include.push(rust.to_owned());
    }
    config.export.rename.insert("Status".to_owned(), "cableway_status".to_owned());
    config.export.rename.insert("Entry".to_owned(), "cableway_entry".to_owned());
    config.export.include.push("Entry".to_owned());
    let bindings = cbindgen::Builder::new()
        .with_crate(env!("CARGO_MANIFEST_DIR"))
        .with_config(config)
        .generate()
        .expect("cbindgen reads this crate");
    let mut text = Vec::new();
    bindings.write(&mut text);
    String::from_utf8(text).expect("a header is text")
}

fn written() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("include/cableway.h");
    std::fs::read_to_string(path).expect("the header is there")
}

/// The text without comments, and with one space for all white space; none beside punctuation.
fn plain(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("/*") {
        kept.push_str(&rest[..start]);
        let end = rest[start..].find("*/").expect("every comment ends");
        rest = &rest[start + end + 2..];
    }
    kept.push_str(rest);
    let words: Vec<&str> = kept.split_whitespace().collect();
    let mut text = words.join(" ");
    for mark in ["{", "}", "(", ")", ";", ",", "*"] {
        text = text.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark);
    }
    text
}

/// Each `typedef … ;` of a header, by the name that it defines.
fn definitions(text: &str) -> Vec<String> {
    let text = plain(text);
    let mut found = Vec::new();
    for part in text.split("typedef ").skip(1) {
        let end = match (part.find('{'), part.find(';')) {
            (Some(brace), Some(semicolon)) if brace < semicolon => {
                let close = part.find('}').expect("every struct ends");
                close + part[close..].find(';').expect("every definition ends")
            }
            (_, semicolon) => semicolon.expect("every definition ends"),
        };
        found.push(part[..end].to_owned());
    }
    found
}

#[test]
fn every_type_is_the_same_in_c() {
    let (made, written) = (definitions(&generated()), definitions(&written()));
    assert_eq!(made.len(), TYPES.len() + 2, "{made:#?}");
    for definition in &made {
        assert!(written.contains(definition), "not in cableway.h:\n{definition}\n{written:#?}");
    }
    assert_eq!(made.len(), written.len(), "cableway.h has types that Rust does not have");
}

#[test]
fn every_constant_is_the_same_in_c() {
    let numbers = |text: &str, prefix: &str| {
        let mut found = Vec::new();
        for line in text.lines() {
            let mut words = line.split_whitespace();
            let (Some("#define"), Some(name), Some(value)) =
                (words.next(), words.next(), words.next())
            else {
                continue;
            };
            if let (Some(name), Ok(value)) = (name.strip_prefix(prefix), value.parse::<u32>()) {
                found.push((name.to_owned(), value));
            }
        }
        found.sort();
        found
    };
    let made = numbers(&generated(), "");
    assert!(made.contains(&("CONTRACT".to_owned(), 6)), "{made:?}");
    assert_eq!(numbers(&written(), "CABLEWAY_"), made);
}

/// The assertions in the header hold in Rust too; those in C are checked when C plugins are built.
#[test]
fn the_layout_is_the_one_that_the_header_asserts() {
    use cableway_plugin_abi as abi;
    use std::mem::{offset_of, size_of};

    if size_of::<usize>() != 8 {
        return;
    }
    let written = written();
    let check = |assertion: String| {
        assert!(written.contains(&assertion), "not in cableway.h: {assertion}");
    };
    macro_rules! layout {
        ($($type:ident $c:literal: $($field:ident)*;)*) => {$(
            check(format!("CABLEWAY_SIZE({}, {});", $c, size_of::<abi::$type>()));
            $(check(format!(
                "CABLEWAY_AT({}, {}, {});", $c, stringify!($field), offset_of!(abi::$type, $field)
            ));)*
        )*};
    }
    layout! {
        Header "cableway_header_t": header_size abi_major abi_minor pointer_width panic_strategy
            sdk_version compiler;
        Str "cableway_str":;
        Span "cableway_span":;
        Block "cableway_block": span;
        Document "cableway_document": id uri language text blocks block_count stage published
            labels label_count;
        Label "cableway_label": id stage kind label spans span_count;
        Link "cableway_link":;
        Annotation "cableway_annotation": kind label flags score spans span_count attributes links
            link_count values value_count;
        Attribute "cableway_attribute": name kind integer number text;
        Item "cableway_item": uri media_type retrieved data length flags;
        Call "cableway_call":;
        Host "cableway_host": abi_major abi_minor version log_enabled log extension check error
            problem problem_in_file note record annotate sentence item lost document answer
            retryable;
        Stage "cableway_stage": kind flags id description schema create destroy work list read open
            commit target;
        Plugin "cableway_plugin": version stages stage_count;
    }
}

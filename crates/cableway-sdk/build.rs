//! Tells the compiler's version to the header that every plugin carries.

use std::process::Command;

fn main() {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let said = Command::new(compiler).arg("--version").output().ok();
    let version = said.and_then(|output| String::from_utf8(output.stdout).ok()).unwrap_or_default();
    println!("cargo::rustc-env=CABLEWAY_COMPILER={}", version.trim());
    println!("cargo::rerun-if-changed=build.rs");
}

//! Paths as text alone: absolute, tidied, relative to another, as a URI.

use std::path::{Component, Path, PathBuf};

/// `path` from the root of the file system, without `.` and `..`. Touches no file: a `..` takes back
/// the name before it, even where that is a link.
pub(super) fn absolute(path: &Path) -> PathBuf {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    // Without a current folder, which the system may have removed, a path stays as it is.
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut tidy = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => match tidy.components().next_back() {
                Some(Component::Normal(_)) => {
                    tidy.pop();
                }
                Some(Component::RootDir | Component::Prefix(_)) => {}
                _ => tidy.push(part),
            },
            _ => tidy.push(part),
        }
    }
    tidy
}

/// The way from the folder `from` to `to`, both absolute; `to` as it is where there is none, as
/// between two drives.
pub(super) fn relative(from: &Path, to: &Path) -> PathBuf {
    if let Ok(below) = to.strip_prefix(from) {
        return below.to_owned();
    }
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return to.to_owned();
    }
    let up = from.components().skip(shared).map(|_| Component::ParentDir);
    up.chain(to.components().skip(shared)).collect()
}

/// The URI of the file at `path`: its way from the folder `root`, with `/` between the parts. Bytes
/// that are no UTF-8 become `%` and two hexadecimal digits, so that two such names stay apart.
pub(super) fn uri(root: &Path, path: &Path) -> String {
    let relative = relative(root, path);
    let mut uri = String::with_capacity(relative.as_os_str().len());
    for part in relative.components() {
        match part {
            Component::RootDir => uri.push('/'),
            part => {
                if !uri.is_empty() && !uri.ends_with('/') {
                    uri.push('/');
                }
                push_name(&mut uri, part.as_os_str().as_encoded_bytes());
            }
        }
    }
    if uri.is_empty() { ".".to_owned() } else { uri }
}

fn push_name(uri: &mut String, name: &[u8]) {
    use std::fmt::Write as _;
    for chunk in name.utf8_chunks() {
        uri.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(root: &str, path: &str, expect: &str) {
        assert_eq!(uri(&absolute(Path::new(root)), &absolute(Path::new(path))), expect);
    }

    #[test]
    fn a_uri_is_the_way_from_the_root() {
        check("/desk", "/desk/inbox/a.txt", "inbox/a.txt");
        check("/desk/", "/desk/./inbox//b/../a.txt", "inbox/a.txt");
        check("/desk/deep/er", "/desk/a.txt", "../../a.txt");
        check("/desk", "/elsewhere/a.txt", "../elsewhere/a.txt");
        check("/", "/a.txt", "a.txt");
        check("/desk", "/desk", ".");
        check("/desk", "/../../a.txt", "../a.txt");
        check("", "a b/ü.txt", "a b/ü.txt");
        check("", "../a.txt", "../a.txt");
    }
}

//! What an ingest stage could not look into for now: what is in it is neither listed nor gone, since nobody knows.

/// Folders, files and feeds that could not be had.
#[derive(Debug, Default)]
pub(crate) struct Hidden(Vec<Place>);

#[derive(Debug)]
struct Place {
    ingest: usize,
    uri: String,
    /// It is on the net, where one page is not in another whose address goes on from its own.
    is_remote: bool,
}

impl Hidden {
    /// Notes that `uri` could not be had by an ingest stage.
    pub(crate) fn add(&mut self, ingest: usize, uri: String, is_remote: bool) {
        self.0.push(Place { ingest, uri, is_remote });
    }

    /// Whether there is anything that the stage could not look into.
    pub(crate) fn has_any(&self, ingest: usize) -> bool {
        self.0.iter().any(|place| place.ingest == ingest)
    }

    /// Whether the item at `uri` is in something that its stage could not look into.
    pub(crate) fn holds(&self, ingest: usize, uri: &str) -> bool {
        self.0.iter().any(|place| place.ingest == ingest && place.holds(uri))
    }
}

impl Place {
    fn holds(&self, uri: &str) -> bool {
        uri.strip_prefix(&self.uri).is_some_and(|rest| {
            rest.starts_with("!/")
                || !self.is_remote && (rest.starts_with('/') || rest.starts_with('#'))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Hidden;

    #[test]
    fn what_is_in_what() {
        let mut hidden = Hidden::default();
        hidden.add(0, "in".to_owned(), false);
        hidden.add(1, "https://desk.example/feed".to_owned(), true);
        for (ingest, uri, is_hidden) in [
            (0, "in/a.txt", true),
            (0, "in!/a.txt", true),
            (0, "in#id=1", true),
            (0, "in", false),
            (0, "inbox/a.txt", false),
            (2, "in/a.txt", false),
            (1, "https://desk.example/feed!/n-1", true),
            (1, "https://desk.example/feed/1", false),
            (1, "https://desk.example/feed#1", false),
        ] {
            assert_eq!(hidden.holds(ingest, uri), is_hidden, "{uri}");
        }
        assert!(hidden.has_any(1) && !hidden.has_any(2));
    }
}

//! The addresses that a pipeline names, in order.

use std::collections::{HashSet, VecDeque};

use cableway_core::{Context, Digest, ListError, StageError};
use url::Url;

use super::{List, Web};
use crate::files;
use crate::http::{self, sitemap};
use crate::unpack::unpack;
use crate::walk::Found;

/// An index of sitemaps may name another, and so on, this often.
const DEEPEST: usize = 3;

/// The addresses of `urls`, then those of `lists`, then those of `sitemaps`, each once.
#[derive(Debug)]
pub(super) struct Addresses<'a> {
    web: &'a Web,
    context: &'a Context<'a>,
    /// What stands in the source that was read last.
    ready: VecDeque<Result<Url, ListError>>,
    lists: std::slice::Iter<'a, List>,
    /// Sitemaps that were not fetched yet, with how deep each is in indexes.
    sitemaps: VecDeque<(Url, usize)>,
    /// Of each address the beginning of its digest: two that share it are one.
    seen: HashSet<[u8; 16]>,
}

impl<'a> Addresses<'a> {
    pub(super) fn new(web: &'a Web, context: &'a Context<'a>) -> Self {
        Self {
            web,
            context,
            ready: web.urls.iter().cloned().map(Ok).collect(),
            lists: web.lists.iter(),
            sitemaps: web.sitemaps.iter().cloned().map(|url| (url, 0)).collect(),
            seen: HashSet::new(),
        }
    }

    fn is_new(&mut self, kind: &str, url: &Url) -> bool {
        let digest = Digest::of(format!("{kind}{url}").as_bytes());
        let mut start = [0; 16];
        start.copy_from_slice(&digest.as_bytes()[..16]);
        self.seen.insert(start)
    }

    fn read_list(&mut self, list: &List) -> Result<(), StageError> {
        let found = Found { path: list.path.clone(), uri: list.written.clone() };
        let bytes = files::load(&found, self.web.limit)?;
        let bytes = unpack(&bytes, self.context)?;
        let text = String::from_utf8_lossy(&bytes);
        let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
        for (number, line) in lines {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            self.ready.push_back(http::address(line).map_err(|reason| ListError::Item {
                uri: format!("{}:{}", list.written, number + 1),
                error: StageError::bad_input(reason),
            }));
        }
        Ok(())
    }

    fn read_sitemap(&mut self, url: &Url, depth: usize) -> Result<(), StageError> {
        let context = self.context;
        let client = &self.web.client;
        let fetched = client.fetch(url, &|| context.check().is_err());
        // The pages that it names are not gone because it cannot be had for now.
        let (fetched, trouble) = match fetched {
            Ok(fetched) => (fetched, None),
            Err(error) => match client.kept(url).filter(|_| http::may_pass(&error)) {
                Some(kept) => (kept, Some(error)),
                None => return Err(error),
            },
        };
        let bytes = unpack(&fetched.bytes, context)?;
        let sitemap = sitemap::read(&bytes, context)?;
        let failed = |text: &str, reason: String| ListError::Item {
            uri: text.chars().take(500).collect(),
            error: StageError::bad_input(reason),
        };
        let mut deeper = Vec::new();
        for text in &sitemap.sitemaps {
            match http::address(text) {
                Ok(_) if depth == DEEPEST => {
                    let reason =
                        format!("its index of sitemaps is {DEEPEST} deep in others already");
                    self.ready.push_back(Err(failed(text, reason)));
                }
                Ok(url) => deeper.push((url, depth + 1)),
                Err(reason) => self.ready.push_back(Err(failed(text, reason))),
            }
        }
        let page = |text: &String| http::address(text).map_err(|reason| failed(text, reason));
        self.ready.extend(sitemap.pages.iter().map(page));
        // In the place of their index.
        for sitemap in deeper.into_iter().rev() {
            self.sitemaps.push_front(sitemap);
        }
        trouble.map_or(Ok(()), Err)
    }
}

impl Iterator for Addresses<'_> {
    type Item = Result<Url, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.ready.pop_front() {
                Some(Ok(url)) if !self.is_new("", &url) => continue,
                Some(next) => return Some(next),
                None => {}
            }
            if let Some(list) = self.lists.next() {
                if let Err(error) = self.read_list(list) {
                    let message = format!("cannot read the list `{}`", list.written);
                    let error = StageError::new(error.kind(), message).with_source(error);
                    return Some(Err(ListError::Source(error)));
                }
                continue;
            }
            let (url, depth) = self.sitemaps.pop_front()?;
            if self.is_new("sitemap ", &url)
                && let Err(error) = self.read_sitemap(&url, depth)
            {
                return Some(Err(ListError::Item { uri: url.into(), error }));
            }
        }
    }
}

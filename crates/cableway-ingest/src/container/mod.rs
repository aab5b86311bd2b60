//! Containers: archives and mailboxes, whose members become items of their own while they are listed.
//!
//! A member's URI is that of its container, `!/` and its name inside: `crawl.zip!/a/b.html`. So
//! members are read in parallel like files, and a bad one costs itself. A container is read as a
//! stream: at most one member of each level of nesting is in memory.

mod budget;
#[cfg(feature = "mail")]
mod mbox;
mod open;
#[cfg(feature = "warc")]
mod warc;
#[cfg(feature = "zip")]
pub(crate) mod zip;

use cableway_core::{Context, Date, Item, ListError, StageError};

pub(crate) use budget::Budget;
#[cfg(any(feature = "feed", feature = "web"))]
pub(crate) use open::whole;
pub(crate) use open::{Content, Source, open};

/// Containers inside containers are opened down to this depth.
const DEEPEST: usize = 3;

/// One file, page or mail of a container.
pub(crate) struct Member {
    /// Its name inside the container, with `/` between the parts.
    pub(crate) name: String,
    /// Which part of the container it is now, where its name does not tell: `mail 17`.
    pub(crate) part: Option<String>,
    pub(crate) bytes: Vec<u8>,
    /// What the container declares it to be.
    pub(crate) media_type: Option<String>,
    /// When the container says that it was fetched.
    pub(crate) retrieved: Option<Date>,
}

/// Why a member, or what is left of a container, cannot be had.
pub(crate) struct Lost {
    /// The member's name; none where it is the container itself that is of no use from here on.
    pub(crate) name: Option<String>,
    pub(crate) error: StageError,
}

/// What a container may spend on the next member, and what is wanted of it.
pub(crate) struct Work<'a> {
    pub(crate) budget: &'a mut Budget,
    /// The most bytes that a member may have.
    pub(crate) limit: u64,
    /// Whether a member of this name is wanted at all.
    pub(crate) wanted: &'a dyn Fn(&str) -> bool,
    pub(crate) context: &'a Context<'a>,
}

/// Gives its members one after another.
pub(crate) trait Container {
    /// The next member that is wanted. After a loss without a name there is none.
    fn next(&mut self, work: &mut Work<'_>) -> Option<Result<Member, Lost>>;
}

struct Level {
    uri: String,
    container: Box<dyn Container>,
}

/// The members of a container and of the containers in it, as items.
pub(crate) struct Members<'a> {
    levels: Vec<Level>,
    budget: Budget,
    /// Whether the member of this URI, from the outermost container on, is wanted.
    wanted: Box<dyn Fn(&str) -> bool + 'a>,
    context: &'a Context<'a>,
    hidden: bool,
    transient: bool,
}

impl<'a> Members<'a> {
    /// The members of `container`, which lies at `uri` and has `size` bytes.
    pub(crate) fn new(
        uri: String,
        container: Box<dyn Container>,
        size: u64,
        context: &'a Context<'a>,
    ) -> Self {
        let budget = Budget::of(size, context.limits().bytes);
        Self {
            levels: vec![Level { uri, container }],
            budget,
            wanted: Box::new(|_| true),
            context,
            hidden: false,
            transient: false,
        }
    }

    /// The same, without the members that `wanted` turns down. It is asked with the member's way from
    /// the outermost container: `inner.zip!/a.html`.
    pub(crate) fn only(mut self, wanted: impl Fn(&str) -> bool + 'a) -> Self {
        self.wanted = Box::new(wanted);
        self
    }

    /// The same, with the members of archives whose names start with a dot.
    pub(crate) fn with_hidden(mut self, hidden: bool) -> Self {
        self.hidden = hidden;
        self
    }

    /// The same for a container that cannot be read a second time.
    pub(crate) fn transient(mut self, transient: bool) -> Self {
        self.transient = transient;
        self
    }

    /// Opens `member` if it is itself a container, and puts it on top of the levels.
    fn enter(&mut self, uri: &str, member: Member) -> Result<Option<Member>, StageError> {
        // What the container declares is no container.
        if member.media_type.is_some() {
            return Ok(Some(member));
        }
        let Member { name, part, bytes, media_type, retrieved } = member;
        match open(Source::Memory(bytes), None, self.hidden, self.context)? {
            Content::Whole(bytes) => Ok(Some(Member { name, part, bytes, media_type, retrieved })),
            Content::Members(_, _) if self.levels.len() >= DEEPEST => {
                Err(StageError::limit(format!(
                    "lies in containers {DEEPEST} deep and is one itself: deeper ones are not opened; \
                     unpack it first"
                )))
            }
            Content::Members(container, _) => {
                self.levels.push(Level { uri: uri.to_owned(), container });
                Ok(None)
            }
        }
    }
}

impl Iterator for Members<'_> {
    type Item = Result<Item, ListError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            // The engine says by itself that the run was cancelled.
            if self.context.check().is_err() {
                return None;
            }
            let outermost = self.levels.first()?.uri.len() + "!/".len();
            let level = self.levels.last_mut()?;
            let wanted = &self.wanted;
            let prefix = level.uri.clone();
            let wanted = move |name: &str| {
                let whole = format!("{prefix}!/{name}");
                wanted(whole.get(outermost..).unwrap_or_default())
            };
            let mut work = Work {
                budget: &mut self.budget,
                limit: self.context.limits().bytes,
                wanted: &wanted,
                context: self.context,
            };
            let Some(outcome) = level.container.next(&mut work) else {
                self.levels.pop();
                continue;
            };
            let lost = |uri, error| Some(Err(ListError::Item { uri, error }));
            match outcome {
                Ok(member) => {
                    let uri = format!("{}!/{}", level.uri, member.name);
                    match self.enter(&uri, member) {
                        Ok(Some(Member { part, bytes, media_type, retrieved, .. })) => {
                            let transient = self.transient;
                            let item = Item::new(uri, bytes);
                            return Some(Ok(Item {
                                part,
                                media_type,
                                retrieved,
                                transient,
                                ..item
                            }));
                        }
                        Ok(None) => {}
                        Err(error) => return lost(uri, error),
                    }
                }
                Err(Lost { name: Some(name), error }) => {
                    return lost(format!("{}!/{name}", level.uri), error);
                }
                Err(Lost { name: None, error }) => {
                    let uri = level.uri.clone();
                    self.levels.pop();
                    if self.budget.is_spent() {
                        // The containers around this one would unpack on.
                        self.levels.clear();
                    }
                    return lost(uri, error);
                }
            }
        }
    }
}

/// `name` as part of a URI: `/` between the parts, none of which leads out of the container.
pub(crate) fn tidy(name: &str) -> String {
    let mut tidy = String::with_capacity(name.len());
    for part in name.split(['/', '\\']) {
        if part.is_empty() || part == "." || part == ".." {
            continue;
        }
        if !tidy.is_empty() {
            tidy.push('/');
        }
        tidy.extend(part.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }));
    }
    tidy
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_stay_inside() {
        let check = |name: &str, expect: &str| assert_eq!(super::tidy(name), expect);
        check("a/b.html", "a/b.html");
        check("../../etc/passwd", "etc/passwd");
        check("/abs//x/./y", "abs/x/y");
        check("win\\dows\\..\\a.txt", "win/dows/a.txt");
        check("a\nb", "a\u{fffd}b");
        check("..", "");
    }
}

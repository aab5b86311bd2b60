//! The elements of a piece of markup, in a flat list.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use crate::markup::{Markup, Tag, Token};

/// A piece with more elements is cut there: no entry has as many.
const MOST_ELEMENTS: usize = 200_000;

/// An element.
#[derive(Clone, Debug)]
pub(super) struct Element<'a> {
    pub(super) tag: Tag<'a>,
    /// What stands between its tags. Where the end tag is missing, what stands before the next tag.
    pub(super) inner: Range<usize>,
    /// The element that it stands in.
    parent: Option<usize>,
}

/// The elements of a text, in its order.
///
/// An element without an end tag has no elements inside it: they belong to the one around it. So one
/// forgotten `</title>` does not swallow all that comes after it.
#[derive(Debug)]
pub(super) struct Elements<'a> {
    text: &'a str,
    list: Vec<Element<'a>>,
}

impl<'a> Elements<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut builder = Builder::default();
        for (token, range) in Markup::new(text) {
            match token {
                Token::Start(_) if builder.list.len() == MOST_ELEMENTS => break,
                Token::Start(tag) => builder.start(tag, range),
                Token::End(name) => builder.end(name, &range),
                Token::Text(_) | Token::Verbatim(_) => {}
            }
        }
        Self { text, list: builder.finish(text.len()) }
    }

    /// The text between the tags of an element, as it is written.
    pub(super) fn inner(&self, element: usize) -> &'a str {
        &self.text[self.list[element].inner.clone()]
    }

    pub(super) fn tag(&self, element: usize) -> &Tag<'a> {
        &self.list[element].tag
    }

    /// The elements right inside `parent`; those that stand in none for `None`.
    pub(super) fn children(&self, parent: Option<usize>) -> impl Iterator<Item = usize> + '_ {
        let from = parent.map_or(0, |parent| parent + 1);
        let end = parent.map_or(self.text.len(), |parent| self.list[parent].inner.end);
        self.list[from..]
            .iter()
            .take_while(move |element| element.inner.start <= end)
            .enumerate()
            .filter(move |(_, element)| element.parent == parent)
            .map(move |(place, _)| from + place)
    }
}

#[derive(Default)]
struct Builder<'a> {
    list: Vec<Element<'a>>,
    is_closed: Vec<bool>,
    open: Vec<usize>,
    /// How many elements of a name are open: an end tag without a start is then found at once.
    count: HashMap<Cow<'a, str>, usize>,
    /// The element that began with the last tag.
    fresh: Option<usize>,
}

/// A name as it is compared: feeds are not strict about capitals.
fn folded(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

impl<'a> Builder<'a> {
    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        self.bound(range.start);
        let place = self.list.len();
        let inner = range.end..range.end;
        self.list.push(Element { tag, inner, parent: self.open.last().copied() });
        self.is_closed.push(tag.is_empty);
        if !tag.is_empty {
            self.open.push(place);
            *self.count.entry(folded(tag.name)).or_default() += 1;
            self.fresh = Some(place);
        }
    }

    fn end(&mut self, name: &'a str, range: &Range<usize>) {
        self.bound(range.start);
        let name = folded(name);
        if self.count.get(&name).is_none_or(|count| *count == 0) {
            return;
        }
        while let Some(place) = self.open.pop() {
            let own = folded(self.list[place].tag.name);
            let is_it = own == name;
            if let Some(count) = self.count.get_mut(&own) {
                *count -= 1;
            }
            if is_it {
                self.list[place].inner.end = range.start;
                self.is_closed[place] = true;
                return;
            }
        }
    }

    /// A tag stands at `at`: what began before it has no text beyond that, unless its end comes.
    fn bound(&mut self, at: usize) {
        if let Some(fresh) = self.fresh.take() {
            self.list[fresh].inner.end = at;
        }
    }

    fn finish(mut self, length: usize) -> Vec<Element<'a>> {
        self.bound(length);
        for place in 0..self.list.len() {
            // Parents come before their children, so that theirs is already right.
            if let Some(parent) = self.list[place].parent
                && !self.is_closed[parent]
            {
                self.list[place].parent = self.list[parent].parent;
            }
        }
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements right inside the first one, with what they hold.
    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let elements = Elements::of(text);
        let shown: Vec<String> = elements
            .children(Some(0))
            .map(|child| format!("{}: {}", elements.tag(child).name, elements.inner(child)))
            .collect();
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn children_alone() {
        check(
            "<item><title>A</title><image><title>B</title></image><link>C</link></item>",
            &["title: A", "image: <title>B</title>", "link: C"],
        );
        check("<item><a/><B>x</b></item>", &["a: ", "B: x"]);
    }

    #[test]
    fn a_missing_end_swallows_nothing() {
        check(
            "<item><title>A<link>B</link><description>C<br>D<p>E</description></item>",
            &["title: A", "link: B", "description: C<br>D<p>E"],
        );
        check("<item></channel><title>A</title>", &[]);
        check("<item></x><title>A</title></item>", &["title: A"]);
        check("<item><title>A</item>", &["title: A"]);
    }
}

//! From the text of a query to its tree, or to all that is wrong with it.

use std::collections::HashMap;
use std::ops::Range;

use super::lex::{Placed, Remark, Remarks, Token, lex, lower_operator};
use super::{Kind, MOST_BYTES, MOST_DEPTH, Node, Step};

/// What a query says.
#[derive(Debug)]
pub(crate) struct Parsed {
    pub(crate) root: Node,
    /// Where it may be read otherwise than it was meant.
    pub(crate) warnings: Vec<Remark>,
}

/// Reads a query.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub(crate) fn parse(text: &str) -> Result<Parsed, Vec<Remark>> {
    let mut problems = Remarks::default();
    if text.len() > MOST_BYTES {
        let message = format!("this query has {} bytes: at most {MOST_BYTES} are read", text.len());
        let hint = "cut it into queries of one topic: `query = [\"…\", \"…\"]`".to_owned();
        problems.add(0..1, message, hint);
        return Err(problems.0);
    }
    let tokens = lex(text, &mut problems);
    if tokens.is_empty() {
        let hint = "such as `(strike* OR walkout) NEAR/5 port`".to_owned();
        problems.add(0..text.len(), "this query is empty", hint);
        return Err(problems.0);
    }
    let mut parser = Parser {
        tokens,
        at: 0,
        end: text.len(),
        slots: HashMap::new(),
        problems,
        warnings: Vec::new(),
        gave_up: false,
    };
    let root = parser.whole();
    if root.is_none() && parser.problems.0.is_empty() {
        parser.problems.add(0..text.len(), "there is no word in this query", None);
    }
    let mut problems = parser.problems.0;
    problems.sort_by_key(|problem| problem.range.start);
    match root {
        Some(root) if problems.is_empty() => Ok(Parsed { root, warnings: parser.warnings }),
        _ => Err(problems),
    }
}

struct Parser {
    tokens: Vec<Placed>,
    at: usize,
    /// The length of the text.
    end: usize,
    /// One for each term, however often it stands in the query.
    slots: HashMap<String, usize>,
    problems: Remarks,
    warnings: Vec<Remark>,
    /// True once it is nested too deep: the rest is not read.
    gave_up: bool,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).filter(|_| !self.gave_up).map(|(token, _)| token)
    }

    fn range(&self, at: usize) -> Range<usize> {
        self.tokens.get(at).map_or(self.end..self.end, |(_, range)| range.clone())
    }

    fn from(&self, first: usize) -> Range<usize> {
        let start = self.range(first).start;
        let end = self.at.checked_sub(1).map_or(start, |last| self.range(last).end);
        start..end.max(start)
    }

    fn whole(&mut self) -> Option<Node> {
        let mut root = None;
        while self.peek().is_some() {
            let node = self.or(0);
            root = root.or(node);
            if self.peek() == Some(&Token::Close) {
                let hint = "take it away, or add `(` before it".to_owned();
                self.problems.add(self.range(self.at), "this `)` closes nothing", hint);
                self.at += 1;
                // What follows would have joined the group.
                self.at += usize::from(matches!(self.peek(), Some(Token::And | Token::Or)));
            }
        }
        root
    }

    fn or(&mut self, depth: usize) -> Option<Node> {
        let first = self.at;
        let mut parts = Vec::new();
        let mut mixed = None;
        loop {
            let start = self.at;
            if let Some((node, is_joined)) = self.and(depth) {
                if is_joined {
                    mixed = mixed.or(Some(self.from(start)));
                }
                parts.push(node);
            }
            if self.peek() != Some(&Token::Or) {
                break;
            }
            self.at += 1;
        }
        if parts.len() < 2 {
            return parts.pop();
        }
        if let Some(range) = mixed {
            self.warnings.push(Remark {
                range,
                message: "`AND` binds tighter than `OR` here, and not so in every query language"
                    .to_owned(),
                hint: Some("put parentheses around what belongs together".to_owned()),
            });
        }
        Some(Node { kind: Kind::Or(parts), range: self.from(first) })
    }

    /// What `AND` joins, and whether there was one.
    fn and(&mut self, depth: usize) -> Option<(Node, bool)> {
        let first = self.at;
        let mut parts = Vec::new();
        loop {
            parts.extend(self.not(depth));
            match self.peek() {
                Some(Token::And) => self.at += 1,
                // `a NOT b` is `a AND NOT b`, as it is elsewhere.
                Some(Token::Not) => {}
                None | Some(Token::Or | Token::Close | Token::Near { .. }) => break,
                Some(_) => self.missing_operator(),
            }
        }
        if parts.len() < 2 {
            return parts.pop().map(|node| (node, false));
        }
        Some((Node { kind: Kind::And(parts), range: self.from(first) }, true))
    }

    /// Two terms stand side by side.
    fn missing_operator(&mut self) {
        let range = self.range(self.at);
        if let Some(Token::Term(word)) = self.peek()
            && let Some(operator) = lower_operator(word)
        {
            let message = format!("`{word}` is a word here: operators stand in capitals");
            self.problems.add(range, message, format!("write `{operator}`"));
            self.at += 1;
            return;
        }
        let before = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        let hint = match (before, self.peek()) {
            (Some((Token::Term(one), _)), Some(Token::Term(_))) if one == "not" => {
                "operators stand in capitals: write `NOT`".to_owned()
            }
            (Some((Token::Term(one), _)), Some(Token::Term(other))) => format!(
                "write `{one} AND {other}`, `{one} OR {other}`, or `\"{one} {other}\"` for a phrase"
            ),
            _ => "write `AND` or `OR` before it".to_owned(),
        };
        self.problems.add(range, "there is no operator before this", hint);
    }

    fn not(&mut self, depth: usize) -> Option<Node> {
        if self.peek() != Some(&Token::Not) {
            return self.near(depth);
        }
        let first = self.at;
        self.at += 1;
        let inner = self.deeper(depth, Self::not)?;
        Some(Node { kind: Kind::Not(Box::new(inner)), range: self.from(first) })
    }

    fn near(&mut self, depth: usize) -> Option<Node> {
        let first_at = self.at;
        let first = self.primary(depth);
        let mut steps = Vec::new();
        while let Some(&Token::Near { ordered, within }) = self.peek() {
            self.at += 1;
            if steps.len() == MOST_DEPTH {
                let message = format!("more than {MOST_DEPTH} `NEAR` stand in a row");
                self.problems.add(self.range(self.at - 1), message, None);
                self.gave_up = true;
            }
            if let Some(node) = self.primary(depth) {
                steps.push(Step { ordered, within, node });
            }
        }
        if steps.is_empty() {
            return first;
        }
        let first = first?;
        let name = if steps.iter().all(|step| step.ordered) { "ONEAR" } else { "NEAR" };
        self.positional(&first, name);
        for step in &steps {
            self.positional(&step.node, name);
        }
        let range = self.from(first_at);
        Some(Node { kind: Kind::Near(Box::new(first), steps), range })
    }

    fn primary(&mut self, depth: usize) -> Option<Node> {
        let first = self.at;
        let kind = match self.peek().cloned() {
            Some(Token::Term(written)) => {
                self.at += 1;
                let next = self.slots.len();
                let slot = *self.slots.entry(written.clone()).or_insert(next);
                Kind::Term { written, slot }
            }
            Some(Token::Bad) => {
                self.at += 1;
                return None;
            }
            Some(Token::Open) => return self.group(depth),
            Some(Token::Field(field)) => {
                self.at += 1;
                let inner = self.deeper(depth, Self::primary)?;
                Kind::In(field, Box::new(inner))
            }
            Some(Token::AtLeast(times)) => {
                self.at += 1;
                let inner = self.deeper(depth, Self::primary)?;
                self.positional(&inner, "ATLEAST");
                Kind::AtLeast(times, Box::new(inner))
            }
            _ => {
                self.nothing_here();
                return None;
            }
        };
        Some(Node { kind, range: self.from(first) })
    }

    fn group(&mut self, depth: usize) -> Option<Node> {
        let open = self.at;
        self.at += 1;
        if self.peek() == Some(&Token::Close) {
            self.at += 1;
            let range = self.from(open);
            self.problems.add(range, "there is nothing between these parentheses", None);
            return None;
        }
        let inner = self.deeper(depth, Self::or);
        if self.peek() == Some(&Token::Close) {
            self.at += 1;
        } else if !self.gave_up {
            let hint = "add `)` where the group ends".to_owned();
            self.problems.add(self.range(open), "this `(` is never closed", hint);
        }
        inner
    }

    /// Runs `read` one level deeper, if there is one.
    fn deeper<T>(
        &mut self,
        depth: usize,
        read: impl FnOnce(&mut Self, usize) -> Option<T>,
    ) -> Option<T> {
        if depth < MOST_DEPTH {
            return read(self, depth + 1);
        }
        if !self.gave_up {
            let message = format!("this is nested deeper than {MOST_DEPTH} levels");
            let hint = "a list of alternatives needs one pair of parentheses only".to_owned();
            self.problems.add(self.range(self.at.saturating_sub(1)), message, hint);
        }
        self.gave_up = true;
        None
    }

    fn nothing_here(&mut self) {
        if self.gave_up {
            return;
        }
        let before = self.at.checked_sub(1).map(|at| self.range(at));
        let (range, side) = match (self.peek(), before) {
            // What comes is an operator that has nothing before it, unless the one before it has
            // nothing behind it.
            (Some(Token::Close) | None, Some(before)) => (before, "behind"),
            _ => (self.range(self.at), "before"),
        };
        self.problems.add(range, format!("there is no word or group {side} this"), None);
    }

    /// Reports what has no place in the text, and so can be neither near anything nor counted.
    fn positional(&mut self, node: &Node, operator: &str) {
        let mut left = vec![node];
        while let Some(node) = left.pop() {
            let name = match &node.kind {
                Kind::Term { .. } | Kind::Near(..) => continue,
                Kind::Or(nodes) => {
                    left.extend(nodes);
                    continue;
                }
                Kind::In(_, node) => {
                    left.push(node);
                    continue;
                }
                Kind::And(_) => "AND",
                Kind::Not(_) => "NOT",
                Kind::AtLeast(..) => "ATLEAST",
            };
            let message = format!(
                "`{operator}` takes words, phrases and groups of them with `OR`, not `{name}`"
            );
            let hint = match name {
                "AND" => format!("write `{operator}` for each of them, with `AND` between"),
                _ => format!("take `{name}` out of the group, behind an `AND`"),
            };
            self.problems.add(node.range.clone(), message, hint);
        }
    }
}

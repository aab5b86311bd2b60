//! `cableway test review`: one snapshot after the other, by key.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _, stdin, stdout};

use cableway_testing::capture::Place;
use cableway_testing::report::{Report, Style, to_terminal};
use cableway_testing::snapshot::{Contents, Pending};
use cableway_testing::suite;
use console::{Key, Term};

use crate::Exit;
use crate::arguments::TestSettle;
use crate::commands::counted;
use crate::commands::test::waiting;
use crate::logging::{error, say};

/// What is shown of a snapshot.
#[derive(Clone, Copy, Default)]
struct View {
    /// All of the difference, not its first lines.
    all: bool,
    /// The snapshot itself in place of the difference.
    whole: bool,
}

/// What becomes of the snapshots from here on without asking.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Accept,
    Reject,
    Skip,
}

pub(super) fn review(arguments: &TestSettle) -> io::Result<Exit> {
    let waiting = match waiting(&arguments.paths) {
        Ok(waiting) => waiting,
        Err(exit) => return Ok(exit),
    };
    if waiting.is_empty() {
        say("no snapshot waits\n");
        return Ok(Exit::Done);
    }
    if !stdin().is_terminal() || !stdout().is_terminal() {
        error(
            "a review needs a terminal; without one, use `cableway test list`, `accept` and `reject`",
            &[],
        );
        return Ok(Exit::Wrong);
    }
    let terminal = Term::stdout();
    let mut counts = [0_u64; 3];
    let mut for_all = None;
    let mut exit = Exit::Done;
    for (place, (case, pending)) in waiting.iter().enumerate() {
        let answer = match for_all {
            Some(answer) => answer,
            None => match ask(&terminal, case, pending, place + 1, waiting.len())? {
                Some((answer, is_for_all)) => {
                    for_all = is_for_all.then_some(answer);
                    answer
                }
                None => {
                    let left = waiting.len() - place;
                    writeln!(stdout(), "\n{} still to look at", counted(left as u64, "snapshot"))?;
                    exit = Exit::Failed;
                    break;
                }
            },
        };
        let outcome = match answer {
            Answer::Accept => pending.accept(),
            Answer::Reject => pending.reject().map(drop),
            Answer::Skip => Ok(()),
        };
        match outcome {
            Ok(()) => counts[answer as usize] += 1,
            Err(problem) => {
                error(&problem.to_string(), &[]);
                exit = Exit::Failed;
            }
        }
    }
    let [accepted, rejected, skipped] = counts;
    writeln!(stdout(), "{accepted} accepted, {rejected} rejected, {skipped} skipped")?;
    Ok(exit)
}

/// Shows a snapshot until a key says what becomes of it; `None` where the review ends here.
fn ask(
    terminal: &Term,
    case: &Place,
    pending: &Pending,
    number: usize,
    count: usize,
) -> io::Result<Option<(Answer, bool)>> {
    let mut view = View::default();
    loop {
        show(case, pending, view, number, count)?;
        loop {
            // Read raw, so that Ctrl-C is a key and leaves the terminal as it was.
            match terminal.read_key_raw()? {
                Key::Char('a') => return Ok(Some((Answer::Accept, false))),
                Key::Char('r') => return Ok(Some((Answer::Reject, false))),
                Key::Char('s') => return Ok(Some((Answer::Skip, false))),
                Key::Char('A') => return Ok(Some((Answer::Accept, true))),
                Key::Char('R') => return Ok(Some((Answer::Reject, true))),
                Key::Char('S') => return Ok(Some((Answer::Skip, true))),
                Key::Char('q') | Key::Escape | Key::CtrlC | Key::Unknown => return Ok(None),
                Key::Char('d') => {
                    view.all = !view.all;
                    break;
                }
                Key::Char('w') => {
                    view.whole = !view.whole;
                    break;
                }
                _ => {}
            }
        }
    }
}

fn show(
    case: &Place,
    pending: &Pending,
    view: View,
    number: usize,
    count: usize,
) -> io::Result<()> {
    let outcome = suite::outcome_of(case, pending);
    let mut text = format!("\n── {number} of {count} ── {}\n", pending.accepted_path().display());
    if view.whole {
        match pending.read() {
            Ok(snapshot) => match snapshot.contents {
                Contents::Text(words) => text.push_str(&console::strip_ansi_codes(&words)),
                // Writing to a string cannot fail.
                Contents::Binary { bytes, .. } => {
                    let _ = write!(text, "{} bytes", bytes.len());
                }
            },
            Err(problem) => text.push_str(&problem.to_string()),
        }
        text.push('\n');
    } else {
        let style = Style { color: console::colors_enabled(), all: view.all, ..Style::default() };
        text.push_str(&to_terminal(&Report::new(vec![outcome]), style));
    }
    let toggles = [
        if view.all { "d the first lines" } else { "d the whole difference" },
        if view.whole { "w what changed" } else { "w the whole snapshot" },
    ];
    let _ = writeln!(
        text,
        "a accept  r reject  s skip  (A R S: all from here on)  {}  {}  q end",
        toggles[0], toggles[1]
    );
    stdout().write_all(text.as_bytes())?;
    stdout().flush()
}

//! Runs that are killed at any moment, and finished by the next run.
//!
//! A story starts from nothing, or from the outputs of an earlier run over other files by other rules. Its run
//! is killed by SIGKILL once or several times in a row; then one run goes to its end. What lies there then must
//! be what a run leaves that nobody killed, byte for byte, with nothing beside it. What lies there after each kill
//! must be whole as well: the old outputs or the new ones.
//!
//! Stories are kept in a file as they end, so that a soak that was stopped goes on where it was.

use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;
use std::process::Child;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::bench::corpus::Random;
use crate::process::{Failure, OnFile as _, Outcome};
use crate::soak::trial::Trial;
use crate::soak::{Ground, Report, Scale, table};

/// The output that is put in its place first.
const FIRST_OUTPUT: &str = "out/records.jsonl";
/// One story in so many is killed as soon as the first output is in its place: the rest must follow.
const AIMED_EVERY: usize = 7;

/// When a run is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// After this share of the time that it takes when nobody disturbs it.
    Share(f64),
    /// So many microseconds after the first output is in its place.
    FirstOutput(u64),
}

/// Kills runs at 200 moments, and compares what the next run ends with.
///
/// # Errors
/// When an output differs from that of a run that nobody killed, the ledger does not verify, something is left
/// over, or the command cannot be run.
pub fn kill(ground: &Ground) -> Outcome<Report> {
    let (documents, kills) = if ground.scale == Scale::Full { (5_000, 200) } else { (40, 8) };
    let trial = Trial::set(ground, documents)?;
    let path = ground.folder.join("stories.jsonl");
    let mut stories = told(&path, ground, documents, kills)?;
    let mut done: usize = stories.iter().map(kills_of).sum();
    while done < kills {
        let story = tell(&trial, stories.len(), done, kills - done)?;
        done += kills_of(&story);
        let mut file = File::options().append(true).open(&path).on("open", &path)?;
        writeln!(file, "{story}").on("write", &path)?;
        stories.push(story);
    }
    let wrong: Vec<&str> = stories
        .iter()
        .flat_map(|story| story["wrong"].as_array().into_iter().flatten())
        .filter_map(Value::as_str)
        .collect();
    let text = render(&stories, documents, &trial);
    if wrong.is_empty() {
        return Ok(Report { text, skipped: Vec::new() });
    }
    Err(Failure::new(format!("{text}\n{}", wrong.join("\n"))))
}

fn kills_of(story: &Value) -> usize {
    story["kills"].as_array().map_or(0, Vec::len)
}

/// The stories of a soak that was stopped, where it had the same command and numbers.
fn told(path: &Path, ground: &Ground, documents: usize, kills: usize) -> Outcome<Vec<Value>> {
    let command = fs::metadata(&ground.cableway).on("look at", &ground.cableway)?;
    let first = json!({
        "documents": documents,
        "kills": kills,
        "command": [command.len(), command.mtime(), command.mtime_nsec()],
    });
    let kept = fs::read_to_string(path).unwrap_or_default();
    // A line that was cut off is a story that nobody knows the end of.
    let mut lines = kept.lines().map_while(|line| serde_json::from_str::<Value>(line).ok());
    if lines.next().as_ref() == Some(&first) {
        let stories: Vec<Value> = lines.collect();
        let text = [&first]
            .into_iter()
            .chain(&stories)
            .fold(String::new(), |text, line| text + &format!("{line}\n"));
        fs::write(path, text).on("write", path)?;
        return Ok(stories);
    }
    fs::write(path, format!("{first}\n")).on("write", path)?;
    Ok(Vec::new())
}

/// One story: some kills, then a run to the end.
fn tell(trial: &Trial, number: usize, done: usize, most: usize) -> Outcome<Value> {
    // Numbers that lie close together would give chances that do.
    let mut random = Random::new(number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let from_earlier = number % 2 == 1;
    let whole = trial.times[usize::from(from_earlier)];
    // Two stories of three have one kill, the others up to four.
    let wanted = if random.below(3) < 2 { 1 } else { 2 + random.below(3) }.min(most);
    let (mut kills, mut wrong, mut late) = (Vec::new(), Vec::new(), 0);
    let started = Instant::now();
    trial.reset(from_earlier)?;
    while kills.len() < wanted {
        let moment = if number % AIMED_EVERY == 2 && kills.is_empty() {
            Moment::FirstOutput(random.below(3_000) as u64)
        } else {
            // Multiples of the golden ratio spread over the run evenly, however many there are. A run after a
            // killed one may be shorter, as work was done already.
            let spread = (done + kills.len() + late) as f64 * 0.618_033_988_75;
            let chance = random.below(1_000_000) as f64 / 2e7;
            Moment::Share((spread + chance).fract() * if kills.is_empty() { 1.0 } else { 0.7 })
        };
        let Some(at) = kill_at(trial, moment, whole)? else {
            // It was over before the moment came: another one, in a run from the beginning.
            late += 1;
            if late > 50 {
                return Err(Failure::new("runs are over before they can be killed"));
            }
            trial.reset(from_earlier)?;
            kills.clear();
            continue;
        };
        let share = at.as_secs_f64() / whole.as_secs_f64();
        kills.push(json!({ "share": share, "aimed": matches!(moment, Moment::FirstOutput(_)) }));
        wrong.extend(trial.halves(from_earlier)?);
    }
    wrong.extend(trial.finish()?);
    let wrong: Vec<String> = wrong.iter().map(|what| format!("story {number}: {what}")).collect();
    if !wrong.is_empty() {
        // What it looks like is evidence.
        trial.place.keep(&trial.earlier.with_file_name(format!("wrong-{number}")))?;
    }
    Ok(json!({
        "story": number,
        "from_earlier": from_earlier,
        "kills": kills,
        "late": late,
        "wrong": wrong,
        "seconds": started.elapsed().as_secs_f64(),
    }))
}

/// Starts a run and kills it; none where it had ended by itself.
fn kill_at(trial: &Trial, moment: Moment, whole: Duration) -> Outcome<Option<Duration>> {
    let output = trial.place.folder.join(FIRST_OUTPUT);
    let inode = || fs::metadata(&output).ok().map(|found| found.ino());
    let before = inode();
    let started = Instant::now();
    let mut child = trial.place.start()?;
    let ended = |child: &mut Child| child.try_wait().is_ok_and(|status| status.is_some());
    match moment {
        Moment::Share(share) => {
            let wait = whole.mul_f64(share);
            while let Some(left) =
                wait.checked_sub(started.elapsed()).filter(|left| !left.is_zero())
            {
                if ended(&mut child) {
                    return Ok(None);
                }
                thread::sleep(left.min(Duration::from_millis(5)));
            }
        }
        Moment::FirstOutput(microseconds) => {
            while inode() == before {
                if ended(&mut child) {
                    return Ok(None);
                }
                thread::sleep(Duration::from_micros(50));
            }
            thread::sleep(Duration::from_micros(microseconds));
        }
    }
    if ended(&mut child) {
        return Ok(None);
    }
    let at = started.elapsed();
    // It may end in this very moment: then its status is not that of a signal.
    child.kill().and_then(|()| child.wait()).map_or_else(
        |error| Err(Failure::new(format!("cannot kill the run: {error}"))),
        |status| Ok((status.code().is_none()).then_some(at)),
    )
}

fn render(stories: &[Value], documents: usize, trial: &Trial) -> String {
    let mut rows = Vec::new();
    for place in 0..11 {
        let (from, to) = (f64::from(place) / 10.0, f64::from(place + 1) / 10.0);
        let within = |kill: &&Value| {
            let share = kill["share"].as_f64().unwrap_or_default();
            !kill["aimed"].as_bool().unwrap_or_default()
                && share >= from
                && (share < to || place == 10)
        };
        let name = if place == 10 { "later".to_owned() } else { format!("{from:.1} to {to:.1}") };
        rows.push(row(name, stories, within));
    }
    let aimed = |kill: &&Value| kill["aimed"].as_bool().unwrap_or_default();
    rows.push(row("as the first output was in its place".to_owned(), stories, aimed));
    rows.push(row("all".to_owned(), stories, |_| true));
    let several = stories.iter().filter(|story| kills_of(story) > 1).count();
    let seconds: f64 = stories.iter().filter_map(|story| story["seconds"].as_f64()).sum();
    format!(
        "## Kill: {documents} documents, {} outputs\n\n\
         A run takes {:.2} s from nothing and {:.2} s after a change of rules and files. {} stories, {several} of them with several \
         kills in a row, half of them from nothing; {seconds:.0} s for all.\n\n{}",
        trial.expected.keys().filter(|name| name.starts_with("out/")).count(),
        trial.times[0].as_secs_f64(),
        trial.times[1].as_secs_f64(),
        stories.len(),
        table(&["killed at this share of the run", "kills", "of stories that went wrong"], &rows),
    )
}

fn row(name: String, stories: &[Value], within: impl Fn(&&Value) -> bool) -> Vec<String> {
    let (mut kills, mut wrong) = (0, 0);
    for story in stories {
        let count = story["kills"].as_array().into_iter().flatten().filter(&within).count();
        kills += count;
        if story["wrong"].as_array().is_some_and(|wrong| !wrong.is_empty()) {
            wrong += count;
        }
    }
    vec![name, kills.to_string(), wrong.to_string()]
}

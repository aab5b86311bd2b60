//! Whoever puts files into a folder, changes them and takes them away.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::bench::corpus::{Article, Random};
use crate::process::{OnFile as _, Outcome};
use crate::soak::place::remove;

/// How many files lie there at most.
const LIVE: usize = 400;

/// Whoever puts files into the folder.
pub(crate) struct Desk {
    inbox: PathBuf,
    articles: Vec<Article>,
    random: Random,
    files: Vec<PathBuf>,
    made: usize,
}

impl Desk {
    pub(crate) fn new(inbox: PathBuf, articles: Vec<Article>) -> Self {
        Self { inbox, articles, random: Random::new(11), files: Vec::new(), made: 0 }
    }

    /// Half of what happens comes in bursts, half with a pause after each event.
    pub(crate) fn happen(&mut self, mut events: usize) -> Outcome {
        while events > 0 {
            let is_burst = self.random.below(40) == 0;
            let count = if is_burst { 10 + self.random.below(60) } else { 1 }.min(events);
            self.burst(count)?;
            events -= count;
            let pause = if is_burst { 400 } else { 5 + self.random.below(50) };
            thread::sleep(Duration::from_millis(pause as u64));
        }
        Ok(())
    }

    /// So many things at once.
    pub(crate) fn burst(&mut self, count: usize) -> Outcome {
        (0..count).try_for_each(|_| self.event())
    }

    fn event(&mut self) -> Outcome {
        let what = self.random.below(100);
        if self.files.len() < 20 || (what < 35 && self.files.len() < LIVE) {
            self.made += 1;
            let extension = ["txt", "html", "md"][self.random.below(3)];
            let path = self.inbox.join(format!("{:06}.{extension}", self.made));
            self.fill(&path, what)?;
            self.files.push(path);
            return Ok(());
        }
        let place = self.random.below(self.files.len());
        let path = self.files[place].clone();
        match what {
            0..60 => self.fill(&path, what)?,
            60..80 => {
                self.made += 1;
                let new = path.with_file_name(format!(
                    "{:06}.{}",
                    self.made,
                    path.extension().unwrap_or_default().to_string_lossy()
                ));
                fs::rename(&path, &new).on("rename", &path)?;
                self.files[place].clone_from(&new);
            }
            _ => {
                remove(&path)?;
                self.files.swap_remove(place);
            }
        }
        Ok(())
    }

    /// Writes a file in one go, in two with a pause between, or under another name that is then changed.
    fn fill(&mut self, path: &Path, what: usize) -> Outcome {
        let extension = path.extension().unwrap_or_default();
        let articles = self.articles.iter();
        let articles: Vec<&Article> =
            articles.filter(|article| extension == article.extension.as_str()).collect();
        let article = articles[self.random.below(articles.len())];
        let bytes = article.encoded(&article.altered(&mut self.random));
        match what % 7 {
            // One that is not whole, or of no use, belongs into quarantine.
            0 => fs::write(path, b"").on("write", path),
            1 => {
                let (first, second) = bytes.split_at(bytes.len() / 2);
                fs::write(path, first).on("write", path)?;
                thread::sleep(Duration::from_millis(20));
                let mut file = fs::File::options().append(true).open(path).on("open", path)?;
                file.write_all(second).on("write", path)
            }
            2 => {
                let other = self.inbox.with_file_name("incoming.toml");
                fs::write(&other, bytes).on("write", &other)?;
                fs::rename(&other, path).on("rename", path)
            }
            _ => fs::write(path, bytes).on("write", path),
        }
    }
}

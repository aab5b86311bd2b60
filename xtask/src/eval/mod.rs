//! `cargo xtask eval`: how well the parts do their work, on data with known answers.
//!
//! The data is other people's and no part of the project: its folder is an argument. One module a
//! measurement; each asks the built command and reads its records.

mod chain;
mod dates;
mod duplicates;
mod entities;
mod events;
mod extraction;
mod feeds;
mod languages;
mod metadata;
mod pages;
mod pipeline;
mod summaries;
mod topics;

use std::path::PathBuf;

use clap::Subcommand;

use crate::process::Outcome;

/// What is measured.
#[derive(Debug, Subcommand)]
pub enum What {
    /// The bodies of news pages, as scrapinghub/article-extraction-benchmark scores them
    Extraction {
        /// The folder with `html/*.html.gz`, `ground-truth.json` and `peer-output/*.json`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// How many news pages a second go through the whole chain, from HTML to JSON Lines, on one core
    Chain {
        /// The folder with `html/*.html.gz`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Title, byline, site, language and date of saved pages, as mozilla/readability expects them
    Metadata {
        /// The folder with `*/source.html` and `*/expected-metadata.json`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Dates and times in English sentences, as microsoft/Recognizers-Text expects them
    Dates {
        /// The folder with `DateExtractor.json`, `DateParser.json` and their like
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// List the cases that are not right
        #[arg(long)]
        show: bool,
    },
    /// People, organisations and places in text in columns, as `WNUT-17` has them
    Entities {
        /// The folder with `*.conll`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Types, sources and recipients of events in sentences that PLOVER's authors coded by hand
    Events {
        /// The folder with `*.json`: a list of sentences with `source`, `event` and `target`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// List the sentences that are not right
        #[arg(long)]
        show: bool,
    },
    /// Titles, links and dates of feeds, as the comments of feedparser's test feeds state them
    Feeds {
        /// The folder with `wellformed`, `illformed`, `encoding` and `json`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// Records that another parser made of the same feeds, to show beside ours
        #[arg(long, value_name = "FILE")]
        peer: Option<PathBuf>,
    },
    /// The languages of single sentences, by language and by confidence, and how fast they are found
    Languages {
        /// The folder with a file `<ISO 639-1>.txt` for each language, a sentence a line
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Copies of articles that were changed to a known degree, and how many of them are found
    Duplicates {
        /// A folder of files `*.jsonl`, an object with a `text` each line
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
    /// Labels by a model trained on four fifths of labelled articles, for the others
    Topics {
        /// The folder with `*.jsonl`: articles with `label`, `title` and `text`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
        /// What the division into fifths depends on
        #[arg(long, value_name = "N", default_value_t = 1)]
        seed: u64,
    },
    /// Summaries of three sentences by each built-in stage, by ROUGE against what people wrote
    Summaries {
        /// The folder with `*.jsonl`: an object a line, with `text` and a list of `references`
        #[arg(long, value_name = "DIR")]
        data: PathBuf,
    },
}

/// Measures on data that is not part of the project, and prints a table.
///
/// # Errors
/// When the data is not as it should be, or a run fails.
pub fn eval(what: &What) -> Outcome {
    match what {
        What::Extraction { data } => extraction::extraction(data),
        What::Chain { data } => chain::chain(data),
        What::Metadata { data } => metadata::metadata(data),
        What::Dates { data, show } => dates::dates(data, *show),
        What::Entities { data } => entities::entities(data),
        What::Events { data, show } => events::events(data, *show),
        What::Topics { data, seed } => topics::topics(data, *seed),
        What::Feeds { data, peer } => feeds::feeds(data, peer.as_deref()),
        What::Languages { data } => languages::languages(data),
        What::Duplicates { data } => duplicates::duplicates(data),
        What::Summaries { data } => summaries::summaries(data),
    }
}

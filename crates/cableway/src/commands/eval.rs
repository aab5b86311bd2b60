//! `cableway eval`.

use std::fmt::Write as _;
use std::io::{self, Write as _, stdout};
use std::path::Path;

use cableway_classify::{Classifier, Evaluation, Rates, evaluate};
use cableway_core::Digest;
use serde_json::json;

use crate::Exit;
use crate::arguments::Eval;
use crate::commands::train::{features, labelled, wrong};
use crate::logging::error;
use crate::table::columns;

pub(crate) fn eval(arguments: &Eval) -> io::Result<Exit> {
    let (classifier, digest) = match classifier(&arguments.model) {
        Ok(read) => read,
        Err(exit) => return Ok(exit),
    };
    let set = match labelled(&arguments.data) {
        Ok(set) => set,
        Err(exit) => return Ok(exit),
    };
    let evaluation = match evaluate(&classifier, &set, arguments.threshold) {
        Ok(evaluation) => evaluation,
        Err(problem) => {
            wrong(&arguments.data, &problem);
            return Ok(Exit::Wrong);
        }
    };
    if set.digest == classifier.info().data {
        let text = "these are the documents that the model was trained on: on others it does worse";
        crate::logging::say(&format!("warning: {}: {text}\n", arguments.data.display()));
    }
    if arguments.json {
        let value = json!({
            "model": {"digest": digest, "features": classifier.size(), "info": classifier.info()},
            "evaluation": evaluation,
        });
        writeln!(stdout(), "{value:#}")?;
    } else {
        stdout().write_all(render(&classifier, digest, &evaluation).as_bytes())?;
    }
    Ok(Exit::Done)
}

/// Reads a model file, or says why it cannot be used.
fn classifier(path: &Path) -> Result<(Classifier, Digest), Exit> {
    let shown = path.display();
    let bytes = std::fs::read(path).map_err(|cause| {
        error(&format!("cannot read `{shown}`"), &[cause.to_string().to_lowercase()]);
        Exit::Wrong
    })?;
    let classifier = Classifier::from_bytes(&bytes).map_err(|cause| {
        error(&format!("cannot use `{shown}`: {cause}"), &[]);
        Exit::Wrong
    })?;
    Ok((classifier, Digest::of(&bytes)))
}

fn render(classifier: &Classifier, digest: Digest, evaluation: &Evaluation) -> String {
    let info = classifier.info();
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "model {digest}\n  trained on {} documents ({})\n  {}, cost {}, {} features\n",
        info.documents,
        info.data,
        features(info.features),
        info.cost,
        classifier.size()
    );
    let _ =
        writeln!(out, "{} documents, accuracy {:.4}\n", evaluation.documents, evaluation.accuracy);
    let cells = |name: &str, counts: [String; 2], rates: Rates| -> Vec<String> {
        let [documents, given] = counts;
        let rates = [rates.precision, rates.recall, rates.f1].map(|rate| format!("{rate:.4}"));
        [name.to_owned(), documents, given].into_iter().chain(rates).collect()
    };
    let mut rows = vec![
        ["label", "documents", "given", "precision", "recall", "F1"].map(str::to_owned).to_vec(),
    ];
    for label in &evaluation.labels {
        let counts = [label.documents, label.given].map(|count| count.to_string());
        rows.push(cells(&label.label, counts, label.rates));
    }
    for (name, rates) in
        [("macro average", evaluation.macro_average), ("micro average", evaluation.micro_average)]
    {
        rows.push(cells(name, [String::new(), String::new()], rates));
    }
    out.push_str(&columns(&rows, 1));
    if let Some(confusion) = &evaluation.confusion {
        let names: Vec<&str> = evaluation.labels.iter().map(|label| label.label.as_str()).collect();
        // A column of its own for those that got no label, where there are any.
        let width = names.len() + usize::from(confusion.iter().any(|row| row.last() != Some(&0)));
        let header = names.iter().copied().chain(["(none)"]).take(width);
        let header = std::iter::once("is, given as").chain(header).map(str::to_owned);
        let mut rows: Vec<Vec<String>> = vec![header.collect()];
        for (name, row) in names.iter().zip(confusion) {
            let counts = row.iter().take(width).map(usize::to_string);
            rows.push(std::iter::once((*name).to_owned()).chain(counts).collect());
        }
        let _ = write!(out, "\n{}", columns(&rows, 1));
    }
    let calibration = &evaluation.calibration;
    let _ = writeln!(
        out,
        "\ncalibration: expected error (ECE) {:.4}, Brier score {:.4}\n",
        calibration.ece, calibration.brier
    );
    let mut rows = vec![["probability", "decisions", "mean", "right"].map(str::to_owned).to_vec()];
    for bin in &calibration.bins {
        rows.push(vec![
            format!("{:.1} to {:.1}", bin.from, bin.from + 0.1),
            bin.count.to_string(),
            format!("{:.4}", bin.confidence),
            format!("{:.4}", bin.right),
        ]);
    }
    out.push_str(&columns(&rows, 1));
    out
}

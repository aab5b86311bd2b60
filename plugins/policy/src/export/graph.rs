//! Actors and what ties them, as a graph for other programs.

use std::collections::BTreeMap;
use std::path::PathBuf;

use cableway_sdk::{ConfigError, Document, Export, Setup, Stage, StageError, StageInfo, StageKind};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use schemars::JsonSchema;
use serde::Deserialize;

use super::output::Output;
use super::{ending, is_real, text};

/// Writes actors and their relations as a graph: GEXF 1.3, which Gephi opens, or `GraphML`, which networkx opens.
///
/// A node for each actor of all documents, by name, with its type and ISO 3166-1 code; an edge for each relation of one
/// type between two actors, with its polarity, the number of sentences that say so and the words of the first. What is
/// denied, expected or hypothetical is left out, unless `everything` is asked for: then each status has edges of its
/// own, which bear it.
#[derive(Debug)]
pub struct Graph {
    output: Output,
    format: GraphFormat,
    everything: bool,
    nodes: BTreeMap<String, Node>,
    edges: BTreeMap<EdgeKey, Edge>,
}

/// What a pipeline may tell `graph`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GraphConfig {
    /// The file to write.
    pub path: PathBuf,
    /// The format; without it, the file's name ends in `.gexf` or `.graphml`.
    pub format: Option<GraphFormat>,
    /// Also what is denied, expected or hypothetical, with its status on the edge.
    #[serde(default)]
    pub everything: bool,
}

/// The formats of `graph`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GraphFormat {
    /// GEXF 1.3.
    Gexf,
    /// `GraphML`.
    Graphml,
}

#[derive(Debug, Default)]
struct Node {
    kind: String,
    iso: String,
    mentions: usize,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct EdgeKey {
    from: String,
    to: String,
    kind: String,
    status: String,
}

#[derive(Debug, Default)]
struct Edge {
    polarity: String,
    weight: usize,
    words: String,
    document: String,
}

impl Stage for Graph {
    type Config = GraphConfig;

    fn info() -> StageInfo {
        StageInfo::new(
            StageKind::Export,
            "graph",
            "writes actors and their relations as GEXF or GraphML",
        )
        .uses(&["actor", "relation"])
        .version("1")
    }

    fn new(config: GraphConfig, setup: &Setup) -> Result<Self, ConfigError> {
        let known =
            [("gexf", GraphFormat::Gexf, "gexf"), ("graphml", GraphFormat::Graphml, "graphml")];
        let format = ending::format(config.format, &config.path, &known)?;
        Ok(Self {
            output: Output::new(&config.path, setup.resolve(&config.path)),
            format,
            everything: config.everything,
            nodes: BTreeMap::new(),
            edges: BTreeMap::new(),
        })
    }
}

impl Export for Graph {
    fn open(&mut self) -> Result<(), StageError> {
        self.output.open()
    }

    fn write(&mut self, document: &Document) -> Result<(), StageError> {
        for annotation in document.annotations() {
            match annotation.kind.as_str() {
                "actor" => {
                    let node = self.nodes.entry(annotation.label.clone()).or_default();
                    text(annotation, "type").clone_into(&mut node.kind);
                    text(annotation, "iso").clone_into(&mut node.iso);
                    node.mentions += annotation.spans.len();
                }
                "relation" if self.everything || is_real(annotation) => {
                    let key = EdgeKey {
                        from: text(annotation, "from").to_owned(),
                        to: text(annotation, "to").to_owned(),
                        kind: annotation.label.clone(),
                        status: text(annotation, "status").to_owned(),
                    };
                    for name in [&key.from, &key.to] {
                        self.nodes.entry(name.clone()).or_default();
                    }
                    let edge = self.edges.entry(key).or_default();
                    if edge.weight == 0 {
                        text(annotation, "polarity").clone_into(&mut edge.polarity);
                        let words = annotation.spans.first().and_then(|span| document.slice(*span));
                        words.unwrap_or_default().clone_into(&mut edge.words);
                        edge.document.clone_from(&document.source().uri);
                    }
                    edge.weight += 1;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn commit(&mut self) -> Result<(), StageError> {
        let xml = self.xml().map_err(|error| self.output.cannot_write(error))?;
        self.output.commit(&xml, &[])
    }

    fn target(&self) -> String {
        self.output.target()
    }
}

const NODE: [&str; 3] = ["type", "iso", "mentions"];
const EDGE: [&str; 5] = ["relation", "status", "polarity", "words", "document"];

type Xml = Writer<Vec<u8>>;

impl Graph {
    fn xml(&self) -> std::io::Result<Vec<u8>> {
        let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        match self.format {
            GraphFormat::Gexf => self.gexf(&mut xml)?,
            GraphFormat::Graphml => self.graphml(&mut xml)?,
        }
        let mut bytes = xml.into_inner();
        bytes.push(b'\n');
        Ok(bytes)
    }

    fn gexf(&self, xml: &mut Xml) -> std::io::Result<()> {
        start(xml, "gexf", &[("xmlns", "http://gexf.net/1.3"), ("version", "1.3")])?;
        start(xml, "graph", &[("defaultedgetype", "directed"), ("mode", "static")])?;
        for (class, names) in [("node", &NODE[..]), ("edge", &EDGE[..])] {
            start(xml, "attributes", &[("class", class)])?;
            for name in names {
                let kind = if *name == "mentions" { "integer" } else { "string" };
                empty(xml, "attribute", &[("id", name), ("title", name), ("type", kind)])?;
            }
            end(xml, "attributes")?;
        }
        start(xml, "nodes", &[])?;
        for (name, node) in &self.nodes {
            start(xml, "node", &[("id", name), ("label", name)])?;
            values(xml, &NODE, &node_values(node))?;
            end(xml, "node")?;
        }
        end(xml, "nodes")?;
        start(xml, "edges", &[])?;
        for (number, (key, edge)) in self.edges.iter().enumerate() {
            let (id, weight) = (number.to_string(), edge.weight.to_string());
            let about = [
                ("id", id.as_str()),
                ("source", &key.from),
                ("target", &key.to),
                ("weight", &weight),
                ("label", &key.kind),
            ];
            start(xml, "edge", &about)?;
            values(xml, &EDGE, &edge_values(key, edge))?;
            end(xml, "edge")?;
        }
        end(xml, "edges")?;
        end(xml, "graph")?;
        end(xml, "gexf")
    }

    fn graphml(&self, xml: &mut Xml) -> std::io::Result<()> {
        start(xml, "graphml", &[("xmlns", "http://graphml.graphdrawing.org/xmlns")])?;
        for (class, names) in [("node", &NODE[..]), ("edge", &EDGE[..])] {
            for name in names {
                let kind = if *name == "mentions" { "int" } else { "string" };
                empty(
                    xml,
                    "key",
                    &[("id", name), ("for", class), ("attr.name", name), ("attr.type", kind)],
                )?;
            }
        }
        empty(
            xml,
            "key",
            &[("id", "weight"), ("for", "edge"), ("attr.name", "weight"), ("attr.type", "int")],
        )?;
        start(xml, "graph", &[("edgedefault", "directed")])?;
        for (name, node) in &self.nodes {
            start(xml, "node", &[("id", name)])?;
            data(xml, &NODE, &node_values(node))?;
            end(xml, "node")?;
        }
        for (number, (key, edge)) in self.edges.iter().enumerate() {
            let id = number.to_string();
            start(xml, "edge", &[("id", &id), ("source", &key.from), ("target", &key.to)])?;
            data(xml, &EDGE, &edge_values(key, edge))?;
            data(xml, &["weight"], &[edge.weight.to_string()])?;
            end(xml, "edge")?;
        }
        end(xml, "graph")?;
        end(xml, "graphml")
    }
}

fn node_values(node: &Node) -> [String; 3] {
    [node.kind.clone(), node.iso.clone(), node.mentions.to_string()]
}

fn edge_values(key: &EdgeKey, edge: &Edge) -> [String; 5] {
    [
        key.kind.clone(),
        key.status.clone(),
        edge.polarity.clone(),
        edge.words.clone(),
        edge.document.clone(),
    ]
}

fn values(xml: &mut Xml, names: &[&str], values: &[String]) -> std::io::Result<()> {
    start(xml, "attvalues", &[])?;
    for (name, value) in names.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        empty(xml, "attvalue", &[("for", name), ("value", value)])?;
    }
    end(xml, "attvalues")
}

fn data(xml: &mut Xml, names: &[&str], values: &[String]) -> std::io::Result<()> {
    for (name, value) in names.iter().zip(values).filter(|(_, value)| !value.is_empty()) {
        start(xml, "data", &[("key", name)])?;
        xml.write_event(Event::Text(BytesText::new(&clean(value))))?;
        end(xml, "data")?;
    }
    Ok(())
}

/// XML has no place for most control characters and for two that are none, not even escaped.
fn clean(text: &str) -> String {
    let is_refused = |c: char| c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|c| if is_refused(c) { ' ' } else { c }).collect()
}

fn element(name: &str, about: &[(&str, &str)]) -> BytesStart<'static> {
    let mut element = BytesStart::new(name.to_owned());
    for (key, value) in about {
        element.push_attribute((*key, clean(value).as_str()));
    }
    element
}

fn start(xml: &mut Xml, name: &str, about: &[(&str, &str)]) -> std::io::Result<()> {
    xml.write_event(Event::Start(element(name, about)))
}

fn empty(xml: &mut Xml, name: &str, about: &[(&str, &str)]) -> std::io::Result<()> {
    xml.write_event(Event::Empty(element(name, about)))
}

fn end(xml: &mut Xml, name: &str) -> std::io::Result<()> {
    xml.write_event(Event::End(BytesEnd::new(name)))
}

//! From the tables of a plugin to stages that a pipeline can name.

use std::collections::HashSet;
use std::sync::Arc;

use cableway_core::{AnyStage, Reads, StageEntry, StageKind};
use cableway_plugin_abi as abi;

use crate::callbacks::HOST;
use crate::describe::{self, Description};
use crate::given::{Grown, Unfit, grown, read};
use crate::stage::{LibraryExport, LibraryStage};

/// A stage of a library: its table, read once and checked.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) kind: StageKind,
    pub(crate) concurrent: bool,
    /// Whether the stage is lent the blocks, and what other stages found.
    pub(crate) blocks: bool,
    pub(crate) labels: bool,
    pub(crate) functions: abi::Stage,
}

/// The stages of the plugin whose entry function is `entry`, under the name `plugin`.
///
/// # Errors
/// What is wrong with the plugin's tables, in words that follow the name of its file.
///
/// # Safety
/// `entry` must be the entry function of a plugin that keeps the rules of `cableway-plugin-abi`, and
/// its code must stay loaded for as long as the process runs.
pub unsafe fn stages(plugin: &str, entry: abi::Entry) -> Result<Vec<StageEntry>, String> {
    // SAFETY: the caller's promise.
    let table = unsafe { entry(&raw const HOST) };
    // SAFETY: as above: what the entry function gives lives as long as the process.
    let (version, tables) = unsafe { tables(table)? };
    let mut entries = Vec::new();
    let mut seen = HashSet::new();
    for table in tables {
        // SAFETY: as above.
        let entry = unsafe { self::entry(plugin, &version, table)? };
        if !seen.insert((entry.info.kind, entry.info.id.clone())) {
            let id = entry.info.id.split(':').next_back().unwrap_or_default();
            return Err(format!("it has two {} stages called `{id}`", entry.info.kind));
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// The plugin's version and its stages.
///
/// # Safety
/// `table` must be NULL or point to a plugin's table that lives as long as the process.
unsafe fn tables(table: *const abi::Plugin) -> Result<(String, Vec<*const abi::Stage>), String> {
    if table.is_null() {
        return Err("its entry function gave no table: it cannot work with this host".to_owned());
    }
    // SAFETY: the caller's promise.
    let table = unsafe { own(table, "its table")? };
    if table.stage_count == 0 || table.stages.is_null() {
        return Err("it has no stages".to_owned());
    }
    if table.stage_count > 1_000 {
        return Err(format!("it claims to have {} stages", table.stage_count));
    }
    // SAFETY: the caller's promise: as many pointers as the table says.
    let stages = unsafe { std::slice::from_raw_parts(table.stages, table.stage_count) };
    // SAFETY: the text lives as long as the process.
    let version =
        unsafe { read(table.version, "its version") }.map_err(|error| error.to_string())?;
    Ok((version.unwrap_or_default().to_owned(), stages.to_vec()))
}

/// A table as this host knows it.
///
/// # Safety
/// As for [`grown`].
unsafe fn own<T: Grown>(table: *const T, what: &str) -> Result<T, String> {
    // SAFETY: the caller's promise.
    unsafe { grown(table) }.map_err(|unfit| match unfit {
        Unfit::NotThere => format!("{what} is at an impossible address"),
        Unfit::Short { size, takes } => format!("{what} has {size} bytes, and it takes {takes}"),
    })
}

/// One stage.
///
/// # Safety
/// `table` must be NULL or point to a stage's table that lives as long as the process.
unsafe fn entry(
    plugin: &str,
    version: &str,
    table: *const abi::Stage,
) -> Result<StageEntry, String> {
    if table.is_null() {
        return Err("the table of one of its stages is NULL".to_owned());
    }
    // SAFETY: the caller's promise.
    let functions = unsafe { own(table, "the table of one of its stages")? };
    let text = |text: abi::Str, what: &str| {
        // SAFETY: the caller's promise.
        unsafe { read(text, what) }
            .map(|text| text.unwrap_or_default().to_owned())
            .map_err(|error| error.to_string())
    };
    let id = text(functions.id, "the name of a stage")?;
    let kind = match functions.kind {
        abi::INGEST => StageKind::Ingest,
        abi::CLASSIFY => StageKind::Classify,
        abi::SUMMARIZE => StageKind::Summarize,
        abi::EXPORT => StageKind::Export,
        other => return Err(format!("its stage `{id}` is of kind {other}, which there is not")),
    };
    let present = [
        ("create", functions.create.is_some()),
        ("destroy", functions.destroy.is_some()),
        ("work", functions.work.is_some() || kind == StageKind::Ingest),
        ("list", functions.list.is_some() || kind != StageKind::Ingest),
        ("read", functions.read.is_some() || kind != StageKind::Ingest),
        ("commit", functions.commit.is_some() || kind != StageKind::Export),
        ("target", functions.target.is_some() || kind != StageKind::Export),
    ];
    if let Some((name, _)) = present.into_iter().find(|(_, is_there)| !is_there) {
        return Err(format!("its {kind} stage `{id}` has no function `{name}`"));
    }
    let described = text(functions.description, "a description")?;
    let mut description: Description = serde_json::from_str(&described)
        .map_err(|error| format!("the description of its stage `{id}` is unusable: {error}"))?;
    if description.version.is_empty() {
        version.clone_into(&mut description.version);
    }
    let has = |flag: u32| functions.flags & flag != 0;
    let labels = has(abi::READS_LABELS);
    let blocks = has(abi::READS_BLOCKS) || labels;
    let reads = if has(abi::READS_RECORD) {
        Reads::Record
    } else if labels {
        Reads::Labels
    } else if blocks {
        Reads::Blocks
    } else {
        Reads::Text
    };
    let info = describe::info(plugin, kind, &id, description, reads)?;
    let schema = serde_json::from_str(&text(functions.schema, "a schema")?)
        .map_err(|error| format!("the schema of its stage `{id}` is no JSON: {error}"))?;
    let schema = describe::schema(&id, schema)?;
    let table = Table { kind, concurrent: has(abi::CONCURRENT), blocks, labels, functions };
    let adds: Arc<[String]> = info.adds.clone().into();
    let wants: Arc<[String]> = info.needs.iter().chain(&info.uses).cloned().collect();
    Ok(StageEntry::new(info, schema, move |config, setup| {
        let stage =
            LibraryStage::new(table, Arc::clone(&adds), Arc::clone(&wants), &config, setup)?;
        Ok(match table.kind {
            StageKind::Ingest => AnyStage::Ingest(Box::new(stage)),
            StageKind::Classify => AnyStage::Classify(Box::new(stage)),
            StageKind::Summarize => AnyStage::Summarize(Box::new(stage)),
            StageKind::Export => AnyStage::Export(Box::new(LibraryExport::new(stage)?)),
        })
    }))
}

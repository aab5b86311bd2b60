//! The plugins that ship, loaded like any user's.

use crate::examples::copy_of;
use crate::folder::{Folder, assert_shown, lines, not_tested, repository};
use crate::plugins::build::{compile, library};

/// The quickstart with a plugin's tables added.
fn quickstart(tables: &str) -> Folder {
    let folder = copy_of("quickstart");
    let pipeline = folder.read("pipeline.toml").unwrap();
    folder.write("pipeline.toml", format!("{pipeline}\n{tables}"));
    folder
}

/// Each record's URI and its labels of this kind, after a run with one worker or two.
#[track_caller]
fn labels(folder: &Folder, kind: &str) -> String {
    let mut shown = Vec::new();
    for workers in ["1", "2"] {
        let ran = folder.run(&["run", "pipeline.toml", "-q", "--workers", workers]);
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        let mut out = String::new();
        for record in lines(&folder.read("out/records.jsonl").unwrap()) {
            let labels: Vec<String> = record["annotations"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|annotation| annotation["kind"] == kind)
                .map(|annotation| {
                    let attributes = annotation.get("attributes");
                    let attributes = attributes.map_or_else(String::new, |some| format!(" {some}"));
                    format!("{}{attributes}", annotation["label"].as_str().unwrap())
                })
                .collect();
            let uri = record["source"]["uri"].as_str().unwrap();
            out.push_str(&format!("{uri}\n  {}\n", labels.join("\n  ")));
        }
        shown.push(out);
    }
    assert_eq!(shown[0], shown[1], "one worker or two make no difference");
    shown.swap_remove(0)
}

#[test]
fn readability() {
    let path = library("cableway_readability");
    let shown = ["none", "process"].map(|isolation| {
        let folder = quickstart(&format!(
            "[plugins.r]\npath = '{}'\nisolation = \"{isolation}\"\n\
             [[classify]]\nuse = \"r:readability\"\n",
            path.display()
        ));
        labels(&folder, "readability")
    });
    assert_eq!(shown[0], shown[1], "a process of its own makes no difference");
    insta::assert_snapshot!(shown[0]);
}

#[test]
fn atom() {
    let path = library("cableway_atom");
    let feeds = ["none", "process"].map(|isolation| {
        let folder = quickstart(&format!(
            "[plugins.a]\npath = '{}'\nisolation = \"{isolation}\"\n[[export]]\nuse = \"a:atom\"\n\
             path = \"out/feed.xml\"\ntitle = \"Desk\"\nid = \"urn:desk\"\n",
            path.display()
        ));
        let ran = folder.run(&["run", "pipeline.toml", "-q"]);
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        folder.read("out/feed.xml").unwrap()
    });
    assert_eq!(feeds[0], feeds[1], "a process of its own makes no difference");
    assert_eq!(feeds[0].matches("<entry>").count(), 12, "an entry for each article");
}

#[test]
fn reading_time_in_c() {
    let folder = quickstart(
        "[plugins.c]\npath = \"libreading_time.so\"\n[[classify]]\nuse = \"c:reading-time\"\n\
         words_per_minute = 200\n",
    );
    let source = repository().join("plugins/reading-time/reading_time.c");
    compile(&source, &folder.path().join("libreading_time.so"), &["-shared"]);
    insta::assert_snapshot!(labels(&folder, "reading_time"));

    let wrong = folder.run(&[
        "check",
        "pipeline.toml",
        "--set",
        "classify.c:reading-time.words_per_minute=0",
    ]);
    assert_shown!("reading_time_told_wrongly", wrong.shown());
}

/// Python is not everywhere; where it is, its plugin works.
#[test]
fn quotations_in_python() {
    let python = std::process::Command::new("python3").arg("--version").output();
    if !python.is_ok_and(|output| output.status.success()) {
        not_tested("there is no python3 here");
        return;
    }
    let script = repository().join("plugins/quotations/stage.py");
    let checked = Folder::new();
    let script_path = script.display().to_string();
    let checked = checked.run(&["plugin", "check", "python3", &script_path]);
    assert_eq!(checked.code, Some(0), "{}", checked.shown());
    let folder = quickstart(&format!(
        "[plugins.q]\ncommand = [\"python3\", '{}']\n[[classify]]\nuse = \"q:quotations\"\n",
        script.display()
    ));
    insta::assert_snapshot!(labels(&folder, "quotation"));
    let unit = std::process::Command::new("python3")
        .args(["-B", "-m", "unittest"])
        .current_dir(script.parent().unwrap())
        .output()
        .unwrap();
    assert!(unit.status.success(), "{}", String::from_utf8_lossy(&unit.stderr));
}

#[test]
fn what_a_plugin_is() {
    let folder = Folder::with_pipeline(
        "[plugins.readability]\npath = \"r.so\"\n[plugins.missing]\npath = \"m.so\"\n",
    );
    folder.write("r.so", std::fs::read(library("cableway_readability")).unwrap());
    let ran = folder.run(&["plugin", "list", "p.toml"]);
    insta::with_settings!({
        filters => vec![(r"[0-9a-f]{64}", "[digest]"), (r"rustc .*", "rustc [version]")],
    }, {
        insta::assert_snapshot!(ran.shown());
    });
}

#[test]
fn what_a_plugins_stage_can_be_told() {
    let folder = Folder::with_pipeline("[plugins.r]\npath = \"r.so\"\n");
    folder.write("r.so", std::fs::read(library("cableway_readability")).unwrap());
    let shown = folder.run(&["stages", "r:readability", "--pipeline", "p.toml"]).shown();
    let without = folder.run(&["stages", "r:readability"]).shown();
    insta::assert_snapshot!(format!("{shown}\n{without}"));
}

/// The briefing of the example: each stage of the plugin says something, and the outputs are those that anybody
/// would get, whatever the number of workers.
#[test]
fn a_briefing_on_policy() {
    let folder = copy_of("policy-watch");
    let library = library("cableway_policy");
    let mut first: Option<Vec<Option<String>>> = None;
    for workers in ["1", "3"] {
        let mut command = folder.command(&["run", "briefing.toml", "--fresh", "-w", workers]);
        let ran = crate::folder::ran(command.env("POLICY_PLUGIN", &library).output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.shown());
        let names = ["brief.html", "brief.md", "graph.gexf", "register.csv", "briefing.jsonl"];
        let outputs: Vec<Option<String>> =
            names.iter().map(|name| folder.read(&format!("out/{name}"))).collect();
        assert!(outputs.iter().all(Option::is_some), "{}", ran.shown());
        assert_eq!(first.get_or_insert_with(|| outputs.clone()), &outputs);
    }
    let records = lines(&folder.read("out/briefing.jsonl").unwrap());
    for stage in ["actors", "events", "quotes", "forecasts", "options", "quantities", "relations"] {
        let name = format!("policy:{stage}");
        let says = |record: &serde_json::Value| {
            record["annotations"].as_array().is_some_and(|all| {
                all.iter().any(|annotation| annotation["stage"] == name.as_str())
            })
        };
        assert!(records.iter().any(says), "{name} says nothing of any article");
    }
    let mediates = |record: &serde_json::Value| {
        let told = record["annotations"].as_array().into_iter().flatten();
        told.filter(|one| one["label"] == "mediates between").count()
    };
    assert!(records.iter().map(mediates).sum::<usize>() >= 4);
    // It reads English alone, and says so.
    let french = records.iter().find(|record| {
        record["source"]["uri"].as_str().is_some_and(|uri| uri.contains("verification"))
    });
    let notes = french.unwrap()["notes"].to_string();
    assert!(notes.contains("policy:actors"), "{notes}");

    let mut command = folder.command(&["explain", "briefing.toml", "inbox/carbon-border.txt"]);
    let ran = crate::folder::ran(command.env("POLICY_PLUGIN", &library).output().unwrap());
    for words in ["actor: Government of India", "entry = \"states.tsv: India\"", "rule"] {
        assert!(ran.stdout.contains(words), "{}", ran.stdout);
    }
    // Whatever the plugin says, it says why.
    for record in &records {
        let told = record["annotations"].as_array().into_iter().flatten();
        let kinds = ["event", "relation", "forecast", "option", "quote", "quantity"];
        for one in told.filter(|one| kinds.iter().any(|kind| one["kind"] == *kind)) {
            assert!(one["attributes"]["rule"].is_string(), "{one}");
        }
    }
}

/// What a stage would make use of is told where no stage before it gives it, and is no mistake.
#[test]
fn stages_without_what_they_make_use_of() {
    let library = library("cableway_policy");
    let check = |stages: &str| {
        let folder = Folder::with_pipeline(&format!(
            "[plugins.policy]\npath = '{}'\n{stages}",
            library.display()
        ));
        folder.write("inbox/a.txt", "A fine day.\n");
        let checked = folder.run(&["check", "p.toml"]);
        assert_eq!(checked.code, Some(0), "{}", checked.shown());
        checked.stderr
    };
    let stage = |kind: &str, id: &str, more: &str| format!("[[{kind}]]\nuse = \"{id}\"\n{more}");
    let classify =
        |ids: &[&str]| ids.iter().map(|id| stage("classify", id, "")).collect::<String>();
    let register = stage("export", "policy:register", "path = \"register.csv\"\n");
    let late = classify(&["policy:events", "policy:forecasts", "policy:actors", "language"]);
    insta::assert_snapshot!(check(&(late + &register)));
    let sparse = classify(&["language", "policy:actors", "policy:events"]);
    let brief = stage("export", "policy:brief", "path = \"brief.html\"\n");
    insta::assert_snapshot!(check(&(sparse + &brief)));
    // Built-in stages leave out what is not there, and sources tell their language.
    let whole = classify(&["policy:actors", "policy:events", "policy:forecasts", "keywords"]);
    let table = stage("export", "csv", "path = \"a.csv\"\n");
    assert_eq!(check(&(whole + &register + &table)), "");
}

/// A name that says nothing of the format is told when the pipeline is checked, with those that do.
#[test]
fn outputs_whose_name_tells_no_format() {
    let library = library("cableway_policy");
    let check = |export: &str| {
        let folder = Folder::with_pipeline(&format!(
            "[plugins.policy]\npath = '{}'\n[[classify]]\nuse = \"policy:actors\"\n\
             [[classify]]\nuse = \"policy:relations\"\n{export}",
            library.display()
        ));
        folder.write("inbox/a.txt", "A fine day.\n");
        folder.run(&["check", "p.toml"])
    };
    let graph = "[[export]]\nuse = \"policy:graph\"\npath = \"graph.xml\"\n";
    let brief = "[[export]]\nuse = \"policy:brief\"\npath = \"out/brief.txt\"\n";
    insta::assert_snapshot!(check(&format!("{graph}{brief}")).shown());
    let told = check(&format!("{graph}format = \"graphml\"\n"));
    assert_eq!(told.code, Some(0), "{}", told.shown());
    let register =
        |path: &str| check(&format!("[[export]]\nuse = \"policy:register\"\npath = \"{path}\"\n"));
    let told = register("out/register.xlsx");
    assert!(told.stderr.contains("the register is CSV"), "{}", told.shown());
    assert_eq!(register("out/register.csv").code, Some(0));
}

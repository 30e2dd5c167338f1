//! What is in a pair's file?
//!
//! Markdown: a title, why the pair is there, and blocks of code that say in their first line what they are: `rust before`,
//! `rust after` and `rust both`, `toml` likewise (an rls.toml), `sql given` (what the database has besides), `sql seed`, `sql meanwhile` (between
//! going there and coming back), `sql then` and `sql back` (questions that are true after going there, and after coming back), `text plan` (what is said of the plan).

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rls_core::{
    plan::{Options, Plan, plan},
    resolve::Resolved,
    schema::Schema,
    syntax::scan::scan,
};

use super::show;
use crate::settings::settings;

/// Two schemas, with rows in the first.
pub(crate) struct Pair {
    /// Theme and file.
    pub(crate) name: String,
    pub(crate) folder: PathBuf,
    pub(crate) file: String,
    pub(crate) before: Resolved,
    pub(crate) after: Resolved,
    pub(crate) given: String,
    pub(crate) seed: String,
    /// What happens between going there and coming back.
    pub(crate) meanwhile: String,
    pub(crate) then: Vec<String>,
    pub(crate) back: Vec<String>,
    /// What is said of the plan, and of which columns the values are meant to change.
    says: Vec<(String, String)>,
}

const BLOCKS: [&str; 12] = [
    "rust both",
    "rust before",
    "rust after",
    "toml both",
    "toml before",
    "toml after",
    "sql given",
    "sql seed",
    "sql meanwhile",
    "sql then",
    "sql back",
    "text plan",
];

/// A pair's file, not read yet.
pub(crate) struct Source {
    pub(crate) name: String,
    path: PathBuf,
    text: String,
}

impl Source {
    pub(crate) fn new(path: &Path, text: String) -> Source {
        let part = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
        Source {
            name: format!("{}/{}", part(path.parent().unwrap()), part(path)),
            path: path.to_owned(),
            text,
        }
    }

    pub(crate) fn read(&self) -> Pair {
        Pair::read(&self.name, &self.path, &self.text)
    }
}

/// Every pair, by name; those whose name holds `RLS_PAIR`, if that is set.
pub(crate) fn all() -> Vec<Source> {
    // tests/layouts asks for them too, from a package of its own
    let above =
        Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().map(|folder| folder.join("tests/migrations"));
    let root = above.into_iter().find(|folder| folder.is_dir()).unwrap();
    let list = |folder: &Path| {
        let mut paths: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    };
    let mut pairs = Vec::new();
    for theme in list(&root).into_iter().filter(|path| path.is_dir()) {
        for path in list(&theme).into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
            pairs.push(Source::new(&path, fs::read_to_string(&path).unwrap()));
        }
    }
    pairs.extend(super::whole::pairs(&root));
    let only = std::env::var("RLS_PAIR").unwrap_or_default();
    pairs.retain(|pair| pair.name.contains(&only));
    pairs
}

impl Pair {
    /// The pair of a file.
    fn read(name: &str, path: &Path, text: &str) -> Pair {
        let blocks = blocks(name, text);
        let block = |kind: &str| blocks.get(kind).cloned().unwrap_or_default();
        let side = |side: &str| {
            let toml = block("toml both") + &block(&format!("toml {side}"));
            let models = block("rust both") + &block(&format!("rust {side}"));
            resolve(&format!("{name}, {side}"), &toml, models)
        };
        let lines = |kind: &str| statements(&block(kind));
        let says = block("text plan");
        let says = says.lines().map(|line| {
            let (word, rest) = line.split_once(": ").unwrap_or_else(|| panic!("{name}: what is {line:?}?"));
            (word.to_owned(), rest.to_owned())
        });
        Pair {
            before: side("before"),
            after: side("after"),
            given: block("sql given"),
            seed: block("sql seed"),
            meanwhile: block("sql meanwhile"),
            then: lines("sql then"),
            back: lines("sql back"),
            says: says.collect(),
            name: name.to_owned(),
            folder: path.parent().unwrap().to_owned(),
            file: path.file_stem().unwrap().to_str().unwrap().to_owned(),
        }
    }

    pub(crate) fn plan(&self) -> Plan {
        plan(&self.before, &self.after, &Options::default())
    }

    /// What stands behind a word of the block `text plan`.
    pub(crate) fn said(&self, word: &str) -> Vec<&str> {
        self.says.iter().filter(|(said, _)| said == word).map(|(_, rest)| rest.as_str()).collect()
    }

    /// `table.column` of what was, where the values are meant to change.
    pub(crate) fn changes(&self) -> BTreeSet<String> {
        self.said("changes").into_iter().flat_map(|rest| rest.split(", ")).map(str::to_owned).collect()
    }

    /// What the pair says of its plan that does not hold.
    pub(crate) fn unmet(&self, plan: &Plan) -> Vec<String> {
        let (up, down) = (show::statements(plan, true), show::statements(plan, false));
        let hazards: BTreeSet<&str> = plan.hazards().iter().map(|hazard| hazard.kind.name()).collect();
        let mut unmet = Vec::new();
        let mut is_said = false;
        for (word, rest) in &self.says {
            let holds = match word.as_str() {
                "changes" | "unseen" | "not valid" => true,
                "hazards" => {
                    is_said = true;
                    hazards == rest.split(' ').filter(|word| *word != "none").collect::<BTreeSet<_>>()
                }
                "statements" => up.len().to_string() == *rest,
                "back statements" => down.len().to_string() == *rest,
                "parts" => {
                    rest.split(' ').map(str::to_owned).collect::<Vec<_>>()
                        == plan.parts.iter().map(|part| format!("{:?}", part.purpose)).collect::<Vec<_>>()
                }
                "has" => up.iter().any(|sql| sql.contains(rest)),
                "lacks" => !up.iter().any(|sql| sql.contains(rest)),
                "back has" => down.iter().any(|sql| sql.contains(rest)),
                "back lacks" => !down.iter().any(|sql| sql.contains(rest)),
                _ => panic!("{}: nothing is called {word:?}", self.name),
            };
            if !holds {
                unmet.push(format!("not so: {word}: {rest}"));
            }
        }
        let steps = plan.parts.iter().flat_map(|part| part.up.iter().chain(&part.down));
        for step in steps.filter(|step| step.sql.ends_with(" CASCADE") && step.sql.contains("DROP")) {
            unmet.push(format!("nobody sees what goes with it: {}", step.sql));
        }
        if !is_said {
            unmet.push("the pair does not say which hazards there are".to_owned());
        }
        if !unmet.is_empty() {
            unmet.push(format!("hazards: {hazards:?}\n{}", show::reviewed(plan)));
        }
        unmet
    }
}

/// What the scanner makes of a side, with nothing left open.
fn resolve(what: &str, toml: &str, models: String) -> Resolved {
    let (provider, roles) = settings(toml);
    let file = PathBuf::from("models.rs");
    let scanned = match scan(std::slice::from_ref(&file), &BTreeMap::from([(file.clone(), models)])) {
        Ok(scanned) => Schema { roles, ..scanned.schema },
        Err(failure) => panic!("{what}: {}", failure.errors),
    };
    let resolved = scanned.resolve(&provider).unwrap_or_else(|errors| panic!("{what}: {errors}"));
    let unknown = resolved.unknown_roles();
    assert!(unknown.is_empty(), "{what}: {unknown}");
    resolved
}

/// The blocks of code, by their first lines; two of one kind count as one.
fn blocks(name: &str, text: &str) -> BTreeMap<String, String> {
    let mut blocks: BTreeMap<String, String> = BTreeMap::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        match (line.strip_prefix("```"), &open) {
            (Some(kind), None) => {
                assert!(BLOCKS.contains(&kind), "{name}: there is no block {kind:?}, but {BLOCKS:?}");
                open = Some(kind.to_owned());
            }
            (Some(_), Some(_)) => open = None,
            (None, Some(kind)) => {
                let block = blocks.entry(kind.clone()).or_default();
                block.push_str(line);
                block.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{name}: a block does not end");
    blocks
}

/// Statements that each end a line with `;`.
fn statements(text: &str) -> Vec<String> {
    text.split(";\n").map(str::trim).filter(|sql| !sql.is_empty()).map(str::to_owned).collect()
}

//! Do pulled structs compile?
//!
//! All of them as modules of one program. The crates that we have not among our own are stood in for.

use std::{fmt::Write as _, fs, path::Path};

use rls_core::pull::{self, Layout, Notes};

use crate::{corpus::cases, nested};

const STAND_INS: [&str; 2] =
    ["mod rust_decimal { pub struct Decimal; }", "mod ipnetwork { pub struct IpNetwork; }"];

#[test]
fn what_is_pulled_compiles() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = Vec::new();
    for name in ["as_supabase_s_guides_write_it", "what_few_databases_have"] {
        let file = root.join(format!("tests/it/pull/snapshots/it__pull__hand__{name}.snap"));
        let text = fs::read_to_string(file).unwrap();
        sources.push((name.to_owned(), text.splitn(3, "---\n").last().unwrap().to_owned()));
    }
    sources.extend(cases().iter().map(|case| {
        let source = pull::write(&case.resolved(), Layout::File, &Notes::new());
        (case.name.clone(), source.module)
    }));
    let mut text = String::from("#![allow(dead_code, non_snake_case)]\n");
    for (number, (name, source)) in sources.iter().enumerate() {
        write!(text, "\n// {name}\nmod case_{number} {{\n{}\n{source}\n}}\n", STAND_INS.join("\n")).unwrap();
    }
    text.push_str("\nfn main() {}\n");
    assert!(sources.len() > 40, "{}", sources.len());
    let uses = format!(
        "chrono = {{ version = \"0.4\", default-features = false }}\npg-rls = {{ path = {:?}, features = [\"sql\"] }}\n\
         serde_json = \"1\"\nuuid = \"1\"\n",
        nested::here()
    );
    let folder = nested::package("rls-pulled", &uses);
    fs::write(folder.join("src/main.rs"), text).unwrap();
    let _one = nested::ONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let output = nested::command(env!("CARGO"), &folder).args(["build", "--quiet"]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

//! Does the page of `cargo rls access --format html` work in a browser?
//!
//! Needs Chromium and ChromeDriver, so it is no part of a plain `cargo test`: `cargo test -p cargo-rls --test browser`,
//! which `.ci/run` runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by a panic")]

mod driver;

use std::{path::Path, process::Command};

use serde_json::{Value, json};

use driver::Browser;

const ENTER: &str = "\u{e007}";
const ESCAPE: &str = "\u{e00c}";

/// The page of a file's models.
fn page(models: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_cargo-rls"))
        .args(["access", "--format", "html"])
        .arg(models)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn tenants() -> String {
    page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/tenants.rs"))
}

const SHOWN: &str = "return [...document.querySelectorAll('section.table')].filter(s => s.checkVisibility())\
    .map(s => s.querySelector('h2').textContent)";
const OPEN: &str = "return document.querySelector('dialog').open";

#[test]
fn it_is_searched() {
    let browser = Browser::start("search");
    browser.show(&tenants());
    let tables = json!(["comments", "invitations", "memberships", "notes", "teams"]);
    assert_eq!(browser.run(SHOWN), tables);
    // the key goes to the search and is not written there
    browser.keys("/claim email");
    assert_eq!(browser.run("return document.activeElement.value"), "claim email");
    assert_eq!(browser.run(SHOWN), json!(["invitations"]));
    assert_eq!(browser.run("return document.getElementById('count').textContent"), "1 of 5 tables");
    browser.run("search.value = ''; search.dispatchEvent(new Event('input'))");
    browser.click("#hide");
    assert_eq!(browser.run(SHOWN), tables);
    let rows = "return [...document.querySelectorAll('tbody tr')].filter(r => r.checkVisibility()).length";
    assert_eq!(browser.run(rows), 5, "nobody who may do nothing");
    assert_eq!(browser.complaints(), json!([]));
}

#[test]
fn a_cell_opens_what_is_behind_it() {
    let browser = Browser::start("cells");
    browser.show(&tenants());
    assert_eq!(browser.run(OPEN), false);
    browser.click("section:nth-of-type(4) tbody tr:nth-child(2) td[data-command=UPDATE] button");
    assert_eq!(browser.run(OPEN), true);
    let text = browser.run("return document.getElementById('what').textContent");
    let text = text.as_str().unwrap();
    assert!(text.starts_with("authenticated UPDATE notes"), "{text}");
    assert!(text.contains("CREATE POLICY \"crud-authenticated-policy-update\" ON \"notes\""), "{text}");
    assert!(text.contains("WITH CHECK"), "{text}");
    browser.keys(ESCAPE);
    assert_eq!(browser.run(OPEN), false);
    // by the keyboard alone; and the focus comes back
    browser.run("document.querySelectorAll('td button')[1].focus()");
    browser.keys(ENTER);
    assert_eq!(browser.run(OPEN), true);
    browser.keys(ESCAPE);
    assert_eq!(
        browser.run("return document.activeElement === document.querySelectorAll('td button')[1]"),
        true
    );
    assert_eq!(browser.complaints(), json!([]));
}

#[test]
fn names_are_no_markup() {
    let folder = std::env::temp_dir().join(format!("cargo-rls-browser-models-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("models.rs");
    let models = r##"
#[derive(pg_rls::Rls)]
#[rls(table = "<img src=x onerror=hit()>", crud(read = "odd('</template></dialog><script>hit()</script>')"))]
pub struct Odd { #[rls(primary_key)] pub id: i64 }
"##;
    std::fs::write(&file, models).unwrap();
    let browser = Browser::start("names");
    browser.show(&page(&file));
    assert_eq!(browser.run("return document.querySelector('h2').textContent"), "<img src=x onerror=hit()>");
    browser.click("tbody tr:nth-child(2) td button");
    let counts = "return [document.images.length, document.scripts.length, document.querySelectorAll('dialog').length]";
    assert_eq!(browser.run(counts), json!([0, 1, 1]));
    let text = browser.run("return document.querySelector('dialog pre').textContent");
    assert!(text.as_str().unwrap().contains("</template></dialog><script>hit()</script>"), "{text}");
    assert_eq!(browser.complaints(), json!([]));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn it_can_be_read_in_light_dark_on_a_phone_and_on_paper() {
    let browser = Browser::start("looks");
    browser.show(&page(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/blog.rs")));
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        let (least, place) = browser.contrast();
        assert!(least >= 4.5, "{scheme}: {least} {place}");
    }
    for width in [320, 390, 768, 1440] {
        browser.width(width);
        let beyond = browser.run("return document.documentElement.scrollWidth - innerWidth");
        assert!(beyond.as_i64().unwrap() <= 0, "{width}: {beyond} wider than the screen");
    }
    browser.chromium("Emulation.setEmulatedMedia", &json!({ "media": "print" }));
    let tools = "return document.querySelector('.tools').checkVisibility()";
    assert_eq!(browser.run(tools), Value::Bool(false), "a search is of no use on paper");
    assert_eq!(browser.complaints(), json!([]));
}

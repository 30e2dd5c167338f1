//! Does the page work for people: by pointer, by keyboard, in light and dark, on a phone?

use std::{
    thread::sleep,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{driver::Browser, program::Program};

const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const END: &str = "\u{e010}";

const TASKS: &str = "return [...document.querySelectorAll('.task')].map(e => e.textContent)";
const OWNERS: &str = "return [...document.querySelectorAll('.todos li')].map(e => e.dataset.owner)";
const WHO: &str = "return document.querySelector('.who')?.textContent";
const PATH: &str = "return location.pathname + location.search + location.hash";
const FIELD: &str = "return document.activeElement.value";
const TICKED: &str = "return document.querySelector('.tick').ariaChecked";
/// What has the focus: what it is called, as far as our pages call things.
const FOCUS: &str = "const e = document.activeElement; return e.getAttribute('aria-label') || \
    (e.getAttribute('aria-labelledby') && document.getElementById(e.getAttribute('aria-labelledby')).textContent) || \
    (e.labels && e.labels[0] && e.labels[0].textContent) || e.textContent";

/// Waits until a script returns this: a form that was sent is on its way for a moment.
#[track_caller]
fn shows(browser: &Browser, script: &str, expected: impl Into<Value>) {
    let expected = expected.into();
    let start = Instant::now();
    loop {
        let shown = browser.run(script);
        if shown == expected {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{script}: {shown} and not {expected}");
        sleep(Duration::from_millis(20));
    }
}

fn sign_in(browser: &Browser, program: &Program, user: &str) {
    browser.open(&program.url);
    shows(browser, PATH, "/sign-in");
    browser.click(&format!("button[value={user}]"));
    shows(browser, WHO, user);
}

fn sign_out(browser: &Browser) {
    browser.click("header button");
    shows(browser, PATH, "/sign-in");
}

/// Adds one to those that are there.
fn add(browser: &Browser, task: &str) {
    let mut tasks = browser.run(TASKS);
    tasks.as_array_mut().unwrap().push(task.into());
    browser.click("#task");
    browser.keys(task);
    browser.keys(ENTER);
    shows(browser, TASKS, tasks);
}

#[test]
fn each_of_two_sees_their_own() {
    let (program, browser) = (Program::dev(), Browser::start("two"));
    sign_in(&browser, &program, "alice");
    shows(&browser, "return document.querySelector('.empty strong').textContent", "Nothing to do.");
    add(&browser, "Water the plants");
    add(&browser, "Call mother");

    browser.click("li:first-child .tick");
    shows(&browser, TICKED, "true");
    shows(&browser, "return document.querySelector('.count').textContent", "1 to do, 1 done");
    browser.click("li:last-child a");
    shows(&browser, FIELD, "Call mother");
    browser.run("document.activeElement.select()");
    browser.keys(&format!("Call father{ENTER}"));
    shows(&browser, TASKS, json!(["Water the plants", "Call father"]));
    sign_out(&browser);

    sign_in(&browser, &program, "bob");
    assert_eq!(browser.run(TASKS), json!([]), "alice's are not there");
    add(&browser, "Pay alice");
    assert_eq!(browser.run(OWNERS), json!(["bob"]));
    sign_out(&browser);

    sign_in(&browser, &program, "alice");
    assert_eq!(browser.run(OWNERS), json!(["alice", "alice"]));
    browser.click("li:first-child form:last-child button");
    shows(&browser, TASKS, json!(["Call father"]));
    assert_eq!(browser.run("return document.cookie"), "", "no script reads the session");
    assert_eq!(browser.complaints(), json!([]));
}

#[test]
fn a_task_is_text() {
    let (program, browser) = (Program::dev(), Browser::start("text"));
    sign_in(&browser, &program, "alice");
    let tasks = [
        "<img src=x onerror=alert(1)>",
        "</span></li></ul><script>document.title='hit'</script>",
        "\" autofocus onfocus=\"alert(1)",
        "javascript:alert(1) {{ 7*7 }} &lt;b&gt;",
    ];
    for task in tasks {
        add(&browser, task);
    }
    // and in the field where it is edited, whose name it is in the buttons
    browser.click("li:nth-child(3) a");
    shows(&browser, FIELD, tasks[2]);
    let found = browser.run("return [document.images.length, document.scripts.length, document.title]");
    assert_eq!(found, json!([0, 0, "Todos"]));
    assert_eq!(browser.complaints(), json!([]));
}

#[test]
fn the_keyboard_is_enough() {
    let (program, browser) = (Program::dev(), Browser::start("keyboard"));
    browser.open(&program.url);
    browser.keys(&format!("{TAB}{TAB}"));
    shows(&browser, FOCUS, "Sign in as alice");
    browser.keys(ENTER);
    shows(&browser, WHO, "alice");
    for (task, tasks) in [("One", json!(["One"])), ("Two", json!(["One", "Two"]))] {
        // the field has the focus when the list is shown
        shows(&browser, FOCUS, "New todo");
        browser.keys(&format!("{task}{ENTER}"));
        shows(&browser, TASKS, tasks);
    }
    shows(&browser, FOCUS, "New todo");
    browser.keys(&format!("{TAB}{TAB}"));
    shows(&browser, FOCUS, "One");
    assert_ne!(browser.run("return getComputedStyle(document.activeElement).outlineStyle"), "none");
    browser.keys(" ");
    shows(&browser, TICKED, "true");
    // it goes on where it was
    browser.keys(&format!("{TAB}{TAB}"));
    shows(&browser, FOCUS, "Edit One");
    browser.keys(ENTER);
    shows(&browser, FIELD, "One");
    browser.keys(&format!("{END} and a half{ENTER}"));
    shows(&browser, TASKS, json!(["One and a half", "Two"]));
    browser.keys(&format!("{TAB}{TAB}{TAB}"));
    shows(&browser, FOCUS, "Delete One and a half");
    browser.keys(ENTER);
    shows(&browser, TASKS, json!(["Two"]));
    assert_eq!(browser.complaints(), json!([]));
}

#[test]
fn whose_session_has_ended_signs_in_again() {
    let browser = Browser::start("ended");
    let before = Program::dev();
    sign_in(&browser, &before, "alice");
    drop(before);
    // another run has another key; to the browser it is the same host
    let program = Program::dev();
    browser.open(&program.url);
    shows(&browser, PATH, "/sign-in?ended");
    let note = browser.run("return document.querySelector('[role=status]').textContent");
    assert_eq!(note, "Your session has ended. Sign in again.");
    browser.click("button[value=alice]");
    shows(&browser, WHO, "alice");
    // a page that is open while the session ends
    let stale = json!({ "name": "todos", "value": "x.y.z", "url": program.url, "path": "/" });
    browser.chromium("Network.setCookie", &stale);
    browser.click("#task");
    browser.keys(&format!("Too late{ENTER}"));
    shows(&browser, PATH, "/sign-in?ended");
    browser.click("button[value=alice]");
    shows(&browser, WHO, "alice");
    assert_eq!(browser.run(TASKS), json!([]));
}

/// Everything that can be pressed or written into.
const CONTROLS: &str = "const controls = [...document.querySelectorAll('button, a, input, textarea')];";

#[test]
fn it_can_be_read_in_light_dark_and_on_a_phone() {
    let (program, browser) = (Program::dev(), Browser::start("looks"));
    sign_in(&browser, &program, "alice");
    add(&browser, "Water the plants");
    add(&browser, &"W".repeat(120));
    add(&browser, "Call mother about the long weekend and whether the small suitcase is still in her cellar");
    browser.click("li:first-child .tick");
    shows(&browser, TICKED, "true");
    for path in ["/", "/todos/1", "/nothing", "/sign-in?ended"] {
        browser.open(&format!("{}{path}", program.url));
        for scheme in ["light", "dark"] {
            browser.scheme(scheme);
            let (least, place) = browser.contrast();
            assert!(least >= 4.5, "{path} {scheme}: {least} {place}");
        }
        for width in [320, 390, 768, 1440] {
            browser.width(width);
            let beyond = browser.run("return document.documentElement.scrollWidth - innerWidth");
            assert!(beyond.as_i64().unwrap() <= 0, "{path} {width}: {beyond} wider than the screen");
            let small = browser.run(&format!(
                "{CONTROLS} return controls.map(e => [e.getBoundingClientRect(), e.outerHTML])
                 .filter(([box]) => box.width < 24 || box.height < 24).map(([, html]) => html)"
            ));
            assert_eq!(small, json!([]), "{path} {width}: too small for a finger");
        }
        // each has a name, and no two of a page have the same
        let names = browser.run(&format!(
            "{CONTROLS} return controls.map(e => (e.getAttribute('aria-label') || (e.labels?.[0] ?? e).textContent ||
             document.getElementById(e.getAttribute('aria-labelledby'))?.textContent || '').trim())"
        ));
        let names: Vec<&str> = names.as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert!(!names.contains(&"") && once.len() == names.len(), "{path}: {names:?}");
    }
}

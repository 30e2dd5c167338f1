//! How is a browser driven?
//!
//! By ChromeDriver, in the few calls of WebDriver that are needed: a client crate would bring an async runtime along.

use std::{
    fs,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

/// A headless Chromium with one page.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    profile: PathBuf,
}

const CONTRAST: &str = r"
const rgb = (text) => (text.match(/[\d.]+/g) || []).map(Number);
const light = (c) => { const [r, g, b] = c.slice(0, 3).map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
let least = [99, ''];
for (const e of document.querySelectorAll('body *')) {
  if (!e.checkVisibility() || ![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
  let on = e, ground = [0, 0, 0, 0];
  while (on && (ground.length === 4 && ground[3] === 0)) { ground = rgb(getComputedStyle(on).backgroundColor); on = on.parentElement; }
  const [a, b] = [light(rgb(getComputedStyle(e).color)), light(ground)];
  const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
  if (ratio < least[0]) least = [ratio, e.outerHTML.slice(0, 200)];
}
return least;";

const HOW: &str = "chromedriver and chromium are needed: apt-get install chromium chromium-driver";

impl Browser {
    pub(crate) fn start(name: &str) -> Browser {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{HOW} ({error})"));
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .map_while(Result::ok)
            .find_map(|line| line.split_once("successfully on port ")?.1.trim_end_matches('.').parse().ok())
            .expect("chromedriver says its port");
        let profile = std::env::temp_dir().join(format!("cargo-rls-browser-{}-{name}", std::process::id()));
        let mut browser = Browser { driver, port, session: String::new(), profile };
        // as root there is no sandbox; nothing else may look for the network
        let args = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            &format!("--user-data-dir={}", browser.profile.display()),
        ];
        let asked = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "args": args },
            "goog:loggingPrefs": { "browser": "ALL" },
        } } });
        let session = browser.call("POST", "/session", &asked);
        browser.session = session["sessionId"].as_str().expect("a session").to_owned();
        browser
    }

    /// Shows a page, and gives its file.
    pub(crate) fn show(&self, html: &str) {
        let file = self.profile.with_extension("html");
        fs::write(&file, html).unwrap();
        self.open(&format!("file://{}", file.display()));
    }

    /// Goes to an address.
    pub(crate) fn open(&self, url: &str) {
        self.post("/url", &json!({ "url": url }));
    }

    /// The least contrast of the page by WCAG's rule, and where: of everything with a text of its own, on the nearest ground
    /// that is painted.
    pub(crate) fn contrast(&self) -> (f64, String) {
        let least = self.run(CONTRAST);
        (least[0].as_f64().unwrap(), least[1].as_str().unwrap().to_owned())
    }

    /// A screen of this width; narrow ones are phones.
    pub(crate) fn width(&self, width: u32) {
        let size = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 700 });
        self.chromium("Emulation.setDeviceMetricsOverride", &size);
    }

    /// As somebody has it who prefers light, or dark.
    pub(crate) fn scheme(&self, scheme: &str) {
        let media = json!({ "media": "", "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
        self.chromium("Emulation.setEmulatedMedia", &media);
    }

    /// The value of a script's `return`.
    pub(crate) fn run(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// A click by the pointer, as somebody would.
    pub(crate) fn click(&self, selector: &str) {
        let element = self.post("/element", &json!({ "using": "css selector", "value": selector }));
        let id = element.as_object().and_then(|object| object.values().next()).unwrap().as_str().unwrap();
        self.post(&format!("/element/{id}/click"), &json!({}));
    }

    /// Keys, each pressed and let go, to whatever has the focus.
    pub(crate) fn keys(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                let key = key.to_string();
                [json!({ "type": "keyDown", "value": key }), json!({ "type": "keyUp", "value": key })]
            })
            .collect();
        self.post("/actions", &json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] }));
    }

    /// A command of Chromium's own.
    pub(crate) fn chromium(&self, command: &str, params: &Value) -> Value {
        self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": params }))
    }

    /// What the page complained of: what is for information only is left out.
    pub(crate) fn complaints(&self) -> Value {
        let mut log = self.post("/se/log", &json!({ "type": "browser" }));
        log.as_array_mut().unwrap().retain(|entry| entry["level"] != "INFO");
        log
    }

    fn post(&self, path: &str, body: &Value) -> Value {
        self.call("POST", &format!("/session/{}{path}", self.session), body)
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Value {
        match self.request(method, path, &body.to_string()) {
            Ok((200, answer)) => answer["value"].clone(),
            Ok((status, answer)) => panic!("{path}: {status} {answer}"),
            Err(error) => panic!("{path}: {error}"),
        }
    }

    /// One request. The connection stays open, so the answer is as long as it says.
    fn request(&self, method: &str, path: &str, body: &str) -> io::Result<(u16, Value)> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        let (port, length) = (self.port, body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: {length}\r\n\r\n{body}"
        )?;
        let mut reader = BufReader::new(stream);
        let (mut status, mut length, mut line) = (0, 0, String::new());
        while reader.read_line(&mut line)? > 2 {
            let lower = line.to_ascii_lowercase();
            if let Some(value) = lower.strip_prefix("content-length:") {
                length = value.trim().parse().map_err(io::Error::other)?;
            } else if lower.starts_with("http/") {
                status = lower.split(' ').nth(1).and_then(|code| code.parse().ok()).unwrap_or(0);
            }
            line.clear();
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        Ok((status, serde_json::from_slice(&body)?))
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // the browser goes with its session, and would stay without
        let _ = self.request("DELETE", &format!("/session/{}", self.session), "");
        let _ = self.driver.kill();
        let _ = self.driver.wait();
        let _ = fs::remove_dir_all(&self.profile);
        let _ = fs::remove_file(self.profile.with_extension("html"));
    }
}

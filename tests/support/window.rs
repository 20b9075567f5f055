//! The real window, driven through WebKitWebDriver.
//!
//! A recorder in the page writes down everything the screen shows, so that a test can ask for what
//! was shown after a tap even when it has gone again, and for the order of it. Waiting is one call
//! that the page answers when there is something new; nobody asks again and again.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::TimeoutConfiguration;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::processes::{children, has_ended, signal};
use crate::{Failure, Outcome, PATIENCE, bin};

/// How long one call to the page waits for news. Shorter than the driver's own limit.
const ONE_WAIT: Duration = Duration::from_secs(10);

/// What to start.
pub struct Launch {
    program: PathBuf,
    arguments: Vec<OsString>,
    home: Option<PathBuf>,
    camera: bool,
    impatient: bool,
    held: bool,
    screens: Option<PathBuf>,
    speech: Option<PathBuf>,
}

/// What the screen shows at one moment.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase", default)]
pub struct Shown {
    /// `data-testid` of the screen.
    pub screen: String,
    /// `data-verdict`.
    pub verdict: Option<String>,
    /// `data-reason`.
    pub reason: Option<String>,
    /// What a verdict or a sale says.
    pub message: Option<String>,
    /// The text of `verdict-hint`.
    pub hint: Option<String>,
    /// The reason of `desk-notice`.
    pub notice: Option<String>,
    /// `data-step` of the set-up.
    pub step: Option<String>,
    /// The code of `setup-error`.
    pub problem: Option<String>,
    /// The state of `setup-tap-state`.
    pub tap: Option<String>,
    /// How sure the form of the number is that was read.
    pub number: Option<String>,
    /// The states of the four account checks.
    pub checks: String,
    /// A button of the set-up waits for an answer.
    pub waiting: bool,
    /// The page's language.
    pub language: String,
    /// Which screen this is, counted as they are drawn; more detail on the same screen leaves it.
    pub drawn: u32,
}

impl Shown {
    /// Whether this is a verdict of this kind.
    pub fn is_verdict(&self, verdict: &str) -> bool {
        self.verdict.as_deref() == Some(verdict)
    }

    /// Whether this is the set-up at this question, with nothing on its way.
    pub fn is_step(&self, step: &str) -> bool {
        self.step.as_deref() == Some(step) && !self.waiting
    }

    /// Screen, verdict and reason in a word each, for comparing whole runs.
    pub fn short(&self) -> String {
        let parts = [Some(&self.screen), self.verdict.as_ref(), self.reason.as_ref()];
        parts.into_iter().flatten().cloned().collect::<Vec<_>>().join(" ")
    }
}

/// A running application. Everything it started ends when this is dropped.
pub struct Window {
    pub(crate) client: Client,
    application: u32,
    said: TempDir,
    _driver: Driver,
}

impl Launch {
    /// The application with this data folder.
    pub fn of(data: &Path) -> Self {
        Self::program(&bin()).with("--data-dir").with(data)
    }

    /// Another program with a window, without arguments.
    pub fn program(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            arguments: Vec::new(),
            home: None,
            camera: false,
            impatient: false,
            held: false,
            screens: None,
            speech: None,
        }
    }

    /// With one more argument.
    #[must_use]
    pub fn with(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.arguments.push(argument.as_ref().to_owned());
        self
    }

    /// With a home folder of its own, where caches go.
    #[must_use]
    pub fn home(mut self, folder: &Path) -> Self {
        self.home = Some(folder.to_owned());
        self
    }

    /// On a computer whose cameras and microphones the web view makes up. What they show changes.
    #[must_use]
    pub fn made_up_camera(mut self) -> Self {
        self.camera = true;
        self
    }

    /// Looked after as strictly as in a studio, although its page is driven.
    #[must_use]
    pub fn impatient(mut self) -> Self {
        self.impatient = true;
        self
    }

    /// As at a studio: the member's window comes back whatever happens to it. Otherwise tests may make it
    /// larger and smaller.
    #[must_use]
    pub fn held(mut self) -> Self {
        self.held = true;
        self
    }

    /// With the screens that this file says, now and whenever it changes: their name, x, y, width and height.
    #[must_use]
    pub fn screens(mut self, file: &Path) -> Self {
        self.screens = Some(file.to_owned());
        self
    }

    /// On a computer whose speech service listens here.
    #[must_use]
    pub fn speech(mut self, socket: &Path) -> Self {
        self.speech = Some(socket.to_owned());
        self
    }

    /// Opens the window and waits until its page is there.
    pub async fn open(self) -> Outcome<Window> {
        let said = tempfile::tempdir()?;
        let driver = Driver::start(&self, said.path()).await?;
        let arguments: Vec<_> =
            self.arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let wish = json!({ "webkitgtk:browserOptions": { "binary": self.program, "args": arguments } });
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wish.as_object().cloned().unwrap_or_default())
            .connect(&driver.url)
            .await
            .map_err(|error| Failure::new(format!("no window: {error}\n{}", words(said.path()))))?;
        let application = driver.child().ok_or_else(|| Failure::new("the driver has started nothing"))?;
        let limit = TimeoutConfiguration::new(Some(ONE_WAIT * 3), None, None);
        client.update_timeouts(limit).await?;
        let window = Window { client, application, said, _driver: driver };
        window.record().await?;
        Ok(window)
    }
}

impl Window {
    /// What is shown now.
    pub async fn now(&self) -> Outcome<Shown> {
        let (at, mut new) = self.seen(None).await?;
        new.pop().ok_or_else(|| Failure::new(format!("nothing was recorded up to {at}")))
    }

    /// A place in the record: everything later happened after this call.
    pub async fn mark(&self) -> Outcome<usize> {
        Ok(self.seen(None).await?.0)
    }

    /// What was shown from `mark` on.
    pub async fn since(&self, mark: usize) -> Outcome<Vec<Shown>> {
        Ok(self.seen(Some(mark)).await?.1)
    }

    /// Waits until something that `wanted` describes is shown, counting what is shown now.
    pub async fn until(&self, what: &str, wanted: impl Fn(&Shown) -> bool) -> Outcome<Shown> {
        let mark = self.mark().await?;
        self.after(mark.saturating_sub(1), what, wanted).await
    }

    /// Waits until something that `wanted` describes was shown after `mark`.
    pub async fn after(&self, mark: usize, what: &str, wanted: impl Fn(&Shown) -> bool) -> Outcome<Shown> {
        let deadline = Instant::now() + PATIENCE;
        let mut from = mark;
        loop {
            let new = self.news(from).await?;
            if let Some(found) = new.iter().find(|shown| wanted(shown)) {
                return Ok(found.clone());
            }
            from += new.len();
            if Instant::now() >= deadline {
                return Err(self.describe(&format!("never came: {what}"), mark).await);
            }
        }
    }

    /// Waits for the first verdict about a tap that came after `mark`. One from before may still get
    /// its name, and a new one may say the same as the last.
    pub async fn verdict_after(&self, mark: usize) -> Outcome<Shown> {
        let before = self.since(mark.saturating_sub(1)).await?.first().map_or(0, |shown| shown.drawn);
        self.after(mark, "a verdict", |shown| shown.screen == "verdict" && shown.drawn > before).await
    }

    /// What the verdict on the screen says: `data-verdict`, `data-reason`, message.
    pub async fn verdict(&self) -> Outcome<(String, Option<String>, String)> {
        let shown = self.until("a verdict", |shown| shown.screen == "verdict").await?;
        Ok((shown.verdict.unwrap_or_default(), shown.reason, shown.message.unwrap_or_default()))
    }

    /// Waits for the idle screen.
    pub async fn idle(&self) -> Outcome<Shown> {
        self.until("the idle screen", |shown| shown.screen == "screen-idle").await
    }

    /// Waits until an element with this `data-testid` is there.
    pub async fn wait_for(&self, testid: &str) -> Outcome<()> {
        let script = format!("return document.querySelector('[data-testid=\"{testid}\"]') !== null");
        self.holds(&format!("an element {testid}"), &script).await
    }

    /// Waits until the body of a function returns something true in the page.
    pub async fn holds(&self, what: &str, body: &str) -> Outcome<()> {
        let script = format!(
            "const [millis, done] = arguments;
             const holds = () => {{ {body} }};
             if (holds()) return done(true);
             const end = (value) => {{
               observer.disconnect(); removeEventListener('resize', check); clearTimeout(timer); done(value);
             }};
             const check = () => {{ if (holds()) end(true); }};
             const observer = new MutationObserver(check);
             observer.observe(document, {{ subtree: true, childList: true, attributes: true, characterData: true }});
             addEventListener('resize', check);
             const timer = setTimeout(() => end(holds() ? true : false), millis);"
        );
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if self.client.execute_async(&script, vec![millis(ONE_WAIT)]).await? == true {
                return Ok(());
            }
        }
        Err(self.describe(&format!("never came: {what}"), 0).await)
    }

    /// The address of the page.
    pub async fn address(&self) -> Outcome<String> {
        Ok(self.client.current_url().await?.to_string())
    }

    /// Chooses the language on the idle screen, in the set-up or on the trainer's panel, unless it is spoken
    /// already: where there is little room, that one has no button.
    pub async fn set_language(&self, tag: &str) -> Outcome {
        if self.now().await?.language == tag {
            return Ok(());
        }
        self.press(&format!("language-{tag}")).await?;
        let wanted = |shown: &Shown| shown.language == tag;
        self.until(&format!("the language {tag}"), wanted).await?;
        Ok(())
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str) -> Outcome<Value> {
        Ok(self.client.execute(script, Vec::new()).await?)
    }

    /// Runs a script in the page that awaits something; `return` gives the value back.
    pub async fn run_async(&self, script: &str) -> Outcome<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async () => {{ {script} }})().then(done, (error) => done({{ error: String(error) }}));"
        );
        Ok(self.client.execute_async(&script, Vec::new()).await?)
    }

    /// Calls a command of the application; `Err` is what the page would be told, or that it is told nothing.
    pub async fn invoke(&self, command: &str, arguments: &Value) -> Outcome<Result<Value, String>> {
        let script = format!(
            "const silence = new Promise((_, no) => setTimeout(() => no('no answer'), 5000));
             const answer = window.__TAURI_INTERNALS__.invoke({command:?}, {arguments});
             try {{ return {{ ok: (await Promise.race([answer, silence])) ?? null }}; }}
             catch (error) {{ return {{ refused: typeof error === 'string' ? error : JSON.stringify(error) }}; }}"
        );
        let answer = self.run_async(&script).await?;
        Ok(match answer.get("refused").and_then(Value::as_str) {
            Some(refused) => Err(refused.to_owned()),
            None => Ok(answer["ok"].clone()),
        })
    }

    /// Waits for a window of the application whose address ends like this, and goes to it.
    pub async fn comes(&self, end: &str) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        loop {
            tick.tick().await;
            match self.switch_to(end).await {
                Ok(()) => return Ok(()),
                Err(failure) if Instant::now() > deadline => return Err(failure),
                Err(_) => {}
            }
        }
    }

    /// Waits until there are this many windows.
    pub async fn window_count(&self, count: usize) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(20));
        while self.windows().await? != count {
            tick.tick().await;
            if Instant::now() > deadline {
                return Err(Failure::new(format!("there are not {count} windows")));
            }
        }
        Ok(())
    }

    /// How many windows there are.
    pub async fn windows(&self) -> Outcome<usize> {
        Ok(self.client.windows().await?.len())
    }

    /// Goes to the window of the application whose address ends like this.
    pub async fn switch_to(&self, end: &str) -> Outcome {
        let mut seen = Vec::new();
        for window in self.client.windows().await? {
            self.client.switch_to_window(window).await?;
            let address = self.client.current_url().await?.to_string();
            if address.ends_with(end) {
                return self.record().await;
            }
            seen.push(address);
        }
        Err(Failure::new(format!("no window shows {end}; there are {seen:?}")))
    }

    /// Makes the window this large, its decorations apart.
    pub async fn resize(&self, width: u32, height: u32) -> Outcome {
        self.client.set_window_size(width, height).await?;
        let wanted = format!("return innerWidth === {width} && innerHeight === {height}");
        self.holds(&format!("a page of {width}×{height}"), &wanted).await?;
        // Two frames later everything that follows the size has followed it.
        let frames = "await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
                      await document.fonts.ready; return true;";
        self.run_async(frames).await?;
        Ok(())
    }

    /// Waits until what comes in with a screen has come in, and is drawn.
    pub async fn rests(&self) -> Outcome {
        let still = "await document.fonts.ready;
             const passing = document.getAnimations().filter(
               (animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
             // An animation that was paused never finishes.
             const enough = new Promise((go) => setTimeout(go, 2000));
             await Promise.race([enough, Promise.all(passing.map((one) => one.finished.catch(() => null)))]);
             await new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
             return true;";
        self.run_async(still).await?;
        Ok(())
    }

    /// Saves a picture of the page once what comes in with the screen has come in.
    pub async fn screenshot(&self, path: &Path) -> Outcome {
        // The driver takes its picture with the next frame, and a page that rests has none: without
        // the pulse it would wait for the next screen.
        let still = "const pulse = document.body.appendChild(document.createElement('i'));
             pulse.id = 'pulse';
             Object.assign(pulse.style, { position: 'fixed', top: 0, left: 0, width: '1px', height: '1px' });
             pulse.animate([{ opacity: 0 }, { opacity: 0.01 }], { duration: 100, iterations: Infinity });";
        self.run(still).await?;
        self.rests().await?;
        let picture = self.client.screenshot().await;
        self.run("document.getElementById('pulse')?.remove()").await?;
        fs::write(path, picture?)?;
        Ok(())
    }

    /// The process of the application.
    pub fn process(&self) -> u32 {
        self.application
    }

    /// Megabytes of memory the application's own process holds.
    pub fn megabytes(&self) -> Outcome<u64> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.application))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
        kilobytes.map(|kilobytes| kilobytes / 1024).ok_or_else(|| Failure::new("no VmRSS"))
    }

    /// Everything the application has printed.
    pub fn printed(&self) -> String {
        words(self.said.path())
    }

    /// Ends the application the hard way, as a power cut would, and waits until it is gone.
    pub async fn kill(self) -> Outcome {
        signal(self.application, "KILL");
        self.ends().await
    }

    /// Has the application end in order, as a system does that shuts down, and waits until it is gone.
    pub async fn close(self) -> Outcome {
        signal(self.application, "TERM");
        self.ends().await
    }

    /// Waits until the application has ended.
    pub async fn ends(&self) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        // The driver may not collect its child before it is asked for something.
        while !has_ended(self.application) {
            tick.tick().await;
            if Instant::now() > deadline {
                return Err(Failure::new("the application does not end"));
            }
        }
        Ok(())
    }

    /// An error that carries what was on the screen.
    pub async fn describe(&self, what: &str, mark: usize) -> Failure {
        let seen = self.since(mark).await.unwrap_or_default();
        let seen: Vec<_> = seen.iter().map(|shown| format!("  {shown:?}")).collect();
        let text = self.run("return document.body.innerText").await;
        let text = text.ok().and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default();
        Failure::new(format!(
            "{what}\nrecorded since then:\n{}\non the screen now:\n{text}\nprinted:\n{}",
            seen.join("\n"),
            self.printed()
        ))
    }

    async fn record(&self) -> Outcome {
        self.run(RECORDER).await?;
        Ok(())
    }

    /// The length of the record and what is in it from `from` on; without it the last entry.
    async fn seen(&self, from: Option<usize>) -> Outcome<(usize, Vec<Shown>)> {
        let script = "const seen = window.__record.seen;
                      return [seen.length, seen.slice(arguments[0] ?? seen.length - 1)];";
        let answer = self.client.execute(script, vec![json!(from)]).await?;
        Ok(serde_json::from_value(answer)?)
    }

    /// What was recorded from `from` on, as soon as there is something, or nothing after a while.
    async fn news(&self, from: usize) -> Outcome<Vec<Shown>> {
        let script = "const [from, millis, done] = arguments;
            const record = window.__record;
            const end = () => { clearTimeout(timer); record.wake = null; done(record.seen.slice(from)); };
            const timer = setTimeout(end, millis);
            if (record.seen.length > from) end(); else record.wake = end;";
        let answer = self.client.execute_async(script, vec![json!(from), millis(ONE_WAIT)]).await?;
        Ok(serde_json::from_value(answer)?)
    }
}

const RECORDER: &str = r#"
    if (window.__record) return;
    const drawn = new WeakMap();
    let screens = 0;
    const one = (id) => document.querySelector(`[data-testid="${id}"]`);
    const text = (id) => one(id)?.textContent.trim() ?? null;
    const look = () => {
      const main = document.querySelector('main[data-testid]');
      if (main && !drawn.has(main)) drawn.set(main, ++screens);
      const setup = main?.dataset.testid === 'setup-step';
      const checks = [...document.querySelectorAll('[data-testid^="setup-check-"]')];
      return {
        screen: main?.dataset.testid ?? '',
        verdict: main?.dataset.verdict ?? null,
        reason: main?.dataset.reason ?? null,
        message: text('verdict-message') ?? text('sale-message'),
        hint: text('verdict-hint') ?? text('sale-hint'),
        notice: one('desk-notice')?.dataset.reason ?? null,
        step: main?.dataset.step ?? null,
        problem: one('setup-error')?.dataset.code ?? null,
        tap: one('setup-tap-state')?.dataset.state ?? null,
        number: one('setup-tap-state')?.dataset.number ?? null,
        checks: checks.map((check) => check.dataset.state).join(' '),
        waiting: setup && document.querySelector('.actions .secondary:disabled, form[aria-busy=true]') !== null
          || setup && one('setup-next')?.disabled === true && main.dataset.step === 'account',
        language: document.documentElement.lang,
        drawn: main ? drawn.get(main) : 0,
      };
    };
    const record = { seen: [], wake: null };
    window.__record = record;
    let last = '';
    const note = () => {
      const shown = look();
      const key = JSON.stringify(shown);
      if (key === last) return;
      last = key;
      record.seen.push(shown);
      record.wake?.();
    };
    new MutationObserver(note).observe(document, {
      subtree: true, childList: true, characterData: true,
      attributeFilter: ['data-testid', 'data-verdict', 'data-reason', 'data-step', 'data-code', 'data-state',
        'lang', 'disabled'],
    });
    note();
"#;

fn millis(duration: Duration) -> Value {
    json!(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn words(folder: &Path) -> String {
    let read = |name| fs::read(folder.join(name)).unwrap_or_default();
    [read("out"), read("err")].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
}

/// WebKitWebDriver on a port of its own. One left behind would make later runs fail in confusing
/// ways, and it does not end what it has started when it is killed.
struct Driver {
    process: Child,
    url: String,
}

impl Driver {
    async fn start(launch: &Launch, said: &Path) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let mut command = Command::new("WebKitWebDriver");
        command.arg(format!("--port={port}")).env("TAURI_WEBVIEW_AUTOMATION", "true");
        if let Some(home) = &launch.home {
            command.env("HOME", home);
            for (variable, folder) in [
                ("XDG_CONFIG_HOME", ".config"),
                ("XDG_CACHE_HOME", ".cache"),
                ("XDG_DATA_HOME", ".local/share"),
                ("XDG_STATE_HOME", ".local/state"),
            ] {
                command.env(variable, home.join(folder));
            }
        }
        if launch.camera {
            command.env("PORTICO_MADE_UP_CAMERA", "1");
        }
        if launch.impatient {
            command.env("PORTICO_IMPATIENT", "1");
        }
        if let Some(screens) = &launch.screens {
            command.env("PORTICO_MADE_UP_SCREENS", screens);
        }
        if launch.held {
            command.env("PORTICO_HELD", "1");
        }
        if let Some(socket) = &launch.speech {
            command.env("SPEECHD_ADDRESS", format!("unix_socket:{}", socket.display()));
        }
        // The application inherits both.
        command.stdin(Stdio::null());
        command.stdout(fs::File::create(said.join("out"))?).stderr(fs::File::create(said.join("err"))?);
        let process = command
            .spawn()
            .map_err(|error| Failure::new(format!("WebKitWebDriver does not start: {error}")))?;
        let driver = Self { process, url: format!("http://127.0.0.1:{port}") };
        let deadline = Instant::now() + PATIENCE;
        let mut tick = tokio::time::interval(Duration::from_millis(5));
        while tokio::net::TcpStream::connect(("127.0.0.1", port)).await.is_err() {
            tick.tick().await;
            if Instant::now() > deadline {
                return Err(Failure::new("WebKitWebDriver takes no connections"));
            }
        }
        Ok(driver)
    }

    fn child(&self) -> Option<u32> {
        children(self.process.id()).into_iter().next()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        for child in children(self.process.id()) {
            signal(child, "KILL");
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

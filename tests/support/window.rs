//! The real window, driven through WebKitWebDriver: its page and its process. `launch` opens it, and what
//! it showed is asked of `record`.

mod driver;
mod launch;
mod record;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use fantoccini::Client;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::processes::{has_ended, signal};
use crate::{Failure, Outcome, PATIENCE};

use driver::Driver;
pub use launch::Launch;
pub use record::Shown;

/// How long one call to the page waits for news. Shorter than the driver's own limit.
const ONE_WAIT: Duration = Duration::from_secs(10);

/// A running application. Everything it started ends when this is dropped.
pub struct Window {
    pub(crate) client: Client,
    application: u32,
    said: TempDir,
    _driver: Driver,
}

fn millis(duration: Duration) -> Value {
    json!(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

fn words(folder: &Path) -> String {
    let read = |name| fs::read(folder.join(name)).unwrap_or_default();
    [read("out"), read("err")].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat()
}

impl Window {
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

    /// Goes to the window of the application whose address, without what it is asked, ends like this.
    pub async fn switch_to(&self, end: &str) -> Outcome {
        let mut seen = Vec::new();
        for window in self.client.windows().await? {
            self.client.switch_to_window(window).await?;
            let address = self.client.current_url().await?.to_string();
            if address.split('?').next().is_some_and(|page| page.ends_with(end)) {
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
}

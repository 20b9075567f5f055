//! What the screen showed. A recorder in the page writes down everything, so that a test can ask for what
//! was shown after a tap even when it has gone again, and for the order of it. Waiting is one call that the
//! page answers when there is something new; nobody asks again and again.

use std::time::Instant;

use serde::Deserialize;
use serde_json::json;

use super::{ONE_WAIT, Window, millis};
use crate::{Failure, Outcome, PATIENCE};

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

    /// Has the page write down what it shows.
    pub(super) async fn record(&self) -> Outcome {
        self.run(RECORDER).await?;
        Ok(())
    }

    /// Leaves the page alone from now on: what is written down about each change is part of how long it takes.
    pub async fn unrecorded(&self) -> Outcome {
        self.run("window.__record.end()").await?;
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
    const record = { seen: [], wake: null, end: () => watch.disconnect() };
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
    const watch = new MutationObserver(note);
    watch.observe(document, {
      subtree: true, childList: true, characterData: true,
      attributeFilter: ['data-testid', 'data-verdict', 'data-reason', 'data-step', 'data-code', 'data-state',
        'lang', 'disabled'],
    });
    note();
"#;

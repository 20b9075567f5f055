//! Sees to it that the member's screen comes back: a thread that looks, and what it does about what it
//! sees. When and what is decided in [`rules`] without either.

pub mod guard;

mod crashes;
mod notify;
mod rules;
mod window;

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use desk::Desk;
use tauri::{AppHandle, Manager, RunEvent};
use wire::Beat;

pub use guard::IN_USE;
#[cfg(feature = "updates")]
pub use guard::UPDATED;
use notify::{Outside, Word};
use rules::{Input, Output, Patience, Watchdog};
#[cfg(target_os = "macos")]
pub use window::process_ended;

/// How long a program that cannot go on leaves its desk for switching relays off.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// And then for ending by itself.
const LAST_BREATH: Duration = Duration::from_secs(1);

/// Where the signs of the page and of the windows' thread go.
pub struct Pulse(Sender<Input>);

impl Pulse {
    /// The page says that it is there.
    pub fn beat(&self, beat: Beat) {
        self.tell(Input::Beat(beat));
    }

    /// The page's process has ended without being told to.
    #[cfg_attr(windows, allow(dead_code, reason = "WebView2 does not tell; the silence of the page does"))]
    pub fn page_ended(&self) {
        self.tell(Input::PageEnded);
    }

    fn tell(&self, input: Input) {
        // Fails only when the program ends.
        let _ = self.0.send(input);
    }
}

/// What is heard, for [`watch`].
pub struct Heard(Receiver<Input>);

/// Both ends of the line.
pub fn pulse() -> (Pulse, Heard) {
    let (sender, receiver) = channel();
    (Pulse(sender), Heard(receiver))
}

/// Opens the member's window anew.
pub type Reopen = Arc<dyn Fn(&AppHandle) -> tauri::Result<()> + Send + Sync>;

/// Looks after the member's window, which is being opened, until the program ends. `crashes`: the guard
/// has seen so many within a minute.
///
/// # Errors
/// There is no thread for it.
pub fn watch(app: &AppHandle, heard: Heard, reopen: Reopen, crashes: Option<u32>) -> std::io::Result<()> {
    window::listen(app);
    let keeper = Keeper { app: app.clone(), reopen, outside: Outside::of_environment() };
    thread::Builder::new().name("watchdog".to_owned()).spawn(move || keeper.watch(&heard.0, crashes))?;
    Ok(())
}

/// Tells whoever watches from outside that the end has begun. For a Portico that is guarded it is the guard
/// who knows whether it has: systemd ends everything that is left some time after it was told so.
pub fn say_goodbye() {
    Outside::of_environment().say(Word::Stopping);
}

/// Calls `gone` when the guard that has started this program is gone: its end of the pipe is closed.
///
/// # Errors
/// There is no thread for it.
pub fn when_unguarded(gone: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    let listening = move || {
        // Nothing ever comes but the end.
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        gone();
    };
    thread::Builder::new().name("guard".to_owned()).spawn(listening).map(drop)
}

struct Keeper {
    app: AppHandle,
    reopen: Reopen,
    outside: Outside,
}

impl Keeper {
    fn watch(&self, heard: &Receiver<Input>, crashes: Option<u32>) {
        let patience = patience();
        let mut watchdog = Watchdog::new(patience, self.outside.every(), Instant::now());
        if let Some(crashes) = crashes {
            self.act_all(watchdog.rest(crashes, Instant::now()));
        }
        let mut look = Instant::now() + patience.tick;
        loop {
            let input = match heard.recv_timeout(look.saturating_duration_since(Instant::now())) {
                Ok(input) => input,
                Err(RecvTimeoutError::Timeout) => {
                    look = Instant::now() + patience.tick;
                    Input::Tick
                }
                Err(RecvTimeoutError::Disconnected) => return,
            };
            self.act_all(watchdog.handle(input, Instant::now()));
        }
    }

    fn act_all(&self, outputs: Vec<Output>) {
        outputs.into_iter().for_each(|output| self.act(output));
    }

    fn act(&self, output: Output) {
        match output {
            Output::AskMain => {
                let app = self.app.clone();
                let answer = move || app.state::<Pulse>().tell(Input::MainAnswers);
                // Fails only when the program ends.
                let _ = self.app.run_on_main_thread(answer);
            }
            Output::Reload => {
                tracing::error!("the member's screen is gone and is loaded anew");
                window::reload(&self.app);
            }
            Output::Rebuild => {
                tracing::error!("the member's screen does not come back and gets a new window");
                window::rebuild(&self.app, &self.reopen);
            }
            Output::End => {
                tracing::error!(
                    "the member's screen cannot be brought back; Portico ends, to be started again"
                );
                self.end();
            }
            Output::Rest(crashes) => {
                tracing::error!(crashes, "too many crashes within a minute; nobody is served for now");
                let desk = self.app.state::<Desk>().inner().clone();
                tauri::async_runtime::spawn(async move { desk.rest(crashes).await });
            }
            Output::Serve => {
                tracing::info!("quiet again; members are served");
                let desk = self.app.state::<Desk>().inner().clone();
                tauri::async_runtime::spawn(async move { desk.serve().await });
            }
            Output::Ready => {
                tracing::info!("the member's screen is there");
                self.outside.say(Word::Ready);
            }
            Output::Alive => self.outside.say(Word::Alive),
            Output::Back(screen, after) => {
                let after_ms = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
                tracing::info!(?screen, after_ms, "the member's screen is back");
            }
        }
    }

    /// Ends the program whatever its windows' thread does.
    fn end(&self) {
        let desk = self.app.state::<Desk>().inner().clone();
        let closing = async { tokio::time::timeout(LAST_WORDS, desk.close()).await };
        if tauri::async_runtime::block_on(closing).is_err() {
            tracing::warn!("the desk did not close in time");
        }
        // What a library has to do at the end may wait for the thread that hangs.
        let (ending, ends) = channel::<()>();
        let last = thread::Builder::new().name("end".to_owned()).spawn(move || {
            if ends.recv_timeout(LAST_BREATH) == Err(RecvTimeoutError::Timeout) {
                std::process::abort();
            }
        });
        if last.is_err() {
            std::process::abort();
        }
        // Dropped, it would say that the end has come.
        std::mem::forget(ending);
        std::process::exit(i32::from(guard::CANNOT_GO_ON));
    }
}

/// A page that is driven by a test waits for its driver, unless the test is about this.
#[cfg(debug_assertions)]
fn patience() -> Patience {
    let driven = std::env::var_os("TAURI_WEBVIEW_AUTOMATION").is_some();
    let impatient = std::env::var_os("PORTICO_IMPATIENT").is_some();
    if driven && !impatient { Patience::DRIVEN } else { Patience::PRODUCT }
}

#[cfg(not(debug_assertions))]
fn patience() -> Patience {
    Patience::PRODUCT
}

/// Keeps the program running while its only window is being built anew.
pub fn on_run_event(_: &AppHandle, event: &RunEvent) {
    window::on_run_event(event);
}

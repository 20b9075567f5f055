//! Keeps the system from darkening the screen while it is to be lit.
//!
//! What cannot be had is done without: a kiosk session has no service for it and does not darken the
//! screen either.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use desk::{Desk, Stage};
use keepawake::{Builder, KeepAwake};

/// Follows the desk until it ends.
pub async fn follow(desk: Desk) {
    let (mut stage, mut lit) = (desk.stage(), desk.lit());
    let mut hold: Option<Hold> = None;
    loop {
        let serving = matches!(*stage.borrow_and_update(), Stage::Running { .. });
        let wanted = serving && *lit.borrow_and_update();
        if wanted != hold.is_some() {
            hold = wanted.then(Hold::begin).flatten();
        }
        let changed = tokio::select! {
            changed = stage.changed() => changed,
            changed = lit.changed() => changed,
        };
        if changed.is_err() {
            return;
        }
    }
}

/// Keeps the screen lit until it is dropped. A thread of its own: Windows ties it to the thread, and what
/// goes wrong at the end must not take anything along.
struct Hold(#[expect(dead_code, reason = "its end ends the thread")] Sender<()>);

impl Hold {
    fn begin() -> Option<Self> {
        let (sender, ends) = channel();
        let holding = thread::Builder::new().name("awake".to_owned()).spawn(move || hold(&ends));
        holding.inspect_err(|error| tracing::warn!(%error, "nothing keeps the screen lit")).ok()?;
        Some(Self(sender))
    }
}

fn hold(ends: &Receiver<()>) {
    // Each by itself: a system may know one of them only.
    let _held = [kept("display", true), kept("idle", false)];
    // Nothing is ever sent.
    let _ = ends.recv();
}

fn kept(what: &'static str, display: bool) -> Option<KeepAwake> {
    let mut wish = Builder::default();
    wish.display(display)
        .idle(!display)
        .reason("The members' screen is in use")
        .app_name("Portico")
        .app_reverse_domain("app.portico.desk");
    match wish.create() {
        Ok(kept) => {
            tracing::info!(what, "the system is kept awake");
            Some(kept)
        }
        Err(error) => {
            tracing::info!(%error, what, "the system is not asked to stay awake");
            None
        }
    }
}

//! The look that the member's screen has, and what of it lies on the disk.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use magicline::Logo;
use tokio::sync::oneshot;
use wire::LookView;

use super::files::{Measured, load, name_of};
use super::view::view;
use crate::settings::{FileKind, Look, Stored};
use crate::{Message, Parts};

/// What happens about the look.
pub(crate) enum LookMessage {
    /// It was set anew.
    Changed(Box<Look>),
    /// The logo and the pictures that can be shown, as they lie on the disk.
    Loaded(Option<Logo>, Vec<(String, Measured)>),
    /// Another day has begun at the member's screen.
    Today,
    /// The bytes of a picture, by its id or the name of its file.
    Picture(String, oneshot::Sender<Option<Vec<u8>>>),
}

/// The look that members see now.
#[derive(Default)]
pub(crate) struct Shown {
    look: Look,
    pictures: Vec<(String, Measured)>,
}

impl Shown {
    pub(crate) fn new(look: Look) -> Self {
        Self { look, pictures: Vec::new() }
    }

    pub(crate) fn change(&mut self, look: Look) {
        self.look = look;
    }

    pub(crate) fn loaded(&mut self, pictures: Vec<(String, Measured)>) {
        self.pictures = pictures;
    }

    pub(crate) fn view(&self, now: Timestamp) -> LookView {
        view(&self.look, &self.pictures, now, &TimeZone::system())
    }

    /// Looks at the files beside everything else: no screen waits for a picture.
    pub(crate) fn load(&self, parts: &Arc<Parts>) {
        let (parts, look) = (Arc::clone(parts), self.look.clone());
        tokio::spawn(async move {
            let read = parts.store(move |stored| Ok((logo(stored, &look)?, measured(stored, &look)))).await;
            match read {
                Ok((logo, pictures)) => {
                    // Fails only when the desk has ended.
                    let _ = parts.messages.send(Message::Look(LookMessage::Loaded(logo, pictures))).await;
                }
                Err(error) => tracing::warn!(%error, "the files of the look cannot be read"),
            }
        });
    }
}

/// The studio's own logo, or else the one that the vendor has.
pub(crate) fn logo(stored: &Stored, look: &Look) -> Result<Option<Logo>, crate::settings::StoreError> {
    if let Some(file) = &look.logo {
        match load(stored.folder(), file, FileKind::Logo) {
            Ok(kept) => return Ok(Some(kept.picture)),
            Err(trouble) => tracing::warn!(file, %trouble, "the logo cannot be shown"),
        }
    }
    Ok(stored.logo()?.and_then(Logo::recognise))
}

fn measured(stored: &Stored, look: &Look) -> Vec<(String, Measured)> {
    let measured = |file: &String| match load(stored.folder(), file, FileKind::Picture) {
        Ok(kept) => Some((file.clone(), kept.measured())),
        Err(trouble) => {
            tracing::warn!(file, %trouble, "a picture cannot be shown");
            None
        }
    };
    look.pictures.iter().filter_map(|picture| measured(&picture.file)).collect()
}

/// Reads a picture for a page, beside everything else.
pub(crate) fn hand_out(parts: &Arc<Parts>, id: String, reply: oneshot::Sender<Option<Vec<u8>>>) {
    let parts = Arc::clone(parts);
    tokio::spawn(async move {
        let read = parts.store(move |stored| {
            let name = name_of(&id);
            let kept = load(stored.folder(), name, FileKind::Picture)
                .or_else(|_| load(stored.folder(), name, FileKind::Logo));
            Ok(kept.ok().map(|kept| kept.picture.bytes))
        });
        // Fails only when the page does not wait any more.
        let _ = reply.send(read.await.unwrap_or_default());
    });
}

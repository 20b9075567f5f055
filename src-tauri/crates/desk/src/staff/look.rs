//! The look in the team's window: tried on, saved, and the files it needs.

use std::sync::Arc;

use domain::Colour;
use wire::{LookDesk, LookFileTrouble, LookFileView, LookForm, LookNews};

use super::{LookFile, LookOrder};
use crate::look::{self, Chosen, FileTrouble, LookMessage, Palette, check, is_file_name};
use crate::settings::{Look, LookEntry, Problem, StoreError, Stored};
use crate::{Message, Parts};

/// The look as the team sees it: the one that is set, and what was tried since.
pub(super) struct Looks {
    look: Look,
    tried: Option<Chosen>,
    missing: Vec<LookFileView>,
    news: Option<LookNews>,
    revision: u32,
}

impl Looks {
    pub(super) fn new(look: Look) -> Self {
        Self { look, tried: None, missing: Vec::new(), news: None, revision: 0 }
    }

    pub(super) fn view(&self) -> LookDesk {
        let chosen = self.tried.unwrap_or_else(|| self.look.chosen());
        LookDesk {
            revision: self.revision,
            form: look::form(&self.look),
            palette: Palette::of(chosen).as_ref().map(look::palette_view),
            missing: self.missing.clone(),
            news: self.news.clone(),
        }
    }

    /// Looks which files are not there.
    pub(super) async fn look_after(&mut self, parts: &Parts) {
        let look = self.look.clone();
        let missing = parts.store(move |stored| Ok(look::missing(stored, &look))).await;
        let file = |(file, trouble)| LookFileView { file, trouble: look::trouble(trouble) };
        self.missing = missing.unwrap_or_default().into_iter().map(file).collect();
    }

    pub(super) async fn order(&mut self, parts: &Arc<Parts>, order: LookOrder) {
        match order {
            LookOrder::Try { accent, background } => {
                let colour = |text: Option<String>| text.as_deref().and_then(Colour::parse);
                self.tried = Some(Chosen { accent: colour(accent), background: colour(background) });
            }
            LookOrder::Save(form) => self.news = Some(self.save(parts, &form).await),
            LookOrder::File(file) => self.news = Some(self.take(parts, file).await),
        }
    }

    async fn save(&mut self, parts: &Arc<Parts>, form: &LookForm) -> LookNews {
        let wanted = match LookEntry::told(form).read() {
            Ok(wanted) => wanted,
            Err((_, Problem::Look(problem))) => {
                let (problem, what) = look::problem(problem);
                return LookNews::Wrong { problem, what };
            }
            Err((_, other)) => return LookNews::NotSaved { why: other.to_string() },
        };
        let kept = wanted.clone();
        if let Err(error) = parts.store(move |stored| stored.save_look(&kept)).await {
            tracing::warn!(%error, "the look was not saved");
            return LookNews::NotSaved { why: error.to_string() };
        }
        self.look = wanted.clone();
        self.tried = None;
        self.revision += 1;
        self.look_after(parts).await;
        // Fails only when the desk has ended.
        let _ = parts.messages.send(Message::Look(LookMessage::Changed(Box::new(wanted)))).await;
        LookNews::Saved
    }

    /// Puts a file into the folder. One of the same name that is another one stays, and the new one gets the
    /// next free name.
    async fn take(&mut self, parts: &Parts, LookFile { name, kind, bytes }: LookFile) -> LookNews {
        let not = |file: String, trouble| LookNews::NotTaken { file, trouble };
        if !is_file_name(&name, kind.endings()) {
            return not(name, LookFileTrouble::Name);
        }
        let checked = match check(&name, bytes, kind) {
            Ok(checked) => checked.picture.bytes,
            Err(trouble) => return not(name, look::trouble(trouble)),
        };
        let wanted = name.clone();
        match parts.store(move |stored| free_name(stored, &wanted, &checked)).await {
            Ok(file) => {
                self.look_after(parts).await;
                LookNews::Taken { file }
            }
            Err(error) => {
                tracing::warn!(%error, "a file of the look was not kept");
                not(name, look::trouble(FileTrouble::Unreadable))
            }
        }
    }
}

fn free_name(stored: &Stored, name: &str, bytes: &[u8]) -> Result<String, StoreError> {
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let names =
        std::iter::once(name.to_owned()).chain((2_u32..).map(|number| format!("{stem}-{number}.{ending}")));
    for tried in names {
        match stored.look_file(&tried)? {
            None => {
                stored.save_look_file(&tried, bytes)?;
                return Ok(tried);
            }
            Some(kept) if kept == bytes => return Ok(tried),
            Some(_) => {}
        }
    }
    Ok(name.to_owned())
}

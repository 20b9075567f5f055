//! The inbox: an item that somebody settles, and the whole list as a file.

use jiff::Timestamp;
use outbox::{ItemId, Kind, Listed, OutboxError, Part};
use wire::{Exported, InboxFilter, ItemAction};

use super::inside::SignedIn;
use super::{Around, not_taken};
use crate::staff::{NotTaken, export, view};

/// Where a sign-up goes on that was opened again: what was entered is to be corrected.
const DETAILS: &str = "details";

/// Items read at a time for an export.
const SLICE: usize = 500;

impl SignedIn<'_> {
    pub(super) async fn act(&self, id: &str, action: ItemAction, note: &str) -> Result<(), NotTaken> {
        let (outbox, who, now) = (&self.around.outbox, self.opened.me.id, self.around.now());
        let id = ItemId(id.parse().map_err(|_| NotTaken)?);
        if action == ItemAction::Reopen {
            let reopened = outbox.reopen_by(who, id, DETAILS.to_owned(), now).await;
            return reopened.map_err(|error| not_taken("opening again", &error));
        }
        let decision = view::decision(action, note).ok_or(NotTaken)?;
        outbox.decide_by(who, id, decision, now).await.map_err(|error| not_taken("a decision", &error))
    }
}

impl Around {
    /// Writes everything that is listed into a file, not only what is shown of it.
    pub(super) async fn export(&self, filter: InboxFilter) -> Exported {
        let now = self.now();
        let (part, kind) = view::listed_by(filter);
        let listed = match self.all_of(part, kind, now).await {
            Ok(listed) => listed,
            Err(error) => {
                tracing::error!(%error, "nothing to export");
                return export::NOTHING;
            }
        };
        let language = self.language;
        export::export(self.parts.exports.clone(), "inbox", now, move |zone| {
            let rows: Vec<_> = listed.into_iter().map(view::row).collect();
            (rows.len(), export::to_csv(&rows, language, zone))
        })
        .await
    }

    /// In slices, so that whoever has something to write down meanwhile does not wait for all of it.
    async fn all_of(
        &self,
        part: Part,
        kind: Option<Kind>,
        now: Timestamp,
    ) -> Result<Vec<Listed>, OutboxError> {
        let mut listed: Vec<Listed> = Vec::new();
        loop {
            let after = listed.last().map(Listed::place);
            let slice = self.outbox.page(part, kind, after, SLICE, now).await?;
            let last = slice.len() < SLICE;
            listed.extend(slice);
            if last {
                return Ok(listed);
            }
        }
    }
}

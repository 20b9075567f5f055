//! What is wrong with the desk as a whole, until it is mended or somebody has seen it.

use jiff::Timestamp;
use outbox::{Line, OutboxError};
use tokio::task::spawn_blocking;
use wire::Alarm;

use super::Around;
use crate::staff::view;

/// Set-aside stores that were seen, one name a line.
const SEEN_FILES: &str = "seen-set-aside";

impl Around {
    /// The line and the alarms: what the team needs to hear of.
    pub(super) async fn overview(&self, now: Timestamp) -> Result<(Line, Vec<Alarm>), OutboxError> {
        let line = self.outbox.line(now).await?;
        let mut alarms: Vec<_> = self.outbox.withdrawn().await?.iter().map(view::withdrawn).collect();
        let seen = self.outbox.setting(SEEN_FILES).await?.unwrap_or_default();
        let folder = self.parts.stored.folder().to_owned();
        let aside = spawn_blocking(move || outbox::set_asides(&folder)).await.unwrap_or_default();
        let unseen = aside.into_iter().filter(|(file, _)| !seen.lines().any(|known| known == file));
        alarms.extend(unseen.map(view::set_aside));
        Ok((line, alarms))
    }

    /// Somebody has seen that this store was set aside.
    pub(super) async fn dismiss(&self, file: &str) -> Result<(), OutboxError> {
        let mut seen = self.outbox.setting(SEEN_FILES).await?.unwrap_or_default();
        if !seen.lines().any(|known| known == file) {
            seen.push_str(file);
            seen.push('\n');
        }
        self.outbox.set_setting(SEEN_FILES, seen).await
    }
}

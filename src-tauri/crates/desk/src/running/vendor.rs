//! Whether the vendor can be reached from a desk that serves, and what follows from it.

use wire::VendorState;

use super::Running;
use crate::check_in::{self, Moment};
use crate::{Message, connection};

impl Running {
    /// Finds out when the vendor can be reached again.
    pub(super) fn watch_connection(&mut self) {
        self.vendor = VendorState::Unreachable;
        if std::mem::replace(&mut self.watching_connection, true) {
            return;
        }
        let (messages, endpoint) = (self.parts.messages.clone(), self.device_endpoint.clone());
        self.tasks.spawn(async move {
            connection::until_reachable(&endpoint).await;
            let _ = messages.send(Message::Reachable).await;
        });
    }

    /// The watch came to its end: a connection can be opened.
    pub(crate) fn watched(&mut self, now: Moment) {
        self.watching_connection = false;
        self.answers(now);
    }

    /// The vendor answered something other than a tap.
    pub(crate) fn answers(&mut self, now: Moment) {
        self.reachable(now);
        self.enter(check_in::Input::Reachable, now);
    }

    /// A connection to the vendor could not be opened.
    pub(crate) fn unreachable(&mut self, now: Moment) {
        self.enter(check_in::Input::Unreachable, now);
    }

    /// The vendor can be reached: what waited for that goes on.
    pub(super) fn reachable(&mut self, now: Moment) {
        if std::mem::replace(&mut self.vendor, VendorState::Reachable) == VendorState::Reachable {
            return;
        }
        self.back.send_modify(|count| *count = count.wrapping_add(1));
        if let Some(sign_ups) = &mut self.sign_ups {
            sign_ups.reachable(now);
        }
        let outbox = self.outbox.clone();
        self.tasks.spawn(async move {
            let noted = outbox.reachable().await;
            noted.inspect_err(|error| tracing::warn!(%error, "what waits goes on later")).ok();
        });
    }
}

//! The team's window without a window: everything it would show is written down.

use std::sync::{Arc, Mutex, PoisonError};

use desk::staff::{DoorOrder, Order, StaffOrder};
use secrecy::SecretString;
use tokio::sync::watch;
use tokio::time::timeout;
use wire::{InboxFilter, InboxItem, InboxTab, ItemAction, SignUpAction, SignUpLine, StaffDesk, StaffView};

use crate::{Failure, Outcome, PATIENCE, Settled};

/// Somebody at the team's window.
pub struct Team {
    desk: desk::Desk,
    record: Arc<Record>,
}

struct Record {
    views: Mutex<Vec<StaffView>>,
    count: watch::Sender<usize>,
}

impl Team {
    /// The PIN the tests choose.
    pub const PIN: &str = "2580";

    /// Opens the window of a desk; it asks for the PIN.
    pub async fn at(settled: &Settled) -> Outcome<Self> {
        let record = Arc::new(Record { views: Mutex::default(), count: watch::Sender::new(0) });
        let team = Self { desk: settled.desk.clone(), record: Arc::clone(&record) };
        let front = move |view| {
            let mut views = record.views.lock().unwrap_or_else(PoisonError::into_inner);
            views.push(view);
            record.count.send_replace(views.len());
        };
        team.order(DoorOrder::Attach(Box::new(front))).await?;
        Ok(team)
    }

    /// Opens the window and goes through its PIN, which is chosen if there is none.
    pub async fn inside(settled: &Settled) -> Outcome<Self> {
        let team = Self::at(settled).await?;
        let first = team
            .until("a PIN screen", |view| match view {
                StaffView::ChoosePin { .. } => Some(true),
                StaffView::Locked { .. } => Some(false),
                StaffView::Open(_) => None,
            })
            .await?;
        let pin = SecretString::from(Self::PIN);
        team.order(if first { DoorOrder::ChoosePin(pin) } else { DoorOrder::Unlock(pin) }).await?;
        team.sees("the desk", |_| Some(())).await?;
        Ok(team)
    }

    /// Asks for something.
    pub async fn order(&self, order: impl Into<StaffOrder>) -> Outcome {
        self.desk.staff(order).await.map_err(|_| Failure::new("the desk did not take it".to_owned()))
    }

    /// Enters a PIN.
    pub async fn enter(&self, pin: &str) -> Outcome {
        self.order(DoorOrder::Unlock(SecretString::from(pin))).await
    }

    /// Lists a part of the outbox.
    pub async fn list(&self, tab: InboxTab) -> Outcome {
        self.order(Order::Filter(InboxFilter { tab, kind: None })).await
    }

    /// Presses a button of an item.
    pub async fn act(&self, item: &InboxItem, action: ItemAction, note: &str) -> Outcome {
        self.order(Order::Act { id: item.id.clone(), action, note: note.to_owned() }).await
    }

    /// Presses a button of a sign-up that is begun.
    pub async fn show(&self, draft: &SignUpLine, action: SignUpAction) -> Outcome {
        self.order(Order::SignUp { draft: draft.draft.clone(), action }).await
    }

    /// Waits until `pick` finds something in what is shown now.
    pub async fn until<T>(&self, what: &str, pick: impl Fn(&StaffView) -> Option<T>) -> Outcome<T> {
        let mut count = self.record.count.subscribe();
        let found = timeout(PATIENCE, async {
            loop {
                count.mark_unchanged();
                if let Some(found) = self.now().as_ref().and_then(&pick) {
                    return Some(found);
                }
                count.changed().await.ok()?;
            }
        })
        .await;
        found
            .ok()
            .flatten()
            .ok_or_else(|| Failure::new(format!("the team never saw {what}; last: {:#?}", self.now())))
    }

    /// The same for the unlocked window.
    pub async fn sees<T>(&self, what: &str, pick: impl Fn(&StaffDesk) -> Option<T>) -> Outcome<T> {
        self.until(what, |view| match view {
            StaffView::Open(desk) => pick(desk),
            StaffView::ChoosePin { .. } | StaffView::Locked { .. } => None,
        })
        .await
    }

    /// Waits for exactly this many items in a part of the outbox.
    pub async fn items(&self, tab: InboxTab, count: usize) -> Outcome<Vec<InboxItem>> {
        self.list(tab).await?;
        self.sees(&format!("{count} items in {tab:?}"), |desk| {
            (desk.filter.tab == tab && desk.items.len() == count).then(|| desk.items.clone())
        })
        .await
    }

    /// Waits until nothing waits and nothing needs a person.
    pub async fn calm(&self) -> Outcome {
        self.sees("nothing to do", |desk| {
            (desk.line.waiting == 0 && desk.line.person == 0 && desk.alarms.is_empty()).then_some(())
        })
        .await
    }

    /// Waits for a complete member list.
    pub async fn list_complete(&self) -> Outcome<u32> {
        self.sees("a complete member list", |desk| {
            let list = desk.line.directory.as_ref()?;
            list.complete_ms.map(|_| list.members)
        })
        .await
    }

    /// What is shown now.
    pub fn now(&self) -> Option<StaffView> {
        self.record.views.lock().unwrap_or_else(PoisonError::into_inner).last().cloned()
    }

    /// Everything that was ever shown.
    pub fn everything(&self) -> Vec<StaffView> {
        self.record.views.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

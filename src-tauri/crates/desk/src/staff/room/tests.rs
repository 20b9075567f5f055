use std::collections::HashMap;
use std::sync::Mutex;

use domain::Redacted;
use magicline::{Http, Limits};
use outbox::{ItemId, Kind, Lane, NewItem, Report, StoreKey};
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::time::advance;
use uuid::Uuid;
use vault::{Secrets, Slot, VaultError};
use wire::{InboxFilter, ItemAction, StaffView, StoreTrouble};

use super::*;
use crate::staff::DoorOrder;
use crate::{Clock, Message, Pauses, faulty};

#[derive(Default)]
pub(super) struct Drawer(Mutex<HashMap<Slot, SecretString>>);

impl Secrets for Drawer {
    fn get(&self, slot: Slot) -> Result<Option<SecretString>, VaultError> {
        Ok(self.0.lock().unwrap().get(&slot).cloned())
    }

    fn set(&self, slot: Slot, secret: &SecretString) -> Result<(), VaultError> {
        self.0.lock().unwrap().insert(slot, secret.clone());
        Ok(())
    }

    fn remove(&self, slot: Slot) -> Result<(), VaultError> {
        self.0.lock().unwrap().remove(&slot);
        Ok(())
    }
}

/// A desk that sells nothing.
const SETTINGS: &str = r#"
[studio]
tenant = "example"
[[readers]]
name = "entrance"
kind = "pin-pad"
[[devices]]
id = 26
reader = "entrance"
"#;

/// Somebody at the window of a room.
struct Hand {
    orders: mpsc::Sender<(StaffOrder, Taken)>,
    attention: watch::Receiver<Attention>,
    outbox: Outbox,
    // The room ends without them.
    _kept: (TempDir, watch::Sender<Floor>, mpsc::Receiver<Message>),
}

impl Hand {
    /// At a window that was just opened with a PIN. The room's store is closed, which keeps nobody out.
    async fn inside() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outbox = Outbox::new(folder.path(), outbox::Rules::default());
        Self::beside(outbox, folder).await
    }

    /// The same, with a store of one's own.
    async fn beside(outbox: Outbox, folder: TempDir) -> Self {
        let (messages, heard) = mpsc::channel(64);
        let parts = Arc::new(Parts {
            secrets: Arc::new(Drawer::default()),
            stored: crate::settings::Stored::open(folder.path()).unwrap(),
            http: Http::new(Limits::default()).unwrap(),
            clock: Clock::new(|| Timestamp::UNIX_EPOCH),
            practice: None,
            exports: folder.path().join("exports"),
            pauses: Pauses::default(),
            messages,
        });
        let settings = crate::settings::parse(SETTINGS).unwrap();
        let (catalogues, views, keep) = crate::counters::Catalogues::open(&parts, &settings);
        tokio::spawn(keep);
        let room =
            Room::new(parts, outbox.clone(), (Language::DE, Currency::EUR), catalogues, Look::default());
        let (orders, queue) = mpsc::channel(1);
        let (tell, attention) = watch::channel(Attention { open: false, members: false, at: Instant::now() });
        let seat = Arc::new(StaffSeat {
            orders: tokio::sync::Mutex::new(queue),
            attention: tell,
            counter: crate::reception::Counter::default(),
        });
        let (floor, watched) = watch::channel(Floor::new(false));
        tokio::spawn(room.run(seat, watched, views));
        let hand = Self { orders, attention, outbox, _kept: (folder, floor, heard) };
        hand.asks(DoorOrder::Attach(Box::new(|_| {}))).await.unwrap();
        hand.asks(DoorOrder::ChoosePin("2580".into())).await.unwrap();
        hand
    }

    async fn asks(&self, order: impl Into<StaffOrder>) -> Result<(), NotTaken> {
        let (reply, answer) = oneshot::channel();
        self.orders.send((order.into(), reply)).await.unwrap();
        answer.await.unwrap()
    }
}

/// Time stands still in here but for what the test lets pass.
#[tokio::test(start_paused = true)]
async fn it_locks_five_minutes_after_the_last_hand() {
    let mut hand = Hand::inside().await;
    let minutes = |count: u64| Duration::from_secs(60 * count);
    let second = Duration::from_secs(1);
    for order in [Order::Seen, Order::More, Order::Filter(InboxFilter::default())] {
        advance(minutes(5) - second).await;
        hand.asks(order).await.expect("it is open, and this is a hand");
    }
    let last = Instant::now();
    // A PIN for a window that is open is none.
    advance(minutes(4)).await;
    hand.asks(DoorOrder::Unlock("2580".into())).await.unwrap();
    advance(minutes(1) - second).await;
    assert!(hand.attention.borrow().open);
    // When nobody has anything to do, time goes on by itself.
    hand.attention.wait_for(|attention| !attention.open).await.unwrap();
    assert!(last.elapsed() < minutes(5) + second, "{:?}", last.elapsed());
    assert_eq!(hand.asks(Order::More).await, Err(NotTaken));
    hand.asks(DoorOrder::Unlock("2580".into())).await.unwrap();
    let last = Instant::now();
    assert!(hand.attention.borrow_and_update().open);
    hand.attention.wait_for(|attention| !attention.open).await.unwrap();
    assert!(last.elapsed() < minutes(5) + second, "{:?}", last.elapsed());
}

/// What the window shows of the store, as soon as that is this.
async fn shows(seen: &mut watch::Receiver<Option<StaffView>>, store: Option<StoreTrouble>) {
    let is = |view: &Option<StaffView>| match view {
        Some(StaffView::Open(desk)) => desk.line.store == store && desk.items.is_empty(),
        Some(StaffView::ChoosePin { .. } | StaffView::Locked { .. }) | None => false,
    };
    let shown = tokio::time::timeout(Duration::from_secs(10), seen.wait_for(is)).await;
    assert!(shown.is_ok_and(|shown| shown.is_ok()), "it never shows {store:?}");
}

#[tokio::test]
async fn what_cannot_be_read_is_not_shown_as_nothing() {
    let hand = Hand::inside().await;
    let (tell, mut seen) = watch::channel(None);
    hand.asks(DoorOrder::Attach(Box::new(move |view| drop(tell.send_replace(Some(view)))))).await.unwrap();
    hand.asks(DoorOrder::Unlock("2580".into())).await.unwrap();
    shows(&mut seen, Some(StoreTrouble::Fault)).await;
    hand.outbox.open(StoreKey::generate().unwrap(), Timestamp::UNIX_EPOCH).await.unwrap();
    shows(&mut seen, None).await;
}

#[tokio::test]
async fn a_store_that_cannot_say_how_many_pins_were_wrong_lets_in_who_knows_one_and_gives_no_free_try() {
    for (first, opens) in [("2580", true), ("1379", false)] {
        let folder = tempfile::tempdir().unwrap();
        let store = faulty::open(folder.path(), faulty::TRIES_UNREADABLE).await;
        let hand = Hand::beside(store, folder).await;
        hand.asks(DoorOrder::Lock).await.unwrap();
        // The second is the right one, and is only looked at where the first was not wrong.
        for pin in [first, "2580"] {
            hand.asks(DoorOrder::Unlock(pin.into())).await.unwrap();
            assert_eq!(hand.attention.borrow().open, opens, "{pin} after {first}");
        }
    }
}

/// A contract that was refused, and its draft's key.
async fn refused(outbox: &Outbox, now: Timestamp) -> (ItemId, Uuid) {
    let draft = Uuid::now_v7();
    let body = Redacted::new("{}".to_owned());
    let begun = outbox::Draft {
        key: draft,
        begun_at: now,
        subject: None,
        step: "summary".to_owned(),
        parked: false,
        body: body.clone(),
        picture: None,
    };
    outbox.put_draft(begun, now).await.unwrap();
    let item = NewItem {
        key: Uuid::now_v7(),
        kind: Kind::Contract,
        lane: Lane::public(),
        happened_at: now,
        after: None,
        order: None,
        amount: None,
        charge: None,
        subject: None,
        body,
    };
    let id = outbox.submit(draft, vec![item], now).await.unwrap()[0];
    let job = outbox.exchange(Vec::new(), 1, now).await.unwrap().remove(0);
    let report = Report::Refused { words: None, code: Some("PRICE_CHANGED".to_owned()), trace_id: None };
    outbox.exchange(vec![(job, report)], 0, now).await.unwrap();
    (id, draft)
}

#[tokio::test]
async fn a_refused_contract_is_opened_again_as_a_draft_for_the_team() {
    let hand = Hand::inside().await;
    let now = Timestamp::UNIX_EPOCH;
    hand.outbox.open(StoreKey::generate().unwrap(), now).await.unwrap();
    let (id, draft) = refused(&hand.outbox, now).await;
    let reopen = |id: String| hand.asks(Order::Act { id, action: ItemAction::Reopen, note: String::new() });

    assert_eq!(reopen("4711".to_owned()).await, Err(NotTaken), "there is no such item");
    for _ in 0..2 {
        reopen(id.to_string()).await.unwrap();
        let drafts = hand.outbox.drafts().await.unwrap();
        let listed: Vec<_> =
            drafts.iter().map(|listed| (listed.key, listed.step.as_str(), listed.parked)).collect();
        assert_eq!(listed, [(draft, "details", true)]);
    }
    hand.asks(DoorOrder::Lock).await.unwrap();
    assert_eq!(reopen(id.to_string()).await, Err(NotTaken), "a locked window decides nothing");
}

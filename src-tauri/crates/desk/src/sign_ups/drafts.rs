//! What is written down of sign-ups, in order, and what becomes of what was sent.

use std::sync::Arc;
use std::time::Duration;

use domain::Redacted;
use magicline::CheckInVoucher;
use outbox::{
    Became, Draft as Kept, ItemId, Kind, Lane, NewItem, Outbox, OutboxError, Reason, ResumeCode, State,
};
use tokio::time::Instant;
use uuid::Uuid;
use wire::{RefusedReason, SignUpAim, SignUpLine};

use super::SignUpMessage;
use super::clerk::Clerk;
use super::entries::{DraftEntry, Taken};
use crate::parts::until;
use crate::sign_up::{
    Draft, Input, Made, Mend, QuestionId, Refusal, Row, Sent, SignUpId, Submission, Submitted, aim_of,
    aim_word,
};
use crate::tasks::Tasks;
use crate::transport::{SignUpBody, Terms, code};
use crate::tries::{self, Whose};

/// What goes on beside writing.
enum Next {
    /// Tell this sign-up what becomes of an item, and of the picture before it.
    Follow(SignUpId, Uuid, Option<Uuid>),
    Redeem(SignUpId, QuestionId, CheckInVoucher),
}

/// Every tap changes the store, and drafts only rarely: they are looked at after this.
const REFRESH: Duration = Duration::from_millis(200);
/// How often drafts that nobody touches are looked for.
const WIPING: Duration = Duration::from_hours(1);

/// Whoever writes.
pub(super) struct Drafts {
    pub(super) clerk: Arc<Clerk>,
    pub(super) outbox: Outbox,
    /// How long a draft is kept.
    pub(super) kept_for: Duration,
}

impl Drafts {
    /// Writes down what there is to write, in order, until the desk ends.
    pub(super) async fn write_down(self: Arc<Self>, mut entries: Taken) {
        // Ends with this.
        let mut followed = Tasks::default();
        self.list().await;
        let mut changes = self.outbox.changes();
        let mut wiping = tokio::time::interval(WIPING);
        let mut refresh = None;
        loop {
            tokio::select! {
                entry = entries.next() => {
                    let Some(first) = entry else { return };
                    let mut next = Some(first);
                    while let Some(entry) = next {
                        match self.write(entry).await {
                            Some(Next::Follow(sign_up, key, picture)) => {
                                followed.spawn(Arc::clone(&self).follow(sign_up, key, picture));
                            }
                            Some(Next::Redeem(sign_up, number, voucher)) => {
                                followed.spawn(Arc::clone(&self.clerk).redeem(sign_up, number, voucher));
                            }
                            None => {}
                        }
                        next = entries.at_once();
                    }
                    self.list().await;
                }
                changed = changes.changed() => {
                    if changed.is_err() {
                        return;
                    }
                    refresh = refresh.or(Some(Instant::now() + REFRESH));
                }
                () = until(refresh) => {
                    refresh = None;
                    self.list().await;
                }
                _ = wiping.tick() => self.wipe().await,
            }
        }
    }

    /// Returns what goes on beside it.
    async fn write(&self, entry: DraftEntry) -> Option<Next> {
        let now = self.clerk.now();
        match entry {
            DraftEntry::Keep(sign_up, row) => {
                let kept = match self.outbox.put_draft(kept(*row), now).await {
                    // It was sent meanwhile.
                    Ok(()) | Err(OutboxError::NotPossible) => true,
                    Err(error) => {
                        tracing::error!(%error, "a draft is not written down");
                        false
                    }
                };
                self.clerk.tell(sign_up, Input::Kept(kept)).await;
            }
            DraftEntry::Park(sign_up, row) => {
                let code = self.park(*row).await;
                let code = code.inspect_err(|error| tracing::error!(%error, "a draft is not put aside"));
                let code = code.ok().map(|code| Redacted::new(code.text().to_owned()));
                self.clerk.tell(sign_up, Input::Coded(code)).await;
            }
            DraftEntry::Drop(key) => {
                let dropped = self.outbox.drop_draft(key, now).await;
                dropped.inspect_err(|error| tracing::error!(%error, "a draft is not thrown away")).ok();
            }
            DraftEntry::Submit(sign_up, row, submission) => {
                return self.submit(sign_up, *row, *submission).await;
            }
            DraftEntry::Redeem(sign_up, number, row, voucher) => {
                match self.outbox.put_draft(kept(*row), now).await {
                    Ok(()) => return Some(Next::Redeem(sign_up, number, voucher)),
                    Err(error) => {
                        tracing::error!(%error, "a voucher is not redeemed, because that is not written down");
                        let why = Err(wire::AttentionReason::StoreFault);
                        self.clerk.tell(sign_up, Input::Redeemed(number, why)).await;
                    }
                }
            }
            DraftEntry::Resume(sign_up, code) => self.resume(sign_up, &code).await,
            DraftEntry::Open(key) => match self.outbox.open_draft(key).await {
                Ok(Some(draft)) => self.opened(None, draft).await,
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "a draft is not opened"),
            },
        }
        None
    }

    async fn park(&self, row: Row) -> Result<ResumeCode, OutboxError> {
        let (key, now) = (row.key, self.clerk.now());
        self.outbox.put_draft(kept(row), now).await?;
        self.outbox.new_code(key, now).await
    }

    /// One guess after another, and each wrong one makes the next wait.
    async fn resume(&self, sign_up: SignUpId, typed: &Redacted<String>) {
        let now = self.clerk.now();
        let before = match tries::kept(&self.outbox, Whose::Drafts, now).await {
            Ok(before) => before,
            Err(error) => return self.not_looked_up(sign_up, &error).await,
        };
        if let Some(until) = before.wait_until(now) {
            // It may well be a right one: nobody looked.
            return self.clerk.tell(sign_up, Input::CodeMustWait(until)).await;
        }
        let Some(code) = ResumeCode::parse(typed.expose()) else {
            return self.clerk.tell(sign_up, Input::NoSuchCode).await;
        };
        // It counts before it is looked at: one that cannot be counted would be free.
        let mut tries = before.clone();
        tries.wrong(now);
        if let Err(error) = tries::write(&self.outbox, Whose::Drafts, &tries).await {
            return self.not_looked_up(sign_up, &error).await;
        }
        match self.outbox.draft_by_code(code).await {
            Ok(Some(draft)) => {
                tries.right();
                tries::keep(&self.outbox, Whose::Drafts, &tries).await;
                self.opened(Some(sign_up), draft).await;
            }
            Ok(None) => self.clerk.tell(sign_up, Input::NoSuchCode).await,
            Err(error) => {
                // Nobody looked.
                tries::keep(&self.outbox, Whose::Drafts, &before).await;
                self.not_looked_up(sign_up, &error).await;
            }
        }
    }

    /// It may well be a right one, and costs no wait.
    async fn not_looked_up(&self, sign_up: SignUpId, error: &OutboxError) {
        tracing::error!(%error, "nobody can say whose code it is");
        self.clerk.tell(sign_up, Input::CodeNotLookedUp).await;
    }

    async fn opened(&self, instead_of: Option<SignUpId>, draft: Kept) {
        let (draft, refused) = self.with_its_refusal(draft).await;
        self.clerk.send(SignUpMessage::Opened(instead_of, Box::new(draft), refused)).await;
    }

    /// What was refused and not changed since goes on where that is mended; because of its picture, without it.
    async fn with_its_refusal(&self, draft: Kept) -> (Kept, Option<Refusal>) {
        let Some(body) = SignUpBody::draft_in(&draft.body) else { return (draft, None) };
        let Some(mut entered) = Draft::read(body.expose()) else { return (draft, None) };
        let codes = self.outbox.refusal_of(draft.key).await;
        let codes = codes.inspect_err(|error| tracing::warn!(%error, "nobody can say what was refused"));
        let Some(codes) = codes.ok().flatten().filter(|codes| !has(codes, code::PRICE_CHANGED)) else {
            return (draft, None);
        };
        let refusal = Refusal::of(&codes, entered.aim);
        if refusal.mend != Mend::Picture {
            return (draft, Some(refusal));
        }
        entered.picture_was_refused();
        (Kept { body: Redacted::new(entered.write()), picture: None, ..draft }, None)
    }

    async fn submit(&self, sign_up: SignUpId, row: Row, submission: Submission) -> Option<Next> {
        let (draft, now) = (row.key, self.clerk.now());
        let (key, picture_key) = (Uuid::now_v7(), Uuid::now_v7());
        let subject = row.name.clone();
        let (signed, items) = items(submission, key, picture_key, subject);
        let picture = (items.len() > 1).then_some(picture_key);
        let submitted = async {
            self.outbox.put_draft(kept(row), now).await?;
            self.outbox.submit_signed(draft, items, signed, now).await
        };
        match submitted.await {
            Ok(_) => Some(Next::Follow(sign_up, key, picture)),
            Err(error) => {
                tracing::error!(%error, "a sign-up is not written down to be sent");
                self.clerk.tell(sign_up, Input::Sent(Sent::NotWritten)).await;
                None
            }
        }
    }

    /// Tells what becomes of an item, until that is certain.
    async fn follow(self: Arc<Self>, sign_up: SignUpId, key: Uuid, picture: Option<Uuid>) {
        let mut changes = self.outbox.changes();
        let mut told = None;
        loop {
            // Looked at before it is asked, so that no change is missed.
            changes.mark_unchanged();
            match self.outbox.became(key).await {
                Ok(Some(became)) => {
                    let stands = stands(&became, self.waits(&became, picture).await);
                    if stands != told {
                        told = stands;
                        if let Some(stands) = stands
                            && self.tell(sign_up, stands, &became).await
                        {
                            return;
                        }
                    }
                }
                Ok(None) => return,
                Err(error) => {
                    tracing::error!(%error, "what becomes of a sign-up cannot be read");
                    // It is written down, so it may well be sent.
                    if told.replace(Stands::Unknown) != Some(Stands::Unknown) {
                        self.clerk.tell(sign_up, Input::Sent(Sent::Unknown)).await;
                    }
                }
            }
            if changes.changed().await.is_err() {
                return;
            }
        }
    }

    /// Whether an item that nobody has tried to send yet has to wait. It does where the store does not say so:
    /// that it is written down and not sent yet is true either way, and that it goes out now may not be.
    async fn waits(&self, became: &Became, picture: Option<Uuid>) -> bool {
        let read = async {
            if became.state == State::Ready
                && self.outbox.is_shut(became.lane.clone(), self.clerk.now()).await?
            {
                return Ok(true);
            }
            let Some(picture) = picture.filter(|_| became.held) else { return Ok(false) };
            let picture = self.outbox.became(picture).await?;
            Ok::<_, OutboxError>(picture.is_some_and(|picture| picture.reason.is_some()))
        };
        read.await.unwrap_or_else(|error| {
            tracing::error!(%error, "whether a sign-up has to wait cannot be read");
            true
        })
    }

    /// Says whether it is over.
    async fn tell(&self, sign_up: SignUpId, stands: Stands, became: &Became) -> bool {
        match stands {
            Stands::Delivered => {
                let number = became.reference.clone().map(Redacted::new);
                self.clerk.send(SignUpMessage::Delivered(sign_up, became.id, number)).await;
                true
            }
            Stands::Closed => {
                // Whoever waits for it would do so in vain.
                self.clerk
                    .tell(sign_up, Input::Sent(Sent::Refused(Refusal::for_team(RefusedReason::Withdrawn))))
                    .await;
                true
            }
            Stands::Waiting | Stands::Unknown => {
                let sent = if stands == Stands::Waiting { Sent::Waiting } else { Sent::Unknown };
                self.clerk.tell(sign_up, Input::Sent(sent)).await;
                false
            }
            Stands::Refused => {
                let codes = became.code.as_deref().unwrap_or_default();
                let reopened = self
                    .outbox
                    .reopen(became.id, aim_word(aim(became.kind)).to_owned(), self.clerk.now())
                    .await;
                // What is no draft again is the team's, in its own list.
                let reopened = reopened
                    .inspect_err(|error| tracing::warn!(%error, "a refused sign-up stays as it is"))
                    .is_ok();
                let mut sent = refused(codes, became.kind);
                // Only a draft can be mended here.
                if let Sent::Refused(refusal) = &mut sent
                    && !reopened
                {
                    *refusal = refusal.not_here();
                }
                self.clerk.tell(sign_up, Input::Sent(sent)).await;
                true
            }
        }
    }

    /// Tells which drafts there are.
    async fn list(&self) {
        let Ok(drafts) = self.outbox.drafts().await else { return };
        let line = |draft: outbox::ListedDraft| SignUpLine {
            draft: draft.key.to_string(),
            name: draft.subject.map(Redacted::into_exposed),
            aim: aim_of(&draft.step),
            begun_ms: draft.begun_at.into(),
            touched_ms: draft.touched_at.into(),
            for_team: draft.parked,
            refused: draft.refused,
            on_screen: false,
        };
        self.clerk.send(SignUpMessage::Drafts(drafts.into_iter().map(line).collect())).await;
    }

    async fn wipe(&self) {
        let now = self.clerk.now();
        let Ok(before) = now.checked_sub(self.kept_for) else { return };
        match self.outbox.wipe_drafts(before, now).await {
            Ok(0) => {}
            Ok(wiped) => {
                tracing::info!(wiped, "drafts that nobody touched are gone");
                self.list().await;
            }
            Err(error) => tracing::warn!(%error, "old drafts are still there"),
        }
    }
}

fn kept(row: Row) -> Kept {
    Kept {
        key: row.key,
        begun_at: row.begun,
        subject: row.name,
        step: row.step,
        parked: row.for_team,
        body: row.body,
        picture: row.picture,
    }
}

/// What was signed, and then the picture, where there is one, and what waits for it.
fn items(
    submission: Submission,
    key: Uuid,
    picture_key: Uuid,
    subject: Option<Redacted<String>>,
) -> (Vec<String>, Vec<NewItem>) {
    let terms = Terms::new(submission.at, submission.language, submission.currency);
    let draft = submission.draft.into_exposed();
    let (kind, body) = match submission.what {
        Submitted::Contract(request, agreed) => {
            (Kind::Contract, SignUpBody::Contract { request, agreed, terms, draft })
        }
        Submitted::RateVoucher(request) => {
            (Kind::RateVoucher, SignUpBody::RateVoucher { request, terms, draft })
        }
        Submitted::Lead(request) => (Kind::Lead, SignUpBody::Lead { request, terms, draft }),
        Submitted::Trial(request) => (Kind::TrialBooking, SignUpBody::Trial { request, terms, draft }),
    };
    let item = |key, kind, after, body: &SignUpBody| NewItem {
        key,
        kind,
        lane: Lane::public(),
        happened_at: submission.at,
        after,
        order: None,
        amount: None,
        charge: None,
        subject: subject.clone(),
        body: body.write(),
    };
    let picture = submission.picture;
    let picture = picture.map(|it| item(picture_key, Kind::Picture, None, &SignUpBody::picture(it.jpeg())));
    let after = picture.as_ref().map(|picture| picture.key);
    (submission.signed, picture.into_iter().chain([item(key, kind, after, &body)]).collect())
}

/// What is told of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stands {
    Delivered,
    Waiting,
    Unknown,
    Refused,
    Closed,
}

/// Nothing while it is on its way for the first time, which it is not where it `waits`.
fn stands(became: &Became, waits: bool) -> Option<Stands> {
    match (became.state, became.reason) {
        (State::Delivered, _) => Some(Stands::Delivered),
        (State::Closed, Some(Reason::SettledDone)) => Some(Stands::Delivered),
        (State::Closed, _) => Some(Stands::Closed),
        (State::Unknown, _) => Some(Stands::Unknown),
        (State::Wedged, Some(Reason::Refused)) => Some(Stands::Refused),
        // It is written down, and the team sees to it.
        (State::Wedged, _) => Some(Stands::Waiting),
        (State::Ready | State::InFlight, None) => waits.then_some(Stands::Waiting),
        (
            State::Ready | State::InFlight,
            Some(Reason::NoAnswer | Reason::AnswerLost | Reason::VendorFault | Reason::Interrupted),
        ) => Some(Stands::Unknown),
        (State::Ready | State::InFlight, Some(_)) => Some(Stands::Waiting),
    }
}

/// What the vendor has against it. The codes stand apart by blanks.
fn refused(codes: &str, kind: Kind) -> Sent {
    match has(codes, code::PRICE_CHANGED) {
        true => Sent::PriceChanged,
        false => Sent::Refused(Refusal::of(codes, aim(kind))),
    }
}

/// Whether a code is among those that stand apart by blanks.
fn has(codes: &str, wanted: &str) -> bool {
    codes.split(' ').any(|code| code == wanted)
}

/// What was sent leads to.
const fn aim(kind: Kind) -> SignUpAim {
    match kind {
        Kind::Contract => SignUpAim::Contract,
        Kind::RateVoucher => SignUpAim::RateVoucher,
        Kind::Lead => SignUpAim::Lead,
        Kind::TrialBooking => SignUpAim::Trial,
        Kind::CheckIn | Kind::Sale | Kind::TopUp | Kind::TimeUsage | Kind::Picture => SignUpAim::Open,
    }
}

/// What the vendor made, as far as it was said.
pub(super) fn made(said: Option<crate::transport::SignedUp>, number: Option<Redacted<String>>) -> Made {
    match said {
        Some(said) => Made {
            customer: said.customer,
            number: said.number.or(number),
            registration: said.registration,
            payment: said.payment,
        },
        None => Made { number, ..Made::default() },
    }
}

/// Results that were told before the outbox knew of them. Nobody needs old ones.
pub(super) type Results = std::collections::BTreeMap<ItemId, crate::transport::SignedUp>;

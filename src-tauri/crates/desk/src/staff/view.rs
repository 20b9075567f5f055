//! The outbox in the window's words.

use domain::Redacted;
use outbox::{Choice, Decision, DirectoryState, Kind, Line, Listed, Part, Reason, State, Withdrawn};
use wire::{
    Alarm, AmountView, CreditView, DirectoryLine, Id, InboxFilter, InboxItem, InboxTab, ItemAction, ItemKind,
    ItemReason, ItemState, LineView, Minor, Ms, OutputCondition, OutputLine, ReaderLine, SaleLine,
    SignUpLine, StoreTrouble, VendorState,
};

use super::export::ExportRow;
use crate::rest::Rest;
use crate::transport::code;

/// What the rest of the desk knows: the part of the line that is not in the outbox.
#[derive(Clone, PartialEq)]
pub(crate) struct Floor {
    pub(crate) vendor: VendorState,
    pub(crate) readers: Vec<ReaderLine>,
    pub(crate) outputs: Vec<OutputLine>,
    pub(crate) store: Option<StoreTrouble>,
    pub(crate) rest: Option<Rest>,
    pub(crate) sales: Vec<SaleLine>,
    pub(crate) drawer: bool,
    pub(crate) sign_ups: Vec<SignUpLine>,
    pub(crate) taps: Vec<wire::TapLine>,
    /// The key may read the member list.
    pub(crate) has_directory: bool,
}

impl Floor {
    pub(crate) fn new(has_directory: bool) -> Self {
        Self {
            vendor: VendorState::Reachable,
            readers: Vec::new(),
            outputs: Vec::new(),
            store: None,
            rest: None,
            sales: Vec::new(),
            drawer: false,
            sign_ups: Vec::new(),
            taps: Vec::new(),
            has_directory,
        }
    }

    /// Whether something is wrong that members run into and a person can mend.
    pub(super) fn needs_team(&self) -> bool {
        self.store.is_some() || self.outputs.iter().any(|output| output.state != OutputCondition::Alive)
    }
}

/// The last taps: of whom, and in what words, only for those who may know.
pub(super) fn taps(taps: &[wire::TapLine], may: bool) -> Vec<wire::TapLine> {
    let shown = |tap: &wire::TapLine| match may {
        true => tap.clone(),
        false => wire::TapLine { name: None, words: None, ..tap.clone() },
    };
    taps.iter().map(shown).collect()
}

pub(super) fn line(line: Line, directory: DirectoryState, floor: &Floor) -> LineView {
    LineView {
        vendor: floor.vendor,
        readers: floor.readers.clone(),
        outputs: floor.outputs.clone(),
        waiting: line.waiting,
        person: line.person,
        amounts: line.amounts.into_iter().map(AmountView::from).collect(),
        oldest_ms: line.oldest.map(Ms::from),
        next_try_ms: line.next_try.map(Ms::from),
        store: floor.store,
        directory: floor.has_directory.then(|| DirectoryLine {
            members: directory.members,
            complete_ms: directory.complete_at.map(Ms::from),
        }),
    }
}

pub(super) fn withdrawn(withdrawn: &Withdrawn) -> Alarm {
    Alarm::AccessWithdrawn {
        device: withdrawn.lane.device_id().map(Id),
        since_ms: withdrawn.since.into(),
        held_up: withdrawn.held_up,
    }
}

pub(super) fn set_aside((file, since): (String, jiff::Timestamp)) -> Alarm {
    Alarm::StoreSetAside { file, since_ms: since.into() }
}

pub(super) fn item(listed: Listed) -> InboxItem {
    InboxItem {
        id: listed.id.to_string(),
        kind: kind(listed.kind),
        state: state(listed.state),
        reason: why(&listed),
        actions: actions(&listed),
        credit: credit(&listed),
        vendor_words: listed.words.map(Redacted::into_exposed),
        name: listed.subject.map(Redacted::into_exposed),
        amount: listed.amount.map(AmountView::from),
        happened_ms: listed.happened_at.into(),
        attempts: listed.attempts,
        next_try_ms: listed.due_at.map(Ms::from),
        codes: listed.code,
        trace_id: listed.trace_id,
        note: listed.note,
    }
}

pub(super) fn row(listed: Listed) -> ExportRow {
    ExportRow {
        happened: listed.happened_at,
        kind: kind(listed.kind),
        state: state(listed.state),
        reason: why(&listed),
        name: listed.subject.map(Redacted::into_exposed),
        amount: listed.amount.map(|amount| (amount.minor, amount.currency.code().to_owned())),
        attempts: listed.attempts,
        trace_id: listed.trace_id,
        note: listed.note,
    }
}

fn why(listed: &Listed) -> Option<ItemReason> {
    match listed.reason {
        _ if listed.held => Some(ItemReason::WaitsForAnother),
        Some(Reason::Refused) if listed.code.as_deref() == Some(code::PRICE_CHANGED) => {
            Some(ItemReason::PriceChanged)
        }
        Some(Reason::Refused) if names_picture(listed) => Some(ItemReason::PictureUnusable),
        other => other.map(reason),
    }
}

fn names_picture(listed: &Listed) -> bool {
    listed.code.iter().flat_map(|codes| codes.split(' ')).any(|code| code == code::PICTURE_UNUSABLE)
}

fn credit(listed: &Listed) -> Option<CreditView> {
    let (before, after) = listed.credit?;
    let currency = listed.amount?.currency.code().to_owned();
    Some(CreditView { before: before.map(Minor), after: after.map(Minor), currency })
}

fn actions(listed: &Listed) -> Vec<ItemAction> {
    let action = |choice: &Choice| match choice {
        Choice::TryNow => ItemAction::TryNow,
        Choice::SendAgain => ItemAction::SendAgain,
        Choice::WithoutPicture => ItemAction::WithoutPicture,
        Choice::Done => ItemAction::Done,
        Choice::Cancel => ItemAction::Cancel,
    };
    listed.open_to.iter().map(action).chain(listed.reopens.then_some(ItemAction::Reopen)).collect()
}

/// What a press means. A cancellation needs a reason.
pub(super) fn decision(action: ItemAction, note: &str) -> Option<Decision> {
    let note = note.trim();
    let written = (!note.is_empty()).then(|| note.to_owned());
    match action {
        ItemAction::TryNow => Some(Decision::TryNow),
        ItemAction::SendAgain => Some(Decision::SendAgain { note: written }),
        ItemAction::WithoutPicture => Some(Decision::WithoutPicture { note: written }),
        ItemAction::Done => Some(Decision::Done { note: written }),
        ItemAction::Cancel => written.map(|note| Decision::Cancel { note }),
        // Makes a draft of it, which is no decision about the item as it is.
        ItemAction::Reopen => None,
    }
}

/// What a filter lists: a part of the outbox, and of that one kind or all.
pub(super) fn listed_by(filter: InboxFilter) -> (Part, Option<Kind>) {
    (part(filter.tab), filter.kind.map(asked_kind))
}

const fn part(tab: InboxTab) -> Part {
    match tab {
        InboxTab::Person => Part::Person,
        InboxTab::Waiting => Part::Waiting,
        InboxTab::Over => Part::Over,
    }
}

const fn asked_kind(kind: ItemKind) -> Kind {
    match kind {
        ItemKind::CheckIn => Kind::CheckIn,
        ItemKind::Sale => Kind::Sale,
        ItemKind::TopUp => Kind::TopUp,
        ItemKind::TimeUsage => Kind::TimeUsage,
        ItemKind::Contract => Kind::Contract,
        ItemKind::RateVoucher => Kind::RateVoucher,
        ItemKind::Lead => Kind::Lead,
        ItemKind::TrialBooking => Kind::TrialBooking,
        ItemKind::Picture => Kind::Picture,
    }
}

pub(super) const fn kind(kind: Kind) -> ItemKind {
    match kind {
        Kind::CheckIn => ItemKind::CheckIn,
        Kind::Sale => ItemKind::Sale,
        Kind::TopUp => ItemKind::TopUp,
        Kind::TimeUsage => ItemKind::TimeUsage,
        Kind::Contract => ItemKind::Contract,
        Kind::RateVoucher => ItemKind::RateVoucher,
        Kind::Lead => ItemKind::Lead,
        Kind::TrialBooking => ItemKind::TrialBooking,
        Kind::Picture => ItemKind::Picture,
    }
}

const fn state(state: State) -> ItemState {
    match state {
        State::Ready => ItemState::Waiting,
        State::InFlight => ItemState::Sending,
        State::Delivered => ItemState::Delivered,
        State::Wedged => ItemState::Stuck,
        State::Unknown => ItemState::Unknown,
        State::Closed => ItemState::Closed,
    }
}

const fn reason(reason: Reason) -> ItemReason {
    match reason {
        Reason::NoConnection => ItemReason::NoConnection,
        Reason::VendorPause => ItemReason::VendorPause,
        Reason::AccessWithdrawn => ItemReason::AccessWithdrawn,
        Reason::Refused => ItemReason::Refused,
        Reason::TooOld => ItemReason::TooOld,
        Reason::ClockMoved => ItemReason::ClockMoved,
        Reason::NoAnswer => ItemReason::NoAnswer,
        Reason::AnswerLost => ItemReason::AnswerLost,
        Reason::VendorFault => ItemReason::VendorFault,
        Reason::Interrupted => ItemReason::Interrupted,
        Reason::CreditChanged => ItemReason::CreditChanged,
        Reason::OnceOnly => ItemReason::OnceOnly,
        Reason::SeveralFound => ItemReason::SeveralFound,
        Reason::MayNotLook => ItemReason::MayNotLook,
        Reason::Unreadable => ItemReason::Unreadable,
        Reason::HandOutUnknown => ItemReason::HandOutUnknown,
        Reason::NotHandedOut => ItemReason::NotHandedOut,
        Reason::TurnedAway => ItemReason::TurnedAway,
        Reason::SettledDone => ItemReason::SettledDone,
        Reason::Cancelled => ItemReason::Cancelled,
        Reason::LeftOut => ItemReason::LeftOut,
        Reason::Reopened => ItemReason::Reopened,
    }
}

#[cfg(test)]
mod tests {
    use outbox::Lane;

    use super::*;

    #[test]
    fn a_cancellation_says_why() {
        assert_eq!(decision(ItemAction::Cancel, "  "), None);
        assert_eq!(
            decision(ItemAction::Cancel, " twice "),
            Some(Decision::Cancel { note: "twice".to_owned() })
        );
        assert_eq!(decision(ItemAction::Done, ""), Some(Decision::Done { note: None }));
        let without = Some(Decision::WithoutPicture { note: None });
        assert_eq!(decision(ItemAction::WithoutPicture, " "), without);
        assert_eq!(decision(ItemAction::TryNow, "x"), Some(Decision::TryNow));
    }

    fn listed(reason: Reason, code: Option<&str>, reopens: bool) -> Listed {
        Listed {
            id: outbox::ItemId(1),
            kind: Kind::Contract,
            state: State::Wedged,
            reason: Some(reason),
            held: false,
            subject: None,
            words: None,
            amount: None,
            happened_at: jiff::Timestamp::UNIX_EPOCH,
            attempts: 1,
            due_at: None,
            credit: None,
            reference: None,
            trace_id: None,
            note: None,
            open_to: vec![Choice::TryNow, Choice::Done, Choice::Cancel],
            reopens,
            code: code.map(str::to_owned),
        }
    }

    #[test]
    fn a_price_that_changed_and_a_bad_picture_are_told_from_other_refusals() {
        let changed = Some(code::PRICE_CHANGED);
        let picture = Some("VALIDATION_FAILED PICTURE_UNUSABLE");
        for (item, expected) in [
            (listed(Reason::Refused, changed, true), ItemReason::PriceChanged),
            (listed(Reason::Refused, Some("VALIDATION_ERROR"), true), ItemReason::Refused),
            (listed(Reason::Refused, None, true), ItemReason::Refused),
            (listed(Reason::Refused, picture, true), ItemReason::PictureUnusable),
            (listed(Reason::Refused, Some("PICTURE_REFUSED"), true), ItemReason::Refused),
            (listed(Reason::Reopened, changed, false), ItemReason::Reopened),
            (Listed { held: true, ..listed(Reason::Refused, changed, true) }, ItemReason::WaitsForAnother),
        ] {
            assert_eq!(why(&item), Some(expected), "{item:?}");
        }
    }

    #[test]
    fn what_certainly_was_not_done_can_be_opened_again() {
        use ItemAction::{Cancel, Done, Reopen, TryNow};
        assert_eq!(actions(&listed(Reason::Refused, None, true)), [TryNow, Done, Cancel, Reopen]);
        assert_eq!(actions(&listed(Reason::Refused, None, false)), [TryNow, Done, Cancel]);
        assert_eq!(decision(Reopen, "why"), None, "it is no decision about the item as it is");
    }

    #[test]
    fn the_studio_key_is_no_device() {
        let alarm =
            |lane: Lane| withdrawn(&Withdrawn { lane, since: jiff::Timestamp::UNIX_EPOCH, held_up: 3 });
        let Alarm::AccessWithdrawn { device, held_up, .. } = alarm(Lane::device(domain::DeviceId(26))) else {
            panic!("an alarm about access")
        };
        assert_eq!((device, held_up), (Some(Id(domain::DeviceId(26))), 3));
        let Alarm::AccessWithdrawn { device, .. } = alarm(Lane::studio_key()) else {
            panic!("an alarm about access")
        };
        assert_eq!(device, None);
    }
}

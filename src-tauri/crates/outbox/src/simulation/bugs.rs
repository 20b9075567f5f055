//! Planted bugs: mistakes that outboxes make, each of which the checker has to find, and every rule of
//! the checker is broken by one.
//!
//! They are planted around the production code, never in it: as a statement in the transaction of a
//! real step, as it would be had the step been written wrongly, or as a worker or desk that does it
//! wrongly.

use rusqlite::Connection;

use super::checker::Rule;
use super::medium::Medium;
use super::schedule::{self, Length, Options};
use super::weather::Weather;
use super::world::Deed;
use crate::item::Family;
use crate::{OutboxError, Result};

macro_rules! bugs {
    ($($(#[$doc:meta])+ $bug:ident: $test:ident),+ $(,)?) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Bug { $($(#[$doc])+ $bug),+ }

        impl Bug {
            const ALL: &'static [Self] = &[$(Self::$bug),+];
        }

        $(#[test]
        fn $test() {
            is_caught(Bug::$bug);
        })+
    };
}

bugs! {
    /// The request goes out, and is written down as being sent then.
    MarkAfterSend: marking_after_sending,
    /// An attempt does not count.
    ForgetToCount: forgetting_to_count,
    /// What a kill cut short is sent again.
    ReplayUnknown: replaying_the_unknown,
    /// What nobody knows counts as certainly not done.
    UnknownIsUndone: taking_the_unknown_for_undone,
    /// A result that the store does not take is forgotten.
    DropResults: dropping_results_the_store_did_not_take,
    /// The end of a tap is forgotten before it is written down.
    ForgetTapEnd: forgetting_how_a_tap_ended,
    /// The door opens, and then it is written down.
    AdmitFirst: admitting_before_writing_down,
    /// It is acknowledged, and committed then.
    TellFirst: telling_before_the_commit,
    /// The credit is read while the vendor may still be working on the sale.
    CreditTooEarly: reading_the_credit_too_early,
    /// A clock that was moved is believed to have counted what was waited for.
    TrustTheClock: trusting_a_clock_that_was_moved,
    /// A sale without an answer is sent again under its transaction.
    RepeatSale: repeating_a_sale_under_its_transaction,
    /// A code that works once is used again.
    ReuseCode: using_a_one_time_code_again,
    /// A contract without an answer is sent again without looking the customer up.
    SendWithoutLooking: sending_a_contract_without_looking,
    /// Whoever has the same name is taken for the customer.
    TakeNamesakes: taking_a_namesake_for_the_customer,
    /// The contract does not wait for its picture.
    PictureLater: sending_a_contract_before_its_picture,
    /// A contract that is cancelled leaves its picture to be sent.
    KeepPicture: leaving_the_picture_of_a_cancelled_contract,
    /// The taps of a member are sent in any order.
    AnyOrder: sending_in_any_order,
    /// An old check-in is reported all the same.
    ReportLate: reporting_old_check_ins,
    /// What was refused counts as done.
    RefusedIsDone: taking_a_refusal_for_a_success,
    /// What was refused is taken out of sight.
    RefusedIsClosed: hiding_a_refusal,
    /// The vendor's wish to be left alone is ignored.
    IgnoreRetryAfter: ignoring_retry_after,
    /// A credential that is withdrawn stops all of them.
    StopAll: stopping_all_for_one,
    /// One bad item stops all of them.
    BadRowStopsAll: stopping_for_a_bad_row,
    /// Every item of a withdrawn credential is an alarm.
    AlarmEach: raising_an_alarm_an_item,
    /// A failed attempt has no next time.
    NeverAgain: never_trying_again,
    /// A credential that things wait for is forgotten.
    ForgetLane: forgetting_a_credential,
    /// Attempts that ended make no room.
    NoRoom: making_no_room,
    /// What is due is taken by an older clock than it is said to be due by.
    OldClock: taking_by_an_old_clock,
    /// Whether an attempt is still being made is not looked at.
    TakeTwice: taking_an_answer_twice,
    /// The inbox offers what is not done.
    OfferInVain: offering_in_vain,
    /// A decision is not written down.
    DecideSilently: deciding_silently,
    /// Personal data goes to the ledger.
    KeepPersonal: keeping_personal_data,
    /// It is written down as handed out, and handed out then.
    ChargeFirst: charging_before_handing_out,
    /// It is handed out, and that it is about to be is written down then.
    HandOutFirst: handing_out_before_writing_down,
    /// What is handed out was never asked about.
    SkipDryRun: executing_without_a_dry_run,
    /// The way to a new transaction leaves the dry run out.
    ReadOnly: reading_the_credit_without_a_dry_run,
    /// After an attempt that nobody knows of, the new transaction is used whatever the credit is.
    CreditUnread: executing_a_new_transaction_whatever_the_credit,
    /// Nobody writes down that it was handed out.
    ForgetHandedOut: forgetting_that_it_was_handed_out,
    /// What a crash cut short while it was handed out counts as not handed out.
    RecoverAsKept: recovering_as_not_handed_out,
    /// What a crash cut short while it was handed out is charged.
    ChargeRecovered: charging_what_nobody_saw_handed_out,
    /// The draft goes, and its items are written down then.
    DraftFirst: deleting_a_draft_before_its_items,
    /// Drafts do not survive.
    DropDrafts: forgetting_drafts,
    /// What was submitted can be written down as a draft once more.
    ForgetSubmitted: forgetting_what_was_submitted,
    /// What nobody knows of becomes a draft again.
    ReopenUnknown: reopening_the_unknown,
    /// The line counts what is over.
    Miscount: counting_wrongly,
}

/// How a bug is planted and what it should break.
struct Plan {
    /// In the transaction of which steps.
    deeds: &'static [Deed],
    /// What is done there; nothing when the worker or the desk does it.
    how: How,
    /// One of these, at first.
    breaks: &'static [Rule],
    /// What it is about, so that it need not be waited for.
    family: Option<Family>,
}

#[derive(Clone, Copy)]
enum How {
    Elsewhere,
    Statement(&'static str),
    Fails,
}

const fn elsewhere(breaks: &'static [Rule]) -> Plan {
    Plan { deeds: &[], how: How::Elsewhere, breaks, family: None }
}

const fn statement(deeds: &'static [Deed], breaks: &'static [Rule], sql: &'static str) -> Plan {
    Plan { deeds, how: How::Statement(sql), breaks, family: None }
}

impl Plan {
    const fn about(self, family: Family) -> Self {
        Self { family: Some(family), ..self }
    }
}

/// The plan of each bug that is a statement; the others are looked for where things are done.
const fn plan(bug: Bug) -> Plan {
    use Deed::{Decide, Enqueue, Exchange, Recover, Submit, Tapped};
    match bug {
        Bug::MarkAfterSend => elsewhere(&[Rule::Uncounted, Rule::Twice]),
        Bug::TellFirst => elsewhere(&[Rule::OneRow]),
        Bug::DropResults => elsewhere(&[Rule::Stuck]),
        Bug::ForgetTapEnd => elsewhere(&[Rule::Stuck]).about(Family::CheckIn),
        Bug::AdmitFirst => elsewhere(&[Rule::Lost]).about(Family::CheckIn),
        Bug::TrustTheClock => elsewhere(&[Rule::TooEarly]).about(Family::SignUp),
        Bug::TakeNamesakes => elsewhere(&[Rule::FalselyDelivered]).about(Family::SignUp),
        Bug::ChargeFirst => elsewhere(&[Rule::NeverGot]).about(Family::Charge),
        Bug::HandOutFirst => elsewhere(&[Rule::Unpaid]).about(Family::Charge),
        Bug::SkipDryRun | Bug::ReadOnly => elsewhere(&[Rule::DryRun]).about(Family::Charge),
        Bug::ForgetHandedOut => elsewhere(&[Rule::Unpaid]).about(Family::Charge),
        Bug::CreditUnread => statement(
            &[Exchange, Recover],
            &[Rule::Twice],
            "UPDATE item SET maybe_sent = 0 WHERE state = 'ready' AND act = 'read_credit' AND maybe_sent = 1",
        )
        .about(Family::Charge),
        Bug::RecoverAsKept => statement(
            &[Recover],
            &[Rule::Unpaid],
            "UPDATE item SET state = 'closed', reason = 'not_handed_out',
                body = NULL, subject = NULL, words = NULL, order_key = NULL
             WHERE state = 'wedged' AND reason = 'hand_out_unknown'",
        )
        .about(Family::Charge),
        Bug::ChargeRecovered => statement(
            &[Recover],
            &[Rule::ByItself],
            "UPDATE item SET state = 'ready', reason = NULL, due_at = :now
             WHERE state = 'wedged' AND reason = 'hand_out_unknown'",
        )
        .about(Family::Charge),
        Bug::KeepPicture => elsewhere(&[Rule::Unwanted]).about(Family::SignUp),
        Bug::DraftFirst => elsewhere(&[Rule::Draft]).about(Family::SignUp),
        Bug::ReopenUnknown => elsewhere(&[Rule::Twice, Rule::FalselyCertain]).about(Family::SignUp),
        Bug::DropDrafts => {
            statement(&[Recover], &[Rule::Draft], "DELETE FROM draft").about(Family::SignUp)
        }
        Bug::ForgetSubmitted => {
            statement(&[Submit], &[Rule::Draft], "UPDATE item SET draft = NULL").about(Family::SignUp)
        }
        Bug::NoRoom => elsewhere(&[Rule::Restless]),
        Bug::OldClock => elsewhere(&[Rule::Spin]),
        Bug::BadRowStopsAll => {
            Plan { deeds: &[Exchange], how: How::Fails, breaks: &[Rule::Store], family: None }
        }
        Bug::OfferInVain => {
            Plan { deeds: &[Decide], how: How::Fails, breaks: &[Rule::Inbox], family: None }
        }
        Bug::ForgetToCount => statement(
            &[Exchange],
            &[Rule::Uncounted],
            "UPDATE item SET attempts = attempts - 1 WHERE state = 'in_flight' AND attempts > 1",
        ),
        Bug::ReplayUnknown => statement(
            &[Recover],
            &[Rule::Twice],
            "UPDATE item SET state = 'ready', act = 'send', due_at = :now, maybe_sent = 0, by_hand = 1
             WHERE state = 'unknown' AND reason = 'interrupted'",
        ),
        Bug::UnknownIsUndone => statement(
            &[Exchange, Recover, Tapped],
            &[Rule::FalselyCertain],
            "UPDATE item SET state = 'wedged' WHERE state = 'unknown'",
        ),
        Bug::CreditTooEarly => statement(
            &[Exchange],
            &[Rule::TooEarly],
            "UPDATE item SET due_at = :now WHERE state = 'ready' AND act = 'read_credit' AND maybe_sent = 1",
        )
        .about(Family::Charge),
        Bug::RepeatSale => statement(
            &[Exchange, Recover],
            &[Rule::Twice],
            "UPDATE item SET act = 'send', due_at = :now
             WHERE state = 'ready' AND act = 'read_credit' AND maybe_sent = 1 AND lock_until > :now",
        )
        .about(Family::Charge),
        Bug::ReuseCode => statement(
            &[Exchange],
            &[Rule::Reused],
            "UPDATE item SET state = 'ready', act = 'read_credit', due_at = :now
             WHERE state IN ('wedged', 'unknown') AND reason = 'once_only'",
        )
        .about(Family::Charge),
        Bug::SendWithoutLooking => statement(
            &[Exchange, Recover],
            &[Rule::Twice],
            "UPDATE item SET act = 'send', lane = 'public', due_at = :now
             WHERE state = 'ready' AND act = 'look_up'",
        )
        .about(Family::SignUp),
        Bug::PictureLater => statement(
            &[Enqueue, Submit],
            &[Rule::Picture],
            "UPDATE item SET due_at = :now WHERE state = 'ready' AND waits_for IS NOT NULL AND due_at IS NULL",
        )
        .about(Family::SignUp),
        Bug::AnyOrder => statement(
            &[Enqueue, Tapped],
            &[Rule::OutOfOrder],
            "UPDATE item SET due_at = :now
             WHERE state = 'ready' AND waits_for IS NULL AND order_key IS NOT NULL AND due_at IS NULL",
        ),
        Bug::ReportLate => statement(
            &[Tapped],
            &[Rule::TooLate],
            "UPDATE item SET by_hand = 1 WHERE state = 'ready'",
        )
        .about(Family::CheckIn),
        Bug::RefusedIsDone => statement(
            &[Exchange],
            &[Rule::FalselyDelivered],
            "UPDATE item SET state = 'delivered', body = NULL, subject = NULL, words = NULL, order_key = NULL
             WHERE state = 'wedged' AND reason = 'refused'",
        ),
        Bug::RefusedIsClosed => statement(
            &[Exchange],
            &[Rule::Lost],
            "UPDATE item SET state = 'closed', body = NULL, subject = NULL, words = NULL, order_key = NULL
             WHERE state = 'wedged' AND reason = 'refused'",
        ),
        Bug::IgnoreRetryAfter => {
            statement(&[Exchange], &[Rule::Impatient], "UPDATE lane SET rests_until = 0")
        }
        Bug::StopAll => statement(
            &[Exchange, Tapped],
            &[Rule::HeldUp],
            "UPDATE lane SET not_before = :now + 300000
             WHERE EXISTS (SELECT 1 FROM lane WHERE withdrawn_at IS NOT NULL)",
        ),
        Bug::AlarmEach => statement(
            &[Exchange],
            &[Rule::Alarms],
            "INSERT INTO ledger (at, event, attempt, detail)
             SELECT :now, 'access_withdrawn', 0, lane FROM item
             WHERE state = 'ready' AND reason = 'access_withdrawn'",
        ),
        Bug::NeverAgain => statement(
            &[Exchange],
            &[Rule::Stuck],
            "UPDATE item SET due_at = NULL WHERE state = 'ready' AND reason = 'vendor_pause' AND act = 'send'",
        ),
        Bug::ForgetLane => {
            statement(&[Exchange], &[Rule::Stalled], "DELETE FROM lane WHERE name = 'studio key'")
                .about(Family::SignUp)
        }
        Bug::TakeTwice => statement(
            &[Exchange],
            &[Rule::AnsweredTwice],
            "UPDATE item SET state = 'in_flight' WHERE state = 'ready' AND attempts > 0",
        ),
        Bug::DecideSilently => statement(
            &[Decide],
            &[Rule::Ledger],
            "DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger WHERE event = 'send_again')",
        ),
        Bug::KeepPersonal => statement(
            &[Exchange],
            &[Rule::Personal],
            "INSERT INTO ledger (at, item, event, attempt, note)
             SELECT :now, id, 'wedged', attempts, words FROM item WHERE state = 'wedged' AND words IS NOT NULL
             AND NOT EXISTS (SELECT 1 FROM ledger WHERE item = item.id AND note = words)",
        ),
        Bug::Miscount => {
            statement(&[Decide], &[Rule::Tally], "UPDATE tally SET items = items + 1 WHERE part = 'person'")
        }
    }
}

/// The kinds a bug is about.
pub(super) const fn family_of(bug: Bug) -> Option<Family> {
    plan(bug).family
}

/// Does a step wrongly, in the transaction of the step.
pub(super) fn spoil(bug: Option<Bug>, deed: Deed, db: &Connection, now: i64) -> Result<()> {
    let Some(Plan { how, .. }) = bug.map(plan).filter(|plan| plan.deeds.contains(&deed)) else {
        return Ok(());
    };
    let sql = match how {
        How::Elsewhere => return Ok(()),
        How::Fails => return Err(OutboxError::NotPossible),
        How::Statement(sql) => sql,
    };
    let mut statement = db.prepare_cached(sql)?;
    match statement.parameter_index(":now")? {
        Some(_) => statement.execute(&[(":now", &now)])?,
        None => statement.execute([])?,
    };
    Ok(())
}

/// Seeds within which a planted bug has to be found. Most are found by one of the first twenty.
const WITHIN: u64 = 1000;

/// Runs seeds until the bug breaks one of the rules it should break.
fn is_caught(bug: Bug) {
    let mut medium = Medium::memory();
    let mut others = std::collections::BTreeMap::new();
    for seed in 1..=WITHIN {
        let weather = [Weather::Any, Weather::Storm, Weather::Fog][seed as usize % 3];
        let options = Options { bug: Some(bug), weather, length: Length::Long, ..Options::default() };
        let Some(found) = schedule::run(seed, &mut medium, options).violation else { continue };
        if plan(bug).breaks.contains(&found.rule) {
            eprintln!("{bug:?} is caught by seed {seed}: {:?}: {}", found.rule, found.what);
            return;
        }
        *others.entry(found.rule).or_insert(0) += 1;
    }
    panic!("{bug:?} breaks none of {:?} in {WITHIN} schedules, but {others:?}", plan(bug).breaks);
}

#[test]
fn every_rule_can_be_broken() {
    let unbroken = |rule: &&Rule| !Bug::ALL.iter().any(|bug| plan(*bug).breaks.contains(rule));
    let unbroken: Vec<_> = Rule::ALL.iter().filter(unbroken).collect();
    assert!(unbroken.is_empty(), "no planted bug breaks {unbroken:?}");
}

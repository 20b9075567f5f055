//! One tap, from the card to the answer: written down, asked about once, and where the vendor cannot
//! be asked decided by the desk's own rules.
//!
//! What is owed to the vendor is on the disk before anybody is told. What the vendor has, or what was
//! turned away, is told first and written down then: if the program ends in between, the tap is found
//! as unknown, and a person looks.

use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{CredentialMark, DeviceId, Identification, Language, NotDone, Outcome, Redacted};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use magicline::{DeviceApi, Error, Member, OpenApi};
use outbox::{Asked, ItemId, Kind, Lane, Lookup, NewItem, NotRecorded, Outbox, OutboxError, Reason, TapEnd};
use tokio::sync::mpsc;
use tokio::time::timeout;
use uuid::Uuid;

use crate::actor::micros;
use crate::admission::{self, Admission};
use crate::check_in::{TapAnswer, TapId};
use crate::message::TapMessage;
use crate::settings::{Offline, OfflinePolicy};
use crate::transport::Who;
use crate::{Clock, Message, directory, greeting};

/// How long the member records may be asked about somebody who stands at the door.
const LOOK_UP_PATIENCE: Duration = Duration::from_secs(3);

/// Where the taps of one reader go.
pub(crate) struct EntranceLane {
    pub(crate) device: DeviceId,
    pub(crate) api: Arc<DeviceApi>,
    pub(crate) policy: OfflinePolicy,
    pub(crate) rules: Offline,
    /// The language the screen returns to: any other was chosen by whoever stands there.
    pub(crate) home: Language,
    pub(crate) outbox: Outbox,
    /// Where members are looked up, when the key may do that.
    pub(crate) members: Option<Arc<OpenApi>>,
    pub(crate) clock: Clock,
    pub(crate) messages: mpsc::Sender<Message>,
}

/// What the desk decided when the vendor did not.
struct Decided {
    answer: TapAnswer,
    end: TapEnd,
    subject: Option<Redacted<String>>,
}

impl EntranceLane {
    /// Asks about a tap, once, and tells the desk. The name is looked up at the same time and never
    /// waited for.
    pub(crate) async fn tap(self: Arc<Self>, tap: TapId, identification: Identification, language: Language) {
        let now = self.clock.wall();
        let asked = self.write_down(&identification, language, now).await;
        let known = asked.as_ref().map_or(&Lookup::Nobody, |asked| &asked.known);
        if let Lookup::One(known) = known {
            self.tell(tap, TapMessage::Named(known.full_name().map(Redacted::new))).await;
        }
        let own = own_language(known, self.home, language);
        if let Some(own) = own {
            self.tell(tap, TapMessage::Speaks(own)).await;
        }
        let language = own.unwrap_or(language);
        self.greet(tap, &identification, asked.as_ref());

        let sent = Instant::now();
        let (outcome, wait) = match &asked {
            // Asking about this one now would turn two taps of one member round.
            Some(Asked { behind: Some(reason), .. }) => (Outcome::NotDone(kept_waiting(*reason)), None),
            Some(Asked { behind: None, .. }) | None => {
                let answer = self.api.identify(&identification, true, language).await;
                let wait = wait_asked_for(&answer);
                (magicline::outcome(answer), wait)
            }
        };
        self.log(tap, &outcome, sent);
        match outcome {
            Outcome::Done(()) => self.close(tap, asked, outcome, TapEnd::CheckedIn).await,
            Outcome::NotDone(NotDone::Refused { ref trace_id, .. }) => {
                let end = TapEnd::Refused { trace_id: trace_id.clone() };
                self.close(tap, asked, outcome, end).await;
            }
            Outcome::Unknown(why) => self.close(tap, asked, outcome, TapEnd::Unknown(why)).await,
            Outcome::NotDone(why) => self.decide(tap, asked, (why, wait), &identification).await,
        }
    }

    /// Writes down that the vendor is about to be asked. Without a store the desk goes on without.
    async fn write_down(
        &self,
        identification: &Identification,
        language: Language,
        now: Timestamp,
    ) -> Option<Asked> {
        let item = NewItem {
            key: Uuid::now_v7(),
            kind: Kind::CheckIn,
            lane: Lane::device(self.device),
            happened_at: now,
            after: None,
            order: CredentialMark::of(identification),
            amount: None,
            charge: None,
            subject: masked(identification).map(Redacted::new),
            body: Who::new(identification, language).write(),
        };
        let asked = self.outbox.ask(item, now).await;
        asked.inspect_err(|error| tracing::error!(%error, "this tap is not written down")).ok()
    }

    /// The vendor spoke, or nobody knows: the member is told, and it is written down.
    async fn close(&self, tap: TapId, asked: Option<Asked>, outcome: Outcome<()>, end: TapEnd) {
        self.tell(tap, TapMessage::Answered(TapAnswer::Vendor(outcome))).await;
        if let Some(asked) = asked {
            let written = self.outbox.tapped(asked.id, end, None, self.clock.wall()).await;
            note(asked.id, written);
        }
    }

    /// The vendor certainly did not record it: the desk's own rules decide.
    async fn decide(
        &self,
        tap: TapId,
        asked: Option<Asked>,
        (why, wait): (NotDone, Option<Duration>),
        identification: &Identification,
    ) {
        let Some(asked) = asked else {
            let answer = match self.policy {
                OfflinePolicy::Refuse => TapAnswer::Vendor(Outcome::NotDone(why)),
                OfflinePolicy::Directory | OfflinePolicy::Everybody => TapAnswer::StoreFault(why),
            };
            return self.tell(tap, TapMessage::Answered(answer)).await;
        };
        let Decided { mut answer, end, subject } =
            self.admit(&asked, (why.clone(), wait), identification).await;
        let written = self.outbox.tapped(asked.id, end, subject, self.clock.wall()).await;
        if written.is_err() && matches!(answer, TapAnswer::LetIn { .. }) {
            // Nobody comes in by our own rules without a record of it.
            answer = TapAnswer::StoreFault(why);
        }
        note(asked.id, written);
        let let_in = matches!(answer, TapAnswer::LetIn { .. });
        self.tell(tap, TapMessage::Answered(answer)).await;
        if let_in {
            tracing::info!(tap = tap.0, item = %asked.id, "let in, to be reported");
        }
    }

    async fn admit(
        &self,
        asked: &Asked,
        (why, wait): (NotDone, Option<Duration>),
        identification: &Identification,
    ) -> Decided {
        let not_recorded = not_recorded(&why, wait);
        let now = self.clock.wall();
        let today = now.to_zoned(TimeZone::system()).date();
        let let_in = |first_name: &Redacted<Option<String>>, subject| Decided {
            answer: TapAnswer::LetIn {
                why: why.clone(),
                first_name: first_name.expose().clone().map(Redacted::new),
            },
            end: TapEnd::LetIn(not_recorded),
            subject,
        };
        let turned_away = |answer| Decided { answer, end: TapEnd::TurnedAway(not_recorded), subject: None };
        if self.policy == OfflinePolicy::Refuse {
            return turned_away(TapAnswer::Vendor(Outcome::NotDone(why)));
        }
        match admission::decide(self.policy, &self.rules, asked.directory, &asked.known, now, today) {
            Admission::LetIn => match &asked.known {
                Lookup::One(known) => let_in(&known.first_name, None),
                Lookup::Nobody | Lookup::Several => let_in(&Redacted::new(None), None),
            },
            Admission::NotOnList => turned_away(TapAnswer::NotOnList(why)),
            Admission::LookUp => match self.look_up(identification).await {
                Some(member) if member.standing.allows(today) => {
                    let subject = greeting::full_name(&member);
                    let_in(&member.first_name, subject)
                }
                Some(_) | None => turned_away(TapAnswer::NotOnList(why)),
            },
        }
    }

    /// Asks the member records, which may answer while the device's interface does not, and remembers
    /// what they say.
    async fn look_up(&self, identification: &Identification) -> Option<Member> {
        let members = self.members.as_ref()?;
        let found = timeout(LOOK_UP_PATIENCE, members.member_by(identification)).await.ok()?.ok()??;
        let kept = self.outbox.put_member(directory::entry(found.clone())).await;
        kept.inspect_err(|error| tracing::warn!(%error, "a looked-up member is not remembered")).ok();
        Some(found)
    }

    /// Looks up who it is, for the welcome, the team and times without a connection.
    fn greet(&self, tap: TapId, identification: &Identification, asked: Option<&Asked>) {
        let Some(members) = self.members.clone() else { return };
        let (messages, outbox, clock) = (self.messages.clone(), self.outbox.clone(), self.clock.clone());
        let identification = identification.clone();
        let asked = asked.map(|asked| (asked.id, asked.known.clone()));
        tokio::spawn(async move {
            let Some(member) = greeting::look_up(&members, &identification).await else { return };
            // Each fails only when the desk has ended.
            let _ = messages
                .send(Message::Tap(tap, TapMessage::Greet(greeting::greeting(&member, &clock))))
                .await;
            let name = greeting::full_name(&member);
            let _ = messages.send(Message::Tap(tap, TapMessage::Named(name.clone()))).await;
            let entry = directory::entry(member);
            let Some((item, known)) = asked else { return };
            if entry.is(&known) {
                return;
            }
            // What needs a person is found by name, also when the list did not know it.
            if let Some(name) = name {
                note(item, outbox.named(item, name).await);
            }
            let kept = outbox.put_member(entry).await;
            kept.inspect_err(|error| tracing::warn!(%error, "the member list is not refreshed")).ok();
        });
    }

    fn log(&self, TapId(tap): TapId, outcome: &Outcome<()>, sent: Instant) {
        let (device, http_us) = (self.device, micros(sent));
        match outcome {
            Outcome::Done(()) => tracing::info!(tap, %device, http_us, "checked in"),
            Outcome::NotDone(why) => tracing::info!(tap, %device, http_us, ?why, "not checked in"),
            Outcome::Unknown(why) => {
                tracing::warn!(tap, %device, http_us, ?why, "whether this check-in was recorded is not known");
            }
        }
    }

    async fn tell(&self, tap: TapId, message: TapMessage) {
        // Fails only when the desk has ended.
        let _ = self.messages.send(Message::Tap(tap, message)).await;
    }
}

/// The member's own language, where the list knows it, it is not the one the screen speaks anyway, and nobody has
/// chosen one on the screen.
fn own_language(known: &Lookup, home: Language, shown: Language) -> Option<Language> {
    match known {
        Lookup::One(known) => known.language.filter(|own| shown == home && *own != home),
        Lookup::Nobody | Lookup::Several => None,
    }
}

pub(crate) fn note(item: ItemId, written: Result<(), OutboxError>) {
    if let Err(error) = written {
        tracing::error!(%item, %error, "what became of a tap is not written down");
    }
}

/// Why the vendor is not asked about a tap behind another one, which waits for this reason. Only what cannot be
/// reached is said to be: anything else passes by itself, and says nothing about this device's token.
pub(crate) fn kept_waiting(first: Reason) -> NotDone {
    if first == Reason::NoConnection { NotDone::NoConnection } else { NotDone::VendorPause }
}

/// How long the vendor wants to be left alone, if its answer says so.
pub(crate) fn wait_asked_for(answer: &Result<(), Error>) -> Option<Duration> {
    match answer {
        Err(Error::Status(refusal)) => refusal.retry_after,
        Ok(())
        | Err(
            Error::NoConnection
            | Error::CertificateWrong
            | Error::CredentialUnusable
            | Error::Unsendable
            | Error::TimedOut
            | Error::AnswerLost
            | Error::NotTheVendor { .. }
            | Error::Garbled { .. },
        ) => None,
    }
}

/// `wait` is how long the vendor wants to be left alone, where it says.
pub(crate) fn not_recorded(why: &NotDone, wait: Option<Duration>) -> NotRecorded {
    match why {
        NotDone::NoConnection | NotDone::CertificateWrong | NotDone::NotTheVendor => {
            NotRecorded::NoConnection
        }
        NotDone::TooBusy | NotDone::VendorPause => NotRecorded::VendorPause(wait),
        NotDone::AccessWithdrawn | NotDone::Refused { .. } => NotRecorded::AccessWithdrawn,
    }
}

/// The last characters of what was held to the reader, for telling two nameless taps apart. Not of a
/// PIN, and not of a QR code, whose last characters are a bracket.
fn masked(identification: &Identification) -> Option<String> {
    let value = match identification {
        Identification::Number { value, .. }
        | Identification::Barcode(value)
        | Identification::WalletPass(value) => value,
        Identification::QrCode(_) | Identification::Pin(_) => return None,
    };
    let length = value.chars().count();
    // Of a short number the last four would be too much of it.
    let shown = (length / 2).min(4);
    let end: String = value.chars().skip(length - shown).collect();
    (shown > 0).then(|| format!("•••• {end}"))
}

#[cfg(test)]
mod tests {
    use domain::CardFormat;

    use super::*;

    #[test]
    fn a_nameless_tap_is_told_apart_by_its_end_alone() {
        let card = |value: &str| Identification::Number { value: value.into(), format: CardFormat::HexMsb };
        for (identification, shown) in [
            (card("62e3086ced"), Some("•••• 6ced")),
            (card("1a2b"), Some("•••• 2b")),
            (card("7"), None),
            (Identification::Barcode("äöü€ß§".into()), Some("•••• €ß§")),
            (Identification::Pin("123456".into()), None),
            (Identification::QrCode("{\"uuid\":\"x\"}".into()), None),
        ] {
            assert_eq!(masked(&identification).as_deref(), shown, "{identification:?}");
        }
    }

    #[test]
    fn a_tap_behind_another_is_told_what_that_one_waits_for() {
        for (first, why) in [
            (Reason::NoConnection, NotDone::NoConnection),
            (Reason::VendorPause, NotDone::VendorPause),
            (Reason::AccessWithdrawn, NotDone::VendorPause),
        ] {
            assert_eq!(kept_waiting(first), why, "{first:?}");
        }
    }

    #[test]
    fn a_member_is_answered_in_their_own_language_unless_one_was_chosen() {
        let tag = |tag| Language::exact(tag).unwrap();
        let known = |language| {
            Lookup::One(outbox::KnownMember {
                id: domain::CustomerId(1),
                first_name: Redacted::new(None),
                last_name: Redacted::new(None),
                language,
                number: Redacted::new(None),
                born: Redacted::new(None),
                standing: domain::Standing { member: true, blocked: false, closed: Vec::new() },
            })
        };
        for (lookup, shown, own) in [
            (known(Some(tag("pl"))), "de", Some("pl")),
            (known(Some(tag("pl"))), "en", None),
            (known(Some(tag("de"))), "de", None),
            (known(None), "de", None),
            (Lookup::Nobody, "de", None),
            (Lookup::Several, "de", None),
        ] {
            assert_eq!(own_language(&lookup, Language::DE, tag(shown)), own.map(tag), "{shown}");
        }
    }
}

//! What waits in the outbox, in types.

use std::fmt;
use std::time::Duration;

use domain::{CredentialMark, DeviceId, Money, Redacted, Unknown};
use jiff::Timestamp;
use uuid::Uuid;

use crate::directory::{DirectoryState, Lookup};
use crate::policy::LaneNews;

/// Declares an enum that is stored as text, with one stable word a variant.
macro_rules! stored {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word in the store. Never changes.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub(crate) fn of_word(word: &str) -> rusqlite::Result<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word).ok_or_else(|| {
                    rusqlite::Error::FromSqlConversionFailure(
                        0,
                        rusqlite::types::Type::Text,
                        format!("{} does not know \"{word}\"", stringify!($name)).into(),
                    )
                })
            }
        }

        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                Self::of_word(value.as_str()?)
                    .map_err(|error| rusqlite::types::FromSqlError::Other(Box::new(error)))
            }
        }

        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(self.word().into())
            }
        }
    };
}

pub(crate) use stored;

stored! {
    /// What happened at the desk.
    Kind {
        /// A member came to a reader.
        CheckIn = "check_in",
        /// A product was handed out.
        Sale = "sale",
        /// Credit was topped up.
        TopUp = "top_up",
        /// Minutes of a time device were used.
        TimeUsage = "time_usage",
        /// A contract was signed.
        Contract = "contract",
        /// A rate voucher was redeemed.
        RateVoucher = "rate_voucher",
        /// Somebody left their address.
        Lead = "lead",
        /// A trial session was booked.
        TrialBooking = "trial_booking",
        /// A picture for a contract.
        Picture = "picture",
    }
}

/// Which rules a kind follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Has no identity at the vendor and is booked at the time it arrives.
    CheckIn,
    /// Money: shows in the member's credit.
    Charge,
    /// Makes a customer, who can be looked up.
    SignUp,
    /// Can be sent any number of times.
    Picture,
}

impl Kind {
    /// Which rules it follows.
    pub const fn family(self) -> Family {
        match self {
            Self::CheckIn => Family::CheckIn,
            Self::Sale | Self::TopUp | Self::TimeUsage => Family::Charge,
            Self::Contract | Self::RateVoucher | Self::Lead | Self::TrialBooking => Family::SignUp,
            Self::Picture => Family::Picture,
        }
    }

    /// Whether the vendor has to be asked first, by a dry run, if it would take it. Whoever identifies a
    /// member anew asks anew.
    pub const fn needs_dry_run(self) -> bool {
        match self {
            Self::Sale | Self::TimeUsage => true,
            Self::CheckIn
            | Self::TopUp
            | Self::Contract
            | Self::RateVoucher
            | Self::Lead
            | Self::TrialBooking
            | Self::Picture => false,
        }
    }
}

stored! {
    /// How far an item is.
    State {
        /// Waits for its next attempt.
        Ready = "ready",
        /// An attempt is being made; written before a byte is sent.
        InFlight = "in_flight",
        /// The vendor has it.
        Delivered = "delivered",
        /// It cannot go on by itself, and it was certainly not done.
        Wedged = "wedged",
        /// Nobody here knows whether the vendor has it.
        Unknown = "unknown",
        /// A person decided, or nothing was owed.
        Closed = "closed",
    }
}

stored! {
    /// Why an item is where it is.
    Reason {
        /// No connection; nothing was sent.
        NoConnection = "no_connection",
        /// The vendor asks to wait.
        VendorPause = "vendor_pause",
        /// The credential is not accepted any more.
        AccessWithdrawn = "access_withdrawn",
        /// The vendor's rules say no.
        Refused = "refused",
        /// Older than a check-in may be reported afterwards.
        TooOld = "too_old",
        /// The clock was moved, so its age cannot be told.
        ClockMoved = "clock_moved",
        /// No answer in time.
        NoAnswer = "no_answer",
        /// The answer broke off or made no sense.
        AnswerLost = "answer_lost",
        /// The vendor's system failed while working on it.
        VendorFault = "vendor_fault",
        /// The program ended during an attempt.
        Interrupted = "interrupted",
        /// The credit changed, or there is nothing to compare it with.
        CreditChanged = "credit_changed",
        /// The credential can be used once only.
        OnceOnly = "once_only",
        /// Several customers fit.
        SeveralFound = "several_found",
        /// The key may not look customers up.
        MayNotLook = "may_not_look",
        /// What was written down cannot be read back: a fault of this program.
        Unreadable = "unreadable",
        /// The member was turned away; nothing was owed.
        TurnedAway = "turned_away",
        /// Nobody knows whether it was handed out; nothing was charged.
        HandOutUnknown = "hand_out_unknown",
        /// It was not handed out; nothing was charged.
        NotHandedOut = "not_handed_out",
        /// Staff say that it did go through.
        SettledDone = "settled_done",
        /// Staff cancelled it.
        Cancelled = "cancelled",
        /// Staff had what waited for this picture sent without it.
        LeftOut = "left_out",
        /// It was not done, and is a draft again.
        Reopened = "reopened",
    }
}

impl From<Unknown> for Reason {
    fn from(why: Unknown) -> Self {
        match why {
            Unknown::TimedOut => Self::NoAnswer,
            Unknown::AnswerLost | Unknown::AnswerGarbled => Self::AnswerLost,
            Unknown::VendorFault => Self::VendorFault,
        }
    }
}

stored! {
    /// What an attempt does.
    Act {
        /// Sends it.
        Send = "send",
        /// Looks the customer up, to find out whether it arrived.
        LookUp = "look_up",
        /// Identifies the member anew, under a new transaction, and reads the credit; where the kind
        /// [needs one](Kind::needs_dry_run), a dry run under the same transaction belongs to it.
        ReadCredit = "read_credit",
    }
}

/// An item, by its number in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ItemId(pub i64);

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The credential an attempt is made with. When the vendor withdraws it, everything in its lane
/// waits, and nothing else does.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lane(String);

impl Lane {
    /// The token of a device.
    pub fn device(id: DeviceId) -> Self {
        Self(format!("device {id}"))
    }

    /// The studio's Open API key.
    pub fn studio_key() -> Self {
        Self("studio key".to_owned())
    }

    /// No credential: the Connect API.
    pub fn public() -> Self {
        Self("public".to_owned())
    }

    /// The device whose token this is.
    pub fn device_id(&self) -> Option<DeviceId> {
        self.0.strip_prefix("device ")?.parse().ok().map(DeviceId)
    }

    /// Its name in the store.
    pub fn name(&self) -> &str {
        &self.0
    }

    pub(crate) fn of_name(name: String) -> Self {
        Self(name)
    }
}

/// What is known about a charge besides its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Charge {
    /// The vendor's transaction it belongs to. Time devices have none: their identification tells no
    /// credit and makes no lock.
    pub transaction: Option<Uuid>,
    /// How long an identification locks the member to a transaction: the device's time-out, which
    /// the vendor does not tell and the desk has a setting for.
    pub lock_for: Duration,
    /// Until when the lock of `transaction` can live.
    pub lock_until: Option<Timestamp>,
    /// The member's credit before, in the smallest unit.
    pub credit_before: Option<i64>,
    /// The credential can be used again without the member.
    pub reusable: bool,
}

/// Something that happened and has to reach the vendor.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Made by whoever saw it happen, once (version 7, so that they sort by time). Writing the same
    /// key again changes nothing.
    pub key: Uuid,
    /// What it is.
    pub kind: Kind,
    /// What it is sent with.
    pub lane: Lane,
    /// When it happened.
    pub happened_at: Timestamp,
    /// The item that has to be over first, by its key: the picture before the contract.
    pub after: Option<Uuid>,
    /// Items of the same credential are sent one after another, in order.
    pub order: Option<CredentialMark>,
    /// What it is worth. A sale is positive.
    pub amount: Option<Money>,
    /// For the kinds that are charges.
    pub charge: Option<Charge>,
    /// Whom it is about, for staff.
    pub subject: Option<Redacted<String>>,
    /// What the transport needs to send it; only the transport reads it.
    pub body: Redacted<String>,
}

/// An attempt that has been written down and may now be made, once.
#[derive(Clone, Debug)]
pub struct Job {
    /// The item.
    pub id: ItemId,
    /// What it is.
    pub kind: Kind,
    /// What to do.
    pub act: Act,
    /// What to do it with.
    pub lane: Lane,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// The transaction to use, for charges.
    pub transaction: Option<Uuid>,
    /// What the item this one waited for led to: the picture's object key.
    pub reference_before: Option<String>,
    /// What the item was enqueued with.
    pub body: Redacted<String>,
}

/// How an attempt ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The vendor has it.
    Delivered {
        /// What it is called there: a customer number, an object key.
        reference: Option<String>,
        /// The vendor's number for the call.
        trace_id: Option<String>,
    },
    /// The vendor's rules say no.
    Refused {
        /// The vendor's words.
        words: Option<Redacted<String>>,
        /// The vendor's constant.
        code: Option<String>,
        /// The vendor's number for the call.
        trace_id: Option<String>,
    },
    /// Not a byte was sent, or what answered was not the vendor.
    NotSent,
    /// It was not done: what answered said no (a 4xx), and not as the vendor does. Something on the way says
    /// that for a while, and the vendor's own web server for ever.
    Declined,
    /// It was not done; the vendor wants to be asked later (408, 425, 429, 503).
    Wait(Option<Duration>),
    /// It was not done; the credential is not accepted (401).
    AccessWithdrawn,
    /// It may have been done.
    Unknown(Unknown),
    /// No attempt can be made of what was written down: a fault of this program, and nobody was asked.
    Unreadable,
    /// The customers that fit, by number: who have the particulars and, since it happened, what was
    /// sent. One who merely has the same name would be taken for a delivery. Answers [`Act::LookUp`].
    Found(Vec<String>),
    /// The key may not look customers up. Answers [`Act::LookUp`].
    MayNotLook,
    /// The member is held to a new transaction; and their credit, in the smallest unit, where the vendor tells
    /// it. Answers [`Act::ReadCredit`].
    Credit(Option<i64>),
}

/// A tap that was written down, and what the store knows about whoever tapped.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The item.
    pub id: ItemId,
    /// Why an earlier check-in of the same credential waits to be reported, if one does. Asking the vendor about
    /// this one first would turn the two round.
    pub behind: Option<Reason>,
    /// Whose credential it is, as far as the member list knows.
    pub known: Lookup,
    /// What the list is worth.
    pub directory: DirectoryState,
}

/// Why the vendor certainly did not record a tap, other than by its rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRecorded {
    /// No connection, or what answered was not the vendor.
    NoConnection,
    /// The vendor wants to be asked later: after so long, where it says.
    VendorPause(Option<Duration>),
    /// The vendor does not accept the device's token.
    AccessWithdrawn,
}

impl NotRecorded {
    pub(crate) const fn reason(self) -> Reason {
        match self {
            Self::NoConnection => Reason::NoConnection,
            Self::VendorPause(_) => Reason::VendorPause,
            Self::AccessWithdrawn => Reason::AccessWithdrawn,
        }
    }

    /// What the lane learns. A tap that found no connection says little: the next attempt will find out.
    pub(crate) const fn news(self) -> Option<LaneNews> {
        match self {
            Self::NoConnection | Self::VendorPause(None) => None,
            Self::VendorPause(Some(wait)) => Some(LaneNews::Rests(wait)),
            Self::AccessWithdrawn => Some(LaneNews::Withdrawn),
        }
    }
}

/// How a check-in at the reader ended; see [`crate::Outbox::tapped`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TapEnd {
    /// Checked in by the vendor.
    CheckedIn,
    /// Turned away by the vendor's rules. Nothing is owed.
    Refused {
        /// The vendor's number for the call.
        trace_id: Option<String>,
    },
    /// Certainly not recorded, and not let in by the desk's own rules. Nothing is owed.
    TurnedAway(NotRecorded),
    /// Certainly not recorded, and let in by the desk's own rules: to be reported.
    LetIn(NotRecorded),
    /// Nobody knows.
    Unknown(Unknown),
}

/// What a person decides about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Try now what is safe to try.
    TryNow,
    /// Send it although it may have arrived, or late.
    SendAgain {
        /// What they wrote.
        note: Option<String>,
    },
    /// Whatever is signed goes without its picture. Said of the picture, which is over with that, or of a
    /// sign-up that was certainly not done and names one.
    WithoutPicture {
        /// What they wrote.
        note: Option<String>,
    },
    /// It did go through.
    Done {
        /// What they wrote.
        note: Option<String>,
    },
    /// It will not be sent.
    Cancel {
        /// Why.
        note: String,
    },
}

/// What can be decided, without what is written to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// [`Decision::TryNow`].
    TryNow,
    /// [`Decision::SendAgain`].
    SendAgain,
    /// [`Decision::WithoutPicture`].
    WithoutPicture,
    /// [`Decision::Done`].
    Done,
    /// [`Decision::Cancel`].
    Cancel,
}

impl Choice {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] =
        [Self::TryNow, Self::SendAgain, Self::WithoutPicture, Self::Done, Self::Cancel];
}

impl Decision {
    /// Which one it is.
    pub const fn choice(&self) -> Choice {
        match self {
            Self::TryNow => Choice::TryNow,
            Self::SendAgain { .. } => Choice::SendAgain,
            Self::WithoutPicture { .. } => Choice::WithoutPicture,
            Self::Done { .. } => Choice::Done,
            Self::Cancel { .. } => Choice::Cancel,
        }
    }
}

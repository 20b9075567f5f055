//! Members at the reception: looked up, checked in by hand, given a card.
//!
//! All of it is personal. It crosses to the staff window alone, after the PIN, and is dropped when it
//! locks. Card numbers are not in here: what a member is identified by stays in the desk.

use domain::{CustomerId, DeviceId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, AttentionReason, Id, Ms, SignUpAim, SignUpChoices};

/// What the reception is told, in full, at every change.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ReceptionView {
    /// What members are looked up in.
    pub list: MemberList,
    /// A card is waited for: the next one held to a reader of this desk checks nobody in.
    pub waits: Option<CardWait>,
    /// What came of the last card that was looked up, if it led to nobody.
    pub card_problem: Option<CardProblem>,
    /// What the studio's system was asked for, and what it said.
    pub asked: Option<VendorSearch>,
    /// Whoever was chosen.
    pub open: Option<Box<MemberCard>>,
    /// Where members can be checked in by hand.
    pub entrances: Vec<EntranceLine>,
    /// What can be begun on the member's screen; `None` where nobody signs up.
    pub sign_up: Option<SignUpChoices>,
    /// What this desk plays at the vendor, with what belongs to it.
    pub devices: Vec<DeviceLine>,
}

/// What members are looked up in.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "list", rename_all = "camelCase")]
pub enum MemberList {
    /// The list is being read from the store.
    Preparing,
    /// It can be searched.
    #[serde(rename_all = "camelCase")]
    Ready {
        /// How many members are in it.
        members: u32,
        /// When it was last complete, in milliseconds since 1970 UTC; `None` while it is first filled.
        complete_ms: Option<Ms>,
    },
    /// The key may not read it.
    NoRight {
        /// The right that is missing.
        right: String,
    },
    /// The store cannot be read.
    Unreadable,
}

/// What a card is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CardWait {
    /// To find its member.
    LookUp,
    /// To give it to the member who is open.
    Link,
}

/// Why a card led to nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "problem", rename_all = "camelCase")]
pub enum CardProblem {
    /// Nobody has it.
    Nobody,
    /// More than one member of the list has it.
    Several,
    /// No card came.
    NoCard,
    /// The studio's system could not be asked.
    Silent {
        /// Why.
        reason: AttentionReason,
    },
}

/// What a search of the list found.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MemberHits {
    /// The best, at most 20.
    pub hits: Vec<MemberHit>,
    /// How many there are in all.
    pub total: u32,
}

/// A member that was found.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemberHit {
    /// Names the member in `staff_member`.
    pub id: Id<CustomerId>,
    /// First name, if there is one.
    pub first_name: Option<String>,
    /// Surname, if there is one.
    pub last_name: Option<String>,
    /// The number they go by.
    pub number: Option<String>,
    /// Date of birth, as `2026-11-23`.
    pub born: Option<String>,
}

/// What the studio's system was asked for: those who are not on the list, too.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VendorSearch {
    /// As it was typed.
    pub query: String,
    /// Whom it found, at most 20.
    pub found: Part<Vec<MemberHit>>,
}

/// A part of what is known about a member. Each comes by itself.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "part", rename_all = "camelCase")]
pub enum Part<T> {
    /// It is being asked for.
    Asked,
    /// It is here.
    Here {
        /// What it is.
        value: T,
    },
    /// The studio's key may not ask for it.
    NoRight {
        /// The right that is missing, as the vendor calls it.
        right: String,
    },
    /// The studio's system has nothing there, not even the member.
    Nothing,
    /// It did not come; it can be asked for again.
    Silent {
        /// Why.
        reason: AttentionReason,
    },
}

/// The member who is open.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MemberCard {
    /// Counts up with every member who is opened. What is asked about this one names it.
    pub card: u32,
    /// Who it is, as far as the list or the record says.
    pub member: MemberHit,
    /// Today is the member's birthday.
    pub birthday: bool,
    /// What the member is and may.
    pub record: Part<RecordView>,
    /// What the member has signed.
    pub contracts: Part<Vec<MemberContract>>,
    /// The last visits, newest first.
    pub visits: Part<Vec<VisitView>>,
    /// What the member has and owes.
    pub account: Part<AccountBalance>,
    /// Whether there is a picture.
    pub picture: MemberPicture,
    /// Checking in by hand.
    pub by_hand: ByHand,
    /// Giving the member a card.
    pub link: MemberLink,
}

/// How far giving a member a card is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "link", rename_all = "camelCase")]
pub enum MemberLink {
    /// Nobody wants to.
    No,
    /// The next card that is held to a reader becomes the member's.
    HoldCard,
    /// It is being linked.
    Linking,
    /// It opens the door for the member now.
    Linked,
    /// It is somebody's already.
    Taken,
    /// What was held up is no card with a number: a code or a pass.
    NotACard,
    /// It was not linked; another try is possible.
    Failed,
    /// Nobody knows whether it was linked.
    Unknown,
    /// The studio's key may not give cards.
    NoRight {
        /// The right that is missing.
        right: String,
    },
}

/// Whether there is a picture of a member. The picture itself is fetched with `staff_member_picture`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MemberPicture {
    /// Nobody knows yet.
    Asked,
    /// It is here.
    Here,
    /// There is none.
    Nothing,
    /// It could not be fetched.
    Silent,
}

/// What a member is and may.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RecordView {
    /// What they are to the studio.
    pub status: MemberStatus,
    /// Access is blocked until somebody lifts it.
    pub blocked: bool,
    /// Today the record lets them in.
    pub may_enter: bool,
    /// Restrictions and pauses, those of today first.
    pub closed: Vec<ClosedView>,
    /// They have a card, a code or a pass.
    pub has_key: bool,
}

/// What somebody is to the studio.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum MemberStatus {
    /// Has a contract.
    Member,
    /// Has none yet.
    Prospect,
    /// Has none any more.
    Former,
    /// Something this program does not know.
    Other,
}

/// Days on which a member may not come in.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct ClosedView {
    /// The first day, as `2026-11-23`.
    pub from: Option<String>,
    /// The last day.
    pub to: Option<String>,
    /// Why, in the studio's words.
    pub reason: Option<String>,
    /// A pause of the contract.
    pub idle: bool,
    /// Today is one of these days.
    pub today: bool,
}

/// A contract of a member.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct MemberContract {
    /// What it is called.
    pub name: Option<String>,
    /// Its first day, as `2026-11-23`.
    pub start: Option<String>,
    /// Its last day, if there is one.
    pub end: Option<String>,
    /// Whether it runs.
    pub active: bool,
}

/// A visit of a member.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct VisitView {
    /// When it began, in milliseconds since 1970 UTC.
    pub from_ms: Ms,
    /// When it ended.
    pub to_ms: Option<Ms>,
}

/// What a member has and owes.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AccountBalance {
    /// What they can spend.
    pub credit: Option<AmountView>,
    /// The account; negative when they owe.
    pub account: Option<AmountView>,
    /// How far they are dunned, in the studio's words.
    pub dunning: Option<String>,
    /// What they owe was given to an agency.
    pub in_collection: bool,
}

/// How far checking a member in by hand is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "byHand", rename_all = "camelCase")]
pub enum ByHand {
    /// Nobody has.
    No,
    /// The studio's system is being asked.
    Asking,
    /// Checked in.
    Done,
    /// Let in, and reported when the studio's system is back.
    LetIn,
    /// The studio's system says no.
    Refused {
        /// Its words.
        words: Option<String>,
    },
    /// Nobody knows whether the check-in was recorded. It is in the inbox.
    Unknown,
    /// The member has no card, code or pass, and the studio gives no codes: no device can be told who it is.
    NoKey,
    /// Nothing was sent, and nobody was checked in.
    Not {
        /// Why.
        reason: AttentionReason,
    },
}

/// Where members can be checked in by hand.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct EntranceLine {
    /// Names it in `staff_member`.
    pub entrance: u32,
    /// What staff call it.
    pub name: String,
    /// Its door opens for whoever is checked in here.
    pub door: bool,
}

/// A device that this desk plays.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct DeviceLine {
    /// Its number at the vendor.
    pub id: Id<DeviceId>,
    /// What staff call it.
    pub name: String,
    /// What it is for.
    pub purpose: DevicePurpose,
    /// The reader whose taps it has.
    pub reader: String,
    /// The doors, drawers and relays that it uses, by name.
    pub outputs: Vec<String>,
    /// Whether its token is in the keychain.
    pub token: bool,
}

/// What a device is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum DevicePurpose {
    /// Members check in.
    CheckIn,
    /// Products are sold.
    Vending,
    /// Minutes are sold.
    Time,
}

/// What somebody at the reception wants.
#[derive(Clone, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "want", rename_all = "camelCase")]
pub enum MemberOrder {
    /// Open a member.
    Open {
        /// Which, as it was given to the window.
        member: Id<CustomerId>,
    },
    /// Nobody is to be open any more.
    Close,
    /// Ask again for what did not come.
    Again {
        /// Of which card.
        card: u32,
    },
    /// Have the studio's system search, too.
    Search {
        /// What is looked for.
        query: String,
    },
    /// Find whoever holds a card of this number.
    CardNumber {
        /// In decimal, as it is printed.
        number: String,
    },
    /// The next card that is held to a reader is to be looked up.
    AwaitCard,
    /// The next card that is held to a reader is to become the member's.
    LinkCard {
        /// Of which card.
        card: u32,
    },
    /// No card is waited for any more.
    Forget,
    /// Check the member in.
    CheckIn {
        /// Of which card.
        card: u32,
        /// At which entrance.
        entrance: u32,
        /// Why not by a card; not blank.
        reason: String,
    },
    /// Put a new sign-up on the member's screen.
    #[serde(rename_all = "camelCase")]
    BeginSignUp {
        /// What it is to lead to.
        aim: SignUpAim,
        /// As typed, if it was.
        first_name: String,
        /// As typed, if it was.
        last_name: String,
    },
}

impl std::fmt::Debug for MemberOrder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemberOrder(<redacted>)")
    }
}

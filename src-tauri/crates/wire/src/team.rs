//! The people of the team: who is signed in, who there is, and what they did. Names of the team cross to the
//! staff window alone, after a PIN, as members' do.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, Exported, ItemKind, Ms};

/// Whoever is signed in.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct MeView {
    /// Names them in the commands.
    pub id: u32,
    /// What the team calls them.
    pub name: String,
    /// What they are there for.
    pub role: StaffRole,
    /// What they may do. What is not in here is not shown.
    pub may: Vec<StaffRight>,
}

/// What somebody of the team is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StaffRole {
    /// Looks after members at the counter.
    Reception,
    /// Answers for the studio.
    Manager,
    /// Looks after the devices.
    Technician,
}

/// Something that not everybody may do or see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum StaffRight {
    /// Look members up, see who taps, check in by hand.
    Members,
    /// See and settle what waits in the outbox.
    Inbox,
    /// Sales, top-ups and the cash drawer.
    Sales,
    /// Sign-ups that are begun.
    SignUps,
    /// What is sold.
    Catalogue,
    /// How the member's screen looks.
    Look,
    /// Write the inbox into a file.
    Export,
    /// Who is of the team.
    People,
    /// What the team did.
    Activity,
    /// Let the member's screen go.
    LeaveKiosk,
    /// A support bundle.
    Support,
}

/// Who is of the team.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonLine {
    /// Names them in the commands.
    pub id: u32,
    /// What the team calls them.
    pub name: String,
    /// What they are there for.
    pub role: StaffRole,
    /// The only manager, who has to stay one.
    pub last_manager: bool,
}

/// A change of the team.
#[derive(Clone, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "change", rename_all = "camelCase")]
pub enum PersonChange {
    /// Somebody new.
    Add {
        /// What the team calls them.
        name: String,
        /// What they are there for.
        role: StaffRole,
        /// Their PIN.
        pin: String,
    },
    /// Another name.
    Rename {
        /// Who gets it.
        id: u32,
        /// The new one.
        name: String,
    },
    /// Another role.
    Role {
        /// Who gets it.
        id: u32,
        /// The new one.
        role: StaffRole,
    },
    /// Another PIN.
    Pin {
        /// Who gets it.
        id: u32,
        /// The new one.
        pin: String,
    },
    /// Somebody leaves.
    Remove {
        /// Who leaves.
        id: u32,
    },
}

/// Says what it is and nothing of what is in it.
impl std::fmt::Debug for PersonChange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Add { .. } => "Add",
            Self::Rename { .. } => "Rename",
            Self::Role { .. } => "Role",
            Self::Pin { .. } => "Pin",
            Self::Remove { .. } => "Remove",
        })
    }
}

/// What came of the last change of a person or PIN.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PersonAnswer {
    /// Counts the changes that were looked at since the window was unlocked.
    pub number: u32,
    /// Why it was not done; `None` when it was.
    pub problem: Option<PersonProblem>,
}

/// Why a person or PIN was not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PersonProblem {
    /// No name.
    NameMissing,
    /// More than 40 letters.
    NameTooLong,
    /// Somebody has this name.
    NameTaken,
    /// A PIN has 4 to 12 digits and nothing else.
    NotAPin,
    /// All the same digit, or digits in a row.
    PinTooEasy,
    /// Too short for a team of this size.
    PinTooShort,
    /// It cannot be used, because it is somebody's. Counts as a wrong PIN.
    PinTaken,
    /// The old PIN is not the one of whoever is signed in. Counts as a wrong PIN.
    PinWrong,
    /// Too many wrong PINs; it was not looked at.
    TooSoon,
    /// Somebody has to stay a manager.
    LastManager,
    /// No room for more.
    TooMany,
    /// There is no such person any more.
    Gone,
    /// The keychain did not give or take it.
    Keychain,
}

/// What somebody wants to see of what the team did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "wish", rename_all = "camelCase")]
pub enum ActivityWish {
    /// List the last of what was done.
    Show {
        /// Of one person, or of all.
        person: Option<u32>,
    },
    /// List 50 more lines.
    More,
    /// Write all lines into a file, not only those that are listed.
    Export,
    /// Close the list.
    Hide,
}

/// What the team did, as far as it is listed.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActivityView {
    /// Of whom, or of all.
    pub person: Option<u32>,
    /// The last first.
    pub lines: Vec<ActivityLine>,
    /// There are more than are listed.
    pub more: bool,
    /// Where the last export went, or that it failed.
    pub exported: Option<Exported>,
}

/// One thing that somebody of the team did.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ActivityLine {
    /// Names the line in the list.
    pub id: String,
    /// When, in milliseconds since 1970 UTC.
    pub at_ms: Ms,
    /// Who did it.
    pub by: ActivityBy,
    /// What they did.
    pub act: ActivityKind,
    /// The kind of the item that was settled.
    pub item: Option<ItemKind>,
    /// Whom of the team it was about.
    pub whom: Option<ActivityBy>,
    /// The role that was given.
    pub role: Option<StaffRole>,
    /// The cash that was taken.
    pub amount: Option<AmountView>,
    /// The shelf of a product.
    pub shelf: Option<String>,
    /// Wrong PINs in a row.
    pub times: u32,
    /// What they wrote.
    pub note: Option<String>,
}

/// Somebody of the team, as of now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "by", rename_all = "camelCase")]
pub enum ActivityBy {
    /// Somebody who is there.
    Person {
        /// What the team calls them.
        name: String,
    },
    /// Somebody who has left. Their name went with them.
    Left {
        /// Tells them from others who left.
        id: u32,
    },
    /// Somebody who did not sign in.
    Nobody,
}

/// What somebody of the team did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ActivityKind {
    /// Signed in.
    SignedIn,
    /// Locked the window.
    Locked,
    /// Left the window alone until it locked itself.
    LockedItself,
    /// Entered a wrong PIN.
    WrongPin,
    /// Wanted what the role may not do.
    NotAllowed,
    /// Had an item tried now.
    TryNow,
    /// Had an item sent once more.
    SendAgain,
    /// Said that an item went through.
    SettledDone,
    /// Cancelled an item.
    Cancelled,
    /// Had a sign-up sent without its picture.
    WithoutPicture,
    /// Made a draft of an item again.
    Reopened,
    /// Handed a product over.
    HandedOver,
    /// Said that a product did not come out.
    NotHandedOut,
    /// Ended a sale.
    SaleEnded,
    /// Asked for a top-up.
    TopUpBegun,
    /// Switched a device off.
    SwitchedOff,
    /// Took cash for a top-up.
    CashTaken,
    /// Opened the cash drawer.
    DrawerOpened,
    /// Showed a sign-up on the member's screen.
    SignUpShown,
    /// Took a sign-up from the member's screen.
    SignUpPutAside,
    /// Threw a sign-up away.
    SignUpDiscarded,
    /// Opened a member's particulars.
    MemberOpened,
    /// Had a member checked in.
    MemberCheckedIn,
    /// Had a card linked to a member.
    MemberCard,
    /// Put a new sign-up on the member's screen.
    SignUpBegun,
    /// Changed whether a product can be bought.
    ProductAvailable,
    /// Changed a price.
    ProductPrice,
    /// Changed a product's name.
    ProductName,
    /// Took a file as a catalogue.
    CatalogueImported,
    /// Wrote a catalogue into a file.
    CatalogueExported,
    /// Changed how the member's screen looks.
    LookChanged,
    /// Took a file for the look.
    LookFile,
    /// Wrote the inbox into a file.
    ItemsExported,
    /// Wrote this list into a file.
    ActivityExported,
    /// Has seen that a store was set aside.
    AlarmSeen,
    /// Let a desk that rested after crashes serve again.
    Served,
    /// Took somebody into the team.
    PersonAdded,
    /// Gave somebody another name.
    PersonRenamed,
    /// Gave somebody another role.
    PersonRole,
    /// Gave somebody another PIN.
    PersonPin,
    /// Changed their own PIN.
    OwnPin,
    /// Took somebody out of the team.
    PersonRemoved,
    /// Swapped the screens, or showed the desktop.
    KioskHandled,
    /// Let the member's screen go.
    KioskLeft,
    /// Wrote a file for whoever helps.
    SupportWritten,
    /// Something that another version of Portico wrote down.
    Other,
}

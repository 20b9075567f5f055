//! What somebody of the team did, and the row it is in the ledger. Rows are kept for good: a word that was
//! written once is read by every later version.

use domain::{Currency, Money, Permission, PersonId, Role};

use crate::item::stored;

stored! {
    /// The word in the ledger for what was done. Some have more about it beside them.
    StaffEvent {
        /// [`StaffAct::SignedIn`].
        SignedIn = "signed_in",
        /// [`StaffAct::Locked`], and with a word for it [`StaffAct::LockedItself`].
        Locked = "locked",
        /// [`StaffAct::WrongPin`].
        WrongPin = "wrong_pin",
        /// [`StaffAct::NotAllowed`].
        NotAllowed = "not_allowed",
        /// [`StaffAct::Sale`].
        SaleHandled = "sale_handled",
        /// [`StaffAct::CashTaken`].
        CashTaken = "cash_taken",
        /// [`StaffAct::DrawerOpened`].
        DrawerOpened = "drawer_opened",
        /// [`StaffAct::SignUp`].
        DraftHandled = "draft_handled",
        /// [`StaffAct::Member`].
        MemberHandled = "member_handled",
        /// [`StaffAct::Product`].
        ProductChanged = "product_changed",
        /// [`StaffAct::CatalogueImported`].
        CatalogueImported = "catalogue_imported",
        /// [`StaffAct::CatalogueExported`].
        CatalogueExported = "catalogue_exported",
        /// [`StaffAct::LookChanged`].
        LookChanged = "look_changed",
        /// [`StaffAct::LookFile`].
        LookFile = "look_file",
        /// [`StaffAct::ItemsExported`].
        ItemsExported = "items_exported",
        /// [`StaffAct::ActivityExported`].
        ActivityExported = "activity_exported",
        /// [`StaffAct::AlarmSeen`].
        AlarmSeen = "alarm_seen",
        /// [`StaffAct::Served`].
        Served = "served",
        /// [`StaffAct::PersonAdded`].
        PersonAdded = "person_added",
        /// [`StaffAct::PersonRenamed`].
        PersonRenamed = "person_renamed",
        /// [`StaffAct::PersonRole`].
        PersonRole = "person_role",
        /// [`StaffAct::PersonPin`].
        PersonPin = "person_pin",
        /// [`StaffAct::PersonRemoved`].
        PersonRemoved = "person_removed",
        /// [`StaffAct::Kiosk`].
        KioskHandled = "kiosk_handled",
        /// [`StaffAct::KioskLeft`].
        KioskLeft = "kiosk_left",
        /// [`StaffAct::SupportWritten`].
        SupportWritten = "support_written",
    }
}

stored! {
    /// A button of a sale.
    SaleAct {
        /// The member has it.
        HandedOver = "handed_over",
        /// It did not come out.
        NotHandedOut = "not_handed_out",
        /// The sale is to end.
        End = "end",
        /// The credit is to be topped up.
        TopUp = "top_up",
        /// The device is to be switched off before its time.
        SwitchOff = "switch_off",
    }
}

stored! {
    /// A button of a sign-up that is begun.
    SignUpAct {
        /// It is shown on the member's screen.
        Show = "show",
        /// It is taken from the member's screen.
        PutAside = "put_aside",
        /// It is thrown away.
        Discard = "discard",
    }
}

stored! {
    /// What is done about a member, or somebody who is to become one.
    MemberAct {
        /// Their file was opened.
        Open = "open",
        /// The next card is to become theirs.
        LinkCard = "link_card",
        /// They were checked in without a card.
        CheckIn = "check_in",
        /// A new sign-up was put on the member's screen.
        BeginSignUp = "begin_sign_up",
    }
}

stored! {
    /// What of a product was changed.
    ProductAct {
        /// Whether it can be bought.
        Available = "available",
        /// What it costs.
        Price = "price",
        /// What it is called.
        Name = "name",
    }
}

stored! {
    /// What is done with the screens, short of leaving the kiosk.
    KioskAct {
        /// Members and team change screens.
        SwapScreens = "swap_screens",
        /// The member's window is put away.
        ShowDesktop = "show_desktop",
        /// The member's window is put back.
        HideDesktop = "hide_desktop",
    }
}

/// Something that somebody did at the team's window, and that is no decision about an item. Nothing personal
/// is in it: people of the team are numbers, and members nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StaffAct {
    /// Somebody signed in.
    SignedIn,
    /// Whoever was signed in locked the window.
    Locked,
    /// The window locked itself, because nobody had a hand on it.
    LockedItself,
    /// A PIN that is nobody's was entered.
    WrongPin {
        /// The how manieth in a row.
        in_a_row: u32,
    },
    /// Somebody wanted what their role may not do.
    NotAllowed(Permission),
    /// Somebody pressed a button of a sale.
    Sale(SaleAct),
    /// Somebody took cash for a top-up.
    CashTaken(Money),
    /// Somebody opened the cash drawer.
    DrawerOpened,
    /// Somebody pressed a button of a sign-up that is begun.
    SignUp(SignUpAct),
    /// Somebody opened a member, or did something about one.
    Member(MemberAct),
    /// Somebody changed a product.
    Product {
        /// What of it.
        change: ProductAct,
        /// Its shelf, as the studio's system calls it.
        shelf: String,
    },
    /// Somebody put a file in the place of a catalogue.
    CatalogueImported,
    /// Somebody wrote a catalogue into a file.
    CatalogueExported,
    /// Somebody changed how the member's screen looks.
    LookChanged,
    /// Somebody put a file into the folder of the look.
    LookFile,
    /// Somebody wrote the items that are listed into a file.
    ItemsExported,
    /// Somebody wrote what the team did into a file.
    ActivityExported,
    /// Somebody has seen that a store was set aside.
    AlarmSeen,
    /// Somebody let a desk that rested after crashes serve again.
    Served,
    /// Somebody joined the team.
    PersonAdded {
        /// Who.
        whom: PersonId,
        /// As what.
        role: Role,
    },
    /// Somebody of the team has another name.
    PersonRenamed(PersonId),
    /// Somebody of the team has another role.
    PersonRole {
        /// Who.
        whom: PersonId,
        /// The new one.
        role: Role,
    },
    /// Somebody of the team has another PIN.
    PersonPin(PersonId),
    /// Somebody left the team.
    PersonRemoved(PersonId),
    /// Somebody swapped the screens or showed the desktop.
    Kiosk(KioskAct),
    /// Somebody let the member's screen go.
    KioskLeft,
    /// Somebody wrote a file for whoever helps.
    SupportWritten,
}

/// The columns of the ledger that say what was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActRow {
    pub(crate) event: StaffEvent,
    /// How often in a row, where that counts; 0 otherwise.
    pub(crate) attempt: u32,
    /// Stable words, numbers and shelves, with a space between two.
    pub(crate) detail: Option<String>,
}

/// The detail of a lock that nobody asked for.
const BY_ITSELF: &str = "by_itself";

impl StaffAct {
    /// The word it has in the ledger, and may have in a log: says nothing of whom or what it was about.
    pub const fn word(&self) -> &'static str {
        self.event().word()
    }

    const fn event(&self) -> StaffEvent {
        match self {
            Self::SignedIn => StaffEvent::SignedIn,
            Self::Locked | Self::LockedItself => StaffEvent::Locked,
            Self::WrongPin { .. } => StaffEvent::WrongPin,
            Self::NotAllowed(_) => StaffEvent::NotAllowed,
            Self::Sale(_) => StaffEvent::SaleHandled,
            Self::CashTaken(_) => StaffEvent::CashTaken,
            Self::DrawerOpened => StaffEvent::DrawerOpened,
            Self::SignUp(_) => StaffEvent::DraftHandled,
            Self::Member(_) => StaffEvent::MemberHandled,
            Self::Product { .. } => StaffEvent::ProductChanged,
            Self::CatalogueImported => StaffEvent::CatalogueImported,
            Self::CatalogueExported => StaffEvent::CatalogueExported,
            Self::LookChanged => StaffEvent::LookChanged,
            Self::LookFile => StaffEvent::LookFile,
            Self::ItemsExported => StaffEvent::ItemsExported,
            Self::ActivityExported => StaffEvent::ActivityExported,
            Self::AlarmSeen => StaffEvent::AlarmSeen,
            Self::Served => StaffEvent::Served,
            Self::PersonAdded { .. } => StaffEvent::PersonAdded,
            Self::PersonRenamed(_) => StaffEvent::PersonRenamed,
            Self::PersonRole { .. } => StaffEvent::PersonRole,
            Self::PersonPin(_) => StaffEvent::PersonPin,
            Self::PersonRemoved(_) => StaffEvent::PersonRemoved,
            Self::Kiosk(_) => StaffEvent::KioskHandled,
            Self::KioskLeft => StaffEvent::KioskLeft,
            Self::SupportWritten => StaffEvent::SupportWritten,
        }
    }

    /// The row it is written as. What is written here is read below.
    pub(crate) fn to_row(&self) -> ActRow {
        let mut attempt = 0;
        let detail = match self {
            Self::LockedItself => Some(BY_ITSELF.to_owned()),
            Self::WrongPin { in_a_row } => {
                attempt = *in_a_row;
                None
            }
            Self::NotAllowed(permission) => Some(permission.word().to_owned()),
            Self::Sale(act) => Some(act.word().to_owned()),
            Self::CashTaken(money) => Some(format!("{} {}", money.minor, money.currency)),
            Self::SignUp(act) => Some(act.word().to_owned()),
            Self::Member(act) => Some(act.word().to_owned()),
            Self::Product { change, shelf } => Some(format!("{} {shelf}", change.word())),
            Self::PersonAdded { whom, role } | Self::PersonRole { whom, role } => {
                Some(format!("{whom} {}", role.word()))
            }
            Self::PersonRenamed(whom) | Self::PersonPin(whom) | Self::PersonRemoved(whom) => {
                Some(whom.to_string())
            }
            Self::Kiosk(act) => Some(act.word().to_owned()),
            Self::SignedIn
            | Self::Locked
            | Self::DrawerOpened
            | Self::CatalogueImported
            | Self::CatalogueExported
            | Self::LookChanged
            | Self::LookFile
            | Self::ItemsExported
            | Self::ActivityExported
            | Self::AlarmSeen
            | Self::Served
            | Self::KioskLeft
            | Self::SupportWritten => None,
        };
        ActRow { event: self.event(), attempt, detail }
    }

    /// What a row says; `None` where it says it in another way than this version or an earlier one did.
    pub(crate) fn from_row(row: &ActRow) -> Option<Self> {
        let detail = row.detail.as_deref().unwrap_or_default();
        let (first, rest) = detail.split_once(' ').unwrap_or((detail, ""));
        let whom = || first.parse().ok().map(PersonId);
        Some(match row.event {
            StaffEvent::SignedIn => Self::SignedIn,
            StaffEvent::Locked => match detail {
                "" => Self::Locked,
                BY_ITSELF => Self::LockedItself,
                _ => return None,
            },
            StaffEvent::WrongPin => Self::WrongPin { in_a_row: row.attempt },
            StaffEvent::NotAllowed => Self::NotAllowed(Permission::of_word(detail)?),
            StaffEvent::SaleHandled => Self::Sale(SaleAct::of_word(detail).ok()?),
            StaffEvent::CashTaken => Self::CashTaken(Money::new(first.parse().ok()?, Currency::parse(rest)?)),
            StaffEvent::DrawerOpened => Self::DrawerOpened,
            StaffEvent::DraftHandled => Self::SignUp(SignUpAct::of_word(detail).ok()?),
            StaffEvent::MemberHandled => Self::Member(MemberAct::of_word(detail).ok()?),
            StaffEvent::ProductChanged => {
                Self::Product { change: ProductAct::of_word(first).ok()?, shelf: rest.to_owned() }
            }
            StaffEvent::CatalogueImported => Self::CatalogueImported,
            StaffEvent::CatalogueExported => Self::CatalogueExported,
            StaffEvent::LookChanged => Self::LookChanged,
            StaffEvent::LookFile => Self::LookFile,
            StaffEvent::ItemsExported => Self::ItemsExported,
            StaffEvent::ActivityExported => Self::ActivityExported,
            StaffEvent::AlarmSeen => Self::AlarmSeen,
            StaffEvent::Served => Self::Served,
            StaffEvent::PersonAdded => Self::PersonAdded { whom: whom()?, role: Role::of_word(rest)? },
            StaffEvent::PersonRenamed => Self::PersonRenamed(whom()?),
            StaffEvent::PersonRole => Self::PersonRole { whom: whom()?, role: Role::of_word(rest)? },
            StaffEvent::PersonPin => Self::PersonPin(whom()?),
            StaffEvent::PersonRemoved => Self::PersonRemoved(whom()?),
            StaffEvent::KioskHandled => Self::Kiosk(KioskAct::of_word(detail).ok()?),
            StaffEvent::KioskLeft => Self::KioskLeft,
            StaffEvent::SupportWritten => Self::SupportWritten,
        })
    }
}

//! What each order needs, and what of it is written down.

use domain::{Permission, PersonId};
use outbox::{StaffAct, StaffEvent};
use wire::{ActivityWish, KioskWish, MemberOrder, PersonChange, ProductChange, SaleAction, SignUpAction};

use super::{LookOrder, Order};
use crate::reception::ReceptionOrder;

/// What somebody has to be for an order. Who comes in or goes has to be nobody: see
/// [`DoorOrder`](super::DoorOrder).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Signed in, as whoever.
    SignedIn,
    /// Somebody who may do this.
    Right(Permission),
}

impl Order {
    /// What somebody has to be for this order.
    pub const fn needs(&self) -> Needs {
        match self {
            // Alarms are about the desk and hold nothing of a member; whoever is there lets it serve again.
            Self::Serve | Self::Seen | Self::Dismiss { .. } | Self::OwnPin { .. } => Needs::SignedIn,
            Self::Filter(_) | Self::More | Self::Act { .. } => Needs::Right(Permission::Inbox),
            Self::Export => Needs::Right(Permission::Export),
            Self::Sale { .. } | Self::TopUp { .. } | Self::Drawer => Needs::Right(Permission::Sales),
            Self::SignUp { .. } => Needs::Right(Permission::SignUps),
            Self::Product { .. }
            | Self::Import { .. }
            | Self::ExportCatalogue { .. }
            | Self::CatalogueSeen { .. } => Needs::Right(Permission::Catalogue),
            Self::Kiosk(_) => Needs::Right(Permission::LeaveKiosk),
            Self::Support => Needs::Right(Permission::Support),
            Self::Reception(_) => Needs::Right(Permission::Members),
            Self::Look(_) => Needs::Right(Permission::Look),
            Self::Person(_) => Needs::Right(Permission::People),
            Self::Activity(_) => Needs::Right(Permission::Activity),
        }
    }

    /// What is written down when it was done; `None` for what is only looked at, and for what writes itself
    /// down because only it knows how it went.
    pub(super) fn act(&self, currency: &str) -> Option<StaffAct> {
        match self {
            Self::Seen | Self::Filter(_) | Self::More | Self::CatalogueSeen { .. } => None,
            Self::Act { .. } | Self::OwnPin { .. } | Self::Person(_) => None,
            Self::Export => Some(StaffAct::of(StaffEvent::ItemsExported)),
            Self::Serve => Some(StaffAct::of(StaffEvent::Served)),
            Self::Dismiss { .. } => Some(StaffAct::of(StaffEvent::AlarmSeen)),
            Self::Sale { action, .. } => Some(StaffAct::about(StaffEvent::SaleHandled, sale(*action))),
            Self::TopUp { minor, .. } => {
                Some(StaffAct::about(StaffEvent::CashTaken, format!("{minor} {currency}")))
            }
            Self::Drawer => Some(StaffAct::of(StaffEvent::DrawerOpened)),
            Self::SignUp { action, .. } => Some(StaffAct::about(StaffEvent::DraftHandled, sign_up(*action))),
            Self::Product { shelf, change, .. } => {
                Some(StaffAct::about(StaffEvent::ProductChanged, format!("{} {shelf}", product(change))))
            }
            Self::Kiosk(wish) => Some(match wish {
                KioskWish::Leave => StaffAct::of(StaffEvent::KioskLeft),
                KioskWish::SwapScreens | KioskWish::ShowDesktop | KioskWish::HideDesktop => {
                    StaffAct::about(StaffEvent::KioskHandled, kiosk(*wish))
                }
            }),
            Self::Support => Some(StaffAct::of(StaffEvent::SupportWritten)),
            Self::Reception(order) => match order {
                ReceptionOrder::Attach(_) => None,
                ReceptionOrder::Member(order) => {
                    Some(StaffAct::about(StaffEvent::MemberHandled, member(order)?))
                }
            },
            Self::Look(order) => match order {
                LookOrder::Try { .. } => None,
                LookOrder::Save(_) => Some(StaffAct::of(StaffEvent::LookChanged)),
                LookOrder::File(_) => Some(StaffAct::of(StaffEvent::LookFile)),
            },
            Self::Import { .. } => Some(StaffAct::of(StaffEvent::CatalogueImported)),
            Self::ExportCatalogue { .. } => Some(StaffAct::of(StaffEvent::CatalogueExported)),
            Self::Activity(wish) => match wish {
                ActivityWish::Export => Some(StaffAct::of(StaffEvent::ActivityExported)),
                ActivityWish::Show { .. } | ActivityWish::More | ActivityWish::Hide => None,
            },
        }
    }
}

/// What is written down of a change of the team.
pub(super) fn person_act(change: &PersonChange, whom: PersonId) -> StaffAct {
    match change {
        PersonChange::Add { role, .. } => {
            let role = super::people::role(*role).word();
            StaffAct::about(StaffEvent::PersonAdded, format!("{whom} {role}"))
        }
        PersonChange::Rename { .. } => StaffAct::about(StaffEvent::PersonRenamed, whom.to_string()),
        PersonChange::Role { role, .. } => {
            let role = super::people::role(*role).word();
            StaffAct::about(StaffEvent::PersonRole, format!("{whom} {role}"))
        }
        PersonChange::Pin { .. } => StaffAct::about(StaffEvent::PersonPin, whom.to_string()),
        PersonChange::Remove { .. } => StaffAct::about(StaffEvent::PersonRemoved, whom.to_string()),
    }
}

// These words are in ledgers; they are read back in `activity`.

pub(super) const fn sale(action: SaleAction) -> &'static str {
    match action {
        SaleAction::HandedOver => "handed_over",
        SaleAction::NotHandedOut => "not_handed_out",
        SaleAction::End => "end",
        SaleAction::TopUp => "top_up",
        SaleAction::SwitchOff => "switch_off",
    }
}

/// What is done about a member; looking for one is not.
pub(super) const fn member(order: &MemberOrder) -> Option<&'static str> {
    match order {
        MemberOrder::Open { .. } => Some("open"),
        MemberOrder::LinkCard { .. } => Some("link_card"),
        MemberOrder::CheckIn { .. } => Some("check_in"),
        MemberOrder::BeginSignUp { .. } => Some("begin_sign_up"),
        MemberOrder::Close
        | MemberOrder::Again { .. }
        | MemberOrder::Search { .. }
        | MemberOrder::CardNumber { .. }
        | MemberOrder::AwaitCard
        | MemberOrder::Forget => None,
    }
}

pub(super) const fn kiosk(wish: KioskWish) -> &'static str {
    match wish {
        KioskWish::Leave => "leave",
        KioskWish::SwapScreens => "swap_screens",
        KioskWish::ShowDesktop => "show_desktop",
        KioskWish::HideDesktop => "hide_desktop",
    }
}

pub(super) const fn sign_up(action: SignUpAction) -> &'static str {
    match action {
        SignUpAction::Show => "show",
        SignUpAction::PutAside => "put_aside",
        SignUpAction::Discard => "discard",
    }
}

pub(super) const fn product(change: &ProductChange) -> &'static str {
    match change {
        ProductChange::Available { .. } => "available",
        ProductChange::Price { .. } => "price",
        ProductChange::Name { .. } => "name",
    }
}

#[cfg(test)]
mod tests;

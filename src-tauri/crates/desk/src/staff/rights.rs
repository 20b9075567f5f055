//! What each order needs, and what of it is written down.

use domain::{Currency, Money, Permission, PersonId};
use outbox::{KioskAct, MemberAct, ProductAct, SaleAct, SignUpAct, StaffAct};
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
    pub(super) fn act(&self, currency: Currency) -> Option<StaffAct> {
        match self {
            Self::Seen | Self::Filter(_) | Self::More | Self::CatalogueSeen { .. } => None,
            Self::Act { .. } | Self::OwnPin { .. } | Self::Person(_) => None,
            Self::Export => Some(StaffAct::ItemsExported),
            Self::Serve => Some(StaffAct::Served),
            Self::Dismiss { .. } => Some(StaffAct::AlarmSeen),
            Self::Sale { action, .. } => Some(StaffAct::Sale(sale(*action))),
            Self::TopUp { minor, .. } => Some(StaffAct::CashTaken(Money::new(i64::from(*minor), currency))),
            Self::Drawer => Some(StaffAct::DrawerOpened),
            Self::SignUp { action, .. } => Some(StaffAct::SignUp(sign_up(*action))),
            Self::Product { shelf, change, .. } => {
                Some(StaffAct::Product { change: product(change), shelf: shelf.clone() })
            }
            Self::Kiosk(wish) => Some(kiosk(*wish)),
            Self::Support => Some(StaffAct::SupportWritten),
            Self::Reception(order) => match order {
                ReceptionOrder::Attach(_) => None,
                ReceptionOrder::Member(order) => member(order).map(StaffAct::Member),
            },
            Self::Look(order) => match order {
                LookOrder::Try { .. } => None,
                LookOrder::Save(_) => Some(StaffAct::LookChanged),
                LookOrder::File(_) => Some(StaffAct::LookFile),
            },
            Self::Import { .. } => Some(StaffAct::CatalogueImported),
            Self::ExportCatalogue { .. } => Some(StaffAct::CatalogueExported),
            Self::Activity(wish) => match wish {
                ActivityWish::Export => Some(StaffAct::ActivityExported),
                ActivityWish::Show { .. } | ActivityWish::More | ActivityWish::Hide => None,
            },
        }
    }
}

/// What is written down of a change of the team.
pub(super) fn person_act(change: &PersonChange, whom: PersonId) -> StaffAct {
    match change {
        PersonChange::Add { role, .. } => StaffAct::PersonAdded { whom, role: super::people::role(*role) },
        PersonChange::Rename { .. } => StaffAct::PersonRenamed(whom),
        PersonChange::Role { role, .. } => StaffAct::PersonRole { whom, role: super::people::role(*role) },
        PersonChange::Pin { .. } => StaffAct::PersonPin(whom),
        PersonChange::Remove { .. } => StaffAct::PersonRemoved(whom),
    }
}

const fn sale(action: SaleAction) -> SaleAct {
    match action {
        SaleAction::HandedOver => SaleAct::HandedOver,
        SaleAction::NotHandedOut => SaleAct::NotHandedOut,
        SaleAction::End => SaleAct::End,
        SaleAction::TopUp => SaleAct::TopUp,
        SaleAction::SwitchOff => SaleAct::SwitchOff,
    }
}

/// What is done about a member; looking for one is not.
const fn member(order: &MemberOrder) -> Option<MemberAct> {
    match order {
        MemberOrder::Open { .. } => Some(MemberAct::Open),
        MemberOrder::LinkCard { .. } => Some(MemberAct::LinkCard),
        MemberOrder::CheckIn { .. } => Some(MemberAct::CheckIn),
        MemberOrder::BeginSignUp { .. } => Some(MemberAct::BeginSignUp),
        MemberOrder::Close
        | MemberOrder::Again { .. }
        | MemberOrder::Search { .. }
        | MemberOrder::CardNumber { .. }
        | MemberOrder::AwaitCard
        | MemberOrder::Forget => None,
    }
}

const fn kiosk(wish: KioskWish) -> StaffAct {
    match wish {
        KioskWish::Leave => StaffAct::KioskLeft,
        KioskWish::SwapScreens => StaffAct::Kiosk(KioskAct::SwapScreens),
        KioskWish::ShowDesktop => StaffAct::Kiosk(KioskAct::ShowDesktop),
        KioskWish::HideDesktop => StaffAct::Kiosk(KioskAct::HideDesktop),
    }
}

const fn sign_up(action: SignUpAction) -> SignUpAct {
    match action {
        SignUpAction::Show => SignUpAct::Show,
        SignUpAction::PutAside => SignUpAct::PutAside,
        SignUpAction::Discard => SignUpAct::Discard,
    }
}

const fn product(change: &ProductChange) -> ProductAct {
    match change {
        ProductChange::Available { .. } => ProductAct::Available,
        ProductChange::Price { .. } => ProductAct::Price,
        ProductChange::Name { .. } => ProductAct::Name,
    }
}

#[cfg(test)]
mod tests;

//! Who of the team may do what.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Somebody of the team, by a number that is never given to somebody else. From 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PersonId(pub u32);

impl fmt::Display for PersonId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What somebody of the team is there for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Looks after members at the counter.
    Reception,
    /// Answers for the studio: everything at the counter, and what it sells and who works there.
    Manager,
    /// Looks after the devices, and has no business with members' data or money.
    Technician,
}

impl Role {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Reception, Self::Manager, Self::Technician];

    /// The word it is kept and given by.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reception => "reception",
            Self::Manager => "manager",
            Self::Technician => "technician",
        }
    }

    /// The role of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The one table of what each may do.
    pub const fn may(self, permission: Permission) -> bool {
        use Permission::{
            Activity, Catalogue, Export, Inbox, LeaveKiosk, Look, Members, People, Sales, SignUps, Support,
        };
        match (self, permission) {
            (Self::Reception, Members | Inbox | Sales | SignUps) => true,
            (Self::Reception, Catalogue | Look | Export | People | Activity | LeaveKiosk | Support) => false,
            // A small studio has no technician, so a manager may do what one does.
            (
                Self::Manager,
                Members | Inbox | Sales | SignUps | Catalogue | Look | Export | People | Activity
                | LeaveKiosk | Support,
            ) => true,
            (Self::Technician, LeaveKiosk | Support) => true,
            (
                Self::Technician,
                Members | Inbox | Sales | SignUps | Catalogue | Look | Export | People | Activity,
            ) => false,
        }
    }
}

/// Something at the team's window that not everybody may do or see.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Look members up, see who taps, check in by hand.
    Members,
    /// See and settle what waits in the outbox.
    Inbox,
    /// Sales, top-ups and the cash drawer.
    Sales,
    /// Sign-ups that are begun.
    SignUps,
    /// Change what is sold, and read and write its files.
    Catalogue,
    /// Change how the member's screen looks.
    Look,
    /// Write the inbox into a file.
    Export,
    /// Say who is of the team.
    People,
    /// See what the team did.
    Activity,
    /// Let the member's screen go.
    LeaveKiosk,
    /// Write a support bundle.
    Support,
}

impl Permission {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Members,
        Self::Inbox,
        Self::Sales,
        Self::SignUps,
        Self::Catalogue,
        Self::Look,
        Self::Export,
        Self::People,
        Self::Activity,
        Self::LeaveKiosk,
        Self::Support,
    ];

    /// The word it has in the ledger.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Inbox => "inbox",
            Self::Sales => "sales",
            Self::SignUps => "sign_ups",
            Self::Catalogue => "catalogue",
            Self::Look => "look",
            Self::Export => "export",
            Self::People => "people",
            Self::Activity => "activity",
            Self::LeaveKiosk => "leave_kiosk",
            Self::Support => "support",
        }
    }

    /// The permission of a word in the ledger.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|permission| permission.word() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written down a second time, so that whoever changes the table means it.
    #[test]
    fn each_role_may_do_exactly_this() {
        for (role, may) in [
            (Role::Reception, "members inbox sales sign_ups"),
            (
                Role::Manager,
                "members inbox sales sign_ups catalogue look export people activity leave_kiosk support",
            ),
            (Role::Technician, "leave_kiosk support"),
        ] {
            let found: Vec<_> = Permission::ALL
                .into_iter()
                .filter(|permission| role.may(*permission))
                .map(Permission::word)
                .collect();
            assert_eq!(found.join(" "), may, "{role:?}");
        }
    }

    #[test]
    fn every_role_has_a_word_of_its_own() {
        for role in Role::ALL {
            assert_eq!(Role::of_word(role.word()), Some(role));
            assert_eq!(serde_json::to_string(&role).unwrap(), format!("\"{}\"", role.word()));
        }
        assert_eq!(Role::of_word("owner"), None);
    }
}

//! Which window belongs on which screen. Pure.
//!
//! No system tells reliably which of two screens is which: names are those of models, two of a kind have the
//! same, and places move when one is unplugged. So what is remembered is compared as a whole, for both
//! windows together, and the pair of screens that fits best wins.

use serde::{Deserialize, Serialize};

/// A screen, in physical pixels of the whole desktop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownScreen {
    /// What the system calls it: mostly its model, which another may share.
    pub name: Option<String>,
    /// Its left edge.
    pub x: i32,
    /// Its upper edge.
    pub y: i32,
    /// Its width.
    pub width: u32,
    /// Its height.
    pub height: u32,
}

/// What was chosen on a desk with two screens.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chosen {
    /// The members' screen.
    pub members: Option<KnownScreen>,
    /// The team's.
    pub team: Option<KnownScreen>,
}

/// Who gets which of the screens there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seats {
    /// The members' screen.
    pub members: KnownScreen,
    /// The team's; without one its window stands in front of the members' for a while.
    pub team: Option<KnownScreen>,
}

impl KnownScreen {
    /// How much this looks like `chosen`. A name alone says more than a place alone: places move when
    /// another screen is unplugged. Two of the same name are told apart by their place.
    fn likeness(&self, chosen: Option<&Self>) -> u32 {
        let Some(chosen) = chosen else { return 0 };
        let name = self.name.is_some() && self.name == chosen.name;
        let place = (self.x, self.y) == (chosen.x, chosen.y);
        let size = (self.width, self.height) == (chosen.width, chosen.height);
        4 * u32::from(name) + 2 * u32::from(place) + u32::from(size)
    }
}

impl Seats {
    /// Gives each window its screen. `None` while there is no screen at all, as when the last is being
    /// unplugged. Without a choice members get the `main` screen and the team the first other one.
    pub fn among(there: &[KnownScreen], main: Option<&KnownScreen>, chosen: &Chosen) -> Option<Self> {
        let (first, others) = there.split_first()?;
        if others.is_empty() {
            return Some(Self { members: first.clone(), team: None });
        }
        let pairs = there.iter().flat_map(|members| {
            there.iter().filter(move |team| *team != members).map(move |team| (members, team))
        });
        let fits = |(members, team): &(&KnownScreen, &KnownScreen)| {
            let likeness = members.likeness(chosen.members.as_ref()) + team.likeness(chosen.team.as_ref());
            (likeness, Some(*members) == main)
        };
        // The first of the best: `max_by_key` would take the last.
        let best = pairs.reduce(|best, next| if fits(&next) > fits(&best) { next } else { best });
        let (members, team) = best.unwrap_or((first, first));
        let team = (team != members).then(|| team.clone());
        Some(Self { members: members.clone(), team })
    }

    /// What is remembered of these seats; one screen alone is no choice, or the other would be forgotten
    /// while it is unplugged.
    pub fn chosen(&self) -> Option<Chosen> {
        let team = self.team.clone()?;
        Some(Chosen { members: Some(self.members.clone()), team: Some(team) })
    }

    /// The other way round, where there are two.
    pub fn swapped(&self) -> Option<Self> {
        let team = self.team.clone()?;
        Some(Self { members: team, team: Some(self.members.clone()) })
    }

    /// The same with the team on `screen`, to which somebody has moved its window. The members' stays
    /// theirs.
    pub fn with_team_on(&self, screen: &KnownScreen) -> Option<Self> {
        (self.team.is_some() && *screen != self.members && self.team.as_ref() != Some(screen))
            .then(|| Self { members: self.members.clone(), team: Some(screen.clone()) })
    }
}

#[cfg(test)]
mod tests;

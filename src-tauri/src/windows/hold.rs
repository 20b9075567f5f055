//! What keeps the member's window in front, on its screen and as large as it. Pure.
//!
//! A window can be taken away from a member's eyes in many ways, and the system tells of few of them, so
//! that what is looked at is how the window is and not what happened to it. What a program cannot keep, such
//! as the system's own keys, is up to the system; see `package/kiosk`.

use super::screens::KnownScreen;

/// How the member's window is now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// It is minimised.
    pub minimised: bool,
    /// It has the keys.
    pub focused: bool,
    /// Where it is; `None` where the system tells no window its place (Wayland).
    pub corner: Option<(i32, i32)>,
    /// How large its page is.
    pub size: (u32, u32),
    /// The screen it is on, as far as the system knows.
    pub screen: Option<KnownScreen>,
}

/// Our other windows, as far as they matter to the member's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Others {
    /// One of them has the keys.
    pub focused: bool,
    /// One of them stands in front of the member's window, because it has to.
    pub in_front: bool,
}

/// What has to be done about it. In this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Bring it back from the task bar.
    Unminimise,
    /// Put it on the members' screen, all over it.
    Fill,
    /// Keep other programs' windows behind it, or let ours in front of it.
    OnTop(bool),
    /// Give it the keys.
    Focus,
}

/// Pixels by which a scaled screen and a window on it may differ.
const ROUNDING: u32 = 2;

/// What has to be done so that members see their window on `home`, all of it, and nothing else.
/// `on_top` is what was last asked for.
pub fn needed(seen: &Seen, home: &KnownScreen, others: Others, on_top: bool) -> Vec<Act> {
    let mut acts = Vec::new();
    if seen.minimised {
        acts.push(Act::Unminimise);
    }
    if !fills(seen, home) {
        acts.push(Act::Fill);
    }
    if on_top == others.in_front {
        acts.push(Act::OnTop(!others.in_front));
    }
    // Whoever is at the team's window, at the payment or at a text has the keys with good reason.
    if !seen.focused && !others.focused && !others.in_front {
        acts.push(Act::Focus);
    }
    acts
}

fn fills(seen: &Seen, home: &KnownScreen) -> bool {
    let near = |is: u32, wanted: u32| is.abs_diff(wanted) <= ROUNDING;
    let large = near(seen.size.0, home.width) && near(seen.size.1, home.height);
    let there = match seen.corner {
        Some((x, y)) => x.abs_diff(home.x) <= ROUNDING && y.abs_diff(home.y) <= ROUNDING,
        None => seen.screen.as_ref().is_none_or(|screen| screen == home),
    };
    large && there
}

#[cfg(test)]
mod tests;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Whether a member may come in, as far as the vendor's record of the member says.
///
/// The record is not the vendor's whole mind: opening hours, a contract that has not begun and the
/// number of visits are not in it. So it can say no for certain, and yes only for as much as it knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Has a contract; neither a prospect nor a former member.
    pub member: bool,
    /// Access is blocked until somebody lifts the block.
    pub blocked: bool,
    /// Times at which access is closed: restrictions, and pauses of the contract.
    pub closed: Vec<ClosedDays>,
}

/// Days on which a member may not come in, the first and the last included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosedDays {
    /// The first day; `None` when it has always been so.
    pub from: Option<Date>,
    /// The last day; `None` when no end is known.
    pub to: Option<Date>,
}

impl Standing {
    /// Whether the record lets the member in on `today`, a day of the studio's own calendar.
    pub fn allows(&self, today: Date) -> bool {
        self.member && !self.blocked && !self.closed.iter().any(|days| days.contain(today))
    }
}

impl ClosedDays {
    fn contain(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 4);

    fn standing(member: bool, blocked: bool, closed: &[(Option<Date>, Option<Date>)]) -> Standing {
        let closed = closed.iter().map(|(from, to)| ClosedDays { from: *from, to: *to }).collect();
        Standing { member, blocked, closed }
    }

    #[test]
    fn only_a_member_without_a_block_comes_in() {
        for (member, blocked, allowed) in
            [(true, false, true), (true, true, false), (false, false, false), (false, true, false)]
        {
            assert_eq!(standing(member, blocked, &[]).allows(TODAY), allowed, "{member} {blocked}");
        }
    }

    #[test]
    fn both_ends_of_a_closed_time_are_closed() {
        let (yesterday, tomorrow) = (Some(date(2026, 3, 3)), Some(date(2026, 3, 5)));
        let today = Some(TODAY);
        for (from, to, allowed) in [
            (yesterday, tomorrow, false),
            (today, today, false),
            (today, tomorrow, false),
            (yesterday, today, false),
            (yesterday, yesterday, true),
            (tomorrow, tomorrow, true),
            (None, None, false),
            (None, today, false),
            (None, yesterday, true),
            (today, None, false),
            (tomorrow, None, true),
        ] {
            assert_eq!(standing(true, false, &[(from, to)]).allows(TODAY), allowed, "{from:?} to {to:?}");
            let among_others = [(tomorrow, None), (from, to), (None, yesterday)];
            assert_eq!(standing(true, false, &among_others).allows(TODAY), allowed, "{from:?} to {to:?}");
        }
    }
}

//! Who is let in while the vendor cannot be asked. Pure; the desk looks up and does.

use jiff::Timestamp;
use jiff::civil::Date;
use outbox::{DirectoryState, Lookup};

use crate::settings::{Offline, OfflinePolicy};

/// What the desk's own rules say about a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Let in; the check-in is reported later.
    LetIn,
    /// The list does not know this credential: perhaps the vendor's member records do.
    LookUp,
    /// Sent to the desk.
    NotOnList,
}

/// Decides by the policy of the device and what the member list knows. `today` is the studio's.
pub fn decide(
    policy: OfflinePolicy,
    rules: &Offline,
    list: DirectoryState,
    found: &Lookup,
    now: Timestamp,
    today: Date,
) -> Admission {
    match policy {
        OfflinePolicy::Refuse => Admission::NotOnList,
        OfflinePolicy::Everybody => Admission::LetIn,
        OfflinePolicy::Directory => match found {
            Lookup::Nobody => Admission::LookUp,
            // Two members with one card: nobody can say who this is.
            Lookup::Several => Admission::NotOnList,
            Lookup::One(known) => {
                // A list from the future was made under another clock; how old it is cannot be told.
                let fresh = list.complete_at.is_some_and(|complete| {
                    std::time::Duration::try_from(now.duration_since(complete))
                        .is_ok_and(|age| age <= rules.directory_age)
                });
                match known.standing.allows(today) {
                    true if fresh => Admission::LetIn,
                    true => Admission::LookUp,
                    false => Admission::NotOnList,
                }
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use domain::{CustomerId, Redacted, Standing};
    use jiff::civil::date;
    use outbox::KnownMember;

    use super::*;

    fn known(blocked: bool) -> Lookup {
        Lookup::One(KnownMember {
            id: CustomerId(1),
            first_name: Redacted::new(None),
            last_name: Redacted::new(None),
            language: None,
            number: Redacted::new(None),
            born: Redacted::new(None),
            standing: Standing { member: true, blocked, closed: Vec::new() },
        })
    }

    #[test]
    fn who_is_let_in() {
        use Admission::{LetIn, LookUp, NotOnList};
        use OfflinePolicy::{Directory, Everybody, Refuse};
        let now: Timestamp = "2026-11-24T18:00:00Z".parse().unwrap();
        let hours = |ago: i64| now.checked_sub(jiff::SignedDuration::from_hours(ago)).unwrap();
        let rules = Offline { directory_age: Duration::from_secs(24 * 3600), ..Offline::default() };
        for (policy, complete, found, expected) in [
            (Refuse, Some(hours(1)), known(false), NotOnList),
            (Everybody, None, Lookup::Nobody, LetIn),
            (Everybody, None, known(true), LetIn),
            (Directory, Some(hours(1)), known(false), LetIn),
            (Directory, Some(hours(24)), known(false), LetIn),
            (Directory, Some(hours(25)), known(false), LookUp),
            (Directory, Some(hours(-2)), known(false), LookUp),
            (Directory, None, known(false), LookUp),
            (Directory, Some(hours(1)), known(true), NotOnList),
            (Directory, Some(hours(1)), Lookup::Nobody, LookUp),
            (Directory, Some(hours(1)), Lookup::Several, NotOnList),
        ] {
            let list = DirectoryState { members: 1, complete_at: complete };
            let decided = decide(policy, &rules, list, &found, now, date(2026, 11, 24));
            assert_eq!(decided, expected, "{policy:?} {complete:?} {found:?}");
        }
    }
}

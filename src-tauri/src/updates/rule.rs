//! When a desk looks for a newer version, whether it is one of those that get it already, and when it
//! may be put in. Pure.

use std::ops::Range;
use std::time::Duration;

use serde_json::Value;
use uuid::Uuid;

/// How long everything takes.
#[derive(Clone, Debug)]
pub struct Pace {
    /// How long after one look a desk looks again.
    pub every: Duration,
    /// How often it is asked whether somebody is at the desk.
    pub pulse: Duration,
    /// The hours of the night in which a desk that nobody is at may be restarted, by the clock on the wall.
    night: Range<i8>,
    /// How long nobody has to have been at the desk at night.
    quiet: Duration,
}

impl Pace {
    /// As desks go.
    pub const DESK: Self = Self {
        every: Duration::from_secs(6 * 60 * 60),
        pulse: Duration::from_secs(60),
        night: 2..5,
        quiet: Duration::from_secs(10 * 60),
    };

    /// For an update that is played from one version to the next: an hour in seconds, and it is always night.
    #[cfg(all(debug_assertions, feature = "updates"))]
    pub const PLAYED: Self = Self {
        every: Duration::from_secs(3),
        pulse: Duration::from_secs(1),
        night: 0..24,
        quiet: Duration::from_secs(6),
    };
}

/// A computer that is off at night is restarted by day, when it was quiet for longer and the new version
/// has waited for some days.
const QUIET_BY_DAY: Duration = Duration::from_secs(45 * 60);
const PATIENCE: Duration = Duration::from_secs(3 * 24 * 60 * 60);

/// The part of all desks that gets a version already, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rollout(u8);

impl Rollout {
    /// What the announcement says in `rollout`. Without the field everybody is meant; what is no
    /// percentage is meant for nobody, because a mistake there must not reach every desk at once.
    pub fn of(announcement: &Value) -> Self {
        match announcement.get("rollout") {
            None => Self(100),
            Some(part) => Self(part.as_u64().filter(|part| *part <= 100).map_or(0, |part| part as u8)),
        }
    }

    /// Whether this desk is one of them. A desk that is in stays in while the part grows; and which
    /// desks come first is another draw for every version.
    pub fn reaches(self, desk: Uuid, version: &str) -> bool {
        bucket(desk, version) < self.0
    }
}

/// 0 to 99, the same for ever for this desk and this version.
fn bucket(desk: Uuid, version: &str) -> u8 {
    (draw(desk, version) % 100) as u8
}

/// FNV-1a with 64 bits and a last stir (that of MurmurHash3): its low bits alone follow the input too
/// closely to be a draw. Whoever knew it could only know when a desk gets a version.
fn draw(desk: Uuid, of: &str) -> u64 {
    let bytes = desk.as_bytes().iter().chain(of.as_bytes());
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3)
    });
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    let hash = (hash ^ (hash >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// How long after its start a desk looks for the first time: 2 to 32 minutes, so that the desks of a
/// town do not all ask at once when the power comes back.
pub fn first_look(desk: Uuid) -> Duration {
    Duration::from_secs(120 + draw(desk, "first look") % 1_800)
}

/// What the desk is like now.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// For how long nobody has been at it; `None`: somebody is.
    pub quiet: Option<Duration>,
    /// The hour on the clock on the wall, 0 to 23.
    pub hour: i8,
    /// How long the new version has been known.
    pub waited: Duration,
}

/// Whether the new version may be put in now.
pub fn may_install(now: Now, pace: &Pace) -> bool {
    let Some(quiet) = now.quiet else { return false };
    let at_night = pace.night.contains(&now.hour) && quiet >= pace.quiet;
    at_night || (now.waited >= PATIENCE && quiet >= QUIET_BY_DAY)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn desk(number: u128) -> Uuid {
        Uuid::from_u128(number.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
    }

    #[test]
    fn a_part_of_the_desks_is_that_part_and_only_grows() {
        for percent in [0_u8, 1, 5, 25, 50, 99, 100] {
            let reached =
                (0..10_000).filter(|number| Rollout(percent).reaches(desk(*number), "1.2.3")).count();
            let wanted = usize::from(percent) * 100;
            assert!(reached.abs_diff(wanted) <= 200, "{percent} %: {reached}");
        }
        for number in 0..500 {
            let from = (0..=100).find(|percent| Rollout(*percent).reaches(desk(number), "1.2.3")).unwrap();
            assert!((from..=100).all(|percent| Rollout(percent).reaches(desk(number), "1.2.3")));
            assert!(!Rollout(0).reaches(desk(number), "1.2.3"));
        }
    }

    #[test]
    fn another_version_begins_with_other_desks() {
        let first = |version: &str| -> Vec<u128> {
            (0..1_000).filter(|number| Rollout(10).reaches(desk(*number), version)).collect()
        };
        let (one, two) = (first("1.2.3"), first("1.2.4"));
        let both = one.iter().filter(|number| two.contains(number)).count();
        assert!(both < one.len() / 2, "{both} of {}", one.len());
    }

    #[test]
    fn the_draw_never_changes() {
        // Written down once: a desk that got a version must not be told otherwise by the next one.
        let desk = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        assert_eq!([bucket(desk, "0.1.0"), bucket(desk, "0.2.0"), bucket(desk, "1.0.0")], [7, 33, 23]);
    }

    #[test]
    fn a_mistake_in_the_announcement_reaches_nobody() {
        for (announcement, part) in [
            (json!({}), 100),
            (json!({ "rollout": 0 }), 0),
            (json!({ "rollout": 25 }), 25),
            (json!({ "rollout": 100 }), 100),
            (json!({ "rollout": 101 }), 0),
            (json!({ "rollout": -1 }), 0),
            (json!({ "rollout": 12.5 }), 0),
            (json!({ "rollout": "50" }), 0),
            (json!({ "rollout": null }), 0),
        ] {
            assert_eq!(Rollout::of(&announcement), Rollout(part), "{announcement}");
        }
    }

    #[test]
    fn nobody_is_restarted_under_a_members_hands() {
        let (minute, day) = (Duration::from_secs(60), Duration::from_secs(24 * 60 * 60));
        for (quiet, hour, waited, may) in [
            (None, 3, day * 30, false),
            (Some(minute * 9), 3, day * 30, false),
            (Some(minute * 10), 3, Duration::ZERO, true),
            (Some(minute * 10), 1, Duration::ZERO, false),
            (Some(minute * 10), 2, Duration::ZERO, true),
            (Some(minute * 10), 4, Duration::ZERO, true),
            (Some(minute * 10), 5, Duration::ZERO, false),
            (Some(minute * 600), 12, day * 2, false),
            (Some(minute * 44), 12, day * 3, false),
            (Some(minute * 45), 12, day * 3, true),
        ] {
            let now = Now { quiet, hour, waited };
            assert_eq!(may_install(now, &Pace::DESK), may, "{quiet:?} at {hour}, {waited:?}");
        }
    }

    #[test]
    fn desks_do_not_all_look_at_once() {
        let looks: Vec<u64> = (0..200).map(|number| first_look(desk(number)).as_secs()).collect();
        assert!(looks.iter().all(|look| (120..1_920).contains(look)));
        let distinct: std::collections::BTreeSet<_> = looks.iter().collect();
        assert!(distinct.len() > 150, "{}", distinct.len());
    }
}

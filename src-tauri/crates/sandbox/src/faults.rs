//! Things that go wrong on request.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::answer::Reply;
use crate::journal::Api;
use crate::texts::{Language, Notice};

const PORTAL: &str = "<!doctype html><html><head><title>Guest Wi-Fi</title></head><body>\
    <h1>Welcome to the guest network</h1><form><button>Accept the terms</button></form></body></html>";
const FILTERED: &str = "<!doctype html><html><head><title>Blocked</title></head><body>\
    <h1>This address is blocked by the web filter of this network</h1></body></html>";
const PORTAL_URL: &str = "http://captive.invalid/welcome";

/// One thing that can go wrong. What needs the listener closed is [`crate::Sandbox::set_away`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the fields are named for what they hold")]
pub enum Fault {
    /// The answer is late.
    Latency { millis: u64 },
    /// 401, in the API's own form.
    Unauthorized,
    /// 403 with an error body.
    Forbidden,
    /// 429 with `Retry-After`.
    TooManyRequests { retry_after_seconds: u64 },
    /// 503 with an error body.
    ServiceUnavailable,
    /// 500 with an error body.
    InternalError,
    /// The request is taken and never answered.
    Hang,
    /// The connection is reset (TCP RST) instead of an answer.
    Reset,
    /// The answer breaks off: half its body, or within its head when it has none.
    HalfAnswer,
    /// 200 with bytes that mean nothing.
    Garbage,
    /// 200 with JSON that stops too early.
    BrokenJson,
    /// 200 with the HTML page of a guest network.
    CaptivePortal,
    /// 302 to the page of a guest network.
    PortalRedirect,
    /// 403 with the HTML page of a web filter.
    WebFilter,
    /// The `Date` header is wrong by this much.
    WrongClock { seconds: i64 },
    /// The answer comes byte by byte.
    SlowDrip { millis_per_byte: u64 },
}

/// What the front has to do about a fault.
pub(crate) enum Act {
    Delay(Duration),
    ShiftDate(i64),
    Drip(Duration),
    Instead,
    Hang,
    Reset,
    Half,
}

impl Fault {
    /// The name used in the journal and over HTTP.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Latency { .. } => "latency",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::TooManyRequests { .. } => "too_many_requests",
            Self::ServiceUnavailable => "service_unavailable",
            Self::InternalError => "internal_error",
            Self::Hang => "hang",
            Self::Reset => "reset",
            Self::HalfAnswer => "half_answer",
            Self::Garbage => "garbage",
            Self::BrokenJson => "broken_json",
            Self::CaptivePortal => "captive_portal",
            Self::PortalRedirect => "portal_redirect",
            Self::WebFilter => "web_filter",
            Self::WrongClock { .. } => "wrong_clock",
            Self::SlowDrip { .. } => "slow_drip",
        }
    }

    pub(crate) const fn act(&self) -> Act {
        match self {
            Self::Latency { millis } => Act::Delay(Duration::from_millis(*millis)),
            Self::WrongClock { seconds } => Act::ShiftDate(*seconds),
            Self::SlowDrip { millis_per_byte } => Act::Drip(Duration::from_millis(*millis_per_byte)),
            Self::Hang => Act::Hang,
            Self::Reset => Act::Reset,
            Self::HalfAnswer => Act::Half,
            Self::Unauthorized
            | Self::Forbidden
            | Self::TooManyRequests { .. }
            | Self::ServiceUnavailable
            | Self::InternalError
            | Self::Garbage
            | Self::BrokenJson
            | Self::CaptivePortal
            | Self::PortalRedirect
            | Self::WebFilter => Act::Instead,
        }
    }

    /// Whether the request takes effect when the plan does not say.
    const fn carried_out(&self) -> bool {
        match self.act() {
            Act::Delay(_) | Act::ShiftDate(_) | Act::Drip(_) | Act::Reset | Act::Half => true,
            Act::Instead | Act::Hang => false,
        }
    }

    /// The answer that is given instead of the real one.
    pub(crate) fn reply(&self, api: Api, language: Language) -> Reply {
        match self {
            Self::Unauthorized if api == Api::Device => Reply::empty(StatusCode::UNAUTHORIZED),
            Self::Unauthorized => Reply::error(api, Notice::Unauthorized, language),
            Self::Forbidden => Reply::error(api, Notice::Forbidden, language),
            Self::TooManyRequests { retry_after_seconds } => {
                Reply::error(api, Notice::TooManyRequests, language).retry_after(*retry_after_seconds)
            }
            Self::ServiceUnavailable => Reply::error(api, Notice::Unavailable, language),
            Self::Garbage => {
                Reply::bytes("application/json", vec![0x00, 0xff, 0x1f, 0x8b, 0xc3, 0x28, 0x0a, 0x7f])
            }
            Self::BrokenJson => {
                Reply::bytes("application/json", b"{\"authorized\": true, \"text\": \"".to_vec())
            }
            Self::CaptivePortal => Reply::bytes("text/html; charset=utf-8", PORTAL.into()),
            Self::PortalRedirect => Reply::empty(StatusCode::FOUND).with(http::header::LOCATION, PORTAL_URL),
            Self::WebFilter => Reply {
                status: StatusCode::FORBIDDEN,
                ..Reply::bytes("text/html; charset=utf-8", FILTERED.into())
            },
            Self::InternalError
            | Self::Latency { .. }
            | Self::Hang
            | Self::Reset
            | Self::HalfAnswer
            | Self::WrongClock { .. }
            | Self::SlowDrip { .. } => Reply::error(api, Notice::Internal, language),
        }
    }
}

/// Which requests a fault is played on; what is left out matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Target {
    /// Only requests to this API.
    pub api: Option<Api>,
    /// Only this method.
    pub method: Option<String>,
    /// Only this path: the exact one, or the published one with its `{…}`.
    pub path: Option<String>,
    /// Only what is to be carried out (`true`), or only dry runs (`false`). Calls that cannot be a dry run
    /// are neither.
    pub execute: Option<bool>,
}

/// A fault with its target and its number of times.
///
/// ```
/// use sandbox::{Api, Fault, FaultPlan};
/// let plan = FaultPlan::new(Fault::Reset).on(Api::Device).at("/open-api/device/vending/sale").times(1);
/// assert_eq!(plan.times, Some(1));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultPlan {
    /// What goes wrong.
    pub fault: Fault,
    /// Where.
    #[serde(default)]
    pub target: Target,
    /// For how many requests; without a number until it is cleared.
    #[serde(default)]
    pub times: Option<u32>,
    /// Whether the request takes effect nevertheless. Left out: resets, half answers, latency, wrong
    /// clocks and slow drips do, everything else does not.
    #[serde(default)]
    pub carry_out: Option<bool>,
}

impl FaultPlan {
    /// The fault on every request until it is cleared.
    #[must_use]
    pub fn new(fault: Fault) -> Self {
        Self { fault, target: Target::default(), times: None, carry_out: None }
    }

    /// Only on requests to this API.
    #[must_use]
    pub fn on(mut self, api: Api) -> Self {
        self.target.api = Some(api);
        self
    }

    /// Only on this path.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.target.path = Some(path.into());
        self
    }

    /// Only on this method.
    #[must_use]
    pub fn method(mut self, method: impl Into<String>) -> Self {
        self.target.method = Some(method.into());
        self
    }

    /// Only on requests that are to be carried out, where the call has dry runs.
    #[must_use]
    pub fn executions(mut self) -> Self {
        self.target.execute = Some(true);
        self
    }

    /// Only on dry runs.
    #[must_use]
    pub fn dry_runs(mut self) -> Self {
        self.target.execute = Some(false);
        self
    }

    /// Only on the next so many requests that match.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Says whether the request takes effect nevertheless.
    #[must_use]
    pub fn carry_out(mut self, yes: bool) -> Self {
        self.carry_out = Some(yes);
        self
    }

    fn matches(&self, at: &Place) -> bool {
        let &Place { api, method, path, published, execute: executes } = at;
        let Target { api: wanted, method: verb, path: place, execute } = &self.target;
        self.times != Some(0)
            && wanted.is_none_or(|wanted| wanted == api)
            && verb.as_deref().is_none_or(|verb| verb.eq_ignore_ascii_case(method))
            && place.as_deref().is_none_or(|place| place == path || Some(place) == published)
            && execute.is_none_or(|wanted| executes == Some(wanted))
    }
}

/// What of a request decides which faults are played on it.
pub(crate) struct Place<'a> {
    pub(crate) api: Api,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    /// The published path, if there is one.
    pub(crate) published: Option<&'a str>,
    /// Whether it is to be carried out; nothing if the call has no dry runs or the body makes no sense.
    pub(crate) execute: Option<bool>,
}

impl From<Fault> for FaultPlan {
    fn from(fault: Fault) -> Self {
        Self::new(fault)
    }
}

/// The faults drawn for one request.
pub(crate) struct Drawn {
    pub(crate) names: Vec<String>,
    pub(crate) latency: Duration,
    pub(crate) date_shift: i64,
    pub(crate) drip: Option<Duration>,
    pub(crate) ending: Option<Fault>,
    pub(crate) carry_out: bool,
}

#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<FaultPlan>>);

impl Faults {
    pub(crate) fn add(&self, plan: FaultPlan) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(plan);
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn list(&self) -> Vec<FaultPlan> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Draws what applies, in the order it was set. Only one fault can end a request, so a second one
    /// waits for the next request and keeps its count.
    pub(crate) fn draw(&self, at: &Place) -> Drawn {
        let mut plans = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut drawn = Drawn {
            names: Vec::new(),
            latency: Duration::ZERO,
            date_shift: 0,
            drip: None,
            ending: None,
            carry_out: true,
        };
        for plan in plans.iter_mut().filter(|plan| plan.matches(at)) {
            match plan.fault.act() {
                Act::Delay(by) => drawn.latency += by,
                Act::ShiftDate(seconds) => drawn.date_shift += seconds,
                Act::Drip(pause) => drawn.drip = Some(pause),
                Act::Instead | Act::Hang | Act::Reset | Act::Half => {
                    if drawn.ending.is_some() {
                        continue;
                    }
                    drawn.carry_out = plan.carry_out.unwrap_or(plan.fault.carried_out());
                    drawn.ending = Some(plan.fault.clone());
                }
            }
            drawn.names.push(plan.fault.name().to_owned());
            plan.times = plan.times.map(|left| left.saturating_sub(1));
        }
        plans.retain(|plan| plan.times != Some(0));
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_meets_only_its_target_and_only_so_often() {
        let faults = Faults::default();
        faults.add(FaultPlan::new(Fault::Reset).on(Api::Open).at("/v1/devices/{deviceId}/activate").times(1));
        let place = |api, method, path, published| Place { api, method, path, published, execute: None };
        let activation = Some("/v1/devices/{deviceId}/activate");
        let on = |api| place(api, "PUT", "/v1/devices/26/activate", activation);
        assert!(faults.draw(&on(Api::Device)).ending.is_none());
        assert!(faults.draw(&place(Api::Open, "GET", "/v1/devices", Some("/v1/devices"))).ending.is_none());
        assert!(faults.draw(&on(Api::Open)).ending.is_some());
        assert!(faults.draw(&on(Api::Open)).ending.is_none());
    }

    #[test]
    fn dry_runs_and_executions_are_told_apart_and_other_calls_are_neither() {
        let path = "/open-api/device/vending/sale";
        let meets = |plan: FaultPlan, execute| {
            let faults = Faults::default();
            faults.add(plan);
            let place = Place { api: Api::Device, method: "POST", path, published: Some(path), execute };
            faults.draw(&place).ending.is_some()
        };
        let asked = [None, Some(false), Some(true)];
        for (plan, met) in [
            (FaultPlan::new(Fault::Reset), [true, true, true]),
            (FaultPlan::new(Fault::Reset).dry_runs(), [false, true, false]),
            (FaultPlan::new(Fault::Reset).executions(), [false, false, true]),
        ] {
            assert_eq!(asked.map(|execute| meets(plan.clone(), execute)), met, "{plan:?}");
        }
    }

    #[test]
    fn a_second_ending_waits_while_latency_adds_up() {
        let faults = Faults::default();
        faults.add(FaultPlan::new(Fault::Latency { millis: 5 }).times(1));
        faults.add(FaultPlan::new(Fault::ServiceUnavailable).times(1));
        faults.add(FaultPlan::new(Fault::Forbidden).times(1));
        let place = Place { api: Api::Open, method: "GET", path: "/", published: None, execute: None };
        let first = faults.draw(&place);
        assert_eq!((first.latency.as_millis(), first.ending), (5, Some(Fault::ServiceUnavailable)));
        let second = faults.draw(&place);
        assert_eq!((second.latency.as_millis(), second.ending), (0, Some(Fault::Forbidden)));
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_plan_reads_from_json() {
        let plan: FaultPlan = serde_json::from_str(
            r#"{"fault":{"kind":"latency","millis":20},"target":{"api":"device"},"times":2}"#,
        )
        .unwrap();
        assert_eq!(plan, FaultPlan::new(Fault::Latency { millis: 20 }).on(Api::Device).times(2));
        assert!(serde_json::from_str::<FaultPlan>(r#"{"fault":{"kind":"no such thing"}}"#).is_err());
    }
}

//! Between the wire and the handlers: faults, the journal and the answer's bytes.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::Query;
use axum::response::Response;
use http::header::{CONTENT_LENGTH, DATE};
use http::{HeaderName, HeaderValue, StatusCode, Uri};
use jiff::{SignedDuration, Timestamp};

use crate::answer::{Answer, Outcome, Refusal, Reply};
use crate::clock::Clock;
use crate::endpoint::{Endpoint, Found, Guard, find, has_dry_runs};
use crate::faults::{Act, Drawn, Faults, Place};
use crate::journal::{Api, Effect, Ended, Entry, Journal, Recorded, redacted};
use crate::request::{Request, executes};
use crate::state::Studio;
use crate::tap::{Ending, Handle};
use crate::texts::{Language, Notice};
use crate::{device_api, open_api};

/// Room for a picture straight from a camera.
const BODY_LIMIT: usize = 8 * 1024 * 1024;

/// Everything the practice studio's servers share.
pub(crate) struct Shared {
    pub(crate) studio: Mutex<Studio>,
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) shift: Mutex<SignedDuration>,
    pub(crate) assets: OnceLock<String>,
    pub(crate) connect: OnceLock<String>,
}

/// What is known of a request before it is carried out.
struct Arrival {
    api: Api,
    method: String,
    path: String,
    recorded: Recorded,
    query: HashMap<String, String>,
    at: Timestamp,
    drawn: Drawn,
}

impl Shared {
    pub(crate) fn studio(&self) -> MutexGuard<'_, Studio> {
        self.studio.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn now(&self) -> Timestamp {
        let shift = *self.shift.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.clock.now();
        now.checked_add(shift).unwrap_or(now)
    }

    /// Answers one request, however that ends.
    pub(crate) async fn handle(&self, api: Api, wire: &Handle, request: http::Request<Body>) -> Response {
        wire.set(Ending::Plain);
        let arrival = self.arrival(api, request).await;
        tokio::time::sleep(arrival.drawn.latency).await;
        let language = self.language(&arrival);
        let real = arrival.drawn.carry_out.then(|| self.carry_out(&arrival, language));
        let (reply, effect) = match (real, &arrival.drawn.ending) {
            (Some(real), None) => (real.reply, real.effect),
            (real, ending) => {
                self.spoilt(real, ending.as_ref().map(|fault| (fault.act(), fault.reply(api, language))))
            }
        };
        let act = arrival.drawn.ending.as_ref().map(crate::faults::Fault::act);
        self.end(&arrival, wire, reply, effect, act).await
    }

    /// A fault's own answer, with the effect of the request if it was carried out all the same.
    fn spoilt(&self, real: Option<Answer>, fault: Option<(Act, Reply)>) -> (Reply, Effect) {
        let (real_reply, effect) = real.map_or((None, Effect::None), |real| (Some(real.reply), real.effect));
        match (fault, real_reply) {
            (Some((Act::Half, _)) | None, Some(reply)) => (reply, effect),
            (Some((_, reply)), _) => (reply, effect),
            (None, None) => (Reply::empty(StatusCode::INTERNAL_SERVER_ERROR), effect),
        }
    }

    async fn end(
        &self,
        arrival: &Arrival,
        wire: &Handle,
        reply: Reply,
        effect: Effect,
        act: Option<Act>,
    ) -> Response {
        let status = reply.status.as_u16();
        let ended = match act {
            Some(Act::Hang) => Ended::Hung,
            Some(Act::Reset) => Ended::Reset,
            Some(Act::Half) => Ended::Cut { status },
            Some(Act::Delay(_) | Act::ShiftDate(_) | Act::Drip(_) | Act::Instead) | None => {
                Ended::Answered { status }
            }
        };
        let date = self.date(arrival.drawn.date_shift);
        self.record(arrival, ended, effect);
        match ended {
            Ended::Hung => return std::future::pending().await,
            Ended::Reset => wire.set(Ending::Reset),
            Ended::Cut { .. } => wire.set(Ending::Instead { bytes: half(&reply, &date), sent: 0 }),
            Ended::Answered { .. } => {
                if let Some(pause) = arrival.drawn.drip {
                    wire.set(Ending::Drip(pause));
                }
            }
        }
        response(reply, &date)
    }

    async fn arrival(&self, api: Api, request: http::Request<Body>) -> Arrival {
        let (parts, body) = request.into_parts();
        let text = |(name, value): (&HeaderName, &HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let recorded = Recorded {
            uri: parts.uri.to_string(),
            headers: parts.headers.iter().map(text).collect(),
            body: to_bytes(body, BODY_LIMIT).await.unwrap_or_default().to_vec(),
        };
        let (method, path) = (parts.method.as_str().to_owned(), parts.uri.path().to_owned());
        let published = match find(api, &method, &path) {
            Found::Here(endpoint, _) => Some(endpoint.path),
            Found::OtherMethod | Found::Nothing => None,
        };
        let execute = published.filter(|path| has_dry_runs(path)).and_then(|_| execute(&recorded.body));
        let place = Place { api, method: &method, path: &path, published, execute };
        let drawn = self.faults.draw(&place);
        Arrival { api, query: query(&parts.uri), method, path, recorded, at: self.now(), drawn }
    }

    /// The Open API speaks the studio's language, the others the caller's.
    fn language(&self, arrival: &Arrival) -> Language {
        let studio = self.studio().settings.language();
        match arrival.api {
            Api::Device | Api::Connect => {
                Language::wanted(arrival.recorded.header("accept-language"), studio)
            }
            Api::Open => studio,
        }
    }

    fn carry_out(&self, arrival: &Arrival, language: Language) -> Answer {
        let (endpoint, parts) = match find(arrival.api, &arrival.method, &arrival.path) {
            Found::Here(endpoint, parts) => (endpoint, parts),
            Found::OtherMethod => return Refusal::from(Notice::WrongMethod).answer(arrival.api, language),
            Found::Nothing => return Refusal::from(Notice::UnknownPath).answer(arrival.api, language),
        };
        let request = Request {
            // Latency lets time pass, so the clock is read again.
            now: self.now(),
            language,
            query: arrival.query.clone(),
            body: &arrival.recorded.body,
            parts,
            device: 0,
            assets: self.assets.get().map_or("", String::as_str),
            connect: self.connect.get().map_or("", String::as_str),
        };
        let mut studio = self.studio();
        let outcome = guarded(&mut studio, &endpoint, arrival, request);
        outcome.unwrap_or_else(|refusal| {
            let mut answer = refusal.answer(arrival.api, language);
            let may_list = arrival.api == Api::Connect && answer.reply.status == StatusCode::BAD_REQUEST;
            if may_list && studio.settings.errors_in_list {
                answer.reply = answer.reply.listed();
            }
            answer
        })
    }

    fn record(&self, arrival: &Arrival, ended: Ended, effect: Effect) {
        let query = arrival.recorded.uri.split_once('?').map(|(_, query)| query);
        self.journal.add(Entry {
            number: 0,
            time: arrival.at,
            api: arrival.api,
            method: arrival.method.clone(),
            path: redacted(&arrival.path, query),
            ended,
            summary: effect.to_string(),
            effect,
            faults: arrival.drawn.names.clone(),
            request: arrival.recorded.clone(),
        });
    }

    fn date(&self, shift: i64) -> String {
        let now = self.now();
        let shown = now.checked_add(SignedDuration::from_secs(shift)).unwrap_or(now);
        shown.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }
}

fn guarded(studio: &mut Studio, endpoint: &Endpoint, arrival: &Arrival, request: Request) -> Outcome {
    match endpoint.guard {
        Guard::Device(model) => device_api::answer(studio, endpoint, model, &arrival.recorded, request),
        Guard::Key(scope) => {
            let scopes = scope.as_slice();
            open_api::answer(studio, endpoint, scopes, &arrival.recorded, &arrival.method, &request)
        }
        Guard::EitherKey(one, other) => {
            let scopes = &[one, other];
            open_api::answer(studio, endpoint, scopes, &arrival.recorded, &arrival.method, &request)
        }
        Guard::Public => (endpoint.handler)(studio, &request),
    }
}

/// Whether a request is to be carried out, as far as it can be read.
fn execute(body: &[u8]) -> Option<bool> {
    executes(&serde_json::from_slice(body).ok()?).ok()
}

fn query(uri: &Uri) -> HashMap<String, String> {
    Query::try_from_uri(uri).map(|Query(pairs)| pairs).unwrap_or_default()
}

fn response(reply: Reply, date: &str) -> Response {
    let mut response = Response::new(Body::from(reply.body));
    *response.status_mut() = reply.status;
    let headers = response.headers_mut();
    for (name, value) in
        reply.headers.iter().map(|(name, value)| (name, value.as_str())).chain([(&DATE, date)])
    {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    }
    response
}

/// The answer's head and half of its body. An answer without a body breaks off within its head, for a
/// whole head would be a whole answer.
fn half(reply: &Reply, date: &str) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {}\r\n{DATE}: {date}\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if reply.body.is_empty() {
        return head.into_bytes();
    }
    head.push_str(&format!("{CONTENT_LENGTH}: {}\r\n\r\n", reply.body.len()));
    [head.as_bytes(), &reply.body[..reply.body.len() / 2]].concat()
}

//! Which page calls what: a check of our own in front of Tauri's.
//!
//! Tauri refuses what a window's capability file does not name, but tells nobody. A page that asks for
//! another window's commands is not ours any more, or somebody sits in front of its tools, and that has to be
//! in the log. So calls come through here: those that the same capability files name are handed on to Tauri,
//! which checks them again; the others end here, with a line that says who wanted what, and no argument.
//!
//! The addresses and headers are those of `tauri::ipc::protocol`, which answers `ipc:` unless somebody
//! else does.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use serde::Deserialize;
use tauri::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_TYPE,
};
use tauri::http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use tauri::ipc::{CallbackFn, InvokeBody, InvokeResponse, InvokeResponseBody};
use tauri::webview::InvokeRequest;
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Url, Wry};

/// The scheme of a page's calls.
pub const SCHEME: &str = "ipc";

/// What Tauri's own page code calls to fetch what came through a channel, as it spells it in an address.
/// Tauri lets every page do so: what a channel has for it is its own.
const CHANNEL: &str = "plugin%3A__TAURI_CHANNEL__%7Cfetch";

const JSON: &str = "application/json";
const BYTES: &str = "application/octet-stream";
const ANSWER: &str = "Tauri-Response";

/// Longer than the name of any command.
const LONGEST_NAME: usize = 64;

/// Refused calls that are all logged. After them only each that doubles their number: a page that asks without
/// end must not fill the disk.
const ALL_LOGGED: u64 = 200;

/// The capability files, which also go into the program for Tauri.
const CAPABILITIES: &[&str] = &[
    include_str!("../../capabilities/kiosk.json"),
    include_str!("../../capabilities/setup.json"),
    include_str!("../../capabilities/practice.json"),
    include_str!("../../capabilities/staff.json"),
];

/// What each window may call.
#[derive(Debug, Default)]
pub struct Rights {
    windows: BTreeMap<String, BTreeSet<String>>,
    refused: AtomicU64,
}

#[derive(Deserialize)]
struct Capability {
    windows: Vec<String>,
    permissions: Vec<String>,
}

impl Rights {
    /// Reads the capability files.
    ///
    /// # Errors
    /// One of them is not what it should be, which a test finds first.
    pub fn read() -> Result<Self, serde_json::Error> {
        let mut windows: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for text in CAPABILITIES {
            let Capability { windows: named, permissions } = serde_json::from_str(text)?;
            for window in named {
                windows
                    .entry(window)
                    .or_default()
                    .extend(permissions.iter().filter_map(|name| command(name)));
            }
        }
        Ok(Self { windows, refused: AtomicU64::new(0) })
    }

    fn allow(&self, window: &str, address: &str) -> bool {
        address == CHANNEL || self.windows.get(window).is_some_and(|may| may.contains(address))
    }

    fn refuse(&self, window: &str, address: &str) {
        let count = self.refused.fetch_add(1, Ordering::Relaxed) + 1;
        if count <= ALL_LOGGED || count.is_power_of_two() {
            let command = name_of(address);
            tracing::warn!(%command, window, count, "a page called what it may not");
        }
    }
}

/// `allow-front-attach` is about `front_attach`.
fn command(permission: &str) -> Option<String> {
    permission.strip_prefix("allow-").map(|name| name.replace('-', "_"))
}

/// A command as the log may have it. A page can ask for anything, and what looks like no command might be
/// somebody's name.
fn name_of(address: &str) -> Cow<'static, str> {
    let name = address.replace("%3A", ":").replace("%7C", "|");
    let usual = |sign: char| sign.is_ascii_lowercase() || matches!(sign, '_' | '-' | ':' | '|');
    if name.len() <= LONGEST_NAME && name.chars().all(usual) { name.into() } else { "no command".into() }
}

/// Hands a call on to Tauri, or refuses and logs it.
pub fn serve(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    match *request.method() {
        Method::POST => {}
        Method::OPTIONS => {
            let mut answer = answer(StatusCode::OK, BYTES, Vec::new());
            answer.headers_mut().insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("*"));
            return responder.respond(answer);
        }
        _ => return responder.respond(failed(StatusCode::METHOD_NOT_ALLOWED, "only POST and OPTIONS")),
    }
    let (app, window) = (context.app_handle(), context.webview_label());
    let address = request.uri().path().trim_start_matches('/').to_owned();
    let rights = app.state::<Rights>();
    if !rights.allow(window, &address) {
        rights.refuse(window, &address);
        let refusal = format!("{} not allowed on window \"{window}\"", name_of(&address));
        return responder.respond(rejection(&refusal.into()));
    }
    let (Some(webview), Some(call)) = (app.get_webview_window(window), call(&address, request)) else {
        return responder.respond(failed(StatusCode::BAD_REQUEST, "not a call"));
    };
    webview.as_ref().clone().on_message(
        call,
        Box::new(move |_, _, response, _, _| {
            responder.respond(match response {
                InvokeResponse::Ok(InvokeResponseBody::Json(json)) => success(JSON, json.into_bytes()),
                InvokeResponse::Ok(InvokeResponseBody::Raw(bytes)) => success(BYTES, bytes),
                InvokeResponse::Err(error) => rejection(&error.0),
            });
        }),
    );
}

/// The call as Tauri takes it; `None` when something of it is missing.
fn call(address: &str, request: Request<Vec<u8>>) -> Option<InvokeRequest> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers;
    let number = |name| text(&headers, name)?.parse().ok().map(CallbackFn);
    let (callback, error) = (number("Tauri-Callback")?, number("Tauri-Error")?);
    let invoke_key = text(&headers, "Tauri-Invoke-Key")?.to_owned();
    let url = Url::parse(text(&headers, "Origin")?).ok()?;
    let kind = text(&headers, CONTENT_TYPE.as_str()).unwrap_or(BYTES);
    let body = match kind.split(';').next().unwrap_or_default().trim() {
        BYTES => InvokeBody::Raw(body),
        JSON if body.is_empty() => InvokeBody::Json(serde_json::Map::new().into()),
        JSON => InvokeBody::Json(serde_json::from_slice(&body).ok()?),
        _ => return None,
    };
    let cmd = if address == CHANNEL { "plugin:__TAURI_CHANNEL__|fetch" } else { address };
    Some(InvokeRequest { cmd: cmd.to_owned(), callback, error, url, body, headers, invoke_key })
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn success(kind: &'static str, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut answer = answer(StatusCode::OK, kind, body);
    answer.headers_mut().insert(ANSWER, HeaderValue::from_static("ok"));
    answer
}

fn rejection(error: &serde_json::Value) -> Response<Vec<u8>> {
    let mut answer = answer(StatusCode::OK, JSON, error.to_string().into_bytes());
    answer.headers_mut().insert(ANSWER, HeaderValue::from_static("error"));
    answer
}

fn failed(status: StatusCode, why: &str) -> Response<Vec<u8>> {
    answer(status, "text/plain", why.as_bytes().to_vec())
}

fn answer(status: StatusCode, kind: &'static str, body: Vec<u8>) -> Response<Vec<u8>> {
    let mut answer = Response::new(body);
    *answer.status_mut() = status;
    let headers = answer.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(ANSWER));
    answer
}

#[cfg(test)]
mod tests;

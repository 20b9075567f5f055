use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderValue};
use reqwest::{Client, Method, StatusCode, redirect, retry};
use thiserror::Error;
use url::Url;

use crate::answer::{Answer, Body};
use crate::endpoint::{Api, Endpoint};
use crate::error::Error;

/// How long things may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name look-up, connection and TLS together.
    pub connect: Duration,
    /// The whole call, to the last byte of the answer.
    pub total: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), total: Duration::from_secs(8) }
    }
}

/// The desk's connections to the vendor. Clones share them.
#[derive(Clone, Debug)]
pub struct Http {
    away: Client,
    // A proxy could not reach this computer's own addresses and would read what is not encrypted.
    here: Client,
}

/// The system offers no usable store of trusted certificates, or another part of TLS is missing.
#[derive(Debug, Error)]
#[error("Encrypted connections cannot be set up on this computer.")]
pub struct HttpError(#[source] reqwest::Error);

impl Http {
    /// Sets up TLS with the operating system's trusted certificates. Connects to nothing yet.
    ///
    /// Installs `ring` as the process's provider of cryptography unless there already is one.
    ///
    /// # Sending twice
    ///
    /// A check-in that is sent twice may check the member out, so only what was never written may
    /// be sent again. Two layers below have rules of their own (reqwest 0.13.5, hyper-util 0.1.21,
    /// hyper 1.12, h2 0.4):
    ///
    /// - hyper-util sends a request again when a kept connection turns out to be closed, but only
    ///   if hyper hands the request back, which it does only while the request is still in its
    ///   queue. Once a byte has been written hyper keeps it, and the call fails. This stays on: it
    ///   cannot be turned off through reqwest and is what makes kept connections usable.
    /// - reqwest by default also sends again what the server has *received* and declined over
    ///   HTTP/2 (`REFUSED_STREAM`, or `GOAWAY` without an error). That rests on the word of every
    ///   proxy in between that nothing was done, so it is off: such a call is
    ///   [`Error::AnswerLost`].
    pub fn new(limits: Limits) -> Result<Self, HttpError> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // Fails only if another thread was quicker, and then there is one.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let builder = || {
            Client::builder()
                .redirect(redirect::Policy::none())
                .referer(false)
                .retry(retry::never())
                .connect_timeout(limits.connect)
                .timeout(limits.total)
                .pool_idle_timeout(Duration::from_secs(30))
                .tcp_nodelay(true)
                .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")))
        };
        let away = builder().build().map_err(|e| HttpError(e.without_url()))?;
        let here = builder().no_proxy().build().map_err(|e| HttpError(e.without_url()))?;
        Ok(Self { away, here })
    }

    pub(crate) fn to(&self, endpoint: &Endpoint) -> Client {
        self.at(endpoint.is_loopback())
    }

    pub(crate) fn at(&self, loopback: bool) -> Client {
        if loopback { self.here.clone() } else { self.away.clone() }
    }
}

/// One request.
pub(crate) struct Call {
    pub api: Api,
    /// What is asked for, in the log.
    pub operation: &'static str,
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Option<Vec<u8>>,
    /// The longest body that is read, in bytes.
    pub longest: usize,
}

/// More than any answer of the vendor's that the desk reads.
pub(crate) const LONGEST_BODY: usize = 64 * 1024;

/// The headers of every call to one API: what is accepted, and the credential if it can be sent.
pub(crate) fn headers(credential: Option<(&'static str, HeaderValue)>) -> HeaderMap {
    let mut headers = HeaderMap::with_capacity(6);
    headers.insert(reqwest::header::ACCEPT, HeaderValue::from_static("application/json"));
    if let Some((name, value)) = credential {
        headers.insert(name, value);
    }
    headers
}

/// Sends `call`, lets `judge` read the answer, and writes the one log line about it.
pub(crate) async fn send<T>(
    client: &Client,
    call: Call,
    judge: impl FnOnce(Answer) -> Result<T, Error>,
) -> Result<T, Error> {
    let (api, operation) = (call.api.name(), call.operation);
    let started = Instant::now();
    let mut status = None;
    let result = match exchange(client, call).await {
        Ok(answer) => {
            status = Some(answer.status);
            judge(answer)
        }
        Err(error) => Err(error),
    };
    let elapsed_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    match &result {
        Ok(_) => tracing::debug!(api, operation, status, elapsed_ms, "call to the vendor done"),
        Err(error) => {
            let (code, trace_id) = match error {
                Error::Status(refusal) => (refusal.code(), refusal.trace_id.as_deref()),
                Error::NoConnection
                | Error::CertificateWrong
                | Error::CredentialUnusable
                | Error::Unsendable
                | Error::TimedOut
                | Error::AnswerLost
                | Error::NotTheVendor { .. }
                | Error::Garbled { .. } => (None, None),
            };
            tracing::info!(
                api,
                operation,
                status,
                elapsed_ms,
                code,
                trace_id,
                %error,
                "call to the vendor failed"
            );
        }
    }
    result
}

async fn exchange(client: &Client, call: Call) -> Result<Answer, Error> {
    let posted = call.method == Method::POST;
    // The client leaves the length out when there is no body, and some proxies ask for it (411).
    let says_empty = call.body.is_none() && matches!(call.method, Method::POST | Method::PUT);
    let mut request = reqwest::Request::new(call.method, call.url);
    *request.headers_mut() = call.headers;
    if says_empty {
        request.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    *request.body_mut() = call.body.map(Into::into);
    let mut response = client.execute(request).await.map_err(|e| Error::of_sending(&e))?;
    // Unlike any other redirect it may mean that the work was done, and says where to read about that (RFC 9110,
    // 15.4.4).
    if posted && response.status() == StatusCode::SEE_OTHER {
        return Err(Error::Garbled { status: StatusCode::SEE_OTHER.as_u16() });
    }
    let body = read(&mut response, call.longest).await;
    Ok(Answer { status: response.status().as_u16(), headers: std::mem::take(response.headers_mut()), body })
}

async fn read(response: &mut reqwest::Response, longest: usize) -> Body {
    let mut body = Vec::new();
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > longest => return Body::TooLong,
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Body::Whole(body),
            Err(error) if error.is_timeout() => return Body::TimedOut,
            Err(_) => return Body::Broken,
        }
    }
}

//! An output in the house's network: reached anew for every order.

use std::convert::Infallible;
use std::io;
use std::time::{Duration, Instant};

use reqwest::header::{CONTENT_TYPE, HeaderValue};
use reqwest::{Client, redirect, retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant as Timer, sleep_until, timeout};

use super::thread::{Desk, Stop};
use crate::gate::time_left;
use crate::order::{Order, What};
use crate::proto::{drawer, shelly};
use crate::{Address, Failure, OutputEvent, OutputState, Shelly, Unknown};

/// Name look-up and connection, within the house.
const CONNECT: Duration = Duration::from_secs(1);
/// The whole exchange.
const TOTAL: Duration = Duration::from_secs(2);
/// How long a printer may take to hang up. The drawer is open by then.
const DRAIN: Duration = Duration::from_millis(300);
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// Also how often a Shelly that answers is looked at: that it went is better known before somebody
/// stands at the door.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

pub(super) enum Device {
    Shelly {
        client: Client,
        url: String,
        channel: u8,
        /// How long a pulse is.
        length: Duration,
        status: Vec<u8>,
    },
    /// Takes bytes and answers nothing. Most printers take one connection at a time, so it is let
    /// go at once.
    Printer(Address),
}

impl Device {
    /// Every order has a connection of its own: on a kept one that the device has closed meanwhile,
    /// nobody could tell whether the order arrived. Nothing is ever sent twice: not by reqwest
    /// (`retry::never`), and not by hyper-util, which only does so on kept connections. On Linux the
    /// kernel, too, gives up on bytes that are not taken in time.
    pub(super) fn shelly(settings: &Shelly) -> Result<Self, reqwest::Error> {
        if rustls::crypto::CryptoProvider::get_default().is_none() {
            // The client asks for one even if it never encrypts. Fails only if another thread was
            // quicker, and then there is one.
            let _ = rustls::crypto::ring::default_provider().install_default();
        }
        let builder = Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            .connect_timeout(CONNECT)
            .pool_max_idle_per_host(0)
            .tcp_nodelay(true)
            .http1_only()
            .user_agent(concat!("Portico/", env!("CARGO_PKG_VERSION")));
        #[cfg(target_os = "linux")]
        let builder = builder.tcp_user_timeout(TOTAL);
        Ok(Self::Shelly {
            client: builder.build()?,
            url: format!("http://{}/rpc", settings.address.authority(80)),
            channel: settings.channel,
            length: settings.length,
            status: shelly::status(settings.channel),
        })
    }

    /// How the device is, found out without setting anything in motion.
    async fn look(&self) -> OutputState {
        match self {
            Self::Shelly { client, url, status, .. } => {
                match exchange(client, url, status.clone(), TOTAL).await {
                    Ok(()) => OutputState::Alive,
                    Err(failure) => failure.state().unwrap_or(OutputState::Gone),
                }
            }
            Self::Printer(address) => match connect(address, CONNECT).await {
                Ok(_) => OutputState::Alive,
                Err(_) => OutputState::Gone,
            },
        }
    }

    /// Sends the order, within `left`.
    async fn act(&self, what: What, left: Duration) -> Result<(), Failure> {
        match self {
            Self::Shelly { client, url, channel, length, .. } => {
                let frame = match what {
                    What::Pulse => shelly::pulse(*channel, *length),
                    What::Run(length) => shelly::pulse(*channel, length),
                    What::Off => shelly::off(*channel),
                };
                exchange(client, url, frame, left.min(TOTAL)).await
            }
            Self::Printer(address) => {
                let mut stream = connect(address, left.min(CONNECT)).await?;
                let broken = Failure::Unknown(Unknown::Broken);
                stream.write_all(&drawer::OPEN).await.map_err(|_| broken)?;
                stream.shutdown().await.map_err(|_| broken)?;
                // A connection that is closed before the printer's status was read is reset, and
                // a reset may throw away what the printer has not read either.
                let mut heard = [0; 64];
                let drained = timeout(DRAIN, async {
                    while stream.read(&mut heard).await? > 0 {}
                    Ok(())
                });
                drained.await.unwrap_or(Ok(())).map_err(|_: io::Error| broken)
            }
        }
    }

    /// When to look again at a device that is well.
    const fn looked_at_every(&self) -> Option<Duration> {
        match self {
            Self::Shelly { .. } => Some(LONGEST_PAUSE),
            // Would keep other programs from printing.
            Self::Printer(_) => None,
        }
    }
}

async fn connect(address: &Address, within: Duration) -> Result<TcpStream, Failure> {
    match timeout(within, TcpStream::connect(address.socket(9100))).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => {
            tracing::debug!(%address, %error, "no connection");
            Err(Failure::NotReached(OutputState::Gone))
        }
        Err(_) => Err(Failure::NotReached(OutputState::Gone)),
    }
}

async fn exchange(client: &Client, url: &str, body: Vec<u8>, within: Duration) -> Result<(), Failure> {
    let request = client
        .post(url)
        .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
        .timeout(within)
        .body(body);
    let mut response = request.send().await.map_err(|error| {
        tracing::debug!(%error, "no answer");
        // `is_connect` is asked before `is_timeout`: time running out while connecting is both.
        if error.is_builder() || error.is_connect() {
            Failure::NotReached(OutputState::Gone)
        } else if error.is_timeout() {
            Failure::Unknown(Unknown::TimedOut)
        } else {
            Failure::Unknown(Unknown::Broken)
        }
    })?;
    let mut answer = Some(Vec::new());
    while let Some(bytes) = &mut answer {
        match response.chunk().await {
            Ok(Some(chunk)) if bytes.len() + chunk.len() <= shelly::LONGEST_ANSWER => {
                bytes.extend_from_slice(&chunk);
            }
            Ok(None) => break,
            Ok(Some(_)) | Err(_) => answer = None,
        }
    }
    shelly::judge(response.status().as_u16(), answer.as_deref())
}

pub(super) async fn run<F: Fn(OutputEvent)>(device: Device, desk: Desk<F>) {
    // The order to stop ends it, and nothing else.
    let Err(Stop) = Reached { device, desk }.watch().await;
}

struct Reached<F> {
    device: Device,
    desk: Desk<F>,
}

impl<F: Fn(OutputEvent)> Reached<F> {
    async fn watch(&mut self) -> Result<Infallible, Stop> {
        let mut pause = FIRST_PAUSE;
        let mut due = Some(Timer::now());
        loop {
            let look = async {
                match due {
                    Some(due) => sleep_until(due).await,
                    None => std::future::pending().await,
                }
                self.device.look().await
            };
            let state = tokio::select! {
                biased;
                // An order does not wait for a look, which is given up.
                order = self.desk.order() => self.carry_out(order?).await?,
                state = look => Some(state),
            };
            let Some(state) = state else {
                due = Some(Timer::now());
                continue;
            };
            self.desk.report(state);
            due = match state {
                OutputState::Alive => {
                    pause = FIRST_PAUSE;
                    self.device.looked_at_every().map(|every| Timer::now() + every)
                }
                OutputState::Gone
                | OutputState::InUse
                | OutputState::Forbidden
                | OutputState::Locked
                | OutputState::Unsuitable => {
                    let due = Timer::now() + pause;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    Some(due)
                }
            };
        }
    }

    /// What the order says about the device; `None` when it has to be looked at.
    async fn carry_out(&mut self, order: Order) -> Result<Option<OutputState>, Stop> {
        let Some(left) = time_left(order, Instant::now()) else {
            self.desk.failed(order, Failure::Late);
            return Ok(None);
        };
        let outcome = tokio::select! {
            biased;
            _ = &mut self.desk.stop => return Err(Stop),
            outcome = self.device.act(order.what, left) => outcome,
        };
        Ok(match outcome {
            Ok(()) => {
                self.desk.done(order, Instant::now());
                Some(OutputState::Alive)
            }
            Err(failure) => {
                self.desk.failed(order, failure);
                failure.state()
            }
        })
    }
}

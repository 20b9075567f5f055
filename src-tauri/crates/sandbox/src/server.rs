//! Ports: opened, closed and opened again at the same place.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::response::Response;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{Mutex, watch};
use tokio::task::{JoinHandle, JoinSet};

use crate::front::Shared;
use crate::journal::Api;
use crate::tap::Tap;

/// What answers on a port.
#[derive(Clone)]
pub(crate) enum Serves {
    Api(Api, Arc<Shared>),
    Control(Router),
}

enum State {
    Open {
        stop: watch::Sender<bool>,
        task: JoinHandle<()>,
    },
    /// The socket keeps the port for us without listening, so that callers are refused and nobody else
    /// can take it.
    Away(TcpSocket),
    Broken,
}

pub(crate) struct Port {
    address: SocketAddr,
    serves: Serves,
    state: Mutex<State>,
}

impl Port {
    /// Opens a port on the loopback address; 0 takes a free one.
    pub(crate) fn open(port: u16, serves: Serves) -> io::Result<Self> {
        let listener = held(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?.listen(1024)?;
        let address = listener.local_addr()?;
        Ok(Self { address, state: Mutex::new(listening(listener, serves.clone())), serves })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes the port with all its connections, or opens it again.
    pub(crate) async fn set_away(&self, away: bool) -> io::Result<()> {
        let mut state = self.state.lock().await;
        *state = match std::mem::replace(&mut *state, State::Broken) {
            State::Open { stop, task } if away => {
                stop.send_replace(true);
                // The end of the task is the end of its listener and its connections.
                let _ended = task.await;
                State::Away(held(self.address)?)
            }
            State::Away(socket) if !away => listening(socket.listen(1024)?, self.serves.clone()),
            State::Broken if !away => listening(held(self.address)?.listen(1024)?, self.serves.clone()),
            as_wished @ (State::Open { .. } | State::Away(_) | State::Broken) => as_wished,
        };
        Ok(())
    }
}

fn held(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere than on Windows a port stays taken for minutes after its connections were closed. On
    // Windows the option would mean something else: that others may take the port.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

fn listening(listener: TcpListener, serves: Serves) -> State {
    let (stop, stopped) = watch::channel(false);
    State::Open { stop, task: tokio::spawn(accept(listener, serves, stopped)) }
}

/// Ends when told to, or when the port's owner is gone.
async fn accept(listener: TcpListener, serves: Serves, mut stopped: watch::Receiver<bool>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            _ = stopped.changed() => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(serve(stream, serves.clone()));
                }
            }
        }
    }
    drop(listener);
    connections.shutdown().await;
}

async fn serve(stream: TcpStream, serves: Serves) {
    // Small answers must not wait for more to send.
    let _unset = stream.set_nodelay(true);
    let (tap, wire) = Tap::new(stream);
    let router = match serves {
        Serves::Control(router) => router,
        Serves::Api(api, shared) => Router::new().fallback(move |request: http::Request<Body>| async move {
            Ok::<Response, Infallible>(shared.handle(api, &wire, request).await)
        }),
    };
    let builder = Builder::new(TokioExecutor::new()).http1_only();
    // A connection may end however it likes; what it was about is in the journal.
    let _ended = builder.serve_connection(TokioIo::new(tap), TowerToHyperService::new(router)).await;
}

//! A cash drawer on a receipt printer in the house's network that is none: it takes what a printer takes
//! and answers nothing, as a printer does.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::relay::Switch;

/// ESC/POS: "generate pulse", which is what opens a drawer.
const PULSE: [u8; 2] = [0x1b, b'p'];
/// How long the drawer stands open before somebody pushes it shut.
const OPEN_FOR: Duration = Duration::from_secs(8);
/// How long somebody may keep the printer to themselves, and how much they may print.
const PATIENCE: Duration = Duration::from_secs(2);
const LONGEST: u64 = 16 * 1024;

/// A drawer on a port of its own, until dropped. It needs a runtime to live in.
pub struct SimulatedDrawer {
    address: SocketAddr,
    switch: watch::Sender<Switch>,
    task: JoinHandle<()>,
}

impl SimulatedDrawer {
    /// A drawer that is shut.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let switch = watch::Sender::new(Switch::Off);
        let task = tokio::spawn(serve(listener, switch.clone()));
        Ok(Self { address, switch, task })
    }

    /// Where its printer is.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How it stands: open until, or shut.
    pub fn switch(&self) -> watch::Receiver<Switch> {
        self.switch.subscribe()
    }
}

impl Drop for SimulatedDrawer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn serve(listener: TcpListener, switch: watch::Sender<Switch>) {
    while let Ok((stream, _)) = listener.accept().await {
        match timeout(PATIENCE, printed(stream)).await {
            Ok(Ok(printed)) if printed.windows(PULSE.len()).any(|two| two == PULSE) => {
                switch.send_replace(Switch::OnUntil(Instant::now() + OPEN_FOR));
            }
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::debug!(%error, "somebody left the simulated printer"),
            Err(_) => tracing::debug!("somebody had nothing for the simulated printer"),
        }
    }
}

async fn printed(stream: impl AsyncRead + Unpin) -> io::Result<Vec<u8>> {
    let mut printed = Vec::new();
    stream.take(LONGEST).read_to_end(&mut printed).await?;
    Ok(printed)
}

#[cfg(test)]
mod tests {
    use outputs::{Drawer, Kind, Output, OutputEvent, OutputSettings, OutputState, Pulse};
    use tokio::sync::mpsc;

    use super::*;

    #[tokio::test]
    async fn the_real_output_opens_it() {
        let drawer = SimulatedDrawer::start().await.unwrap();
        let mut switch = drawer.switch();
        let (tell, mut told) = mpsc::unbounded_channel();
        let address = drawer.address().to_string().parse().unwrap();
        let settings =
            OutputSettings { name: "till".to_owned(), kind: Kind::Drawer(Drawer::Network(address)) };
        let output = Output::open(settings, move |event| {
            let _ = tell.send(event);
        });
        assert_eq!(told.recv().await, Some(OutputEvent::State(OutputState::Alive)));
        assert!(!switch.has_changed().unwrap(), "being looked at opens nothing");
        let now = Instant::now();
        assert_eq!(output.pulse(now), Pulse::Ordered);
        assert_eq!(told.recv().await, Some(OutputEvent::Done(now)));
        let open = *switch.wait_for(|switch| *switch != Switch::Off).await.unwrap();
        assert_eq!(open.at(now + 2 * OPEN_FOR), Switch::Off);
    }
}

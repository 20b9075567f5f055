//! The adapter's end of the cable.

use std::future::pending;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Instant;

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe::Receiver;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::sleep_until;
use wire::{PracticeMachine, PracticeMachineWish};

use super::Button;
use super::works::Works;
use crate::practice::line::{self, Line};

/// What somebody wanted of it and it has not looked at. It looks at once; only a hand on every button in the same
/// moment is more than this, of which the rest does nothing.
const WISHES: usize = 64;

/// A machine on a port of its own, until dropped. It needs a runtime to live in.
pub struct SimulatedMachine {
    port: PathBuf,
    wishes: mpsc::Sender<PracticeMachineWish>,
    view: watch::Receiver<PracticeMachine>,
    task: JoinHandle<()>,
}

impl SimulatedMachine {
    /// A machine with these buttons whose cable is in. The name of its port in `folder` stays the same when
    /// the cable is pulled and put back.
    pub fn plug_in(folder: &Path, buttons: Vec<Button>) -> io::Result<Self> {
        let port = folder.join("practice-machine");
        let works = Works::new(buttons);
        let (wishes, wished) = mpsc::channel(WISHES);
        let (show, view) = watch::channel(works.view());
        let cable = Some(Cable::plug_in(&port)?);
        let machine = Running { port: port.clone(), works, cable, show };
        let task = tokio::spawn(machine.run(wished));
        Ok(Self { port, wishes, view, task })
    }

    /// What the desk opens.
    pub fn port(&self) -> &Path {
        &self.port
    }

    /// Does something at the machine.
    pub fn wish(&self, wish: PracticeMachineWish) {
        if let Err(error) = self.wishes.try_send(wish) {
            tracing::warn!(%error, "the practice machine does not do this any more");
        }
    }

    /// What somebody who stands before it sees.
    pub fn view(&self) -> watch::Receiver<PracticeMachine> {
        self.view.clone()
    }
}

impl Drop for SimulatedMachine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// The cable, and what of a line has arrived: kept, because something else may come in the middle of one.
struct Cable {
    line: Line,
    heard: BufReader<Receiver>,
    part: Vec<u8>,
}

impl Cable {
    fn plug_in(port: &Path) -> io::Result<Self> {
        let line = Line::at(port)?;
        let heard = line.device.try_clone()?;
        fcntl_setfl(&heard, fcntl_getfl(&heard)? | OFlags::NONBLOCK)?;
        // No pipe, but as good as one for waiting until there is something to read.
        let heard = BufReader::new(Receiver::from_file_unchecked(heard)?);
        Ok(Self { line, heard, part: Vec::new() })
    }

    /// The next line the adapter is told.
    async fn told(&mut self) -> io::Result<String> {
        if self.heard.read_until(b'\n', &mut self.part).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let told = String::from_utf8_lossy(&self.part).trim_end().to_owned();
        self.part.clear();
        Ok(told)
    }
}

struct Running {
    port: PathBuf,
    works: Works,
    cable: Option<Cable>,
    show: watch::Sender<PracticeMachine>,
}

impl Running {
    async fn run(mut self, mut wishes: mpsc::Receiver<PracticeMachineWish>) {
        loop {
            let due = self.works.due();
            let due = async {
                match due {
                    Some(due) => sleep_until(due.into()).await,
                    None => pending().await,
                }
            };
            let told = async {
                match &mut self.cable {
                    Some(cable) => cable.told().await,
                    None => pending().await,
                }
            };
            let said = tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.works.wish(wish),
                    None => return,
                },
                told = told => match told {
                    Ok(told) => self.works.hear(&told, Instant::now()),
                    Err(error) => {
                        tracing::warn!(%error, "the simulated machine's line broke");
                        self.works.wish(PracticeMachineWish::Cable { connected: false })
                    }
                },
                () = due => self.works.tick(Instant::now()),
            };
            if let Err(error) = self.say(&said).and_then(|()| self.move_cable()) {
                tracing::warn!(%error, "the simulated machine's line broke");
                self.cable = None;
            }
            self.show.send_replace(self.works.view());
        }
    }

    fn say(&self, lines: &[String]) -> io::Result<()> {
        let Some(cable) = &self.cable else { return Ok(()) };
        let mut device = &cable.line.device;
        lines.iter().try_for_each(|line| device.write_all(format!("{line}\r\n").as_bytes()))
    }

    /// Puts the cable to where the machine says that it is.
    fn move_cable(&mut self) -> io::Result<()> {
        match (self.works.connected(), self.cable.is_some()) {
            (true, false) => self.cable = Some(Cable::plug_in(&self.port)?),
            (false, true) => {
                self.cable = None;
                line::pull(&self.port)?;
            }
            (true, true) | (false, false) => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use domain::{Currency, Money};
    use outputs::{Machine, MachineEvent, MachineSettings, OutputState};
    use wire::{Minor, PracticeMachineState};

    use super::*;

    struct Bench {
        machine: SimulatedMachine,
        desk: Machine,
        told: mpsc::UnboundedReceiver<MachineEvent>,
        _folder: tempfile::TempDir,
    }

    const fn euros(cents: i64) -> Money {
        Money::new(cents, Currency::EUR)
    }

    impl Bench {
        /// A machine that the real driver has switched on.
        async fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let button = Button { item: "1".to_owned(), name: "Wasser".to_owned(), price: euros(150) };
            let machine = SimulatedMachine::plug_in(folder.path(), vec![button]).unwrap();
            let (tell, told) = mpsc::unbounded_channel();
            let port = machine.port().display().to_string();
            let settings = MachineSettings { name: "machine".to_owned(), port, baud: 115_200 };
            let desk = Machine::open(settings, Currency::EUR, move |event| drop(tell.send(event)));
            let mut bench = Self { machine, desk, told, _folder: folder };
            bench.says(MachineEvent::State(OutputState::Alive)).await;
            bench.shows(PracticeMachineState::Ready).await;
            bench
        }

        async fn says(&mut self, event: MachineEvent) {
            assert_eq!(self.told.recv().await, Some(event));
        }

        async fn shows(&self, state: PracticeMachineState) -> PracticeMachine {
            let mut view = self.machine.view();
            view.wait_for(|view| view.state == state).await.unwrap().clone()
        }

        async fn presses(&mut self) {
            self.machine.wish(PracticeMachineWish::Press { item: "1".to_owned() });
            self.says(MachineEvent::Chosen { price: euros(150), item: "1".to_owned() }).await;
        }
    }

    #[tokio::test]
    async fn the_real_machine_sells_from_it() {
        let mut bench = Bench::new().await;
        bench.desk.offer(euros(2500));
        let shown = bench.shows(PracticeMachineState::Credit).await;
        assert_eq!(shown.credit.map(|credit| credit.minor), Some(Minor(2500)));
        bench.presses().await;
        bench.desk.approve(euros(150));
        bench.says(MachineEvent::Dispensed).await;
        assert_eq!(bench.shows(PracticeMachineState::Ready).await.tray, ["Wasser"]);

        // The choice first, and it gets stuck.
        bench.machine.wish(PracticeMachineWish::Jam { next: true });
        bench.presses().await;
        bench.desk.approve(euros(150));
        bench.says(MachineEvent::NotDispensed).await;

        // Refused, and given up.
        bench.presses().await;
        bench.desk.deny();
        bench.shows(PracticeMachineState::Ready).await;
        bench.presses().await;
        bench.machine.wish(PracticeMachineWish::GiveUp);
        bench.says(MachineEvent::Left).await;
        assert_eq!(bench.shows(PracticeMachineState::Ready).await.tray.len(), 1);
    }

    #[tokio::test]
    async fn a_cable_can_be_pulled_and_put_back() {
        let mut bench = Bench::new().await;
        bench.presses().await;
        bench.desk.approve(euros(150));
        bench.shows(PracticeMachineState::HandingOut).await;
        bench.machine.wish(PracticeMachineWish::Cable { connected: false });
        let lost = [bench.told.recv().await.unwrap(), bench.told.recv().await.unwrap()];
        assert!(lost.contains(&MachineEvent::Unknown), "{lost:?}");
        assert!(lost.contains(&MachineEvent::State(OutputState::Gone)), "{lost:?}");
        assert_eq!(bench.shows(PracticeMachineState::Off).await.tray, ["Wasser"], "it fell all the same");
        bench.machine.wish(PracticeMachineWish::Cable { connected: true });
        bench.says(MachineEvent::State(OutputState::Alive)).await;
        bench.shows(PracticeMachineState::Ready).await;
    }
}

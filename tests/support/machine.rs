//! A vending machine with a Qibixx adapter on a serial port made of a pseudo-terminal. It plays what it
//! is told to play, answers as the adapter does, and keeps a record of what fell out of it.

use std::collections::VecDeque;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe::Receiver;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::line::Line;
use crate::{Failure, Outcome, PATIENCE};

/// No adapter is ever told this.
const MARK: &str = "everything before this was heard";

/// A machine, its adapter and the cable. It needs a runtime to live in.
pub struct VirtualMachine {
    folder: TempDir,
    wishes: mpsc::UnboundedSender<Wish>,
    told: mpsc::UnboundedReceiver<String>,
    fallen: Arc<Mutex<Vec<Fallen>>>,
    task: JoinHandle<()>,
}

/// What fell into the tray.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallen {
    /// What the machine had asked for it.
    pub price: String,
    /// Which button.
    pub item: String,
}

/// What an approval leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Play {
    /// It falls, and the machine says so.
    Dispense,
    /// It hangs, and the machine says so.
    Jam,
    /// The machine says nothing until [`VirtualMachine::finish`].
    Wait,
    /// The cable is pulled before the machine says a word.
    Vanish {
        /// Whether it falls all the same.
        falls: bool,
    },
    /// The machine goes back to selling without a word about the sale.
    Forget {
        /// Whether it falls all the same.
        falls: bool,
    },
}

enum Wish {
    Press(Fallen),
    Leave,
    Say(String),
    Play(Play),
    PlayOnly(Vec<Play>),
    Finish(Play),
    HearOut(oneshot::Sender<()>),
    Twice,
    CreditFirst,
    Unplug,
    Replug,
}

impl VirtualMachine {
    /// A machine whose cable is in and that dispenses whatever is approved.
    pub fn plugged_in() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (wishes, wished) = mpsc::unbounded_channel();
        let (tell, told) = mpsc::unbounded_channel();
        let fallen = Arc::default();
        let mut works = Works {
            path: folder.path().join("machine"),
            cable: None,
            bus: Bus::Off,
            plays: VecDeque::new(),
            press: None,
            twice: false,
            credit_first: false,
            marks: VecDeque::new(),
            fallen: Arc::clone(&fallen),
            tell,
        };
        works.replug();
        let task = tokio::spawn(works.run(wished));
        Self { folder, wishes, told, fallen, task }
    }

    /// The port to configure. Stays the same when the cable is pulled and put back.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join("machine")
    }

    /// From now on buttons do nothing until a credit is shown.
    pub fn credit_first(&self) {
        self.wish(Wish::CreditFirst);
    }

    /// From now on every line is said twice.
    pub fn say_everything_twice(&self) {
        self.wish(Wish::Twice);
    }

    /// What the next approval leads to that nothing is planned for. Without a plan it dispenses.
    pub fn plan(&self, play: Play) {
        self.wish(Wish::Play(play));
    }

    /// The same for the next ones, whatever was planned before.
    pub fn plan_only(&self, plays: &[Play]) {
        self.wish(Wish::PlayOnly(plays.to_vec()));
    }

    /// A member keeps their finger on a button until the machine takes it.
    pub fn press(&self, price: &str, item: &str) {
        self.wish(Wish::Press(Fallen { price: price.to_owned(), item: item.to_owned() }));
    }

    /// The member gives up what they chose, or takes the credit back.
    pub fn leave(&self) {
        self.wish(Wish::Leave);
    }

    /// How an approval ends that was to [`Play::Wait`].
    pub fn finish(&self, play: Play) {
        self.wish(Wish::Finish(play));
    }

    /// The adapter says this, whatever the machine does.
    pub fn say(&self, line: &str) {
        self.wish(Wish::Say(line.to_owned()));
    }

    /// Pulls the cable.
    pub fn unplug(&self) {
        self.wish(Wish::Unplug);
    }

    /// Puts the cable back. The machine knows nothing of what was.
    pub fn replug(&self) {
        self.wish(Wish::Replug);
    }

    /// What fell into the tray, oldest first: what the shelf knows.
    pub fn fallen(&self) -> Vec<Fallen> {
        self.fallen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits for the next line the adapter is told.
    pub async fn told(&mut self) -> Outcome<String> {
        let told = timeout(PATIENCE, self.told.recv()).await;
        told.map_err(|_| Failure::new("the machine is told nothing"))?
            .ok_or_else(|| Failure::new("the machine has ended"))
    }

    /// Waits until the adapter is told this line, and says what it was told before it.
    pub async fn until_told(&mut self, line: &str) -> Outcome<Vec<String>> {
        let mut before = Vec::new();
        loop {
            match self.told().await {
                Ok(told) if told == line => return Ok(before),
                Ok(told) => before.push(told),
                Err(failure) => return Err(Failure::new(format!("{failure}: {line} after {before:?}"))),
            }
        }
    }

    /// Waits until it has done everything that it was wished to do, and has dealt with everything that it
    /// was told, also by a program that has ended.
    pub async fn hear_out(&self) -> Outcome {
        let (heard, all) = oneshot::channel();
        self.wish(Wish::HearOut(heard));
        let all = timeout(PATIENCE, all).await;
        all.map_err(|_| Failure::new("the machine never hears the end"))?
            .map_err(|_| Failure::new("the machine has ended, or its cable was pulled"))
    }

    /// What the adapter was told and nobody has looked at.
    pub fn rest(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.told.try_recv().ok()).collect()
    }

    fn wish(&self, wish: Wish) {
        // Fails when the machine has ended, which the next wait says.
        let _ = self.wishes.send(wish);
    }
}

impl Drop for VirtualMachine {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Where the sale stands, as the adapter knows it.
#[derive(Clone, PartialEq, Eq)]
enum Bus {
    Off,
    Enabled,
    /// A credit is shown.
    Session(String),
    /// The machine waits for an answer, with or without a credit shown.
    Asking(Fallen, Option<String>),
    HandingOut(Fallen),
}

struct Works {
    path: PathBuf,
    cable: Option<(Line, BufReader<Receiver>)>,
    bus: Bus,
    plays: VecDeque<Play>,
    /// The finger on the button.
    press: Option<Fallen>,
    twice: bool,
    credit_first: bool,
    /// Who waits until everything was heard that was said before.
    marks: VecDeque<oneshot::Sender<()>>,
    fallen: Arc<Mutex<Vec<Fallen>>>,
    tell: mpsc::UnboundedSender<String>,
}

impl Works {
    async fn run(mut self, mut wishes: mpsc::UnboundedReceiver<Wish>) {
        // What of a line has arrived: kept, because a wish may come in the middle of one.
        let mut line = Vec::new();
        loop {
            let heard = async {
                match &mut self.cable {
                    Some((_, heard)) => heard.read_until(b'\n', &mut line).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                wish = wishes.recv() => match wish {
                    Some(wish) => self.do_as_wished(wish),
                    None => return,
                },
                read = heard => {
                    read.expect("a line that can be read");
                    let told = String::from_utf8_lossy(&line).trim_end().to_owned();
                    line.clear();
                    // In front of it may be half a line of a program that has ended.
                    if told.ends_with(MARK) {
                        if let Some(mark) = self.marks.pop_front() {
                            // Fails when nobody waits any more.
                            let _ = mark.send(());
                        }
                        continue;
                    }
                    self.answer(&told);
                    let _ = self.tell.send(told);
                }
            }
            self.feel_the_button();
        }
    }

    fn do_as_wished(&mut self, wish: Wish) {
        match wish {
            Wish::Press(button) => self.press = Some(button),
            Wish::Leave => match self.bus.clone() {
                Bus::Asking(..) => {
                    self.say("c,ERR,VEND 1");
                    self.sell_again();
                }
                Bus::Session(_) => self.sell_again(),
                Bus::Off | Bus::Enabled | Bus::HandingOut(_) => {}
            },
            Wish::Say(line) => self.say(&line),
            Wish::Play(play) => self.plays.push_back(play),
            Wish::PlayOnly(plays) => self.plays = plays.into(),
            Wish::HearOut(heard) => {
                // Without a cable there is nobody to hear, which the end of `heard` says.
                if let Some((cable, _)) = &self.cable {
                    self.marks.push_back(heard);
                    cable.say_as_desk(format!("{MARK}\n").as_bytes()).expect("a line that can be written");
                }
            }
            Wish::Finish(play) => {
                if let Bus::HandingOut(what) = self.bus.clone() {
                    self.play(play, what);
                }
            }
            Wish::Twice => self.twice = true,
            Wish::CreditFirst => self.credit_first = true,
            Wish::Unplug => self.unplug(),
            Wish::Replug => self.replug(),
        }
    }

    /// What the adapter does with what it is told.
    fn answer(&mut self, told: &str) {
        if let Some(credit) = told.strip_prefix("C,START,") {
            return match self.bus {
                Bus::Enabled => {
                    self.bus = Bus::Session(credit.to_owned());
                    self.say(&format!("c,STATUS,IDLE,{credit}"));
                }
                Bus::Off | Bus::Session(_) | Bus::Asking(..) | Bus::HandingOut(_) => {
                    self.say("c,ERR,\"START -3\"");
                }
            };
        }
        if let Some(price) = told.strip_prefix("C,VEND,") {
            return match self.bus.clone() {
                Bus::Asking(what, _) if what.price == price => {
                    self.bus = Bus::HandingOut(what.clone());
                    self.say("r,ACK");
                    let play = self.plays.pop_front().unwrap_or(Play::Dispense);
                    self.play(play, what);
                }
                Bus::Off | Bus::Enabled | Bus::Session(_) | Bus::Asking(..) | Bus::HandingOut(_) => {
                    self.say("c,ERR,\"VEND -3\"");
                }
            };
        }
        match (told, self.bus.clone()) {
            ("C,0", _) => {
                self.bus = Bus::Off;
                self.say("c,0");
            }
            ("C,1", Bus::Off) => {
                self.say("c,STATUS,INACTIVE");
                self.say("c,1");
                self.say("c,STATUS,DISABLED");
                self.say("r,ACK");
                self.sell();
            }
            ("C,1", _) => self.say("c,ERR,\"cashless is on\""),
            // A choice is refused; the credit stays until it is taken back, too.
            ("C,STOP", Bus::Asking(_, Some(credit))) => {
                self.say(&format!("c,STATUS,IDLE,{credit}"));
                self.bus = Bus::Session(credit);
            }
            ("C,STOP", Bus::Asking(_, None) | Bus::Session(_)) => self.sell_again(),
            ("C,STOP", _) => self.say("c,ERR,-3"),
            (other, _) => self.say(&format!("c,UNKNOWN,\"{other}\"")),
        }
    }

    fn play(&mut self, play: Play, what: Fallen) {
        match play {
            Play::Dispense => {
                self.falls(what);
                self.say("c,VEND,SUCCESS");
                self.sell_again();
            }
            Play::Jam => {
                self.say("c,ERR,VEND 3");
                self.sell_again();
            }
            Play::Wait => {}
            Play::Vanish { falls } => {
                self.unplug();
                if falls {
                    self.falls(what);
                }
            }
            Play::Forget { falls } => {
                if falls {
                    self.falls(what);
                }
                self.sell_again();
            }
        }
    }

    fn feel_the_button(&mut self) {
        let credit = match self.bus.clone() {
            Bus::Enabled if !self.credit_first => None,
            Bus::Session(credit) => Some(credit),
            Bus::Off | Bus::Enabled | Bus::Asking(..) | Bus::HandingOut(_) => return,
        };
        if let Some(button) = self.press.take() {
            self.say(&format!("c,STATUS,VEND,{},{}", button.price, button.item));
            self.bus = Bus::Asking(button, credit);
        }
    }

    fn falls(&mut self, what: Fallen) {
        self.fallen.lock().unwrap_or_else(PoisonError::into_inner).push(what);
    }

    /// The session ends.
    fn sell_again(&mut self) {
        self.say("c,STATUS,IDLE");
        self.sell();
    }

    fn sell(&mut self) {
        self.bus = Bus::Enabled;
        self.say("c,STATUS,ENABLED");
    }

    fn say(&mut self, line: &str) {
        let Some((cable, _)) = &self.cable else { return };
        let mut device = &cable.device;
        for _ in 0..if self.twice { 2 } else { 1 } {
            device.write_all(format!("{line}\r\n").as_bytes()).expect("a line that can be written");
        }
    }

    fn unplug(&mut self) {
        let _ = std::fs::remove_file(&self.path);
        self.cable = None;
        self.marks.clear();
        self.bus = Bus::Off;
    }

    fn replug(&mut self) {
        self.unplug();
        self.cable = Some(cable(&self.path).expect("a pseudo-terminal"));
    }
}

fn cable(path: &Path) -> Outcome<(Line, BufReader<Receiver>)> {
    let (line, name) = Line::new()?;
    let heard = line.device.try_clone()?;
    fcntl_setfl(&heard, fcntl_getfl(&heard)? | OFlags::NONBLOCK)?;
    // No pipe, but as good as one for waiting until there is something to read.
    let heard = Receiver::from_file_unchecked(heard)?;
    symlink(name, path)?;
    Ok((line, BufReader::new(heard)))
}

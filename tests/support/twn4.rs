//! An ELATEC TWN4 on a serial port made of a pseudo-terminal: it answers what it is asked.

use std::io::Write;
use std::path::{Path, PathBuf};

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::unix::pipe::Receiver;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::line::Line;
use crate::{Failure, Outcome, PATIENCE};

/// The reader's end of the line (TWN4 Simple Protocol: hexadecimal up to CR).
pub struct VirtualTwn4 {
    path: PathBuf,
    card: watch::Sender<Option<Vec<u8>>>,
    beeps: mpsc::UnboundedReceiver<u16>,
    answering: JoinHandle<Outcome>,
}

impl VirtualTwn4 {
    /// A reader on which nothing lies.
    pub fn plugged_in() -> Self {
        let (line, path) = Line::new().expect("a pseudo-terminal");
        let (card, lies_there) = watch::channel(None);
        let (beep, beeps) = mpsc::unbounded_channel();
        let answering = tokio::spawn(answer(line, lies_there, beep));
        Self { path, card, beeps, answering }
    }

    /// The port to configure.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Lays a card on the reader, or takes it away.
    pub fn lay(&self, card: Option<&[u8]>) {
        self.card.send_replace(card.map(<[u8]>::to_vec));
    }

    /// Waits for the next beep and says how high it was, in Hz.
    pub async fn beep(&mut self) -> Outcome<u16> {
        let beep = timeout(PATIENCE, self.beeps.recv()).await;
        beep.map_err(|_| Failure::new("the reader is not told to beep"))?
            .ok_or_else(|| Failure::new("the reader has ended"))
    }
}

impl Drop for VirtualTwn4 {
    fn drop(&mut self) {
        self.answering.abort();
    }
}

async fn answer(
    line: Line,
    card: watch::Receiver<Option<Vec<u8>>>,
    beeps: mpsc::UnboundedSender<u16>,
) -> Outcome {
    let asked = line.device.try_clone()?;
    fcntl_setfl(&asked, fcntl_getfl(&asked)? | OFlags::NONBLOCK)?;
    // No pipe, but as good as one for waiting until there is something to read.
    let mut asked = BufReader::new(Receiver::from_file_unchecked(asked)?);
    let mut device = &line.device;
    loop {
        let mut question = Vec::new();
        asked.read_until(b'\r', &mut question).await?;
        let answer = match question.as_slice() {
            b"0004FF\r" => "000454574E34".to_owned(),
            b"0500FF\r" => match &*card.borrow() {
                None => "0000".to_owned(),
                Some(number) => {
                    let hex: String = number.iter().map(|byte| format!("{byte:02X}")).collect();
                    format!("000180{:02X}{:02X}{hex}", number.len() * 8, number.len())
                }
            },
            // Volume, then frequency, time on and time off with the low byte first.
            [b'0', b'4', b'0', b'7', _, _, low_1, low_2, high_1, high_2, ..] => {
                let digits = [*high_1, *high_2, *low_1, *low_2];
                let tone = u16::from_str_radix(std::str::from_utf8(&digits)?, 16)?;
                // Fails when nobody listens.
                let _ = beeps.send(tone);
                "00".to_owned()
            }
            _ => "01".to_owned(),
        };
        device.write_all(format!("{answer}\r").as_bytes())?;
    }
}

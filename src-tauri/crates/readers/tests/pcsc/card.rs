//! A contactless card that is not there, spoken to by `vpcd` over TCP.
#![allow(dead_code, reason = "the tests and the bench use a part each")]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::os::linux::net::TcpStreamExt;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;
use std::time::Instant;

use super::system::{PATIENCE, Slot};

/// That of a card that only stores (PC/SC part 3), a MIFARE Classic 1K.
const ATR: &[u8] = b"\x3b\x8f\x80\x01\x80\x4f\x0c\xa0\x00\x00\x03\x06\x03\x00\x01\x00\x00\x00\x00\x6a";
const GET_ATR: u8 = 4;
pub const GET_UID: &[u8] = &[0xff, 0xca, 0x00, 0x00, 0x00];

/// What a card does when it is asked for its number.
#[derive(Clone)]
pub enum Behaviour {
    /// Says this.
    Says(Vec<u8>),
    /// Is pulled away.
    Leaves,
}

/// A card in a slot. Taken away when dropped.
pub struct VirtualCard {
    line: TcpStream,
    asked: Receiver<Vec<u8>>,
    noticed: Arc<OnceLock<Instant>>,
    thread: Option<JoinHandle<()>>,
}

impl VirtualCard {
    /// Puts a card with a number into a slot.
    pub fn insert(slot: &Slot, number: &[u8]) -> Self {
        Self::that(slot, Behaviour::Says([number, &[0x90, 0x00]].concat()))
    }

    /// Puts a card into a slot.
    pub fn that(slot: &Slot, behaviour: Behaviour) -> Self {
        let line = TcpStream::connect(("127.0.0.1", slot.port)).expect("a slot that listens");
        line.set_nodelay(true).unwrap();
        let (tell, asked) = channel();
        let mut end = line.try_clone().unwrap();
        let noticed = Arc::new(OnceLock::new());
        let notice = Arc::clone(&noticed);
        let thread = std::thread::spawn(move || {
            // It ends with the line.
            let _ = serve(&mut end, &behaviour, &tell, &notice);
            let _ = end.shutdown(Shutdown::Both);
        });
        Self { line, asked, noticed, thread: Some(thread) }
    }

    /// The next command that comes for it.
    pub fn command(&self) -> Vec<u8> {
        self.asked.recv_timeout(PATIENCE).expect("a command")
    }

    /// When the reader first saw that it is there.
    pub fn noticed(&self) -> Option<Instant> {
        self.noticed.get().copied()
    }

    /// Commands that came and were not looked at.
    pub fn commands(&self) -> Vec<Vec<u8>> {
        self.asked.try_iter().collect()
    }
}

impl Drop for VirtualCard {
    fn drop(&mut self) {
        let _ = self.line.shutdown(Shutdown::Both);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

fn serve(
    line: &mut TcpStream,
    behaviour: &Behaviour,
    tell: &Sender<Vec<u8>>,
    noticed: &OnceLock<Instant>,
) -> std::io::Result<()> {
    loop {
        let mut length = [0; 2];
        // Otherwise the kernel lets `vpcd`, which sends a message in two parts, wait for 40 ms.
        line.set_quickack(true)?;
        line.read_exact(&mut length)?;
        let _ = noticed.set(Instant::now());
        let mut message = vec![0; u16::from_be_bytes(length).into()];
        line.read_exact(&mut message)?;
        if message.len() > 1 {
            let _ = tell.send(message.clone());
        }
        // Switching it on and off wants no answer.
        let answer = match message.as_slice() {
            [GET_ATR] => ATR.to_vec(),
            [_] => continue,
            GET_UID => match behaviour {
                Behaviour::Says(answer) => answer.clone(),
                Behaviour::Leaves => return Ok(()),
            },
            _ => vec![0x90, 0x00],
        };
        line.write_all(&[&(answer.len() as u16).to_be_bytes()[..], &answer].concat())?;
    }
}

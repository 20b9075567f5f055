//! From a reader to the credential: what Portico adds to the wait for a port, and to a bare loop over
//! the card service; and what six readers cost while nobody comes.

use std::fs;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use pcsc::{Context, Disposition, Protocols, Scope, ShareMode, State};
use portico_tests::{Failure, Outcome, VirtualReader, frame_of, line_of};
use readers::{
    Framing, PcscReader, PcscSettings, ReaderEvent, ReaderState, ReadingSettings, SerialReader,
    SerialSettings,
};

use crate::table::{Table, quantile, sorted};

#[path = "../../src-tauri/crates/readers/tests/pcsc/card.rs"]
mod card;
#[path = "../../src-tauri/crates/readers/tests/pcsc/system.rs"]
mod system;

use card::{GET_UID, VirtualCard};
use system::{PATIENCE, Service};

const CARD: [u8; 5] = [0x62, 0xe3, 0x08, 0x6c, 0xed];
const CHIP: &[u8] = &[0x04, 0x2b, 0x73, 0x32, 0x1a, 0x31, 0x80];
const FRAMES: usize = 500;
const BURSTS: usize = 100;
/// Cards in a row on the same side, by turns.
const BLOCK: usize = 10;
const BLOCKS: usize = 4;
const IDLE: Duration = Duration::from_secs(20);

/// Adds the rows about readers. Measured in a process of its own, which alone has the card service
/// this takes, and whose time is that of the readers and nothing else.
pub fn measure(table: &mut Table) -> Outcome {
    let output = system::inside().arg("readers").stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(Failure::new(format!("measuring the readers ended with {}", output.status)));
    }
    table.take(&output.stdout)
}

/// Whether this is that process.
pub use system::is_inside;

/// What that process does.
pub fn measure_inside() -> Outcome<Table> {
    let mut table = Table::default();
    for (framing, frame) in [
        (Framing::Rdm6300, frame_of(CARD)),
        (Framing::Line, line_of("62E3086CED")),
        (Framing::Codatex, b"\x02R62E3086CED\x04".to_vec()),
    ] {
        let waits = serial(framing, &frame, FRAMES)?;
        let what = format!("last byte → credential, {}", framing.name());
        table.figure(&what, &milliseconds(quantile(&waits, 0.5)), "≤ 2 ms", &spread(&waits));
    }
    let gap = ReadingSettings::GAP.as_secs_f64() * 1_000.0;
    let waits = serial(Framing::Gap, &frame_of(CARD)[1..11], BURSTS)?;
    let beyond = milliseconds(quantile(&waits, 0.5) - gap);
    table.figure("the same beyond the silence, gap", &beyond, "≤ 5 ms", &spread(&waits));
    contactless(&mut table)?;
    idle(&mut table)?;
    Ok(table)
}

fn milliseconds(value: f64) -> String {
    // Adding nothing takes the sign from "-0.00".
    format!("{:.2} ms", (value * 100.0).round() / 100.0 + 0.0)
}

fn spread(waits: &[f64]) -> String {
    let [median, most, all] = [0.5, 0.95, 1.0].map(|part| quantile(waits, part));
    format!("median {median:.2} ms, 95 % {most:.2} ms, all {all:.2} ms, {} taps", waits.len())
}

/// Something that tells events, with the moment they arrived.
struct Listening<R> {
    _reader: R,
    events: Receiver<(ReaderEvent, Instant)>,
}

fn listen<R>(spawn: impl FnOnce(Box<dyn Fn(ReaderEvent) + Send>) -> R) -> Outcome<Listening<R>> {
    let (send, events) = channel();
    let reader = spawn(Box::new(move |event| {
        let _ = send.send((event, Instant::now()));
    }));
    let listening = Listening { _reader: reader, events };
    match listening.next()? {
        (ReaderEvent::State(ReaderState::Alive), _) => Ok(listening),
        (other, _) => Err(Failure::new(format!("no reader but {other:?}"))),
    }
}

impl<R> Listening<R> {
    fn next(&self) -> Outcome<(ReaderEvent, Instant)> {
        Ok(self.events.recv_timeout(PATIENCE)?)
    }

    fn credential(&self) -> Outcome<Instant> {
        match self.next()? {
            (ReaderEvent::Credential(..), at) => Ok(at),
            (other, _) => Err(Failure::new(format!("no credential but {other:?}"))),
        }
    }
}

fn serial_reader(port: &VirtualReader, framing: Framing) -> Outcome<Listening<SerialReader>> {
    let port = port.path().to_str().expect("a path of letters").to_owned();
    let settings = SerialSettings { port, baud: 9600, framing, reading: ReadingSettings::default() };
    listen(|on_event| SerialReader::spawn(settings, on_event))
}

fn pcsc_reader() -> Outcome<Listening<PcscReader>> {
    listen(|on_event| PcscReader::spawn(PcscSettings::default(), on_event))
}

/// Milliseconds from the writing of a frame to the event, sorted.
fn serial(framing: Framing, frame: &[u8], taps: usize) -> Outcome<Vec<f64>> {
    eprintln!("  {} …", framing.name());
    let mut port = VirtualReader::plugged_in();
    let desk = serial_reader(&port, framing)?;
    let mut waits = Vec::new();
    for _ in 0..taps {
        // The line takes the frame at once, so that its last byte comes with its first.
        let sent = Instant::now();
        port.send(frame);
        waits.push(since(sent, desk.credential()?));
    }
    Ok(sorted(&waits))
}

/// Milliseconds.
fn since(began: Instant, ended: Instant) -> f64 {
    ended.saturating_duration_since(began).as_secs_f64() * 1_000.0
}

/// Cards come by turns to Portico and to a bare loop, each alone with the service.
fn contactless(table: &mut Table) -> Outcome {
    eprintln!("  contactless …");
    let reader = system::VirtualReader::new("Virtual PCD");
    let _service = Service::with(&[&reader]);
    let slots = [reader.slot(0), reader.slot(1)];
    let (mut portico, mut bare) = (Vec::new(), Vec::new());
    for _ in 0..BLOCKS {
        for slot in slots.iter().cycle().take(BLOCK) {
            bare.push(tap(slot, bare_loop)?);
        }
        slots.iter().for_each(system::Slot::becomes_empty);
        let desk = pcsc_reader()?;
        for slot in slots.iter().cycle().take(BLOCK) {
            portico.push(tap(slot, |_, _| desk.credential())?);
        }
    }
    let (portico, bare) = (sorted(&portico), sorted(&bare));
    let beyond = quantile(&portico, 0.5) - quantile(&bare, 0.5);
    let note = format!("{}; bare: {}", spread(&portico), spread(&bare));
    table.figure("card presence → credential beyond a bare loop", &milliseconds(beyond), "≤ 10 ms", &note);
    Ok(())
}

/// Milliseconds from the reader's noticing a card to the end of `wait`.
fn tap(
    slot: &system::Slot,
    wait: impl FnOnce(&Context, &std::ffi::CStr) -> Outcome<Instant>,
) -> Outcome<f64> {
    slot.becomes_empty();
    let context = Context::establish(Scope::User)?;
    let name = slot.name(&context);
    let card = VirtualCard::insert(slot, CHIP);
    let read = wait(&context, &name)?;
    Ok(since(card.noticed().expect("what was read was noticed"), read))
}

/// What anybody would write first.
fn bare_loop(context: &Context, name: &std::ffi::CStr) -> Outcome<Instant> {
    let mut state = [pcsc::ReaderState::new(name, State::UNAWARE)];
    while !state[0].event_state().contains(State::PRESENT) {
        state[0].sync_current_state();
        context.get_status_change(PATIENCE, &mut state)?;
    }
    let card = context.connect(name, ShareMode::Shared, Protocols::ANY)?;
    let mut buffer = [0; 64];
    let length = card.transmit(GET_UID, &mut buffer)?.len();
    let read = Instant::now();
    assert_eq!(&buffer[..length], [CHIP, &[0x90, 0x00]].concat());
    card.disconnect(Disposition::LeaveCard).map_err(|(_, error)| error)?;
    Ok(read)
}

fn idle(table: &mut Table) -> Outcome {
    eprintln!("  idle …");
    let framings =
        [Framing::Rdm6300, Framing::Line, Framing::Gap, Framing::Codatex, Framing::Line, Framing::Gap];
    let ports: Vec<_> = framings.iter().map(|_| VirtualReader::plugged_in()).collect();
    let open = |count: usize| -> Outcome<Vec<_>> {
        ports.iter().zip(framings).take(count).map(|(port, framing)| serial_reader(port, framing)).collect()
    };
    {
        let six = open(6)?;
        let (share, note) = share_of_a_core(&six[0].events)?;
        table.figure("idle with six readers, all serial", &share, "≤ 1 %", &note);
    }
    let reader = system::VirtualReader::new("Virtual PCD");
    let _service = Service::with(&[&reader]);
    let three = open(3)?;
    let _others = (0..3).map(|_| pcsc_reader()).collect::<Outcome<Vec<_>>>()?;
    let (share, note) = share_of_a_core(&three[0].events)?;
    table.figure("idle with six readers, half of them contactless", &share, "≤ 1 %", &note);
    Ok(())
}

/// What all threads of this process take while nothing happens.
fn share_of_a_core(events: &Receiver<(ReaderEvent, Instant)>) -> Outcome<(String, String)> {
    let (began, before) = (Instant::now(), processor_time()?);
    let nothing = events.recv_timeout(IDLE);
    assert_eq!(nothing.err(), Some(RecvTimeoutError::Timeout), "nobody is there");
    let (stretch, taken) = (began.elapsed(), processor_time()? - before);
    let share = taken.as_secs_f64() / stretch.as_secs_f64() * 100.0;
    Ok((
        format!("{share:.2} %"),
        format!("{:.1} ms in {:.0} s", taken.as_secs_f64() * 1e3, stretch.as_secs_f64()),
    ))
}

/// Nanoseconds that the threads which still run have been running, by the scheduler's own count.
fn processor_time() -> Outcome<Duration> {
    let mut sum = 0;
    for thread in fs::read_dir("/proc/self/task")? {
        let said = fs::read_to_string(thread?.path().join("schedstat"))?;
        sum += said.split(' ').next().expect("the first figure").parse::<u64>()?;
    }
    Ok(Duration::from_nanos(sum))
}

//! What the tests of the whole desk share: a reader made of a pseudo-terminal, a practice studio, a
//! data folder set up by the real program, the real window, and the desk without a window.
//!
//! Nothing in here waits for a length of time. Everything waits for something to be seen, with a
//! deadline after which it says what was on the screen instead.

// Pseudo-terminals and /proc: elsewhere there is nothing to test with.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot be set up has failed; there is nobody to hand the error to"
)]

mod books;
mod camera;
mod dice;
#[cfg(target_os = "linux")]
mod disk;
#[cfg(target_os = "linux")]
mod display;
mod failure;
mod fingers;
pub mod hands;
#[cfg(target_os = "linux")]
mod keyboard;
mod keys;
mod layout;
mod line;
#[cfg(target_os = "linux")]
mod lookout;
mod machine;
mod memory;
mod page;
pub mod processes;
mod program;
mod provisioned;
mod reader;
mod relay;
mod seat;
mod setup_file;
mod shelly;
mod store;
mod studio;
mod team;
mod traces;
mod twn4;
mod voice;
mod window;

use std::time::Duration;

pub use books::{
    Books, Execution, Goods, World, card_of, inside, is_asked_about, is_waiting, needs_a_person,
};
pub use camera::{picture_of, sized, squares_of};
pub use dice::Dice;
#[cfg(target_os = "linux")]
pub use disk::Disk;
#[cfg(target_os = "linux")]
pub use display::{Display, Frame};
pub use failure::{Failure, Outcome};
#[cfg(target_os = "linux")]
pub use keyboard::Keyboard;
pub use keys::{Key, strokes_of};
pub use layout::{Reach, Size, faults_of_layout};
#[cfg(target_os = "linux")]
pub use lookout::{LogLine, Lookout, Sight};
pub use machine::{Fallen, Play, VirtualMachine};
pub use memory::MemorySecrets;
pub use page::{Page, drawing};
pub use program::{Said, bin, portico};
pub use provisioned::Provisioned;
pub use reader::{REPEATS, VirtualReader, frame_of, line_of};
pub use relay::{Switched, VirtualRelay};
pub use seat::{Seat, Settled};
pub use setup_file::{Place, SetupFile};
pub use shelly::VirtualShelly;
pub use store::{copy_store, open_store, set_schema};
pub use studio::Studio;
pub use team::Team;
pub use traces::Traces;
pub use twn4::VirtualTwn4;
pub use voice::{Heard, Voice};
pub use window::{Launch, Shown, Window};

/// Long enough for a machine that is busy with something else. Never part of what is tested.
pub const PATIENCE: Duration = Duration::from_secs(30);

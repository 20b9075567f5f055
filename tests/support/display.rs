//! The virtual display as a window manager and another program see it.

use std::time::Duration;

use tokio::time::{Instant, interval};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ClientMessageEvent, ConfigureWindowAux, ConnectionExt as _, CreateWindowAux, EventMask, InputFocus,
    MapState, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::{COPY_DEPTH_FROM_PARENT, CURRENT_TIME};

use crate::{Failure, Outcome, PATIENCE};

/// A window in sight, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    window: Window,
    /// Its left edge, upper edge, width and height.
    pub place: (i16, i16, u16, u16),
}

/// The display of this session.
pub struct Display {
    connection: RustConnection,
    root: Window,
}

impl Display {
    /// Looks at it.
    ///
    /// # Errors
    /// There is none.
    pub fn open() -> Outcome<Self> {
        let (connection, screen) = x11rb::connect(None)?;
        let root = connection.setup().roots.get(screen).ok_or_else(|| Failure::new("no screen"))?.root;
        Ok(Self { connection, root })
    }

    /// All of it.
    pub fn whole(&self) -> Outcome<(i16, i16, u16, u16)> {
        let size = self.connection.get_geometry(self.root)?.reply()?;
        Ok((0, 0, size.width, size.height))
    }

    /// The windows in sight that are large enough for somebody to see something in them.
    pub fn windows(&self) -> Outcome<Vec<Frame>> {
        let mut seen = Vec::new();
        for window in self.connection.query_tree(self.root)?.reply()?.children {
            // One may go while it is looked at.
            let Ok(attributes) = self.connection.get_window_attributes(window)?.reply() else { continue };
            let Ok(size) = self.connection.get_geometry(window)?.reply() else { continue };
            if attributes.map_state == MapState::VIEWABLE && size.width > 50 && size.height > 50 {
                seen.push(Frame { window, place: (size.x, size.y, size.width, size.height) });
            }
        }
        Ok(seen)
    }

    /// Waits until the windows in sight are as `wanted` says.
    pub async fn until(&self, what: &str, wanted: impl Fn(&[Frame]) -> bool) -> Outcome<Vec<Frame>> {
        let deadline = Instant::now() + PATIENCE;
        let mut tick = interval(Duration::from_millis(20));
        loop {
            tick.tick().await;
            let seen = self.windows()?;
            if wanted(&seen) {
                return Ok(seen);
            }
            if Instant::now() > deadline {
                return Err(Failure::new(format!("never came: {what}; there are {seen:?}")));
            }
        }
    }

    /// Waits until one of the windows is here.
    pub async fn window_at(&self, what: &str, place: (i16, i16, u16, u16)) -> Outcome {
        let there = |seen: &[Frame]| seen.iter().any(|frame| frame.place == place);
        self.until(&format!("{what} at {place:?}"), there).await.map(drop)
    }

    /// Asks a window to close, as a window manager does at Alt+F4 or its cross.
    pub fn ask_to_close(&self, frame: &Frame) -> Outcome {
        let atom = |name: &str| -> Outcome<u32> {
            Ok(self.connection.intern_atom(false, name.as_bytes())?.reply()?.atom)
        };
        let data = [atom("WM_DELETE_WINDOW")?, CURRENT_TIME, 0, 0, 0];
        let message = ClientMessageEvent::new(32, frame.window, atom("WM_PROTOCOLS")?, data);
        self.connection.send_event(false, frame.window, EventMask::NO_EVENT, message)?.check()?;
        Ok(())
    }

    /// Moves a window and makes it smaller, as somebody could with a window manager.
    pub fn squeeze(&self, frame: &Frame) -> Outcome {
        let place = ConfigureWindowAux::new().x(40).y(30).width(640).height(480);
        self.connection.configure_window(frame.window, &place)?.check()?;
        Ok(())
    }

    /// Opens a window of another program, which takes the keys. It is gone with this display.
    pub fn intrude(&self) -> Outcome<Frame> {
        let (window, place) = (self.connection.generate_id()?, (10, 10, 300, 200));
        let (x, y, width, height) = place;
        let looks = CreateWindowAux::new().override_redirect(1);
        let class = WindowClass::INPUT_OUTPUT;
        self.connection
            .create_window(
                COPY_DEPTH_FROM_PARENT,
                window,
                self.root,
                x,
                y,
                width,
                height,
                0,
                class,
                0,
                &looks,
            )?
            .check()?;
        self.connection.map_window(window)?.check()?;
        self.connection.set_input_focus(InputFocus::PARENT, window, CURRENT_TIME)?.check()?;
        Ok(Frame { window, place })
    }
}

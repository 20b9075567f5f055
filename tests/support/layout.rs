//! Whether everything on the screen can be read.

use crate::{Outcome, Window};

/// A size the screens are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size(pub u32, pub u32);

impl Size {
    /// A small touch screen, two usual ones, and a portrait one.
    pub const ALL: [Self; 4] = [Self(1024, 600), Self(1280, 800), Self(1920, 1080), Self(1080, 1920)];
}

/// Who stands before a screen, and so how small its parts may be, in CSS pixels.
#[derive(Clone, Copy, Debug)]
pub enum Reach {
    /// A member, at arm's length, with a finger: targets of 60, text of 20.
    Member,
    /// Somebody of the team, who sits before it with a mouse or a finger: targets of 44, text of 15.
    Team,
}

/// What is wrong with the layout of the page as it is: text that is cut off, that leaves the screen,
/// that lies on other text or is too small, and buttons that are too small. Empty when all is well.
pub async fn faults_of_layout(window: &Window, reach: Reach) -> Outcome<Vec<String>> {
    let (target, text) = match reach {
        Reach::Member => (60, 20),
        Reach::Team => (44, 15),
    };
    let look = format!("const smallest = {{ target: {target} - 0.5, text: {text} - 0.1 }};{LOOK}");
    Ok(serde_json::from_value(window.run(&look).await?)?)
}

/// `npm run pictures -- --check` looks with the same eyes.
const LOOK: &str = include_str!("layout.js");

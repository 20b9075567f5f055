//! QR codes in the pictures of a camera: finding them, and telling a code that is held up from one that
//! only still lies there. No camera and no clock: pictures come in as arguments, and looks are counted.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;

use thiserror::Error;

use crate::Frame;
use crate::proto::{MAX_TEXT, clean_text};
use crate::scanned::Nature;

/// One picture in grey. Prints its size, never what is on it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: usize,
    height: usize,
    /// A byte a pixel, 0 is black, row by row from the top.
    grey: Vec<u8>,
}

/// Bytes that are not a picture.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NotAPicture {
    /// Too short to say a size.
    #[error("a picture begins with its size")]
    NoSize,
    /// No pixels, or more than [`Picture::WIDEST`] × [`Picture::HIGHEST`].
    #[error("a picture of {0}×{1} pixels is none to look at")]
    Size(usize, usize),
    /// Not as many bytes as the size says.
    #[error("a picture of that size does not have {0} bytes")]
    Length(usize),
}

impl Picture {
    /// Pixels from left to right, at most. The screen asks the camera for 640.
    pub const WIDEST: usize = 1280;
    /// Pixels from top to bottom, at most. The screen asks the camera for 480.
    pub const HIGHEST: usize = 960;

    /// Takes a picture as the member's screen sends it: width and height in pixels, two bytes each with
    /// the lower one first, and a byte of grey for every pixel.
    ///
    /// # Errors
    /// It is none, or too large to be looked at in time.
    pub fn parse(bytes: &[u8]) -> Result<Self, NotAPicture> {
        let (&[w0, w1, h0, h1], grey) = bytes.split_first_chunk().ok_or(NotAPicture::NoSize)?;
        let width = usize::from(u16::from_le_bytes([w0, w1]));
        let height = usize::from(u16::from_le_bytes([h0, h1]));
        if !(1..=Self::WIDEST).contains(&width) || !(1..=Self::HIGHEST).contains(&height) {
            return Err(NotAPicture::Size(width, height));
        }
        if grey.len() != width * height {
            return Err(NotAPicture::Length(grey.len()));
        }
        Ok(Self { width, height, grey: grey.to_vec() })
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({}×{})", self.width, self.height)
    }
}

/// The QR codes on a picture, each once. One that is damaged, blurred, cut off or longer than any code of
/// a member is not there: at five looks a second the next picture may be better, and an error for every
/// one that is not would have members hurry.
///
/// Takes a few milliseconds in an optimised program, and longer for a picture full of patterns: not for a
/// thread that others wait for.
pub fn read_codes(picture: &Picture) -> Vec<Frame> {
    let Picture { width, height, grey } = picture;
    let pixel = |x: usize, y: usize| grey.get(y * width + x).copied().unwrap_or(u8::MAX);
    let mut prepared = rqrr::PreparedImage::prepare_from_greyscale(*width, *height, pixel);
    let mut codes = Vec::new();
    for grid in prepared.detect_grids() {
        let Some(code) = grid.decode().ok().and_then(|(_, text)| usable(&text)) else { continue };
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn usable(text: &str) -> Option<Frame> {
    let text = clean_text(text.as_bytes())?;
    (1..=MAX_TEXT).contains(&text.len()).then(|| Frame::Text(text.to_owned()))
}

/// A code that was not seen in so many looks has been taken away: two seconds, at five looks a second. A
/// hand that trembles loses it for a few.
const TAKEN_AWAY: u8 = 10;

/// Codes that are remembered at most; more at once is not somebody who wants to come in.
const MOST: usize = 16;

/// Tells which code is newly held to the camera, so that one held there for long is one tap. Keeps keyed
/// hashes, never a code.
#[derive(Debug, Default)]
pub struct Held {
    hasher: RandomState,
    /// Each with the looks since it was last seen.
    codes: Vec<(u64, u8)>,
}

impl Held {
    /// Takes in what one look has found, and gives the code that is new, if it is plain which one is meant:
    /// the only new one, or the only member's code among several.
    pub fn look(&mut self, codes: Vec<Frame>) -> Option<Frame> {
        for (_, unseen) in &mut self.codes {
            *unseen += 1;
        }
        let mut new: Vec<(u64, Frame)> = Vec::new();
        for code in codes {
            let hash = self.hasher.hash_one(text_of(&code));
            match self.codes.iter_mut().find(|(known, _)| *known == hash) {
                Some((_, unseen)) => *unseen = 0,
                None => new.push((hash, code)),
            }
        }
        self.codes.retain(|(_, unseen)| *unseen < TAKEN_AWAY);
        if new.len() > 1 {
            new.retain(|(_, code)| Nature::of(text_of(code)) == Nature::MemberCode);
        }
        match (new.pop(), new.is_empty() && self.codes.len() < MOST) {
            (Some((hash, code)), true) => {
                self.codes.push((hash, 0));
                Some(code)
            }
            (Some(_), false) | (None, _) => None,
        }
    }
}

fn text_of(frame: &Frame) -> &str {
    match frame {
        Frame::Text(text) => text,
        Frame::Bytes(_) | Frame::Garbled(_) => "",
    }
}

#[cfg(test)]
mod tests;

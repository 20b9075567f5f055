//! The pictures of a look: files that somebody put into the folder `look`. They come from outside: they are
//! checked by their bytes and only ever shown as `<img>`, where nothing in them can run or be fetched.

use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::Path;

use magicline::Logo;
use thiserror::Error;

use crate::settings::FileKind;

/// In the data folder.
pub const FOLDER: &str = "look";
/// The largest file of a logo, in bytes: it is sent with the first screen.
pub const LARGEST_LOGO: usize = 512 * 1024;
/// The largest file of a picture, in bytes.
pub const LARGEST_PICTURE: usize = 3 * 1024 * 1024;
/// Pixels of the largest picture: it takes four bytes each while it is shown. 2560 × 1600 and a little more.
pub const MOST_PIXELS: u64 = 4_200_000;

/// Why a file is not shown.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum FileTrouble {
    /// There is none of this name.
    #[error("is not in the folder \"look\"")]
    Missing,
    /// It cannot be read or written.
    #[error("cannot be read")]
    Unreadable,
    /// Its bytes are no picture of a kind that is shown.
    #[error("is no picture of a kind that is shown (PNG, JPEG, WebP; a logo may be SVG)")]
    NotAPicture,
    /// Its file is too large.
    #[error("is too large; a logo may have 512 KiB, a picture 3 MiB")]
    TooLarge,
    /// It has too many pixels.
    #[error("has too many pixels; 2560 × 1600 are enough for any screen")]
    TooManyPixels,
}

/// A picture that can be shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Another one where the bytes are others.
    pub id: String,
    /// What the bytes are.
    pub picture: Logo,
    /// In pixels; `None` for a drawing, which has none.
    pub size: Option<(u32, u32)>,
}

/// What is known of a picture whose bytes are left on the disk.
#[derive(Clone, Debug, PartialEq)]
pub struct Measured {
    /// As in [`Kept`].
    pub id: String,
    /// What the bytes are.
    pub media_type: &'static str,
    /// As in [`Kept`].
    pub size: Option<(u32, u32)>,
}

impl Kept {
    /// Without the bytes.
    pub fn measured(self) -> Measured {
        Measured { id: self.id, media_type: self.picture.media_type, size: self.size }
    }
}

/// The name of the file that an id was made of.
pub(super) fn name_of(id: &str) -> &str {
    match id.rsplit_once('-') {
        Some((name, mark)) if mark.len() == 16 && name.contains('.') => name,
        Some(_) | None => id,
    }
}

/// Whether a name is that of a file in the folder with one of these endings, and leads nowhere else.
pub fn is_file_name(name: &str, endings: &[&str]) -> bool {
    let (stem, ending) = name.rsplit_once('.').unwrap_or_default();
    let leads_away = name.contains(['/', '\\', ':']) || name.contains("..") || name.starts_with('.');
    !leads_away
        && !stem.is_empty()
        && !name.contains(char::is_control)
        && name.chars().count() <= 100
        && endings.contains(&ending.to_ascii_lowercase().as_str())
}

/// Reads a file of the folder.
///
/// # Errors
/// It is not there, cannot be read, or cannot be shown.
pub fn load(data: &Path, name: &str, kind: FileKind) -> Result<Kept, FileTrouble> {
    if !is_file_name(name, kind.endings()) {
        return Err(FileTrouble::Missing);
    }
    let most = match kind {
        FileKind::Logo => LARGEST_LOGO,
        FileKind::Picture => LARGEST_PICTURE,
    };
    let bytes = bytes(&data.join(FOLDER).join(name), most).map_err(|error| {
        if error.kind() == io::ErrorKind::NotFound { FileTrouble::Missing } else { FileTrouble::Unreadable }
    })?;
    check(name, bytes, kind)
}

/// Whether these bytes can be shown.
///
/// # Errors
/// Why they cannot: too large, too many pixels, or no picture of this kind.
pub fn check(name: &str, bytes: Vec<u8>, kind: FileKind) -> Result<Kept, FileTrouble> {
    let most = match kind {
        FileKind::Logo => LARGEST_LOGO,
        FileKind::Picture => LARGEST_PICTURE,
    };
    if bytes.len() > most {
        return Err(FileTrouble::TooLarge);
    }
    let picture = Logo::recognise(bytes).ok_or(FileTrouble::NotAPicture)?;
    let size = match (picture.media_type, kind) {
        ("image/svg+xml", FileKind::Logo) => None,
        ("image/png", FileKind::Logo | FileKind::Picture) => Some(png(&picture.bytes)),
        ("image/jpeg", FileKind::Logo | FileKind::Picture) => Some(jpeg(&picture.bytes)),
        ("image/webp", FileKind::Logo | FileKind::Picture) => Some(webp(&picture.bytes)),
        (_, FileKind::Logo | FileKind::Picture) => return Err(FileTrouble::NotAPicture),
    };
    let size = match size {
        None => None,
        Some(size) => {
            Some(size.filter(|(width, height)| *width > 0 && *height > 0).ok_or(FileTrouble::NotAPicture)?)
        }
    };
    if size.is_some_and(|(width, height)| u64::from(width) * u64::from(height) > MOST_PIXELS) {
        return Err(FileTrouble::TooManyPixels);
    }
    let mut hasher = DefaultHasher::new();
    picture.bytes.hash(&mut hasher);
    Ok(Kept { id: format!("{name}-{:016x}", hasher.finish()), picture, size })
}

/// At most one byte more than is allowed, and only of a file: a pipe would be waited for.
fn bytes(path: &Path, most: usize) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The IHDR chunk comes first (PNG, 11.2.1).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    (bytes.get(12..16)? == b"IHDR").then_some(())?;
    Some((big(bytes, 16)?, big(bytes, 20)?))
}

/// The first start of a frame (ITU T.81, B.2.2), with the turn that Exif asks for left to the web view.
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let [0xff, marker] = *bytes.get(at..at + 2)?.as_array::<2>()? else { return None };
        if marker == 0xff {
            at += 1;
            continue;
        }
        let short = |at: usize| Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
        let frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if frame {
            return Some((u32::from(short(at + 7)?), u32::from(short(at + 5)?)));
        }
        at += 2 + usize::from(short(at + 2)?).max(2);
    }
}

/// `VP8 `, `VP8L` or `VP8X` (WebP container, RFC 9649, 2.5 to 2.7).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let little = |at: usize, count: usize| {
        let part = bytes.get(at..at + count)?;
        Some(part.iter().rev().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)))
    };
    match bytes.get(12..16)? {
        b"VP8 " => Some((little(26, 2)? & 0x3fff, little(28, 2)? & 0x3fff)),
        b"VP8L" => {
            let packed = little(21, 4)?;
            Some(((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => Some((little(24, 3)? + 1, little(27, 3)? + 1)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc4\0\x03x\xff\xff\xc2\0\x11\x08\x02\x58\x03\x20";

    #[test]
    fn pictures_are_measured_by_their_first_bytes() {
        let vp8 = b"RIFF\0\0\0\0WEBPVP8 \0\0\0\0\0\0\0\x9d\x01\x2a\x20\x03\x58\x02";
        let vp8l = b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f\x1f\xc3\x95\0";
        let vp8x = b"RIFF\0\0\0\0WEBPVP8X\0\0\0\0\0\0\0\0\x1f\x03\0\x57\x02\0";
        for (bytes, size) in [
            (png_of(800, 600), Ok(Some((800, 600)))),
            (JPEG.to_vec(), Ok(Some((800, 600)))),
            (vp8.to_vec(), Ok(Some((800, 600)))),
            (vp8l.to_vec(), Ok(Some((800, 600)))),
            (vp8x.to_vec(), Ok(Some((800, 600)))),
            (png_of(0, 600), Err(FileTrouble::NotAPicture)),
            (png_of(4000, 3000), Err(FileTrouble::TooManyPixels)),
            (png_of(u32::MAX, u32::MAX), Err(FileTrouble::TooManyPixels)),
            (b"\x89PNG\r\n\x1a\n".to_vec(), Err(FileTrouble::NotAPicture)),
            (b"\xff\xd8\xff\xe0\xff\xff".to_vec(), Err(FileTrouble::NotAPicture)),
            (b"GIF89a\x20\x03\x58\x02".to_vec(), Err(FileTrouble::NotAPicture)),
            (b"<svg/>".to_vec(), Err(FileTrouble::NotAPicture)),
            (b"hello".to_vec(), Err(FileTrouble::NotAPicture)),
            (vec![0; LARGEST_PICTURE + 1], Err(FileTrouble::TooLarge)),
        ] {
            let found = check("a.png", bytes.clone(), FileKind::Picture).map(|kept| kept.size);
            assert_eq!(found, size, "{:?}", bytes.get(..20));
        }
        assert_eq!(check("a.svg", b"<svg/>".to_vec(), FileKind::Logo).map(|kept| kept.size), Ok(None));
    }

    #[test]
    fn nothing_outside_the_folder_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(FOLDER)).unwrap();
        fs::write(folder.path().join("secret.png"), png_of(8, 8)).unwrap();
        fs::write(folder.path().join(FOLDER).join("a.png"), png_of(8, 8)).unwrap();
        fs::create_dir(folder.path().join(FOLDER).join("b.png")).unwrap();
        let load = |name| load(folder.path(), name, FileKind::Picture).map(|kept| kept.size);
        assert_eq!(load("a.png"), Ok(Some((8, 8))));
        for name in
            ["../secret.png", "/etc/a.png", "c:a.png", "..\\a.png", ".png", ".a.png", "a.gif", "c.png"]
        {
            assert_eq!(load(name), Err(FileTrouble::Missing), "{name}");
        }
        assert_eq!(load("b.png"), Err(FileTrouble::Unreadable));
    }

    #[test]
    fn another_picture_of_the_same_name_has_another_id() {
        let id = |width| check("a.png", png_of(width, 8), FileKind::Picture).unwrap().id;
        assert_ne!(id(8), id(9));
        assert_eq!(id(8), id(8));
    }
}

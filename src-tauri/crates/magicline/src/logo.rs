use reqwest::Method;
use reqwest::header::HeaderMap;
use url::Url;

use crate::endpoint::{self, Api};
use crate::error::Error;
use crate::http::{self, Call, Http};

/// A picture that the studio has uploaded. Its bytes come from outside: show them, never run them.
#[derive(Clone, PartialEq, Eq)]
pub struct Logo {
    /// What the bytes are by their own account, whatever the server called them.
    pub media_type: &'static str,
    /// The file, at most 512 KiB.
    pub bytes: Vec<u8>,
}

pub(crate) const LONGEST: usize = 512 * 1024;

/// A picture of the studio's, from where the vendor says it lies. No key is sent there.
pub(crate) async fn fetch(http: &Http, api: Api, operation: &'static str, url: &str) -> Result<Logo, Error> {
    let url = Url::parse(url).map_err(|_| Error::Unsendable)?;
    let loopback = endpoint::check(&url).map_err(|_| Error::Unsendable)?;
    let (method, headers) = (Method::GET, HeaderMap::new());
    let call = Call { api, operation, method, url, headers, body: None, longest: LONGEST };
    http::send(&http.at(loopback), call, |answer| {
        let status = answer.status;
        // A picture server's refusal is none of the vendor's, whatever it looks like.
        if !(200..=299).contains(&status) {
            return Err(Error::NotTheVendor { status });
        }
        Logo::recognise(answer.whole()?).ok_or(Error::Garbled { status })
    })
    .await
}

impl Logo {
    /// Takes a picture for what its first bytes say it is; `None` when that is no picture.
    pub fn recognise(bytes: Vec<u8>) -> Option<Self> {
        let media_type = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => "image/png",
            [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => "image/gif",
            other if is_svg(other) => "image/svg+xml",
            _ => return None,
        };
        Some(Self { media_type, bytes })
    }
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Logo({}, {} bytes)", self.media_type, self.bytes.len())
    }
}

/// Whether the first element is `svg`. A page that merely contains a drawing is not one.
fn is_svg(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).trim_start();
    loop {
        let end = if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<!DOCTYPE") {
            ">"
        } else {
            break;
        };
        let Some((skipped, after)) = rest.split_once(end) else { return false };
        // Entities declared in a document type can make a small file unfold into a huge one.
        if skipped.starts_with("<!DOCTYPE") && skipped.contains('[') {
            return false;
        }
        rest = after.trim_start();
    }
    rest.strip_prefix("<svg").is_some_and(|after| after.starts_with([' ', '\t', '\r', '\n', '>', '/']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_known_by_their_bytes() {
        for (bytes, media_type) in [
            (&b"\x89PNG\r\n\x1a\n...."[..], Some("image/png")),
            (b"\xFF\xD8\xFF\xE0", Some("image/jpeg")),
            (b"RIFF\x01\x02\x03\x04WEBPVP8 ", Some("image/webp")),
            (b"GIF89a.", Some("image/gif")),
            (b"GIF87a.", Some("image/gif")),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>", Some("image/svg+xml")),
            (b"<svg/>", Some("image/svg+xml")),
            (b"\xEF\xBB\xBF <?xml version=\"1.0\"?>\n<!-- a > b -->\n<svg>", Some("image/svg+xml")),
            (b"<!DOCTYPE svg PUBLIC \"x\" \"y\">\n<svg\n>", Some("image/svg+xml")),
            (b"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg>", None),
            (b"<!DOCTYPE svg [%a;]><svg>", None),
            (b"<!DOCTYPE html><html><svg>", None),
            (b"<html><svg></svg></html>", None),
            (b"<svgx>", None),
            (b"<?xml version", None),
            (b"\x89PNG", None),
            (b"RIFF....WAVE", None),
            (b"GIF90a", None),
            (b"{}", None),
            (b"", None),
            (b"\xFE\xFF", None),
        ] {
            let found = Logo::recognise(bytes.to_vec()).map(|logo| logo.media_type);
            assert_eq!(found, media_type, "{:?}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_logo_prints_its_size_only() {
        let logo = Logo::recognise(b"GIF89a.".to_vec()).unwrap();
        assert_eq!(format!("{logo:?}"), "Logo(image/gif, 7 bytes)");
    }
}

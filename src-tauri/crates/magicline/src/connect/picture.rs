//! The member's picture, which goes to a place of its own before the contract is sent.

use domain::Redacted;
use reqwest::Method;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde::Deserialize;
use url::Url;

use super::ConnectApi;
use super::amount::text;
use crate::answer::Answer;
use crate::endpoint::{self, Api};
use crate::error::Error;
use crate::http::{self, Call, LONGEST_BODY};

/// Where one picture may be put. Whoever knows the address may put one there: it never leaves this
/// crate, and prints nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PicturePlace {
    key: Redacted<String>,
    url: Redacted<Url>,
    loopback: bool,
}

impl PicturePlace {
    /// The longest picture that is sent, in bytes.
    pub const LONGEST: usize = 4 * 1024 * 1024;

    /// What the contract calls the picture (`imageObjectKey`).
    pub const fn key(&self) -> &Redacted<String> {
        &self.key
    }
}

impl ConnectApi {
    /// Asks for a place for a picture (`GET /connect/v1/prospectimage/uploadurl`). An address that
    /// pictures must not go to, because others could see them on the way, is [`Error::Garbled`].
    pub async fn picture_place(&self) -> Result<PicturePlace, Error> {
        self.get("picture place", self.at("/connect/v1/prospectimage/uploadurl"), None, |answer: Answer| {
            let garbled = Error::Garbled { status: answer.status };
            answer.json::<PlaceAnswer>()?.read().ok_or(garbled)
        })
        .await
    }

    /// Puts a JPEG there. Must be done before the contract is sent; may be repeated.
    ///
    /// Anything but a JPEG of at most [`PicturePlace::LONGEST`] bytes is [`Error::Unsendable`]. A
    /// refusal is [`Error::NotTheVendor`], as the place is not the vendor's: ask for a new one.
    pub async fn upload_picture(&self, place: &PicturePlace, jpeg: Vec<u8>) -> Result<(), Error> {
        if jpeg.len() > PicturePlace::LONGEST || !jpeg.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Err(Error::Unsendable);
        }
        let call = Call {
            api: Api::Connect,
            operation: "upload picture",
            method: Method::PUT,
            url: place.url.expose().clone(),
            headers: HeaderMap::from_iter([(CONTENT_TYPE, HeaderValue::from_static("image/jpeg"))]),
            body: Some(jpeg),
            longest: LONGEST_BODY,
        };
        http::send(&self.http.at(place.loopback), call, |answer| match answer.status {
            // A guest network lets nothing through and says so with a page.
            200..=299 if !answer.is_page() => Ok(()),
            status => Err(Error::NotTheVendor { status }),
        })
        .await
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PlaceAnswer {
    object_key: String,
    upload_url: String,
}

impl PlaceAnswer {
    fn read(self) -> Option<PicturePlace> {
        let url = Url::parse(self.upload_url.trim()).ok()?;
        let loopback = endpoint::check(&url).ok()?;
        Some(PicturePlace {
            key: Redacted::new(text(Some(self.object_key))?),
            url: Redacted::new(url),
            loopback,
        })
    }
}

//! Pictures of members: a place to put one, and the bytes that are put there.

use http::StatusCode;
use serde_json::json;
use uuid::Uuid;

use super::reject::{Code, Reject};
use crate::answer::{Answer, Outcome};
use crate::books::Picture;
use crate::journal::Effect;
use crate::request::Request;
use crate::state::Studio;

pub(crate) fn upload_url(studio: &mut Studio, request: &Request) -> Outcome {
    let key = format!("prospect-{}", Uuid::new_v4());
    let picture = Picture { key: key.clone(), content_type: None, bytes: Vec::new(), member: None };
    studio.books.pictures.insert(key.clone(), picture);
    let url = format!("{}/uploads/{key}?X-Signature={}", request.connect, Uuid::new_v4().simple());
    let body = json!({"objectKey": key, "uploadUrl": url});
    Ok(Answer::json(&body, Effect::PictureExpected { key }))
}

/// The raw bytes of a picture; anything else is turned down and not kept.
pub(crate) fn upload(studio: &mut Studio, request: &Request) -> Outcome {
    let key = request.parts.last().map_or("", String::as_str);
    let picture = studio.books.pictures.get_mut(key);
    let picture = picture.ok_or_else(|| Reject::new(Code::NotFound, "there is no place with this key"))?;
    let kind = kind(request.body).ok_or_else(|| Reject::invalid("Invalid image format"))?;
    picture.content_type = Some(kind);
    picture.bytes = request.body.to_vec();
    let effect = Effect::PictureStored { key: key.to_owned(), bytes: request.body.len() };
    Ok(Answer::done(StatusCode::OK, effect))
}

/// Whether a picture was uploaded under this key, and has not become somebody's yet.
pub(super) fn is_there(studio: &Studio, key: &str) -> bool {
    studio
        .books
        .pictures
        .get(key)
        .is_some_and(|picture| picture.content_type.is_some() && picture.member.is_none())
}

/// Makes a picture the one of a member.
pub(super) fn give(studio: &mut Studio, key: &str, member: i64) {
    let Some(picture) = studio.books.pictures.get_mut(key) else { return };
    picture.member = Some(member);
    let copy = picture.content_type.map(|kind| (kind, picture.bytes.clone()));
    if let Ok(member) = studio.member_mut(member) {
        member.picture = copy;
    }
}

/// What kind of picture starts like this.
fn kind(bytes: &[u8]) -> Option<&'static str> {
    let starts: [(&[u8], &str); 3] =
        [(&[0xff, 0xd8, 0xff], "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif")];
    let webp = bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP");
    let found = starts.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| kind);
    found.or_else(|| webp.then_some("image/webp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        let table: [(&[u8], Option<&str>); 6] = [
            (&[0xff, 0xd8, 0xff, 0xe0, 0], Some("image/jpeg")),
            (b"\x89PNG\r\n\x1a\n\0\0", Some("image/png")),
            (b"RIFF\0\0\0\0WEBPVP8 ", Some("image/webp")),
            (b"/9j/4AAQSkZJRgABAQ", None),
            (b"{\"picture\": 1}", None),
            (b"", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(kind(bytes), expected, "{bytes:?}");
        }
    }
}

//! The picture of a draft, which is written down once and not with every change of the draft.

use std::fmt;
use std::sync::Arc;

use ring::digest::{SHA256, digest};
use rusqlite::{Connection, OptionalExtension, Row, params};
use uuid::Uuid;

use crate::Result;

/// A member's picture. Copies share it.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    jpeg: Arc<[u8]>,
    mark: [u8; 32],
}

impl Picture {
    /// A JPEG. It is kept as it is.
    pub fn new(jpeg: Vec<u8>) -> Self {
        let mut mark = [0; 32];
        mark.copy_from_slice(digest(&SHA256, &jpeg).as_ref());
        Self { jpeg: jpeg.into(), mark }
    }

    /// The JPEG.
    pub fn jpeg(&self) -> &[u8] {
        &self.jpeg
    }

    /// From a row with the columns `mark` and `jpeg`, which are both NULL where there is none.
    pub(crate) fn of_row(row: &Row<'_>) -> rusqlite::Result<Option<Self>> {
        let (mark, jpeg): (Option<[u8; 32]>, Option<Vec<u8>>) = (row.get("mark")?, row.get("jpeg")?);
        Ok(mark.zip(jpeg).map(|(mark, jpeg)| Self { jpeg: jpeg.into(), mark }))
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Picture(<redacted>)")
    }
}

/// Writes a draft's picture down unless it is there already, or takes away the one that is there.
pub(crate) fn put(db: &Connection, draft: Uuid, picture: Option<&Picture>) -> Result<()> {
    let Some(picture) = picture else { return remove(db, draft) };
    let there: Option<[u8; 32]> = db
        .prepare_cached("SELECT mark FROM draft_picture WHERE draft = ?1")?
        .query_row([draft.as_bytes()], |row| row.get(0))
        .optional()?;
    if there == Some(picture.mark) {
        return Ok(());
    }
    db.prepare_cached(
        "INSERT INTO draft_picture (draft, mark, jpeg) VALUES (?1, ?2, ?3)
         ON CONFLICT (draft) DO UPDATE SET mark = excluded.mark, jpeg = excluded.jpeg",
    )?
    .execute(params![draft.as_bytes(), picture.mark, picture.jpeg()])?;
    Ok(())
}

/// Takes a draft's picture away, if there is one.
pub(crate) fn remove(db: &Connection, draft: Uuid) -> Result<()> {
    db.prepare_cached("DELETE FROM draft_picture WHERE draft = ?1")?.execute([draft.as_bytes()])?;
    Ok(())
}

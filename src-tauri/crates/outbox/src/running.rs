//! Time devices that run: minutes that were bought go on when the program ends.

use domain::DeviceId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

use crate::Result;
use crate::row::{millis, moment};

/// It runs until then; `None`: it does not any more.
pub(crate) fn put(db: &Connection, device: DeviceId, until: Option<Timestamp>) -> Result<()> {
    match until {
        Some(until) => db
            .prepare_cached(
                "INSERT INTO running (device, until) VALUES (?1, ?2)
                 ON CONFLICT (device) DO UPDATE SET until = excluded.until",
            )?
            .execute([device.0, millis(until)])?,
        None => db.prepare_cached("DELETE FROM running WHERE device = ?1")?.execute([device.0])?,
    };
    Ok(())
}

/// Until when it runs, or ran; `None`: nobody switched it on, or somebody switched it off.
pub(crate) fn until(db: &Connection, device: DeviceId) -> Result<Option<Timestamp>> {
    let until: Option<i64> = db
        .prepare_cached("SELECT until FROM running WHERE device = ?1")?
        .query_row([device.0], |row| row.get(0))
        .optional()?;
    Ok(until.map(moment))
}

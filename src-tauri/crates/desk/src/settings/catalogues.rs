//! The catalogues in the data folder: `catalogue-<device>.csv`, their marks and their pictures.

use std::path::PathBuf;

use domain::{Currency, DeviceId};
use thiserror::Error;

use super::installation::{bytes, read};
use super::{StoreError, Stored};
use crate::catalogue::{Catalogue, PICTURES, Pictures, read_marks, write_marks};

/// Why there is no catalogue, though there is a file.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// It cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It was edited and is not valid any more. It stays as it is until somebody imports another, and
    /// a copy of it stays then.
    #[error("{path} has {} problems", .problems.len(), path = .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong, line by line.
        problems: Vec<wire::LineProblem>,
    },
}

impl Stored {
    /// What a device sells, or `None` when nobody has said so.
    ///
    /// # Errors
    /// The file cannot be read or is damaged.
    pub fn catalogue(
        &self,
        device: DeviceId,
        currency: Currency,
    ) -> Result<Option<Catalogue>, CatalogueError> {
        let path = self.folder().join(products_file(device));
        let Some(bytes) = bytes(&path)? else { return Ok(None) };
        let mut catalogue = Catalogue::parse_kept(&bytes, currency)
            .map_err(|problems| CatalogueError::Damaged { path, problems })?;
        // Marks are no reason to sell nothing.
        match read(&self.folder().join(marks_file(device))) {
            Ok(text) => read_marks(&mut catalogue, &text.unwrap_or_default()),
            Err(error) => tracing::warn!(%error, "the marks of refused prices cannot be read"),
        }
        Ok(Some(catalogue))
    }

    /// Keeps what a device sells. A file that could not be read is copied aside first.
    ///
    /// # Errors
    /// It could not be written; the old file is still there.
    pub fn save_catalogue(&self, device: DeviceId, catalogue: &Catalogue) -> Result<(), StoreError> {
        let products = products_file(device);
        let old = bytes(&self.folder().join(&products))?;
        if let (Some(old), Some(first)) = (old, catalogue.products().first())
            && Catalogue::parse_kept(&old, first.price.currency).is_err()
        {
            self.keep_damaged(device, &old)?;
        }
        self.write(&products, &catalogue.to_csv())?;
        let marks = marks_file(device);
        match write_marks(catalogue) {
            Some(text) => self.write(&marks, text.as_bytes()),
            None if self.folder().join(&marks).exists() => self.write(&marks, b""),
            None => Ok(()),
        }
    }

    /// Where people put the pictures of their products.
    pub fn pictures_folder(&self) -> PathBuf {
        self.folder().join(PICTURES)
    }

    /// The pictures that catalogues need, and which are missing.
    pub fn pictures<'a>(&self, catalogues: impl IntoIterator<Item = &'a Catalogue>) -> Pictures {
        Pictures::load(&self.pictures_folder(), catalogues)
    }

    /// Under the first name that is free, for an earlier one is somebody's work, too.
    fn keep_damaged(&self, device: DeviceId, old: &[u8]) -> Result<(), StoreError> {
        for number in 1_u32.. {
            let name = format!("catalogue-{device}.damaged-{number}.csv");
            match bytes(&self.folder().join(&name))? {
                None => return self.write(&name, old),
                Some(kept) if kept == old => return Ok(()),
                Some(_) => {}
            }
        }
        Ok(())
    }
}

fn products_file(device: DeviceId) -> String {
    format!("catalogue-{device}.csv")
}

fn marks_file(device: DeviceId) -> String {
    format!("catalogue-{device}.refused.toml")
}

#[cfg(test)]
mod tests;

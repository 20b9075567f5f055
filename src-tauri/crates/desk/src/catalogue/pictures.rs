//! The pictures of products: files that somebody put into a folder, shown as `data:` URLs.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, Read};
use std::path::Path;

use magicline::Logo;

use super::{Catalogue, cells};

/// In the data folder.
pub(crate) const FOLDER: &str = "pictures";

/// The pictures that a set of catalogues needs, as far as there are any.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pictures {
    /// By the name of the file.
    there: BTreeMap<String, wire::PictureView>,
    missing: Vec<String>,
}

impl Pictures {
    /// The largest file that is shown: all of them go to the screen at once.
    pub const LARGEST: usize = 300 * 1024;

    /// Looks for the pictures of `catalogues` in a folder. It need not be there.
    pub fn load<'a>(folder: &Path, catalogues: impl IntoIterator<Item = &'a Catalogue>) -> Self {
        let mut pictures = Self::default();
        let products = catalogues.into_iter().flat_map(Catalogue::products);
        for file in products.filter_map(|product| product.picture.as_deref()) {
            if pictures.there.contains_key(file) || pictures.missing.iter().any(|missing| missing == file) {
                continue;
            }
            match picture(folder, file) {
                Some(picture) => {
                    pictures.there.insert(file.to_owned(), picture);
                }
                None => pictures.missing.push(file.to_owned()),
            }
        }
        pictures
    }

    /// What the member's screen calls a file, if it can be shown.
    pub fn id(&self, file: &str) -> Option<&str> {
        self.there.get(file).map(|picture| picture.id.as_str())
    }

    /// All that can be shown.
    pub fn views(&self) -> Vec<wire::PictureView> {
        self.there.values().cloned().collect()
    }

    /// The files that are not there, too large or no pictures, in the order they are needed.
    pub fn missing(&self) -> &[String] {
        &self.missing
    }
}

/// A changed picture has another name, so that no screen shows the old one.
fn picture(folder: &Path, file: &str) -> Option<wire::PictureView> {
    // Whoever made the catalogue: nothing outside the folder is opened.
    let file = cells::picture(file).ok().flatten()?;
    let bytes = bytes(&folder.join(&file)).ok()?;
    let picture = (bytes.len() <= Pictures::LARGEST).then(|| Logo::recognise(bytes)).flatten()?;
    let shown = ["image/png", "image/jpeg", "image/webp"].contains(&picture.media_type);
    let mut hasher = DefaultHasher::new();
    picture.bytes.hash(&mut hasher);
    let id = format!("{file}-{:016x}", hasher.finish());
    shown.then(|| wire::PictureView { id, data: crate::logo::data_url(&picture) })
}

/// At most one more than is allowed, and only of a file: a pipe would be waited for.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(Pictures::LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

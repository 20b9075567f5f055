//! A data folder that the real program has set up from a file.

use std::path::Path;

use tempfile::TempDir;

use crate::{Failure, Outcome, Said, SetupFile, Studio, portico};

/// A desk that is ready to be opened.
pub struct Provisioned {
    folder: TempDir,
    said: Said,
}

impl Provisioned {
    /// Runs `portico provision` and makes sure that it said what it did.
    pub async fn new(studio: &Studio, file: &SetupFile) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        std::fs::write(folder.path().join("desk.toml"), file.text())?;
        let said = provision(folder.path(), studio).await?;
        let active = file.places.iter().filter_map(|place| place.device).all(|device| {
            said.out.contains(&format!("Device {device} is active; its token is in the keychain."))
        });
        if !active {
            return Err(Failure::new(format!("the desk was not provisioned: {said:#?}")));
        }
        Ok(Self { folder, said })
    }

    /// Does the same once more with the file as it is, as somebody does whose device lost its token.
    pub async fn again(&self, studio: &Studio) -> Outcome {
        provision(self.beside(), studio).await.map(drop)
    }

    /// The data folder.
    pub fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// A folder of this desk outside its data folder, gone with it.
    pub fn beside(&self) -> &Path {
        self.folder.path()
    }

    /// What the program said while provisioning.
    pub fn said(&self) -> &Said {
        &self.said
    }
}

async fn provision(beside: &Path, studio: &Studio) -> Outcome<Said> {
    let (data, file) = (beside.join("data"), beside.join("desk.toml"));
    let arguments = ["--data-dir".as_ref(), data.as_os_str(), "provision".as_ref(), file.as_os_str()];
    let said = portico(&arguments, &format!("{}\n", studio.api_key()), &[]).await;
    match said.code == Some(0) && said.out.contains("This desk is ready.") {
        true => Ok(said),
        false => Err(Failure::new(format!("the desk was not provisioned: {said:#?}"))),
    }
}

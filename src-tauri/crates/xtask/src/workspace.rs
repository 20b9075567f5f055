//! Where things are, and how Cargo and npm are called.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::failure::Failure;

/// The checkout this command works on.
#[derive(Debug)]
pub struct Workspace {
    root: PathBuf,
    target: PathBuf,
    metadata: Value,
}

impl Workspace {
    /// Finds the checkout from the environment that `cargo xtask` runs in.
    pub fn open() -> Result<Self, Failure> {
        let here = std::env::var_os("CARGO_MANIFEST_DIR")
            .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        let root = here
            .ancestors()
            .nth(3)
            .ok_or_else(|| Failure::new("the checkout was not found; run this as `cargo xtask`"))?
            .to_path_buf();
        let mut query = cargo_in(&root);
        query.args(["metadata", "--format-version", "1", "--no-deps"]);
        let metadata = json(&mut query)?;
        let target = metadata["target_directory"].as_str().map_or_else(|| root.join("target"), PathBuf::from);
        Ok(Self { root, target, metadata })
    }

    /// The top of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Cargo's target directory, wherever the person's configuration puts it.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// The folder of the interface.
    pub fn interface(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// Cargo, in the root.
    pub fn cargo(&self) -> Command {
        cargo_in(&self.root)
    }

    /// npm, in the folder of the interface.
    pub fn npm(&self) -> Command {
        let mut npm = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        npm.current_dir(self.interface()).env("npm_config_update_notifier", "false");
        npm
    }

    /// The names of the integration tests (Cargo's `--test`) of all packages.
    pub fn integration_tests(&self) -> Vec<String> {
        let mut names: Vec<String> = self
            .packages()
            .flat_map(|package| package["targets"].as_array().into_iter().flatten())
            .filter(|target| target["kind"][0] == "test")
            .filter_map(|target| target["name"].as_str().map(str::to_owned))
            .collect();
        names.sort();
        names.dedup();
        names
    }

    /// A program of the workspace in the target directory; it may not have been built yet.
    pub fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.target.join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// Every package of the lock file with its licence and origin, for every platform.
    pub fn all_packages(&self) -> Result<Vec<Value>, Failure> {
        let mut metadata = self.full(&[])?;
        match metadata["packages"].take() {
            Value::Array(packages) => Ok(packages),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                Err(Failure::new("cargo metadata lists no packages"))
            }
        }
    }

    /// The version of the application.
    pub fn version(&self) -> Result<String, Failure> {
        let application = self.packages().find(|package| package["name"] == "portico");
        let version = application.and_then(|package| package["version"].as_str());
        version.map(str::to_owned).ok_or_else(|| Failure::new("Cargo knows no version of portico"))
    }

    /// What `cargo metadata` says of every package on one platform, with who depends on whom, when it is
    /// built with these features (`package/feature`).
    pub fn resolved(&self, target: &str, features: &[&str]) -> Result<Value, Failure> {
        let mut arguments = vec!["--filter-platform", target];
        arguments.extend(features.iter().flat_map(|feature| ["--features", feature]));
        self.full(&arguments)
    }

    /// What `cargo metadata` says with these arguments. Reads only what is on this machine; what is not, such as
    /// what another platform needs or nobody has built yet, is fetched.
    fn full(&self, arguments: &[&str]) -> Result<Value, Failure> {
        let query = || {
            let mut query = self.cargo();
            query.args(["metadata", "--format-version", "1", "--locked", "--offline"]).args(arguments);
            json(&mut query)
        };
        if let Ok(metadata) = query() {
            return Ok(metadata);
        }
        let fetched = self.cargo().args(["fetch", "--locked"]).status();
        if !fetched.map_err(Failure::of("run cargo fetch"))?.success() {
            return Err(Failure::new("cargo fetch failed; its own words are above"));
        }
        query()
    }

    fn packages(&self) -> impl Iterator<Item = &Value> {
        self.metadata["packages"].as_array().into_iter().flatten()
    }
}

/// Cargo without what an outer `cargo run` put into the environment: build scripts that watch
/// `CARGO_MANIFEST_DIR` and its like would otherwise be rebuilt on every change between typing
/// `cargo build` and `cargo xtask build`.
fn cargo_in(root: &Path) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let injected = ["CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_BIN_", "CARGO_CRATE_", "CARGO_PRIMARY_"];
        if injected.iter().any(|prefix| text.starts_with(prefix)) || text == "OUT_DIR" {
            cargo.env_remove(&name);
        }
    }
    cargo.current_dir(root);
    cargo
}

fn json(query: &mut Command) -> Result<Value, Failure> {
    let output = query.output().map_err(Failure::of("start cargo"))?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr).trim().to_owned()));
    }
    serde_json::from_slice(&output.stdout).map_err(Failure::of("read what cargo metadata prints"))
}

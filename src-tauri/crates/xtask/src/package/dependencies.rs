//! What is built into the program: read from the two lock files and what is on this computer, without
//! a network.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use super::{NAME, read};
use crate::failure::Failure;
use crate::workspace::Workspace;

/// Everything somebody else has made.
#[derive(Debug, Default)]
pub struct Shipped {
    /// Compiled into the program, in the order of their names.
    pub crates: Vec<Part>,
    /// Bundled into the interface, in the order of their names.
    pub npm: Vec<Part>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    pub name: String,
    pub version: String,
    /// An SPDX expression, as its makers wrote it.
    pub licence: Option<String>,
    /// The algorithm, and the digest as hexadecimal digits.
    pub digest: Option<(&'static str, String)>,
    /// Where its files are.
    pub folder: PathBuf,
}

/// npm packages that the interface is built with and that are in what is built, beside its own
/// `dependencies`.
const BUNDLED_TOOLS: &[&str] = &["svelte"];

/// Reads both lock files, for a program with these features.
pub fn shipped(workspace: &Workspace, target: &str, features: &[&str]) -> Result<Shipped, Failure> {
    let digests = cargo_digests(&read(&workspace.root().join("Cargo.lock"))?);
    let crates = crates(&workspace.resolved(target, features)?, &digests)?;
    let lock = read(&workspace.interface().join("package-lock.json"))?;
    let lock = serde_json::from_str(&lock).map_err(Failure::of("read ui/package-lock.json"))?;
    let mut npm = npm(&lock)?;
    for part in &mut npm {
        part.folder = workspace.interface().join(&part.folder);
    }
    Ok(Shipped { crates, npm })
}

/// The checksums of `Cargo.lock`, by name and version. All of TOML that is needed for it is the one
/// form that Cargo writes.
fn cargo_digests(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |block: &str, key: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(key)?.trim().strip_prefix('='));
        line.map(|line| line.trim().trim_matches('"').to_owned())
    };
    let blocks = lock.split("[[package]]").skip(1);
    blocks
        .filter_map(|block| {
            let name = value(block, "name")?;
            Some(((name, value(block, "version")?), value(block, "checksum")?))
        })
        .collect()
}

/// The crates that get into the program: what it depends on, and the sources in another language that
/// build scripts compile (crates named `…-src`).
fn crates(metadata: &Value, digests: &BTreeMap<(String, String), String>) -> Result<Vec<Part>, Failure> {
    let list = |value: &'_ Value| value.as_array().cloned().unwrap_or_default();
    let packages: BTreeMap<String, Value> =
        list(&metadata["packages"]).into_iter().map(|it| (text(&it["id"]), it)).collect();
    let nodes: BTreeMap<String, Vec<Value>> =
        list(&metadata["resolve"]["nodes"]).iter().map(|it| (text(&it["id"]), list(&it["deps"]))).collect();
    let root = packages.iter().find(|(_, it)| it["name"] == NAME && it["source"].is_null());
    let Some((root, _)) = root else {
        return Err(Failure::new("cargo metadata knows no portico"));
    };
    let mut reached = BTreeSet::new();
    let mut waiting = vec![root.clone()];
    while let Some(id) = waiting.pop() {
        for edge in nodes.get(&id).into_iter().flatten() {
            let to = text(&edge["pkg"]);
            let Some(package) = packages.get(&to) else { continue };
            if gets_in(package, edge) && reached.insert(to.clone()) {
                waiting.push(to);
            }
        }
    }
    let found = reached.iter().filter_map(|id| packages.get(id));
    let foreign = found.filter(|package| !package["source"].is_null());
    let mut parts: Vec<Part> = foreign.map(|package| part(package, digests)).collect();
    parts.sort();
    Ok(parts)
}

/// Whether a dependency ends up in the program and not only beside its compiler.
fn gets_in(package: &Value, edge: &Value) -> bool {
    let mut kinds = edge["dep_kinds"].as_array().into_iter().flatten().map(|it| it["kind"].as_str());
    let mut targets = package["targets"].as_array().into_iter().flatten();
    let macros = targets.any(|target| target["kind"][0] == "proc-macro");
    let sources = package["name"].as_str().is_some_and(|name| name.ends_with("-src"));
    !macros && kinds.any(|kind| kind.is_none() || (sources && kind == Some("build")))
}

fn part(package: &Value, digests: &BTreeMap<(String, String), String>) -> Part {
    let (name, version) = (text(&package["name"]), text(&package["version"]));
    let digest = digests.get(&(name.clone(), version.clone()));
    let manifest = PathBuf::from(text(&package["manifest_path"]));
    Part {
        licence: package["license"].as_str().map(str::to_owned),
        digest: digest.map(|digest| ("SHA-256", digest.clone())),
        folder: manifest.parent().map(PathBuf::from).unwrap_or_default(),
        name,
        version,
    }
}

/// The npm packages whose code or fonts are in the built interface.
fn npm(lock: &Value) -> Result<Vec<Part>, Failure> {
    let Some(packages) = lock["packages"].as_object() else {
        return Err(Failure::new("ui/package-lock.json lists no packages; is it of another version?"));
    };
    let mut reached = BTreeSet::new();
    let own = packages.get("").and_then(|it| it["dependencies"].as_object());
    let mut waiting: Vec<String> = own.into_iter().flat_map(|it| it.keys().cloned()).collect();
    waiting.extend(BUNDLED_TOOLS.iter().map(|name| (*name).to_owned()));
    while let Some(name) = waiting.pop() {
        let folder = format!("node_modules/{name}");
        let Some(package) = packages.get(&folder) else {
            return Err(Failure::new(format!("ui/package-lock.json lacks {name}")));
        };
        if reached.insert(folder) {
            waiting.extend(package["dependencies"].as_object().into_iter().flat_map(|it| it.keys().cloned()));
        }
    }
    let parts = reached.into_iter().filter_map(|folder| {
        let package = packages.get(&folder)?;
        Some(Part {
            name: folder.strip_prefix("node_modules/")?.to_owned(),
            version: text(&package["version"]),
            licence: package["license"].as_str().map(str::to_owned),
            digest: package["integrity"].as_str().and_then(integrity),
            folder: PathBuf::from(folder),
        })
    });
    Ok(parts.collect())
}

/// `sha512-` and base64, as npm writes it.
fn integrity(text: &str) -> Option<(&'static str, String)> {
    use base64::Engine;

    let bytes = base64::engine::general_purpose::STANDARD.decode(text.strip_prefix("sha512-")?).ok()?;
    Some(("SHA-512", bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_compiled_in_is_found_and_nothing_else() {
        let package = |name: &str, source: Option<&str>, kind: &str| {
            json!({ "id": name, "name": name, "version": "1.0.0", "source": source, "license": "MIT",
                    "targets": [{ "kind": [kind] }], "manifest_path": format!("/r/{name}/Cargo.toml") })
        };
        let to = |name: &str, kind: Option<&str>| json!({ "pkg": name, "dep_kinds": [{ "kind": kind }] });
        let registry = Some("registry+https://example.org/index");
        let metadata = json!({
            "packages": [
                package("portico", None, "bin"), package("desk", None, "lib"),
                package("library", registry, "lib"), package("deeper", registry, "lib"),
                package("derive", registry, "proc-macro"), package("behind-derive", registry, "lib"),
                package("tool", registry, "lib"), package("crypto-src", registry, "lib"),
                package("checker", registry, "lib"), package("elsewhere", registry, "lib"),
            ],
            "resolve": { "nodes": [
                { "id": "portico", "deps": [to("desk", None), to("tool", Some("build")), to("checker", Some("dev"))] },
                { "id": "desk", "deps": [to("library", None), to("derive", None)] },
                { "id": "library", "deps": [to("deeper", None), to("crypto-src", Some("build"))] },
                { "id": "derive", "deps": [to("behind-derive", None)] },
            ] },
        });
        let digests = cargo_digests(
            "version = 4\n\n[[package]]\nname = \"library\"\nversion = \"1.0.0\"\nsource = \"x\"\n\
             checksum = \"abcd\"\ndependencies = [\n \"name\",\n]\n\n[[package]]\nname = \"desk\"\nversion = \"1\"\n",
        );
        let parts = crates(&metadata, &digests).unwrap();
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["crypto-src", "deeper", "library"]);
        assert_eq!(parts[2].digest, Some(("SHA-256", "abcd".to_owned())));
        assert_eq!(parts[2].folder, PathBuf::from("/r/library"));
        assert_eq!(parts[1].digest, None);
    }

    #[test]
    fn what_is_bundled_into_the_interface_is_found_and_nothing_else() {
        let lock = json!({ "packages": {
            "": { "dependencies": { "api": "1" }, "devDependencies": { "svelte": "5", "vite": "8" } },
            "node_modules/api": { "version": "1.2.3", "license": "MIT", "integrity": "sha512-AAH/" },
            "node_modules/svelte": { "version": "5.0.0", "license": "MIT", "dependencies": { "@x/deep": "1" } },
            "node_modules/@x/deep": { "version": "1.0.0" },
            "node_modules/vite": { "version": "8.0.0", "license": "MIT" },
        } });
        let parts = npm(&lock).unwrap();
        let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["@x/deep", "api", "svelte"]);
        assert_eq!(parts[1].digest, Some(("SHA-512", "0001ff".to_owned())));
        assert_eq!(parts[0].licence, None);
        assert!(npm(&json!({})).is_err());
        assert!(npm(&json!({ "packages": { "": {} } })).unwrap_err().to_string().contains("svelte"));
    }
}

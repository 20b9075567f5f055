//! What desks are told about a release: a version, whose turn it is, and a signed file for each system.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::{Release, texts};
use crate::failure::Failure;

/// The end of a file's name, and what desks that can use it call themselves. A macOS application is for
/// both processors.
const KINDS: &[(&str, &[&str])] = &[
    ("_amd64.AppImage", &["linux-x86_64-appimage"]),
    ("_aarch64.AppImage", &["linux-aarch64-appimage"]),
    ("_x64-setup.exe", &["windows-x86_64-nsis"]),
    (".app.tar.gz", &["darwin-x86_64-app", "darwin-aarch64-app"]),
];

/// The announcement, meant for nobody until somebody says for how many it is.
pub fn text(release: &Release, folder: &Path, address: &str) -> Result<String, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::of(format_args!("look into {}", folder.display())))? {
        let path = entry.map_err(Failure::of("look at a file"))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut signature = path.clone().into_os_string();
        signature.push(".sig");
        if let Ok(signature) = fs::read_to_string(signature) {
            files.push((name, signature.trim().to_owned()));
        }
    }
    announcement(&release.version, &texts::instant(release.epoch), &files, address)
}

fn announcement(
    version: &str,
    instant: &str,
    signed: &[(String, String)],
    address: &str,
) -> Result<String, Failure> {
    let mut platforms = Map::new();
    for (name, signature) in signed {
        let kind = KINDS.iter().find(|(end, _)| name.ends_with(end));
        for desk in kind.into_iter().flat_map(|(_, desks)| *desks) {
            let file = json!({ "url": format!("{address}/{}", encoded(name)), "signature": signature });
            if let Some(other) = platforms.insert((*desk).to_owned(), file) {
                return Err(Failure::new(format!("two files for {desk}: {name} and {}", other["url"])));
            }
        }
    }
    let announcement = json!({
        "version": version, "pub_date": instant, "rollout": 0, "platforms": Value::Object(platforms),
    });
    Ok(format!("{announcement:#}\n"))
}

/// What an address cannot hold is encoded; names of files of ours have at most a space.
fn encoded(name: &str) -> String {
    name.replace('%', "%25").replace(' ', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(name: &str) -> (String, String) {
        (name.to_owned(), format!("signature of {name}"))
    }

    #[test]
    fn desks_are_told_of_the_files_that_are_signed_for_them_and_nobody_at_first() {
        let signed = [
            file("Portico_0.1.0_amd64.AppImage"),
            file("Portico_0.1.0_x64-setup.exe"),
            file("Portico.app.tar.gz"),
            file("portico_0.1.0_amd64.deb"),
        ];
        let text =
            announcement("0.1.0", "2026-11-29T10:00:00Z", &signed, "https://x.example/v0.1.0").unwrap();
        let told: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&told["version"], &told["rollout"]), (&json!("0.1.0"), &json!(0)));
        let platforms: Vec<_> = told["platforms"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(
            platforms,
            ["darwin-aarch64-app", "darwin-x86_64-app", "linux-x86_64-appimage", "windows-x86_64-nsis"]
        );
        let image = &told["platforms"]["linux-x86_64-appimage"];
        assert_eq!(image["url"], "https://x.example/v0.1.0/Portico_0.1.0_amd64.AppImage");
        assert_eq!(image["signature"], "signature of Portico_0.1.0_amd64.AppImage");
    }

    #[test]
    fn two_files_for_the_same_desks_are_a_mistake() {
        let signed = [file("one.app.tar.gz"), file("two.app.tar.gz")];
        assert!(announcement("0.1.0", "now", &signed, "https://x.example").is_err());
    }
}

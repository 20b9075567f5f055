//! The RPM package, by rpmbuild out of the tree that is laid out.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::contents::files_below;
use super::{NAME, Release, contents, said, texts, write};
use crate::failure::Failure;
use crate::steps;

/// Lays out and builds.
pub fn package(release: &Release, lists: &super::Lists) -> Result<PathBuf, Failure> {
    let root = contents::lay_out(release, lists, contents::Family::Rpm)?;
    let files = list(&root)?;
    let spec = texts::filled(
        &super::read(&release.sources().join("linux/portico.spec"))?,
        &[("VERSION", release.version.as_str()), ("FILES", files.as_str())],
    )?;
    let file = release.out.join("portico.spec");
    write(&file, &spec)?;
    let mut eval = Command::new("rpm");
    eval.args(["--eval", "%{_arch}"]);
    let architecture = said(eval)?.trim().to_owned();

    let define = |name: &str, value: &Path| format!("{name} {}", value.display());
    let mut build = Command::new("rpmbuild");
    build.env("SOURCE_DATE_EPOCH", release.epoch.to_string()).args(["-bb", "--quiet"]);
    for (name, value) in [
        ("_topdir", release.out.join("rpmbuild")),
        ("_rpmdir", release.out.clone()),
        ("_tmppath", release.out.join("rpmbuild/tmp")),
        ("staged", root),
    ] {
        build.arg("--define").arg(define(name, &value));
    }
    build.args(["--define", "_rpmfilename %{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}.rpm"]);
    build.args(["--define", "use_source_date_epoch_as_buildtime 1"]);
    build.args(["--define", "clamp_mtime_to_source_date_epoch 1"]);
    build.arg(&file);
    steps::run("the .rpm (rpmbuild)", build)?;
    Ok(release.out.join(format!("{NAME}-{}-1.{architecture}.rpm", release.version)))
}

/// The files of the tree as a specification lists them. Folders that only Portico has are its own.
fn list(root: &Path) -> Result<String, Failure> {
    let mut lines = Vec::new();
    for file in files_below(root)? {
        let path = file.strip_prefix(root).map_err(Failure::of("name a file"))?;
        lines.push(line(&path.to_string_lossy()));
    }
    for folder in [
        "usr/lib/portico",
        "usr/share/portico",
        "usr/share/portico/kiosk",
        "usr/share/doc/portico",
        "usr/share/licenses/portico",
    ] {
        if root.join(folder).is_dir() {
            lines.push(format!("%dir /{folder}"));
        }
    }
    Ok(lines.join("\n"))
}

fn line(path: &str) -> String {
    let kind = match path {
        path if path.starts_with("usr/share/licenses/") => "%license ",
        path if path.starts_with("usr/share/doc/") => "%doc ",
        _ => "",
    };
    format!("{kind}\"/{path}\"")
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn licences_and_documents_are_listed_as_such() {
        assert_eq!(line("usr/bin/portico"), "\"/usr/bin/portico\"");
        assert_eq!(line("usr/share/doc/portico/sbom"), "%doc \"/usr/share/doc/portico/sbom\"");
        assert_eq!(line("usr/share/licenses/portico/MIT"), "%license \"/usr/share/licenses/portico/MIT\"");
    }
}

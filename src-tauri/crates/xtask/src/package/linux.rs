//! The packages for Linux, and what they weigh.

use std::fs;
use std::path::Path;

use super::{Release, deb, host, rpm};
use crate::failure::Failure;
use crate::packages::on_path;

/// The most that an installed Portico may take on a disk, in bytes.
const INSTALLED: u64 = 30_000_000;
/// The most that its Debian package may weigh, in bytes.
const PACKED: u64 = 12_000_000;

/// Makes every package that this computer has the tools for.
pub fn packages(release: &Release) -> Result<(), Failure> {
    let (debian, red_hat) = (on_path("dpkg-deb") && on_path("dpkg-shlibdeps"), on_path("rpmbuild"));
    if !debian && !red_hat {
        return Err(Failure::new(
            "neither dpkg-deb with dpkg-shlibdeps (Debian: dpkg-dev) nor rpmbuild (Debian: rpm) is here",
        ));
    }
    let lists = release.lists(&[], &host(release.workspace)?)?;
    let mut rows = Vec::new();
    let mut made = Vec::new();
    if debian {
        let (package, installed) = deb::package(release, &lists)?;
        deb::lint(&package)?;
        rows.push(Row { what: "installed size", bytes: installed, most: Some(INSTALLED) });
        rows.push(Row { what: ".deb", bytes: weight(&package)?, most: Some(PACKED) });
        made.push(package);
    } else {
        println!("\n  no .deb: dpkg-deb with dpkg-shlibdeps is not here (Debian: dpkg-dev)");
    }
    if red_hat {
        let package = rpm::package(release, &lists)?;
        rows.push(Row { what: ".rpm", bytes: weight(&package)?, most: None });
        made.push(package);
    } else {
        println!("\n  no .rpm: rpmbuild is not here (Debian: rpm)");
    }
    println!();
    for row in &rows {
        println!("{}", row.text());
    }
    println!();
    for package in &made {
        println!("{}", package.display());
    }
    match rows.iter().find(|row| row.is_over()) {
        Some(row) => Err(Failure::new(format!("too large: {}", row.text()))),
        None => Ok(()),
    }
}

fn weight(package: &Path) -> Result<u64, Failure> {
    let found = fs::metadata(package);
    Ok(found.map_err(Failure::of(format_args!("find {}", package.display())))?.len())
}

/// A line of the table, in the manner of `cargo xtask bench`.
struct Row {
    what: &'static str,
    bytes: u64,
    most: Option<u64>,
}

impl Row {
    fn is_over(&self) -> bool {
        self.most.is_some_and(|most| self.bytes > most)
    }

    fn text(&self) -> String {
        let megabytes = |bytes: u64| format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000);
        let verdict = match (self.most, self.is_over()) {
            (None, _) => String::new(),
            (Some(most), false) => format!("  at most {:>8}  ok", megabytes(most)),
            (Some(most), true) => format!("  at most {:>8}  TOO LARGE", megabytes(most)),
        };
        format!("  {:<16}{:>10}{verdict}", self.what, megabytes(self.bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn a_row_says_when_it_is_over() {
        let row = |bytes, most| Row { what: ".deb", bytes, most };
        assert!(!row(12_000_000, Some(12_000_000)).is_over());
        assert!(row(12_000_001, Some(12_000_000)).is_over());
        assert!(!row(u64::MAX, None).is_over());
        assert!(row(12_050_000, Some(12_000_000)).text().contains("12.0 MB  at most  12.0 MB  TOO LARGE"));
    }
}

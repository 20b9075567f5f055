//! The texts that packages are made of, with their blanks filled in.

use std::process::Command;

use super::{NAME, said};
use crate::failure::Failure;

/// Fills `@NAME@` in with what belongs there. A blank that is left is a mistake in the text.
pub fn filled(text: &str, blanks: &[(&str, &str)]) -> Result<String, Failure> {
    let mut filled = text.to_owned();
    for (name, value) in blanks {
        filled = filled.replace(&format!("@{name}@"), value);
    }
    let left = filled.split('@').skip(1).step_by(2).find(|word| {
        !word.is_empty() && word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
    });
    match left {
        Some(blank) => Err(Failure::new(format!("nothing is known to fill in for @{blank}@"))),
        None => Ok(filled),
    }
}

/// `text` as the paragraphs of a Debian control file: indented, an empty line as a full stop.
pub fn paragraph(text: &str) -> String {
    let lines = text.trim_end().lines();
    let lines = lines.map(|line| match line.trim_end() {
        "" => " .".to_owned(),
        line => format!(" {line}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The one entry of a changelog: releases are described where the source is.
pub fn changelog(version: &str, maintainer: &str, date: &str) -> String {
    format!(
        "{NAME} ({version}) stable; urgency=medium\n\n  * Portico {version}.\n\n -- {maintainer}  {date}\n"
    )
}

/// 2026-11-29
pub fn day(epoch: u64) -> Result<String, Failure> {
    date(epoch, "+%Y-%m-%d")
}

/// 2026-11-29T10:00:00Z
pub fn instant(epoch: u64) -> Result<String, Failure> {
    date(epoch, "+%Y-%m-%dT%H:%M:%SZ")
}

/// Sun, 29 Nov 2026 10:00:00 +0000
pub fn mail_date(epoch: u64) -> Result<String, Failure> {
    date(epoch, "+%a, %d %b %Y %H:%M:%S +0000")
}

fn date(epoch: u64, format: &str) -> Result<String, Failure> {
    let mut date = Command::new("date");
    date.env("LC_ALL", "C").args(["--utc", "--date"]).arg(format!("@{epoch}")).arg(format);
    Ok(said(date)?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{changelog, filled, paragraph};

    #[test]
    fn blanks_are_filled_in_and_none_is_left() {
        let text = "<release version=\"@VERSION@\"/> by packages@portico.example, @VERSION@";
        let made = filled(text, &[("VERSION", "1.2.3")]).unwrap();
        assert_eq!(made, "<release version=\"1.2.3\"/> by packages@portico.example, 1.2.3");
        assert!(
            filled("@VERSION@ of @DATE@", &[("VERSION", "1")]).unwrap_err().to_string().contains("@DATE@")
        );
    }

    #[test]
    fn paragraphs_of_a_control_file() {
        assert_eq!(paragraph("one\ntwo  \n\nthree\n\n"), " one\n two\n .\n three");
    }

    #[test]
    fn a_changelog_has_the_form_that_debian_reads() {
        let text = changelog("0.1.0", "A <a@b.example>", "Sun, 29 Nov 2026 10:00:00 +0000");
        assert!(text.starts_with("portico (0.1.0) stable; urgency=medium\n\n  * "));
        assert!(text.ends_with("\n\n -- A <a@b.example>  Sun, 29 Nov 2026 10:00:00 +0000\n"));
    }
}

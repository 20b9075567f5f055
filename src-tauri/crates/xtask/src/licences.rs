//! Licences, banned crates and origins, by the rules of `deny.toml`.
//!
//! cargo-deny checks the same and more, but takes minutes to install. This reads its file, so that
//! there is one list, and needs no network.

use std::fs;

use serde_json::Value;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// What this check takes from `deny.toml`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Rules {
    allowed: Vec<String>,
    banned: Vec<String>,
}

/// Looks at every package of the lock file, those for other platforms included.
pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let text =
        fs::read_to_string(workspace.root().join("deny.toml")).map_err(Failure::of("read deny.toml"))?;
    let rules = Rules::read(&text);
    if rules.allowed.is_empty() {
        return Err(Failure::new("deny.toml allows no licence at all; has its form changed?"));
    }
    let packages = workspace.all_packages()?;
    let objections: Vec<String> = packages.iter().filter_map(|package| rules.objection(package)).collect();
    if objections.is_empty() {
        println!("{} packages, all with an allowed licence", packages.len());
        return Ok(());
    }
    Err(Failure::new(format!("not allowed by deny.toml:\n  {}", objections.join("\n  "))))
}

impl Rules {
    fn read(text: &str) -> Self {
        Self { allowed: list(text, "[licenses]", "allow"), banned: list(text, "[bans]", "deny") }
    }

    fn objection(&self, package: &Value) -> Option<String> {
        let name = package["name"].as_str().unwrap_or("a package without a name");
        if self.banned.iter().any(|banned| banned == name) {
            return Some(format!("{name}: is banned"));
        }
        if let Some(source) = package["source"].as_str()
            && !(source.starts_with("registry+") && source.ends_with("/crates.io-index"))
        {
            return Some(format!("{name}: comes from {source}"));
        }
        match package["license"].as_str() {
            None => Some(format!("{name}: names no licence")),
            Some(licence) => match Expression::new(licence).satisfied(&self.allowed) {
                Some(true) => None,
                Some(false) => Some(format!("{name}: {licence}")),
                None => Some(format!("{name}: {licence} is not understood")),
            },
        }
    }
}

/// The strings of one array of one table, on one line or over several. That is all of TOML that
/// `deny.toml` needs understood here.
fn list(text: &str, table: &str, key: &str) -> Vec<String> {
    let lines = text.lines().map(|line| without_comment(line).trim());
    let body = lines.skip_while(|line| *line != table).skip(1).take_while(|line| !line.starts_with('['));
    let assigns = |line: &str| line.split_once('=').is_some_and(|(name, _)| name.trim() == key);
    let mut strings = Vec::new();
    for line in body.skip_while(|line| !assigns(line)) {
        // Every second piece between quotation marks is a string.
        strings.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
        if line.contains(']') {
            break;
        }
    }
    strings
}

fn without_comment(line: &str) -> &str {
    let mut quoted = false;
    for (at, character) in line.char_indices() {
        match character {
            '"' => quoted = !quoted,
            '#' if !quoted => return &line[..at],
            _ => {}
        }
    }
    line
}

/// An SPDX licence expression. `/` between two names is how crates used to write `OR`.
struct Expression {
    words: std::vec::IntoIter<String>,
    next: Option<String>,
}

impl Expression {
    fn new(text: &str) -> Self {
        let spaced = text.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
        let words: Vec<String> = spaced.split_whitespace().map(str::to_owned).collect();
        let mut expression = Self { words: words.into_iter(), next: None };
        expression.advance();
        expression
    }

    /// Whether the allowed licences suffice; `None` when the expression makes no sense.
    fn satisfied(mut self, allowed: &[String]) -> Option<bool> {
        let verdict = self.any_of(allowed)?;
        self.next.is_none().then_some(verdict)
    }

    fn any_of(&mut self, allowed: &[String]) -> Option<bool> {
        let mut verdict = self.all_of(allowed)?;
        while self.take("OR") {
            verdict |= self.all_of(allowed)?;
        }
        Some(verdict)
    }

    fn all_of(&mut self, allowed: &[String]) -> Option<bool> {
        let mut verdict = self.one(allowed)?;
        while self.take("AND") {
            verdict &= self.one(allowed)?;
        }
        Some(verdict)
    }

    fn one(&mut self, allowed: &[String]) -> Option<bool> {
        if self.take("(") {
            let verdict = self.any_of(allowed)?;
            return self.take(")").then_some(verdict);
        }
        let mut name = self.advance()?;
        if matches!(name.as_str(), ")" | "OR" | "AND" | "WITH") {
            return None;
        }
        if self.take("WITH") {
            name = format!("{name} WITH {}", self.advance()?);
        }
        Some(allowed.contains(&name))
    }

    fn take(&mut self, word: &str) -> bool {
        let there = self.next.as_deref() == Some(word);
        if there {
            self.advance();
        }
        there
    }

    fn advance(&mut self) -> Option<String> {
        std::mem::replace(&mut self.next, self.words.next())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Expression, Rules};

    fn rules() -> Rules {
        Rules::read(
            "[graph]\ntargets = [\n  \"no licence\",\n]\n[licenses]\nconfidence-threshold = 0.9\n\
             allow = [\n    \"MIT\",   # \"GPL-3.0\" is not\n    \"Apache-2.0 WITH LLVM-exception\",\n    \
             \"ISC\", \"Zlib\",\n]\nprivate = { ignore = true }\n[bans]\nmultiple-versions = \"warn\"\n\
             deny = [\"native-tls\", \"openssl-sys\"]\nwildcards = \"deny\"\n",
        )
    }

    #[test]
    fn the_two_lists_are_read() {
        let rules = rules();
        assert_eq!(rules.allowed, ["MIT", "Apache-2.0 WITH LLVM-exception", "ISC", "Zlib"]);
        assert_eq!(rules.banned, ["native-tls", "openssl-sys"]);
    }

    #[test]
    fn expressions() {
        let allowed = rules().allowed;
        for (text, verdict) in [
            ("MIT", Some(true)),
            ("GPL-3.0", Some(false)),
            ("MIT OR GPL-3.0", Some(true)),
            ("GPL-3.0/MIT", Some(true)),
            ("MIT AND GPL-3.0", Some(false)),
            ("MIT AND (GPL-3.0 OR ISC)", Some(true)),
            ("(GPL-3.0 OR ISC) AND BSL-1.0", Some(false)),
            ("GPL-3.0 AND ISC OR MIT", Some(true)),
            ("Apache-2.0 WITH LLVM-exception", Some(true)),
            ("Apache-2.0", Some(false)),
            ("MIT OR", None),
            ("(MIT", None),
            ("MIT ISC", None),
            ("", None),
        ] {
            assert_eq!(Expression::new(text).satisfied(&allowed), verdict, "{text}");
        }
    }

    #[test]
    fn packages_are_judged_by_licence_name_and_origin() {
        let rules = rules();
        let registry = "registry+https://example.org/crates.io-index";
        let judge = |name: &str, licence: &str, source: Option<&str>| {
            rules.objection(&json!({ "name": name, "license": licence, "source": source }))
        };
        assert_eq!(judge("own", "MIT", None), None);
        assert_eq!(judge("fine", "MIT", Some(registry)), None);
        assert!(judge("fine", "MIT", Some("git+https://example.org/fine")).unwrap().contains("comes from"));
        assert!(judge("native-tls", "MIT", Some(registry)).unwrap().contains("banned"));
        assert!(judge("other", "GPL-3.0", Some(registry)).unwrap().contains("GPL-3.0"));
        assert!(rules.objection(&json!({ "name": "bare", "license": null })).unwrap().contains("no licence"));
    }
}

//! The list of what is built in, for programs that look for known holes: CycloneDX 1.6, as JSON.

use serde_json::{Value, json};

use super::NAME;
use super::dependencies::{Part, Shipped};

/// The list. `instant` is when this release was made, as RFC 3339.
pub fn cyclone(shipped: &Shipped, version: &str, instant: &str) -> String {
    let own = format!("pkg:generic/{NAME}@{version}");
    let crates = shipped.crates.iter().map(|part| (purl("cargo", part), part));
    let npm = shipped.npm.iter().map(|part| (purl("npm", part), part));
    let parts: Vec<(String, &Part)> = crates.chain(npm).collect();
    let bill = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": instant,
            "tools": { "components": [{ "type": "application", "name": "xtask", "version": version }] },
            "component": {
                "type": "application", "bom-ref": own, "name": NAME, "version": version,
                "licenses": [{ "expression": "MIT OR Apache-2.0" }],
            },
        },
        "components": parts.iter().map(|(purl, part)| component(purl, part)).collect::<Vec<_>>(),
        "dependencies": [{ "ref": own, "dependsOn": parts.iter().map(|(purl, _)| purl).collect::<Vec<_>>() }],
    });
    format!("{bill:#}\n")
}

fn component(purl: &str, part: &Part) -> Value {
    let mut component = json!({
        "type": "library", "bom-ref": purl, "name": part.name, "version": part.version, "purl": purl,
        "scope": "required",
    });
    if let Some((algorithm, content)) = &part.digest {
        component["hashes"] = json!([{ "alg": algorithm, "content": content }]);
    }
    if let Some(licence) = &part.licence {
        component["licenses"] = json!([{ "expression": expression(licence) }]);
    }
    component
}

/// `/` between two names is how crates used to write `OR`.
fn expression(licence: &str) -> String {
    licence.split('/').map(str::trim).collect::<Vec<_>>().join(" OR ")
}

/// A package URL. The `@` in front of a scope is written as npm's type demands.
fn purl(kind: &str, part: &Part) -> String {
    format!("pkg:{kind}/{}@{}", part.name.replace('@', "%40"), part.version.replace('+', "%2B"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_bill_has_the_shape_of_cyclonedx_and_is_the_same_every_time() {
        let part = |name: &str, version: &str, licence: Option<&str>, digest| Part {
            name: name.into(),
            version: version.into(),
            licence: licence.map(str::to_owned),
            digest,
            folder: "/somewhere".into(),
        };
        let shipped = Shipped {
            crates: vec![part("ring", "0.17.14+x", Some("Apache-2.0/ISC"), Some(("SHA-256", "ab".into())))],
            npm: vec![part("@tauri-apps/api", "2.12.5", None, None)],
        };
        let text = cyclone(&shipped, "0.1.0", "2026-11-29T10:00:00Z");
        assert_eq!(text, cyclone(&shipped, "0.1.0", "2026-11-29T10:00:00Z"));
        assert!(!text.contains("/somewhere"), "a path of this computer");
        let bill: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&bill["bomFormat"], &bill["specVersion"]), (&"CycloneDX".into(), &"1.6".into()));
        assert_eq!(bill["metadata"]["component"]["version"], "0.1.0");
        let [ring, api] = [&bill["components"][0], &bill["components"][1]];
        assert_eq!(ring["purl"], "pkg:cargo/ring@0.17.14%2Bx");
        assert_eq!(ring["licenses"][0]["expression"], "Apache-2.0 OR ISC");
        assert_eq!(ring["hashes"][0]["content"], "ab");
        assert_eq!(api["purl"], "pkg:npm/%40tauri-apps/api@2.12.5");
        assert!(api.get("licenses").is_none() && api.get("hashes").is_none());
        let references = bill["dependencies"][0]["dependsOn"].as_array().unwrap();
        assert_eq!(references.len(), 2);
        assert!(references.contains(&ring["bom-ref"]));
    }
}

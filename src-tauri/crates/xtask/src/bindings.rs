//! `ui/src/lib/backend/bindings.ts`: the TypeScript twins of the wire types.

use std::fs;
use std::path::PathBuf;

use crate::failure::Failure;
use crate::workspace::Workspace;

/// Writes the file.
pub fn write(workspace: &Workspace) -> Result<(), Failure> {
    let path = path(workspace);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(Failure::of("make the folder of bindings.ts"))?;
    }
    // An untouched file keeps its date, so that the interface is not built again for nothing.
    if fs::read_to_string(&path).is_ok_and(|present| present == wire::typescript()) {
        println!("bindings.ts is up to date");
        return Ok(());
    }
    fs::write(&path, wire::typescript()).map_err(Failure::of("write bindings.ts"))?;
    println!("wrote {}", path.display());
    Ok(())
}

/// Fails with the first line that differs when the file is not what the wire types say.
pub fn check(workspace: &Workspace) -> Result<(), Failure> {
    let present = fs::read_to_string(path(workspace)).map_err(Failure::of("read bindings.ts"))?;
    // A checkout on Windows may have turned the line ends round.
    let present = present.replace("\r\n", "\n");
    match first_difference(&wire::typescript(), &present) {
        None => {
            println!("bindings.ts is up to date");
            Ok(())
        }
        Some(line) => Err(Failure::new(format!(
            "ui/src/lib/backend/bindings.ts differs from the wire types at line {line}; \
             run `cargo xtask bindings`"
        ))),
    }
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.interface().join("src/lib/backend/bindings.ts")
}

fn first_difference(wanted: &str, present: &str) -> Option<usize> {
    if wanted == present {
        return None;
    }
    let mut lines = wanted.lines().zip(present.lines());
    let same = lines.position(|(wanted, present)| wanted != present);
    Some(same.unwrap_or_else(|| wanted.lines().count().min(present.lines().count())) + 1)
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_differing_line_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\nb\n", "a\n"), Some(2));
        assert_eq!(first_difference("a\n", "a"), Some(2));
    }
}

//! What Tauri's installer for Windows is told. It ends every Portico that runs, a guard as well, and starts
//! the new one itself.

use std::ffi::OsStr;

/// The line for the installer: silently, in the place of an earlier version, and then start Portico with
/// these arguments, which are the line's last (`/ARGS`, as in its `installer.nsi`).
pub fn line<Argument: AsRef<OsStr>>(arguments: &[Argument]) -> String {
    let arguments = arguments.iter().map(|argument| quoted(&argument.as_ref().to_string_lossy()));
    ["/S", "/UPDATE", "/R", "/ARGS"]
        .into_iter()
        .map(str::to_owned)
        .chain(arguments)
        .collect::<Vec<_>>()
        .join(" ")
}

/// As Windows' programs take their lines apart; and a slash would begin an argument of the installer.
fn quoted(argument: &str) -> String {
    if !argument.is_empty() && !argument.contains([' ', '\t', '/', '"']) {
        return argument.to_owned();
    }
    let mut quoted = String::from("\"");
    let mut backslashes = 0;
    for letter in argument.chars() {
        if letter == '"' {
            quoted.extend(std::iter::repeat_n('\\', backslashes + 1));
        }
        backslashes = if letter == '\\' { backslashes + 1 } else { 0 };
        quoted.push(letter);
    }
    quoted.extend(std::iter::repeat_n('\\', backslashes));
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn the_new_one_is_started_with_what_this_one_was_started_with() {
        for (arguments, end) in [
            (&[][..], "/ARGS"),
            (&["--guard"], "/ARGS --guard"),
            (&["--guard", "--data-dir", r"D:\desk"], r"/ARGS --guard --data-dir D:\desk"),
            (&["--data-dir", r"C:\a desk\"], r#"/ARGS --data-dir "C:\a desk\\""#),
            (&["--data-dir", "C:/desk"], r#"/ARGS --data-dir "C:/desk""#),
            (&["--data-dir", r#"a\"b"#], r#"/ARGS --data-dir "a\\\"b""#),
        ] {
            assert_eq!(line(arguments), format!("/S /UPDATE /R {end}"), "{arguments:?}");
        }
    }
}

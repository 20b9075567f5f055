//! The command line.

use std::env::{self, VarError};
use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use desk::staff::pin::Pin;
use domain::Role;
use magicline::{ApiKey, KeyError};
use thiserror::Error;
use wire::PinProblem;

/// The front desk of a fitness studio.
#[derive(Debug, Parser)]
#[command(name = "portico", version)]
pub struct Arguments {
    /// Where Portico keeps everything it writes, keys apart.
    #[arg(long, value_name = "DIR", global = true)]
    pub data_dir: Option<PathBuf>,

    /// Open against a practice studio on this computer, where nothing is real.
    #[arg(long)]
    pub practice: bool,

    /// With --practice: start with the set-up assistant instead of a desk that is set up.
    #[arg(long, requires = "practice")]
    pub assistant: bool,

    /// Like --practice, but against a practice studio that runs elsewhere on this computer and is
    /// described in FILE (the practice.json that --practice writes).
    #[arg(long, value_name = "FILE", conflicts_with = "practice")]
    pub practice_at: Option<PathBuf>,

    /// Start Portico, and start it again whenever it falls over.
    #[arg(long)]
    pub guard: bool,

    /// Started by a guard, whose pipe is standard input.
    #[arg(long, hide = true)]
    pub guarded: bool,

    /// The guard has seen this many crashes within a minute: serve nobody at first.
    #[arg(long, hide = true, value_name = "CRASHES", requires = "guarded")]
    pub resting: Option<u32>,

    /// What to do instead of opening the window.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Arguments {
    /// Nothing is real, so nothing may go where the real desk keeps its things.
    pub fn is_practice(&self) -> bool {
        self.practice || self.practice_at.is_some()
    }
}

/// What somebody started Portico with: without what a guard takes for itself or has added. With it another
/// Portico can be started.
pub fn as_started(arguments: impl IntoIterator<Item = OsString>) -> Vec<OsString> {
    let mut arguments = arguments.into_iter();
    let mut kept = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--guard" | "--guarded") => {}
            Some("--resting") => drop(arguments.next()),
            Some(given) if given.starts_with("--resting=") => {}
            Some(_) | None => kept.push(argument),
        }
    }
    kept
}

/// What to do instead of opening the window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set this desk up from a file. The API key is one line on standard input, or PORTICO_API_KEY.
    /// A staff PIN may follow on a second line, or be in PORTICO_STAFF_PIN.
    Provision {
        /// A TOML file; the README documents it.
        file: PathBuf,
    },
    /// Set a staff PIN, or replace a forgotten one. It is one line on standard input. Without a name it is the
    /// manager's.
    Pin {
        /// Of whom: somebody of the team, or somebody new.
        #[arg(long, value_name = "NAME")]
        name: Option<String>,

        /// What they are there for.
        #[arg(long, value_name = "ROLE", requires = "name", value_parser = role)]
        role: Option<Role>,
    },
    /// Start Portico with the session of this user, or no more.
    Autostart {
        /// Whether it is to.
        switch: Switch,
    },
    /// Go back to the version before this one, where it was kept (AppImage), or say how.
    Rollback,
    /// Say on one page what works and what does not. Exit status 0 or 1.
    Doctor {
        /// Print the page as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Write one file for whoever helps: the doctor's page, the settings and the log. Without a key, a card or
    /// anything of a member.
    Support {
        /// Where to; in the folder of the team's exports unless given.
        file: Option<PathBuf>,
    },
}

fn role(word: &str) -> Result<Role, String> {
    Role::of_word(word).ok_or_else(|| format!("a role is {}", Role::ALL.map(Role::word).join(", ")))
}

/// Something that is on or off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Switch {
    /// It happens.
    On,
    /// It does not.
    Off,
}

/// Why there is no API key, or no staff PIN.
#[derive(Debug, Error)]
pub enum NoSecret {
    /// Neither the environment nor standard input has a key.
    #[error("No API key. Give it as one line on standard input, or in PORTICO_API_KEY.")]
    KeyMissing,
    /// It cannot be a key.
    #[error("{0}")]
    Key(#[from] KeyError),
    /// Standard input has no PIN.
    #[error("No PIN. Give it as one line on standard input.")]
    PinMissing,
    /// It cannot be a PIN.
    #[error("{}", sentence(*.0))]
    Pin(PinProblem),
    /// Standard input broke.
    #[error("Standard input could not be read: {0}")]
    Input(#[from] io::Error),
}

/// What `portico provision` is told besides its file.
pub struct Provided {
    /// The API key.
    pub key: ApiKey,
    /// The staff PIN, if there is to be one.
    pub staff_pin: Option<Pin>,
}

/// The API key: `PORTICO_API_KEY`, else one line of standard input. The staff PIN:
/// `PORTICO_STAFF_PIN`, else the line after the key, if there is one.
///
/// Standard input is not touched when the key is in the environment: whoever starts Portico that
/// way has promised nothing about it, and it may never end.
pub fn provided() -> Result<Provided, NoSecret> {
    provided_by(|name| env::var(name), &mut io::stdin().lock(), io::stdin().is_terminal())
}

fn provided_by(
    variable: impl Fn(&str) -> Result<String, VarError>,
    input: &mut impl BufRead,
    terminal: bool,
) -> Result<Provided, NoSecret> {
    let staff_pin = match variable("PORTICO_STAFF_PIN") {
        Ok(text) => Some(pin(&text)?),
        Err(VarError::NotPresent) => None,
        Err(VarError::NotUnicode(_)) => return Err(NoSecret::Pin(PinProblem::NotAPin)),
    };
    if let Ok(key) = variable("PORTICO_API_KEY") {
        return Ok(Provided { key: ApiKey::parse(&key)?, staff_pin });
    }
    let line = ask(input, terminal, "API key (from the activation e-mail): ")?;
    let key = ApiKey::parse(&line.ok_or(NoSecret::KeyMissing)?)?;
    if staff_pin.is_some() {
        return Ok(Provided { key, staff_pin });
    }
    let line = ask(input, terminal, "Staff PIN (4 to 12 digits, or nothing): ")?.unwrap_or_default();
    let staff_pin = if line.trim().is_empty() { None } else { Some(pin(&line)?) };
    Ok(Provided { key, staff_pin })
}

/// The new staff PIN: one line of standard input.
pub fn staff_pin() -> Result<Pin, NoSecret> {
    staff_pin_of(&mut io::stdin().lock(), io::stdin().is_terminal())
}

fn staff_pin_of(input: &mut impl BufRead, terminal: bool) -> Result<Pin, NoSecret> {
    let line = ask(input, terminal, "New staff PIN (4 to 12 digits): ")?;
    pin(&line.ok_or(NoSecret::PinMissing)?)
}

/// One line, or `None` where the input ends. A person is asked for it.
fn ask(input: &mut impl BufRead, terminal: bool, question: &str) -> io::Result<Option<String>> {
    if terminal {
        eprint!("{question}");
    }
    let mut line = String::new();
    Ok((input.read_line(&mut line)? > 0).then_some(line))
}

/// A PIN out of a line, with or without its end.
fn pin(line: &str) -> Result<Pin, NoSecret> {
    Pin::parse(line.trim()).map_err(NoSecret::Pin)
}

const fn sentence(problem: PinProblem) -> &'static str {
    match problem {
        PinProblem::NotAPin => "A staff PIN has 4 to 12 digits and nothing else.",
        PinProblem::TooEasy => {
            "This staff PIN is too easy to guess: all digits are the same, or they are in a row."
        }
        PinProblem::Wrong | PinProblem::TooSoon | PinProblem::Keychain => "This staff PIN cannot be used.",
    }
}

#[cfg(test)]
mod tests {
    use desk::staff::pin::{hash, matches};
    use secrecy::ExposeSecret;

    use super::*;

    fn provided_with(variables: &[(&str, &str)], input: &str) -> Result<(Provided, String), String> {
        let mut input = input.as_bytes();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned()).ok_or(VarError::NotPresent)
        };
        let provided = provided_by(variable, &mut input, false).map_err(|error| error.to_string())?;
        Ok((provided, String::from_utf8(input.to_vec()).unwrap()))
    }

    #[test]
    fn the_manual_page_has_every_command_option_and_end() {
        use clap::CommandFactory;

        let page = include_str!("../package/linux/portico.1").replace("\\-", "-");
        let words: Vec<&str> =
            page.split(|sign: char| !sign.is_alphanumeric() && !"-_".contains(sign)).collect();
        let mut wanted = Vec::new();
        let all = Arguments::command();
        for command in std::iter::once(&all).chain(all.get_subcommands()) {
            wanted.push(command.get_name().to_owned());
            let options = command.get_arguments().filter(|argument| !argument.is_hide_set());
            wanted.extend(options.filter_map(|argument| Some(format!("--{}", argument.get_long()?))));
        }
        assert!(wanted.len() > 12, "{wanted:?}");
        for role in Role::ALL {
            wanted.push(role.word().to_owned());
        }
        for variable in ["PORTICO_API_KEY", "PORTICO_STAFF_PIN"] {
            wanted.push(variable.to_owned());
        }
        for code in
            [crate::watchdog::guard::CANNOT_GO_ON, crate::watchdog::IN_USE, crate::watchdog::guard::UPDATED]
        {
            wanted.push(code.to_string());
        }
        for word in wanted {
            assert!(words.contains(&word.as_str()), "{word}");
        }
        for hidden in ["guarded", "resting"] {
            assert!(!page.contains(&format!("--{hidden}")), "{hidden} is nobody's to give");
        }
    }

    #[test]
    fn another_portico_can_be_started_with_what_a_guarded_one_was_started_with() {
        for (given, kept) in [
            ("", ""),
            ("--guard", ""),
            ("--guarded", ""),
            ("--guarded --resting 3", ""),
            ("--guarded --resting=3", ""),
            ("--guard --data-dir /srv/desk", "--data-dir /srv/desk"),
            ("--data-dir /srv/desk --guarded --resting 3", "--data-dir /srv/desk"),
            ("--practice --guarded --assistant", "--practice --assistant"),
        ] {
            let words = |text: &str| text.split_whitespace().map(OsString::from).collect::<Vec<_>>();
            let again = as_started(words(given));
            assert_eq!(again, words(kept), "{given}");
            // As a guard of it starts it, after a third crash at that.
            let line = [&words("portico")[..], &again, &words("--guarded --resting 3")].concat();
            let guarded = Arguments::try_parse_from(line).unwrap();
            assert!(guarded.guarded && !guarded.guard && guarded.resting == Some(3), "{given}");
            // And as somebody who starts the guard does.
            let line = [&words("portico --guard")[..], &again].concat();
            assert!(Arguments::try_parse_from(line).is_ok_and(|it| it.guard && !it.guarded), "{given}");
        }
    }

    #[test]
    fn key_and_pin_come_from_the_environment_or_from_standard_input() {
        const KEY: (&str, &str) = ("PORTICO_API_KEY", "the-key");
        const PIN: (&str, &str) = ("PORTICO_STAFF_PIN", "2468");
        for (variables, input, staff_pin, left) in [
            (&[][..], "the-key", None, ""),
            (&[], "the-key\n", None, ""),
            (&[], "the-key\n\n", None, ""),
            (&[], "the-key\r\n2468\r\nmore", Some("2468"), "more"),
            (&[], "the-key\n2468", Some("2468"), ""),
            (&[PIN], "the-key\n1379\n", Some("2468"), "1379\n"),
            (&[KEY], "untouched", None, "untouched"),
            (&[KEY, PIN], "untouched", Some("2468"), "untouched"),
        ] {
            let (provided, rest) = provided_with(variables, input).unwrap();
            assert_eq!(provided.key.secret().expose_secret(), "the-key", "{input:?}");
            assert_eq!(rest, left, "{input:?}");
            match (provided.staff_pin, staff_pin) {
                (None, None) => {}
                (Some(given), Some(wanted)) => assert!(matches(wanted, &hash(&given).unwrap()), "{input:?}"),
                (given, wanted) => panic!("{input:?}: {given:?} instead of {wanted:?}"),
            }
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_without_repeating_it() {
        for (variables, input, words) in [
            (&[][..], "", "No API key."),
            (&[], "\n2468\n", "The API key is empty."),
            (&[], "the-key\n24x8\n", "4 to 12 digits"),
            (&[], "the-key\n1234\n", "too easy"),
            (&[("PORTICO_STAFF_PIN", "")], "the-key\n", "4 to 12 digits"),
            (&[("PORTICO_STAFF_PIN", "5555")], "the-key\n", "too easy"),
        ] {
            let error = provided_with(variables, input).err().unwrap();
            assert!(error.contains(words) && error.lines().count() == 1, "{input:?}: {error}");
            assert!(!["24x8", "1234", "5555"].iter().any(|pin| error.contains(pin)), "{error}");
        }
        for (input, words) in [("", "No PIN."), ("\n", "4 to 12 digits"), ("4321\n", "too easy")] {
            let error = staff_pin_of(&mut input.as_bytes(), false).unwrap_err().to_string();
            assert!(error.contains(words), "{input:?}: {error}");
        }
        assert!(staff_pin_of(&mut "2468\r\n".as_bytes(), false).is_ok());
    }
}

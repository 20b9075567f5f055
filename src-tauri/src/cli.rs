//! The command line.

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;

use clap::{Parser, Subcommand};
use magicline::{ApiKey, KeyError};
use thiserror::Error;

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

/// What to do instead of opening the window.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Set this desk up from a file. The API key is one line on standard input, or PORTICO_API_KEY.
    Provision {
        /// A TOML file; the README documents it.
        file: PathBuf,
    },
    /// Say on one page what works and what does not. Exit status 0 or 1.
    Doctor {
        /// Print the page as JSON.
        #[arg(long)]
        json: bool,
    },
}

/// Why there is no API key.
#[derive(Debug, Error)]
pub enum NoKey {
    /// Neither the environment nor standard input has one.
    #[error("No API key. Give it as one line on standard input, or in PORTICO_API_KEY.")]
    Missing,
    /// It cannot be one.
    #[error("{0}")]
    Invalid(#[from] KeyError),
    /// Standard input broke.
    #[error("The API key could not be read from standard input: {0}")]
    Input(#[from] io::Error),
}

/// The API key: `PORTICO_API_KEY`, else one line of standard input.
pub fn api_key() -> Result<ApiKey, NoKey> {
    if let Ok(key) = std::env::var("PORTICO_API_KEY") {
        return Ok(ApiKey::parse(&key)?);
    }
    if io::stdin().is_terminal() {
        eprint!("API key (from the activation e-mail): ");
    }
    let mut line = String::new();
    if io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(NoKey::Missing);
    }
    Ok(ApiKey::parse(&line)?)
}

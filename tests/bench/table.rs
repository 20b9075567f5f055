//! The one table.

use std::fmt;

use portico_tests::Outcome;
use serde::{Deserialize, Serialize};

/// Rows of measure, ratio or figure, aim and orientation.
#[derive(Default, Serialize, Deserialize)]
pub struct Table(Vec<[String; 4]>);

impl Table {
    /// Adds a ratio, what it should reach, and the figures behind it.
    pub fn add(&mut self, what: &str, ratio: f64, aim: Option<&str>, note: &str) {
        self.0.push([what.into(), format!("{ratio:.2}"), aim.unwrap_or("–").into(), note.into()]);
    }

    /// Adds a figure, where what it should reach is no ratio.
    pub fn figure(&mut self, what: &str, figure: &str, aim: &str, note: &str) {
        self.0.push([what.into(), figure.into(), aim.into(), note.into()]);
    }

    /// Adds the rows that another process wrote down as JSON.
    pub fn take(&mut self, json: &[u8]) -> Outcome {
        self.0.extend(serde_json::from_slice::<Self>(json)?.0);
        Ok(())
    }

    /// Adds figures without a ratio.
    pub fn tell(&mut self, what: &str, note: &str) {
        self.0.push([what.into(), "–".into(), "–".into(), note.into()]);
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["measure", "figure", "aim", "for orientation"].map(String::from);
        let rows: Vec<_> = std::iter::once(&head).chain(&self.0).collect();
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
        let widths = [0, 1, 2].map(width);
        for [what, ratio, aim, note] in rows {
            let [a, b, c] = widths;
            writeln!(f, "{what:a$}  {ratio:>b$}  {aim:>c$}  {note}")?;
        }
        Ok(())
    }
}

/// The value below which `part` (0 to 1) of the sorted values lie.
pub fn quantile(sorted: &[f64], part: f64) -> f64 {
    let last = sorted.len().saturating_sub(1);
    sorted[((last as f64) * part).round() as usize]
}

/// Sorted copies, for [`quantile`].
pub fn sorted(values: &[f64]) -> Vec<f64> {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values
}

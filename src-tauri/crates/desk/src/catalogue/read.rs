//! From a file to products, or to everything that is wrong with it.

use std::collections::HashSet;

use csv::{ReaderBuilder, StringRecord};
use domain::Currency;
use wire::{CatalogueProblem, LineProblem};

use super::columns::{Column, known};
use super::{Catalogue, Product, cells};

/// Whoever made more mistakes made the same one in every line.
const MOST_PROBLEMS: usize = 50;

/// Stands behind the last line while a file is split. If it does not come out as a line of its own, a
/// quotation mark was opened and never closed, and had swallowed products on the way.
const END: &str = "\u{0}end";

/// What is wrong with a file that has no product.
pub(super) fn nothing() -> LineProblem {
    problem(1, CatalogueProblem::Empty, "")
}

/// The products of a file. None of them is fine here, if only the file says which columns it has.
pub(super) fn products(bytes: &[u8], currency: Currency) -> Result<Vec<Product>, Vec<LineProblem>> {
    if bytes.len() > Catalogue::LARGEST_FILE {
        return Err(vec![problem(1, CatalogueProblem::TooMany, "")]);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| vec![not_utf8(bytes, error.valid_up_to())])?;
    let mut rows = rows(text).into_iter();
    let header = rows.next().ok_or_else(|| vec![nothing()])?;
    let mut reading = Reading::new(currency);
    let Some(columns) = reading.columns(&header) else { return Err(reading.problems) };
    for row in rows {
        reading.row(&columns, &row);
    }
    match reading.problems.is_empty() {
        true => Ok(reading.products),
        false => Err(reading.problems),
    }
}

/// A line of the file, or several where a cell has several.
struct Row<'a> {
    /// The number of the first.
    line: u32,
    /// The first, as it stands in the file.
    text: &'a str,
    cells: StringRecord,
    /// The last quotation mark in it is never closed.
    open: bool,
}

/// Splits a file at the separator that makes most of its first line. Lines without content are left
/// out; spreadsheets write some of separators only. A byte order mark is no part of the first line: the
/// crate that splits leaves it out.
fn rows(text: &str) -> Vec<Row<'_>> {
    let candidates = *b";,\t";
    let understood = |separator: &u8| {
        let header = split(text, *separator).find(|row| !is_empty(&row.cells));
        header.map_or(0, |header| known(&header.cells))
    };
    // The first of the best.
    let best = candidates.iter().rev().max_by_key(|separator| understood(separator)).unwrap_or(&b';');
    split(text, *best).filter(|row| row.open || !is_empty(&row.cells)).collect()
}

fn is_empty(cells: &StringRecord) -> bool {
    cells.iter().all(|cell| cell.trim().is_empty())
}

fn split(text: &str, separator: u8) -> impl Iterator<Item = Row<'_>> {
    let with_end = std::io::Cursor::new(format!("{text}\n{END}"));
    let mut reader =
        ReaderBuilder::new().delimiter(separator).has_headers(false).flexible(true).from_reader(with_end);
    let mut lines = Lines { text, at: 0, line: 1 };
    std::iter::from_fn(move || {
        let mut cells = StringRecord::new();
        // Memory can be read and the text is UTF-8, so `Err` cannot happen.
        if !reader.read_record(&mut cells).unwrap_or(false) || cells.iter().eq([END]) {
            return None;
        }
        let from = cells.position().map_or(0, csv::Position::byte);
        let line = lines.number(usize::try_from(from).unwrap_or(usize::MAX));
        let text = lines.rest().split(['\r', '\n']).next().unwrap_or_default();
        let open = cells.iter().next_back().is_some_and(|cell| cell.ends_with(&format!("\n{END}")));
        Some(Row { line, text, cells, open })
    })
}

/// Counts lines as editors do: a line ends with CR, LF or both. The numbers of the crate that splits are
/// those of the first empty line before a row, not of the row.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    /// The number of the line of the first character at or after byte `from` that ends no line.
    fn number(&mut self, from: usize) -> u32 {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            let ends_line = match byte {
                b'\r' => true,
                b'\n' => self.at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r'),
                _ if self.at >= from => break,
                _ => false,
            };
            self.line = self.line.saturating_add(ends_line.into());
            self.at += 1;
        }
        self.line
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }
}

fn not_utf8(bytes: &[u8], at: usize) -> LineProblem {
    let (good, rest) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    let mut lines = Lines { text: std::str::from_utf8(good).unwrap_or_default(), at: 0, line: 1 };
    let line = lines.number(at);
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let from = good.iter().rposition(is_end).map_or(0, |end| end + 1);
    let to = rest.iter().position(is_end).map_or(bytes.len(), |end| at + end);
    let whole = bytes.get(from..to).unwrap_or_default();
    problem(line, CatalogueProblem::Encoding, &String::from_utf8_lossy(whole))
}

fn problem(line: u32, problem: CatalogueProblem, value: &str) -> LineProblem {
    LineProblem { line, problem, value: cells::shortened(value) }
}

/// What was understood so far.
struct Reading {
    currency: Currency,
    products: Vec<Product>,
    shelves: HashSet<String>,
    problems: Vec<LineProblem>,
}

impl Reading {
    fn new(currency: Currency) -> Self {
        Self { currency, products: Vec::new(), shelves: HashSet::new(), problems: Vec::new() }
    }

    fn wrong(&mut self, row: &Row<'_>, what: CatalogueProblem, value: &str) {
        if self.problems.len() < MOST_PROBLEMS {
            self.problems.push(problem(row.line, what, value));
        }
    }

    /// What each column holds; `None` for one that nobody knows. Without the columns that are needed
    /// the other lines mean nothing.
    fn columns(&mut self, header: &Row<'_>) -> Option<Vec<Option<Column>>> {
        let mut columns = Vec::new();
        if header.open {
            self.wrong(header, CatalogueProblem::Columns, header.text);
            return None;
        }
        let mut clear = true;
        for cell in &header.cells {
            let column = Column::named(cell);
            if column.is_none() {
                self.wrong(header, CatalogueProblem::UnknownColumn, cell);
            } else if column != Some(Column::Nameless) && columns.contains(&column) {
                self.wrong(header, CatalogueProblem::Columns, cell);
                clear = false;
            }
            columns.push(column);
        }
        if !Column::NEEDED.iter().all(|needed| columns.contains(&Some(*needed))) {
            self.wrong(header, CatalogueProblem::Columns, header.text);
            clear = false;
        }
        clear.then_some(columns)
    }

    fn row(&mut self, columns: &[Option<Column>], row: &Row<'_>) {
        let cell = |wanted| {
            let at = columns.iter().position(|column| *column == Some(wanted));
            at.and_then(|at| row.cells.get(at))
        };
        let beside = |(column, cell): (&Option<Column>, &str)| {
            *column == Some(Column::Nameless) && !cell.trim().is_empty()
        };
        let fits = row.cells.len() == columns.len() && !columns.iter().zip(&row.cells).any(beside);
        if row.open || !fits {
            return self.wrong(row, CatalogueProblem::Fields, row.text);
        }
        let shelf_cell = cell(Column::Shelf).unwrap_or_default();
        let shelf = cells::shelf(shelf_cell);
        match &shelf {
            None => self.wrong(row, CatalogueProblem::ShelfMissing, shelf_cell),
            Some(shelf) if !self.shelves.insert(shelf.clone()) => {
                self.wrong(row, CatalogueProblem::ShelfTwice, shelf);
            }
            Some(_) => {}
        }
        let name_cell = cell(Column::Name).unwrap_or_default();
        let name = cells::guarded_name(name_cell);
        if name.is_none() {
            self.wrong(row, CatalogueProblem::NameMissing, name_cell);
        }
        let currency = self.currency;
        let price = self.taken(row, cell(Column::Price), |cell| cells::price(cell, currency));
        self.taken(row, cell(Column::Currency), |cell| cells::currency(cell, currency));
        let available = self.taken(row, cell(Column::Available), cells::available);
        let picture = self.taken(row, cell(Column::Picture), cells::picture);
        if self.products.len() == Catalogue::MOST_PRODUCTS {
            // Once is enough.
            let said = |problem: &LineProblem| problem.problem == CatalogueProblem::TooMany;
            if !self.problems.iter().any(said) {
                self.wrong(row, CatalogueProblem::TooMany, row.text);
            }
            return;
        }
        if let (Some(shelf), Some(name), Some(price)) = (shelf, name, price) {
            let (available, picture) = (available.unwrap_or(true), picture.flatten());
            self.products.push(Product { shelf, name, price, available, picture });
        }
    }

    /// What a cell means; `None` where there is no such column or it is wrong.
    fn taken<T>(
        &mut self,
        row: &Row<'_>,
        cell: Option<&str>,
        read: impl Fn(&str) -> Result<T, CatalogueProblem>,
    ) -> Option<T> {
        let cell = cell?;
        read(cell).map_err(|what| self.wrong(row, what, cell)).ok()
    }
}

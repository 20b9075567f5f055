//! What may stand in one cell, and what it means.

use domain::{Currency, Money};
use wire::CatalogueProblem;

use super::Catalogue;

/// The name of a shelf: the vendor's, so it is taken to the letter. `None` where there is none, it is
/// too long, or has what no key types.
pub(super) fn shelf(cell: &str) -> Option<String> {
    let shelf = without_guard(cell.trim());
    let fits = !shelf.is_empty()
        && shelf.chars().count() <= Catalogue::LONGEST_SHELF
        && !shelf.contains(char::is_control);
    fits.then(|| shelf.to_owned())
}

/// A name as a file has it.
pub(super) fn guarded_name(cell: &str) -> Option<String> {
    name(without_guard(cell.trim()))
}

/// The name of a product, on one line. `None` where there is none or it is too long.
pub(super) fn name(text: &str) -> Option<String> {
    let name = on_one_line(text);
    (!name.is_empty() && name.chars().count() <= Catalogue::LONGEST_NAME).then_some(name)
}

/// A price: digits and at most one point or comma, with no more digits behind it than the currency
/// has. So `1.250` is no price in euros: it is a thousand to one reader and one to another. The sign or
/// code of the currency may stand beside it, as spreadsheets write a cell that is shown so.
pub(super) fn price(cell: &str, in_currency: Currency) -> Result<Money, CatalogueProblem> {
    let cell = cell.trim();
    let number = cell.trim_matches(|letter: char| !letter.is_ascii_digit());
    // Without a digit both sides are empty.
    let (before, after) = cell.split_once(number).unwrap_or_default();
    match (before.trim(), after.trim()) {
        ("", "") => {}
        ("", beside) | (beside, "") => {
            currency(beside, in_currency).map_err(|_| match Currency::parse(beside).is_some() {
                true => CatalogueProblem::Currency,
                false => CatalogueProblem::Price,
            })?
        }
        _ => return Err(CatalogueProblem::Price),
    }
    let (whole, fraction) = match number.split_once(['.', ',']) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (number, None),
    };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fine = |fraction: &str| digits(fraction) && fraction.len() <= in_currency.digits() as usize;
    if !digits(whole) || !fraction.is_none_or(fine) {
        return Err(CatalogueProblem::Price);
    }
    match Money::parse(&format!("{whole}.{}", fraction.unwrap_or("0")), in_currency) {
        // The screens name a price with so many digits (`ProductChange::Price`).
        Ok(price) if price.minor > 0 && price.minor <= u32::MAX.into() => Ok(price),
        Ok(_) | Err(_) => Err(CatalogueProblem::Price),
    }
}

/// Nothing, or the currency of the desk.
pub(super) fn currency(cell: &str, desks: Currency) -> Result<(), CatalogueProblem> {
    let cell = cell.trim();
    let is_it =
        cell.is_empty() || Currency::parse(cell) == Some(desks) || (cell == "€" && desks == Currency::EUR);
    is_it.then_some(()).ok_or(CatalogueProblem::Currency)
}

/// Yes or no. A cell that was forgotten is neither.
pub(super) fn available(cell: &str) -> Result<bool, CatalogueProblem> {
    match cell.trim().to_lowercase().as_str() {
        "yes" | "ja" | "true" | "wahr" | "1" => Ok(true),
        "no" | "nein" | "false" | "falsch" | "0" => Ok(false),
        _ => Err(CatalogueProblem::Available),
    }
}

/// No picture, or the name of its file: of nothing outside the folder, on no system.
pub(super) fn picture(cell: &str) -> Result<Option<String>, CatalogueProblem> {
    let file = without_guard(cell.trim());
    if file.is_empty() {
        return Ok(None);
    }
    // A colon leads to another drive or behind a file on Windows.
    let leads_away = file.contains(['/', '\\', ':']) || file.contains("..");
    let odd = file.contains(char::is_control) || file.chars().count() > 100;
    let (stem, ending) = file.rsplit_once('.').unwrap_or_default();
    let picture = ["png", "jpg", "jpeg", "webp"].contains(&ending.to_ascii_lowercase().as_str());
    match leads_away || odd || stem.is_empty() || !picture {
        true => Err(CatalogueProblem::Picture),
        false => Ok(Some(file.to_owned())),
    }
}

/// What stands there, short enough for a list of problems.
pub(super) fn shortened(text: &str) -> String {
    let text = on_one_line(text);
    match text.char_indices().nth(40) {
        None => text,
        Some(_) => text.chars().take(39).chain(['…']).collect(),
    }
}

/// Text for a spreadsheet, which calculates what starts like a formula; a formula can send the sheet
/// away. After an apostrophe it is text.
///
/// So that reading gives back exactly what was written, one more apostrophe is put before text that
/// starts like a formula *behind any number of apostrophes*, and [`without_guard`] takes one from such
/// text: `=1` is written `'=1`, and `'=1` is written `''=1`. All other text, `'n Shake` for one, is
/// written and read as it is.
pub(super) fn with_guard(text: &str) -> String {
    match starts_like_a_formula(text) {
        true => format!("'{text}"),
        false => text.to_owned(),
    }
}

fn without_guard(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if starts_like_a_formula(text) => text,
        Some(_) | None => cell,
    }
}

fn starts_like_a_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@'])
}

/// A cell may have several lines, a button may not.
fn on_one_line(text: &str) -> String {
    let words = text.split(|letter: char| letter.is_whitespace() || letter.is_control());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

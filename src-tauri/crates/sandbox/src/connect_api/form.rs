//! The fields of a request's body, read as strictly as they are published.

use jiff::civil::Date;
use serde_json::Value;
use uuid::Uuid;

use super::reject::{Code, Reject};

/// An object of a body, and where in the body it is.
#[derive(Clone, Debug)]
pub(crate) struct Form<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> Form<'a> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self { value, path: String::new() }
    }

    pub(crate) fn at(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    fn get(&self, name: &str) -> Option<&'a Value> {
        self.value.get(name).filter(|value| !value.is_null())
    }

    fn wrong(&self, name: &str) -> Reject {
        Reject::new(Code::BadRequest, format!("{} has the wrong type", self.at(name)))
    }

    pub(crate) fn missing(&self, name: &str) -> Reject {
        Reject::missing(self.at(name))
    }

    pub(crate) fn invalid(&self, name: &str, why: &str) -> Reject {
        Reject::invalid(format!("{} {why}", self.at(name)))
    }

    pub(crate) fn text(&self, name: &str, most: usize) -> Result<Option<&'a str>, Reject> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let text = value.as_str().ok_or_else(|| self.wrong(name))?;
        if text.chars().count() > most {
            return Err(self.invalid(name, &format!("is longer than {most} characters")));
        }
        Ok(Some(text))
    }

    /// A text that has to be there; it may be empty.
    pub(crate) fn required(&self, name: &str, most: usize) -> Result<&'a str, Reject> {
        self.text(name, most)?.ok_or_else(|| self.missing(name))
    }

    /// A text that has to say something.
    pub(crate) fn filled(&self, name: &str, most: usize) -> Result<&'a str, Reject> {
        let text = self.required(name, most)?;
        if text.trim().is_empty() { Err(self.missing(name)) } else { Ok(text) }
    }

    pub(crate) fn one_of(&self, name: &str, known: &[&'static str]) -> Result<Option<&'static str>, Reject> {
        let Some(text) = self.text(name, 300)? else { return Ok(None) };
        known.iter().find(|known| **known == text).copied().map(Some).ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn number(&self, name: &str) -> Result<Option<i64>, Reject> {
        self.get(name).map(|value| value.as_i64().ok_or_else(|| self.wrong(name))).transpose()
    }

    pub(crate) fn required_number(&self, name: &str) -> Result<i64, Reject> {
        self.number(name)?.ok_or_else(|| self.missing(name))
    }

    pub(crate) fn decimal(&self, name: &str) -> Result<Option<f64>, Reject> {
        self.get(name).map(|value| value.as_f64().ok_or_else(|| self.wrong(name))).transpose()
    }

    pub(crate) fn flag(&self, name: &str) -> Result<Option<bool>, Reject> {
        self.get(name).map(|value| value.as_bool().ok_or_else(|| self.wrong(name))).transpose()
    }

    /// A day in the form yyyy-MM-dd, the only published one.
    pub(crate) fn date(&self, name: &str) -> Result<Option<Date>, Reject> {
        let Some(text) = self.text(name, 300)? else { return Ok(None) };
        text.parse().ok().filter(|_| text.len() == 10).map(Some).ok_or_else(|| self.wrong(name))
    }

    pub(crate) fn required_date(&self, name: &str) -> Result<Date, Reject> {
        self.date(name)?.ok_or_else(|| self.missing(name))
    }

    pub(crate) fn uuid(&self, name: &str) -> Result<Option<Uuid>, Reject> {
        let Some(text) = self.text(name, 300)? else { return Ok(None) };
        Uuid::try_parse(text).map(Some).map_err(|_| self.wrong(name))
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, Reject> {
        let Some(value) = self.get(name) else { return Ok(None) };
        if !value.is_object() {
            return Err(self.wrong(name));
        }
        Ok(Some(Self { value, path: self.at(name) }))
    }

    pub(crate) fn required_object(&self, name: &str) -> Result<Self, Reject> {
        self.object(name)?.ok_or_else(|| self.missing(name))
    }

    /// The objects of a list; none if it is left out.
    pub(crate) fn objects(&self, name: &str) -> Result<Option<Vec<Self>>, Reject> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let items = value.as_array().ok_or_else(|| self.wrong(name))?;
        let item = |(value, at): (&'a Value, usize)| {
            let path = format!("{}[{at}]", self.at(name));
            if value.is_object() { Ok(Self { value, path }) } else { Err(self.wrong(name)) }
        };
        items.iter().zip(0..).map(item).collect::<Result<_, _>>().map(Some)
    }

    /// The texts of a list; none if it is left out.
    pub(crate) fn texts(&self, name: &str) -> Result<Option<Vec<&'a str>>, Reject> {
        let Some(value) = self.get(name) else { return Ok(None) };
        let items = value.as_array().ok_or_else(|| self.wrong(name))?;
        items
            .iter()
            .map(|item| item.as_str().ok_or_else(|| self.wrong(name)))
            .collect::<Result<_, _>>()
            .map(Some)
    }
}

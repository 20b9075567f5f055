//! The amounts that were agreed to.

use domain::Money;
use magicline::connect::Preview;
use serde::{Deserialize, Serialize};

/// The amounts that were shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Agreed(Vec<Option<(i64, String)>>);

impl Agreed {
    pub(crate) fn of(preview: &Preview) -> Self {
        let one = |money: Option<Money>| money.map(|it| (it.minor, it.currency.code().to_owned()));
        Self(vec![one(preview.base_price), one(preview.age_price), one(preview.pre_use_charge)])
    }

    pub(crate) fn unasked(price: Option<Money>) -> Self {
        Self(vec![price.map(|it| (it.minor, it.currency.code().to_owned()))])
    }
}

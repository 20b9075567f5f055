use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A mandate for direct debits, as it is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct MandateView {
    /// The vendor's text, unchanged but for its markup, in the member's language.
    pub text: String,
    /// More than one payment is taken by it.
    pub recurring: bool,
    /// Where it is signed.
    pub place: Option<String>,
    /// The day in the studio, `yyyy-MM-dd`.
    pub date: String,
}

/// A legal text of the studio, in the member's language where there is one in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
pub struct LegalView {
    /// Which. There is at most one of each.
    pub kind: LegalKind,
    /// What it says.
    #[serde(flatten)]
    pub content: LegalContent,
}

/// Which legal text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LegalKind {
    /// What becomes of what somebody enters.
    Privacy,
    /// Terms and conditions.
    Terms,
    /// Who the studio is.
    Imprint,
    /// How a contract is withdrawn from, where the studio grants that.
    Withdrawal,
}

/// A legal text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "content", rename_all = "camelCase")]
pub enum LegalContent {
    /// A page, to be opened in a window of its own or on the member's own telephone.
    Link {
        /// Its address.
        link: String,
    },
    /// The text itself; paragraphs are apart by empty lines. No markup.
    Text {
        /// All of it.
        text: String,
    },
}

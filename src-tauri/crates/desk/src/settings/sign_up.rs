//! What a desk is set up for where people become members at it.

use std::time::Duration;

use domain::StudioId;
use serde::{Deserialize, Serialize};
use url::Url;

/// Becoming a member at this desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignUp {
    /// Contracts can be made here.
    pub offers: bool,
    /// Trial sessions can be booked here.
    pub trial: bool,
    /// The studio can be asked to get in touch.
    pub leads: bool,
    /// The Connect API's number of the studio, if it is not the one of the key.
    pub studio: Option<StudioId>,
    /// What becomes of somebody under 18.
    pub minors: Minors,
    /// What the studio's system has about withdrawing from a contract is shown. Whether a desk without staff makes
    /// distance contracts is unsettled, and to show it may itself grant the right: off unless the studio says so.
    pub withdrawal: bool,
    /// Whoever has one name only leaves the first one empty.
    pub single_names: bool,
    /// How long a draft is kept that nobody touches; 7 days unless set, 1 to 90.
    pub draft_for: Duration,
    /// The country that fields and checks go by (ISO 3166-1, two letters), if not the studio's.
    pub country: Option<String>,
    /// The vendor's payment widget; without it nobody pays by card here.
    pub card: Option<CardPayment>,
}

/// What becomes of somebody under 18. The vendor knows neither guardian nor payer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Minors {
    /// No contract: a lead or a trial session, and the team is called. The default, because a contract of
    /// a minor is pending until all custodians consent (§ 107, § 108 BGB), which nobody here can see to.
    #[default]
    Lead,
    /// They may sign. The studio sees to the consent.
    Allow,
}

/// The vendor's payment widget, which is loaded into a window of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardPayment {
    /// Its script: `https`, or `http` on this computer.
    pub script: Url,
    /// Where it may go besides, each as a page names it: `https://pay.example`.
    pub origins: Vec<String>,
    /// Where it runs, in the vendor's word: `live`, `test`.
    pub environment: String,
}

impl SignUp {
    /// How long a draft is kept unless the file says otherwise.
    pub const DRAFT_FOR: Duration = Duration::from_hours(7 * 24);
}

impl Default for SignUp {
    fn default() -> Self {
        Self {
            offers: true,
            trial: true,
            leads: true,
            studio: None,
            minors: Minors::default(),
            withdrawal: false,
            single_names: false,
            draft_for: Self::DRAFT_FOR,
            country: None,
            card: None,
        }
    }
}

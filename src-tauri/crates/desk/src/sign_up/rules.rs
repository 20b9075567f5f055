//! How a studio signs people up, as its settings say.

use domain::Currency;
use magicline::connect::StudioEntry;
use wire::SignUpChoices;

/// How this studio signs people up.
#[derive(Clone, Debug)]
pub(crate) struct SignUpRules {
    pub(crate) contracts: bool,
    pub(crate) trial: bool,
    pub(crate) leads: bool,
    /// Somebody under 18 may sign.
    pub(crate) minors: bool,
    /// What the studio says about withdrawing from a contract is shown.
    pub(crate) withdrawal: bool,
    /// Whoever has one name only leaves the first one empty.
    pub(crate) single_names: bool,
    /// How long a draft is kept.
    pub(crate) days: u32,
    /// The country that fields go by, if not the studio's.
    pub(crate) country: Option<String>,
    pub(crate) currency: Currency,
    /// There is a window to enter a card's particulars in.
    pub(crate) pays_by_card: bool,
    /// There is a reader, and the right to link what it reads.
    pub(crate) links_cards: bool,
    /// Check-in vouchers can be redeemed here.
    pub(crate) check_in_vouchers: bool,
}

impl SignUpRules {
    /// The ways in, as far as the studio has not switched off at the vendor's what they lead to.
    pub(crate) fn choices(&self, studio: Option<&StudioEntry>) -> SignUpChoices {
        SignUpChoices {
            contract: self.contracts && studio.and_then(|studio| studio.has_offers) != Some(false),
            trial: self.trial && studio.and_then(|studio| studio.trial_bookable) != Some(false),
            lead: self.leads,
        }
    }
}

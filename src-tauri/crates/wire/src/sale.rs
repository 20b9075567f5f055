//! Buying, topping up and minutes, on the member's screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{AmountView, AttentionReason, Ms};

/// Something a member can choose on the idle screen before holding up a card.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChoiceView {
    /// Names it in `front_buy`.
    pub place: u32,
    /// What staff call the place: "Bar", "Solarium".
    pub name: String,
    /// What there is.
    pub goods: GoodsKind,
}

/// What a place sells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum GoodsKind {
    /// Products from shelves.
    Products,
    /// Minutes of a device.
    Minutes,
}

/// A picture of a product. Sent once, when the page attaches and when the catalogue changes.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PictureView {
    /// What [`ShelfView::picture`] calls it.
    pub id: String,
    /// A `data:` URL.
    pub data: String,
}

/// One sale, as the member sees it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SaleView {
    /// Counts sales: a new number is a new one. Names it in `front_sale`.
    pub sale: u32,
    /// What staff call the place.
    pub place: String,
    /// What the place sells.
    pub goods: GoodsKind,
    /// When this step ends by itself, in milliseconds since 1970 UTC; nothing while the studio's system
    /// or a machine is waited for. It is the lock at the vendor where there is one, and real.
    pub until_ms: Option<Ms>,
    /// How far it is.
    #[serde(flatten)]
    pub step: SaleStep,
}

/// How far a sale is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "step", rename_all = "camelCase")]
pub enum SaleStep {
    /// The member wants to buy here and has to hold up a card. With `bought` the machine already knows
    /// what was chosen at it.
    HoldCard {
        /// What was chosen at the machine.
        bought: Option<BoughtView>,
    },
    /// A card was read and the studio's system is being asked.
    Asking,
    /// The member chooses a product.
    #[serde(rename_all = "camelCase")]
    ChooseProduct {
        /// The member's credit, if the studio's system told it.
        credit: Option<AmountView>,
        /// What there is.
        shelves: Vec<ShelfView>,
        /// Credit can be topped up here.
        top_up: bool,
    },
    /// The member chooses how long.
    ChooseMinutes {
        /// What there is.
        intervals: Vec<IntervalView>,
    },
    /// The member chooses at the vending machine, which shows the credit.
    ChooseAtMachine {
        /// The member's credit, if the studio's system told it.
        credit: Option<AmountView>,
    },
    /// The studio's system is asked whether this may be bought.
    Checking {
        /// What was chosen.
        bought: BoughtView,
    },
    /// The studio's system has another price than the catalogue; the member decides.
    #[serde(rename_all = "camelCase")]
    NewPrice {
        /// What was chosen, at the price of the studio's system.
        bought: BoughtView,
        /// The price that was shown before.
        shown_before: AmountView,
    },
    /// The credit is too small. Nothing was charged.
    #[serde(rename_all = "camelCase")]
    LowCredit {
        /// What was chosen.
        bought: BoughtView,
        /// The member's credit, if the studio's system told it.
        credit: Option<AmountView>,
        /// The vendor's words.
        message: Option<String>,
        /// Credit can be topped up here.
        top_up: bool,
    },
    /// It is being handed out. Nothing is charged before it is out.
    HandingOut {
        /// What was chosen.
        bought: BoughtView,
        /// Who or what hands it out.
        by: HandOutBy,
    },
    /// It is out, and the charge is on its way.
    Charging {
        /// What was bought.
        bought: BoughtView,
    },
    /// It is out, and the charge is as it says.
    #[serde(rename_all = "camelCase")]
    Done {
        /// What was bought.
        bought: BoughtView,
        /// How the charge stands.
        charge: ChargeView,
        /// The credit that is left, where it is known.
        credit: Option<AmountView>,
        /// Until when the device runs, in milliseconds since 1970 UTC; for minutes.
        runs_until_ms: Option<Ms>,
    },
    /// The member chooses by how much to top up.
    TopUp {
        /// The member's credit, if the studio's system told it.
        credit: Option<AmountView>,
        /// What can be chosen.
        amounts: Vec<AmountView>,
    },
    /// The money is to be given to the team.
    TopUpAtDesk {
        /// How much; nothing while the team types it.
        amount: Option<AmountView>,
    },
    /// The money was taken, and the top-up is as it says: a receipt.
    #[serde(rename_all = "camelCase")]
    Receipt {
        /// How much was paid in.
        amount: AmountView,
        /// How the top-up stands.
        charge: ChargeView,
        /// The credit before, where it is known.
        before: Option<AmountView>,
        /// The credit now, where it is known.
        credit: Option<AmountView>,
        /// When the money was taken, in milliseconds since 1970 UTC.
        at_ms: Ms,
        /// The number of the receipt, which staff find again.
        number: String,
    },
    /// It ended without anything being handed out or charged, or somebody has to look.
    #[serde(rename_all = "camelCase")]
    Over {
        /// How it ended.
        end: SaleEnd,
        /// Until when the studio's system may keep the member from buying elsewhere, in milliseconds since
        /// 1970 UTC. It cannot be told that the sale is over.
        locked_until_ms: Option<Ms>,
    },
}

/// One shelf of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ShelfView {
    /// The shelf; names it in the choice.
    pub shelf: String,
    /// What is in it.
    pub name: String,
    /// What it costs.
    pub price: AmountView,
    /// Which picture shows it.
    pub picture: Option<String>,
    /// Sold out shelves are shown and cannot be chosen.
    pub available: bool,
}

/// One length of time.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct IntervalView {
    /// How long.
    pub seconds: u32,
    /// What it costs.
    pub price: AmountView,
}

/// What is being bought.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct BoughtView {
    /// The product or the minutes.
    #[serde(flatten)]
    pub goods: GoodsView,
    /// For how much.
    pub price: AmountView,
}

/// What it is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "goods", rename_all = "camelCase")]
pub enum GoodsView {
    /// A product.
    Product {
        /// The shelf.
        shelf: String,
        /// The name; the shelf's number when the catalogue has none.
        name: String,
        /// Which picture shows it.
        picture: Option<String>,
    },
    /// Minutes.
    Minutes {
        /// How long.
        seconds: u32,
    },
}

/// Who or what hands it out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum HandOutBy {
    /// Somebody of the team.
    Team,
    /// The shelf opens.
    Shelf,
    /// The vending machine.
    Machine,
    /// The device is switched on.
    Device,
}

/// How a charge or top-up stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ChargeView {
    /// Booked.
    Booked,
    /// Written down here; it is booked as soon as that is possible.
    Waiting,
    /// Nobody knows yet whether it was booked; it is not booked a second time blindly.
    Unknown,
    /// The vendor did not take it, and the team settles it.
    Refused,
}

/// Why a sale ended without a charge.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "end", rename_all = "camelCase")]
pub enum SaleEnd {
    /// The time was over.
    LeftAlone,
    /// The member gave up.
    GivenUp,
    /// The team ended it.
    EndedByTeam,
    /// The vendor's rules say no.
    Refused {
        /// The vendor's message for the member; ours when there is none.
        message: Option<String>,
    },
    /// The studio's system has another price, and does not say which.
    PriceRefused,
    /// Nothing is for sale here at the moment.
    NothingForSale,
    /// The device runs for somebody else.
    #[serde(rename_all = "camelCase")]
    InUse {
        /// Until when, in milliseconds since 1970 UTC.
        until_ms: Ms,
    },
    /// It did not come out, or was not switched on. Nothing is charged.
    NotHandedOut,
    /// Nobody here knows whether it came out. Nothing was charged; the team finds out.
    HandOutUnknown,
    /// No answer, or one that makes no sense, to a question that changes nothing. Nothing was charged.
    NoAnswer,
    /// Nothing was charged, for certain, and the member needs a person.
    Attention {
        /// Why.
        reason: AttentionReason,
    },
}

/// What the member does about a sale.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(tag = "choice", rename_all = "camelCase")]
pub enum SaleChoice {
    /// This product.
    Product {
        /// Its shelf.
        shelf: String,
    },
    /// This long.
    Minutes {
        /// How long.
        seconds: u32,
    },
    /// The other price is all right.
    TakePrice,
    /// Choose something else.
    Back,
    /// Top the credit up.
    TopUp,
    /// By this amount, in the smallest unit.
    TopUpBy {
        /// One of the amounts that were offered.
        minor: u32,
    },
    /// Somebody is still there: what goes away by itself stays as long again.
    Stay,
    /// End it.
    GiveUp,
}

//! Becoming a member: what the member's screen shows of a draft, and what it says about it.
//!
//! The page keeps what is typed while it is typed and passes every change on with a number that counts
//! up; the desk keeps the draft, judges it and answers with the number it has judged. What was entered
//! goes back to a page once only, in [`Entered`], when a draft is opened again: without account number,
//! signatures or picture.

mod change;
mod details;
mod legal;
mod offer;
mod price;
mod slot;

use domain::{BlockId, ModuleId, OfferId, TermId};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

pub use change::{ChangedParts, SignUpChange};
pub use details::{
    CategoryView, Channel, ChoiceOf, Entered, EnteredField, FieldProblem, FieldView, Problem, SignUpField,
};
pub use legal::{LegalContent, LegalKind, LegalView, MandateView};
pub use offer::{
    AdjustmentRuleView, AdjustmentValue, AgePriceView, Attachment, BonusView, CancellationView,
    ExtensionView, FlatFeeView, FollowingTerm, FrequencyView, ModuleGroup, ModuleRunView, ModuleView,
    OfferView, OffersView, PayBy, Period, PeriodUnit, PriceChange, PricedDay, PricedPeriod, TermView,
    TextBlockView, VolumeView,
};
pub use price::{
    CompanyPart, CompanyShareView, CompanyView, DueView, LastingView, PreviewView, PriceLine, PriceView,
    VoucherEffect, VoucherProblem, VoucherView, YearDay,
};
pub use slot::{SlotView, SlotsView};

use crate::{AttentionReason, Id, Ms};

/// A way in, on the idle screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignUpChoices {
    /// Becoming a member is possible here.
    pub contract: bool,
    /// A trial session can be booked here.
    pub trial: bool,
    /// The studio can be asked to get in touch.
    pub lead: bool,
}

/// A sign-up, as the member sees it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignUpView {
    /// Counts sign-ups: a new number is a new one. Names it in `front_sign_up`.
    pub sign_up: u32,
    /// The newest change that is dealt with; see [`SignUpInput`].
    pub revision: u32,
    /// What it leads to.
    pub aim: SignUpAim,
    /// The steps of this sign-up in order, for the progress. Empty before there is anything to be done.
    pub path: Vec<SignUpPart>,
    /// How far it is.
    #[serde(flatten)]
    pub step: SignUpStep,
    /// The country that fields and checks go by: ISO 3166-1, two letters.
    pub country: String,
    /// The fields that this studio, its country and what was chosen need, in order.
    pub fields: Vec<FieldView>,
    /// What is wrong with what was entered. Fields that are merely still empty are among them.
    pub problems: Vec<FieldProblem>,
    /// What was chosen.
    pub chosen: ChosenView,
    /// What it costs, as the studio's system says.
    pub preview: PreviewView,
    /// How a voucher is, if one was entered.
    pub voucher: VoucherView,
    /// The picture.
    pub picture: PictureState,
    /// How the account number is.
    pub account: AccountView,
    /// The texts to agree to and to sign, in order, with what was done about each.
    pub texts: Vec<AgreedView>,
    /// What there is to read of the law, whatever it leads to.
    pub legal: Vec<LegalView>,
    /// The mandate, where a direct debit is chosen.
    pub mandate: Option<MandateView>,
    /// What was signed apart from text blocks.
    pub signed: Vec<SignatureOf>,
    /// Whether a contract can be made without a signature.
    pub signatures_required: bool,
    /// Categories of messages and what may be sent how. Sent whole or not at all.
    pub preferences: Vec<CategoryView>,
    /// Something was said about them; otherwise none are sent, and the studio's own rules hold.
    pub preferences_said: bool,
    /// Why the whole of it cannot go on at the moment, if so.
    pub trouble: Option<SignUpTrouble>,
}

/// What a sign-up leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignUpAim {
    /// Not chosen yet.
    Open,
    /// A contract.
    Contract,
    /// A contract that a rate voucher pays for.
    RateVoucher,
    /// A visit that a check-in voucher pays for.
    CheckInVoucher,
    /// A trial session.
    Trial,
    /// The studio gets in touch.
    Lead,
}

/// A part of the way, for the progress; each can be gone back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SignUpPart {
    /// The offers.
    Offers,
    /// Term and modules.
    Terms,
    /// The free slots.
    Slots,
    /// Who it is.
    Details,
    /// The picture.
    Picture,
    /// How it is paid.
    Payment,
    /// Texts, preferences, signatures.
    Texts,
    /// Everything once more, and the last button.
    Summary,
}

/// How far a sign-up is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "step", rename_all = "camelCase")]
pub enum SignUpStep {
    /// What do you want: a contract, a trial session, a voucher, a call back, or to go on with a code.
    #[serde(rename_all = "camelCase")]
    Start {
        /// What there is.
        choices: SignUpChoices,
        /// What became of the code that was typed.
        code: CodeView,
    },
    /// A part of the way.
    Part {
        /// Which.
        part: SignUpPart,
    },
    /// Too young for a contract here; the team is called.
    #[serde(rename_all = "camelCase")]
    Minor {
        /// A trial session can be booked instead.
        trial: bool,
        /// The studio can be asked to get in touch instead.
        lead: bool,
        /// The age that is needed.
        age: u32,
    },
    /// Card details are being entered in the payment window.
    Paying,
    /// It is being sent.
    Submitting,
    /// The price changed since it was shown. Nothing was sent; it has to be agreed to again.
    PriceChanged,
    /// It is done.
    #[serde(rename_all = "camelCase")]
    Done {
        /// The member number, or whatever the vendor gave.
        number: Option<String>,
        /// Where the member registers in the studio's app: shown as a QR code.
        registration: Option<String>,
        /// Where something has to be paid first: shown as a QR code.
        payment: Option<String>,
        /// The code a check-in voucher gave.
        access_code: Option<String>,
        /// Linking a card to the new member.
        card: CardLink,
    },
    /// It is written down and will be sent as soon as the studio's system can be reached.
    Waiting,
    /// Nobody knows yet whether it arrived; it is found out and never sent a second time blindly.
    Unknown,
    /// The studio's system did not take it; the team has it now, with everything that was entered.
    Refused {
        /// Why.
        reason: RefusedReason,
    },
    /// It was put aside. The code, with which it goes on here.
    Parked {
        /// Six characters.
        code: String,
        /// Days it is kept.
        days: u32,
        /// The team was asked to come.
        team: bool,
    },
}

/// What became of a code to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "code", rename_all = "camelCase")]
pub enum CodeView {
    /// None was typed, or nothing is known yet.
    Unsaid,
    /// It belongs to nothing here.
    Unknown,
    /// It was not looked at: after so many wrong ones, none is before then.
    #[serde(rename_all = "camelCase")]
    MustWait {
        /// Milliseconds since 1970.
        until_ms: Ms,
    },
}

/// Why the vendor did not take it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RefusedReason {
    /// There is a member with the same particulars.
    AlreadyMember,
    /// The voucher cannot be used any more.
    Voucher,
    /// The slot was taken meanwhile.
    SlotTaken,
    /// A trial session was booked before.
    TrialBefore,
    /// The picture cannot be used. It goes on with another one, or with none.
    Picture,
    /// The team took it back: it is not sent from here any more.
    Withdrawn,
    /// What was chosen is not offered any more.
    OfferGone,
    /// Something that was entered is not accepted.
    NotAccepted,
    /// Not possible in this studio at the moment.
    NotPossible,
}

/// Linking a card to a new member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CardLink {
    /// Not from here: no reader, no right, or the member is not known there yet.
    NotPossible,
    /// A new card has to be held to the reader.
    HoldCard,
    /// It is being linked.
    Linking,
    /// It is linked.
    Linked,
    /// It belongs to somebody else.
    Taken,
    /// It was not linked; another try is possible.
    Failed,
    /// Nobody knows whether it was linked; the team looks.
    Unknown,
}

/// Why a sign-up cannot go on at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "trouble", rename_all = "camelCase")]
pub enum SignUpTrouble {
    /// The offers, slots or texts are being fetched.
    Loading,
    /// They could not be fetched. It is tried again by itself.
    NotLoaded {
        /// Why.
        reason: AttentionReason,
    },
    /// The studio has nothing to offer here.
    NothingOffered,
    /// Nothing can be written down on this computer, so nothing can be promised.
    NotKept,
    /// Something that was agreed to or signed is not any more: what it was for has changed.
    SignAnew,
    /// Nobody knows whether the voucher was redeemed. It is the team's now, and not tried again here.
    RedeemUnknown,
    /// The studio's system did not take what was sent, and nothing was done. All that was entered is still there.
    Refused {
        /// Why.
        reason: RefusedReason,
        /// The part in which that is most likely mended; nothing where that is this one.
        mend: Option<SignUpPart>,
    },
}

/// What was chosen.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChosenView {
    /// The offer, by [`OfferView::offer`].
    pub offer: Option<Id<OfferId>>,
    /// The term, by [`TermView::term`].
    pub term: Option<Id<TermId>>,
    /// Modules, by [`ModuleView::module`].
    pub modules: Vec<Id<ModuleId>>,
    /// When the contract starts, `yyyy-MM-dd`.
    pub start: Option<String>,
    /// How it is paid.
    pub pay_by: Option<PayBy>,
    /// The slot, by [`SlotView::slot`].
    pub slot: Option<u32>,
    /// A card is known to the vendor for the payment.
    pub card_ready: bool,
    /// One was, and is not any more: its session is over.
    pub card_lapsed: bool,
    /// The day on which the studio opens, `yyyy-MM-dd`, where that is still to come: nothing begins before.
    pub opening: Option<String>,
}

/// The picture of the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PictureState {
    /// There is none.
    None,
    /// It is kept with the draft.
    Taken,
    /// The vendor could not use the one there was, and nothing was signed. There is none now.
    Refused,
}

/// What the vendor says about an account number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "account", rename_all = "camelCase")]
pub enum AccountView {
    /// None was entered, or not a whole one.
    None,
    /// It is kept; only its end is shown.
    #[serde(rename_all = "camelCase")]
    Kept {
        /// `DE89 •••• 3000`.
        masked: String,
        /// The bank, where the vendor knows it.
        bank: Option<String>,
        /// The bank's code.
        bic: Option<String>,
        /// The vendor was asked and had no objection.
        checked: bool,
    },
}

/// A text block and what was done about it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct AgreedView {
    /// The text.
    #[serde(flatten)]
    pub text: TextBlockView,
    /// It was confirmed.
    pub confirmed: bool,
    /// It was signed, as it reads now.
    pub signed: bool,
}

/// What a signature is for. Text blocks are named by their number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, TS)]
#[serde(tag = "of", rename_all = "camelCase")]
pub enum SignatureOf {
    /// The contract.
    Contract,
    /// The mandate.
    Mandate,
    /// A text block.
    Text {
        /// [`TextBlockView::block`].
        block: Id<BlockId>,
    },
}

/// What somebody at the member's screen does about a sign-up. Each carries the next number of the page's
/// changes, from 1; numbers that were had before are left out of account.
#[derive(Clone, Debug, PartialEq, Deserialize, TS)]
#[serde(tag = "input", rename_all = "camelCase")]
pub enum SignUpInput {
    /// What it is to lead to.
    Aim {
        /// [`SignUpAim::Contract`], [`SignUpAim::Trial`], [`SignUpAim::Lead`], or with a voucher that may be for
        /// a visit [`SignUpAim::CheckInVoucher`].
        aim: SignUpAim,
    },
    /// Go on with a draft.
    Resume {
        /// The code it was put aside with.
        code: String,
    },
    /// Show this part, if it can be shown yet.
    Go {
        /// Which.
        part: SignUpPart,
    },
    /// On to the next part, if nothing is missing in this one.
    Next,
    /// Back to the one before.
    Back,
    /// This term, of whatever offer it belongs to.
    Term {
        /// [`TermView::term`].
        term: Id<TermId>,
    },
    /// Exactly these modules.
    Modules {
        /// [`ModuleView::module`].
        modules: Vec<Id<ModuleId>>,
    },
    /// The contract starts then.
    Start {
        /// `yyyy-MM-dd`.
        date: String,
    },
    /// A field has this in it now, as typed.
    Enter {
        /// Which.
        field: SignUpField,
        /// What.
        text: String,
    },
    /// Look at the voucher, whichever kind it is. Nothing takes it away again.
    Voucher {
        /// The code as typed.
        code: String,
    },
    /// Pay like this.
    PayBy {
        /// How.
        by: PayBy,
    },
    /// Open the payment window.
    OpenPayment,
    /// No picture.
    NoPicture,
    /// A text block is confirmed, or is not any more.
    Confirm {
        /// [`TextBlockView::block`].
        block: Id<BlockId>,
        /// Whether it is.
        yes: bool,
    },
    /// Messages of these categories may be sent by these channels; all of them or none.
    Preferences {
        /// Every category, or nothing to leave it unsaid.
        categories: Vec<CategoryView>,
    },
    /// Signed. The drawing is an SVG document, not in Base64.
    Sign {
        /// What.
        #[serde(flatten)]
        what: SignatureOf,
        /// At most 24 KiB.
        svg: String,
    },
    /// The signature is to be given anew.
    Unsign {
        /// What.
        #[serde(flatten)]
        what: SignatureOf,
    },
    /// Open an attachment in a window of its own.
    Read {
        /// [`TextBlockView::block`].
        block: Id<BlockId>,
    },
    /// Open a legal text in a window of its own.
    ReadLegal {
        /// Which.
        kind: LegalKind,
    },
    /// This slot.
    Slot {
        /// [`SlotView::slot`].
        slot: u32,
    },
    /// Show the slots from this day on.
    SlotsFrom {
        /// `yyyy-MM-dd`.
        date: String,
    },
    /// Agreed to everything as it was shown, the price included: send it.
    Submit,
    /// Agreed to the changed price.
    TakePrice,
    /// No card now.
    NoCard,
    /// Put it aside and show the code.
    Park {
        /// Ask the team to come.
        team: bool,
    },
    /// Nobody is there any more, or the member is done: put aside what was begun, and show nothing of it.
    Leave,
    /// Throw it away.
    Discard,
}

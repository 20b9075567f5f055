//! What the vendor refuses, and where whoever signs can mend it. The tables are all there is: a code is in one of
//! them, or the team's.
//!
//! The Connect API answers with "generic categories of errors" (`ConnectApiErrorResponseDto.errorCodes`) and a
//! message that says of itself "Do not show message in client!"; it is not read. Of the categories only those about
//! vouchers and slots name what they are about. The checks of numbers and accounts name their fields, and so does the
//! Open API (`ErrorResponse.reference`).

use magicline::connect::{TaxIdProblem, VoucherProblem};
use wire::{Problem, RefusedReason, SignUpAim, SignUpField as F, SignUpPart};

/// A refusal of what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) reason: RefusedReason,
    pub(crate) mend: Mend,
}

/// Where a refusal is mended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mend {
    /// At the voucher's code.
    Voucher(VoucherProblem),
    /// With another slot.
    Slot,
    /// With another picture, or with none.
    Picture,
    /// No field is named; this part is the likeliest.
    Part(SignUpPart),
    /// By the team.
    Team,
}

/// What a code means in some calls.
struct Row {
    /// The vendor's constant, or one of ours ([`code`](crate::transport::code)). A star at its end stands for whatever
    /// is published later.
    code: &'static str,
    of: &'static [SignUpAim],
    reason: RefusedReason,
    mend: Mend,
}

const fn row(code: &'static str, of: &'static [SignUpAim], reason: RefusedReason, mend: Mend) -> Row {
    Row { code, of, reason, mend }
}

const CONTRACT: &[SignUpAim] = &[SignUpAim::Contract];
const RATE: &[SignUpAim] = &[SignUpAim::RateVoucher];
const MEMBERS: &[SignUpAim] = &[SignUpAim::Contract, SignUpAim::RateVoucher];
const TRIAL: &[SignUpAim] = &[SignUpAim::Trial];
const PROSPECTS: &[SignUpAim] = &[SignUpAim::Trial, SignUpAim::Lead];
const NO_TRIAL: &[SignUpAim] = &[SignUpAim::Contract, SignUpAim::RateVoucher, SignUpAim::Lead];
const ALL: &[SignUpAim] = &[SignUpAim::Contract, SignUpAim::RateVoucher, SignUpAim::Trial, SignUpAim::Lead];

/// The first row that has a code of the answer counts: those that name what they are about come first.
#[rustfmt::skip]
const ROWS: &[Row] = {
    use Mend::{Part, Picture, Slot, Team, Voucher};
    use RefusedReason as R;
    use SignUpPart::{Details, Offers};
    use VoucherProblem as V;
    &[
        // Ours, for the published 500 with VALIDATION_FAILED and "Invalid image format".
        row("PICTURE_UNUSABLE",                                MEMBERS,   R::Picture,       Picture),
        // `errorCodes` and `ConnectApiContractPreviewDto.voucherErrorCode`.
        row("VOUCHER_VALIDATION_FAILED_INVALID_CODE",          ALL,       R::Voucher,       Voucher(V::Unknown)),
        row("VOUCHER_VALIDATION_FAILED_NOT_REDEEMABLE_HERE",   ALL,       R::Voucher,       Voucher(V::NotHere)),
        row("VOUCHER_VALIDATION_FAILED_NOT_IN_VALIDITY_PERIOD", ALL,      R::Voucher,       Voucher(V::NotNow)),
        row("VOUCHER_VALIDATION_FAILED_NOT_ALLOWED_FOR_RATE",  ALL,       R::Voucher,       Voucher(V::NotForThisOffer)),
        row("VOUCHER*",                                        ALL,       R::Voucher,       Voucher(V::Other)),
        // `POST /trialsession/book`: "CONFLICT if configured resources are overbooked for this slot".
        row("CONFLICT",                                        TRIAL,     R::SlotTaken,     Slot),
        // Ours, for TRIALSESSION_ALREADY_BOOKED and ACTIVE_MEMBER_CANNOT_BOOK_TRIAL_SESSION. Who is a member here
        // is for nobody else to hear.
        row("ALREADY_BOOKED",                                  TRIAL,     R::TrialBefore,   Team),
        row("TRIALSESSION_ALREADY_BOOKED",                     TRIAL,     R::TrialBefore,   Team),
        row("ACTIVE_MEMBER*",                                  TRIAL,     R::AlreadyMember, Team),
        row("CONFLICT",                                        NO_TRIAL,  R::AlreadyMember, Team),
        // A 404, of the one thing that is named: `contractvoucher/{contractVoucherCode}/redeem`, `rateBundleTermId`,
        // a campaign or whoever recommended the studio.
        row("ENTITY_NOT_FOUND",                                RATE,      R::Voucher,       Voucher(V::Unknown)),
        row("ENTITY_NOT_FOUND",                                CONTRACT,  R::OfferGone,     Part(Offers)),
        row("ENTITY_NOT_FOUND",                                PROSPECTS, R::NotAccepted,   Part(Details)),
        // `POST /trialsession/book`: "If you get a validation error make sure all required fields are filled."
        row("REQUIRED_PARAMETER_MISSING",                      ALL,       R::NotAccepted,   Part(Details)),
        row("VALIDATION_FAILED",                               ALL,       R::NotAccepted,   Part(Details)),
        row("BAD_REQUEST",                                     ALL,       R::NotAccepted,   Part(Details)),
        row("FORBIDDEN",                                       ALL,       R::NotPossible,   Team),
        row("OPERATION_NOT_ALLOWED_FOR_STUDIO",                ALL,       R::NotPossible,   Team),
        row("FEATURE_DISABLED",                                ALL,       R::NotPossible,   Team),
        row("STUDIO_NOT_IN_GERMANY",                           ALL,       R::NotPossible,   Team),
        row("SERVER_ERROR",                                    ALL,       R::NotPossible,   Team),
    ]
};

impl Refusal {
    /// By the team, who see the code.
    pub(crate) const fn for_team(reason: RefusedReason) -> Self {
        Self { reason, mend: Mend::Team }
    }

    /// The same of what is no draft, and so is mended by nobody at this screen: no other picture can be taken.
    pub(crate) fn not_here(self) -> Self {
        Self::for_team(match self.reason {
            RefusedReason::Picture => RefusedReason::NotAccepted,
            reason @ (RefusedReason::AlreadyMember
            | RefusedReason::Voucher
            | RefusedReason::SlotTaken
            | RefusedReason::TrialBefore
            | RefusedReason::Withdrawn
            | RefusedReason::OfferGone
            | RefusedReason::NotAccepted
            | RefusedReason::NotPossible) => reason,
        })
    }

    /// What the vendor has against something that was sent. The codes stand apart by blanks; with one that nobody
    /// knows it is the team's.
    pub(crate) fn of(codes: &str, sent: SignUpAim) -> Self {
        let has = |wanted: &str| {
            codes.split(' ').any(|code| match wanted.strip_suffix('*') {
                Some(beginning) => code.starts_with(beginning),
                None => code == wanted,
            })
        };
        let found = ROWS.iter().find(|row| row.of.contains(&sent) && has(row.code));
        found.map_or(Self::for_team(RefusedReason::NotPossible), |row| Self {
            reason: row.reason,
            mend: row.mend,
        })
    }
}

/// What was not redeemed, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotRedeemed {
    /// The voucher is no good.
    Voucher(VoucherProblem),
    /// What is in this field is not taken.
    Field(F),
}

/// What a refusal to redeem a check-in voucher is about (`POST /v1/checkin-vouchers/redeem`): the field at the end of
/// what it refers to, by its name in `CheckinVoucherRedeem`, or else the voucher. A 404 ("Entity does not exists") is
/// about the only entity there is.
pub(crate) fn not_redeemed(status: u16, reference: Option<&str>) -> NotRedeemed {
    let name = reference.and_then(|path| path.rsplit('.').next()).unwrap_or_default();
    let fields = [("firstname", F::FirstName), ("lastname", F::LastName), ("email", F::Email)];
    let named = fields.into_iter().find(|(known, _)| name.eq_ignore_ascii_case(known));
    match named {
        Some((_, field)) => NotRedeemed::Field(field),
        None if status == 404 => NotRedeemed::Voucher(VoucherProblem::Unknown),
        None => NotRedeemed::Voucher(VoucherProblem::Other),
    }
}

/// The field that is meant with what is wrong with a tax number (`TaxIdValidationResultDto.errors`), and what is said
/// there. `is_empty`: nothing is in that field.
pub(super) fn of_tax_id(problem: TaxIdProblem, is_empty: impl Fn(F) -> bool) -> (F, Problem) {
    let missing = |field| (field, if is_empty(field) { Problem::Missing } else { Problem::NotAccepted });
    match problem {
        TaxIdProblem::Invalid | TaxIdProblem::Other => (F::TaxId, Problem::NumberRefused),
        TaxIdProblem::LastNameMissing => missing(F::LastName),
        TaxIdProblem::FirstNameMissing => missing(F::FirstName),
        TaxIdProblem::GenderMissing | TaxIdProblem::GenderUnsupported => (F::Gender, Problem::GenderNeeded),
        TaxIdProblem::BirthDateMissing => missing(F::DateOfBirth),
        TaxIdProblem::BirthPlaceMissing => (F::PlaceOfBirth, Problem::BirthPlaceNeeded),
    }
}

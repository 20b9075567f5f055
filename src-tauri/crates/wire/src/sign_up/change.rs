//! What changed of a sign-up. Most of a sign-up is long and stays as it is while a key is pressed or a module
//! chosen; what crosses then is short enough to go into the page at once.

use serde::Serialize;
use ts_rs::TS;

use super::{
    AccountView, AgreedView, CategoryView, ChosenView, FieldProblem, FieldView, LegalView, MandateView,
    PictureState, PreviewView, SignUpAim, SignUpPart, SignUpStep, SignUpTrouble, SignUpView, SignatureOf,
    VoucherView,
};

/// What changed of a sign-up since it was told last. What is left out is as it was.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct SignUpChange {
    /// See [`SignUpView::sign_up`]; it is the same.
    pub sign_up: u32,
    /// See [`SignUpView::revision`].
    pub revision: u32,
    /// See [`SignUpView::aim`].
    pub aim: SignUpAim,
    /// See [`SignUpView::step`].
    #[serde(flatten)]
    pub step: SignUpStep,
    /// See [`SignUpView::country`].
    pub country: String,
    /// See [`SignUpView::voucher`].
    pub voucher: VoucherView,
    /// See [`SignUpView::picture`].
    pub picture: PictureState,
    /// See [`SignUpView::account`].
    pub account: AccountView,
    /// See [`SignUpView::mandate`].
    pub mandate: Option<MandateView>,
    /// See [`SignUpView::signed`].
    pub signed: Vec<SignatureOf>,
    /// See [`SignUpView::signatures_required`].
    pub signatures_required: bool,
    /// See [`SignUpView::preferences_said`].
    pub preferences_said: bool,
    /// See [`SignUpView::trouble`].
    pub trouble: Option<SignUpTrouble>,
    /// The long parts, each only when it changed.
    #[serde(flatten)]
    pub parts: ChangedParts,
}

/// The long parts of a sign-up; see [`SignUpView`].
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ChangedParts {
    /// See [`SignUpView::path`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub path: Option<Vec<SignUpPart>>,
    /// See [`SignUpView::fields`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub fields: Option<Vec<FieldView>>,
    /// See [`SignUpView::problems`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub problems: Option<Vec<FieldProblem>>,
    /// See [`SignUpView::chosen`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub chosen: Option<ChosenView>,
    /// See [`SignUpView::preview`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub preview: Option<PreviewView>,
    /// See [`SignUpView::texts`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub texts: Option<Vec<AgreedView>>,
    /// See [`SignUpView::legal`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub legal: Option<Vec<LegalView>>,
    /// See [`SignUpView::preferences`].
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub preferences: Option<Vec<CategoryView>>,
}

fn changed<T: Clone + PartialEq>(before: &T, now: &T) -> Option<T> {
    (before != now).then(|| now.clone())
}

impl SignUpView {
    /// What to tell whoever knows `before`, which is the same sign-up.
    pub fn since(&self, before: &Self) -> SignUpChange {
        SignUpChange {
            sign_up: self.sign_up,
            revision: self.revision,
            aim: self.aim,
            step: self.step.clone(),
            country: self.country.clone(),
            voucher: self.voucher.clone(),
            picture: self.picture,
            account: self.account.clone(),
            mandate: self.mandate.clone(),
            signed: self.signed.clone(),
            signatures_required: self.signatures_required,
            preferences_said: self.preferences_said,
            trouble: self.trouble,
            parts: ChangedParts {
                path: changed(&before.path, &self.path),
                fields: changed(&before.fields, &self.fields),
                problems: changed(&before.problems, &self.problems),
                chosen: changed(&before.chosen, &self.chosen),
                preview: changed(&before.preview, &self.preview),
                texts: changed(&before.texts, &self.texts),
                legal: changed(&before.legal, &self.legal),
                preferences: changed(&before.preferences, &self.preferences),
            },
        }
    }

    /// This sign-up after a change.
    #[must_use]
    pub fn after(self, change: SignUpChange) -> Self {
        let parts = change.parts;
        Self {
            sign_up: change.sign_up,
            revision: change.revision,
            aim: change.aim,
            path: parts.path.unwrap_or(self.path),
            step: change.step,
            country: change.country,
            fields: parts.fields.unwrap_or(self.fields),
            problems: parts.problems.unwrap_or(self.problems),
            chosen: parts.chosen.unwrap_or(self.chosen),
            preview: parts.preview.unwrap_or(self.preview),
            voucher: change.voucher,
            picture: change.picture,
            account: change.account,
            texts: parts.texts.unwrap_or(self.texts),
            legal: parts.legal.unwrap_or(self.legal),
            mandate: change.mandate,
            signed: change.signed,
            signatures_required: change.signatures_required,
            preferences: parts.preferences.unwrap_or(self.preferences),
            preferences_said: change.preferences_said,
            trouble: change.trouble,
        }
    }
}

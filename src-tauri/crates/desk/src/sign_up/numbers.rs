//! The desk's own numbers about signing up, each a type of its own: none is passed where another is meant.

/// A sign-up at the member's screen, counted from 1. [`wire::SignUpView::sign_up`] is its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SignUpId(pub u32);

/// A change that a page made to a sign-up, counted from 1; 0 before there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Revision(pub u32);

/// A question to the vendor, counted from 1 for each sign-up. An answer to an older one is not taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct QuestionId(pub(crate) u32);

/// A payment window. What a window hands over late belongs to no other member's sign-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PaymentWindow {
    /// Whose it is.
    pub sign_up: SignUpId,
    /// The number of the question for its session, counted for each sign-up.
    pub nth: u32,
}

impl SignUpId {
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

impl QuestionId {
    pub(crate) const fn next(self) -> Self {
        Self(self.0.wrapping_add(1))
    }
}

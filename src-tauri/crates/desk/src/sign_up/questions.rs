//! What the vendor is asked about what was entered: of each kind one question at a time, about what stood there
//! then. What is entered meanwhile is asked about next.

use domain::Redacted;
use magicline::connect::{BirthInformation, Province, TaxIdProblem};
use wire::AttentionReason;

use super::happened::{AccountSaid, Answer, VoucherSaid};
use super::numbers::QuestionId;

/// The questions of one kind, of which the newest is remembered.
pub(super) struct Question<T>(Option<Asked<T>>);

/// A value the vendor was asked about, and what it said.
struct Asked<T> {
    value: String,
    number: QuestionId,
    said: Option<Answer<T>>,
}

impl<T> Default for Question<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Question<T> {
    /// The number of the question to ask now, if there is one: the value is another one than was asked about,
    /// and no question is on its way.
    pub(super) fn ask(&mut self, value: Option<String>, last: &mut QuestionId) -> Option<QuestionId> {
        let asked = self.0.as_ref();
        let is_new = asked.is_none_or(|asked| asked.said.is_some() && Some(&asked.value) != value.as_ref());
        let value = value.filter(|_| is_new)?;
        *last = last.next();
        self.0 = Some(Asked { value, number: *last, said: None });
        Some(*last)
    }

    /// Takes in an answer, unless it is one to an older question.
    pub(super) fn said(&mut self, number: QuestionId, answer: Answer<T>) {
        if let Some(asked) = self.0.as_mut().filter(|asked| asked.number == number && asked.said.is_none()) {
            asked.said = Some(answer);
        }
    }

    /// What was said about this value.
    pub(super) fn answer(&self, value: Option<&str>) -> Option<&T> {
        self.about(value)?.as_ref().ok()
    }

    /// Why nothing was said about this value.
    pub(super) fn failure(&self, value: Option<&str>) -> Option<AttentionReason> {
        self.about(value)?.as_ref().err().copied()
    }

    fn about(&self, value: Option<&str>) -> Option<&Answer<T>> {
        let asked = self.0.as_ref().filter(|asked| Some(asked.value.as_str()) == value)?;
        asked.said.as_ref()
    }

    fn has_failed(&self) -> bool {
        self.0.as_ref().is_some_and(|asked| matches!(asked.said, Some(Err(_))))
    }

    fn try_again(&mut self) {
        if self.has_failed() {
            self.forget();
        }
    }

    /// Nothing was asked.
    pub(super) fn forget(&mut self) {
        self.0 = None;
    }
}

/// All that is asked about, but for the price.
#[derive(Default)]
pub(super) struct Questions {
    pub(super) account: Question<AccountSaid>,
    pub(super) holder: Question<bool>,
    pub(super) tax_id: Question<Vec<TaxIdProblem>>,
    pub(super) rate: Question<VoucherSaid>,
    pub(super) province: Question<Option<Province>>,
    pub(super) birth: Question<Redacted<Option<BirthInformation>>>,
    pub(super) last: QuestionId,
}

impl Questions {
    /// The number of a question of no kind that is remembered here.
    pub(super) fn next(&mut self) -> QuestionId {
        self.last = self.last.next();
        self.last
    }

    /// Whether something could not be asked. What only saves typing is left at that.
    pub(super) fn have_failed(&self) -> bool {
        self.account.has_failed()
            || self.holder.has_failed()
            || self.tax_id.has_failed()
            || self.rate.has_failed()
    }

    /// What was checked is to be checked again.
    pub(super) fn check_again(&mut self) {
        self.account.forget();
        self.holder.forget();
        self.tax_id.forget();
    }

    /// What could not be asked is to be asked again.
    pub(super) fn try_again(&mut self) {
        self.account.try_again();
        self.holder.try_again();
        self.tax_id.try_again();
        self.rate.try_again();
    }
}

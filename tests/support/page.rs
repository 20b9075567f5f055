//! The page of somebody who signs up, without a window.

use desk::{Outside, PaymentWindow, Revision, SignUpId};
use domain::{ModuleId, TermId};
use wire::{
    AgreedView, FieldProblem, PayBy, PictureState, PreviewView, SignUpAim, SignUpField, SignUpInput,
    SignUpPart, SignUpStep, SignUpTrouble, SignUpView, SignatureOf,
};

use crate::{Failure, Outcome, PATIENCE, Settled, Studio};

/// A page that counts its changes and waits until the desk has dealt with each.
pub struct Page<'a> {
    settled: &'a Settled,
    sign_up: u32,
    revision: u32,
    mark: usize,
}

/// A drawing that is told from all others by its number.
pub fn drawing(number: u32) -> String {
    format!("<svg viewBox=\"0 0 600 200\"><path d=\"M{number} 20L30 40\"/></svg>")
}

fn is_at(view: &SignUpView, wanted: SignUpPart) -> bool {
    matches!(view.step, SignUpStep::Part { part } if part == wanted)
}

impl<'a> Page<'a> {
    /// Begins at the idle screen.
    pub async fn begin(settled: &'a Settled, aim: SignUpAim) -> Outcome<Page<'a>> {
        settled.idle().await?;
        let mark = settled.mark();
        settled.desk.begin_sign_up(aim).await;
        Self::shown_after(settled, mark).await
    }

    /// A sign-up that comes to the screen after `mark`, whoever began it.
    pub async fn shown_after(settled: &'a Settled, mark: usize) -> Outcome<Page<'a>> {
        let pick = |view: &SignUpView| Some((view.sign_up, view.revision));
        let (sign_up, revision) = settled.sign_up_after(mark, "a sign-up", pick).await?;
        Ok(Self { settled, sign_up, revision, mark })
    }

    /// The number of the sign-up.
    pub fn number(&self) -> u32 {
        self.sign_up
    }

    /// Says something and waits for nothing.
    pub async fn press(&mut self, input: SignUpInput) {
        self.revision += 1;
        self.mark = self.settled.mark();
        self.settled.desk.sign_up(SignUpId(self.sign_up), Revision(self.revision), input).await;
    }

    /// Says something and waits until it is dealt with.
    pub async fn does(&mut self, input: SignUpInput) -> Outcome<SignUpView> {
        let what = format!("the answer to {input:?}");
        self.press(input).await;
        self.sees(&what, |view| Some(view.clone())).await
    }

    /// Waits for something in what was shown since the last press, and with it.
    pub async fn sees<T>(&self, what: &str, pick: impl Fn(&SignUpView) -> Option<T>) -> Outcome<T> {
        let of_now = |view: &SignUpView| view.sign_up == self.sign_up && view.revision >= self.revision;
        self.settled.sign_up_after(self.mark, what, |view| of_now(view).then(|| pick(view))?).await
    }

    /// Waits for this step.
    pub async fn step<T>(&self, what: &str, pick: impl Fn(&SignUpStep) -> Option<T>) -> Outcome<T> {
        self.sees(what, |view| pick(&view.step)).await
    }

    /// Waits for this part.
    pub async fn at(&self, wanted: SignUpPart) -> Outcome<SignUpView> {
        let there = |view: &SignUpView| is_at(view, wanted).then(|| view.clone());
        self.sees(&format!("the part {wanted:?}"), there).await
    }

    /// On to the next part, which has to be this one.
    pub async fn on_to(&mut self, wanted: SignUpPart) -> Outcome<SignUpView> {
        let view = self.does(SignUpInput::Next).await?;
        if is_at(&view, wanted) {
            return Ok(view);
        }
        Err(Failure::new(format!("it goes not on to {wanted:?}: {view:#?}")))
    }

    /// Types into one field after another.
    pub async fn enter(&mut self, fields: &[(SignUpField, &str)]) -> Outcome<SignUpView> {
        for (field, text) in fields {
            self.press(SignUpInput::Enter { field: *field, text: (*text).to_owned() }).await;
        }
        self.sees("the fields dealt with", |view| Some(view.clone())).await
    }

    /// Waits until the vendor or the desk has this to say about a field.
    pub async fn problem(&self, field: SignUpField) -> Outcome<FieldProblem> {
        let pick = |view: &SignUpView| view.problems.iter().find(|it| it.field == field).copied();
        self.sees(&format!("a problem with {field:?}"), pick).await
    }

    /// Waits for the offers and takes this term with these modules: on to who it is.
    pub async fn choose(&mut self, term: i64, modules: &[i64]) -> Outcome<SignUpView> {
        let loaded = |view: &SignUpView| view.trouble.is_none().then_some(());
        self.sees("the offers", loaded).await?;
        self.does(SignUpInput::Term { term: TermId(term).into() }).await?;
        self.on_to(SignUpPart::Terms).await?;
        if !modules.is_empty() {
            let modules = modules.iter().map(|module| ModuleId(*module).into()).collect();
            self.does(SignUpInput::Modules { modules }).await?;
        }
        self.on_to(SignUpPart::Details).await
    }

    /// Waits until nothing is on its way that could change what is signed.
    pub async fn settled(&self) -> Outcome<SignUpView> {
        let ready = |view: &SignUpView| {
            let priced = view.aim != SignUpAim::Contract
                || !matches!(view.preview, PreviewView::Asking { .. } | PreviewView::None);
            let mandate = view.chosen.pay_by != Some(PayBy::DirectDebit) || view.mandate.is_some();
            let loaded = matches!(view.trouble, None | Some(SignUpTrouble::SignAnew));
            (priced && mandate && loaded).then(|| view.clone())
        };
        self.sees("a price and the texts", ready).await
    }

    /// Confirms and signs everything that has to be, each with a drawing of its own, and the voluntary
    /// texts where `all`. Stays where it is.
    pub async fn agree(&mut self, all: bool) -> Outcome<SignUpView> {
        let view = self.settled().await?;
        for AgreedView { text, .. } in &view.texts {
            let block = text.block;
            if text.signature && (text.required || all) {
                let (what, svg) = (SignatureOf::Text { block }, drawing(block.0.0 as u32 % 1000));
                self.does(SignUpInput::Sign { what, svg }).await?;
            } else if text.required {
                self.does(SignUpInput::Confirm { block, yes: true }).await?;
            }
        }
        if view.signatures_required {
            self.does(SignUpInput::Sign { what: SignatureOf::Contract, svg: drawing(501) }).await?;
        }
        if view.mandate.is_some() {
            self.does(SignUpInput::Sign { what: SignatureOf::Mandate, svg: drawing(502) }).await?;
        }
        self.settled().await
    }

    /// The last press, when everything is there for it.
    pub async fn submit(&mut self) -> Outcome {
        self.settled().await?;
        self.press(SignUpInput::Submit).await;
        Ok(())
    }

    /// Waits for the end and tells the member number.
    pub async fn done(&self) -> Outcome<String> {
        let pick = |step: &SignUpStep| {
            if let SignUpStep::Done { number, .. } = step { number.clone() } else { None }
        };
        self.step("a member number", pick).await
    }

    /// Takes a picture, and waits until it is kept with the draft.
    pub async fn picture(&self, jpeg: &[u8]) -> Outcome {
        let kept = self.settled.desk.sign_up_picture(SignUpId(self.sign_up), jpeg).await;
        kept.map_err(|_| Failure::new("the picture was not taken"))?;
        let taken = |view: &SignUpView| (view.picture == PictureState::Taken).then_some(());
        self.sees("the picture", taken).await
    }

    /// Opens the payment window and waits for the vendor's session: its number and token.
    pub async fn window(&mut self) -> Outcome<(PaymentWindow, String)> {
        let mut outside = self.settled.desk.outside();
        self.does(SignUpInput::OpenPayment).await?;
        let shown = tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(Outside::Payment { window, session, .. }) = &*outside.borrow_and_update() {
                    return Some((*window, session.expose().clone()));
                }
                outside.changed().await.ok()?;
            }
        });
        let opened = shown.await.ok().flatten();
        opened.ok_or_else(|| Failure::new("the payment window never opened"))
    }

    /// Pays with this card in the practice studio's widget; what it gives goes to the desk.
    pub async fn pay_by_card(&mut self, studio: &Studio, number: &str) -> Outcome<SignUpView> {
        let (window, session) = self.window().await?;
        let token = studio.card_token(&session, number).await?;
        let mark = self.settled.mark();
        self.settled.desk.paid(window, token.map(domain::Redacted::new)).await;
        self.mark = mark;
        self.at(SignUpPart::Payment).await
    }

    /// Goes away, as somebody who is done or gives up.
    pub async fn leave(mut self) -> Outcome {
        self.press(SignUpInput::Leave).await;
        self.settled.idle().await?;
        Ok(())
    }
}

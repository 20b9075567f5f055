//! Where each effect of a sign-up goes: to the vendor by way of the clerk, to the disk, to a window, to the page.

use std::sync::Arc;

use domain::Redacted;
use magicline::CheckInVoucher;
use wire::FrontMessage;

use super::SignUps;
use super::entries::DraftEntry;
use crate::Outside;
use crate::sign_up::{Effect, PaymentWindow, SignUp, SignUpId};

impl SignUps {
    pub(super) fn act(&mut self, effects: Vec<Effect>) {
        let Some(current) = &self.current else { return };
        let number = current.number();
        for effect in effects {
            self.act_one(number, effect);
        }
    }

    fn act_one(&mut self, sign_up: SignUpId, effect: Effect) {
        let clerk = Arc::clone(&self.clerk);
        match effect {
            Effect::Price(number, request) => {
                self.questions.spawn(clerk.price(sign_up, number, request, (self.currency(), self.language)));
            }
            Effect::Account(number, studio, iban) => {
                self.questions.spawn(clerk.account(sign_up, number, studio, iban));
            }
            Effect::Holder(number, holder) => {
                self.questions.spawn(clerk.holder(sign_up, number, holder));
            }
            Effect::TaxId(number, studio, person, birth) => {
                self.questions.spawn(clerk.tax_id(sign_up, number, studio, (person, birth)));
            }
            Effect::Voucher(number, studio, code) => {
                self.questions.spawn(clerk.voucher(sign_up, number, studio, code));
            }
            Effect::Province(number, zip) => {
                self.questions.spawn(clerk.province(sign_up, number, zip));
            }
            Effect::Birth(number, code) => {
                self.questions.spawn(clerk.birth(sign_up, number, code));
            }
            Effect::Entered => {
                let entered = self.current.as_ref().map(SignUp::entered);
                self.news.extend(entered.map(FrontMessage::Entered));
            }
            Effect::OpenSession(window, request) => {
                self.questions.spawn(clerk.open_session(sign_up, window, request));
            }
            Effect::Redeem { number, row, code, person, email } => {
                let person = person.into_exposed();
                let voucher = CheckInVoucher {
                    code,
                    first_name: Redacted::new(person.first_name),
                    last_name: Redacted::new(person.last_name),
                    email,
                };
                self.enter(DraftEntry::Redeem(sign_up, number, row, voucher));
            }
            Effect::Link(customer, card) => {
                self.questions.spawn(clerk.link(sign_up, customer, card));
            }
            Effect::Keep(row) => self.enter(DraftEntry::Keep(sign_up, row)),
            Effect::Park(row) => self.enter(DraftEntry::Park(sign_up, row)),
            Effect::Resume(code) => self.enter(DraftEntry::Resume(sign_up, code)),
            Effect::Drop(key) => self.enter(DraftEntry::Drop(key)),
            Effect::Submit(row, submission) => self.enter(DraftEntry::Submit(sign_up, row, submission)),
            Effect::ShowPayment { window, session } => self.show_payment(window, session),
            Effect::ShowDocument { url, title } => {
                let language = self.language;
                self.outside.send_replace(Some(Outside::Document { url, title, language }));
            }
            Effect::CloseWindow => {
                self.outside.send_replace(None);
            }
            Effect::Over => {
                self.current = None;
                self.outside.send_replace(None);
            }
        }
    }

    pub(super) fn enter(&mut self, entry: DraftEntry) {
        if let Err(entry) = self.entries.give(entry) {
            self.questions.spawn(Arc::clone(&self.clerk).not_written(entry));
        }
    }

    fn show_payment(&self, window: PaymentWindow, session: Redacted<String>) {
        let Some(card) = &self.settings.card else { return };
        let of_studio = || self.facts.studio.as_ref()?.studio.address.country.clone();
        let country = self.settings.country.clone().or_else(of_studio).unwrap_or_default();
        self.outside.send_replace(Some(Outside::Payment {
            window,
            script: card.script.clone(),
            origins: card.origins.clone(),
            session,
            environment: card.environment.clone(),
            country,
            language: self.language,
        }));
    }
}

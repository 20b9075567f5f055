//! The part of signing up that waits for the vendor. Everything comes back as a message; nothing in here
//! decides.

use std::sync::Arc;

use domain::{Currency, CustomerId, Identification, Language, OfferId, Outcome, Redacted, StudioId};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use magicline::connect::{
    Birth, ContractRequest, Offer, PaymentSessionRequest, Person, PreviewAnswer, RateVoucherAnswer,
    StudioDetails, TaxIdProblem, TrialConfig, VoucherProblem,
};
use magicline::{CheckInVoucher, ConnectApi, Error, OpenApi};
use tokio::sync::mpsc;
use wire::{AttentionReason, CardLink, ChoiceOf, Problem};

use super::SignUpMessage;
use super::answers::Answers;
use super::entries::DraftEntry;
use crate::sign_up::{
    AccountSaid, Answer, FreeSlot, Input, NotRedeemed, PaymentWindow, Pictures, Priced, QuestionId, Sent,
    Session, SignUpId, Slots, VoucherSaid, Want, not_redeemed,
};
use crate::transport::noticed;
use crate::{Clock, Message, account, check_in, logo};

/// How many days of free slots are asked for at once.
const SLOT_DAYS: i64 = 13;
/// No offer has more pictures worth waiting for.
const MOST_PICTURES: usize = 24;

/// Asks the vendor what a sign-up wants to know, and sends the desk what it said.
pub(super) struct Clerk {
    pub(super) connect: ConnectApi,
    /// The studio's own interface, where its key is there.
    pub(super) open: Option<Arc<OpenApi>>,
    /// The number of the studio, if it is set.
    pub(super) studio: Option<StudioId>,
    pub(super) clock: Clock,
    pub(super) answers: Answers,
    pub(super) messages: mpsc::Sender<Message>,
}

/// Something that was fetched.
pub(crate) enum Fetched {
    Studio(Box<StudioDetails>),
    Offers(Vec<Offer>),
    Categories(Vec<magicline::connect::MessageCategory>),
    Countries(Vec<ChoiceOf>),
    Sources { referrals: Vec<ChoiceOf>, campaigns: Vec<ChoiceOf> },
    Trial(TrialConfig),
    Slots(Slots),
    Mandate(OfferId, String),
    Visits(bool),
}

impl Clerk {
    /// Fetches what is wanted.
    pub(super) async fn fetch(
        self: Arc<Self>,
        want: Want,
        studio: Option<StudioId>,
        (currency, language): (Currency, Language),
    ) {
        let fetched = self.fetched(want, studio, (currency, language)).await;
        self.notice(&fetched).await;
        let fetched = match fetched {
            Ok((fetched, text)) => {
                if let Some(text) = text {
                    self.answers.keep(want, language, text, self.now()).await;
                }
                Ok(fetched)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = &fetched {
            tracing::warn!(%error, ?want, "not fetched for a sign-up");
        }
        let pictures = match &fetched {
            Ok(Fetched::Offers(offers)) => picture_addresses(offers),
            Ok(_) | Err(_) => Vec::new(),
        };
        let message =
            SignUpMessage::Fetched(language, want, fetched.map(Box::new).map_err(|it| attention(&it)));
        self.send(message).await;
        if !pictures.is_empty() {
            self.send(SignUpMessage::OfferPictures(self.pictures(pictures).await)).await;
        }
    }

    /// What was said before the desk was started, as long as it is believed.
    pub(super) async fn remember(self: Arc<Self>, currency: Currency) {
        let remembered = self.answers.remembered(currency, self.now()).await;
        if !remembered.is_empty() {
            self.send(SignUpMessage::Remembered(remembered)).await;
        }
    }

    /// And the answer as it came, where it is kept.
    async fn fetched(
        &self,
        want: Want,
        studio: Option<StudioId>,
        (currency, language): (Currency, Language),
    ) -> Result<(Fetched, Option<String>), Error> {
        if want == Want::Studio {
            return self.studio_details().await;
        }
        if want == Want::Visits {
            let may = match &self.open {
                Some(open) => account::may_redeem_visits(open).await?,
                None => false,
            };
            return Ok((Fetched::Visits(may), None));
        }
        let studio = studio.ok_or(Error::Unsendable)?;
        let connect = &self.connect;
        let fetched = match want {
            Want::Studio | Want::Visits | Want::Offers => {
                let heard = connect.hear_offers(studio, currency, language).await?;
                return Ok((Fetched::Offers(heard.said), Some(heard.text)));
            }
            Want::Categories => {
                let heard = connect.hear_message_categories(studio).await?;
                return Ok((Fetched::Categories(heard.said), Some(heard.text)));
            }
            Want::Countries => {
                let heard = connect.hear_countries(language).await?;
                let countries = heard.said.into_iter().map(choice).collect();
                return Ok((Fetched::Countries(countries), Some(heard.text)));
            }
            Want::Sources => {
                let (referrals, campaigns) =
                    tokio::join!(connect.referrals(studio), connect.campaigns(studio));
                let choice = |id: String, name: String| ChoiceOf { value: id, name: Some(name) };
                Fetched::Sources {
                    referrals: referrals?.into_iter().map(|it| choice(it.id.to_string(), it.name)).collect(),
                    campaigns: campaigns?.into_iter().map(|it| choice(it.id.to_string(), it.name)).collect(),
                }
            }
            Want::Trial => Fetched::Trial(connect.trial_config(studio).await?),
            Want::Slots(from) => Fetched::Slots(self.slots(studio, from, language).await?),
            Want::Mandate(offer) => {
                let text = connect.mandate_text(studio, Some(offer), language).await?;
                return Ok((Fetched::Mandate(offer, text.clone()), Some(text)));
            }
        };
        Ok((fetched, None))
    }

    /// The studio that is set, else the one of the key, else the only one there is.
    async fn studio_details(&self) -> Result<(Fetched, Option<String>), Error> {
        let of_key = async {
            match (self.studio, &self.open) {
                (Some(studio), _) => Some(studio),
                (None, Some(open)) => open.studio().await.ok().map(|studio| studio.studio_id),
                (None, None) => None,
            }
        };
        let studio = match of_key.await {
            Some(studio) => studio,
            None => match self.connect.studios().await?.as_slice() {
                [only] => only.id,
                _ => return Err(Error::Unsendable),
            },
        };
        let heard = self.connect.hear_studio(studio).await?;
        Ok((Fetched::Studio(Box::new(heard.said)), Some(heard.text)))
    }

    async fn slots(&self, studio: StudioId, from: Date, language: Language) -> Result<Slots, Error> {
        let to = from.saturating_add(SLOT_DAYS.days());
        let found = self.connect.trial_slots(studio, from, to, language).await?;
        let list = found.slots.into_iter();
        let slot = |it: magicline::connect::Slot| FreeSlot {
            start: it.start,
            starts_at: it.starts_at,
            ends_at: it.ends_at,
        };
        Ok(Slots {
            name: found.name,
            description: found.description,
            from,
            to,
            trainer_optional: found.trainer_optional,
            list: list.map(slot).collect(),
        })
    }

    /// Fetches pictures, each within the limits of a logo. An offer without one is fine.
    async fn pictures(&self, addresses: Vec<String>) -> Pictures {
        let mut pictures = Pictures::new();
        for address in addresses {
            match self.connect.offer_picture(&address).await {
                Ok(picture) => drop(pictures.insert(address, logo::data_url(&picture))),
                Err(error) => tracing::info!(%error, "the picture of an offer could not be fetched"),
            }
        }
        pictures
    }

    pub(super) async fn price(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        request: Box<ContractRequest>,
        (currency, language): (Currency, Language),
    ) {
        let answer = self.connect.preview(&request, currency, language).await;
        self.notice(&answer).await;
        let priced = match answer {
            Ok(PreviewAnswer::Ready(preview)) => Priced::Ready(preview),
            Ok(PreviewAnswer::VoucherRefused(problem)) => Priced::VoucherRefused(problem),
            Err(error) if is_refusal(&error) => {
                tracing::warn!(%error, "the vendor takes no preview of this");
                Priced::Refused
            }
            Err(error) => Priced::Failed(attention(&error)),
        };
        self.tell(sign_up, Input::Priced(number, priced)).await;
    }

    pub(super) async fn account(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        studio: StudioId,
        iban: Redacted<String>,
    ) {
        let answer = self.connect.bank_account(studio, &iban).await;
        self.notice(&answer).await;
        let said = answer.map(|account| AccountSaid {
            problem: match (account.valid, account.direct_debit) {
                (false, _) => Some(Problem::AccountRefused),
                (true, Some(false)) => Some(Problem::NoDirectDebit),
                (true, Some(true) | None) => None,
            },
            bank: account.bank_name.into_exposed(),
            bic: account.bic.into_exposed(),
        });
        let said = said.or_else(|error| match is_refusal(&error) {
            true => Ok(AccountSaid { problem: Some(Problem::AccountRefused), bank: None, bic: None }),
            false => Err(attention(&error)),
        });
        self.tell(sign_up, Input::Account(number, said)).await;
    }

    pub(super) async fn holder(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        holder: Redacted<String>,
    ) {
        let answer = self.connect.account_holder_valid(&holder).await;
        self.notice(&answer).await;
        let valid =
            answer.or_else(|error| if is_invalid(&error) { Ok(false) } else { Err(attention(&error)) });
        self.tell(sign_up, Input::Holder(number, valid)).await;
    }

    pub(super) async fn tax_id(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        studio: StudioId,
        (person, birth): (Redacted<Person>, Redacted<Birth>),
    ) {
        let answer = self.connect.check_tax_id(studio, &person, &birth).await;
        self.notice(&answer).await;
        let problems = match answer {
            Ok(check) if check.valid => Ok(Vec::new()),
            Ok(check) if check.problems.is_empty() => Ok(vec![TaxIdProblem::Other]),
            Ok(check) => Ok(check.problems),
            Err(error) if is_invalid(&error) => Ok(vec![TaxIdProblem::Other]),
            Err(error) => Err(attention(&error)),
        };
        self.tell(sign_up, Input::TaxId(number, problems)).await;
    }

    pub(super) async fn province(self: Arc<Self>, sign_up: SignUpId, number: QuestionId, zip: String) {
        let answer = self.connect.province(&zip).await;
        self.notice(&answer).await;
        self.tell(sign_up, Input::Province(number, answer.map_err(|error| attention(&error)))).await;
    }

    pub(super) async fn birth(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        code: Redacted<String>,
    ) {
        let answer = self.connect.birth_information(&code).await;
        self.notice(&answer).await;
        self.tell(sign_up, Input::Birth(number, answer.map_err(|error| attention(&error)))).await;
    }

    pub(super) async fn voucher(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        studio: StudioId,
        code: Redacted<String>,
    ) {
        let answer = self.connect.rate_voucher(&code, studio).await;
        self.notice(&answer).await;
        let said = match answer {
            Ok(RateVoucherAnswer::Good(rate)) => {
                Ok(VoucherSaid::Rate { name: rate.name, term: rate.term, from: rate.from, to: rate.to })
            }
            Ok(RateVoucherAnswer::Refused(problem)) => Ok(VoucherSaid::Not(problem)),
            Err(error) if is_refusal(&error) => Ok(VoucherSaid::Not(VoucherProblem::Other)),
            Err(error) => Err(attention(&error)),
        };
        self.tell(sign_up, Input::Voucher(number, said)).await;
    }

    pub(super) async fn open_session(
        self: Arc<Self>,
        sign_up: SignUpId,
        window: PaymentWindow,
        request: Box<PaymentSessionRequest>,
    ) {
        let answer = self.connect.payment_session(&request).await;
        self.notice(&answer).await;
        let session = answer.map(|it| Session { token: it.token, valid_until: it.valid_until });
        let session: Answer<_> = session.map_err(|error| attention(&error));
        self.tell(sign_up, Input::Session(window, session)).await;
    }

    /// Redeems a check-in voucher, once: whether it was is not asked by doing it again.
    pub(super) async fn redeem(
        self: Arc<Self>,
        sign_up: SignUpId,
        number: QuestionId,
        voucher: CheckInVoucher,
    ) {
        let Some(open) = &self.open else {
            let why = Err(AttentionReason::AccessWithdrawn);
            return self.tell(sign_up, Input::Redeemed(number, why)).await;
        };
        let answer = open.redeem_check_in_voucher(&voucher).await;
        self.notice(&answer).await;
        let redeemed = match answer {
            Ok(code) => Ok(Ok(code)),
            Err(error) if error.refused_with() == Some(403) => {
                tracing::warn!("the key lacks CHECKIN_VOUCHER_WRITE: no voucher for a visit is redeemed");
                Ok(Err(NotRedeemed::Voucher(VoucherProblem::NotHere)))
            }
            Err(error) => {
                let reference = error.refusal().and_then(|refusal| refusal.reference.as_deref());
                let about = not_redeemed(error.refused_with().unwrap_or_default(), reference);
                match magicline::outcome::<()>(Err(error)) {
                    Outcome::NotDone(domain::NotDone::Refused { .. }) => Ok(Err(about)),
                    // Nothing was sent, so it can be pressed again.
                    Outcome::NotDone(_) => Err(AttentionReason::NoConnection),
                    Outcome::Done(()) | Outcome::Unknown(_) => Err(AttentionReason::VendorPause),
                }
            }
        };
        self.tell(sign_up, Input::Redeemed(number, redeemed)).await;
    }

    /// Links a card, once: what became of it is not asked by doing it again.
    pub(super) async fn link(self: Arc<Self>, sign_up: SignUpId, customer: CustomerId, card: Identification) {
        let link = match &self.open {
            None => CardLink::NotPossible,
            Some(open) => {
                // The request names no form, and the vendor's own for card numbers is the decimal one
                // (`cardNumberFormat`).
                let answer = open.link_card(customer, &card.in_decimal()).await;
                self.notice(&answer).await;
                match answer {
                    Ok(magicline::CardLink::Linked) => CardLink::Linked,
                    Ok(magicline::CardLink::Taken) => CardLink::Taken,
                    Err(error) if error.refused_with() == Some(403) => CardLink::NotPossible,
                    Err(error) => match magicline::outcome::<()>(Err(error)) {
                        Outcome::Unknown(_) | Outcome::Done(()) => CardLink::Unknown,
                        Outcome::NotDone(_) => CardLink::Failed,
                    },
                }
            }
        };
        tracing::info!(sign_up = sign_up.0, ?link, "a card for a new member");
        self.tell(sign_up, Input::Linked(link)).await;
    }

    /// What an answer tells about the connection.
    async fn notice<T>(&self, answer: &Result<T, Error>) {
        let Some(noticed) = noticed(answer) else { return };
        // Fails only when the desk has ended.
        let _ = self.messages.send(noticed).await;
    }

    /// So much waits for the disk that this is not even tried.
    pub(super) async fn not_written(self: Arc<Self>, entry: DraftEntry) {
        tracing::error!("the disk does not keep up with sign-ups; one thing is not written down");
        let (sign_up, input) = match entry {
            DraftEntry::Keep(sign_up, _) => (sign_up, Input::Kept(false)),
            DraftEntry::Park(sign_up, _) => (sign_up, Input::Coded(None)),
            DraftEntry::Submit(sign_up, ..) => (sign_up, Input::Sent(Sent::NotWritten)),
            DraftEntry::Redeem(sign_up, number, ..) => {
                (sign_up, Input::Redeemed(number, Err(AttentionReason::StoreFault)))
            }
            DraftEntry::Resume(sign_up, _) => (sign_up, Input::CodeNotLookedUp),
            // The team sees that it is still in the list.
            DraftEntry::Drop(_) | DraftEntry::Open(_) => return,
        };
        self.tell(sign_up, input).await;
    }

    pub(super) async fn tell(&self, sign_up: SignUpId, input: Input) {
        self.send(SignUpMessage::Told(sign_up, Box::new(input))).await;
    }

    pub(super) async fn send(&self, message: SignUpMessage) {
        // Fails only when the desk has ended.
        let _ = self.messages.send(Message::SignUp(message)).await;
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.wall()
    }
}

/// A country to choose.
pub(super) fn choice(country: magicline::connect::Country) -> ChoiceOf {
    ChoiceOf { value: country.code, name: Some(country.name) }
}

fn picture_addresses(offers: &[Offer]) -> Vec<String> {
    offers.iter().filter_map(|offer| offer.image_url.clone()).take(MOST_PICTURES).collect()
}

/// The vendor looked at what was entered, and found fault with it. Whatever else it says no with is about something
/// else than that.
fn is_invalid(error: &Error) -> bool {
    matches!(error.refused_with(), Some(400 | 422))
}

/// The vendor understood what it was asked, and said no.
fn is_refusal(error: &Error) -> bool {
    matches!(error.refused_with(), Some(400 | 404 | 409 | 422))
}

/// Why the vendor could not be asked, for the member.
pub(crate) fn attention(error: &Error) -> AttentionReason {
    let why = match magicline::outcome::<()>(Err(error.clone())) {
        Outcome::NotDone(why) => why,
        Outcome::Unknown(domain::Unknown::VendorFault | domain::Unknown::AnswerGarbled) => {
            return AttentionReason::VendorPause;
        }
        Outcome::Unknown(domain::Unknown::TimedOut | domain::Unknown::AnswerLost) | Outcome::Done(()) => {
            return AttentionReason::NoConnection;
        }
    };
    check_in::reason(&why).unwrap_or(AttentionReason::VendorPause)
}

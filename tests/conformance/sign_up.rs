//! Client ↔ practice studio: whole sign-ups over a wire that hears both. Each of the two was written from
//! the document alone, so that what one says must mean the same to the other, and every request and answer
//! on the way is judged.

use std::sync::Arc;

use domain::{CardFormat, Currency, CustomerId, Identification, Language, Money, OfferId, Redacted, TermId};
use jiff::Timestamp;
use jiff::civil::date;
use magicline::connect::{
    Asks, Attachment, Booking, ContractRequest, Effect, Extension, FieldMode, Payment, PaymentChoice,
    PaymentSessionRequest, Payments, Person, PreviewAnswer, RateVoucherAnswer, TaxIdProblem, VoucherProblem,
};
use magicline::{ApiKey, CardLink, CheckInVoucher, ConnectApi, Endpoint, Http, Limits, OpenApi, Search};
use sandbox::{Api, BadVoucher, Country, HandClock, Options, Sandbox, SlotTimes, Spelling, codes};
use serde_json::json;

use crate::client_sends_connect::JPEG;
use crate::people::{self, BASIC, COMPLETE, STUDIO, TODAY};
use crate::wire::Wire;
use crate::{judge, unpublished};

const NOW: &str = "2026-03-04T09:00:00Z";

struct Entrance {
    studio: Sandbox,
    country: Country,
    connect: ConnectApi,
    open: OpenApi,
    wires: [(Api, Wire); 2],
    /// What is published has two forms of a time, and the document one.
    zoned: bool,
}

impl Entrance {
    async fn of(country: Country) -> Self {
        let clock = Arc::new(HandClock::at(NOW.parse().unwrap()));
        let studio = Sandbox::start(Options { clock, ..Options::default() }).await.unwrap();
        studio.set_country(country);
        studio.configure(|settings| settings.slot_times = SlotTimes::Utc);
        let http = Http::new(Limits::default()).unwrap();
        let wires =
            [(Api::Connect, Wire::to(&studio.connect_url())), (Api::Open, Wire::to(&studio.open_url()))];
        let endpoint = |at: usize| Endpoint::parse(&wires[at].1.url()).unwrap();
        let key = ApiKey::parse(&studio.api_key()).unwrap();
        let (connect, open) = (ConnectApi::new(&http, endpoint(0)), OpenApi::new(&http, endpoint(1), key));
        Self { studio, country, connect, open, wires, zoned: false }
    }

    fn currency(&self) -> Currency {
        let code = match self.country {
            Country::DE | Country::ES | Country::IT => "EUR",
            Country::TR => "TRY",
            Country::US => "USD",
        };
        Currency::parse(code).unwrap()
    }

    fn language(&self) -> Language {
        people::language(self.country)
    }

    async fn preview(&self, request: &ContractRequest) -> PreviewAnswer {
        self.connect.preview(request, self.currency(), self.language()).await.unwrap()
    }

    /// A card, from a session and the practice studio's own widget, which is no part of any API.
    async fn card(&self) -> Payment {
        let session = self
            .connect
            .payment_session(&PaymentSessionRequest {
                studio: STUDIO,
                amount: Money::new(0, self.currency()),
                choices: vec![PaymentChoice::Card],
                reference: Redacted::new("Nordlicht".to_owned()),
                payer: Redacted::new(None),
            })
            .await
            .unwrap();
        assert!(session.valid_until > NOW.parse::<Timestamp>().unwrap());
        let card = json!({"userSessionToken": session.token.expose(), "cardNumber": "4111111111111111"});
        let told: serde_json::Value = reqwest::Client::builder()
            .no_proxy()
            .build()
            .unwrap()
            .post(format!("{}/payment-widget/card", self.studio.connect_url()))
            .body(card.to_string())
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap();
        Payment::Card { token: told["paymentRequestToken"].as_str().unwrap().to_owned() }
    }

    /// Uploads a picture and gives its key.
    async fn picture(&self) -> Redacted<Option<String>> {
        let place = self.connect.picture_place().await.unwrap();
        self.connect.upload_picture(&place, JPEG.to_vec()).await.unwrap();
        Redacted::new(Some(place.key().expose().clone()))
    }

    fn judged(&self) {
        for (api, wire) in &self.wires {
            for exchange in wire.heard() {
                let mut faults = judge::request(*api, &exchange.method, &exchange.sent);
                faults.extend(judge::answer(*api, &exchange.method, exchange.path(), &exchange.told));
                if self.zoned {
                    faults.retain(|fault| !fault.contains("DateTime"));
                }
                let told = String::from_utf8_lossy(&exchange.told.body);
                assert!(faults.is_empty(), "{:?}: {faults:#?} of {:?}: {told}", self.country, exchange.sent);
            }
        }
    }
}

impl Drop for Entrance {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.judged();
        }
    }
}

/// Everything the desk asks before somebody can fill anything in.
async fn everything_is_asked(entrance: &Entrance) {
    let (connect, language) = (&entrance.connect, entrance.language());
    let [listed] = &connect.studios().await.unwrap()[..] else { panic!("one studio") };
    let details = connect.studio(STUDIO).await.unwrap();
    assert_eq!((&details.studio, listed.id), (listed, STUDIO));
    assert_eq!(listed.currency, Some(entrance.currency()));
    assert_eq!(listed.address.country.as_deref(), Some(people::code(entrance.country)));
    assert!(listed.zone.is_some() && details.referral_program);
    assert_eq!((listed.has_offers, listed.trial_bookable), (Some(true), Some(true)));
    assert_eq!(details.legal.len(), 8, "four links in two languages");
    let categories = connect.message_categories(STUDIO).await.unwrap();
    assert_eq!(categories.iter().map(|one| one.id.0).collect::<Vec<_>>(), [71, 72, 73]);
    assert!(categories.iter().all(|one| one.channels.len() == 4));
    let countries = connect.countries(language).await.unwrap();
    assert!(countries.iter().any(|one| one.code == people::code(entrance.country)));
    assert!(connect.referrals(STUDIO).await.unwrap().iter().any(|one| one.id.0 == 95));
    assert!(connect.campaigns(STUDIO).await.unwrap().iter().any(|one| one.id.0 == 91));
    let text = connect.mandate_text(STUDIO, None, language).await.unwrap();
    assert_eq!(connect.mandate_text(STUDIO, Some(OfferId(2001)), language).await.unwrap(), text);
    let iban = Redacted::new(people::iban(entrance.country).to_owned());
    let account = connect.bank_account(STUDIO, &iban).await.unwrap();
    assert!(account.valid && account.bic.expose().is_some());
    assert_eq!(account.direct_debit, Some(entrance.country != Country::TR));
    assert!(connect.account_holder_valid(&Redacted::new("Testa Prova".to_owned())).await.unwrap());
    assert!(!connect.account_holder_valid(&Redacted::new("12".to_owned())).await.unwrap());
}

#[tokio::test]
async fn somebody_of_every_country_becomes_a_member() {
    for country in Country::ALL {
        let entrance = Entrance::of(country).await;
        everything_is_asked(&entrance).await;
        let payment = match country {
            Country::US => entrance.card().await,
            Country::DE | Country::ES | Country::IT | Country::TR => people::direct_debit(country),
        };
        let mut request = people::full_contract(country, payment);
        request.applicant.picture = entrance.picture().await;
        let PreviewAnswer::Ready(preview) = entrance.preview(&request).await else { panic!("a preview") };
        let factor = if country == Country::TR { 25 } else { 1 };
        let price = Money::new(3990 * factor, entrance.currency());
        assert_eq!(preview.base_price, Some(price), "{country:?}");
        assert!(
            matches!(&preview.voucher, Some(Ok(voucher)) if matches!(voucher.effect, Effect::Discount(_)))
        );
        assert_eq!((preview.fees.len(), preview.modules.len()), (2, 1));
        assert!(preview.pre_use_charge.is_some() && preview.volume.is_some());

        let signed = entrance.connect.sign(&request, entrance.language()).await.unwrap();
        let [contract] = &entrance.studio.contracts()[..] else { panic!("{country:?}: one contract") };
        assert_eq!(signed.customer, Some(CustomerId(contract.member)));
        assert_eq!(signed.member_number.expose().as_ref(), Some(&contract.customer_number));
        assert!(signed.registration_url.expose().is_some());
        assert_eq!((contract.term, contract.start), (COMPLETE.0, request.start));
        assert_eq!((contract.preuse, contract.voucher.as_deref()), (request.pre_use, Some(codes::PERCENT)));
        assert_eq!((&contract.selected[..], &contract.optional[..]), (&[3011, 3014][..], &[3021][..]));
        assert!(contract.signed && contract.mandate_signed && contract.picture.is_some());
        assert_eq!(contract.signed_texts, [5002]);
        assert_eq!(contract.card_token.is_some(), country == Country::US);
        is_found(&entrance, contract.member).await;
    }
}

/// What is done after a contract of which nobody knows whether it was made, and with the new card.
async fn is_found(entrance: &Entrance, member: i64) {
    let applicant = people::plain(entrance.country);
    let (person, contact) = (applicant.person.expose(), applicant.contact.expose());
    let search = Search {
        first_name: Redacted::new(Some(person.first_name.clone())),
        last_name: Redacted::new(Some(person.last_name.clone())),
        date_of_birth: Redacted::new(Some(applicant.birth.expose().date)),
        email: Redacted::new(Some(contact.email.clone())),
    };
    let [found] = &entrance.open.search(&search).await.unwrap()[..] else { panic!("one customer") };
    assert_eq!(
        (found.id.0, found.member, found.email.expose().as_ref()),
        (member, true, Some(&contact.email))
    );
    let [contract] = &entrance.open.contracts(found.id).await.unwrap()[..] else { panic!("one contract") };
    assert_eq!((contract.created, contract.active), (Some(TODAY), Some(true)));
    let card = Identification::Number { value: "7700112233".to_owned(), format: CardFormat::Decimal };
    assert_eq!(entrance.open.link_card(found.id, &card).await, Ok(CardLink::Linked));
    assert_eq!(entrance.open.link_card(CustomerId(1001), &card).await, Ok(CardLink::Taken));
}

#[tokio::test]
async fn little_is_enough_and_a_card_pays_everywhere() {
    let entrance = Entrance::of(Country::DE).await;
    let debit = people::contract(BASIC, people::plain(Country::DE), people::direct_debit(Country::DE));
    entrance.connect.sign(&debit, Language::DE).await.unwrap();
    let again = entrance.connect.sign(&debit, Language::DE).await.unwrap_err();
    assert!(matches!(&again, magicline::Error::Status(refusal) if refusal.has("CONFLICT")), "{again:?}");
    let mut card = people::contract(BASIC, people::plain(Country::DE), entrance.card().await);
    card.applicant.person = Redacted::new(Person {
        first_name: "Zoë".to_owned(),
        last_name: "d’Œuvre".to_owned(),
        ..Person::default()
    });
    entrance.connect.sign(&card, Language::DE).await.unwrap();
    assert_eq!(entrance.studio.contracts().len(), 2);
    card.term = TermId(1);
    let unknown = entrance.connect.sign(&card, Language::DE).await.unwrap_err();
    assert!(matches!(&unknown, magicline::Error::Status(refusal) if refusal.status == 404), "{unknown:?}");
}

/// Nothing of what the practice studio offers is left out, and every kind of thing is among it.
#[tokio::test]
async fn offers_are_understood_to_the_last_text() {
    for country in Country::ALL {
        let entrance = Entrance::of(country).await;
        let offers = entrance.connect.offers(STUDIO, entrance.currency(), entrance.language()).await.unwrap();
        assert_eq!(
            offers.iter().map(|offer| offer.id.0).collect::<Vec<_>>(),
            [2001, 2002, 2003, 2004, 2005, 2006]
        );
        assert_eq!(offers.iter().map(|offer| offer.unreadable_terms).sum::<usize>(), 0);
        let complete = &offers[0];
        assert_eq!((complete.terms.len(), complete.selectable.len(), complete.most_selectable), (3, 4, 2));
        assert!(complete.signatures_required && complete.footnote.is_some());
        let asks: Vec<Asks> = complete.text_blocks.iter().map(|block| block.asks).collect();
        for kind in [Asks::Confirmation, Asks::Signature, Asks::OptionalSignature] {
            assert!(asks.contains(&kind), "{kind:?} of {asks:?}");
        }
        assert!(
            complete
                .text_blocks
                .iter()
                .any(|block| matches!(block.attachment, Some(Attachment::File { .. })))
        );
        assert!(complete.terms.iter().all(|term| matches!(term.extension, Extension::Prolongs { .. })));
        assert_eq!(complete.terms[0].payment.by_age.len(), 2);
        assert_eq!(complete.terms[0].adjustment_rules.len(), 1);
        assert_eq!(complete.terms[1].bonus_periods.len(), 1);
        let has = |kind: fn(&Payments) -> bool| {
            offers.iter().flat_map(|offer| &offer.terms).any(|term| kind(&term.payment.payments))
        };
        assert!(has(|payments| matches!(payments, Payments::Every { .. })));
        assert!(has(|payments| matches!(payments, Payments::Once(_))));
        assert!(has(|payments| matches!(payments, Payments::OnDays { recurring: true, .. })));
        assert!(has(|payments| matches!(payments, Payments::After { recurring: false, .. })));
        assert!(has(|payments| matches!(payments, Payments::Free)));
    }
}

/// A voucher that is not good is told in two ways, and means the same in both.
#[tokio::test]
async fn vouchers_mean_the_same_to_both() {
    for reading in [BadVoucher::InBody, BadVoucher::BadRequest] {
        let entrance = Entrance::of(Country::DE).await;
        entrance.studio.configure(|settings| settings.bad_voucher = reading);
        for (code, problem) in [
            ("NORD-NOTHING", VoucherProblem::Unknown),
            (codes::ELSEWHERE, VoucherProblem::NotHere),
            (codes::RATE, VoucherProblem::NotHere),
            (codes::EXPIRED, VoucherProblem::NotNow),
            (codes::OTHER_RATE, VoucherProblem::NotForThisOffer),
        ] {
            let mut request =
                people::contract(BASIC, people::plain(Country::DE), people::direct_debit(Country::DE));
            request.voucher = Redacted::new(Some(code.to_owned()));
            let told = match entrance.preview(&request).await {
                PreviewAnswer::VoucherRefused(problem) => problem,
                PreviewAnswer::Ready(preview) => preview.voucher.unwrap().unwrap_err(),
            };
            assert_eq!(told, problem, "{code} {reading:?}");
        }
    }
}

/// The words of the workflow text, which the document does not have, mean the same as the document's.
#[tokio::test]
async fn both_spellings_of_a_discount_are_read_alike() {
    let mut read = Vec::new();
    for spelling in [Spelling::Specification, Spelling::Workflow] {
        let entrance = Entrance::of(Country::DE).await;
        entrance.studio.configure(|settings| {
            settings.discount_type = spelling;
            settings.discounted_charge = spelling;
        });
        let mut request = people::full_contract(Country::DE, people::direct_debit(Country::DE));
        request.voucher = Redacted::new(Some(codes::AMOUNT.to_owned()));
        let PreviewAnswer::Ready(preview) = entrance.preview(&request).await else { panic!("a preview") };
        let voucher = preview.voucher.unwrap().unwrap();
        assert_eq!(voucher.omits_starter_package, spelling == Spelling::Workflow);
        read.push((voucher.effect, voucher.discounted_price, voucher.discounted_pre_use, voucher.lasting));
        // The document knows only one of the two.
        let heard = entrance.wires[0].1.heard();
        let faults = judge::answer(Api::Connect, "POST", heard[0].path(), &heard[0].told);
        assert_eq!(faults.is_empty(), spelling == Spelling::Specification, "{faults:?}");
    }
    assert!(read[0] == read[1] && read[0].1.is_some() && read[0].2.is_some(), "{read:?}");
}

#[tokio::test]
async fn a_voucher_that_is_a_contract() {
    for country in Country::ALL {
        let entrance = Entrance::of(country).await;
        let code = |code: &str| Redacted::new(code.to_owned());
        let good = entrance.connect.rate_voucher(&code(codes::RATE), STUDIO).await.unwrap();
        assert!(
            matches!(&good, RateVoucherAnswer::Good(voucher) if voucher.name.is_some() && voucher.to.is_some())
        );
        for (bad, problem) in [
            (codes::PERCENT, VoucherProblem::NotHere),
            (codes::RATE_EXPIRED, VoucherProblem::NotNow),
            ("a/../b?c=d#e", VoucherProblem::Unknown),
        ] {
            let told = entrance.connect.rate_voucher(&code(bad), STUDIO).await.unwrap();
            assert_eq!(told, RateVoucherAnswer::Refused(problem), "{bad}");
        }
        let mut request = people::redemption(people::full(country), codes::RATE);
        request.applicant.picture = Redacted::new(None);
        let redeemed = entrance.connect.redeem_rate_voucher(&request).await.unwrap();
        let [contract] = &entrance.studio.contracts()[..] else { panic!("one contract") };
        assert_eq!(redeemed.customer_number.expose().as_ref(), Some(&contract.customer_number));
        assert_eq!(contract.start, request.start);
    }
}

#[tokio::test]
async fn a_lead_and_a_trial_session() {
    for country in Country::ALL {
        let entrance = Entrance::of(country).await;
        let prospect = people::prospect(people::full(country));
        let made = entrance.connect.create_lead(&people::lead(prospect.clone())).await.unwrap();
        assert_eq!(made.id.0, entrance.studio.leads()[0].member);
        entrance.connect.create_lead(&people::lead(people::bare_prospect(country))).await.unwrap();
        let config = entrance.connect.trial_config(STUDIO).await.unwrap();
        assert_eq!(
            (config.name, config.birth_date, config.minimum_age),
            (FieldMode::Mandatory, FieldMode::Mandatory, Some(16))
        );
        let slots = entrance
            .connect
            .trial_slots(STUDIO, TODAY, date(2026, 3, 10), entrance.language())
            .await
            .unwrap();
        let [gone, free] = [&slots.slots[1], &slots.slots[2]];
        entrance.studio.lose_slot(gone.starts_at);
        let mut request = people::trial(prospect, &gone.start);
        request.lead = made.uuid.clone();
        assert_eq!(entrance.connect.book_trial(&request).await, Ok(Booking::SlotTaken));
        request.start.clone_from(&free.start);
        let booked = entrance.connect.book_trial(&request).await.unwrap();
        assert!(matches!(booked, Booking::Booked(_)), "{booked:?}");
        let [booking] = &entrance.studio.trial_bookings()[..] else { panic!("one booking") };
        assert_eq!(
            (booking.slot, booking.member, &booking.written),
            (free.starts_at, made.id.0, &free.start)
        );
        request.start.clone_from(&slots.slots[3].start);
        assert_eq!(entrance.connect.book_trial(&request).await, Ok(Booking::AlreadyBooked));
    }
}

#[tokio::test]
async fn members_do_not_come_for_a_trial() {
    let entrance = Entrance::of(Country::DE).await;
    let applicant = people::plain(Country::DE);
    let request = people::contract(BASIC, applicant.clone(), people::direct_debit(Country::DE));
    entrance.connect.sign(&request, Language::DE).await.unwrap();
    let visit = people::trial(people::prospect(applicant), "2026-03-05T09:00:00.000Z");
    assert_eq!(entrance.connect.book_trial(&visit).await, Ok(Booking::ActiveMember));
}

/// The text has a second form of times, which is no `date-time` by the document's own word: the client
/// takes it and sends it back as it came, and it is all that is wrong with either.
#[tokio::test]
async fn a_slot_with_its_zone_is_sent_back_as_it_came() {
    let mut entrance = Entrance::of(Country::DE).await;
    entrance.zoned = true;
    entrance.studio.configure(|settings| settings.slot_times = SlotTimes::Zoned);
    let week = (TODAY, date(2026, 3, 10));
    let slots = entrance.connect.trial_slots(STUDIO, week.0, week.1, Language::DE).await.unwrap();
    let slot = &slots.slots[0];
    assert!(slot.start.ends_with("[Europe/Berlin]"), "{slot:?}");
    let visit = people::trial(people::prospect(people::full(Country::DE)), &slot.start);
    let booked = entrance.connect.book_trial(&visit).await.unwrap();
    assert!(matches!(booked, Booking::Booked(_)), "{booked:?}");
    assert_eq!(entrance.studio.trial_bookings()[0].written, slot.start);
}

#[tokio::test]
async fn what_italy_knows_better() {
    let entrance = Entrance::of(Country::IT).await;
    let visitor = people::full(Country::IT);
    let check = entrance.connect.check_tax_id(STUDIO, &visitor.person, &visitor.birth).await.unwrap();
    assert!(check.valid && check.problems.is_empty());
    let bare = people::plain(Country::DE);
    let check = entrance.connect.check_tax_id(STUDIO, &bare.person, &bare.birth).await.unwrap();
    assert_eq!(
        (check.valid, &check.problems[..]),
        (false, &[TaxIdProblem::GenderMissing, TaxIdProblem::BirthPlaceMissing][..])
    );
    let code = Redacted::new("PRVTST90A41H501W".to_owned());
    let found = entrance.connect.birth_information(&code).await.unwrap();
    let birth = found.expose().as_ref().unwrap();
    assert_eq!((birth.date, birth.place.as_deref()), (Some(date(1990, 1, 1)), Some("Roma")));
    let province = entrance.connect.province("16126").await.unwrap().unwrap();
    assert_eq!(province.code, "GE");
    assert_eq!(entrance.connect.province("99999").await, Ok(None));
}

#[tokio::test]
async fn a_guest_comes_in_with_a_code() {
    let entrance = Entrance::of(Country::DE).await;
    let hidden = |text: &str| Redacted::new(text.to_owned());
    let voucher = CheckInVoucher {
        code: hidden(codes::CHECK_IN[0]),
        first_name: hidden("Ünal"),
        last_name: hidden("Ö"),
        email: hidden("gast@nordlicht.example"),
    };
    let code = entrance.open.redeem_check_in_voucher(&voucher).await.unwrap();
    assert!(entrance.studio.members().iter().any(|card| card.barcode.as_ref() == Some(code.expose())));
}

/// The wire hears what it is there for: a sign-up without any exchange would be judged to be fine.
#[tokio::test]
async fn the_wire_hears_both_sides() {
    let entrance = Entrance::of(Country::US).await;
    entrance.card().await;
    let heard = entrance.wires[0].1.heard();
    let [session] = &heard[..] else { panic!("one exchange: {heard:?}") };
    assert_eq!(
        (session.method.as_str(), session.path(), session.told.status),
        ("POST", unpublished::SESSION, 200)
    );
    assert!(judge::request(Api::Connect, "POST", &session.sent).is_empty());
    let mut silent = session.clone();
    silent.told.body = b"{}".to_vec();
    assert!(!judge::answer(Api::Connect, "POST", silent.path(), &silent.told).is_empty());
}

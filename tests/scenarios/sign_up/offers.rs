//! What is chosen: terms with every way of being paid, modules, and the texts and signatures that go with
//! them.

use domain::{BlockId, ModuleId};
use portico_tests::{Outcome, Page, drawing};
use wire::{
    Channel, FrequencyView, Id, Period, PeriodUnit, PricedDay, PricedPeriod, Screen, SignUpAim, SignUpInput,
    SignUpPart, SignUpView, SignatureOf,
};

use super::books::{minor, price};
use super::{Office, part, people};

/// The currency's smallest unit is told, nothing else of an amount.
#[derive(Debug, PartialEq)]
enum Due {
    Once(i64),
    Every(u32, PeriodUnit, i64),
    OnDays(Vec<(u32, u32, i64)>),
    After(Vec<(u32, PeriodUnit, i64)>),
    Free,
}

fn due(frequency: &FrequencyView) -> Due {
    match frequency {
        FrequencyView::NonRecurring { price } => Due::Once(price.minor.0),
        FrequencyView::Recurring { term: Period { value, unit }, price } => {
            Due::Every(*value, *unit, price.minor.0)
        }
        FrequencyView::MonthDay { days, .. } => {
            let one = |PricedDay { month, day, price }: &PricedDay| (*month, *day, price.minor.0);
            Due::OnDays(days.iter().map(one).collect())
        }
        FrequencyView::TermBased { terms, .. } => {
            let one = |it: &PricedPeriod| (it.term.value, it.term.unit, it.price.minor.0);
            Due::After(terms.iter().map(one).collect())
        }
        FrequencyView::Free => Due::Free,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_is_paid_when_is_shown_as_the_studio_has_it_and_agreed_to_like_that() -> Outcome {
    use PeriodUnit::{Month, Week};
    let office = Office::open().await?;
    let table: [(i64, &'static str, Due, i64); 6] = [
        (2101, "a@beispiel.example", Due::Every(1, Month, 3990), 3990),
        (2111, "b@beispiel.example", Due::Every(1, Week, 749), 749),
        (2121, "c@beispiel.example", Due::Once(39900), 39900),
        (2131, "d@beispiel.example", Due::After(vec![(1, Month, 8900), (4, Month, 8900)]), 17800),
        (2141, "e@beispiel.example", Due::OnDays(vec![(1, 15, 19900), (7, 15, 19900)]), 39800),
        (2151, "f@beispiel.example", Due::Free, 0),
    ];
    for (term, email, wanted, cents) in table {
        let person = people::sparing().with(wire::SignUpField::Email, email);
        let mut page = office.at_summary(&person, term, &[]).await?;
        let view = page.settled().await?;
        let shown = price(&view)?.frequency;
        assert_eq!(shown.as_ref().map(due), Some(wanted), "{term}");
        let offers = office.desk.offers().expect("offers are there");
        let offered = offers.offers.iter().flat_map(|it| &it.terms).find(|it| it.term.0.0 == term);
        assert_eq!(offered.map(|it| due(&it.price)), shown.as_ref().map(due), "{term}, among the offers");
        page.submit().await?;
        page.done().await?;
        let contracts = office.studio.contracts();
        let contract = contracts.last().expect("a contract");
        assert_eq!((contract.term, contract.cents), (term, cents));
        page.leave().await?;
    }
    assert_eq!(office.studio.contract_posts().len(), 6);
    office.nothing_left().await
}

/// A page cannot fetch anything, so the desk hands pictures over with the offers.
#[tokio::test(flavor = "multi_thread")]
async fn offers_come_with_their_pictures_and_everything_they_say_of_themselves() -> Outcome {
    let office = Office::open().await?;
    let page = office.begin(SignUpAim::Contract).await?;
    let has_picture = |offer: &wire::OfferView| {
        offer.picture.as_deref().is_some_and(|picture| picture.starts_with("data:image/"))
    };
    office.desk.offers_like("offers with pictures", |told| told.offers.iter().any(has_picture)).await?;
    let told = office.desk.offers().expect("offers are there").offers;
    let complete = told.iter().find(|it| it.offer.0.0 == 2001).expect("the large one");
    assert!(has_picture(complete) && complete.description.is_some() && complete.footnote.is_some());
    assert!(told.iter().any(|it| it.until.is_some()), "one is for a time only");
    let terms = || told.iter().flat_map(|it| &it.terms);
    assert!(terms().any(|it| !it.age_prices.is_empty()), "prices by age");
    assert!(terms().any(|it| !it.adjustments.is_empty()), "rules by which prices change");
    assert!(terms().any(|it| !it.bonuses.is_empty()), "bonus periods");
    assert!(terms().any(|it| it.flat_fees.iter().any(|fee| fee.starter)), "a starter package");
    page.leave().await
}

/// The vendor's page takes both, and is nobody's without either. It stands on the idle screen as a code to take along.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_for_cancelling_names_the_account_and_the_studio() -> Outcome {
    let office = Office::open().await?;
    let named =
        |screen: &Screen| if let Screen::Idle(idle) = screen { idle.cancel_page.clone() } else { None };
    let page = office.desk.until("the page for cancelling", named).await?;
    assert_eq!(page, "https://public.magicline.com/#/contractTermination?tenant=nordlicht&studio=4711");
    Ok(())
}

fn modules<const N: usize>(ids: [i64; N]) -> Vec<Id<ModuleId>> {
    ids.map(|id| Id(ModuleId(id))).to_vec()
}

/// Somebody who is at the texts of a contract with these modules.
async fn at_texts<'a>(office: &'a Office, modules: &[i64]) -> Outcome<Page<'a>> {
    let person = people::sparing();
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, modules).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &person).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.settled().await?;
    Ok(page)
}

fn asks(view: &SignUpView, block: i64) -> Option<(bool, bool)> {
    let text = view.texts.iter().find(|it| it.text.block.0.0 == block)?;
    Some((text.text.required, text.text.signature))
}

#[tokio::test(flavor = "multi_thread")]
async fn each_text_is_agreed_to_in_its_own_way_and_nothing_goes_on_without() -> Outcome {
    let office = Office::open().await?;
    let mut page = at_texts(&office, &[3022, 3023]).await?;
    let view = page.settled().await?;
    // Confirm, sign, may be signed, only read; then the consents of the modules that were chosen.
    for (block, wanted) in [
        (5001, (true, false)),
        (5002, (true, true)),
        (5003, (false, true)),
        (5004, (false, false)),
        (5005, (true, false)),
        (5101, (true, true)),
        (5102, (true, false)),
    ] {
        assert_eq!(asks(&view, block), Some(wanted), "{block}");
    }
    assert_eq!(asks(&view, 5006), None, "nobody has a voucher");
    let stays = |view: &SignUpView| assert_eq!(view.step, part(SignUpPart::Texts), "{view:#?}");

    // A tick is no signature, and a signature no tick.
    for block in [5002, 5003, 5004].map(|id| Id(BlockId(id))) {
        page.does(SignUpInput::Confirm { block, yes: true }).await?;
    }
    let svg = drawing(7);
    for block in [5001, 5004].map(|id| Id(BlockId(id))) {
        page.does(SignUpInput::Sign { what: SignatureOf::Text { block }, svg: svg.clone() }).await?;
    }
    let view = page.does(SignUpInput::Next).await?;
    stays(&view);
    assert!(view.texts.iter().all(|text| !text.confirmed && !text.signed), "{:#?}", view.texts);

    // Whatever is taken back keeps it here, and so does a drawing with nothing on it.
    page.agree(false).await?;
    for what in
        [SignatureOf::Contract, SignatureOf::Mandate, SignatureOf::Text { block: BlockId(5002).into() }]
    {
        page.does(SignUpInput::Unsign { what }).await?;
        stays(&page.does(SignUpInput::Next).await?);
        page.does(SignUpInput::Sign { what, svg: "<svg viewBox=\"0 0 600 200\"></svg>".to_owned() }).await?;
        stays(&page.does(SignUpInput::Next).await?);
        page.does(SignUpInput::Sign { what, svg: drawing(8) }).await?;
    }
    for block in [5001, 5005, 5102].map(|id| Id(BlockId(id))) {
        page.does(SignUpInput::Confirm { block, yes: false }).await?;
        stays(&page.does(SignUpInput::Next).await?);
        page.does(SignUpInput::Confirm { block, yes: true }).await?;
    }
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    // The voluntary one was left out.
    let contract = office.contract()?;
    let mut signed = contract.signed_texts.clone();
    signed.sort_unstable();
    assert_eq!((contract.signed, contract.mandate_signed, signed), (true, true, vec![5002, 5101]));
    assert_eq!(contract.optional, [3022, 3023]);
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_signed_is_signed_for_what_it_said() -> Outcome {
    let office = Office::open().await?;
    let mut page = at_texts(&office, &[]).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    // One more module is another contract at another price.
    page.does(SignUpInput::Go { part: SignUpPart::Terms }).await?;
    page.does(SignUpInput::Modules { modules: modules([3021]) }).await?;
    let view = page.settled().await?;
    assert!(view.signed.is_empty(), "{:?}", view.signed);
    let view = page.does(SignUpInput::Go { part: SignUpPart::Summary }).await?;
    assert_eq!(view.step, part(SignUpPart::Summary));
    page.does(SignUpInput::Submit).await?;
    assert!(office.studio.contract_posts().is_empty(), "sent without being signed");
    page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!(office.contract()?.optional, [3021]);
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_free_modules_are_taken_than_there_may_be() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[3011, 3012]).await?;
    page.does(SignUpInput::Back).await?;
    page.does(SignUpInput::Modules { modules: modules([3011, 3012, 3013]) }).await?;
    let view = page.does(SignUpInput::Next).await?;
    assert_eq!(view.step, part(SignUpPart::Terms));
    // What belongs to another term is none of this one.
    let view = page.does(SignUpInput::Modules { modules: modules([3011, 3024, 9]) }).await?;
    assert_eq!(view.chosen.modules, modules([3011]));
    page.on_to(SignUpPart::Details).await?;
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn preferences_are_told_whole_or_not_at_all() -> Outcome {
    for (kept, arrives) in [(3, Some(3)), (2, None), (0, None)] {
        let office = Office::open().await?;
        let mut page = at_texts(&office, &[]).await?;
        let mut categories = page.settled().await?.preferences;
        assert_eq!(categories.len(), 3);
        for category in &mut categories {
            category.active = vec![Channel::Phone];
        }
        categories.truncate(kept);
        page.does(SignUpInput::Preferences { categories }).await?;
        page.agree(false).await?;
        page.on_to(SignUpPart::Summary).await?;
        page.submit().await?;
        page.done().await?;
        let posts = office.studio.contract_posts();
        let told = posts[0]["customer"]["communicationPreferences"].as_array();
        assert_eq!(told.map(Vec::len), arrives, "{kept} categories");
        for one in told.into_iter().flatten() {
            assert_eq!(one["activeCommunicationChannels"], serde_json::json!(["PHONE"]));
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_price_is_the_one_for_the_members_age() -> Outcome {
    let office = Office::open().await?;
    let today = jiff::Zoned::now().date();
    let born = |years: i16| format!("{}-01-01", today.year() - years);
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[]).await?;
    people::sparing().details(&mut page).await?;
    for (years, wanted) in [(20, Some(2990)), (40, None), (70, Some(3591)), (24, Some(2990))] {
        page.enter(&[(wire::SignUpField::DateOfBirth, &born(years))]).await?;
        let view = page.settled().await?;
        let shown = price(&view)?;
        assert_eq!(minor(shown.base.as_ref()), Some(3990));
        assert_eq!(minor(shown.for_age.as_ref()), wanted, "{years} years");
        let due = shown.frequency.as_ref().map(due);
        assert_eq!(due, Some(Due::Every(1, PeriodUnit::Month, wanted.unwrap_or(3990))), "{years} years");
    }
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &people::sparing()).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!(office.contract()?.cents, 2990);
    page.leave().await
}

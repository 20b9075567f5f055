//! One sign-up for each country the studio can stand in, from the idle screen to the member number, compared
//! field by field with what the studio has of it.

use portico_tests::{Outcome, Studio};
use sandbox::Country;
use wire::{Channel, PayBy, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep};

use super::Office;
use super::books::{Differences, compare, compare_signatures, minor, price};
use super::people::{self, Person};

/// A picture as small as a JPEG can be, as far as anybody looks.
const PICTURE: [u8; 12] = [0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 3, 4, 0xff, 0xd9];

/// What is chosen, and what the vendor asks for it.
struct Wish {
    country: Country,
    currency: &'static str,
    person: Person,
    term: i64,
    modules: [&'static [i64]; 2],
    cents: i64,
    /// Fees and modules with their prices.
    fees: &'static [i64],
    extras: &'static [i64],
    language: &'static str,
}

fn wishes() -> Vec<Wish> {
    let wish = |country, currency, person, language| Wish {
        country,
        currency,
        person,
        term: 2101,
        modules: [&[3011, 3013], &[3021, 3023]],
        cents: 3990,
        fees: &[4900, 1990],
        extras: &[990, 790],
        language,
    };
    let basic = |country, currency, person, language| Wish {
        term: 2111,
        modules: [&[], &[3024]],
        cents: 749,
        fees: &[1900],
        extras: &[490],
        ..wish(country, currency, person, language)
    };
    vec![
        wish(Country::DE, "EUR", people::german().with(F::ReferralCode, "ANNA-2041"), "de"),
        wish(Country::ES, "EUR", people::spanish(), "es"),
        wish(Country::IT, "EUR", people::italian(), "it"),
        Wish {
            cents: 749 * 25,
            fees: &[1900 * 25],
            extras: &[490 * 25],
            ..basic(Country::TR, "TRY", people::turkish(), "tr")
        },
        basic(Country::US, "USD", people::american(), "en-US"),
    ]
}

async fn becomes_a_member(wish: &Wish) -> Outcome {
    let studio = Studio::open().await;
    studio.set_country(wish.country);
    let office = Office::at(studio, |file| file.language(wish.language).sign_up("").card()).await?;
    let (person, [selected, optional]) = (&wish.person, wish.modules);
    let modules = [selected, optional].concat();

    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(wish.term, &modules).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.picture(&PICTURE).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, person).await?;
    page.on_to(SignUpPart::Texts).await?;
    let categories = page.settled().await?.preferences;
    page.does(SignUpInput::Preferences { categories }).await?;
    let signed = page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    let number = page.done().await?;
    let registration = |step: &SignUpStep| match step {
        SignUpStep::Done { registration, .. } => registration.clone(),
        _ => None,
    };
    let registration = page.step("where one registers for the app", registration).await?;

    let contract = office.contract()?;
    let shown = price(&signed)?;
    let amounts = |lines: &[wire::PriceLine]| -> Vec<i64> {
        lines.iter().filter_map(|line| minor(line.price.as_ref())).collect()
    };
    let currency = shown.base.as_ref().map(|amount| amount.currency.clone());
    let debit = person.pays == PayBy::DirectDebit;
    let payment = if debit { "DIRECT_DEBIT" } else { "CREDIT_CARD" };
    let texts: Vec<_> = signed.texts.iter().filter(|it| it.signed).map(|it| it.text.block.0.0).collect();
    let mut differences = Differences::default();
    differences.same("number", &contract.customer_number, &number);
    differences.same("registration", registration.ends_with(&format!("customer={number}")), true);
    differences.same("name", &contract.name, &person.name());
    differences.same("term", contract.term, wish.term);
    differences.same("price", Some(contract.cents), minor(shown.base.as_ref()));
    differences.same("price of the offer", contract.cents, wish.cents);
    differences.same("currency", currency.as_deref(), Some(wish.currency));
    differences.same("fees", amounts(&shown.flat_fees).as_slice(), wish.fees);
    differences.same("prices of modules", amounts(&shown.modules).as_slice(), wish.extras);
    differences.same("start", Some(contract.start.to_string()), signed.chosen.start.clone());
    differences.same("free modules", contract.selected.as_slice(), selected);
    differences.same("paid modules", contract.optional.as_slice(), optional);
    differences.same("payment", contract.payment, Some(payment));
    differences.same("contract signed", contract.signed, signed.signatures_required);
    differences.same("mandate signed", contract.mandate_signed, debit);
    differences.same("texts signed", contract.signed_texts.clone(), texts);
    differences.same("card", contract.card_token.is_some(), !debit);
    differences.none()?;

    let [post] = office.studio.contract_posts().try_into().expect("one contract is posted");
    let account = [(F::AccountHolder, person.holder), (F::Iban, &*person.iban.replace(' ', ""))];
    let mut more = if debit { account.to_vec() } else { Vec::new() };
    // The letters are chosen, and the vendor has both.
    more.extend((wish.country == Country::US).then_some((F::Province, "California")));
    compare(person, &post, &more)?;
    compare_signatures(&signed, &post)?;
    let all = |channels: &[Channel]| channels.iter().map(|it| published(*it).to_owned()).collect();
    let told: Vec<_> = signed.preferences.iter().map(|it| (it.category.0.0, all(&it.active))).collect();
    let arrived = post["customer"]["communicationPreferences"].as_array().cloned().unwrap_or_default();
    let arrived: Vec<(i64, Vec<String>)> = arrived
        .iter()
        .map(|it| {
            let channels = it["activeCommunicationChannels"].as_array().into_iter().flatten();
            let channels = channels.filter_map(|it| it.as_str().map(str::to_owned)).collect();
            (it["messageCategoryId"].as_i64().unwrap_or_default(), channels)
        })
        .collect();
    assert_eq!(arrived, told, "preferences");
    let pictures = office.studio.pictures();
    let of_member = pictures.iter().find(|picture| picture.member == Some(contract.member));
    assert_eq!(of_member.map(|picture| picture.bytes.as_slice()), Some(&PICTURE[..]));
    page.leave().await?;
    office.nothing_left().await
}

/// As the vendor publishes it.
const fn published(channel: Channel) -> &'static str {
    match channel {
        Channel::Letter => "LETTER",
        Channel::Email => "EMAIL",
        Channel::TextMessage => "TEXT_MESSAGE",
        Channel::Phone => "PHONE",
        Channel::App => "MYSPORTS_MESSAGE",
        Channel::Fax => "FAX",
        Channel::Conversation => "CONVERSATION",
        Channel::Chat => "CHAT",
        Channel::Other => "OTHER",
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_germany_becomes_a_member() -> Outcome {
    becomes_a_member(&wishes()[0]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_spain_becomes_a_member() -> Outcome {
    becomes_a_member(&wishes()[1]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_italy_becomes_a_member() -> Outcome {
    becomes_a_member(&wishes()[2]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_turkey_becomes_a_member() -> Outcome {
    becomes_a_member(&wishes()[3]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_america_becomes_a_member() -> Outcome {
    becomes_a_member(&wishes()[4]).await
}

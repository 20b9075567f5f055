//! The price that was shown is the price that is signed.

use domain::TermId;
use portico_tests::{Outcome, Page, Studio};
use sandbox::codes;
use wire::{
    FrequencyView, OffersView, PreviewView, SignUpAction, SignUpAim, SignUpInput, SignUpPart, SignUpStep,
    SignUpView, VoucherView,
};

use super::books::{compare_signatures, minor, price};
use super::{Office, part, people};

fn changed(view: &SignUpView) -> Option<i64> {
    let PreviewView::Shown { price } = &view.preview else { return None };
    (view.step == SignUpStep::PriceChanged).then(|| minor(price.base.as_ref()))?
}

/// The term is offered at its new price.
fn dearer(offers: &OffersView) -> bool {
    let mut terms = offers.offers.iter().flat_map(|offer| &offer.terms).filter(|term| term.term.0.0 == 2101);
    terms.any(|term| match &term.price {
        FrequencyView::Recurring { price, .. } | FrequencyView::NonRecurring { price } => {
            price.minor.0 == 4290
        }
        FrequencyView::MonthDay { .. } | FrequencyView::TermBased { .. } | FrequencyView::Free => false,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_changed_is_agreed_to_and_signed_again_and_one_contract_has_it() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    office.studio.set_price(2101, 4290);
    page.submit().await?;
    assert_eq!(page.sees("the new price", changed).await?, 4290);
    assert!(office.studio.contract_posts().is_empty(), "nothing is posted at another price");
    // Pressing on is no agreement.
    for input in [SignUpInput::Submit, SignUpInput::Next] {
        assert_eq!(page.does(input).await?.step, SignUpStep::PriceChanged);
    }
    let view = page.does(SignUpInput::TakePrice).await?;
    assert_eq!(view.step, part(SignUpPart::Texts));
    assert!(view.signed.is_empty() && view.texts.iter().all(|it| !it.signed && !it.confirmed), "{view:#?}");
    let view = page.does(SignUpInput::Next).await?;
    assert_eq!(view.step, part(SignUpPart::Texts));
    let signed = page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!((office.contract()?.cents, minor(price(&signed)?.base.as_ref())), (4290, Some(4290)));
    let [post] = office.studio.contract_posts().try_into().expect("one contract is posted");
    compare_signatures(&signed, &post)?;
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_does_not_want_the_new_price_has_no_contract() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    office.studio.set_price(2101, 4290);
    page.submit().await?;
    page.sees("the new price", changed).await?;
    page.does(SignUpInput::Go { part: SignUpPart::Offers }).await?;
    page.press(SignUpInput::Discard).await;
    office.desk.idle().await?;
    assert!(office.studio.contract_posts().is_empty());
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_price_that_nobody_saw_waits_with_the_draft() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    office.studio.set_price(2101, 4290);
    page.submit().await?;
    page.sees("the new price", changed).await?;
    page.leave().await?;
    let draft = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| !it.on_screen).cloned();
    let draft = office.team.sees("the draft", draft).await?;
    let mark = office.desk.mark();
    office.team.show(&draft, SignUpAction::Show).await?;
    let mut page = Page::shown_after(&office.desk, mark).await?;
    let view = page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
    assert_eq!(view.step, part(SignUpPart::Texts));
    // The offers that are known are the old ones, until they were fetched anew.
    office.desk.offers_like("the term at its new price", dearer).await?;
    let view = page.settled().await?;
    assert_eq!(minor(price(&view)?.base.as_ref()), Some(4290));
    assert!(view.signed.is_empty(), "it was signed for another price");
    page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!(office.contract()?.cents, 4290);
    page.leave().await?;
    office.nothing_left().await
}

/// Without the vendor the offer's price is all there is to agree to; the one for the age is another.
#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_could_not_be_asked_for_is_agreed_to_when_it_is_known() -> Outcome {
    let office = Office::open().await?;
    let person = people::sparing().with(wire::SignUpField::DateOfBirth, "2004-05-06");
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2111, &[]).await?;
    // There is no price for an age there.
    page.does(SignUpInput::Go { part: SignUpPart::Offers }).await?;
    page.does(SignUpInput::Term { term: TermId(2101).into() }).await?;
    let mandate = |view: &SignUpView| view.mandate.is_some().then_some(());
    page.sees("the mandate", mandate).await?;
    page.on_to(SignUpPart::Terms).await?;
    page.on_to(SignUpPart::Details).await?;
    office.studio.set_away(true).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &person).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.step("that it waits", super::waiting).await?;
    office.studio.set_away(false).await?;
    page.sees("another price", changed).await?;
    assert!(office.studio.contract_posts().is_empty());
    page.does(SignUpInput::TakePrice).await?;
    let view = page.agree(true).await?;
    assert_eq!(minor(price(&view)?.for_age.as_ref()), Some(2990));
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!(office.contract()?.cents, 2990);
    page.leave().await?;
    office.nothing_left().await
}

/// The last day of the voucher was yesterday, by the time of the last press.
#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_is_gone_at_the_last_press_makes_no_contract_at_the_full_price() -> Outcome {
    let studio = Studio::open().await;
    let office = Office::at(studio, |file| file.sign_up("")).await?;
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[]).await?;
    people::sparing().details(&mut page).await?;
    page.does(SignUpInput::Voucher { code: codes::CREDIT.to_owned() }).await?;
    let good = |view: &SignUpView| matches!(view.voucher, VoucherView::Good { .. }).then_some(());
    page.sees("a good voucher", good).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &people::sparing()).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    // Somebody else redeems it meanwhile.
    office.studio.redeem_for_somebody_else(codes::CREDIT).await?;
    page.submit().await?;
    let problem = wire::VoucherProblem::UnknownCode;
    let bad = |view: &SignUpView| {
        let at_the_end = view.step == part(SignUpPart::Summary);
        (at_the_end && view.voucher == VoucherView::Bad { problem }).then_some(())
    };
    page.sees("at its field that the voucher is gone", bad).await?;
    assert_eq!(office.studio.contracts().len(), 1, "somebody else's");
    // Without it everything is still there, but for what was signed for another price.
    page.does(SignUpInput::Voucher { code: String::new() }).await?;
    page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
    page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!(office.studio.contracts().len(), 2);
    page.leave().await?;
    office.nothing_left().await
}

//! Without the vendor, and without its answer: written down, told honestly, sent once.

use std::time::Duration;

use portico_tests::{Outcome, Studio};
use sandbox::{Effect, Fault, FaultPlan};
use wire::{InboxTab, ItemKind, SignUpAim, SignUpInput, SignUpPart, SignUpStep, SignUpView};

use super::{Office, people, unknown, waiting};

/// The vendor may be working on a request for so long. Only after that its books are asked.
const LATE: Duration = Duration::from_secs(5);
const SEARCH: &str = "/v1/customers/search";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_without_the_vendor_waits_and_is_a_member_once_it_is_back() -> Outcome {
    let office = Office::open().await?;
    let person = people::german();
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[3011, 3021]).await?;
    let mandate = |view: &SignUpView| view.mandate.is_some().then_some(());
    page.sees("the mandate", mandate).await?;
    office.studio.set_away(true).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.picture(&[0xff, 0xd8, 0xff, 0xe0, 5]).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &person).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.step("that it waits", waiting).await?;
    assert!(office.studio.contracts().is_empty());
    office.studio.set_away(false).await?;
    let number = page.done().await?;
    let contract = office.contract()?;
    assert_eq!(contract.customer_number, number);
    assert_eq!((contract.name.clone(), contract.cents), (person.name(), 3990));
    assert_eq!((contract.selected, contract.optional), (vec![3011], vec![3021]));
    assert!(contract.signed && contract.mandate_signed && contract.picture.is_some());
    let [post] = office.studio.contract_posts().try_into().expect("one contract is posted");
    super::books::compare(
        &person,
        &post,
        &[
            (wire::SignUpField::AccountHolder, person.holder),
            (wire::SignUpField::Iban, "DE89370400440532013000"),
        ],
    )?;
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_home_meanwhile_is_a_member_all_the_same() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    office.studio.set_away(true).await?;
    page.submit().await?;
    page.step("that it waits", waiting).await?;
    page.leave().await?;
    office.studio.set_away(false).await?;
    office.studio.wait_for(|entry| matches!(entry.effect, Effect::Signed { .. })).await;
    office.nothing_left().await?;
    office.contract()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_signs_while_the_vendor_wants_to_be_left_alone_is_told_at_once() -> Outcome {
    let office = Office::open().await?;
    let pause = Fault::TooManyRequests { retry_after_seconds: 600 };
    office.studio.set_fault(FaultPlan::new(pause).at(Studio::CONTRACT).method("POST").times(1));
    // The first hears it from the vendor; the second would have it only after the pause.
    for _ in 0..2 {
        let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
        page.submit().await?;
        page.step("that it waits", waiting).await?;
        page.leave().await?;
    }
    assert_eq!(office.studio.contract_posts().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_and_trial_sessions_wait_for_the_vendor_too() -> Outcome {
    for aim in [SignUpAim::Lead, SignUpAim::Trial] {
        let office = Office::open().await?;
        let mut page = office.begin(aim).await?;
        if aim == SignUpAim::Trial {
            page.sees("slots", |view| view.trouble.is_none().then_some(())).await?;
            page.does(SignUpInput::Slot { slot: 1 }).await?;
            page.on_to(SignUpPart::Details).await?;
        }
        people::sparing().details(&mut page).await?;
        page.on_to(SignUpPart::Summary).await?;
        office.studio.set_away(true).await?;
        page.submit().await?;
        page.step("that it waits", waiting).await?;
        office.studio.set_away(false).await?;
        page.step("the end", |step| matches!(step, SignUpStep::Done { .. }).then_some(())).await?;
        let (leads, trials) = (office.studio.leads().len(), office.studio.trial_bookings().len());
        assert_eq!((leads, trials), if aim == SignUpAim::Lead { (1, 0) } else { (0, 1) });
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}

/// The answer to a contract is lost, and it was made or was not.
async fn is_looked_up(fault: Fault, acted: bool) -> Outcome {
    let office = Office::asking_after(LATE).await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    let plan = FaultPlan::new(fault).at(Studio::CONTRACT).method("POST").carry_out(acted).times(1);
    office.studio.set_fault(plan);
    page.submit().await?;
    page.step("that nobody knows", unknown).await?;
    assert_eq!(office.studio.contracts().len(), usize::from(acted));
    // Nothing is sent, and nothing asked, before the vendor must have given up on it.
    let item = |desk: &wire::StaffDesk| {
        let waits = desk.filter.tab == InboxTab::Waiting;
        waits.then(|| desk.items.iter().find(|it| it.kind == ItemKind::Contract).cloned())?
    };
    office.team.list(InboxTab::Waiting).await?;
    office.team.sees("a contract that is not known", item).await?;
    let asked = |office: &Office| office.studio.posts(SEARCH).len();
    assert_eq!((asked(&office), office.studio.contract_posts().len()), (0, 1));

    office.studio.wait_for(|entry| entry.path == SEARCH).await;
    page.done().await?;
    office.contract()?;
    assert_eq!(office.studio.contract_posts().len(), if acted { 1 } else { 2 });
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_whose_answer_was_lost_is_found_in_the_books_and_never_made_twice() -> Outcome {
    is_looked_up(Fault::Reset, true).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_was_lost_with_its_answer_is_sent_once_more_after_the_books_were_asked() -> Outcome {
    is_looked_up(Fault::Hang, false).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_was_made_behind_a_fault_of_the_vendor_is_found_in_the_books() -> Outcome {
    is_looked_up(Fault::InternalError, true).await
}

/// Whoever has a contract of another time and the same name is not taken for the one who signed.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_lead_or_a_trial_session_is_for_the_team() -> Outcome {
    for (aim, path) in
        [(SignUpAim::Lead, "/connect/v1/lead"), (SignUpAim::Trial, "/connect/v1/trialsession/book")]
    {
        let office = Office::open().await?;
        let mut page = office.begin(aim).await?;
        if aim == SignUpAim::Trial {
            page.sees("slots", |view| view.trouble.is_none().then_some(())).await?;
            page.does(SignUpInput::Slot { slot: 1 }).await?;
            page.on_to(SignUpPart::Details).await?;
        }
        people::sparing().details(&mut page).await?;
        page.on_to(SignUpPart::Summary).await?;
        office.studio.set_fault(FaultPlan::new(Fault::Reset).at(path).carry_out(true));
        page.submit().await?;
        page.step("that nobody knows", unknown).await?;
        office.studio.clear_faults();
        assert_eq!(office.studio.posts(path).len(), 1);
    }
    Ok(())
}

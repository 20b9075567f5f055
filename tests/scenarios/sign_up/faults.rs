//! Everything the vendor can do wrong, at every call of the way: what the screen says, and that there are
//! never two contracts and none is lost.

use std::sync::Arc;

use portico_tests::{Failure, Outcome, Studio};
use sandbox::{Fault, FaultPlan};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wire::{
    InboxItem, InboxTab, ItemAction, ItemKind, RefusedReason, SignUpAction, SignUpAim, SignUpInput,
    SignUpPart, SignUpTrouble, SignUpView,
};

use super::{Office, part, people, refused, unknown, waiting};

/// More desks at once would only wait for each other.
const AT_ONCE: usize = 4;

/// What the screen says after the last press.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Waiting,
    Unknown,
    Refused,
}

/// Each fault, whether the request is carried out, and what comes of it where the request is for a
/// contract.
fn faults() -> Vec<(Fault, bool, Says)> {
    let mut all = vec![
        (Fault::Unauthorized, false, Says::Waiting),
        (Fault::TooManyRequests { retry_after_seconds: 1 }, false, Says::Waiting),
        (Fault::ServiceUnavailable, false, Says::Waiting),
        (Fault::CaptivePortal, false, Says::Waiting),
        (Fault::PortalRedirect, false, Says::Waiting),
        (Fault::Forbidden, false, Says::Refused),
    ];
    for fault in [
        Fault::InternalError,
        Fault::Hang,
        Fault::Reset,
        Fault::HalfAnswer,
        Fault::Garbage,
        Fault::BrokenJson,
    ] {
        all.extend([false, true].map(|acted| (fault.clone(), acted, Says::Unknown)));
    }
    all
}

/// Each with a desk of its own, because what waits keeps waiting there.
async fn with_each<F, Fut>(rows: Vec<(Fault, bool, Says)>, run: F) -> Outcome
where
    F: Fn(Fault, bool, Says) -> Fut,
    Fut: Future<Output = Outcome> + Send + 'static,
{
    let (turns, mut desks) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    for (fault, acted, says) in rows {
        let turns = Arc::clone(&turns);
        let what = format!("{fault:?}, carried out: {acted}");
        let run = run(fault, acted, says);
        desks.spawn(async move {
            let _turn = turns.acquire().await;
            let words = match tokio::spawn(run).await {
                Ok(Ok(())) => return None,
                Ok(Err(failure)) => failure.to_string(),
                Err(panicked) => match panicked.into_panic().downcast::<String>() {
                    Ok(words) => *words,
                    Err(_) => "it panicked".to_owned(),
                },
            };
            Some(format!("{what}: {words}"))
        });
    }
    let failed: Vec<_> = desks.join_all().await.into_iter().flatten().collect();
    if failed.is_empty() { Ok(()) } else { Err(Failure::new(failed.join("\n"))) }
}

impl Office {
    async fn item(&self, kind: ItemKind, tab: InboxTab) -> Outcome<InboxItem> {
        self.team.list(tab).await?;
        let pick = |desk: &wire::StaffDesk| {
            (desk.filter.tab == tab).then(|| desk.items.iter().find(|it| it.kind == kind).cloned())?
        };
        self.team.sees(&format!("{kind:?} in {tab:?}"), pick).await
    }

    /// The vendor is well again, and somebody in a hurry presses the button for it.
    async fn is_sent_now(&self, kind: ItemKind) -> Outcome {
        self.studio.clear_faults();
        let item = self.item(kind, InboxTab::Waiting).await;
        if let Ok(item) = item {
            // Fails only if it was sent by itself meanwhile.
            let _ = self.team.act(&item, ItemAction::TryNow, "").await;
        }
        Ok(())
    }
}

async fn at_the_contract(fault: Fault, acted: bool, says: Says) -> Outcome {
    let office = Office::open().await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    let plan = FaultPlan::new(fault).at(Studio::CONTRACT).method("POST").carry_out(acted);
    office.studio.set_fault(plan);
    page.submit().await?;
    match says {
        Says::Waiting => {
            page.step("that it waits", waiting).await?;
            assert!(office.studio.contracts().is_empty());
            office.is_sent_now(ItemKind::Contract).await?;
            page.done().await?;
            office.contract()?;
            page.leave().await?;
            office.nothing_left().await
        }
        Says::Unknown => {
            page.step("that nobody knows", unknown).await?;
            office.studio.clear_faults();
            let item = office.item(ItemKind::Contract, InboxTab::Waiting).await?;
            // A button for the impatient changes nothing about it.
            let _ = office.team.act(&item, ItemAction::TryNow, "").await;
            office.item(ItemKind::Contract, InboxTab::Waiting).await?;
            assert_eq!(office.studio.contract_posts().len(), 1, "sent again blindly");
            assert_eq!(office.studio.contracts().len(), usize::from(acted));
            Ok(())
        }
        Says::Refused => {
            assert_eq!(page.step("a refusal", refused).await?, RefusedReason::NotPossible);
            office.studio.clear_faults();
            page.leave().await?;
            let for_team = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.for_team).cloned();
            let draft = office.team.sees("what was entered", for_team).await?;
            let mark = office.desk.mark();
            office.team.show(&draft, SignUpAction::Show).await?;
            let mut page = portico_tests::Page::shown_after(&office.desk, mark).await?;
            page.sees("the offers", |view| view.chosen.offer.map(|_| ())).await?;
            page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
            page.agree(true).await?;
            page.on_to(SignUpPart::Summary).await?;
            page.submit().await?;
            page.done().await?;
            office.contract()?;
            page.leave().await?;
            office.nothing_left().await
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_the_contract_there_is_one_or_it_is_in_sight() -> Outcome {
    with_each(faults(), at_the_contract).await
}

/// What may have gone wrong with a question is no contract, and is asked again.
async fn at_the_last_preview(fault: Fault, acted: bool, says: Says) -> Outcome {
    let office = Office::open().await?;
    let mut page = office.at_summary(&people::sparing(), 2101, &[]).await?;
    office.studio.set_fault(FaultPlan::new(fault).at(Studio::PREVIEW).carry_out(acted));
    page.submit().await?;
    if says == Says::Refused {
        assert_eq!(page.step("a refusal", refused).await?, RefusedReason::NotPossible);
        assert!(office.studio.contract_posts().is_empty());
        return Ok(());
    }
    page.step("that it waits", waiting).await?;
    assert!(office.studio.contract_posts().is_empty());
    office.is_sent_now(ItemKind::Contract).await?;
    page.done().await?;
    office.contract()?;
    assert_eq!(office.studio.contract_posts().len(), 1);
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_the_last_question_nothing_is_posted_without_its_answer() -> Outcome {
    with_each(faults(), at_the_last_preview).await
}

/// A picture that cannot be put anywhere holds the contract up, and loses it never.
async fn at_the_picture(fault: Fault, acted: bool, says: Says) -> Outcome {
    for (path, method) in [("/connect/v1/prospectimage/uploadurl", "GET"), ("/uploads/{objectKey}", "PUT")] {
        if method == "PUT" && matches!(fault, Fault::Garbage | Fault::BrokenJson) {
            // Whatever the place says besides that it is well is of no interest.
            continue;
        }
        let office = Office::open().await?;
        let person = people::sparing();
        let mut page = office.begin(SignUpAim::Contract).await?;
        page.choose(2101, &[]).await?;
        person.details(&mut page).await?;
        page.on_to(SignUpPart::Picture).await?;
        page.picture(&[0xff, 0xd8, 0xff, 0xe0, 5]).await?;
        page.on_to(SignUpPart::Payment).await?;
        office.pay(&mut page, &person).await?;
        page.on_to(SignUpPart::Texts).await?;
        page.agree(true).await?;
        page.on_to(SignUpPart::Summary).await?;
        office.studio.set_fault(FaultPlan::new(fault.clone()).at(path).method(method).carry_out(acted));
        page.submit().await?;
        let what = format!("that it waits, {method} {path}");
        page.step(&what, waiting).await?;
        assert!(office.studio.contract_posts().is_empty(), "without its picture");
        if says == Says::Refused && method == "GET" {
            // The vendor said no: a person has to look.
            office.studio.clear_faults();
            let item = office.item(ItemKind::Picture, InboxTab::Person).await?;
            office.team.act(&item, ItemAction::TryNow, "").await?;
        } else {
            office.is_sent_now(ItemKind::Picture).await?;
        }
        page.done().await?;
        assert!(office.contract()?.picture.is_some(), "{method} {path}");
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_with_the_picture_the_contract_waits_for_it() -> Outcome {
    with_each(faults(), at_the_picture).await
}

/// The offers come by themselves as soon as they can.
async fn before_the_offers(fault: Fault, acted: bool, _: Says) -> Outcome {
    for (path, method) in [("/connect/v2/studio/details/{studioId}", "GET"), (Studio::CONTRACT, "GET")] {
        let studio = Studio::open().await;
        studio.set_fault(FaultPlan::new(fault.clone()).at(path).method(method).carry_out(acted));
        let office = Office::at(studio, |file| file.sign_up("")).await?;
        let mut page = office.begin(SignUpAim::Contract).await?;
        let told = |view: &SignUpView| {
            let not_loaded = matches!(view.trouble, Some(SignUpTrouble::NotLoaded { .. }));
            (view.step == part(SignUpPart::Offers) && not_loaded).then_some(())
        };
        page.sees(&format!("that there are no offers, {path}"), told).await?;
        office.studio.clear_faults();
        page.choose(2101, &[]).await?;
        page.leave().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_before_the_offers_is_told_and_mends_itself() -> Outcome {
    with_each(faults(), before_the_offers).await
}

/// Nobody is kept from signing by what is only good to know.
async fn beside_the_way(fault: Fault, acted: bool, _: Says) -> Outcome {
    let office = Office::open().await?;
    for path in [
        "/connect/v1/studio/{studioId}/communication-settings",
        "/connect/v1/i18n/countries",
        "/connect/v1/campaign",
        "/connect/v1/referral",
        "/connect/v1/bankaccount",
        "/connect/v1/bankaccount/validate/accountholder",
    ] {
        office.studio.set_fault(FaultPlan::new(fault.clone()).at(path).carry_out(acted));
    }
    let page = office.submitted(&people::sparing(), 2101).await?;
    page.done().await?;
    office.contract()?;
    page.leave().await?;
    office.studio.clear_faults();
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_beside_the_way_keeps_nobody_from_signing() -> Outcome {
    // An account that the vendor understood and refused is another matter, and so is a whole answer that
    // says nothing.
    with_each(faults(), beside_the_way).await
}

/// What waits for an answer while it is filled in can be signed with what is known.
async fn while_it_is_filled_in(fault: Fault, acted: bool, says: Says) -> Outcome {
    let office = Office::open().await?;
    office.studio.set_fault(FaultPlan::new(fault).at(Studio::PREVIEW).carry_out(acted));
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(2101, &[]).await?;
    people::sparing().details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &people::sparing()).await?;
    let view = page.settled().await?;
    let failed = matches!(view.preview, wire::PreviewView::Failed { .. });
    assert!(failed, "{says:?}: {:?}", view.preview);
    office.studio.clear_faults();
    // By itself.
    let priced = |view: &SignUpView| matches!(view.preview, wire::PreviewView::Shown { .. }).then_some(());
    page.sees("a price", priced).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    office.contract()?;
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_could_not_be_asked_for_comes_by_itself() -> Outcome {
    with_each(faults(), while_it_is_filled_in).await
}

async fn at_leads_and_trials(fault: Fault, acted: bool, says: Says) -> Outcome {
    for (aim, path, kind) in [
        (SignUpAim::Lead, "/connect/v1/lead", ItemKind::Lead),
        (SignUpAim::Trial, "/connect/v1/trialsession/book", ItemKind::TrialBooking),
    ] {
        let office = Office::open().await?;
        let mut page = office.begin(aim).await?;
        if aim == SignUpAim::Trial {
            page.sees("slots", |view| view.trouble.is_none().then_some(())).await?;
            page.does(SignUpInput::Slot { slot: 1 }).await?;
            page.on_to(SignUpPart::Details).await?;
        }
        people::sparing().details(&mut page).await?;
        page.on_to(SignUpPart::Summary).await?;
        office.studio.set_fault(FaultPlan::new(fault.clone()).at(path).method("POST").carry_out(acted));
        page.submit().await?;
        let made = |office: &Office| office.studio.leads().len() + office.studio.trial_bookings().len();
        match says {
            Says::Waiting => {
                page.step("that it waits", waiting).await?;
                office.is_sent_now(kind).await?;
                let done =
                    |step: &wire::SignUpStep| matches!(step, wire::SignUpStep::Done { .. }).then_some(());
                page.step("the end", done).await?;
                assert_eq!(made(&office), 1);
            }
            Says::Unknown => {
                page.step("that nobody knows", unknown).await?;
                office.studio.clear_faults();
                assert_eq!((made(&office), office.studio.posts(path).len()), (usize::from(acted), 1));
            }
            Says::Refused => {
                assert_eq!(page.step("a refusal", refused).await?, RefusedReason::NotPossible);
                assert_eq!(made(&office), 0);
            }
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_at_a_lead_or_a_trial_session_it_is_there_once_or_in_sight() -> Outcome {
    with_each(faults(), at_leads_and_trials).await
}

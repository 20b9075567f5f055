//! A card for the new member.

use portico_tests::{Failure, Outcome, Page, Studio};
use sandbox::{Api, Fault, FaultPlan, Scope};
use wire::{CardLink, SignUpInput, SignUpStep, VerdictView};

use super::{Office, people};

const LINK: &str = "/v1/customers/{customerId}/access-mediums";
/// Nobody's yet.
const NEW: [u8; 5] = [0x4e, 0xa1, 0x5c, 0x07, 0x93];
const OTHER: [u8; 5] = [0x4e, 0xa1, 0x5c, 0x07, 0x94];

async fn says(page: &Page<'_>, wanted: CardLink) -> Outcome {
    page.step(&format!("a card that is {wanted:?}"), |step| match step {
        SignUpStep::Done { card, .. } => (*card == wanted).then_some(()),
        _ => None,
    })
    .await
}

impl Office {
    /// A new member who is asked for a card.
    async fn new_member(&self) -> Outcome<Page<'_>> {
        let page = self.submitted(&people::sparing(), 2151).await?;
        page.done().await?;
        Ok(page)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_of_the_new_member_is_linked_and_lets_them_in_afterwards() -> Outcome {
    let office = Office::open().await?;
    let page = office.new_member().await?;
    says(&page, CardLink::HoldCard).await?;
    office.tap(NEW);
    says(&page, CardLink::Linked).await?;
    assert!(office.studio.identifications().is_empty(), "nobody checks in by that");
    page.leave().await?;
    let mark = office.desk.mark();
    office.tap(NEW);
    let verdict = office.desk.verdict_after(mark).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "{verdict:?}");
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_elses_card_is_told_to_be_theirs_and_another_one_is_taken() -> Outcome {
    let office = Office::open().await?;
    let page = office.new_member().await?;
    office.tap(Studio::guest(3));
    says(&page, CardLink::Taken).await?;
    office.tap(OTHER);
    says(&page, CardLink::Linked).await?;
    assert!(office.studio.identifications().is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_becomes_of_a_card_is_told_as_far_as_it_is_known_and_never_tried_twice() -> Outcome {
    for (fault, acted, wanted) in [
        (Fault::Reset, true, CardLink::Unknown),
        (Fault::Reset, false, CardLink::Unknown),
        (Fault::Hang, false, CardLink::Unknown),
        (Fault::InternalError, true, CardLink::Unknown),
        (Fault::Garbage, true, CardLink::Unknown),
        (Fault::HalfAnswer, true, CardLink::Unknown),
        (Fault::Forbidden, false, CardLink::NotPossible),
        (Fault::Unauthorized, false, CardLink::Failed),
        (Fault::ServiceUnavailable, false, CardLink::Failed),
        (Fault::CaptivePortal, false, CardLink::Failed),
        (Fault::WebFilter, false, CardLink::Failed),
    ] {
        let office = Office::open().await?;
        let page = office.new_member().await?;
        let plan = FaultPlan::new(fault.clone()).on(Api::Open).at(LINK).carry_out(acted);
        office.studio.set_fault(plan);
        office.tap(NEW);
        says(&page, wanted).await.map_err(|it| Failure::new(format!("{fault:?}, {acted}: {it}")))?;
        office.studio.clear_faults();
        let links = |office: &Office| {
            let journal = office.studio.journal().into_iter();
            journal.filter(|it| it.method == "POST" && it.path.ends_with("/access-mediums")).count()
        };
        assert_eq!(links(&office), 1, "{fault:?}");
        if wanted == CardLink::Failed {
            office.tap(OTHER);
            says(&page, CardLink::Linked).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_no_card_now_is_not_asked_any_more() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.new_member().await?;
    page.does(SignUpInput::NoCard).await?;
    says(&page, CardLink::NotPossible).await?;
    let mark = office.desk.mark();
    office.tap(Studio::guest(5));
    let verdict = office.desk.verdict_after(mark).await?;
    assert!(matches!(verdict, VerdictView::Welcome { .. }), "a guest comes in meanwhile: {verdict:?}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_without_the_right_links_nothing_and_the_member_is_a_member_all_the_same() -> Outcome {
    let office = Office::open().await?;
    office
        .studio
        .set_scopes(Scope::ALL.into_iter().filter(|scope| *scope != Scope::CustomerAccessMediumWrite));
    let page = office.new_member().await?;
    office.tap(NEW);
    says(&page, CardLink::NotPossible).await?;
    page.leave().await?;
    office.contract()?;
    Ok(())
}

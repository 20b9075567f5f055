//! A picture that the vendor does not take: nobody's contract is lost because of it, and none is made twice.

use std::time::Duration;

use portico_tests::{Outcome, Page, Studio};
use sandbox::{Fault, FaultPlan};
use wire::{
    InboxItem, InboxTab, ItemAction, ItemKind, ItemReason, PictureState, RefusedReason, SignUpAction,
    SignUpAim, SignUpInput, SignUpPart,
};

use super::{Office, part, people, refused, unknown, waiting};

const JPEG: [u8; 6] = [0xff, 0xd8, 0xff, 0xe0, 5, 5];
const PLACES: &str = "/connect/v1/prospectimage/uploadurl";
const UPLOAD: &str = "/uploads/{objectKey}";
/// The vendor may be working on a request for so long.
const LATE: Duration = Duration::from_secs(1);

impl Office {
    /// Somebody has pressed the last button, and their picture is among what was signed.
    async fn submitted_with_a_picture(&self) -> Outcome<Page<'_>> {
        let person = people::sparing();
        let mut page = self.begin(SignUpAim::Contract).await?;
        page.choose(2101, &[]).await?;
        person.details(&mut page).await?;
        page.on_to(SignUpPart::Picture).await?;
        page.picture(&JPEG).await?;
        page.on_to(SignUpPart::Payment).await?;
        self.pay(&mut page, &person).await?;
        page.on_to(SignUpPart::Texts).await?;
        page.agree(true).await?;
        page.on_to(SignUpPart::Summary).await?;
        page.submit().await?;
        Ok(page)
    }

    /// Nobody waits for the pauses: it is tried until it needs a person.
    async fn tried_until_a_person_is_needed(&self, kind: ItemKind) -> Outcome<InboxItem> {
        loop {
            self.team.list(InboxTab::Person).await?;
            let found = self.team.sees("what needs a person", |desk| {
                (desk.filter.tab == InboxTab::Person)
                    .then(|| desk.items.iter().find(|item| item.kind == kind).cloned())
            });
            if let Some(item) = found.await? {
                return Ok(item);
            }
            self.team.list(InboxTab::Waiting).await?;
            let found = self.team.sees("what waits", |desk| {
                (desk.filter.tab == InboxTab::Waiting)
                    .then(|| desk.items.iter().find(|item| item.kind == kind).cloned())
            });
            if let Some(item) = found.await? {
                // Fails only while it is being sent.
                let _ = self.team.act(&item, ItemAction::TryNow, "").await;
            }
        }
    }
}

/// What is listed for the picture while the contract waits for it, and then what came of it.
async fn goes_without(office: &Office, picture: &InboxItem) -> Outcome {
    assert_eq!(picture.reason, Some(ItemReason::Refused));
    assert_eq!(picture.actions, [ItemAction::TryNow, ItemAction::WithoutPicture]);
    let contract = office.team.items(InboxTab::Waiting, 1).await?.remove(0);
    assert_eq!((contract.kind, contract.reason), (ItemKind::Contract, Some(ItemReason::WaitsForAnother)));
    assert!(office.studio.contract_posts().is_empty(), "before anybody said so");
    office.team.act(picture, ItemAction::WithoutPicture, "").await?;
    // A second press comes too late.
    assert!(office.team.act(picture, ItemAction::WithoutPicture, "").await.is_err());
    Ok(())
}

fn is_there_once_without_a_picture(office: &Office) -> Outcome {
    let contract = office.contract()?;
    assert_eq!((contract.name, contract.picture), (people::sparing().name(), None));
    assert_eq!(office.studio.contract_posts().len(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contract_goes_without_its_picture_when_the_team_says_so() -> Outcome {
    let office = Office::open().await?;
    office.studio.set_fault(FaultPlan::new(Fault::Forbidden).at(PLACES));
    let page = office.submitted_with_a_picture().await?;
    page.step("that it waits", waiting).await?;
    let picture = office.tried_until_a_person_is_needed(ItemKind::Picture).await?;
    goes_without(&office, &picture).await?;
    page.done().await?;
    is_there_once_without_a_picture(&office)?;
    assert!(office.studio.pictures().is_empty());
    page.leave().await?;
    office.nothing_left().await?;
    let over = office.team.items(InboxTab::Over, 2).await?;
    let picture = over.iter().find(|item| item.kind == ItemKind::Picture);
    assert_eq!(picture.and_then(|item| item.reason), Some(ItemReason::LeftOut));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_no_place_takes_is_the_teams_after_five_attempts() -> Outcome {
    let office = Office::open().await?;
    office.studio.set_fault(FaultPlan::new(Fault::Forbidden).at(UPLOAD).method("PUT"));
    let page = office.submitted_with_a_picture().await?;
    page.step("that it waits", waiting).await?;
    let picture = office.tried_until_a_person_is_needed(ItemKind::Picture).await?;
    // One more where "try now" met what had just become the team's.
    assert!(picture.attempts >= 5, "{} attempts", picture.attempts);
    assert_eq!(Ok(office.studio.pictures().len()), picture.attempts.try_into(), "a place for every attempt");
    goes_without(&office, &picture).await?;
    page.done().await?;
    is_there_once_without_a_picture(&office)?;
    page.leave().await?;
    office.nothing_left().await
}

/// Whoever changes their mind takes their picture along: it stays here, and nothing is left of it.
#[tokio::test(flavor = "multi_thread")]
async fn a_picture_does_not_leave_when_its_contract_was_cancelled_before() -> Outcome {
    let office = Office::open().await?;
    office.studio.set_fault(FaultPlan::new(Fault::Forbidden).at(PLACES));
    let page = office.submitted_with_a_picture().await?;
    page.step("that it waits", waiting).await?;
    office.tried_until_a_person_is_needed(ItemKind::Picture).await?;
    let contract = office.team.items(InboxTab::Waiting, 1).await?.remove(0);
    assert_eq!(contract.kind, ItemKind::Contract);
    office.studio.clear_faults();
    office.team.act(&contract, ItemAction::Cancel, "changed their mind").await?;
    let over = office.team.items(InboxTab::Over, 2).await?;
    assert!(over.iter().all(|item| item.reason == Some(ItemReason::Cancelled)), "{over:#?}");
    // Whoever waits is not told that it will be sent.
    assert_eq!(page.step("that it is over", refused).await?, RefusedReason::Withdrawn);
    page.leave().await?;
    office.nothing_left().await?;
    assert!(office.studio.pictures().is_empty() && office.studio.contract_posts().is_empty());
    Ok(())
}

/// The vendor fails at it every time, and nobody there says what is wrong with it: perhaps the picture.
#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_fails_every_time_goes_without_its_picture_when_the_team_says_so() -> Outcome {
    let office = Office::asking_after(LATE).await?;
    let fails = FaultPlan::new(Fault::InternalError).at(Studio::CONTRACT).method("POST").carry_out(false);
    office.studio.set_fault(fails);
    let page = office.submitted_with_a_picture().await?;
    page.step("that nobody knows", unknown).await?;
    let contract = office.tried_until_a_person_is_needed(ItemKind::Contract).await?;
    assert_eq!(contract.reason, Some(ItemReason::VendorFault));
    assert_eq!(contract.actions, [ItemAction::WithoutPicture, ItemAction::Done, ItemAction::Cancel]);
    let posts = office.studio.contract_posts();
    assert!(posts.iter().all(|post| post["customer"]["imageObjectKey"].is_string()), "{posts:#?}");
    office.studio.clear_faults();
    office.team.act(&contract, ItemAction::WithoutPicture, "perhaps it is the photo").await?;
    page.done().await?;
    assert_eq!(office.contract()?.picture, None);
    assert_eq!(office.studio.contract_posts().len(), posts.len() + 1);
    page.leave().await?;
    office.nothing_left().await
}

/// The published answer to a picture that cannot be used comes with the contract: nothing was done, and what was
/// entered is a draft again, in which the picture can be left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_contract_that_is_refused_for_its_picture_is_signed_without_it() -> Outcome {
    let office = Office::open().await?;
    // The place says that it has it, and has nothing.
    office.studio.set_fault(FaultPlan::new(Fault::Garbage).at(UPLOAD).method("PUT").carry_out(false));
    let page = office.submitted_with_a_picture().await?;
    assert_eq!(page.step("a refusal", refused).await?, RefusedReason::Picture);
    page.leave().await?;
    let for_team = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.for_team).cloned();
    let draft = office.team.sees("what was entered", for_team).await?;
    let mark = office.desk.mark();
    office.team.show(&draft, SignUpAction::Show).await?;
    let mut page = Page::shown_after(&office.desk, mark).await?;
    page.sees("the offers", |view| view.chosen.offer.map(|_| ())).await?;
    page.step("the picture", |step| (*step == part(SignUpPart::Picture)).then_some(())).await?;
    page.sees("what is wrong with it", |view| (view.picture == PictureState::Refused).then_some(())).await?;
    page.does(SignUpInput::NoPicture).await?;
    page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert_eq!(office.contract()?.picture, None);
    assert_eq!(office.studio.contract_posts().len(), 2);
    page.leave().await?;
    office.nothing_left().await
}

/// Whoever is still there need not wait for the team.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_there_takes_another_picture_at_once() -> Outcome {
    let office = Office::open().await?;
    office.studio.set_fault(FaultPlan::new(Fault::Garbage).at(UPLOAD).method("PUT").carry_out(false));
    let mut page = office.submitted_with_a_picture().await?;
    assert_eq!(page.step("a refusal", refused).await?, RefusedReason::Picture);
    office.studio.clear_faults();
    page.does(SignUpInput::Back).await?;
    page.step("the picture", |step| (*step == part(SignUpPart::Picture)).then_some(())).await?;
    page.sees("what is wrong with it", |view| (view.picture == PictureState::Refused).then_some(())).await?;
    page.picture(&JPEG).await?;
    page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    assert!(office.contract()?.picture.is_some());
    assert_eq!(office.studio.contract_posts().len(), 2);
    page.leave().await?;
    office.nothing_left().await
}

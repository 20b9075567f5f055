//! Whoever does not sign yet: trial sessions, and people the studio calls.

use jiff::Timestamp;
use jiff::civil::{Date, Time};
use portico_tests::{Failure, Outcome, Page, Studio};
use sandbox::SlotTimes;
use wire::{
    Problem, RefusedReason, SignUpAim, SignUpField as F, SignUpInput, SignUpPart, SignUpStep, SignUpTrouble,
    SlotView,
};

use super::people::{self, Person};
use super::{Office, part, refused};

/// Somebody with a slot and their name is at the last button.
async fn with_slot<'a>(office: &'a Office, person: &Person, slot: u32) -> Outcome<(Page<'a>, SlotView)> {
    let mut page = office.begin(SignUpAim::Trial).await?;
    page.sees("slots", |view| view.trouble.is_none().then_some(())).await?;
    page.does(SignUpInput::Slot { slot }).await?;
    page.on_to(SignUpPart::Details).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Summary).await?;
    let slots = office.desk.slots().map(|view| view.slots).unwrap_or_default();
    let chosen = slots.into_iter().find(|it| it.slot == slot);
    Ok((page, chosen.ok_or_else(|| Failure::new("there is no such slot"))?))
}

/// The moment of a slot that is shown.
fn moment(slot: &SlotView) -> Outcome<Timestamp> {
    let (day, begins): (Date, Time) = (slot.day.parse()?, format!("{}:00", slot.begins).parse()?);
    Ok(day.to_datetime(begins).in_tz("Europe/Berlin")?.timestamp())
}

async fn done(page: &Page<'_>) -> Outcome {
    page.step("the end", |step| matches!(step, SignUpStep::Done { .. }).then_some(())).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_is_sent_back_exactly_as_it_came_whichever_way_it_is_written() -> Outcome {
    for times in [SlotTimes::Utc, SlotTimes::Zoned] {
        let studio = Studio::open().await;
        studio.configure(|settings| settings.slot_times = times);
        let office = Office::at(studio, |file| file.sign_up("")).await?;
        let (mut page, slot) = with_slot(&office, &people::sparing(), 3).await?;
        page.submit().await?;
        done(&page).await?;
        let [booking] = office.studio.trial_bookings().try_into().expect("one trial session is booked");
        assert_eq!(booking.slot, moment(&slot)?, "it is the slot that was shown");
        let written = match times {
            SlotTimes::Utc => booking.slot.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string(),
            SlotTimes::Zoned | SlotTimes::Both => {
                let there = booking.slot.in_tz("Europe/Berlin")?;
                format!("{}[Europe/Berlin]", there.strftime("%Y-%m-%dT%H:%M:%S.000%:z"))
            }
        };
        assert_eq!(booking.written, written);
        assert_eq!(booking.name, people::sparing().name());
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slot_that_was_taken_meanwhile_is_told_and_another_one_is_taken() -> Outcome {
    let office = Office::open().await?;
    let (mut page, slot) = with_slot(&office, &people::sparing(), 2).await?;
    office.studio.lose_slot(moment(&slot)?);
    page.submit().await?;
    assert_eq!(page.step("a slot that is taken", refused).await?, RefusedReason::SlotTaken);
    assert!(office.studio.trial_bookings().is_empty());
    let view = page.does(SignUpInput::Back).await?;
    assert_eq!((view.step, view.chosen.slot), (part(SignUpPart::Slots), None));
    page.does(SignUpInput::Slot { slot: 0 }).await?;
    page.on_to(SignUpPart::Details).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    done(&page).await?;
    assert_eq!(office.studio.trial_bookings().len(), 1);
    page.leave().await?;
    office.nothing_left().await
}

/// "If you get a validation error make sure all required fields are filled": what is required is asked for anew, and
/// whoever books is led to what is not.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_studio_asks_for_by_now_is_said_at_its_field_after_a_refusal() -> Outcome {
    let office = Office::open().await?;
    let (mut page, _) = with_slot(&office, &people::sparing(), 2).await?;
    office.studio.configure(|settings| settings.trial_minimum_age = Some(99));
    page.submit().await?;
    let view = page.at(SignUpPart::Details).await?;
    let problems: Vec<_> = view.problems.iter().map(|it| (it.field, it.problem)).collect();
    assert_eq!(problems, [(F::DateOfBirth, Problem::TooYoung)]);
    let trouble = SignUpTrouble::Refused { reason: RefusedReason::NotAccepted, mend: None };
    assert_eq!(view.trouble, Some(trouble));
    assert!(office.studio.trial_bookings().is_empty());
    office.studio.configure(|settings| settings.trial_minimum_age = Some(16));
    page.leave().await?;
    let refused = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.for_team)?.refused.clone();
    assert_eq!(office.team.sees("what was refused", refused).await?, "VALIDATION_FAILED");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_books_twice_and_members_not_at_all() -> Outcome {
    let office = Office::open().await?;
    let (mut page, _) = with_slot(&office, &people::sparing(), 0).await?;
    page.submit().await?;
    done(&page).await?;
    page.leave().await?;
    let (mut page, _) = with_slot(&office, &people::sparing(), 1).await?;
    page.submit().await?;
    assert_eq!(page.step("a booking before", refused).await?, RefusedReason::TrialBefore);
    page.leave().await?;

    let member = people::german();
    let page = office.submitted(&member, 2151).await?;
    page.done().await?;
    page.leave().await?;
    let (mut page, _) = with_slot(&office, &member.with(F::Campaign, "92"), 1).await?;
    page.submit().await?;
    assert_eq!(page.step("a member", refused).await?, RefusedReason::AlreadyMember);
    page.leave().await?;
    assert_eq!(office.studio.trial_bookings().len(), 1);
    // The team has both, with everything that was entered.
    let both = |desk: &wire::StaffDesk| {
        let trials = desk.sign_ups.iter().filter(|it| it.for_team && it.aim == SignUpAim::Trial);
        (trials.count() == 2 && desk.sign_ups.len() == 2).then_some(())
    };
    office.team.sees("two drafts", both).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_below_the_studios_age_books_nothing() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.begin(SignUpAim::Trial).await?;
    page.sees("slots", |view| view.trouble.is_none().then_some(())).await?;
    page.does(SignUpInput::Slot { slot: 0 }).await?;
    page.on_to(SignUpPart::Details).await?;
    let young = format!("{}-01-01", jiff::Zoned::now().year() - 14);
    let person = people::sparing().with(F::DateOfBirth, young.leak());
    person.details(&mut page).await?;
    let problem = page.problem(F::DateOfBirth).await?;
    assert_eq!((problem.problem, problem.doubt), (Problem::TooYoung, false));
    let view = page.does(SignUpInput::Next).await?;
    assert_eq!(view.step, part(SignUpPart::Details));
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_wants_to_be_called_is_in_the_studios_list_with_all_they_said() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.begin(SignUpAim::Lead).await?;
    let person = people::german().with(F::Campaign, "92");
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    done(&page).await?;
    let [lead] = office.studio.leads().try_into().expect("one lead");
    assert_eq!(lead.name, person.name());
    let [post] = office.studio.posts("/connect/v1/lead").try_into().expect("one request");
    for (name, field) in [
        ("firstname", F::FirstName),
        ("lastname", F::LastName),
        ("dateOfBirth", F::DateOfBirth),
        ("email", F::Email),
        ("street", F::Street),
        ("houseNumber", F::HouseNumber),
        ("zipCode", F::ZipCode),
        ("city", F::City),
        ("notes", F::Note),
    ] {
        assert_eq!(post[name].as_str(), Some(person.typed(field)), "{name}");
    }
    assert_eq!(post["phone"], "+491712345678");
    assert_eq!(post["sourceCampaignId"], 92);
    page.leave().await?;
    office.nothing_left().await
}

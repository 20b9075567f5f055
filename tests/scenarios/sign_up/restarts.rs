//! The desk ends at every step, without a word or in order, and is opened again: what was entered is there
//! for the team and for whoever has the code, and what was sent is sent once.

use domain::{ModuleId, TermId};
use jiff::{SignedDuration, Timestamp};
use portico_tests::{Failure, Outcome, Page};
use sandbox::{Fault, FaultPlan};
use wire::{
    CodeView, Id, Ms, SignUpAction, SignUpAim, SignUpField as F, SignUpInput, SignUpLine, SignUpPart,
    SignUpStep, SignUpView,
};

use super::people::{self, Person};
use super::{End, Office, waiting};

const JPEG: [u8; 6] = [0xff, 0xd8, 0xff, 0xe1, 9, 9];
const TERM: i64 = 2101;

const PARTS: [SignUpPart; 6] = [
    SignUpPart::Terms,
    SignUpPart::Details,
    SignUpPart::Picture,
    SignUpPart::Payment,
    SignUpPart::Texts,
    SignUpPart::Summary,
];

/// Does everything there is to do in the part that is shown, and goes on, until `last` is done, too.
async fn carry_on(page: &mut Page<'_>, person: &Person, from: SignUpPart, last: SignUpPart) -> Outcome {
    let mut order =
        PARTS.into_iter().skip_while(|part| *part != from).take_while(|part| *part <= last).peekable();
    while let Some(part) = order.next() {
        page.at(part).await?;
        match part {
            SignUpPart::Terms => {
                drop(page.does(SignUpInput::Modules { modules: vec![ModuleId(3011).into()] }).await?)
            }
            SignUpPart::Details => person.details(page).await?,
            SignUpPart::Picture => page.picture(&JPEG).await?,
            SignUpPart::Payment => drop(page.enter(&person.account()).await?),
            SignUpPart::Texts => drop(page.agree(true).await?),
            SignUpPart::Summary => drop(page.settled().await?),
            SignUpPart::Offers | SignUpPart::Slots => {}
        }
        if let Some(next) = order.peek() {
            page.on_to(*next).await?;
        }
    }
    Ok(())
}

impl Office {
    /// Somebody has done everything up to this part.
    async fn up_to(&self, person: &Person, last: SignUpPart) -> Outcome<Page<'_>> {
        let mut page = self.begin(SignUpAim::Contract).await?;
        page.sees("the offers", |view| view.trouble.is_none().then_some(())).await?;
        page.does(SignUpInput::Term { term: TermId(TERM).into() }).await?;
        page.on_to(SignUpPart::Terms).await?;
        carry_on(&mut page, person, SignUpPart::Terms, last).await?;
        Ok(page)
    }

    /// Waits until everything that was entered before this call is on the disk.
    async fn is_kept(&self, page: &mut Page<'_>) -> Outcome<SignUpLine> {
        let since = Ms::from(Timestamp::now());
        page.enter(&[(F::Note, "Ruft bitte an.")]).await?;
        let kept = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.touched_ms >= since).cloned();
        self.team.sees("a draft that is written down", kept).await
    }

    /// The draft there is.
    async fn draft(&self) -> Outcome<SignUpLine> {
        let only = |desk: &wire::StaffDesk| match desk.sign_ups.as_slice() {
            [only] => Some(only.clone()),
            _ => None,
        };
        self.team.sees("one draft", only).await
    }
}

/// What is on the screen again is what was there, and goes on to a contract.
async fn goes_on(office: &Office, mut page: Page<'_>, person: &Person, from: SignUpPart) -> Outcome {
    let view = page.at(from).await?;
    assert_eq!((view.aim, view.chosen.term), (SignUpAim::Contract, Some(Id(TermId(TERM)))));
    let entered = office.desk.entered();
    let entered = entered.iter().find(|it| it.sign_up == page.number());
    let entered = entered.ok_or_else(|| Failure::new("what was entered did not come back"))?;
    if from >= SignUpPart::Details {
        for (field, text, _) in &person.fields {
            let back = entered.fields.iter().find(|it| it.field == *field).map(|it| it.text.as_str());
            assert_eq!(back, Some(*text), "{field:?}");
        }
    }
    assert!(entered.fields.iter().all(|it| it.field != F::Iban), "an account number came back");
    let loaded = |view: &SignUpView| (view.trouble.is_none() && view.chosen.offer.is_some()).then_some(());
    page.sees("the offers", loaded).await?;
    if from > SignUpPart::Texts {
        page.does(SignUpInput::Go { part: SignUpPart::Texts }).await?;
        carry_on(&mut page, person, SignUpPart::Texts, SignUpPart::Summary).await?;
    } else {
        carry_on(&mut page, person, from, SignUpPart::Summary).await?;
    }
    page.submit().await?;
    page.done().await?;
    let contract = office.contract()?;
    assert_eq!((contract.name.as_str(), contract.picture.is_some()), (person.name().as_str(), true));
    assert_eq!(office.studio.contract_posts().len(), 1);
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_entered_when_the_power_went_is_shown_again_by_the_team() -> Outcome {
    for end in [End::Cut, End::Closed] {
        for last in PARTS {
            let office = Office::open().await?;
            let person = people::sparing();
            let mut page = office.up_to(&person, last).await?;
            office.is_kept(&mut page).await?;
            let office = office.again(end).await?;
            let draft = office.draft().await?;
            assert!(!draft.on_screen, "nobody sees it by themselves");
            let mark = office.desk.mark();
            office.team.show(&draft, SignUpAction::Show).await?;
            let page = Page::shown_after(&office.desk, mark).await?;
            goes_on(&office, page, &person, last)
                .await
                .map_err(|failure| Failure::new(format!("{end:?} at {last:?}: {failure}")))?;
        }
    }
    Ok(())
}

/// The power goes while the studio's system is away, and nobody says a word about the studio any more.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_begun_is_signed_after_a_restart_while_the_vendor_is_away() -> Outcome {
    for dearer in [None, Some(4290)] {
        let office = Office::open().await?;
        let person = people::sparing();
        let mut page = office.up_to(&person, SignUpPart::Payment).await?;
        page.sees("the mandate", |view| view.mandate.is_some().then_some(())).await?;
        office.is_kept(&mut page).await?;
        office.studio.set_away(true).await?;
        let office = office.again(End::Cut).await?;
        let draft = office.draft().await?;
        let mark = office.desk.mark();
        office.team.show(&draft, SignUpAction::Show).await?;
        let mut page = Page::shown_after(&office.desk, mark).await?;
        let loaded =
            |view: &SignUpView| (view.chosen.offer.is_some() && view.mandate.is_some()).then_some(());
        page.sees("what was said of the studio before", loaded).await?;
        carry_on(&mut page, &person, SignUpPart::Payment, SignUpPart::Summary).await?;
        page.submit().await?;
        page.step("that it waits", waiting).await?;
        assert!(office.studio.contract_posts().is_empty());
        if let Some(cents) = dearer {
            office.studio.set_price(TERM, cents);
        }
        office.studio.set_away(false).await?;
        if dearer.is_some() {
            page.step("another price", |step| (*step == SignUpStep::PriceChanged).then_some(())).await?;
            assert!(office.studio.contract_posts().is_empty(), "nothing is posted at another price");
            continue;
        }
        page.done().await?;
        office.contract()?;
        assert_eq!(office.studio.contract_posts().len(), 1);
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}

/// Puts it aside and tells the code.
async fn put_aside(page: &mut Page<'_>) -> Outcome<String> {
    page.press(SignUpInput::Park { team: false }).await;
    let code = |step: &SignUpStep| match step {
        SignUpStep::Parked { code, days: 7, team: false } if !code.is_empty() => Some(code.clone()),
        _ => None,
    };
    page.step("a code", code).await
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_was_put_aside_goes_on_with_its_code_after_the_next_start() -> Outcome {
    for last in PARTS {
        let office = Office::open().await?;
        let person = people::sparing();
        let mut page = office.up_to(&person, last).await?;
        let code = put_aside(&mut page).await?;
        page.leave().await?;
        let office = office.again(End::Cut).await?;
        let mut page = office.begin(SignUpAim::Open).await?;
        let mark = office.desk.mark();
        // Small letters are as good.
        page.press(SignUpInput::Resume { code: code.to_lowercase() }).await;
        let before = page.number();
        let other = |view: &SignUpView| (view.sign_up != before).then_some(());
        office.desk.sign_up_after(mark, "the draft", other).await?;
        let page = Page::shown_after(&office.desk, office.desk.mark() - 1).await?;
        goes_on(&office, page, &person, last)
            .await
            .map_err(|failure| Failure::new(format!("at {last:?}: {failure}")))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_codes_cost_waits_that_a_restart_does_not_end() -> Outcome {
    let office = Office::open().await?;
    let person = people::sparing();
    let mut page = office.up_to(&person, SignUpPart::Details).await?;
    let code = put_aside(&mut page).await?;
    page.leave().await?;
    let mut page = office.begin(SignUpAim::Open).await?;
    let said = |wanted: fn(CodeView) -> bool| {
        move |step: &SignUpStep| matches!(step, SignUpStep::Start { code, .. } if wanted(*code)).then_some(())
    };
    let unknown = said(|code| code == CodeView::Unknown);
    let too_soon = said(|code| matches!(code, CodeView::MustWait { .. }));
    // One that could be a code: of the same signs in another order.
    let wrong = format!("{}{}", &code[1..], &code[..1]);
    assert_ne!(wrong, code, "one code in five million reads the same; run it again");
    // Three cost nothing; each further one doubles the wait, up to one that no machine waits out in here.
    let mut off = SignedDuration::ZERO;
    for seconds in [0, 0, 0, 5, 10, 20, 40, 80, 160, 300] {
        office.seat.set_clock(off);
        page.press(SignUpInput::Resume { code: wrong.clone() }).await;
        page.step("that there is no such code", unknown).await?;
        off += SignedDuration::from_secs(seconds + i64::from(seconds > 0));
        page.leave().await?;
        page = office.begin(SignUpAim::Open).await?;
    }
    // Not even the right one, and not after a restart.
    page.press(SignUpInput::Resume { code: code.clone() }).await;
    page.step("that it is too soon", too_soon).await?;
    page.leave().await?;
    let office = office.again(End::Cut).await?;
    let mut page = office.begin(SignUpAim::Open).await?;
    page.press(SignUpInput::Resume { code: code.clone() }).await;
    page.step("that it is still too soon", too_soon).await?;
    office.seat.set_clock(off);
    let mark = office.desk.mark();
    let before = page.number();
    page.press(SignUpInput::Resume { code }).await;
    let other = |view: &SignUpView| (view.sign_up != before).then_some(());
    office.desk.sign_up_after(mark, "the draft", other).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_draft_is_wiped_after_its_days_and_not_before() -> Outcome {
    for (more, days, stays) in [("", 6, true), ("", 8, false), ("draft-days = 2\n", 3, false)] {
        let office = Office::at(portico_tests::Studio::open().await, |file| file.sign_up(more)).await?;
        let mut page = office.up_to(&people::sparing(), SignUpPart::Details).await?;
        office.is_kept(&mut page).await?;
        // It is written down once more by whoever goes away, and that counts.
        let since = Ms::from(Timestamp::now());
        page.leave().await?;
        let kept = |desk: &wire::StaffDesk| {
            desk.sign_ups.iter().find(|it| it.touched_ms >= since && !it.on_screen).map(drop)
        };
        office.team.sees("a draft that is left", kept).await?;
        office.seat.set_clock(SignedDuration::from_hours(24 * days));
        let office = office.again(End::Closed).await?;
        if stays {
            office.draft().await?;
        } else {
            office.team.sees("no drafts", |desk| desk.sign_ups.is_empty().then_some(())).await?;
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_goes_away_leaves_a_draft_and_nothing_on_the_screen() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.up_to(&people::sparing(), SignUpPart::Payment).await?;
    office.is_kept(&mut page).await?;
    page.leave().await?;
    let mark = office.desk.mark();
    let page = office.begin(SignUpAim::Contract).await?;
    let shown = format!("{:?}", office.desk.since(mark));
    for (_, text, _) in people::sparing().fields {
        assert!(text.len() < 5 || !shown.contains(text), "the next one sees {text}");
    }
    page.leave().await?;
    let draft = office.draft().await?;
    office.team.show(&draft, SignUpAction::Discard).await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_vendor_is_sent_once_after_the_next_start() -> Outcome {
    for end in [End::Cut, End::Closed] {
        let office = Office::open().await?;
        let mut page = office.up_to(&people::sparing(), SignUpPart::Summary).await?;
        office.studio.set_away(true).await?;
        page.submit().await?;
        page.step("that it waits", waiting).await?;
        let office = office.again(end).await?;
        assert!(office.studio.contracts().is_empty());
        office.studio.set_away(false).await?;
        office.studio.wait_for(|entry| matches!(entry.effect, sandbox::Effect::Signed { .. })).await;
        office.nothing_left().await?;
        office.contract()?;
        assert_eq!(office.studio.contract_posts().len(), 1, "{end:?}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_on_its_way_when_the_power_went_is_not_sent_again() -> Outcome {
    for (fault, acted) in [(Fault::Hang, true), (Fault::Hang, false)] {
        let office = Office::open().await?;
        let mut page = office.up_to(&people::sparing(), SignUpPart::Summary).await?;
        let plan = FaultPlan::new(fault.clone()).at(portico_tests::Studio::CONTRACT).method("POST");
        office.studio.set_fault(plan.carry_out(acted));
        page.submit().await?;
        office.studio.posted_to(portico_tests::Studio::CONTRACT).await;
        let office = office.again(End::Cut).await?;
        office.studio.clear_faults();
        let asks = |desk: &wire::StaffDesk| (desk.line.waiting + desk.line.person > 0).then_some(());
        office.team.sees("that it is not known", asks).await?;
        assert_eq!(office.studio.contract_posts().len(), 1, "{fault:?}, {acted}");
        assert_eq!(office.studio.contracts().len(), usize::from(acted));
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_falls_over_leaves_a_draft_and_nothing_on_the_screen() -> Outcome {
    let mut office = Office::open().await?;
    let mut page = office.up_to(&people::sparing(), SignUpPart::Details).await?;
    office.is_kept(&mut page).await?;
    let mark = office.desk.mark();
    office.desk = office.desk.watch().await;
    office.desk.idle().await?;
    let shown = office.desk.since(mark);
    assert!(!shown.iter().any(|screen| matches!(screen, wire::Screen::SignUp(_))), "{shown:#?}");
    let aside = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|draft| !draft.on_screen).cloned();
    let draft = office.team.sees("a draft that nobody sees", aside).await?;
    // The team puts it back for whoever it belongs to.
    let mark = office.desk.mark();
    office.team.show(&draft, SignUpAction::Show).await?;
    office.desk.sign_up_after(mark, "the draft", |_| Some(())).await
}

//! What comes between: no connection, a lost answer, a power cut, somebody who walks away, another price.

use portico_tests::{Outcome, Studio, Window};
use sandbox::{Fault, FaultPlan};

use super::page::{self, id, press, there};
use super::{MEMBERS, Office, TEAMS, people, staff, to_the_summary};

/// The team opens its window, which has no PIN yet, and puts what was begun on the member's screen.
async fn team_shows(window: &Window) -> Outcome {
    staff::call(window).await?;
    staff::choose_pin(window).await?;
    show(window).await
}

async fn show(window: &Window) -> Outcome {
    window.press_ready(&format!("{} [data-action=\"show\"]", id("staff-sign-up"))).await?;
    window.switch_to(MEMBERS).await
}

/// Every signature anew, and on to the member number.
async fn signs_and_submits(window: &Window) -> Outcome<String> {
    page::agree(window, true).await?;
    page::on_to(window, "summary").await?;
    page::submit(window).await?;
    page::done(window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_it_waits_and_is_sent_when_the_vendor_is_back() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    to_the_summary(&window, &person).await?;
    office.studio.set_away(true).await?;
    page::submit(&window).await?;
    page::step(&window, "waiting").await?;
    let told = page::text(&window, &id("join-hint")).await?;
    assert!(!told.is_empty(), "somebody who waits is told so");
    assert!(office.studio.contracts().is_empty());
    office.studio.set_away(false).await?;
    let number = page::done(&window).await?;
    let (contract, post) = office.contract()?;
    person.compare(&contract, &number, &post)?;
    page::leave(&window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_told_for_what_it_is_and_nothing_is_sent_again() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    to_the_summary(&window, &people::sparing()).await?;
    let lost = FaultPlan::new(Fault::Reset).at(Studio::CONTRACT).method("POST").carry_out(true).times(1);
    office.studio.set_fault(lost);
    page::submit(&window).await?;
    page::step(&window, "unknown").await?;
    // The contract is there, and neither the member nor the team can have it made twice.
    office.contract()?;
    page::leave(&window).await?;
    staff::call(&window).await?;
    staff::choose_pin(&window).await?;
    window.press("staff-tab-waiting").await?;
    there(&window, "[data-item][data-state=\"unknown\"], [data-item][data-state=\"waiting\"]").await?;
    let again = "return document.querySelector('[data-item] [data-action=\"reopen\"]') === null";
    assert_eq!(window.run(again).await?, true, "what may have happened is not entered again");
    let drafts = "return document.querySelector('[data-testid=\"staff-sign-up\"]') === null";
    assert_eq!(window.run(drafts).await?, true, "and is no draft");
    office.contract()?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_cut_off_by_a_power_cut_goes_on_where_they_were() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    let (holder, iban) = person.account.unwrap();
    page::choose(&window, person.offer, person.term, &[]).await?;
    person.details(&window).await?;
    page::on_to(&window, "picture").await?;
    page::on_to(&window, "payment").await?;
    page::pay_by(&window, "directDebit").await?;
    page::enter(&window, "accountHolder", holder).await?;
    page::enter(&window, "iban", iban).await?;
    window.wait_for("join-bank").await?;
    window.kill().await?;

    let window = office.window().await?;
    team_shows(&window).await?;
    page::at(&window, "payment").await?;
    window.wait_for("join-account").await?;
    assert_eq!(page::value(&window, &id("join-field-accountHolder")).await?, holder);
    let shown = window.run("return document.body.innerText + document.body.innerHTML").await?.to_string();
    assert!(!shown.contains("37040044") && !shown.contains("3704 0044"), "the account number came back");
    page::on_to(&window, "texts").await?;
    let number = signs_and_submits(&window).await?;
    let (contract, post) = office.contract()?;
    person.compare(&contract, &number, &post)?;
    page::leave(&window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_up_that_is_put_aside_comes_back_by_its_code() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    page::choose(&window, person.offer, person.term, &[]).await?;
    person.details(&window).await?;
    press(&window, "join-leave").await?;
    press(&window, "join-ask-park").await?;
    page::step(&window, "parked").await?;
    let code = page::text(&window, &id("join-parked-code")).await?;
    page::leave(&window).await?;

    page::begin(&window).await?;
    press(&window, "join-start-code").await?;
    let wrong = if code.starts_with('A') { "BBBBBB" } else { "AAAAAA" };
    window.fill_at(&id("join-code"), wrong).await?;
    press(&window, "join-code-go").await?;
    there(&window, &format!("{}[aria-invalid=\"true\"]", id("join-code"))).await?;
    window.fill_at(&id("join-code"), &code.to_lowercase()).await?;
    press(&window, "join-code-go").await?;
    page::at(&window, "details").await?;
    for (field, text) in [("firstName", "Zoë"), ("city", "Kiel"), ("email", "zoe@beispiel.example")] {
        assert_eq!(page::value(&window, &id(&format!("join-field-{field}"))).await?, text);
    }
    page::on_to(&window, "picture").await?;
    page::on_to(&window, "payment").await?;
    let (holder, iban) = person.account.unwrap();
    page::debit(&window, holder, iban).await?;
    let number = signs_and_submits(&window).await?;
    let (contract, post) = office.contract()?;
    person.compare(&contract, &number, &post)?;
    page::leave(&window).await
}

/// A key that writes nothing.
pub const SHIFT: &str = "\u{E008}";
/// From now on a minute of quiet, and each second after it, goes by only when `window.due` is called.
pub const HELD: &str = "const real = window.setTimeout;
    window.setTimeout = (does, millis, ...rest) => {
      if (millis !== 1000 && millis < 60000) return real(does, millis, ...rest);
      window.due = does;
      return 0;
    };";

#[tokio::test(flavor = "multi_thread")]
async fn whoever_walks_away_is_asked_first_and_the_team_brings_it_back() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    page::choose(&window, person.offer, person.term, &[]).await?;
    page::enter(&window, "firstName", "Zoë").await?;
    window.run(HELD).await?;
    window.strike(SHIFT).await?;
    window.run("window.due()").await?;
    there(&window, &format!("{}[data-left=\"20\"]", id("join-still"))).await?;
    window.run("window.due()").await?;
    there(&window, &format!("{}[data-left=\"19\"]", id("join-still"))).await?;
    window.press("join-still-yes").await?;
    let gone = "return document.querySelector('[data-testid=\"join-still\"]') === null";
    window.holds("the question gone", gone).await?;
    assert_eq!(page::value(&window, &id("join-field-firstName")).await?, "Zoë");

    window.run("for (let second = 0; second < 21; second += 1) window.due()").await?;
    window.idle().await?;
    let left = window.run("return document.documentElement.outerHTML").await?.to_string();
    assert!(!left.contains("Zoë"), "something is left on the screen");
    team_shows(&window).await?;
    page::at(&window, "details").await?;
    assert_eq!(page::value(&window, &id("join-field-firstName")).await?, "Zoë");
    // The team's other button takes it off the screen again.
    window.switch_to(TEAMS).await?;
    window.press_ready(&format!("{} [data-action=\"putAside\"]", id("staff-sign-up"))).await?;
    window.switch_to(MEMBERS).await?;
    window.idle().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_that_changed_is_shown_and_agreed_to_again() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::Person { cents: 899, ..people::sparing() };
    to_the_summary(&window, &person).await?;
    office.studio.set_price(person.term, 899);
    page::submit(&window).await?;
    page::step(&window, "priceChanged").await?;
    let changed = page::text(&window, &id("join-changed")).await?;
    assert!(changed.contains("7,49") && changed.contains("8,99"), "{changed}");
    assert!(office.studio.contract_posts().is_empty(), "nothing is posted at another price");
    press(&window, "join-submit").await?;
    page::at(&window, "texts").await?;
    let unsigned = "return document.querySelector('[data-signed=\"true\"], [data-testid^=\"join-confirm\"]:checked') === null";
    assert_eq!(window.run(unsigned).await?, true, "it was signed for another price");
    let number = signs_and_submits(&window).await?;
    let (contract, post) = office.contract()?;
    person.compare(&contract, &number, &post)?;
    page::leave(&window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_under_age_gets_no_contract_but_a_call() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let mut person = people::sparing();
    let born: &'static str = format!("{}-1-1", jiff::Zoned::now().year() - 15).leak();
    for (_, text, ..) in person.typed.iter_mut().filter(|(field, ..)| *field == "dateOfBirth") {
        *text = born;
    }
    page::choose(&window, person.offer, person.term, &[]).await?;
    person.details(&window).await?;
    press(&window, "join-next").await?;
    page::step(&window, "minor").await?;
    press(&window, "join-minor-lead").await?;
    page::at(&window, "details").await?;
    assert_eq!(page::value(&window, &id("join-field-firstName")).await?, "Zoë", "nothing is typed twice");
    page::on_to(&window, "summary").await?;
    page::submit(&window).await?;
    page::step(&window, "done").await?;
    let leads: Vec<_> = office.studio.leads().into_iter().map(|lead| lead.name).collect();
    assert_eq!(leads, ["Zoë Ng"]);
    assert!(office.studio.contract_posts().is_empty());
    page::leave(&window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_when_nobody_is_there_any_more_waits_for_the_team_as_it_was_entered() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    to_the_summary(&window, &person).await?;
    office.studio.set_away(true).await?;
    page::submit(&window).await?;
    page::step(&window, "waiting").await?;
    page::leave(&window).await?;
    let refused = FaultPlan::new(Fault::Forbidden).at(Studio::CONTRACT).method("POST");
    office.studio.set_fault(refused);
    office.studio.set_away(false).await?;

    staff::call(&window).await?;
    staff::choose_pin(&window).await?;
    window.wait_for("staff-sign-up").await?;
    office.studio.clear_faults();
    show(&window).await?;
    there(&window, "main[data-testid=\"screen-sign-up\"][data-step=\"part\"]").await?;
    // Nothing has to be typed again.
    press(&window, "step-terms").await?;
    page::at(&window, "terms").await?;
    there(&window, "[data-preview=\"shown\"]").await?;
    page::on_to(&window, "details").await?;
    for (field, text) in [("firstName", "Zoë"), ("city", "Kiel")] {
        assert_eq!(page::value(&window, &id(&format!("join-field-{field}"))).await?, text);
    }
    for part in ["picture", "payment", "texts"] {
        page::on_to(&window, part).await?;
    }
    let number = signs_and_submits(&window).await?;
    let contract = office.studio.contracts().pop().unwrap();
    assert_eq!((&contract.customer_number, office.studio.contracts().len()), (&number, 1));
    page::leave(&window).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_after_a_power_cut_is_opened_again_by_the_team_and_corrected() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    let person = people::sparing();
    to_the_summary(&window, &person).await?;
    office.studio.set_away(true).await?;
    page::submit(&window).await?;
    page::step(&window, "waiting").await?;
    window.kill().await?;
    // Whoever signed is gone, and nobody waits for what becomes of it.
    office.studio.set_fault(FaultPlan::new(Fault::Forbidden).at(Studio::CONTRACT).method("POST"));
    let window = office.window().await?;
    office.studio.set_away(false).await?;

    staff::call(&window).await?;
    staff::choose_pin(&window).await?;
    staff::press_item(&window, "reopen").await?;
    window.wait_for("staff-dialog").await?;
    office.studio.clear_faults();
    press(&window, "staff-confirm").await?;
    window.wait_for("staff-sign-up").await?;
    let left = "return document.querySelector('[data-item]') === null";
    window.holds("no item that can be sent as well", left).await?;
    assert!(office.studio.contracts().is_empty(), "nothing was sent by being opened");

    show(&window).await?;
    there(&window, "main[data-testid=\"screen-sign-up\"][data-step=\"part\"]").await?;
    press(&window, "step-details").await?;
    page::at(&window, "details").await?;
    assert_eq!(page::value(&window, &id("join-field-lastName")).await?, "Ng", "nothing is typed twice");
    page::enter(&window, "email", "ng@beispiel.example").await?;
    for part in ["picture", "payment", "texts"] {
        page::on_to(&window, part).await?;
    }
    let number = signs_and_submits(&window).await?;
    let contract = office.studio.contracts().pop().unwrap();
    assert_eq!((&contract.customer_number, office.studio.contracts().len()), (&number, 1));
    let post = office.studio.contract_posts().pop().unwrap();
    assert_eq!(post.pointer("/customer/email").and_then(|email| email.as_str()), Some("ng@beispiel.example"));
    page::leave(&window).await
}

//! People of the team in the real window: a manager takes somebody in, and they find what is theirs.

use portico_tests::{Outcome, Window};

use crate::Desk;
use crate::layout::{Eyes, LONG_NAME};
use crate::staff::{call, choose_pin, enter, is};

async fn answers(window: &Window) -> Outcome {
    window.holds("the dialog is gone", "return document.querySelector('dialog') === null").await
}

async fn adds(window: &Window, name: &str, role: &str, pin: &str) -> Outcome {
    window.press("person-add").await?;
    window.wait_for("staff-dialog").await?;
    window.fill("person-name", name).await?;
    let choose = format!(
        "const select = document.querySelector('[data-testid=\"person-role\"]');
         select.value = '{role}'; select.dispatchEvent(new Event('change', {{ bubbles: true }}))"
    );
    window.run(&choose).await?;
    window.fill("person-pin", pin).await?;
    window.fill("person-again", pin).await?;
    window.press("staff-confirm").await?;
    answers(window).await
}

async fn signs_in(window: &Window, pin: &str, role: &str) -> Outcome {
    window.press("staff-lock").await?;
    is(window, "locked").await?;
    enter(window, pin).await?;
    is(window, "open").await?;
    let there =
        format!("return document.querySelector('[data-testid=\"staff-me\"]').dataset.role === '{role}'");
    window.holds(role, &there).await
}

async fn shows(window: &Window, id: &str) -> Outcome<bool> {
    Ok(window.run(&format!("return document.querySelector('[data-testid=\"{id}\"]') !== null")).await?
        == true)
}

async fn people_of(language: &'static str) -> Outcome {
    let mut desk = Desk::new(|file| file.language(language)).await?;
    let window = desk.open().await?;
    desk.tap(&window, 1).await?;
    let mut eyes = Eyes::for_team(language);
    call(&window).await?;
    choose_pin(&window).await?;
    window.press("staff-me").await?;
    adds(&window, LONG_NAME, "reception", "1470").await?;
    adds(&window, "Ben", "technician", "3690").await?;
    eyes.look(&window, "team people").await?;
    window.press("person-add").await?;
    window.wait_for("staff-dialog").await?;
    eyes.look(&window, "team person").await?;
    window.press("staff-back").await?;

    // Each finds what is theirs, and the desk refuses the rest whatever a page says.
    signs_in(&window, "1470", "reception").await?;
    assert!(shows(&window, "staff-tab-person").await? && !shows(&window, "staff-export").await?);
    assert!(window.invoke("staff_export", &serde_json::json!({})).await?.is_err());
    assert!(window.invoke("staff_support", &serde_json::json!({})).await?.is_err());
    window
        .holds("why not", "return document.querySelector('[data-testid=\"staff-refused\"]') !== null")
        .await?;
    eyes.look(&window, "team refused").await?;
    signs_in(&window, "3690", "technician").await?;
    assert!(!shows(&window, "staff-tab-person").await?);
    window.holds("a tap", "return document.querySelector('[data-testid=\"staff-tap\"]') !== null").await?;
    let text = window.run("return document.body.innerText").await?.to_string();
    assert!(!text.contains("Gast"), "a technician sees who tapped: {text}");
    eyes.look(&window, "team technician").await?;
    window.press("staff-help-open").await?;
    window.press("help-support").await?;
    let written = "return /portico-support-\\S+\\.txt/.test(
        document.querySelector('[data-testid=\"help-support-said\"]').textContent)";
    window.holds("where the file is", written).await?;
    eyes.look(&window, "team support").await?;
    let exports = desk.provisioned.data().join("exports");
    let files = std::fs::read_dir(&exports)?.map(|file| Ok(file?.path()));
    let files = files.collect::<Outcome<Vec<_>>>()?;
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let text = std::fs::read_to_string(file)?;
    assert!(text.contains("== Log") && text.contains("versions"), "{text}");
    for private in ["Gast", "Ben", LONG_NAME, "3690"] {
        assert!(!text.contains(private), "{private}");
    }

    signs_in(&window, "2580", "manager").await?;
    window.press("staff-me").await?;
    window.press("team-activity").await?;
    let refused = "return document.querySelector('[data-act=\"notAllowed\"]')?.innerText ?? ''";
    window
        .holds("what was done", "return document.querySelector('[data-act=\"notAllowed\"]') !== null")
        .await?;
    assert!(window.run(refused).await?.to_string().contains(LONG_NAME));
    eyes.look(&window, "team activity").await?;
    eyes.end();
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manager_takes_people_in_and_each_finds_what_is_theirs() -> Outcome {
    people_of("de").await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_team_in_english() -> Outcome {
    people_of("en").await
}

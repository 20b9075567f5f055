//! The studio's own look, in the page that members see.

use portico_tests::{Outcome, Window};
use serde_json::Value;

use crate::Desk;
use crate::staff::{call, choose_pin};

const MEMBERS: &str = "localhost";
const TEAMS: &str = "staff.html";

/// Yellow cannot be seen on a light screen. The studio is never closed.
const LOOK: &str = "accent = \"#ffee00\"              # from the agency\nbackground = \"#fffdf0\"\n\
                    welcome = { de = \"Moin und willkommen\", en = \"Hello\" }\n\
                    [look.opening-hours]\nmonday = [\"00:00-24:00\"]\ntuesday = [\"00:00-24:00\"]\n\
                    wednesday = [\"00:00-24:00\"]\nthursday = [\"00:00-24:00\"]\nfriday = [\"00:00-24:00\"]\n\
                    saturday = [\"00:00-24:00\"]\nsunday = [\"00:00-24:00\"]\n";

/// Measures in the page, as it is drawn: the contrast ratio of text and ground of an element, and the one of its
/// ground and the screen's.
const MEASURE: &str = "
    const parts = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
    const light = (colour) => {
        const [red, green, blue] = parts(colour).map((part) => {
            const linear = part / 255;
            return linear <= 0.04045 ? linear / 12.92 : ((linear + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ratio = (one, other) => {
        const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
        return (bright + 0.05) / (dark + 0.05);
    };
    const screen = getComputedStyle(document.querySelector('[data-testid=\"screen-idle\"]'));
    const of = (selector) => getComputedStyle(document.querySelector(selector));
    const button = of('[data-testid=\"language-de\"]');
    return {
        ground: screen.backgroundColor,
        headline: ratio(of('h1').color, screen.backgroundColor),
        welcome: ratio(of('[data-testid=\"look-welcome\"]').color, screen.backgroundColor),
        hours: ratio(of('[data-testid=\"look-hours\"]').color, screen.backgroundColor),
        pressed: ratio(button.color, button.backgroundColor),
        part: ratio(button.backgroundColor, screen.backgroundColor),
        accent: button.backgroundColor,
    };";

async fn text(window: &Window, testid: &str) -> Outcome<String> {
    let script = format!("return document.querySelector('[data-testid=\"{testid}\"]')?.innerText ?? ''");
    Ok(window.run(&script).await?.as_str().unwrap_or_default().to_owned())
}

async fn measured(window: &Window) -> Outcome<Value> {
    let found = window.run(MEASURE).await?;
    for (what, least) in
        [("headline", 7.0), ("welcome", 4.5), ("hours", 4.5), ("pressed", 4.5), ("part", 3.0)]
    {
        assert!(found[what].as_f64().is_some_and(|ratio| ratio >= least), "{what}: {found}");
    }
    Ok(found)
}

/// Gives a file to one of the page's inputs, as somebody would who chose it.
async fn give(window: &Window, testid: &str, name: &str, bytes: &[u8]) -> Outcome {
    let script = format!(
        "const file = new File([new Uint8Array({bytes:?})], '{name}');
         const given = new DataTransfer();
         given.items.add(file);
         const input = document.querySelector('[data-testid=\"{testid}\"]');
         input.files = given.files;
         input.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    );
    window.run(&script).await?;
    Ok(())
}

async fn news(window: &Window, news: &str) -> Outcome {
    let there =
        format!("return document.querySelector('[data-testid=\"look-news\"]')?.dataset.news === '{news}'");
    window.holds(&format!("the look is {news}"), &there).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_screen_is_the_studios_own_and_everything_on_it_can_be_read() -> Outcome {
    let mut desk = Desk::new(|file| file.look(LOOK)).await?;
    let window = desk.open().await?;
    window.until("the idle screen", |shown| shown.screen == "screen-idle").await?;
    window.wait_for("look-welcome").await?;
    assert_eq!(text(&window, "look-welcome").await?, "Moin und willkommen");
    assert_eq!(text(&window, "look-hours").await?, "Rund um die Uhr geöffnet");
    let found = measured(&window).await?;
    assert_eq!(found["ground"], "rgb(255, 253, 240)", "what can be read stays as it was chosen");
    assert_ne!(found["accent"], "rgb(255, 238, 0)", "what cannot be seen does not");

    // In the team's window it is said, and changed.
    call(&window).await?;
    choose_pin(&window).await?;
    window.press("staff-look-open").await?;
    window.wait_for("look-corrections").await?;
    let said = text(&window, "look-corrections").await?;
    assert!(said.contains("#ffee00") && said.contains("zu hell"), "{said}");

    let file = desk.provisioned.data().join("desk.toml");
    let before = std::fs::read_to_string(&file)?;
    give(&window, "look-logo-file", "logo.png", b"this is no picture").await?;
    news(&window, "notTaken").await?;
    assert!(text(&window, "look-news").await?.contains("kein Bild"));
    assert_eq!(std::fs::read_to_string(&file)?, before, "and nothing was lost");
    assert!(!desk.provisioned.data().join("look/logo.png").exists());

    let script = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>parent.ran = 1</script></svg>";
    give(&window, "look-logo-file", "logo.svg", script.as_bytes()).await?;
    news(&window, "taken").await?;
    window.fill("look-accent", "#c00040").await?;
    window.press("look-save").await?;
    news(&window, "saved").await?;
    let after = std::fs::read_to_string(&file)?;
    assert!(after.contains("accent = \"#c00040\""), "{after}");
    assert!(after.contains("logo = \"logo.svg\""), "{after}");

    window.switch_to(MEMBERS).await?;
    window
        .holds(
            "the new colour",
            "return getComputedStyle(document.querySelector('[data-testid=\"language-de\"]')).backgroundColor
                === 'rgb(192, 0, 64)'",
        )
        .await?;
    measured(&window).await?;
    window
        .holds(
            "the logo",
            "return document.querySelector('header img')?.src.startsWith('data:image/svg+xml') === true",
        )
        .await?;
    assert_eq!(window.run("return window.ran ?? null").await?, Value::Null, "nothing in a logo runs");
    window.switch_to(TEAMS).await?;
    Ok(())
}

//! The codes on the member's screen, as a telephone that is held in front of it reads them.

use std::fs::File;
use std::io::BufReader;

use portico_tests::{Failure, Outcome, Window};

use super::page::{self, press, there};
use super::{Office, people};

impl Office {
    /// The one code that the window shows, from a picture of it.
    async fn code(&self, window: &Window) -> Outcome<String> {
        let picture = self.provisioned.beside().join("code.png");
        window.screenshot(&picture).await?;
        let mut reader = png::Decoder::new(BufReader::new(File::open(&picture)?)).read_info()?;
        let mut pixels = vec![0; reader.output_buffer_size().unwrap_or_default()];
        let frame = reader.next_frame(&mut pixels)?;
        let samples = frame.color_type.samples();
        let (width, height) = (usize::try_from(frame.width)?, usize::try_from(frame.height)?);
        let grey = |x: usize, y: usize| {
            let at = y * frame.line_size + x * samples;
            let colours = &pixels[at..at + samples.min(3)];
            let sum: usize = colours.iter().map(|part| usize::from(*part)).sum();
            u8::try_from(sum / colours.len()).unwrap_or(u8::MAX)
        };
        let mut seen = rqrr::PreparedImage::prepare_from_greyscale(width, height, grey);
        let codes: Vec<_> = seen.detect_grids().iter().map(|grid| grid.decode()).collect();
        match codes.as_slice() {
            [Ok((_, text))] => Ok(text.clone()),
            other => Err(Failure::new(format!("one code was to be read: {other:?}"))),
        }
    }
}

/// Every text with something more to read, by its number.
const ATTACHED: &str = "return [...document.querySelectorAll('[data-testid^=\"join-code-\"]')]
    .map((button) => button.dataset.testid.slice('join-code-'.length))";

#[tokio::test(flavor = "multi_thread")]
async fn every_code_is_read_as_what_it_stands_for() -> Outcome {
    let office = Office::open().await?;
    let window = office.window().await?;
    press(&window, "cancel-open").await?;
    there(&window, "[data-testid=\"cancel-page\"] svg").await?;
    let cancel = "https://public.magicline.com/#/contractTermination?tenant=nordlicht&studio=4711";
    assert_eq!(office.code(&window).await?, cancel);
    press(&window, "cancel-close").await?;

    // The offer with every kind of text.
    let person = people::Person { offer: 2001, term: 2101, ..people::sparing() };
    page::choose(&window, person.offer, person.term, &[]).await?;
    person.details(&window).await?;
    page::on_to(&window, "picture").await?;
    page::on_to(&window, "payment").await?;
    let (holder, iban) = person.account.unwrap();
    page::debit(&window, holder, iban).await?;
    page::demanded(&window, true).await?;
    let attached: Vec<String> = serde_json::from_value(window.run(ATTACHED).await?)?;
    let mut links = Vec::new();
    for text in &attached {
        press(&window, &format!("join-code-{text}")).await?;
        let code = format!("[data-testid=\"join-text-{text}\"] svg");
        there(&window, &code).await?;
        let middle = format!("document.querySelector({code:?}).scrollIntoView({{ block: 'center' }})");
        window.run(&middle).await?;
        links.push(office.code(&window).await?);
        press(&window, &format!("join-code-{text}")).await?;
    }
    for (end, what) in [
        ("/assets/documents/agb.pdf", "a file"),
        ("/assets/documents/datenschutz.pdf", "another one"),
        ("https://nordlicht.example/hausordnung", "a page"),
    ] {
        assert!(links.iter().any(|link| link.ends_with(end)), "{what} among {links:?}");
    }
    page::agree(&window, true).await?;
    page::on_to(&window, "summary").await?;
    page::submit(&window).await?;
    let number = page::done(&window).await?;
    there(&window, "[data-testid=\"join-done-app\"] svg").await?;
    let registration = format!("https://mysports.example/register?customer={number}");
    assert_eq!(office.code(&window).await?, registration);
    page::leave(&window).await
}

//! Becoming a member at the real window: what somebody touches and types, and what the studio's books have
//! of it.

mod camera;
mod card;
mod codes;
mod interrupted;
mod keyboard;
pub mod page;
mod people;
mod screens;
mod vouchers;

use portico_tests::{Failure, Launch, Outcome, Provisioned, SetupFile, Studio, VirtualReader, Window};
use sandbox::Contract;
use serde_json::Value;

use crate::staff;
use page::there;
use people::Person;

const MEMBERS: &str = "localhost";
const TEAMS: &str = "staff.html";
/// Nobody's card yet.
const NEW_CARD: [u8; 5] = [0x4e, 0xa1, 0x5c, 0x07, 0x93];
/// Nobody's either.
const OTHER_CARD: [u8; 5] = [0x4e, 0xa1, 0x5c, 0x07, 0x94];

/// A desk at which people become members.
struct Office {
    studio: Studio,
    reader: VirtualReader,
    provisioned: Provisioned,
}

impl Office {
    /// A desk in Germany where everything is possible, in German.
    async fn open() -> Outcome<Self> {
        Self::at(|_| (), |file| file.sign_up("").card()).await
    }

    /// A desk where it is as `arrange` makes it.
    async fn at(arrange: impl FnOnce(&Studio), adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let studio = Studio::open().await;
        arrange(&studio);
        let reader = VirtualReader::plugged_in();
        let file = adjust(SetupFile::new(&studio).entrance(reader.path()));
        let provisioned = Provisioned::new(&studio, &file).await?;
        Ok(Self { studio, reader, provisioned })
    }

    async fn window(&self) -> Outcome<Window> {
        self.window_by(|launch| launch).await
    }

    /// Its window, started as `adjust` makes it.
    async fn window_by(&self, adjust: impl FnOnce(Launch) -> Launch) -> Outcome<Window> {
        let window = adjust(Launch::of(&self.provisioned.data())).open().await?;
        window.idle().await?;
        window.resize(1280, 800).await?;
        Ok(window)
    }

    /// The one contract there is, and what was posted for it.
    fn contract(&self) -> Outcome<(Contract, Value)> {
        let posts = self.studio.contract_posts();
        match (<[_; 1]>::try_from(self.studio.contracts()), <[_; 1]>::try_from(posts)) {
            (Ok([contract]), Ok([post])) => Ok((contract, post)),
            other => Err(Failure::new(format!("one contract was to be made: {other:#?}"))),
        }
    }

    /// The last button, and the books have what this person typed and signed: the contract, and what was posted
    /// for it.
    async fn signs(&self, window: &Window, person: &Person) -> Outcome<(Contract, Value)> {
        page::submit(window).await?;
        let number = page::done(window).await?;
        let (contract, post) = self.contract()?;
        person.compare(&contract, &number, &post)?;
        signed(&post, person.account.is_some())?;
        Ok((contract, post))
    }
}

/// From the idle screen to the question for a picture.
async fn to_the_picture(window: &Window, person: &Person) -> Outcome {
    let modules = [person.selected, person.optional].concat();
    page::choose(window, person.offer, person.term, &modules).await?;
    person.details(window).await?;
    page::on_to(window, "picture").await
}

/// From the idle screen to the last button, without a picture.
async fn to_the_summary(window: &Window, person: &Person) -> Outcome {
    to_the_picture(window, person).await?;
    on_to_the_summary(window, person).await
}

/// From the picture to the last button.
async fn on_to_the_summary(window: &Window, person: &Person) -> Outcome {
    page::on_to(window, "payment").await?;
    match person.account {
        Some((holder, iban)) => page::debit(window, holder, iban).await?,
        None => {
            card::pays(window, people::GOOD_CARD).await?;
            page::on_to(window, "texts").await?;
        }
    }
    page::agree(window, person.account.is_some()).await?;
    page::on_to(window, "summary").await
}

/// Somebody becomes a member where they live, and the books have what they typed.
async fn becomes_a_member(person: &Person) -> Outcome {
    let arrange = |studio: &Studio| studio.set_country(person.country);
    let office = Office::at(arrange, |file| file.language(person.language).sign_up("").card()).await?;
    let window = office.window().await?;
    to_the_summary(&window, person).await?;
    office.signs(&window, person).await?;
    page::leave(&window).await
}

/// Every signature is a picture with a line in it, and none is the same as another.
fn signed(post: &Value, mandate: bool) -> Outcome {
    use base64::Engine;
    let contract = &post["contract"];
    let texts = contract["textBlockSignatures"].as_array().into_iter().flatten();
    let mut all: Vec<_> = texts.map(|text| &text["base64Svg"]).collect();
    all.extend(contract.get("contractSignature").map(|signature| &signature["base64Svg"]));
    let of_mandate = contract.get("sepaSignature").map(|signature| &signature["base64Svg"]);
    assert_eq!(of_mandate.is_some(), mandate, "a mandate has a signature of its own");
    all.extend(of_mandate);
    let mut pictures = Vec::new();
    for picture in all {
        let bare = picture.as_str().unwrap_or_default().rsplit(',').next().unwrap_or_default();
        let svg = String::from_utf8(base64::prelude::BASE64_STANDARD.decode(bare)?)?;
        assert!(svg.contains("<path d=\"M"), "this is no signature: {svg}");
        pictures.push(svg);
    }
    let count = pictures.len();
    pictures.sort();
    pictures.dedup();
    assert_eq!(pictures.len(), count, "two signatures are the same");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_germany_becomes_a_member_with_a_picture_and_a_card() -> Outcome {
    let mut office = Office::open().await?;
    let window = office.window().await?;
    let person = people::german();
    to_the_picture(&window, &person).await?;

    // A picture from a file: any picture will do.
    let picture = office.provisioned.beside().join("picture.png");
    window.screenshot(&picture).await?;
    page::give_picture(&window, &picture).await?;
    page::take_picture(&window).await?;
    on_to_the_summary(&window, &person).await?;
    let (contract, _) = office.signs(&window, &person).await?;
    there(&window, "[data-testid=\"join-done-app\"] svg").await?;
    let pictures = office.studio.pictures();
    let of_member = pictures.iter().find(|picture| picture.member == Some(contract.member));
    let bytes = of_member.map(|picture| picture.bytes.clone()).unwrap_or_default();
    assert!(bytes.starts_with(&[0xff, 0xd8]) && bytes.ends_with(&[0xff, 0xd9]), "a JPEG has arrived");

    // Somebody else's card is not taken; one that is nobody's is, and checks nobody in by that.
    there(&window, "[data-testid=\"join-card-link\"][data-card=\"holdCard\"]").await?;
    let card = |state: &str| format!("[data-testid=\"join-card-link\"][data-card=\"{state}\"]");
    office.reader.tap_rdm6300(Studio::guest(3));
    there(&window, &card("taken")).await?;
    office.reader.tap_rdm6300(NEW_CARD);
    there(&window, &card("linked")).await?;
    assert!(office.studio.identifications().is_empty());
    page::leave(&window).await?;
    let mark = window.mark().await?;
    office.reader.tap_rdm6300(NEW_CARD);
    assert_eq!(window.verdict_after(mark).await?.short(), "verdict welcome");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_spain_becomes_a_member() -> Outcome {
    becomes_a_member(&people::spanish()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_italy_becomes_a_member() -> Outcome {
    becomes_a_member(&people::italian()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_turkey_becomes_a_member() -> Outcome {
    becomes_a_member(&people::turkish()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_in_america_becomes_a_member() -> Outcome {
    becomes_a_member(&people::american()).await
}

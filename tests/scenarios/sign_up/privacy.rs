//! What was entered is written nowhere in the clear, and is nowhere at all once it is delivered.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use portico_tests::{Outcome, Traces, drawing};
use secrecy::ExposeSecret;
use vault::{Secrets, Slot};
use wire::{SignUpField as F, SignUpInput, SignUpPart};

use super::people;
use super::{End, Office, waiting};

const JPEG: &[u8] = b"\xff\xd8\xff\xe0 nobody looks like this";

/// Everything personal about somebody, in every form it could be written in.
fn traces() -> Traces {
    let person = people::german();
    let mut traces = Traces::default();
    for (field, text, arrives) in &person.fields {
        let telling = match field {
            F::Gender | F::Country | F::Campaign | F::DocumentType | F::HouseNumber | F::City => false,
            _ => text.len() >= 5,
        };
        if telling {
            traces.add(&format!("{field:?}"), text);
            if let Some(arrives) = arrives {
                traces.add(&format!("{field:?}, as it is sent"), arrives);
            }
        }
    }
    for part in ["Ćwikła", "Łukasz"] {
        traces.add("a name", part);
    }
    traces.add("the account", "DE89370400440532013000");
    traces.add("the account as typed", person.iban);
    traces.add("a signature", "M501 20L30 40");
    // A part of it that does not depend on where in the document it stands.
    let svg = BASE64_STANDARD.encode(drawing(501));
    traces.add("a signature, in Base64", &svg[svg.len() / 2..svg.len() / 2 + 24]);
    traces.add("the picture", "nobody looks like this");
    traces.add("the picture, in Base64", &BASE64_STANDARD.encode(JPEG)[8..32]);
    traces
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_sign_up_is_in_the_store_in_the_clear_and_nothing_at_all_after_delivery() -> Outcome {
    let (traces, person) = (traces(), people::german());
    let office = Office::open().await?;
    let mut page = office.begin(wire::SignUpAim::Contract).await?;
    page.choose(2101, &[]).await?;
    person.details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.picture(JPEG).await?;
    page.on_to(SignUpPart::Payment).await?;
    office.pay(&mut page, &person).await?;
    page.on_to(SignUpPart::Texts).await?;
    page.agree(true).await?;
    page.on_to(SignUpPart::Summary).await?;
    let nowhere = |when: &str| {
        let found = traces.found_in(office.seat.data());
        assert!(found.is_empty(), "{when}: {found:#?}");
    };
    nowhere("while it is filled in");

    // What waits is written down, under lock and key.
    office.studio.set_away(true).await?;
    page.submit().await?;
    page.step("that it waits", waiting).await?;
    nowhere("while it waits");
    office.studio.set_away(false).await?;
    page.done().await?;
    page.does(SignUpInput::NoCard).await?;
    page.leave().await?;
    office.nothing_left().await?;
    nowhere("after delivery");

    // The search finds what there is, and nothing is left that a key would open.
    let mut studio = Traces::default();
    studio.add("the studio's address", &office.studio.connect_url());
    assert!(!studio.found_in(office.seat.data()).is_empty(), "the search does not search");
    let file = office.seat.data().to_owned();
    let office = office.again(End::Closed).await?;
    office.contract()?;
    let Office { studio, desk, team, seat, .. } = office;
    drop(team);
    desk.close().await?;
    // With the key, too, there is nothing.
    let key = seat.secrets.get(Slot::StoreKey)?.expect("the key of the store");
    let store = rusqlite::Connection::open(file.join(outbox::FILE))?;
    let plain = tempfile::tempdir()?;
    let path = plain.path().join("plain.db");
    store.execute_batch(&format!("PRAGMA key = \"x'{}'\"", key.expose_secret()))?;
    store.execute("ATTACH DATABASE ?1 AS plain KEY ''", [path.to_str().expect("UTF-8")])?;
    store.query_row("SELECT sqlcipher_export('plain')", [], |_| Ok(()))?;
    store.execute_batch("DETACH DATABASE plain")?;
    let mut words = Traces::default();
    words.add("the word for a state", "delivered");
    assert!(!words.found_in(plain.path()).is_empty(), "the store was not read");
    let found = traces.found_in(plain.path());
    assert!(found.is_empty(), "{found:#?}");
    let count = |table: &str| -> Outcome<i64> {
        Ok(store.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?)
    };
    assert_eq!((count("draft")?, count("item WHERE state = 'delivered'")?), (0, 2));
    drop((studio, seat));
    Ok(())
}

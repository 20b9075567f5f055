//! The desk without looking at it: what a real speech service is given to say, and what it is not.

use std::time::Duration;

use portico_tests::{
    Failure, Launch, Outcome, Provisioned, SetupFile, Shown, Studio, Traces, VirtualReader, Voice, Window,
    frame_of,
};
use sandbox::Case;

use crate::{OSKAR, message};

const RIGHT: &str = "\u{E014}";
const ENTER: &str = "\u{E007}";
const F6: &str = "\u{E036}";
const F8: &str = "\u{E038}";
const F9: &str = "\u{E039}";
const F10: &str = "\u{E03A}";
const PAGE_UP: &str = "\u{E00E}";

/// A desk with a reader and a PIN pad, and somebody who listens to it.
struct Blind {
    studio: Studio,
    reader: VirtualReader,
    voice: Voice,
    window: Window,
    provisioned: Provisioned,
}

impl Blind {
    async fn at_the_desk() -> Outcome<Self> {
        let studio = Studio::open().await;
        let reader = VirtualReader::plugged_in();
        let file = SetupFile::new(&studio).entrance(reader.path()).pin_pad("pad", Studio::SIDE);
        let provisioned = Provisioned::new(&studio, &file).await?;
        let voice = Voice::ready().await?;
        let window = Launch::of(&provisioned.data()).speech(&voice.socket()).open().await?;
        window.resize(1280, 800).await?;
        window.idle().await?;
        Ok(Self { studio, reader, voice, window, provisioned })
    }

    /// Strikes a key and waits for what is said about it.
    async fn key(&self, key: &str, what: &str) -> Outcome<String> {
        let mark = self.voice.mark();
        self.window.strike(key).await?;
        Ok(self.voice.hears(mark, what, |heard| heard.words.contains(what)).await?.words)
    }

    /// Goes on with the arrow key until this is heard, and chooses it.
    async fn choose(&self, what: &str) -> Outcome {
        for _ in 0..30 {
            let mark = self.voice.mark();
            self.window.strike(RIGHT).await?;
            if self.voice.hears(mark, "a place", |_| true).await?.words.contains(what) {
                self.window.strike(ENTER).await?;
                return Ok(());
            }
        }
        Err(Failure::new(format!("nobody comes to {what}: {:#?}", self.voice.heard())))
    }

    fn never(&self, what: &str) {
        let found: Vec<_> =
            self.voice.heard().into_iter().filter(|heard| heard.words.contains(what)).collect();
        assert!(found.is_empty(), "{what:?} was said: {found:#?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_sees_nothing_checks_in() -> Outcome {
    let mut blind = Blind::at_the_desk().await?;
    let (window, voice) = (&blind.window, &blind.voice);

    // Nothing is said before somebody asks for it: a finger in a corner that it finds by itself.
    assert_eq!(voice.heard(), []);
    window.hold_at(20.0, 780.0, Duration::from_millis(3_300)).await?;
    voice.hears(0, "how it goes", |heard| heard.words.starts_with("Sprachausgabe an")).await?;
    voice
        .hears(0, "the screen", |heard| {
            heard.words.contains("Halt Deine Karte") || heard.words.contains("Karte")
        })
        .await?;
    let begun = voice.heard();
    assert!(begun.iter().all(|heard| heard.language == "de" && heard.volume == 0), "{begun:#?}");

    // To the PIN pad by keys alone.
    blind.choose("PIN").await?;
    window.until("the PIN pad", |shown| shown.screen == "screen-pin").await?;
    voice
        .hears(0, "its title", |heard| heard.words.contains("Überschrift") && heard.words.contains("PIN"))
        .await?;

    // A finger on a key hears that there is a digit, and not which; and nothing is entered by touching.
    let place = "const { x, y, width, height } = document.querySelector('[data-testid=\"pin-5\"]').getBoundingClientRect();
                 return [x + width / 2, y + height / 2];";
    let [x, y]: [f64; 2] = serde_json::from_value(window.run(place).await?)?;
    let mark = voice.mark();
    window.hold_at(x, y, Duration::from_millis(700)).await?;
    window.hold_at(x, y, Duration::from_millis(10)).await?;
    voice.hears(mark, "a digit", |heard| heard.words == "Ziffer, Taste").await?;
    assert_eq!(
        window.run("return document.querySelector('[data-testid=\"pin-dots\"]').dataset.length").await?,
        "0"
    );

    let pin = blind.studio.member(Case::Pin).pin.ok_or_else(|| Failure::new("nobody has a PIN"))?;
    let mark = window.mark().await?;
    window.strike(&pin).await?;
    voice
        .hears(0, "how many digits there are", |heard| {
            heard.words == format!("Eingegebene Ziffern: {}", pin.len())
        })
        .await?;
    window.strike(ENTER).await?;
    let verdict = window.verdict_after(mark).await?;
    assert_eq!(verdict.short(), "verdict welcome");
    voice
        .hears(0, "the welcome", |heard| {
            heard.words.contains("Willkommen")
                || heard.words.contains("Guten")
                || heard.words.contains("Hallo")
                || heard.words.contains("Hi ")
        })
        .await?;
    blind.never(&pin);
    blind.never("Theo");
    for digit in pin.chars() {
        let alone = voice.heard().into_iter().find(|heard| heard.words.starts_with(digit));
        assert_eq!(alone, None, "a digit of the PIN");
    }

    // A name is said once somebody wants that, and to the next one not any more.
    window.idle().await?;
    let named = |shown: &Shown| shown.is_verdict("welcome") && message(shown).contains("Oskar");
    let mark = window.mark().await?;
    blind.reader.tap_rdm6300(OSKAR);
    blind.window.after(mark, "a welcome by name", named).await?;
    blind.window.idle().await?;
    blind.never("Oskar");
    blind.key(F6, "Persönliches wird jetzt laut gesagt").await?;
    // What was typed on the way is nowhere, and nothing of it is in the logs.
    let mut traces = Traces::default();
    traces.add("a name", "Lindner");
    traces.add("what was said", "Persönliches wird jetzt");
    assert_eq!(traces.found_in(&blind.provisioned.data()), Vec::<String>::new());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_touch_makes_it_quiet_and_a_key_says_it_again() -> Outcome {
    let blind = Blind::at_the_desk().await?;
    let (window, voice) = (&blind.window, &blind.voice);
    blind.key(F8, "Sprachausgabe an").await?;

    // Louder for whoever needs it, heard in its own loudness.
    let mark = voice.mark();
    window.strike(PAGE_UP).await?;
    let louder = voice.hears(mark, "the volume", |heard| heard.words.starts_with("Lautstärke 6")).await?;
    assert_eq!(louder.volume, 20);

    voice.holds()?;
    let mark = voice.mark();
    window.strike(F10).await?;
    let all = voice.hears(mark, "everything", |heard| heard.words.contains("Schalter")).await?;
    window.hold_at(640.0, 20.0, Duration::from_millis(10)).await?;
    window.strike(F9).await?;
    let again = voice.hears(mark + 1, "something again", |_| true).await?;
    let cut = &voice.heard()[mark];
    assert!(!cut.whole && cut.words == all.words, "{cut:?}");
    voice.lets_go()?;
    assert!(!again.words.is_empty());

    // In the language of the screen, whichever that is now.
    blind.choose("English").await?;
    window.until("English", |shown| shown.language == "en").await?;
    let mark = voice.mark();
    window.strike(RIGHT).await?;
    let english = voice.hears(mark, "the next place", |_| true).await?;
    assert_eq!(english.language, "en", "{english:?}");

    // Ended by the same key, for the next one as it was for the first.
    blind.key(F8, "Speech is off").await?;
    let mark = voice.mark();
    window.strike(RIGHT).await?;
    let begun = blind.key(F8, "Speech is on").await?;
    assert!(voice.heard()[mark].words == begun && voice.heard()[mark].volume == 0, "nothing came between");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nothing_speaks_the_screen_says_so() -> Outcome {
    let studio = Studio::open().await;
    let mut reader = VirtualReader::plugged_in();
    let provisioned = Provisioned::new(&studio, &SetupFile::new(&studio).entrance(reader.path())).await?;
    let nowhere = provisioned.beside().join("nowhere.sock");
    let window = Launch::of(&provisioned.data()).speech(&nowhere).open().await?;
    window.idle().await?;
    window.strike(F8).await?;
    window.wait_for("speech-missing").await?;
    let address = format!("unix_socket:{}", nowhere.display());
    let data = provisioned.data();
    let arguments = ["--data-dir".as_ref(), data.as_os_str(), "doctor".as_ref()];
    let said = portico_tests::portico(&arguments, "", &[("SPEECHD_ADDRESS", &address)]).await;
    assert!(said.out.contains("There is no speech service"), "{}", said.out);
    let mark = window.mark().await?;
    let welcomed = window.after(mark, "a welcome", |shown| shown.is_verdict("welcome"));
    reader.hold(&frame_of(Studio::guest(4)), welcomed).await?;
    Ok(())
}

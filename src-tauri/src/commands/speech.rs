//! What the member's screen has read aloud.

use domain::Redacted;
use speech::{Level, News, Speaker, Utterance};
use tauri::State;
use tauri::ipc::Channel;
use wire::SpeechNews;

/// Tells `channel` whether something speaks, now and whenever that turns out otherwise, and the end of
/// whatever is said.
#[tauri::command]
pub fn front_speech_attach(speaker: State<'_, Speaker>, channel: Channel<SpeechNews>) {
    speaker.attach(move |news| {
        let news = match news {
            News::Ready => SpeechNews::Ready,
            News::Missing => SpeechNews::Missing,
            News::Ended(number) => SpeechNews::Ended { number },
        };
        // Fails only when the page is gone; the next page attaches again.
        let _ = channel.send(news);
    });
}

/// Says `text` once what was said before has been said. `rate` and `volume` are steps from 0 to 10.
#[tauri::command]
pub fn front_speak(
    speaker: State<'_, Speaker>,
    number: u32,
    text: String,
    language: String,
    rate: u8,
    volume: u8,
) {
    let (rate, volume) = (Level::new(rate), Level::new(volume));
    speaker.say(Utterance { number, text: Redacted::new(text), language, rate, volume });
}

/// Cuts off what is being said.
#[tauri::command]
pub fn front_hush(speaker: State<'_, Speaker>) {
    speaker.stop();
}

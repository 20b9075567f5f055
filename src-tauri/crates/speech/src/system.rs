//! Windows (WinRT) and macOS (AVSpeechSynthesizer), by the crate `tts`.

use std::sync::Arc;

use tts::{Tts, UtteranceId, Voice};

use crate::{Ended, Engine, Level, Silent, Speaks, Utterance, primary};

/// What answers, for a sentence about it.
pub const WHO: &str = "The system speaks";

/// How to get another voice.
pub const VOICES: &str = "Install one in its settings.";

/// What is to be done where nothing speaks.
pub const MISSING: &str = "This system does not speak, so members who do not see the screen cannot use this desk. \
                       Install a voice in the system's settings.";

/// The system's own voice. It has no queue that tells numbers, so that the last one stands for all.
struct System {
    tts: Tts,
    voices: Vec<Voice>,
    under_way: Arc<std::sync::Mutex<Vec<(String, u32)>>>,
    language: String,
}

impl From<tts::Error> for Silent {
    fn from(error: tts::Error) -> Self {
        Self::new(error.to_string())
    }
}

pub fn open(ended: Ended) -> Result<Box<dyn Engine>, Silent> {
    let tts = Tts::default()?;
    let under_way = Arc::<std::sync::Mutex<Vec<(String, u32)>>>::default();
    let ended = Arc::new(ended);
    let over = |under_way: Arc<std::sync::Mutex<Vec<(String, u32)>>>, ended: Arc<Ended>| {
        Box::new(move |id: UtteranceId| {
            let mut numbers = under_way.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let found = numbers.iter().position(|(theirs, _)| *theirs == format!("{id:?}"));
            let number = found.map(|at| numbers.swap_remove(at).1);
            drop(numbers);
            if let Some(number) = number {
                ended(number);
            }
        })
    };
    tts.on_utterance_end(Some(over(Arc::clone(&under_way), Arc::clone(&ended))))?;
    tts.on_utterance_stop(Some(over(Arc::clone(&under_way), ended)))?;
    let voices = tts.voices().unwrap_or_default();
    Ok(Box::new(System { tts, voices, under_way, language: String::new() }))
}

pub fn examine(language: Option<&str>) -> Speaks {
    match Tts::default().and_then(|tts| tts.voices()) {
        Ok(voices) => Speaks::of(language, voices.iter().map(|voice| voice.language().to_string())),
        Err(_) => Speaks::NoService,
    }
}

/// Of a range with its normal value, as far as this level goes to either side.
fn within(level: Level, (least, normal, most): (f32, f32, f32)) -> f32 {
    let part = f32::from(level.percent()) / 100.0;
    if part < 0.0 { normal + (normal - least) * part } else { normal + (most - normal) * part }
}

impl Engine for System {
    fn say(&mut self, utterance: &Utterance) -> Result<(), Silent> {
        if self.language != utterance.language {
            let wanted = primary(&utterance.language);
            if let Some(voice) = self.voices.iter().find(|voice| primary(&voice.language()) == wanted) {
                self.tts.set_voice(voice)?;
            }
            self.language.clone_from(&utterance.language);
        }
        let tts = &mut self.tts;
        let rate = within(utterance.rate, (tts.min_rate(), tts.normal_rate(), tts.max_rate()));
        tts.set_rate(rate)?;
        // What these systems call normal is their loudest; the middle is half of it.
        let volume = within(utterance.volume, (tts.min_volume(), tts.max_volume() / 2.0, tts.max_volume()));
        tts.set_volume(volume)?;
        let id = tts.speak(utterance.text.expose().as_str(), false)?;
        if let Some(id) = id {
            let mut numbers = self.under_way.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            numbers.push((format!("{id:?}"), utterance.number));
        }
        Ok(())
    }

    fn stop(&mut self) -> Result<(), Silent> {
        self.tts.stop()?;
        Ok(())
    }
}

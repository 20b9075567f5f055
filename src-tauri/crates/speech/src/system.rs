//! Windows (WinRT) and macOS (AVSpeechSynthesizer), by the crate `tts`.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tts::{Tts, UtteranceId, Voice};

use crate::{Ended, Engine, Level, Silent, Speaks, Utterance, primary, rank};

/// What answers, for a sentence about it.
pub const WHO: &str = "The system speaks";

/// How to get another voice.
pub const VOICES: &str = "Install one in its settings.";

/// What is to be done where nothing speaks.
pub const MISSING: &str = "This system does not speak, so members who do not see the screen cannot use this desk. \
                       Install a voice in the system's settings.";

/// The fastest that a system speaks, where the crate's own number is beyond it (AVSpeechUtteranceMaximumSpeechRate).
const FASTEST: f32 = if cfg!(target_os = "macos") { 1.0 } else { f32::MAX };

/// The one there is in this program: on macOS a second one fails, whose delegate would be a class of the same
/// name, and `portico doctor` looks while somebody may be spoken to.
static ONE: Mutex<Option<Tts>> = Mutex::new(None);

/// What is being said. The end of something short may be told before anybody knows what it is the end of.
#[derive(Default)]
struct UnderWay {
    /// By what the system calls it, with its number.
    begun: Vec<(String, u32)>,
    /// What the system calls those that have ended already.
    over: Vec<String>,
}

impl UnderWay {
    /// The number of what has ended, if it is known.
    fn end(&mut self, id: String) -> Option<u32> {
        let found = self.begun.iter().position(|(theirs, _)| *theirs == id);
        if found.is_none() {
            self.over.push(id);
        }
        found.map(|at| self.begun.swap_remove(at).1)
    }

    /// Whether this has ended already.
    fn begin(&mut self, id: String, number: u32) -> bool {
        let found = self.over.iter().position(|over| *over == id);
        match found {
            Some(at) => drop(self.over.swap_remove(at)),
            None => self.begun.push((id, number)),
        }
        found.is_some()
    }
}

/// The system's own voice.
struct System {
    voices: Vec<Voice>,
    under_way: Arc<Mutex<UnderWay>>,
    ended: Arc<Ended>,
    language: String,
}

impl From<tts::Error> for Silent {
    fn from(error: tts::Error) -> Self {
        Self::new(error.to_string())
    }
}

fn locked<T>(one: &Mutex<T>) -> MutexGuard<'_, T> {
    one.lock().unwrap_or_else(PoisonError::into_inner)
}

fn with<T>(act: impl FnOnce(&mut Tts) -> Result<T, tts::Error>) -> Result<T, tts::Error> {
    let mut one = locked(&ONE);
    if one.is_none() {
        *one = Some(new()?);
    }
    one.as_mut().map_or(Err(tts::Error::NoneError), act)
}

#[cfg(windows)]
fn new() -> Result<Tts, tts::Error> {
    Tts::default()
}

/// By default the crate reads the version of macOS out of a sentence, and falls over where that is Japanese or
/// Chinese.
#[cfg(target_os = "macos")]
fn new() -> Result<Tts, tts::Error> {
    Tts::new(tts::Backends::AvFoundation)
}

/// On Windows one that died is replaced.
fn forget() {
    if cfg!(windows) {
        *locked(&ONE) = None;
    }
}

pub fn open(ended: Ended) -> Result<Box<dyn Engine>, Silent> {
    forget();
    let under_way = Arc::<Mutex<UnderWay>>::default();
    let ended = Arc::new(ended);
    let over = |under_way: Arc<Mutex<UnderWay>>, ended: Arc<Ended>| {
        Box::new(move |id: UtteranceId| {
            let number = locked(&under_way).end(format!("{id:?}"));
            if let Some(number) = number {
                ended(number);
            }
        })
    };
    let voices = with(|tts| {
        tts.on_utterance_end(Some(over(Arc::clone(&under_way), Arc::clone(&ended))))?;
        tts.on_utterance_stop(Some(over(Arc::clone(&under_way), Arc::clone(&ended))))?;
        Ok(tts.voices().unwrap_or_default())
    })?;
    Ok(Box::new(System { voices, under_way, ended, language: String::new() }))
}

pub fn examine(language: Option<&str>) -> Speaks {
    match with(|tts| tts.voices()) {
        Ok(voices) => Speaks::of(language, voices.iter().map(|voice| voice.language().to_string())),
        Err(_) => Speaks::NoService,
    }
}

/// Of a range with its normal value, as far as this level goes to either side.
fn within(level: Level, (least, normal, most): (f32, f32, f32)) -> f32 {
    let part = f32::from(level.percent()) / 100.0;
    if part < 0.0 { normal + (normal - least) * part } else { normal + (most - normal) * part }
}

impl System {
    fn voice(&self, language: &str) -> Option<&Voice> {
        let wanted = primary(language);
        let speak_it = self.voices.iter().filter(|voice| primary(&voice.language()) == wanted);
        speak_it.min_by_key(|voice| rank(language, &voice.language(), &voice.id()))
    }
}

impl Engine for System {
    fn say(&mut self, utterance: &Utterance) -> Result<(), Silent> {
        let changed = self.language != utterance.language;
        let voice = self.voice(&utterance.language).filter(|_| changed);
        let id = with(|tts| {
            if let Some(voice) = voice {
                tts.set_voice(voice)?;
            }
            let most = tts.max_rate().min(FASTEST);
            let rate = within(utterance.rate, (tts.min_rate(), tts.normal_rate(), most));
            tts.set_rate(rate)?;
            // What these systems call normal is their loudest; the middle is half of it.
            let volume =
                within(utterance.volume, (tts.min_volume(), tts.max_volume() / 2.0, tts.max_volume()));
            tts.set_volume(volume)?;
            tts.speak(utterance.text.expose().as_str(), false)
        })?;
        let over = id.is_some_and(|id| locked(&self.under_way).begin(format!("{id:?}"), utterance.number));
        if over {
            (self.ended)(utterance.number);
        }
        self.language.clone_from(&utterance.language);
        Ok(())
    }

    fn stop(&mut self) -> Result<(), Silent> {
        with(|tts| tts.stop().map(drop))?;
        Ok(())
    }
}

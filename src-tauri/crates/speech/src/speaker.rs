//! The thread that owns the engine.

use std::mem;
use std::sync::mpsc::{self, Receiver, SyncSender, TrySendError};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::{Ended, Engine, News, Silent, Utterance};

type Listener = Box<dyn Fn(News) + Send>;
type Listening = Arc<Mutex<Option<Listener>>>;

/// What the thread has not looked at yet. There is room for one of each, so nothing piles up while a service takes
/// seconds to start: of sentences the newest is said, which is the only one that is still true. The page sends the
/// next when one has ended, so that none of its own is left out.
#[derive(Default)]
struct Wanted {
    look: bool,
    /// Of what was said before `say`.
    stop: bool,
    say: Option<Utterance>,
}

/// Speaks beside everything else. Its thread ends when the last one is dropped.
#[derive(Clone)]
pub struct Speaker {
    wanted: Arc<Mutex<Wanted>>,
    /// One is enough, however much is wanted by the time the thread looks.
    wake: SyncSender<()>,
    listening: Listening,
}

impl Speaker {
    /// With what `open` opens, when it is needed first.
    pub fn start<O>(open: O) -> Self
    where
        O: Fn(Ended) -> Result<Box<dyn Engine>, Silent> + Send + 'static,
    {
        let (wake, woken) = mpsc::sync_channel(1);
        let (wanted, listening) = (Arc::<Mutex<Wanted>>::default(), Listening::default());
        let (asked, told) = (Arc::clone(&wanted), Arc::clone(&listening));
        let work = move || run(&open, &woken, &asked, &told);
        if let Err(error) = thread::Builder::new().name("speech".into()).spawn(work) {
            tracing::error!(%error, "nothing can be said");
        }
        Self { wanted, wake, listening }
    }

    /// Tells `listener` alone what comes of everything, and now whether something speaks at all.
    pub fn attach(&self, listener: impl Fn(News) + Send + 'static) {
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(listener));
        held(&self.wanted).look = true;
        self.wake();
    }

    /// Says this after what is being said. Takes the place of what was to be said next, whose end is told.
    pub fn say(&self, utterance: Utterance) {
        let left_out = held(&self.wanted).say.replace(utterance);
        self.wake();
        self.left_out(left_out);
    }

    /// Cuts off what is being said, and what was to be said next.
    pub fn stop(&self) {
        let left_out = {
            let mut wanted = held(&self.wanted);
            wanted.stop = true;
            wanted.say.take()
        };
        self.wake();
        self.left_out(left_out);
    }

    fn wake(&self) {
        match self.wake.try_send(()) {
            // The thread has not looked since the last time, and finds this, too.
            Ok(()) | Err(TrySendError::Full(())) => {}
            Err(TrySendError::Disconnected(())) => tell(&self.listening, News::Missing),
        }
    }

    fn left_out(&self, utterance: Option<Utterance>) {
        if let Some(utterance) = utterance {
            tell(&self.listening, News::Ended(utterance.number));
        }
    }
}

fn held(wanted: &Mutex<Wanted>) -> MutexGuard<'_, Wanted> {
    wanted.lock().unwrap_or_else(PoisonError::into_inner)
}

fn tell(listening: &Listening, news: News) {
    if let Some(listener) = &*listening.lock().unwrap_or_else(PoisonError::into_inner) {
        listener(news);
    }
}

fn run(
    open: &impl Fn(Ended) -> Result<Box<dyn Engine>, Silent>,
    woken: &Receiver<()>,
    wanted: &Mutex<Wanted>,
    listening: &Listening,
) {
    let mut engine: Option<Box<dyn Engine>> = None;
    while let Ok(()) = woken.recv() {
        let Wanted { look, stop, say } = mem::take(&mut *held(wanted));
        if stop && engine.as_mut().is_some_and(|speaking| speaking.stop().is_err()) {
            engine = None;
        }
        if look {
            engine = engine.or_else(|| opened(open, listening));
            tell(listening, if engine.is_some() { News::Ready } else { News::Missing });
        }
        let Some(utterance) = say else { continue };
        // One that has died is opened once more, for this sentence.
        for _ in 0..2 {
            engine = engine.or_else(|| opened(open, listening));
            let Some(speaking) = &mut engine else { break };
            match speaking.say(&utterance) {
                Ok(()) => break,
                Err(error) => {
                    tracing::warn!(%error, "the speech service has gone");
                    engine = None;
                }
            }
        }
        if engine.is_none() {
            tell(listening, News::Missing);
        }
    }
}

fn opened(
    open: &impl Fn(Ended) -> Result<Box<dyn Engine>, Silent>,
    listening: &Listening,
) -> Option<Box<dyn Engine>> {
    let told = Arc::clone(listening);
    match open(Box::new(move |number| tell(&told, News::Ended(number)))) {
        Ok(engine) => Some(engine),
        Err(error) => {
            tracing::info!(%error, "there is no speech service");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::sync::mpsc::Sender;

    use domain::Redacted;

    use super::*;
    use crate::Level;

    /// Says what it is told into a channel, and dies after so many sentences.
    struct Played {
        said: Sender<String>,
        lives: u32,
        /// Each sentence waits for one of these, if there are any.
        turns: Option<Receiver<()>>,
        ended: Ended,
    }

    impl Engine for Played {
        fn say(&mut self, utterance: &Utterance) -> Result<(), Silent> {
            self.lives = self.lives.checked_sub(1).ok_or_else(|| Silent::new("dead"))?;
            let _ = self.said.send(utterance.text.expose().clone());
            if let Some(turns) = &self.turns {
                turns.recv().map_err(|_| Silent::new("dead"))?;
            }
            (self.ended)(utterance.number);
            Ok(())
        }

        fn stop(&mut self) -> Result<(), Silent> {
            let _ = self.said.send("(stop)".into());
            Ok(())
        }
    }

    fn utterance(number: u32, text: &str) -> Utterance {
        Utterance {
            number,
            text: Redacted::new(text.into()),
            language: "de".into(),
            rate: Level::NORMAL,
            volume: Level::NORMAL,
        }
    }

    /// A speaker with such an engine, what it was told, and what the page was.
    fn played(open: impl Fn(Ended) -> Result<Played, Silent> + Send + 'static) -> (Speaker, Receiver<News>) {
        let (news, told) = mpsc::channel();
        let speaker =
            Speaker::start(move |ended| open(ended).map(|engine| Box::new(engine) as Box<dyn Engine>));
        speaker.attach(move |what| {
            let _ = news.send(what);
        });
        (speaker, told)
    }

    #[test]
    fn an_engine_that_died_is_opened_again_for_the_sentence_that_found_out() {
        let (said, heard) = mpsc::channel();
        let opened = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&opened);
        let (speaker, told) = played(move |ended| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(Played { said: said.clone(), lives: 2, turns: None, ended })
        });
        assert_eq!(told.recv(), Ok(News::Ready));
        for (number, text) in [(1, "one"), (2, "two"), (3, "three")] {
            speaker.say(utterance(number, text));
            assert_eq!(told.recv(), Ok(News::Ended(number)));
        }
        speaker.stop();
        drop(speaker);
        assert_eq!(heard.iter().collect::<Vec<_>>(), ["one", "two", "three", "(stop)"]);
        assert_eq!(opened.load(Ordering::Relaxed), 2);
        assert_eq!(told.iter().count(), 0);
    }

    #[test]
    fn where_nothing_speaks_the_page_is_told_and_a_service_that_comes_later_is_found() {
        let (said, heard) = mpsc::channel();
        let tries = AtomicU32::new(0);
        let (speaker, told) = played(move |ended| {
            if tries.fetch_add(1, Ordering::Relaxed) < 2 {
                return Err(Silent::new("no such file"));
            }
            Ok(Played { said: said.clone(), lives: 9, turns: None, ended })
        });
        assert_eq!(told.recv(), Ok(News::Missing));
        speaker.say(utterance(1, "nobody hears this"));
        assert_eq!(told.recv(), Ok(News::Missing));
        speaker.say(utterance(2, "now"));
        assert_eq!(heard.recv().unwrap(), "now");
        assert_eq!(told.recv(), Ok(News::Ended(2)));
    }

    /// What is wanted while the engine is busy with sentence 1, and what comes of it.
    fn while_busy(wants: impl FnOnce(&Speaker)) -> (Vec<String>, Vec<News>) {
        let (said, heard) = mpsc::channel();
        let (turn, turns) = mpsc::channel();
        let turns = Mutex::new(Some(turns));
        let (speaker, told) = played(move |ended| {
            let turns = turns.lock().unwrap().take();
            Ok(Played { said: said.clone(), lives: u32::MAX, turns, ended })
        });
        speaker.say(utterance(1, "1"));
        let mut all = vec![heard.recv().unwrap()];
        wants(&speaker);
        drop(speaker);
        for _ in 0..2 {
            // Fails when there was one sentence only.
            let _ = turn.send(());
        }
        all.extend(heard);
        (all, told.iter().collect())
    }

    #[test]
    fn of_all_that_is_wanted_meanwhile_the_newest_is_said_and_the_end_of_every_other_is_told() {
        let (said, told) = while_busy(|speaker| {
            for number in 2..=1000 {
                speaker.say(utterance(number, &number.to_string()));
            }
        });
        assert_eq!(said, ["1", "1000"]);
        let left_out = (2..1000).map(News::Ended);
        let told_of = [News::Ready].into_iter().chain(left_out).chain([News::Ended(1), News::Ended(1000)]);
        assert_eq!(told, told_of.collect::<Vec<_>>());
    }

    #[test]
    fn a_stop_is_never_lost_and_cuts_off_what_was_wanted_before_it_alone() {
        let say = |speaker: &Speaker, number: u32| speaker.say(utterance(number, &number.to_string()));
        let (said, told) = while_busy(|speaker| {
            say(speaker, 2);
            speaker.stop();
            speaker.stop();
            say(speaker, 3);
            say(speaker, 4);
        });
        assert_eq!(said, ["1", "(stop)", "4"]);
        assert_eq!(told, [News::Ready, News::Ended(2), News::Ended(3), News::Ended(1), News::Ended(4)]);
        let (said, told) = while_busy(|speaker| {
            say(speaker, 2);
            speaker.stop();
        });
        assert_eq!(said, ["1", "(stop)"]);
        assert_eq!(told, [News::Ready, News::Ended(2), News::Ended(1)]);
    }

    #[test]
    fn what_is_said_is_never_printed() {
        assert!(!format!("{:?}", utterance(1, "Oskar Lindner")).contains("Oskar"));
    }
}

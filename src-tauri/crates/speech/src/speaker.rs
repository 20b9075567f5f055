//! The thread that owns the engine.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use crate::{Ended, Engine, News, Silent, Utterance};

type Listener = Box<dyn Fn(News) + Send>;
type Listening = Arc<Mutex<Option<Listener>>>;

enum Order {
    Look,
    Say(Utterance),
    Stop,
}

/// Speaks beside everything else. Its thread ends when the last one is dropped.
#[derive(Clone)]
pub struct Speaker {
    orders: Sender<Order>,
    listening: Listening,
}

impl Speaker {
    /// With what `open` opens, when it is needed first.
    pub fn start<O>(open: O) -> Self
    where
        O: Fn(Ended) -> Result<Box<dyn Engine>, Silent> + Send + 'static,
    {
        let (orders, waiting) = mpsc::channel();
        let listening = Listening::default();
        let told = Arc::clone(&listening);
        let started = thread::Builder::new().name("speech".into()).spawn(move || run(&open, &waiting, &told));
        if let Err(error) = started {
            tracing::error!(%error, "nothing can be said");
        }
        Self { orders, listening }
    }

    /// Tells `listener` alone what comes of everything, and now whether something speaks at all.
    pub fn attach(&self, listener: impl Fn(News) + Send + 'static) {
        *self.listening.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(listener));
        self.order(Order::Look);
    }

    /// Says this after whatever was said before.
    pub fn say(&self, utterance: Utterance) {
        self.order(Order::Say(utterance));
    }

    /// Cuts off what is being said.
    pub fn stop(&self) {
        self.order(Order::Stop);
    }

    fn order(&self, order: Order) {
        if self.orders.send(order).is_err() {
            tell(&self.listening, News::Missing);
        }
    }
}

fn tell(listening: &Listening, news: News) {
    if let Some(listener) = &*listening.lock().unwrap_or_else(PoisonError::into_inner) {
        listener(news);
    }
}

fn run(
    open: &impl Fn(Ended) -> Result<Box<dyn Engine>, Silent>,
    orders: &Receiver<Order>,
    listening: &Listening,
) {
    let mut engine: Option<Box<dyn Engine>> = None;
    while let Ok(order) = orders.recv() {
        match order {
            Order::Look => {
                engine = engine.or_else(|| opened(open, listening));
                tell(listening, if engine.is_some() { News::Ready } else { News::Missing });
            }
            Order::Say(utterance) => {
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
            Order::Stop => {
                if engine.as_mut().is_some_and(|speaking| speaking.stop().is_err()) {
                    engine = None;
                }
            }
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

    use domain::Redacted;

    use super::*;
    use crate::Level;

    /// Says what it is told into a channel, and dies after so many sentences.
    struct Played {
        said: Sender<String>,
        lives: u32,
        ended: Ended,
    }

    impl Engine for Played {
        fn say(&mut self, utterance: &Utterance) -> Result<(), Silent> {
            self.lives = self.lives.checked_sub(1).ok_or_else(|| Silent::new("dead"))?;
            let _ = self.said.send(utterance.text.expose().clone());
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

    #[test]
    fn an_engine_that_died_is_opened_again_for_the_sentence_that_found_out() {
        let (said, heard) = mpsc::channel();
        let (news, told) = mpsc::channel();
        let opened = Arc::new(AtomicU32::new(0));
        let count = Arc::clone(&opened);
        let speaker = Speaker::start(move |ended| {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(Box::new(Played { said: said.clone(), lives: 2, ended }))
        });
        speaker.attach(move |what| {
            let _ = news.send(what);
        });
        for (number, text) in [(1, "one"), (2, "two"), (3, "three")] {
            speaker.say(utterance(number, text));
        }
        speaker.stop();
        drop(speaker);
        assert_eq!(heard.iter().take(4).collect::<Vec<_>>(), ["one", "two", "three", "(stop)"]);
        assert_eq!(opened.load(Ordering::Relaxed), 2);
        let told: Vec<_> = told.iter().take(4).collect();
        assert_eq!(told, [News::Ready, News::Ended(1), News::Ended(2), News::Ended(3)]);
    }

    #[test]
    fn where_nothing_speaks_the_page_is_told_and_a_service_that_comes_later_is_found() {
        let (said, heard) = mpsc::channel();
        let (news, told) = mpsc::channel();
        let tries = AtomicU32::new(0);
        let speaker = Speaker::start(move |ended| {
            if tries.fetch_add(1, Ordering::Relaxed) < 2 {
                return Err(Silent::new("no such file"));
            }
            Ok(Box::new(Played { said: said.clone(), lives: 9, ended }))
        });
        speaker.attach(move |what| {
            let _ = news.send(what);
        });
        speaker.say(utterance(1, "nobody hears this"));
        speaker.say(utterance(2, "now"));
        assert_eq!(heard.recv().unwrap(), "now");
        let told: Vec<_> = told.iter().take(3).collect();
        assert_eq!(told, [News::Missing, News::Missing, News::Ended(2)]);
    }

    #[test]
    fn what_is_said_is_never_printed() {
        assert!(!format!("{:?}", utterance(1, "Oskar Lindner")).contains("Oskar"));
    }
}

//! What is shared with the rest of the desk: what the window may read while it is unlocked, and where a card
//! goes that the reception waits for.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use domain::{CustomerId, Identification, Redacted};

use crate::members::index::{Found, Hits, Index};

/// What the team's window may read. Empty while it is locked.
#[derive(Default)]
pub(crate) struct Inside {
    index: RwLock<Option<Arc<Index>>>,
    picture: RwLock<Option<(u32, Redacted<String>)>>,
}

impl Inside {
    /// Searches the list; `None` while there is none.
    pub(crate) fn search(&self, query: &Redacted<String>) -> Option<Hits> {
        Some(self.list()?.search(query))
    }

    /// The picture of the member of this card, as a data URL.
    pub(crate) fn picture_of(&self, card: u32) -> Option<Redacted<String>> {
        let picture = self.picture.read().unwrap_or_else(PoisonError::into_inner);
        picture.as_ref().filter(|(of, _)| *of == card).map(|(_, picture)| picture.clone())
    }

    pub(super) fn member(&self, id: CustomerId) -> Option<Found> {
        self.list()?.member(id).cloned()
    }

    pub(super) fn index(&self, index: Index) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(index));
    }

    pub(super) fn picture(&self, picture: Option<(u32, Redacted<String>)>) {
        *self.picture.write().unwrap_or_else(PoisonError::into_inner) = picture;
    }

    pub(super) fn empty(&self) {
        *self.index.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.picture(None);
    }

    fn list(&self) -> Option<Arc<Index>> {
        self.index.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

type Taker = Box<dyn FnOnce(Identification) + Send>;

/// Where a card is laid that the reception waits for, instead of checking its member in.
#[derive(Default)]
pub(crate) struct CardTray(Mutex<Option<Taker>>);

impl CardTray {
    /// Takes one card, if one is waited for; gives back what is none, and whatever comes otherwise. A PIN is
    /// nobody's card: whoever enters one wants to come in.
    pub(crate) fn take(&self, identification: Identification) -> Option<Identification> {
        if let Identification::Pin(_) = identification {
            return Some(identification);
        }
        let Some(taker) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() else {
            return Some(identification);
        };
        taker(identification);
        None
    }

    pub(super) fn wait(&self, taker: impl FnOnce(Identification) + Send + 'static) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(taker));
    }

    pub(super) fn forget(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use domain::CardFormat;

    use super::*;

    fn card() -> Identification {
        Identification::Number { value: "4711".into(), format: CardFormat::Decimal }
    }

    #[test]
    fn one_card_is_taken_and_no_pin() {
        let tray = CardTray::default();
        assert_eq!(tray.take(card()), Some(card()), "nobody waits");
        let (tell, told) = std::sync::mpsc::channel();
        let again = tell.clone();
        tray.wait(move |card| tell.send(card).unwrap());
        let pin = Identification::Pin("1234".into());
        assert_eq!(tray.take(pin.clone()), Some(pin));
        assert_eq!(tray.take(card()), None);
        assert_eq!(told.recv().unwrap(), card());
        assert_eq!(tray.take(card()), Some(card()), "the next one checks in");
        tray.wait(move |card| again.send(card).unwrap());
        tray.forget();
        assert_eq!(tray.take(card()), Some(card()));
    }

    #[test]
    fn nothing_is_found_while_it_is_locked() {
        let inside = Inside::default();
        let query = Redacted::new("anna".to_owned());
        assert_eq!(inside.search(&query), None);
        let anna = Found {
            id: CustomerId(7),
            first_name: Some("Anna".into()),
            last_name: None,
            number: None,
            born: None,
        };
        inside.index(Index::of([anna]));
        inside.picture(Some((3, Redacted::new("data:".to_owned()))));
        assert_eq!(inside.search(&query).map(|hits| hits.total), Some(1));
        assert!(inside.picture_of(3).is_some() && inside.picture_of(2).is_none());
        assert_eq!(inside.member(CustomerId(7)).map(|found| found.id), Some(CustomerId(7)));
        inside.empty();
        assert_eq!(
            (inside.search(&query), inside.picture_of(3), inside.member(CustomerId(7))),
            (None, None, None)
        );
    }
}

//! The page of the member's screen: what it has been told, and what it is to be told next.

use domain::{Language, Viewing};
use jiff::Timestamp;
use magicline::Logo;
use tokio::sync::watch;
use wire::{FrontMessage, PictureView, Screen, StudioView};

use crate::look::Shown;
use crate::setup;

/// Where a window's messages go.
pub(crate) type Front = Box<dyn Fn(FrontMessage) + Send>;

/// What the page of the member's screen was told. A page that comes anew is told everything; without one, what
/// is told is kept for it.
pub(crate) struct Page {
    front: Option<Front>,
    /// The screen that the page has.
    shown: Option<Screen>,
    studio: StudioView,
    look: Shown,
    viewing: Option<Viewing>,
    pictures: Vec<PictureView>,
    /// Whether the screen is lit, for the windows, too.
    lit: watch::Sender<bool>,
}

impl Page {
    pub(crate) fn new(
        studio: StudioView,
        look: Shown,
        viewing: Option<Viewing>,
        lit: watch::Sender<bool>,
    ) -> Self {
        Self { front: None, shown: None, studio, look, viewing, pictures: Vec::new(), lit }
    }

    /// Says whether there was another page before.
    pub(crate) fn attach(&mut self, front: Front, now: Timestamp) -> bool {
        let replaced = self.front.replace(front).is_some();
        self.shown = None;
        self.tell_studio();
        self.tell_look(now);
        self.tell_light();
        self.tell_viewing();
        self.tell_pictures();
        replaced
    }

    /// The language that the screen returns to.
    pub(crate) fn home(&self) -> Language {
        Language::nearest(&self.studio.language)
    }

    /// Kept for the next page: the assistant shows it itself.
    pub(crate) fn studio_is(&mut self, studio: StudioView) {
        self.studio = studio;
    }

    /// The languages of the screen, and the one it returns to.
    pub(crate) fn speaks(&mut self, home: Language, all: &[Language]) {
        home.tag().clone_into(&mut self.studio.language);
        self.studio.languages = setup::tags(all);
        self.tell_studio();
    }

    pub(crate) fn logo(&mut self, logo: Option<&Logo>) {
        let logo = logo.map(crate::logo::data_url);
        if self.studio.logo != logo {
            self.studio.logo = logo;
            self.tell_studio();
        }
    }

    /// Changes the look.
    pub(crate) fn look(&mut self, now: Timestamp, change: impl FnOnce(&mut Shown)) -> &Shown {
        change(&mut self.look);
        self.tell_look(now);
        &self.look
    }

    /// What is sold looks like this.
    pub(crate) fn pictures(&mut self, pictures: Vec<PictureView>) {
        self.pictures = pictures;
        self.tell_pictures();
    }

    pub(crate) fn light(&self, lit: bool) {
        self.lit.send_replace(lit);
        self.tell_light();
    }

    /// Tells these, and the screen when it is another one.
    pub(crate) fn show(&mut self, news: Vec<FrontMessage>, screen: Screen) {
        let Some(front) = &self.front else { return };
        news.into_iter().for_each(front);
        if self.shown.as_ref() != Some(&screen) {
            front(news_of(self.shown.as_ref(), &screen));
            self.shown = Some(screen);
        }
    }

    fn tell_studio(&self) {
        self.tell(|| FrontMessage::Studio(self.studio.clone()));
    }

    fn tell_look(&self, now: Timestamp) {
        self.tell(|| FrontMessage::Look(Box::new(self.look.view(now))));
    }

    fn tell_light(&self) {
        self.tell(|| FrontMessage::Light { awake: *self.lit.borrow() });
    }

    fn tell_viewing(&self) {
        if let Some(viewing) = self.viewing {
            self.tell(|| FrontMessage::Viewing { least_text: viewing.least_text() });
        }
    }

    fn tell_pictures(&self) {
        self.tell(|| FrontMessage::Pictures { pictures: self.pictures.clone() });
    }

    fn tell(&self, what: impl FnOnce() -> FrontMessage) {
        if let Some(front) = &self.front {
            front(what());
        }
    }
}

/// What to tell a page that shows `before`.
fn news_of(before: Option<&Screen>, now: &Screen) -> FrontMessage {
    if let (Some(Screen::SignUp(before)), Screen::SignUp(now)) = (before, now)
        && before.sign_up == now.sign_up
    {
        return FrontMessage::Change(Box::new(now.since(before)));
    }
    FrontMessage::Screen(now.clone())
}

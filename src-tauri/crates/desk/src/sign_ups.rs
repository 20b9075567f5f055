//! Signing up at this desk: the one on the member's screen, what is known of the studio, the drafts, and
//! where each effect goes. What it means is decided in [`sign_up`](crate::sign_up); whatever takes time is
//! done by a [`Clerk`] and comes back as a message.

mod answers;
mod clerk;
mod drafts;
mod effects;
mod entries;
mod fetching;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use domain::{Identification, Language, Redacted};
use magicline::{ConnectApi, OpenApi};
use outbox::{Outbox, Picture};
use tokio::sync::watch;
use uuid::Uuid;
use wire::{FrontMessage, SignUpAction, SignUpAim, SignUpChoices, SignUpInput, SignUpLine, SignUpView};

use crate::check_in::Moment;
use crate::message::{SignUpMessage, answer};
use crate::settings::{Minors, Settings, Source};
use crate::sign_up::{
    Draft, Effect, Facts, Input, Mend, Pictures, Refusal, Revision, Sent, SignUp, SignUpId, SignUpRules, Want,
};
use crate::staff::NotTaken;
use crate::tasks::Tasks;
use crate::transport::SignUpBody;
use crate::{Outside, Parts};

use answers::Answers;
use clerk::Clerk;
pub(crate) use clerk::{Fetched, attention};
use drafts::{Drafts, Results, made};
use entries::{DraftEntry, Given, entries};

/// No more results are remembered than there are sign-ups in the air.
const MOST_RESULTS: usize = 32;

/// See the module.
pub(crate) struct SignUps {
    settings: crate::settings::SignUp,
    rules: Arc<SignUpRules>,
    clerk: Arc<Clerk>,
    entries: Given,
    /// Questions to the vendor that are under way.
    questions: Tasks,
    current: Option<SignUp>,
    numbers: SignUpId,
    facts: Facts,
    pictures: Pictures,
    /// The language the screen speaks.
    language: Language,
    fetching: BTreeSet<(&'static str, Want)>,
    refetch_at: Option<Instant>,
    drafts: Vec<SignUpLine>,
    results: Results,
    outside: watch::Sender<Option<Outside>>,
    /// What the page is told beside the screen.
    news: Vec<FrontMessage>,
    cancel_page: Option<String>,
    tenant: String,
}

impl SignUps {
    /// Nothing where nobody signs up. What goes on beside it ends with `tasks`.
    pub(crate) fn open(
        parts: &Arc<Parts>,
        settings: &Settings,
        outbox: &Outbox,
        open: Option<Arc<OpenApi>>,
        outside: watch::Sender<Option<Outside>>,
        tasks: &mut Tasks,
    ) -> Option<Self> {
        let sign_up = settings.sign_up.clone()?;
        let rules = Arc::new(rules(settings, &sign_up, open.is_some()));
        let clerk = Arc::new(Clerk {
            connect: ConnectApi::new(&parts.http, settings.endpoints.connect.clone()),
            open,
            studio: sign_up.studio,
            clock: parts.clock.clone(),
            answers: Answers::new(outbox.clone(), settings.language, settings.offline.directory_age),
            messages: parts.messages.clone(),
        });
        let (entries, written) = entries();
        let drafts =
            Drafts { clerk: Arc::clone(&clerk), outbox: outbox.clone(), kept_for: sign_up.draft_for };
        tasks.spawn(Arc::new(drafts).write_down(written));
        let mut sign_ups = Self {
            settings: sign_up,
            rules,
            clerk,
            entries,
            questions: Tasks::default(),
            current: None,
            numbers: SignUpId(0),
            facts: Facts::new(settings.language),
            pictures: Pictures::new(),
            language: settings.language,
            fetching: BTreeSet::new(),
            refetch_at: None,
            drafts: Vec::new(),
            results: Results::new(),
            outside,
            news: Vec::new(),
            cancel_page: None,
            tenant: settings.tenant.as_str().to_owned(),
        };
        let remember = Arc::clone(&sign_ups.clerk).remember(settings.currency);
        sign_ups.questions.spawn(remember);
        // For the page on which contracts are cancelled, which names the studio.
        sign_ups.fetch_all(BTreeSet::from([Want::Studio]));
        Some(sign_ups)
    }

    /// How one becomes a member here, for the idle screen.
    pub(crate) fn choices(&self) -> SignUpChoices {
        self.rules.choices(self.facts.studio.as_ref().map(|details| &details.studio))
    }

    /// Whether contracts are signed here, which pictures are taken for.
    pub(crate) fn makes_contracts(&self) -> bool {
        self.rules.contracts
    }

    /// The vendor's page on which contracts are cancelled.
    pub(crate) fn cancel_page(&self) -> Option<String> {
        self.cancel_page.clone()
    }

    /// What the member's screen shows, if somebody signs up.
    pub(crate) fn screen(&self) -> Option<SignUpView> {
        self.current.as_ref().map(SignUp::view)
    }

    /// Whether somebody signs up.
    pub(crate) const fn is_busy(&self) -> bool {
        self.current.is_some()
    }

    /// Whether a card that is held to a reader is a new member's.
    pub(crate) fn wants_card(&self) -> bool {
        self.current.as_ref().is_some_and(SignUp::wants_card)
    }

    /// Whether a person has to come.
    pub(crate) fn calls_team(&self) -> bool {
        // Whoever is on the screen says so themselves.
        let on_screen = self.current.as_ref().map(|current| current.key().to_string());
        self.drafts.iter().any(|draft| draft.for_team && Some(&draft.draft) != on_screen.as_ref())
            || self.current.as_ref().is_some_and(SignUp::calls_team)
    }

    /// What the page is to be told before the next screen.
    pub(crate) fn take_news(&mut self) -> Vec<FrontMessage> {
        std::mem::take(&mut self.news)
    }

    /// The page is gone: what was entered is a draft, which the team can put back.
    pub(crate) fn page_lost(&mut self, now: Moment) {
        self.tell(Input::PutAside, now);
    }

    /// A page that knows nothing yet.
    pub(crate) fn attached(&mut self) {
        self.news.clear();
        self.tell_facts();
        self.news.extend(self.current.as_ref().map(|current| FrontMessage::Entered(current.entered())));
    }

    /// The drafts, for the team.
    pub(crate) fn lines(&self) -> Vec<SignUpLine> {
        let mut lines = self.drafts.clone();
        let Some(current) = self.current.as_ref().filter(|current| current.is_being_filled_in()) else {
            return lines;
        };
        let key = current.key().to_string();
        match lines.iter_mut().find(|line| line.draft == key) {
            Some(line) => line.on_screen = true,
            None => lines.insert(
                0,
                SignUpLine {
                    draft: key,
                    name: current.name(),
                    aim: current.aims_at(),
                    begun_ms: current.begun().into(),
                    touched_ms: current.begun().into(),
                    for_team: current.calls_team(),
                    refused: None,
                    on_screen: true,
                },
            ),
        }
        lines
    }

    /// When [`Self::tick`] is due, if ever.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        [self.refetch_at, self.current.as_ref().and_then(SignUp::deadline)].into_iter().flatten().min()
    }

    pub(crate) fn tick(&mut self, now: Moment) {
        if self.refetch_at.is_some_and(|at| at <= now.instant) {
            self.refetch();
        }
        if self.current.as_ref().and_then(SignUp::deadline).is_some_and(|at| at <= now.instant) {
            self.tell(Input::Tick, now);
        }
    }

    /// The vendor can be reached again.
    pub(crate) fn reachable(&mut self, now: Moment) {
        self.refetch();
        self.tell(Input::Reachable, now);
    }

    /// The screen speaks this language now.
    pub(crate) fn language(&mut self, language: Language, now: Moment) {
        if self.language != language {
            self.language = language;
            // Everything is in words.
            self.facts.known.clear();
            self.tell(Input::Language(language), now);
        }
    }

    /// A card was held to a reader.
    pub(crate) fn card(&mut self, card: Identification, now: Moment) {
        self.tell(Input::Card(card), now);
    }

    /// Takes in what happened. `idle`: the member's screen shows nothing that belongs to somebody.
    pub(crate) fn handle(&mut self, message: SignUpMessage, idle: bool, now: Moment) {
        match message {
            SignUpMessage::Begin(aim) => self.begin(aim, idle, now),
            SignUpMessage::Start(aim, names, reply) => answer(reply, self.start(aim, names, idle, now)),
            SignUpMessage::Input(sign_up, revision, input) => self.page(sign_up, revision, input, now),
            SignUpMessage::Picture(sign_up, jpeg, reply) => answer(reply, self.picture(sign_up, jpeg, now)),
            SignUpMessage::Paid(window, token) => self.tell(Input::Paid(window, token), now),
            SignUpMessage::Team(draft, action, reply) => {
                answer(reply, self.team(draft, action, idle, now));
            }
            SignUpMessage::Result(item, result) => {
                while self.results.len() >= MOST_RESULTS && self.results.pop_first().is_some() {}
                self.results.insert(item, *result);
            }
            SignUpMessage::Delivered(sign_up, item, number) => {
                let made = Box::new(made(self.results.remove(&item), number));
                self.told(sign_up, Input::Sent(Sent::Done(made)), now);
            }
            SignUpMessage::Told(sign_up, input) => self.told(sign_up, *input, now),
            SignUpMessage::Fetched(language, want, fetched) => self.fetched(language, want, fetched, now),
            SignUpMessage::Remembered(said) => self.remembered(said, now),
            SignUpMessage::OfferPictures(pictures) => {
                self.pictures = pictures;
                self.tell_facts();
            }
            SignUpMessage::Opened(instead_of, draft, refused) => {
                self.opened(instead_of, (*draft, refused), idle, now);
            }
            SignUpMessage::Drafts(drafts) => self.drafts = drafts,
        }
    }

    fn is_current(&self, sign_up: SignUpId) -> bool {
        self.current.as_ref().is_some_and(|current| current.number() == sign_up)
    }

    fn begin(&mut self, aim: SignUpAim, idle: bool, now: Moment) {
        if !idle || self.current.is_some() {
            return;
        }
        // What was known is shown at once, and asked for again.
        self.facts.known.clear();
        self.facts.failed.clear();
        self.numbers = self.numbers.next();
        let (key, rules, facts) = (Uuid::now_v7(), Arc::clone(&self.rules), self.facts.clone());
        let (sign_up, effects) = SignUp::begin(self.numbers, key, rules, facts, aim, now);
        self.show(sign_up, effects, now);
    }

    /// The team begins one on the member's screen, if that is possible.
    fn start(
        &mut self,
        aim: SignUpAim,
        (first_name, last_name): (Redacted<String>, Redacted<String>),
        idle: bool,
        now: Moment,
    ) -> Result<(), NotTaken> {
        let choices = self.choices();
        let possible = match aim {
            SignUpAim::Contract => choices.contract,
            SignUpAim::Trial => choices.trial,
            SignUpAim::Lead => choices.lead,
            SignUpAim::Open | SignUpAim::RateVoucher | SignUpAim::CheckInVoucher => false,
        };
        if !possible || !idle || self.current.is_some() {
            return Err(NotTaken);
        }
        self.begin(aim, idle, now);
        let current = self.current.as_mut().ok_or(NotTaken)?;
        current.name_by_team(first_name.expose(), last_name.expose());
        self.news.push(FrontMessage::Entered(current.entered()));
        self.tell(Input::Language(self.language), now);
        Ok(())
    }

    fn show(&mut self, sign_up: SignUp, effects: Vec<Effect>, now: Moment) {
        tracing::info!(sign_up = sign_up.number().0, "somebody signs up");
        self.current = Some(sign_up);
        self.tell_facts();
        self.act(effects);
        self.tell(Input::Language(self.language), now);
    }

    /// A draft was found: it is shown, unless somebody else is there by now.
    fn opened(
        &mut self,
        instead_of: Option<SignUpId>,
        (draft, refused): (outbox::Draft, Option<Refusal>),
        idle: bool,
        now: Moment,
    ) {
        let free = match instead_of {
            Some(sign_up) => self.is_current(sign_up),
            None => idle && self.current.is_none(),
        };
        let body = SignUpBody::draft_in(&draft.body).unwrap_or(draft.body);
        let Some(mut entered) = Draft::read(body.expose()).filter(|_| free) else { return };
        // What was refused brings its picture along, and has none beside it yet.
        entered.picture = draft.picture.or(entered.picture);
        self.facts.known.clear();
        self.facts.failed.clear();
        self.numbers = self.numbers.next();
        let (rules, facts) = (Arc::clone(&self.rules), self.facts.clone());
        let key = (draft.key, draft.begun_at);
        let (sign_up, effects) = SignUp::open(self.numbers, key, rules, facts, entered, now);
        self.news.push(FrontMessage::Entered(sign_up.entered()));
        self.show(sign_up, effects, now);
        if let Some(refusal) = refused {
            self.tell(Input::RefusedBefore(refusal), now);
        }
    }

    fn page(&mut self, sign_up: SignUpId, revision: Revision, input: Box<SignUpInput>, now: Moment) {
        if self.is_current(sign_up) {
            self.tell(Input::Page(revision, input), now);
        }
    }

    /// Keeps the picture, if the sign-up of this number is there and has a place for one.
    fn picture(&mut self, sign_up: SignUpId, jpeg: Redacted<Vec<u8>>, now: Moment) -> Result<(), NotTaken> {
        let takes = |current: &&SignUp| current.number() == sign_up && current.takes_pictures();
        self.current.as_ref().filter(takes).ok_or(NotTaken)?;
        self.tell(Input::Picture(Picture::new(jpeg.into_exposed())), now);
        Ok(())
    }

    /// Does what the team wants with a draft, if that is possible.
    fn team(&mut self, draft: Uuid, action: SignUpAction, idle: bool, now: Moment) -> Result<(), NotTaken> {
        let on_screen = self.current.as_ref().is_some_and(|current| current.key() == draft);
        let is_there = self.drafts.iter().any(|line| line.draft == draft.to_string());
        match action {
            SignUpAction::Show if is_there && idle && self.current.is_none() => {
                self.enter(DraftEntry::Open(draft))
            }
            SignUpAction::PutAside if on_screen => self.tell(Input::PutAside, now),
            SignUpAction::Discard if on_screen => self.tell(Input::Discard, now),
            SignUpAction::Discard if is_there => self.enter(DraftEntry::Drop(draft)),
            SignUpAction::Show | SignUpAction::PutAside | SignUpAction::Discard => return Err(NotTaken),
        }
        Ok(())
    }

    /// Something came back for the sign-up of this number.
    fn told(&mut self, sign_up: SignUpId, input: Input, now: Moment) {
        if let Input::Sent(Sent::Refused(refusal)) = &input {
            // What it was chosen and filled in by is out of date.
            self.facts.known.retain(|want| match refusal.mend {
                Mend::Slot => !matches!(want, Want::Slots(_)),
                Mend::Part(_) => !matches!(want, Want::Offers | Want::Trial),
                Mend::Voucher(_) | Mend::Picture | Mend::Team => true,
            });
        }
        if self.is_current(sign_up) {
            self.tell(input, now);
        }
    }

    fn tell(&mut self, input: Input, now: Moment) {
        let Some(current) = &mut self.current else { return };
        let effects = current.handle(input, now);
        self.act(effects);
        let wants = self.current.as_ref().map(SignUp::wants).unwrap_or_default();
        self.fetch_all(wants);
    }
}

/// How this desk signs people up. `has_key`: the studio's own interface can be asked.
fn rules(settings: &Settings, sign_up: &crate::settings::SignUp, has_key: bool) -> SignUpRules {
    let has_reader = settings.readers.iter().any(|reader| match reader.source {
        Source::Serial(_) | Source::Pcsc(_) | Source::Keyboard(_) => true,
        Source::Camera(_) | Source::PinPad => false,
    });
    SignUpRules {
        contracts: sign_up.offers,
        trial: sign_up.trial,
        leads: sign_up.leads,
        minors: sign_up.minors == Minors::Allow,
        withdrawal: sign_up.withdrawal,
        single_names: sign_up.single_names,
        days: u32::try_from(sign_up.draft_for.as_secs() / 86_400).unwrap_or(u32::MAX),
        country: sign_up.country.clone(),
        currency: settings.currency,
        pays_by_card: sign_up.card.is_some(),
        links_cards: has_reader && has_key,
        check_in_vouchers: has_key,
    }
}

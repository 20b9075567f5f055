//! Signing up at this desk: the one on the member's screen, what is known of the studio, the drafts, and
//! where each effect goes. What it means is decided in [`sign_up`](crate::sign_up); whatever takes time is
//! done by a [`Clerk`] and comes back as a message.

mod answers;
mod clerk;
mod drafts;
mod entries;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use domain::{Currency, Identification, Language, Redacted};
use magicline::{CheckInVoucher, ConnectApi, OpenApi};
use outbox::{Outbox, Picture};
use tokio::sync::watch;
use uuid::Uuid;
use wire::{
    AttentionReason, FrontMessage, RefusedReason, SignUpAction, SignUpAim, SignUpChoices, SignUpInput,
    SignUpLine, SignUpView,
};

use crate::check_in::Moment;
use crate::message::{SignUpMessage, answer};
use crate::settings::{Minors, Settings, Source};
use crate::sign_up::{
    Draft, Effect, Facts, House, Input, PaymentWindow, Pictures, Revision, Sent, SignUp, SignUpId, Want,
    offers_view, slots_view,
};
use crate::staff::NotTaken;
use crate::tasks::Tasks;
use crate::transport::SignUpBody;
use crate::{Outside, Parts};

use answers::Answers;
use clerk::Clerk;
pub(crate) use clerk::{Fetched, attention};
use drafts::{Drafts, Results, made};
use entries::{Entry, Given, entries};

/// How long what could not be fetched is left alone, unless the vendor is heard of before.
const REFETCH: Duration = Duration::from_secs(10);
/// No more results are remembered than there are sign-ups in the air.
const MOST_RESULTS: usize = 32;

/// See the module.
pub(crate) struct SignUps {
    settings: crate::settings::SignUp,
    house: Arc<House>,
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

/// What signing up is opened with.
pub(crate) struct Office<'a> {
    pub(crate) parts: &'a Arc<Parts>,
    pub(crate) settings: &'a Settings,
    pub(crate) outbox: &'a Outbox,
    pub(crate) open: Option<Arc<OpenApi>>,
    pub(crate) outside: watch::Sender<Option<Outside>>,
}

impl SignUps {
    /// Nothing where nobody signs up. What goes on beside it ends with `tasks`.
    pub(crate) fn open(office: Office<'_>, tasks: &mut Tasks) -> Option<Self> {
        let Office { parts, settings, outbox, open, outside } = office;
        let sign_up = settings.sign_up.clone()?;
        let has_reader = settings.readers.iter().any(|reader| match reader.source {
            Source::Serial(_) | Source::Pcsc(_) | Source::Keyboard(_) => true,
            Source::Camera(_) | Source::PinPad => false,
        });
        let house = House {
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
            links_cards: has_reader && open.is_some(),
            check_in_vouchers: open.is_some(),
        };
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
            house: Arc::new(house),
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
        self.house.choices(self.facts.studio.as_ref().map(|details| &details.studio))
    }

    /// Whether contracts are signed here, which pictures are taken for.
    pub(crate) fn makes_contracts(&self) -> bool {
        self.house.contracts
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
            SignUpMessage::Opened(instead_of, draft) => self.opened(instead_of, *draft, idle, now),
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
        let (key, house, facts) = (Uuid::now_v7(), Arc::clone(&self.house), self.facts.clone());
        let (sign_up, effects) = SignUp::begin(self.numbers, key, house, facts, aim, now);
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
    fn opened(&mut self, instead_of: Option<SignUpId>, draft: outbox::Draft, idle: bool, now: Moment) {
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
        let (house, facts) = (Arc::clone(&self.house), self.facts.clone());
        let key = (draft.key, draft.begun_at);
        let (sign_up, effects) = SignUp::open(self.numbers, key, house, facts, entered, now);
        self.news.push(FrontMessage::Entered(sign_up.entered()));
        self.show(sign_up, effects, now);
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
        self.tell(Input::Picture(Some(Picture::new(jpeg.into_exposed()))), now);
        Ok(())
    }

    /// Does what the team wants with a draft, if that is possible.
    fn team(&mut self, draft: Uuid, action: SignUpAction, idle: bool, now: Moment) -> Result<(), NotTaken> {
        let on_screen = self.current.as_ref().is_some_and(|current| current.key() == draft);
        let is_there = self.drafts.iter().any(|line| line.draft == draft.to_string());
        match action {
            SignUpAction::Show if is_there && idle && self.current.is_none() => {
                self.enter(Entry::Open(draft))
            }
            SignUpAction::PutAside if on_screen => self.tell(Input::PutAside, now),
            SignUpAction::Discard if on_screen => self.tell(Input::Discard, now),
            SignUpAction::Discard if is_there => self.enter(Entry::Drop(draft)),
            SignUpAction::Show | SignUpAction::PutAside | SignUpAction::Discard => return Err(NotTaken),
        }
        Ok(())
    }

    /// Something came back for the sign-up of this number.
    fn told(&mut self, sign_up: SignUpId, input: Input, now: Moment) {
        if let Input::Sent(Sent::Refused(RefusedReason::SlotTaken)) = &input {
            // What was said of free slots is out of date.
            self.facts.known.retain(|want| !matches!(want, Want::Slots(_)));
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

    fn act(&mut self, effects: Vec<Effect>) {
        let Some(current) = &self.current else { return };
        let number = current.number();
        for effect in effects {
            self.act_one(number, effect);
        }
    }

    fn act_one(&mut self, sign_up: SignUpId, effect: Effect) {
        let clerk = Arc::clone(&self.clerk);
        match effect {
            Effect::Price(number, request) => {
                self.questions.spawn(clerk.price(sign_up, number, request, (self.currency(), self.language)));
            }
            Effect::Account(number, studio, iban) => {
                self.questions.spawn(clerk.account(sign_up, number, studio, iban));
            }
            Effect::Holder(number, holder) => {
                self.questions.spawn(clerk.holder(sign_up, number, holder));
            }
            Effect::TaxId(number, studio, person, birth) => {
                self.questions.spawn(clerk.tax_id(sign_up, number, studio, (person, birth)));
            }
            Effect::Voucher(number, studio, code) => {
                self.questions.spawn(clerk.voucher(sign_up, number, studio, code));
            }
            Effect::Province(number, zip) => {
                self.questions.spawn(clerk.province(sign_up, number, zip));
            }
            Effect::Birth(number, code) => {
                self.questions.spawn(clerk.birth(sign_up, number, code));
            }
            Effect::Entered => {
                let entered = self.current.as_ref().map(SignUp::entered);
                self.news.extend(entered.map(FrontMessage::Entered));
            }
            Effect::OpenSession(window, request) => {
                self.questions.spawn(clerk.open_session(sign_up, window, request));
            }
            Effect::Redeem { number, row, code, person, email } => {
                let person = person.into_exposed();
                let voucher = CheckInVoucher {
                    code,
                    first_name: Redacted::new(person.first_name),
                    last_name: Redacted::new(person.last_name),
                    email,
                };
                self.enter(Entry::Redeem(sign_up, number, row, voucher));
            }
            Effect::Link(customer, card) => {
                self.questions.spawn(clerk.link(sign_up, customer, card));
            }
            Effect::Keep(row) => self.enter(Entry::Keep(sign_up, row)),
            Effect::Park(row) => self.enter(Entry::Park(sign_up, row)),
            Effect::Resume(code) => self.enter(Entry::Resume(sign_up, code)),
            Effect::Drop(key) => self.enter(Entry::Drop(key)),
            Effect::Submit(row, submission) => self.enter(Entry::Submit(sign_up, row, submission)),
            Effect::ShowPayment { window, session } => self.show_payment(window, session),
            Effect::ShowDocument { url, title } => {
                let language = self.language;
                self.outside.send_replace(Some(Outside::Document { url, title, language }));
            }
            Effect::CloseWindow => {
                self.outside.send_replace(None);
            }
            Effect::Over => {
                self.current = None;
                self.outside.send_replace(None);
            }
        }
    }

    fn enter(&mut self, entry: Entry) {
        if let Err(entry) = self.entries.give(entry) {
            self.questions.spawn(Arc::clone(&self.clerk).not_written(entry));
        }
    }

    fn show_payment(&self, window: PaymentWindow, session: Redacted<String>) {
        let Some(card) = &self.settings.card else { return };
        let of_studio = || self.facts.studio.as_ref()?.studio.address.country.clone();
        let country = self.settings.country.clone().or_else(of_studio).unwrap_or_default();
        self.outside.send_replace(Some(Outside::Payment {
            window,
            script: card.script.clone(),
            origins: card.origins.clone(),
            session,
            environment: card.environment.clone(),
            country,
            language: self.language,
        }));
    }

    /// Fetches what is wanted and not known, and not being fetched.
    fn fetch_all(&mut self, wants: BTreeSet<Want>) {
        let studio = self.facts.studio.as_ref().map(|details| details.studio.id);
        let currency = self.currency();
        for want in wants {
            let waits = want != Want::Studio && studio.is_none();
            let known = self.facts.known.contains(&want) || self.facts.failed.contains_key(&want);
            if !waits && !known && self.fetching.insert((self.language.tag(), want)) {
                self.questions.spawn(Arc::clone(&self.clerk).fetch(want, studio, (currency, self.language)));
            }
        }
    }

    /// What the vendor's prices are in: what the vendor says, else what is set for this desk.
    fn currency(&self) -> Currency {
        let said = self.facts.studio.as_ref().and_then(|details| details.studio.currency);
        said.unwrap_or(self.house.currency)
    }

    /// What could not be fetched is fetched again.
    fn refetch(&mut self) {
        self.refetch_at = None;
        self.facts.failed.clear();
        let wants = match &self.current {
            Some(current) => current.wants(),
            None => BTreeSet::from([Want::Studio]),
        };
        self.fetch_all(wants);
    }

    fn fetched(
        &mut self,
        language: Language,
        want: Want,
        fetched: Result<Box<Fetched>, AttentionReason>,
        now: Moment,
    ) {
        self.fetching.remove(&(language.tag(), want));
        if language != self.language {
            // Nobody reads that any more.
            return;
        }
        match fetched {
            Ok(fetched) => {
                self.facts.failed.remove(&want);
                self.facts.known.insert(want);
                self.take(*fetched, language);
            }
            Err(reason) => {
                self.facts.failed.insert(want, reason);
                self.refetch_at = Some(now.instant + REFETCH);
            }
        }
        let facts = Box::new(self.facts.clone());
        self.tell(Input::Facts(facts), now);
    }

    /// Never instead of what the vendor has said meanwhile. It stays to be asked for.
    fn remembered(&mut self, said: Vec<Fetched>, now: Moment) {
        let language = self.facts.language;
        for said in said {
            let facts = &self.facts;
            let is_missing = match &said {
                Fetched::Studio(_) => facts.studio.is_none(),
                Fetched::Offers(_) => facts.offers.is_none(),
                Fetched::Categories(_) => facts.categories.is_none(),
                Fetched::Countries(_) => facts.countries.is_empty(),
                Fetched::Mandate(offer, _) => !facts.mandates.contains_key(offer),
                Fetched::Sources { .. } | Fetched::Trial(_) | Fetched::Slots(_) | Fetched::Visits(_) => false,
            };
            // Words of another language may be there by now.
            if is_missing && language == self.language {
                self.take(said, language);
            }
        }
        let facts = Box::new(self.facts.clone());
        self.tell(Input::Facts(facts), now);
    }

    fn take(&mut self, fetched: Fetched, language: Language) {
        let facts = &mut self.facts;
        match fetched {
            Fetched::Studio(details) => {
                let studio = details.studio.id;
                self.cancel_page = Some(format!(
                    "https://public.magicline.com/#/contractTermination?tenant={}&studio={studio}",
                    self.tenant
                ));
                facts.studio = Some(Arc::new(*details));
            }
            Fetched::Offers(offers) => {
                if facts.language != language {
                    facts.language = language;
                    facts.mandates = BTreeMap::new();
                    facts.known.retain(|want| !matches!(want, Want::Mandate(_)));
                }
                facts.offers = Some(Arc::new(offers));
                self.tell_facts();
            }
            Fetched::Categories(categories) => facts.categories = Some(Arc::new(categories)),
            Fetched::Countries(countries) => facts.countries = countries,
            Fetched::Sources { referrals, campaigns } => {
                facts.referrals = referrals;
                facts.campaigns = campaigns;
            }
            Fetched::Visits(takes) => facts.visits = Some(takes),
            Fetched::Trial(config) => facts.trial = Some(config),
            Fetched::Slots(slots) => {
                facts.slots = Some(Arc::new(slots));
                self.tell_facts();
            }
            Fetched::Mandate(offer, text) => {
                facts.mandates.insert(offer, text.into());
            }
        }
    }

    /// What is long, for the page, while somebody signs up.
    fn tell_facts(&mut self) {
        if self.current.is_none() {
            return;
        }
        if self.facts.offers.is_some() {
            let today = self.facts.today(self.clerk.now());
            self.news.push(FrontMessage::Offers(offers_view(
                self.facts.offered(today),
                &self.pictures,
                self.house.pays_by_card,
            )));
        }
        if let Some(slots) = &self.facts.slots {
            self.news.push(FrontMessage::Slots(slots_view(slots, &self.facts.zone())));
        }
    }
}

//! The desk as windows hold it: what they ask becomes a message, once it can be one.

use std::sync::Arc;
use std::time::Instant;

use domain::{Language, Redacted};
use readers::Stroke;
use readers::camera::Picture;
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};
use url::Url;
use wire::{CameraState, FrontMessage, SaleChoice, SetupProblem, SignUpAim, SignUpInput};

use crate::actor::Waiting;
use crate::look::LookMessage;
use crate::members::index::Hits;
use crate::message::{MemberMessage, PageMessage, SetupMessage, SignUpMessage, Taken, ask};
use crate::reception::{Counter, Inside};
use crate::rest::Word;
use crate::sign_up::{PaymentWindow, Revision, SignUpId};
use crate::staff::seat::StaffSeat;
use crate::staff::{Attention, NotTaken, StaffOrder};
use crate::{Message, setup};

/// Messages that may wait. Readers are the only ones that could fill it, and a reader that is
/// noisier than this has to wait.
const QUEUE: usize = 64;

/// What the window is for at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The keychain is being opened.
    Starting,
    /// The assistant is asking.
    Setup,
    /// Members are served.
    Running {
        /// The language this desk was set up in.
        language: Language,
        /// The member's screen may use a camera: for codes, or for pictures of new members.
        camera: bool,
    },
}

/// A window of somebody else's pages, apart from ours and with no way into the desk but [`Desk::paid`].
#[derive(Clone, Debug, PartialEq)]
pub enum Outside {
    /// The vendor's payment widget.
    Payment {
        /// Names it in [`Desk::paid`].
        window: PaymentWindow,
        /// The widget's script.
        script: Url,
        /// Where it may go besides.
        origins: Vec<String>,
        /// The session at the vendor, which lapses.
        session: Redacted<String>,
        /// `live`, `test`, …: as the vendor calls where it runs.
        environment: String,
        /// ISO 3166-1, two letters.
        country: String,
        /// The language it speaks.
        language: Language,
    },
    /// Something to read.
    Document {
        /// Where it lies.
        url: Url,
        /// What it is called.
        title: String,
        /// The language of whoever reads it.
        language: Language,
    },
}

/// A handle to the desk. Cheap to clone; commands go through it.
#[derive(Clone)]
pub struct Desk {
    messages: mpsc::Sender<Message>,
    staff: mpsc::Sender<(StaffOrder, Taken)>,
    attention: watch::Receiver<Attention>,
    stage: watch::Receiver<Stage>,
    lit: watch::Receiver<bool>,
    outside: watch::Receiver<Option<Outside>>,
    close: Arc<Notify>,
    counter: Counter,
}

impl Desk {
    /// Digits a PIN may have. How many it must have is the vendor's business.
    const LONGEST_PIN: usize = 12;
    /// Keys of the longest burst, and characters of the name of one: `NumpadMultiply`, and a few more.
    const LONGEST_BURST: usize = 512;
    const LONGEST_KEY: usize = 32;
    const LARGEST_PORTRAIT: usize = 400 * 1024;

    /// A desk whose keychain is still being opened. The window can attach to it already.
    pub fn new() -> (Self, Waiting) {
        let (sender, messages) = mpsc::channel(QUEUE);
        let (staff, orders) = mpsc::channel(QUEUE);
        let (stage, watched) = watch::channel(Stage::Starting);
        let (lit, lit_watched) = watch::channel(true);
        let (outside, outside_watched) = watch::channel(None);
        let counter = Counter::default();
        let (attention, attended) =
            watch::channel(Attention { open: false, members: false, at: tokio::time::Instant::now() });
        let seat = Arc::new(StaffSeat { orders: Mutex::new(orders), attention, counter: counter.clone() });
        let close = Arc::new(Notify::new());
        let desk = Self {
            messages: sender.clone(),
            staff,
            attention: attended,
            stage: watched,
            lit: lit_watched,
            outside: outside_watched,
            close: Arc::clone(&close),
            counter,
        };
        (desk, Waiting { sender, messages, seat, stage, lit, outside, close })
    }

    /// Sends the whole screen to `front` now and at every change. A later front replaces it.
    pub async fn attach(&self, front: impl Fn(FrontMessage) + Send + 'static) {
        self.tell(Message::Page(PageMessage::Attach(Box::new(front)))).await;
    }

    /// The member wants the vendor's messages in this language from now on.
    pub async fn language(&self, language: Language) {
        self.tell(Message::Member(MemberMessage::Language(language))).await;
    }

    /// A reader typed this into the member's screen. What no reader types is dropped, and so is
    /// everything on a desk without a reader that types.
    pub async fn typed(&self, strokes: Vec<Stroke>) {
        let long = |stroke: &Stroke| stroke.code.len().max(stroke.key.len()) > Self::LONGEST_KEY;
        if strokes.is_empty() || strokes.len() > Self::LONGEST_BURST || strokes.iter().any(long) {
            tracing::warn!(strokes = strokes.len(), "the screen passed on what no reader types");
            return;
        }
        self.tell(Message::Member(MemberMessage::Typed(strokes, Instant::now()))).await;
    }

    /// Somebody entered a PIN at the member's screen.
    ///
    /// # Errors
    /// It is not looked at: not 1 to 12 digits, no PIN pad on this desk, or too soon after wrong ones.
    pub async fn pin(&self, digits: Redacted<String>) -> Result<(), NotTaken> {
        let length = digits.expose().len();
        if !(1..=Self::LONGEST_PIN).contains(&length) || !digits.expose().bytes().all(|b| b.is_ascii_digit())
        {
            return Err(NotTaken);
        }
        self.ask(|taken| Message::Pin(digits, taken)).await
    }

    /// The camera of the member's screen took a picture, in the form of [`Picture::parse`]. Returns when it
    /// was looked at. It is kept nowhere.
    ///
    /// # Errors
    /// It was not looked at: not a picture of a sensible size, no camera on this desk, or the picture
    /// before is still being looked at.
    pub async fn picture(&self, picture: &[u8]) -> Result<(), NotTaken> {
        let picture = Picture::parse(picture).map_err(|error| {
            tracing::warn!(%error, "the screen passed on what no camera takes");
            NotTaken
        })?;
        let at = Instant::now();
        self.ask(|looked| Message::Member(MemberMessage::Picture(picture, at, looked))).await
    }

    /// The member's screen got on like this with its camera. Means nothing on a desk without one.
    pub async fn camera(&self, state: CameraState) {
        self.tell(Message::Member(MemberMessage::Camera(state))).await;
    }

    /// Somebody chose a place that sells. Means nothing where there is none.
    pub async fn buy(&self, place: u32) {
        self.tell(Message::Member(MemberMessage::Buy(place))).await;
    }

    /// Somebody touched a sale. Means nothing when it is over, or what was touched is gone.
    pub async fn choose(&self, sale: u32, choice: SaleChoice) {
        self.tell(Message::Member(MemberMessage::Choice(sale, choice))).await;
    }

    /// Somebody wants to become a member, or a trial session. Means nothing where that is not possible.
    pub async fn begin_sign_up(&self, aim: SignUpAim) {
        self.tell(Message::SignUp(SignUpMessage::Begin(aim))).await;
    }

    /// Somebody did something about a sign-up. `revision` counts the page's changes of it from 1.
    pub async fn sign_up(&self, sign_up: SignUpId, revision: Revision, input: SignUpInput) {
        self.tell(Message::SignUp(SignUpMessage::Input(sign_up, revision, Box::new(input)))).await;
    }

    /// The member's picture, as JPEG.
    ///
    /// # Errors
    /// It is not kept: no picture, longer than 400 KiB, or the sign-up is over.
    pub async fn sign_up_picture(&self, sign_up: SignUpId, jpeg: &[u8]) -> Result<(), NotTaken> {
        if jpeg.len() > Self::LARGEST_PORTRAIT || !jpeg.starts_with(&[0xff, 0xd8, 0xff]) {
            return Err(NotTaken);
        }
        let picture = Redacted::new(jpeg.to_vec());
        self.ask(|kept| Message::SignUp(SignUpMessage::Picture(sign_up, picture, kept))).await
    }

    /// The payment window of this number ended: with the vendor's token, or without.
    pub async fn paid(&self, window: PaymentWindow, token: Option<Redacted<String>>) {
        self.tell(Message::SignUp(SignUpMessage::Paid(window, token))).await;
    }

    /// Another day has begun at the member's screen: what is shown of the look today may be something else.
    pub async fn look_of_today(&self) {
        self.tell(Message::Look(LookMessage::Today)).await;
    }

    /// The bytes of a picture of the look, by its id or the name of its file; `None` when it cannot be shown.
    pub async fn look_picture(&self, id: String) -> Option<Vec<u8>> {
        let (reply, read) = oneshot::channel();
        self.tell(Message::Look(LookMessage::Picture(id, reply))).await;
        read.await.ok().flatten()
    }

    /// Tells which window of somebody else's pages is to be open beside the member's screen.
    pub fn outside(&self) -> watch::Receiver<Option<Outside>> {
        self.outside.clone()
    }

    /// Ends the desk and returns when its readers are closed and its relays switched off. A desk whose
    /// keychain is still being opened ends as soon as it is open.
    pub async fn close(&self) {
        self.close.notify_one();
        self.messages.closed().await;
    }

    /// The member's screen has crashed this often within a minute: nobody is served, and the team is called.
    pub async fn rest(&self, crashes: u32) {
        self.tell(Message::Rest(Word::Crashed(crashes))).await;
    }

    /// The member's screen has not crashed for a while: members are served again.
    pub async fn serve(&self) {
        self.tell(Message::Rest(Word::Quiet)).await;
    }

    /// Whether the desk serves members and could end without anybody noticing: no tap, no sale, no sign-up, no device
    /// that runs, and nobody at the team's window.
    pub async fn is_idle(&self) -> bool {
        let (reply, answer) = oneshot::channel();
        self.tell(Message::AtRest(reply)).await;
        answer.await.unwrap_or(false)
    }

    /// Gives an answer to the assistant and returns when it was dealt with.
    ///
    /// # Errors
    /// The answer is not taken. [`SetupProblem::Closed`]: the set-up is over, or the desk has ended.
    pub async fn setup(&self, answer: setup::Answer) -> Result<(), SetupProblem> {
        let (reply, result) = oneshot::channel();
        self.tell(Message::Setup(SetupMessage::Answer(answer, reply))).await;
        result.await.unwrap_or(Err(SetupProblem::Closed))
    }

    /// Does what somebody at the team's window wants, and returns when it was dealt with.
    ///
    /// # Errors
    /// It was not done.
    pub async fn staff(&self, order: impl Into<StaffOrder>) -> Result<(), NotTaken> {
        let (reply, result) = oneshot::channel();
        self.staff.send((order.into(), reply)).await.map_err(|_| NotTaken)?;
        result.await.unwrap_or(Err(NotTaken))
    }

    /// Looks members up by names or a number, for the team's window. Nothing while that is locked, or while
    /// the list is not read yet. Fast enough for every key press.
    pub fn look_up(&self, query: &Redacted<String>) -> Option<Hits> {
        self.inside()?.search(query)
    }

    /// The picture of the member of this card, as a data URL; nothing while the team's window is locked.
    pub fn member_picture(&self, card: u32) -> Option<Redacted<String>> {
        self.inside()?.picture_of(card)
    }

    /// What is behind the lock of the team's window. The reception empties it a moment after the lock.
    fn inside(&self) -> Option<&Inside> {
        self.attention.borrow().members.then_some(&*self.counter.inside)
    }

    /// Tells whether somebody is at the team's window.
    pub fn attention(&self) -> watch::Receiver<Attention> {
        self.attention.clone()
    }

    /// Tells what the window is for.
    pub fn stage(&self) -> watch::Receiver<Stage> {
        self.stage.clone()
    }

    /// Tells whether the member's screen is to be lit.
    pub fn lit(&self) -> watch::Receiver<bool> {
        self.lit.clone()
    }

    async fn ask(&self, message: impl FnOnce(Taken) -> Message) -> Result<(), NotTaken> {
        ask(&self.messages, message).await
    }

    async fn tell(&self, message: Message) {
        // Fails only when the desk has ended, and the window with it.
        let _ = self.messages.send(message).await;
    }
}

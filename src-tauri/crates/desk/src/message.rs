//! What the actor is told, and by which name it goes to the room that acts on it.

use std::time::Instant;

use ::outputs::{MachineEvent, OutputEvent};
use domain::{Language, Redacted};
use readers::camera::Picture;
use readers::{Frame, ReaderEvent, Stroke};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;
use wire::{
    CameraState, CheckKind, CheckState, PictureView, SaleChoice, SetupProblem, SignUpAction, SignUpAim,
    SignUpInput, StoreTrouble,
};

use crate::check_in::{self, Greeting, ReaderIndex, TapId};
use crate::counters::{PlaceIndex, TeamOrder};
use crate::look::LookMessage;
use crate::outputs::OutputIndex;
use crate::page::Front;
use crate::reception::HandMessage;
use crate::rest;
use crate::sale;
use crate::setup::{self, Done};
use crate::sign_up::{self, PaymentWindow, Pictures, Refusal, Revision, SignUpId, Want};
use crate::sign_ups::Fetched;
use crate::staff::NotTaken;

/// Whether something was taken. A message that means nothing when it comes is dropped together with this, and
/// whoever waits takes that for a no.
pub(crate) type Taken = oneshot::Sender<Result<(), NotTaken>>;

/// What came of an answer to the assistant, for whoever gave it.
pub(crate) type SetupReply = oneshot::Sender<Result<(), SetupProblem>>;

/// Tells whoever asked.
pub(crate) fn answer<T>(reply: oneshot::Sender<T>, told: T) {
    // Fails only when nobody waits any more.
    let _ = reply.send(told);
}

/// Tells the desk something and waits until it was dealt with.
///
/// # Errors
/// It was not taken, or the desk has ended.
pub(crate) async fn ask(
    messages: &mpsc::Sender<Message>,
    message: impl FnOnce(Taken) -> Message,
) -> Result<(), NotTaken> {
    let (reply, taken) = oneshot::channel();
    messages.send(message(reply)).await.map_err(|_| NotTaken)?;
    taken.await.unwrap_or(Err(NotTaken))
}

/// What the actor is told. The first two mean something whatever the desk does, [`Self::Setup`] while the
/// assistant asks, and all others while members are served.
pub(crate) enum Message {
    /// About the page of the member's screen.
    Page(PageMessage),
    /// About the look of that screen.
    Look(LookMessage),
    /// For the assistant.
    Setup(SetupMessage),
    /// Somebody is at the member's screen.
    Member(MemberMessage),
    /// Somebody entered a PIN there; the reply tells whether it is looked at.
    Pin(Redacted<String>, Taken),
    Reader(ReaderIndex, ReaderEvent),
    /// These codes were on a picture of the camera that was taken then.
    Seen(Vec<Frame>, Instant),
    /// About a tap that is being asked about.
    Tap(TapId, TapMessage),
    /// Somebody of the team checks a member in.
    ByHand(HandMessage),
    /// Something happened at a place that sells.
    Sale(PlaceIndex, sale::Input),
    /// A vending machine said something.
    Machine(PlaceIndex, MachineEvent),
    /// A door, a drawer or what is switched said something.
    Output(OutputIndex, OutputEvent),
    /// The team did something about a sale; the reply tells whether it was possible.
    Team(TeamOrder, Taken),
    /// Something waits for the team.
    TeamNeeded(bool),
    /// Something about signing up.
    SignUp(SignUpMessage),
    /// A connection to the vendor can be opened again.
    Reachable,
    /// A connection to the vendor could not be opened.
    Unreachable,
    /// The vendor answered something other than a tap.
    Answers,
    /// What is wrong with the store, if anything.
    Store(Option<StoreTrouble>),
    /// Something about crashes of the member's screen.
    Rest(rest::Word),
    /// Whether the desk can end without anybody noticing.
    AtRest(oneshot::Sender<bool>),
}

/// What happens about the page of the member's screen.
pub(crate) enum PageMessage {
    /// There is a new one.
    Attach(Front),
    /// Whether the screen is lit.
    Light(bool),
    /// These are the pictures of what is sold.
    Pictures(Vec<PictureView>),
}

/// What the assistant is told.
pub(crate) enum SetupMessage {
    /// Somebody gave an answer; the reply tells what came of it.
    Answer(setup::Answer, SetupReply),
    /// One of the account checks moved on.
    Progress(CheckKind, CheckState),
    /// Work came to its end, and whoever waits for that, if anybody does.
    Done(Box<Done>, Option<SetupReply>),
    /// What the reader said that is tried out, and which one that is.
    Heard(u32, setup::Heard),
}

/// What somebody does at the member's screen.
pub(crate) enum MemberMessage {
    /// They want to be answered in this language.
    Language(Language),
    /// A reader typed this, which the screen was told then.
    Typed(Vec<Stroke>, Instant),
    /// The camera took this then; the reply tells whether it was looked at.
    Picture(Picture, Instant, Taken),
    /// How the screen got on with the camera.
    Camera(CameraState),
    /// They chose a place that sells.
    Buy(u32),
    /// They touched a sale.
    Choice(u32, SaleChoice),
}

/// What comes to be known about a tap.
pub(crate) enum TapMessage {
    Answered(check_in::TapAnswer),
    Greet(Greeting),
    /// Who it was, for the team.
    Named(Option<Redacted<String>>),
    /// The language of the member, in which the vendor is asked.
    Speaks(Language),
}

/// What happens about signing up.
pub(crate) enum SignUpMessage {
    /// Somebody wants to begin at the member's screen.
    Begin(SignUpAim),
    /// The team begins one on the member's screen, with these names as far as they are known; the reply
    /// tells whether it was possible.
    Start(SignUpAim, (Redacted<String>, Redacted<String>), Taken),
    /// Somebody did something about the sign-up of this number; the second number counts the page's changes.
    Input(SignUpId, Revision, Box<SignUpInput>),
    /// The member's picture, as JPEG; the reply tells whether it is kept.
    Picture(SignUpId, Redacted<Vec<u8>>, Taken),
    /// The payment window of this number ended: with the vendor's token, or without.
    Paid(PaymentWindow, Option<Redacted<String>>),
    /// The team did something about a draft; the reply tells whether it was possible.
    Team(Uuid, SignUpAction, Taken),
    /// The vendor took an item and gave this. Told before the outbox knows that it is delivered.
    Result(outbox::ItemId, Box<crate::transport::SignedUp>),
    /// An item of the sign-up of this number is delivered; the number is what the vendor calls it by.
    Delivered(SignUpId, outbox::ItemId, Option<Redacted<String>>),
    /// Something came back for the sign-up of this number.
    Told(SignUpId, Box<sign_up::Input>),
    /// Something was fetched in a language, or was not.
    Fetched(Language, Want, Result<Box<Fetched>, wire::AttentionReason>),
    /// This was said before the desk was started, and has to do until it is said again.
    Remembered(Vec<Fetched>),
    /// The pictures of the offers.
    OfferPictures(Pictures),
    /// A draft was opened, to be shown instead of the sign-up of this number, or by the team.
    Opened(Option<SignUpId>, Box<outbox::Draft>, Option<Refusal>),
    /// These are the drafts.
    Drafts(Vec<wire::SignUpLine>),
}

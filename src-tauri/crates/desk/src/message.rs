//! What the actor is told.

use std::time::Instant;

use ::outputs::{MachineEvent, OutputEvent};
use domain::{Language, Redacted};
use readers::camera::Picture;
use readers::{Frame, ReaderEvent, Stroke};
use tokio::sync::oneshot;
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
use crate::sign_up::{self, Pictures, Want};
use crate::sign_ups::Fetched;

/// See the module.
pub(crate) enum Message {
    Attach(Front),
    Language(Language),
    Setup(setup::Answer, oneshot::Sender<Result<(), SetupProblem>>),
    SetupProgress(CheckKind, CheckState),
    SetupDone(Box<Done>, Option<oneshot::Sender<Result<(), SetupProblem>>>),
    /// What the reader said that is tried out, and which one that is.
    SetupHeard(u32, setup::Heard),
    Reader(ReaderIndex, ReaderEvent),
    /// A reader typed this into the member's screen, which was told then.
    Typed(Vec<Stroke>, Instant),
    /// Somebody entered a PIN at the member's screen; the reply tells whether it is looked at.
    Pin(Redacted<String>, oneshot::Sender<bool>),
    /// The camera of the member's screen took this then; the reply tells whether it was looked at.
    Picture(Picture, Instant, oneshot::Sender<bool>),
    /// These codes were on a picture that was taken then.
    Seen(Vec<Frame>, Instant),
    /// How the member's screen got on with the camera.
    Camera(CameraState),
    Output(OutputIndex, OutputEvent),
    /// Something happened at a place that sells.
    Sale(PlaceIndex, sale::Input),
    /// A vending machine said something.
    Machine(PlaceIndex, MachineEvent),
    /// Somebody chose a place on the member's screen.
    Buy(u32),
    /// Somebody touched a sale on the member's screen.
    Choice(u32, SaleChoice),
    /// The team did something about a sale; the reply tells whether it was possible.
    Team(TeamOrder, oneshot::Sender<bool>),
    /// Something about signing up.
    SignUp(SignUpMessage),
    /// Something about the look.
    Look(LookMessage),
    /// Somebody of the team checks a member in.
    ByHand(HandMessage),
    /// These are the pictures of what is sold.
    Pictures(Vec<PictureView>),
    Answered(TapId, check_in::Answer),
    Greet(TapId, Greeting),
    /// Who tapped, for the team.
    Named(TapId, Option<Redacted<String>>),
    /// The language of the member behind a tap, in which the vendor is asked.
    Speaks(TapId, Language),
    /// A connection to the vendor can be opened again.
    Reachable,
    /// A connection to the vendor could not be opened.
    Unreachable,
    /// The vendor answered something other than a tap.
    Answers,
    /// What is wrong with the store, if anything.
    Store(Option<StoreTrouble>),
    /// Something waits for the team.
    TeamNeeded(bool),
    /// Whether the screen is lit.
    Light(bool),
    /// Something about crashes of the member's screen.
    Rest(rest::Word),
    /// Whether nobody has anything on the member's screen.
    Idle(oneshot::Sender<bool>),
}

/// What happens about signing up.
pub(crate) enum SignUpMessage {
    /// Somebody wants to begin at the member's screen.
    Begin(SignUpAim),
    /// The team begins one on the member's screen, with these names as far as they are known; the reply
    /// tells whether it was possible.
    Start(SignUpAim, (Redacted<String>, Redacted<String>), oneshot::Sender<bool>),
    /// Somebody did something about the sign-up of this number; the second number counts the page's changes.
    Input(u32, u32, Box<SignUpInput>),
    /// The member's picture, as JPEG; the reply tells whether it is kept.
    Picture(u32, Redacted<Vec<u8>>, oneshot::Sender<bool>),
    /// The payment window of this number ended: with the vendor's token, or without.
    Paid(u32, Option<Redacted<String>>),
    /// The team did something about a draft; the reply tells whether it was possible.
    Team(Uuid, SignUpAction, oneshot::Sender<bool>),
    /// The vendor took an item and gave this. Told before the outbox knows that it is delivered.
    Result(outbox::ItemId, Box<crate::transport::SignedUp>),
    /// An item of the sign-up of this number is delivered; the number is what the vendor calls it by.
    Delivered(u32, outbox::ItemId, Option<Redacted<String>>),
    /// Something came back for the sign-up of this number.
    Told(u32, Box<sign_up::Input>),
    /// Something was fetched in a language, or was not.
    Fetched(Language, Want, Result<Box<Fetched>, wire::AttentionReason>),
    /// This was said before the desk was started, and has to do until it is said again.
    Remembered(Vec<Fetched>),
    /// The pictures of the offers.
    OfferPictures(Pictures),
    /// A draft was opened, to be shown instead of the sign-up of this number, or by the team.
    Opened(Option<u32>, Box<outbox::Draft>),
    /// These are the drafts.
    Drafts(Vec<wire::SignUpLine>),
}

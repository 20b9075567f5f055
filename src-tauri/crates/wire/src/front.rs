//! The member's screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ChoiceView, Entered, LookView, Ms, OffersView, PictureView, PinPadView, SaleView, SetupView,
    SignUpChange, SignUpChoices, SignUpView, SlotsView,
};

/// One message to the window at the front.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum FrontMessage {
    /// Whose studio this is; sent first and whenever it changes.
    Studio(StudioView),
    /// What makes the screen the studio's own; sent before the first screen and whenever it changes.
    Look(Box<LookView>),
    /// The pictures of the catalogues; sent with the studio and whenever they change.
    Pictures {
        /// Each once.
        pictures: Vec<PictureView>,
    },
    /// What the studio offers new members; sent when a sign-up needs it and whenever it changes.
    Offers(OffersView),
    /// The free slots for trial sessions, likewise.
    Slots(SlotsView),
    /// Whether the screen is lit; sent with the studio and whenever the hour comes. Dark, it wakes for a
    /// hand or a card.
    Light {
        /// It is.
        awake: bool,
    },
    /// How large letters have to be; sent with the studio, where the desk knows its screen and from where it is read.
    #[serde(rename_all = "camelCase")]
    Viewing {
        /// The least size of letters, as a part of the screen's diagonal.
        least_text: f64,
    },
    /// What was entered in a draft that is opened again. Comes before the first screen of it, once.
    Entered(Entered),
    /// What to show now, in full. A screen never needs the one before it; a sign-up is told in full once, and
    /// then what changes of it.
    Screen(Screen),
    /// The sign-up that is shown has changed.
    Change(Box<SignUpChange>),
}

/// What becomes of what the page has read aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "type", rename_all = "camelCase")]
pub enum SpeechNews {
    /// There is something that speaks.
    Ready,
    /// There is nothing that speaks.
    Missing,
    /// This was said to its end, or cut off.
    Ended {
        /// The page's number of it.
        number: u32,
    },
}

/// Whose desk this is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StudioView {
    /// The studio's name, when it is known.
    pub name: Option<String>,
    /// The logo as a `data:` URL. The web view fetches nothing itself.
    pub logo: Option<String>,
    /// The language tag the screen starts in and returns to (`de`, `en-GB`).
    pub language: String,
    /// The languages members can choose, the usual ones first; empty: all that the window speaks.
    pub languages: Vec<String>,
    /// True when this is the practice studio and nothing is real.
    pub practice: bool,
}

/// What the window at the front shows.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "screen", rename_all = "camelCase")]
pub enum Screen {
    /// The first moment: the keychain is being opened.
    Starting,
    /// Nothing is connected yet, or not everything.
    Setup(Box<SetupView>),
    /// Waiting for a member.
    Idle(IdleView),
    /// A card was read and the vendor is being asked. On the screen within a frame of the tap.
    #[serde(rename_all = "camelCase")]
    Busy {
        /// Counts taps; a new number is a new tap.
        tap: u32,
    },
    /// The answer, filling the screen.
    #[serde(rename_all = "camelCase")]
    Verdict {
        /// The tap this answers. The same number again is the same verdict with more detail.
        tap: u32,
        /// How long it stays, in milliseconds.
        shown_for_ms: u32,
        /// The member's own language, where the member list knows it and nobody has chosen one on the screen.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        language: Option<String>,
        /// What it says.
        #[serde(flatten)]
        verdict: VerdictView,
    },
    /// Somebody buys something.
    Sale(Box<SaleView>),
    /// Somebody becomes a member, or comes for a trial session.
    SignUp(Box<SignUpView>),
    /// No reader works, so there is nothing a member could do here.
    OutOfOrder {
        /// What is wrong, in terms of what to do about it.
        reason: OutOfOrderReason,
    },
}

/// Waiting for a member.
#[derive(Clone, Debug, Default, PartialEq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct IdleView {
    /// A strip at the edge when something is known to be wrong although taps are still tried.
    pub notice: Option<AttentionReason>,
    /// Something waits for the team. Says nothing about what or whom.
    pub team: bool,
    /// The choice to enter a PIN instead of holding up a card.
    pub pin: PinPadView,
    /// A reader that types is set up: what is typed too fast for a person is its tap. Holds until the
    /// next idle screen says otherwise.
    pub typed: bool,
    /// QR codes are held to the camera of this screen: it looks through it. Holds like `typed`.
    pub camera: bool,
    /// What can be bought here.
    pub choices: Vec<ChoiceView>,
    /// How one becomes a member here.
    pub sign_up: SignUpChoices,
    /// The vendor's page on which contracts are cancelled, for a QR code.
    pub cancel_page: Option<String>,
}

/// That the page is there, once a second and when it begins to show something else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
pub struct Beat {
    /// Nobody can see the page, so it may be slow.
    pub hidden: bool,
    /// What it shows.
    pub screen: ShownScreen,
}

/// What the page shows, as far as that it is back goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ShownScreen {
    /// Nothing yet.
    Starting,
    /// Waiting for a member.
    Idle,
    /// That it is out of order.
    OutOfOrder,
    /// Something else.
    Other,
}

/// How the page got on with the camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum CameraState {
    /// It shows pictures.
    Running,
    /// There is none, or the web view offers none.
    Missing,
    /// Another program holds it.
    InUse,
    /// The system or the web view does not let this program use it.
    Denied,
}

/// The answer to one tap.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "verdict", rename_all = "lowercase")]
pub enum VerdictView {
    /// Let in (or out), and recorded by the vendor.
    #[serde(rename_all = "camelCase")]
    Welcome {
        /// The member's first name, when the key may look members up and the answer came in time.
        first_name: Option<String>,
        /// It is the member's birthday.
        birthday: bool,
    },
    /// The vendor's rules say no.
    Refused {
        /// The vendor's message for the member, in the member's language; ours when there is none.
        message: Option<String>,
    },
    /// Not confirmed by the vendor: let in by the desk's own rules, or an answer that is not known
    /// and must not be asked for again, because asking might check the member out.
    #[serde(rename_all = "camelCase")]
    Unconfirmed {
        /// What happened.
        reason: UnconfirmedReason,
        /// The first name, when the desk let the member in and its member list knows it.
        first_name: Option<String>,
    },
    /// The reader heard something that is not a usable credential.
    Unreadable {
        /// What it was.
        reason: UnreadableReason,
    },
    /// The same card within the window that counts as one tap.
    #[serde(rename_all = "camelCase")]
    Already {
        /// When the member was checked in, in milliseconds since 1970 UTC.
        at_ms: Ms,
    },
    /// Nothing was recorded, for certain, and the member needs a person.
    Attention {
        /// Why.
        reason: AttentionReason,
    },
}

/// Why a check-in is not confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UnconfirmedReason {
    /// There is no connection, and the desk let the member in. It is written down and will be reported.
    LetIn,
    /// No answer in time.
    NoAnswer,
    /// The answer broke off or made no sense.
    AnswerLost,
    /// The vendor's system failed while working on it.
    VendorFault,
}

/// Why a tap gave no credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum UnreadableReason {
    /// Wrong checksum, broken off, or noise: hold the card again, a little longer.
    Garbled,
    /// A 4-byte number that changes at every tap (a telephone, mostly): it cannot be used.
    Random,
    /// The reader cuts the number short: the reader needs another setting.
    Truncated,
    /// An empty chip.
    Blank,
    /// The text does not have the form this reader is set to.
    WrongForm,
    /// The reader sends the short number printed on the card, which is not the whole one.
    Shortened,
    /// A member's QR code, read only in part.
    BrokenCode,
}

/// Why a member needs a person. Each has a sentence of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AttentionReason {
    /// The studio's system cannot be reached.
    NoConnection,
    /// Too many requests in a minute; it passes by itself.
    TooBusy,
    /// The vendor asks to come back in a few minutes.
    VendorPause,
    /// The device's token was revoked: activate it again.
    AccessWithdrawn,
    /// Something that is not the studio's system answers: a network that wants a log-in, mostly.
    NotTheVendor,
    /// The server's certificate is not trusted.
    CertificateWrong,
    /// The device's token is not in the keychain, or the keychain is locked.
    TokenMissing,
    /// There is no connection, and the desk's member list does not say that this member may enter.
    NotOnList,
    /// Nothing can be written down on this computer, so nobody is let in without the vendor.
    StoreFault,
    /// Too many PINs were wrong; this one was not looked at.
    PinPause,
}

/// Why no reader works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum OutOfOrderReason {
    /// The port is not there: check the cable; it starts again by itself.
    ReaderGone,
    /// Another program holds the port.
    ReaderInUse,
    /// This user may not open the port.
    ReaderForbidden,
    /// The system's card service (pcscd) does not run.
    CardServiceMissing,
    /// The Linux kernel's driver pn533_usb holds the reader.
    ReaderHeldByKernel,
    /// There is no camera, or the web view offers none.
    CameraMissing,
    /// The system does not let this program use the camera.
    CameraDenied,
    /// It has crashed too often within a minute. Members are served again after some quiet, or when the
    /// team says so.
    Crashes,
}

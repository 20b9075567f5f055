//! What crosses between the desk and the screen, and nothing else.
//!
//! Every type here has a TypeScript twin in `ui/src/lib/backend/bindings.ts`, written by
//! `cargo xtask bindings`; the tests fail when the two differ. Words are not in here: the screen
//! switches on stable codes and takes its sentences from the message files. The one exception is
//! the vendor's own message for the member, which the vendor writes in the language we ask for.
//!
//! No secret and no card number has a place in what is shown; what is typed at the screen goes to the
//! desk and never comes back. A first name has, and it therefore travels by a channel to the one
//! window that asked, never by an event that others can hear. Full names cross to the staff window
//! alone, after the PIN.

#![warn(clippy::missing_errors_doc)]

mod counter;
mod exact;
mod front;
mod kiosk;
mod look;
mod members;
mod practice;
mod sale;
mod setup;
mod setup_reader;
mod sign_up;
mod staff;
mod team;
mod typed;
mod typescript;

pub use counter::{
    CatalogueProblem, CatalogueView, Imported, LineProblem, PriceRefused, ProductChange, ProductLine,
    SaleAction, SaleLine, SaleStage,
};
pub use exact::{Id, Minor, Ms};
pub use front::{
    AttentionReason, Beat, CameraState, FrontMessage, IdleView, OutOfOrderReason, Screen, ShownScreen,
    SpeechNews, StudioView, UnconfirmedReason, UnreadableReason, VerdictView,
};
pub use kiosk::{DesktopView, KioskView, KioskWish};
pub use look::{
    CorrectionView, LookDay, LookDesk, LookFileTrouble, LookFileView, LookForm, LookNews, LookPart,
    LookPicture, LookPictureView, LookProblemView, LookScreen, LookView, OpenView, PaletteView, TokensView,
    WelcomeText,
};
pub use members::{
    AccountBalance, ByHand, CardProblem, CardWait, ClosedView, DeviceLine, DevicePurpose, EntranceLine,
    MemberCard, MemberContract, MemberHit, MemberHits, MemberLink, MemberList, MemberOrder, MemberPicture,
    MemberStatus, Part, ReceptionView, RecordView, VendorSearch, VisitView,
};
pub use practice::{
    PracticeButton, PracticeCard, PracticeContract, PracticeFault, PracticeFaultKind, PracticeJournalEntry,
    PracticeMachine, PracticeMachineState, PracticeMachineWish, PracticeRelay, PracticeShelf,
    PracticeSignUpWish, PracticeSignUps, PracticeSwitched, PracticeTerm, PracticeView, PracticeVoucher,
    PracticeVoucherCase,
};
pub use sale::{
    BoughtView, ChargeView, ChoiceView, GoodsKind, GoodsView, HandOutBy, IntervalView, PictureView,
    SaleChoice, SaleEnd, SaleStep, SaleView, ShelfView,
};
pub use setup::{
    Check, CheckKind, CheckState, DeviceChoice, DeviceModelView, OfflineChoice, PlaceView, ReaderPlace,
    Right, SetupProblem, SetupStep, SetupView,
};
pub use setup_reader::{
    Assumption, Connected, ContactlessChoice, Content, Hearing, LessonProblem, NumberProof, PortChoice,
    PortHint, ReaderChoice, ReaderFraming, RefusedReader, Seen, TapProof,
};
pub use sign_up::{
    AccountView, AdjustmentRuleView, AdjustmentValue, AgePriceView, AgreedView, Attachment, BonusView,
    CancellationView, CardLink, CategoryView, ChangedParts, Channel, ChoiceOf, ChosenView, CodeView,
    CompanyPart, CompanyShareView, CompanyView, DueView, Entered, EnteredField, ExtensionView, FieldProblem,
    FieldView, FlatFeeView, FollowingTerm, FrequencyView, LastingView, LegalContent, LegalKind, LegalView,
    MandateView, ModuleGroup, ModuleRunView, ModuleView, OfferView, OffersView, PayBy, Period, PeriodUnit,
    PictureState, PreviewView, PriceChange, PriceLine, PriceView, PricedDay, PricedPeriod, Problem,
    RefusedReason, SignUpAim, SignUpChange, SignUpChoices, SignUpField, SignUpInput, SignUpPart, SignUpStep,
    SignUpTrouble, SignUpView, SignatureOf, SlotView, SlotsView, TermView, TextBlockView, VolumeView,
    VoucherEffect, VoucherProblem, VoucherView, YearDay,
};
pub use staff::{
    Alarm, AmountView, CreditView, DirectoryLine, DoorTrouble, Exported, InboxFilter, InboxItem, InboxTab,
    ItemAction, ItemKind, ItemReason, ItemState, LineView, OutputCondition, OutputLine, PinProblem,
    ReaderCondition, ReaderLine, SignUpAction, SignUpLine, StaffDesk, StaffView, StoreTrouble, TapLine,
    TapVerdict, VendorState,
};
pub use team::{
    ActivityBy, ActivityKind, ActivityLine, ActivityView, ActivityWish, MeView, PersonAnswer, PersonChange,
    PersonLine, PersonProblem, StaffRight, StaffRole,
};
pub use typed::{PinPadView, Stroke, TypedBurst};
pub use typescript::typescript;

//! What the doctor can find: a stable code for whoever looks after many desks, and a sentence for whoever stands in
//! front of one.

mod fault;
mod note;

use serde::{Serialize, Serializer};

pub(super) use fault::Fault;
pub(super) use note::Note;

macro_rules! codes {
    ($($name:ident = $text:literal,)*) => {
        /// A stable word for what was found, in `portico doctor --json`. Codes are added, and never change their
        /// meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $text, "`")] $name,)*
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The code as it is written.
            pub const fn text(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                }
            }
        }
    };
}

codes! {
    // Works.
    Versions = "versions",
    Usable = "usable",
    Opens = "opens",
    HeldByPortico = "held-by-portico",
    Unlocked = "unlocked",
    There = "there",
    NotChecked = "not-checked",
    OnScreen = "on-screen",
    Products = "products",
    AsSet = "as-set",
    Corrected = "corrected",
    Reached = "reached",
    KeyAccepted = "key-accepted",
    ClockAgrees = "clock-agrees",
    TokenWorks = "token-works",
    Offers = "offers",
    NoContractsHere = "no-contracts-here",
    RightsComplete = "rights-complete",
    Speaks = "speaks",
    TextLegible = "text-legible",
    TextEnlarged = "text-enlarged",
    TextLegibleVeryLarge = "text-legible-very-large",
    TextTooSmall = "text-too-small",
    TextUnmeasured = "text-unmeasured",
    // Does not.
    FolderUnusable = "folder-unusable",
    SettingsWrong = "settings-wrong",
    InstallationDamaged = "installation-damaged",
    KeychainMissing = "keychain-missing",
    KeychainLocked = "keychain-locked",
    KeychainSilent = "keychain-silent",
    KeychainUnusable = "keychain-unusable",
    NotSetUp = "not-set-up",
    StoreKeyMissing = "store-key-missing",
    StoreKeyWrong = "store-key-wrong",
    StoreDamaged = "store-damaged",
    StoreNewer = "store-newer",
    StoreReadOnly = "store-read-only",
    StoreInUse = "store-in-use",
    StoreFault = "store-fault",
    DiskFull = "disk-full",
    Gone = "gone",
    InUse = "in-use",
    Forbidden = "forbidden",
    WantsPassword = "wants-password",
    Unsuitable = "unsuitable",
    CardServiceMissing = "card-service-missing",
    CardServiceSilent = "card-service-silent",
    HeldByKernel = "held-by-kernel",
    NoProducts = "no-products",
    CatalogueWrong = "catalogue-wrong",
    LookIncomplete = "look-incomplete",
    KeyMissing = "key-missing",
    KeyMalformed = "key-malformed",
    KeyRefused = "key-refused",
    RightMissing = "right-missing",
    TokenMissing = "token-missing",
    TokenRefused = "token-refused",
    Unreachable = "unreachable",
    NotTheVendor = "not-the-vendor",
    CertificateWrong = "certificate-wrong",
    AddressWrong = "address-wrong",
    VendorBusy = "vendor-busy",
    VendorFault = "vendor-fault",
    ClockWrong = "clock-wrong",
    ClockNotCompared = "clock-not-compared",
    StudioUnknown = "studio-unknown",
    StudioNotListed = "studio-not-listed",
    NoOffers = "no-offers",
    TrialsOff = "trials-off",
    NoVoice = "no-voice",
    NoSpeech = "no-speech",
    PorticoFault = "portico-fault",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.text())
    }
}

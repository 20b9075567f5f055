/// What a device is for (Open API, `Device.model`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceModel {
    /// `GENERIC_CARD_READER`: entrance, exit, car park or room; which one only the vendor knows.
    CardReader,
    /// `GENERIC_VENDING_READER`: sells from shelves and tops credit up.
    VendingReader,
    /// `GENERIC_TIME_READER`: solarium, massage chair.
    TimeReader,
    /// A model published after this program was built; listed, but not usable.
    Other,
}

impl DeviceModel {
    /// Reads the vendor's constant. Unknown constants must not fail a whole answer.
    pub fn from_vendor(model: &str) -> Self {
        match model {
            "GENERIC_CARD_READER" => Self::CardReader,
            "GENERIC_VENDING_READER" => Self::VendingReader,
            "GENERIC_TIME_READER" => Self::TimeReader,
            _ => Self::Other,
        }
    }
}

//! Texts that a member reads, confirms or signs (`ConnectApiSignableTextBlockDto`).

use domain::{BlockId, ModuleId};
use serde::Deserialize;

use super::amount::text;

/// A text of the contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextBlock {
    /// Goes with a signature for it.
    pub id: BlockId,
    /// Its place in the contract; texts come in this order already.
    pub order: i32,
    /// The heading; may be empty.
    pub title: String,
    /// The text; may be empty. The vendor's formatting is unproven: never interpret it as a page.
    pub text: String,
    /// What the member has to do about it.
    pub asks: Asks,
    /// Show the matrix of message categories and channels with it.
    pub shows_preferences: bool,
    /// What belongs to it.
    pub attachment: Option<Attachment>,
    /// The module whose consent this is (`rateBundleModuleId`), if the vendor says so.
    pub module: Option<ModuleId>,
}

/// What a text asks of the member (`isConfirmationRequired` and `hasSignature`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Neither: to be read.
    Nothing,
    /// Confirmation without signature: a mandatory tick.
    Confirmation,
    /// Confirmation with signature: a mandatory signature.
    Signature,
    /// Signature without confirmation: an optional signature.
    OptionalSignature,
}

/// What belongs to a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attachment {
    /// `FILE`: a document of the studio. The link is valid for 5 hours.
    File {
        /// The file's name.
        name: String,
        /// Where it lies. Unchecked.
        url: String,
    },
    /// `URL`: a page somewhere else.
    Link {
        /// What to call it; may be empty.
        title: String,
        /// Its address. Unchecked.
        url: String,
    },
    /// `CONTRACT_PDF_PREVIEW`: the contract itself. How to get it is not published.
    ContractPreview,
}

/// The id and the text are demanded: what cannot be shown or signed must not be passed over, so
/// whatever the text belongs to is left out with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TextBlockAnswer {
    id: BlockId,
    order: Option<i32>,
    title: Option<String>,
    text: String,
    is_confirmation_required: Option<bool>,
    has_signature: Option<bool>,
    show_communication_privacy_options: Option<bool>,
    attachment_type: Option<String>,
    attached_document: Option<DocumentAnswer>,
    attached_external_url_dto: Option<LinkAnswer>,
    rate_bundle_module_id: Option<ModuleId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DocumentAnswer {
    file_name: Option<String>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct LinkAnswer {
    title: Option<String>,
    link: Option<String>,
}

impl TextBlockAnswer {
    pub fn read(self) -> TextBlock {
        // The specification demands both. A text that leaves it open is better confirmed than not.
        let confirmation = self.is_confirmation_required.unwrap_or(true);
        let asks = match (confirmation, self.has_signature.unwrap_or(false)) {
            (false, false) => Asks::Nothing,
            (true, false) => Asks::Confirmation,
            (true, true) => Asks::Signature,
            (false, true) => Asks::OptionalSignature,
        };
        let file = self.attached_document.and_then(|document| {
            let url = text(document.url)?;
            Some(Attachment::File { name: text(document.file_name).unwrap_or_default(), url })
        });
        let link = self.attached_external_url_dto.and_then(|link| {
            let url = text(link.link)?;
            Some(Attachment::Link { title: text(link.title).unwrap_or_default(), url })
        });
        let preview = (self.attachment_type.as_deref() == Some("CONTRACT_PDF_PREVIEW"))
            .then_some(Attachment::ContractPreview);
        TextBlock {
            id: self.id,
            order: self.order.unwrap_or_default(),
            title: self.title.unwrap_or_default(),
            text: self.text,
            asks,
            shows_preferences: self.show_communication_privacy_options.unwrap_or_default(),
            attachment: file.or(link).or(preview),
            module: self.rate_bundle_module_id,
        }
    }
}

/// The texts in the order of the contract.
pub(super) fn text_blocks(list: Option<Vec<TextBlockAnswer>>) -> Vec<TextBlock> {
    let mut blocks: Vec<TextBlock> =
        list.unwrap_or_default().into_iter().map(TextBlockAnswer::read).collect();
    blocks.sort_by_key(|block| block.order);
    blocks
}

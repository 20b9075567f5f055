//! What somebody wants to be told and how: one entry for every message category, or none at all.

use super::form::Form;
use super::reject::Reject;
use super::studio::CATEGORIES;

/// Every channel that is published.
const CHANNELS: [&str; 9] =
    ["LETTER", "EMAIL", "TEXT_MESSAGE", "PHONE", "MYSPORTS_MESSAGE", "FAX", "CONVERSATION", "CHAT", "OTHER"];

pub(crate) fn check(customer: &Form) -> Result<(), Reject> {
    const NAME: &str = "communicationPreferences";
    let Some(entries) = customer.objects(NAME)? else { return Ok(()) };
    let mut told = Vec::new();
    for entry in &entries {
        told.push(entry.required_number("messageCategoryId")?);
        let channels = entry.texts("activeCommunicationChannels")?;
        let channels = channels.ok_or_else(|| entry.missing("activeCommunicationChannels"))?;
        if !channels.iter().all(|channel| CHANNELS.contains(channel)) {
            return Err(entry.invalid("activeCommunicationChannels", "has an unknown channel"));
        }
    }
    told.sort_unstable();
    // An empty list is the same as none.
    if told.is_empty() || told == CATEGORIES.map(|(id, ..)| id) {
        Ok(())
    } else {
        Err(customer.invalid(NAME, "must contain an element for each message category"))
    }
}

//! What was handed out, what the vendor charged and what the team sees, side by side.

use portico_tests::{Failure, Outcome};
use wire::{InboxItem, InboxTab, ItemKind, ItemReason, ItemState};

use super::Shop;

/// Where an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stand {
    pub(super) tab: InboxTab,
    pub(super) state: ItemState,
    pub(super) reason: Option<ItemReason>,
}

impl Stand {
    pub(super) const fn new(tab: InboxTab, state: ItemState, reason: ItemReason) -> Self {
        Self { tab, state, reason: Some(reason) }
    }

    pub(super) const DELIVERED: Self =
        Self { tab: InboxTab::Over, state: ItemState::Delivered, reason: None };
    /// Nobody knows whether it was handed out, and nothing is charged before somebody finds out.
    pub(super) const HAND_OUT_UNKNOWN: Self =
        Self::new(InboxTab::Person, ItemState::Stuck, ItemReason::HandOutUnknown);

    fn is(self, item: &InboxItem) -> bool {
        (self.state, self.reason) == (item.state, item.reason)
    }
}

impl Shop {
    /// Waits for one item of a sale, top-up or use to be there.
    pub(super) async fn item(&self, stand: Stand) -> Outcome<InboxItem> {
        self.team.list(stand.tab).await?;
        self.team
            .sees(&format!("{stand:?}"), |desk| {
                let found = |item: &&InboxItem| is_money(item) && stand.is(item);
                (desk.filter.tab == stand.tab).then(|| desk.items.iter().find(found).cloned())?
            })
            .await
    }

    async fn items(&self, tab: InboxTab) -> Outcome<Vec<InboxItem>> {
        self.team.list(tab).await?;
        let listed = |desk: &wire::StaffDesk| (desk.filter.tab == tab).then(|| desk.items.clone());
        let items = self.team.sees("a part of the inbox", listed).await?;
        Ok(items.into_iter().filter(is_money).collect())
    }

    /// Whatever was handed out, or paid in, was charged or is in sight of the team, and nothing else was;
    /// by number and by amount. `handed` is what the shelf or the till knows, in cents.
    pub(super) async fn balances(&self, handed: &[i64]) -> Outcome {
        let over = self.items(InboxTab::Over).await?;
        let delivered: Vec<_> = over.iter().filter(|item| item.state == ItemState::Delivered).collect();
        let mut open = self.items(InboxTab::Waiting).await?;
        open.extend(self.items(InboxTab::Person).await?);
        let perhaps: Vec<_> = open.iter().filter(|item| may_be_charged(item)).collect();
        // What nobody knows to be out is owed by nobody yet.
        let owed = open.iter().filter(|item| item.reason != Some(ItemReason::HandOutUnknown));
        let in_doubt = open.iter().filter(|item| item.reason == Some(ItemReason::HandOutUnknown)).count();
        let charged = self.studio.booked()?;

        let mut found = Vec::new();
        let mut check = |holds: bool, what: String| {
            if !holds {
                found.push(what);
            }
        };
        let accounted: Vec<_> = delivered.iter().copied().chain(owed).map(cents).collect();
        check(
            (accounted.len()..=accounted.len() + in_doubt).contains(&handed.len()),
            format!("{handed:?} handed out, {accounted:?} charged or in sight, {in_doubt} in doubt"),
        );
        if in_doubt == 0 {
            let (out, known): (i64, i64) = (handed.iter().sum(), accounted.iter().sum());
            check(out == known, format!("{out} cents handed out, {known} charged or in sight"));
        }
        let (least, most) = (delivered.len(), delivered.len() + perhaps.len());
        check(
            (least..=most).contains(&charged.len()),
            format!("{charged:?} charged, and the desk believes {least} to {most}"),
        );
        let least: i64 = delivered.iter().map(|item| cents(item)).sum();
        let most = least + perhaps.iter().map(|item| cents(item)).sum::<i64>();
        let sum: i64 = charged.iter().sum();
        check(
            (least..=most).contains(&sum),
            format!("{sum} cents charged, and the desk believes {least} to {most}"),
        );
        check(charged.len() <= handed.len(), format!("{charged:?} charged, {handed:?} handed out"));
        if found.is_empty() { Ok(()) } else { Err(Failure::new(format!("{}\n{open:#?}", found.join("\n")))) }
    }
}

fn cents(item: &InboxItem) -> i64 {
    // Money that was paid in is negative there.
    item.amount.as_ref().map_or(0, |amount| amount.minor.0.abs())
}

fn is_money(item: &InboxItem) -> bool {
    match item.kind {
        ItemKind::Sale | ItemKind::TopUp | ItemKind::TimeUsage => true,
        ItemKind::CheckIn
        | ItemKind::Contract
        | ItemKind::RateVoucher
        | ItemKind::Lead
        | ItemKind::TrialBooking
        | ItemKind::Picture => false,
    }
}

/// An attempt was made, and nobody knows what became of it.
fn may_be_charged(item: &InboxItem) -> bool {
    matches!(
        item.reason,
        Some(
            ItemReason::NoAnswer
                | ItemReason::AnswerLost
                | ItemReason::VendorFault
                | ItemReason::Interrupted
                | ItemReason::CreditChanged
                | ItemReason::OnceOnly
        )
    )
}

use domain::Role;
use secrecy::SecretString;
use wire::{InboxFilter, ItemAction, StaffRole};

use super::*;

/// One of each order. The match makes sure that none is forgotten here.
fn orders() -> Vec<Order> {
    let id = || "1".to_owned();
    let all = vec![
        Order::Filter(InboxFilter::default()),
        Order::More,
        Order::Act { id: id(), action: ItemAction::Done, note: String::new() },
        Order::Export,
        Order::Dismiss { file: id() },
        Order::Seen,
        Order::Serve,
        Order::Kiosk(KioskWish::ShowDesktop),
        Order::Support,
        Order::Sale { sale: 1, action: SaleAction::End },
        Order::TopUp { sale: 1, minor: 1 },
        Order::Drawer,
        Order::SignUp { draft: id(), action: SignUpAction::Show },
        Order::Product { place: 1, shelf: id(), change: ProductChange::Price { minor: 1 } },
        Order::Import { place: 1, file: Vec::new() },
        Order::ExportCatalogue { place: 1 },
        Order::CatalogueSeen { place: 1 },
        Order::Reception(ReceptionOrder::Member(MemberOrder::LinkCard { card: 1 })),
        Order::Look(LookOrder::Try { accent: None, background: None }),
        Order::OwnPin { old: SecretString::from("2580"), new: SecretString::from("1470") },
        Order::Person(PersonChange::Remove { id: 1 }),
        Order::Activity(ActivityWish::Export),
    ];
    let names: std::collections::BTreeSet<_> = all.iter().map(name).collect();
    assert_eq!(names.len(), all.len());
    all
}

/// Which order it is, for a table that people read.
pub(in crate::staff) fn name(order: &Order) -> &'static str {
    match order {
        Order::Filter(_) => "filter",
        Order::More => "more",
        Order::Act { .. } => "act",
        Order::Export => "export",
        Order::Dismiss { .. } => "dismiss",
        Order::Seen => "seen",
        Order::Serve => "serve",
        Order::Kiosk(_) => "kiosk",
        Order::Support => "support",
        Order::Sale { .. } => "sale",
        Order::TopUp { .. } => "top-up",
        Order::Drawer => "drawer",
        Order::SignUp { .. } => "sign-up",
        Order::Product { .. } => "product",
        Order::Import { .. } => "import",
        Order::ExportCatalogue { .. } => "export catalogue",
        Order::CatalogueSeen { .. } => "catalogue seen",
        Order::Reception(_) => "reception",
        Order::Look(_) => "look",
        Order::OwnPin { .. } => "own PIN",
        Order::Person(_) => "person",
        Order::Activity(_) => "activity",
    }
}

#[test]
fn every_permission_is_asked_for_by_an_order() {
    for permission in Permission::ALL {
        assert!(orders().iter().any(|order| order.needs() == Needs::Right(permission)), "{permission:?}");
    }
}

#[test]
fn each_order_is_for_these_roles() {
    const ALL: &str = "reception manager technician";
    const COUNTER: &str = "reception manager";
    for (order, roles) in orders().iter().zip([
        ("filter", COUNTER),
        ("more", COUNTER),
        ("act", COUNTER),
        ("export", "manager"),
        ("dismiss", ALL),
        ("seen", ALL),
        ("serve", ALL),
        ("kiosk", "manager technician"),
        ("support", "manager technician"),
        ("sale", COUNTER),
        ("top-up", COUNTER),
        ("drawer", COUNTER),
        ("sign-up", COUNTER),
        ("product", "manager"),
        ("import", "manager"),
        ("export catalogue", "manager"),
        ("catalogue seen", "manager"),
        ("reception", COUNTER),
        ("look", "manager"),
        ("own PIN", ALL),
        ("person", "manager"),
        ("activity", "manager"),
    ]) {
        let may: Vec<_> = Role::ALL
            .into_iter()
            .filter(|role| match order.needs() {
                Needs::SignedIn => true,
                Needs::Right(permission) => role.may(permission),
            })
            .map(Role::word)
            .collect();
        assert_eq!((name(order), may.join(" ").as_str()), roles);
    }
}

/// What changes something at the desk is in the ledger, whatever it is.
#[test]
fn what_is_done_is_written_down_and_what_is_looked_at_is_not() {
    for order in orders() {
        let written = order.act("EUR").map(|act| (act.event.word(), act.detail));
        let detail = |word: &str| Some(word.to_owned());
        let expected = match name(&order) {
            "export" => Some(("items_exported", None)),
            "dismiss" => Some(("alarm_seen", None)),
            "serve" => Some(("served", None)),
            "reception" => Some(("member_handled", detail("link_card"))),
            "kiosk" => Some(("kiosk_handled", detail("show_desktop"))),
            "support" => Some(("support_written", None)),
            "sale" => Some(("sale_handled", detail("end"))),
            "top-up" => Some(("cash_taken", detail("1 EUR"))),
            "drawer" => Some(("drawer_opened", None)),
            "sign-up" => Some(("draft_handled", detail("show"))),
            "product" => Some(("product_changed", detail("price 1"))),
            "import" => Some(("catalogue_imported", None)),
            "export catalogue" => Some(("catalogue_exported", None)),
            "activity" => Some(("activity_exported", None)),
            // Written down where it is known how they went, and by whom.
            "act" | "own PIN" | "person" => None,
            _ => None,
        };
        assert_eq!(written, expected, "{}", name(&order));
    }
    for (change, word, detail) in [
        (
            PersonChange::Add { name: "Ben".into(), role: StaffRole::Technician, pin: "1470".into() },
            "person_added",
            "4 technician",
        ),
        (PersonChange::Rename { id: 4, name: "Ben".into() }, "person_renamed", "4"),
        (PersonChange::Role { id: 4, role: StaffRole::Reception }, "person_role", "4 reception"),
        (PersonChange::Pin { id: 4, pin: "1470".into() }, "person_pin", "4"),
        (PersonChange::Remove { id: 4 }, "person_removed", "4"),
    ] {
        let act = person_act(&change, PersonId(4));
        assert_eq!((act.event.word(), act.detail.as_deref()), (word, Some(detail)));
        assert!(!format!("{change:?}").contains("1470") && !format!("{change:?}").contains("Ben"));
    }
}

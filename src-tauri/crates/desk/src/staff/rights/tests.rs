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
        let expected = match name(&order) {
            "export" => Some(StaffAct::ItemsExported),
            "dismiss" => Some(StaffAct::AlarmSeen),
            "serve" => Some(StaffAct::Served),
            "reception" => Some(StaffAct::Member(MemberAct::LinkCard)),
            "kiosk" => Some(StaffAct::Kiosk(KioskAct::ShowDesktop)),
            "support" => Some(StaffAct::SupportWritten),
            "sale" => Some(StaffAct::Sale(SaleAct::End)),
            "top-up" => Some(StaffAct::CashTaken(Money::new(1, Currency::EUR))),
            "drawer" => Some(StaffAct::DrawerOpened),
            "sign-up" => Some(StaffAct::SignUp(SignUpAct::Show)),
            "product" => Some(StaffAct::Product { change: ProductAct::Price, shelf: "1".to_owned() }),
            "import" => Some(StaffAct::CatalogueImported),
            "export catalogue" => Some(StaffAct::CatalogueExported),
            "activity" => Some(StaffAct::ActivityExported),
            // Written down where it is known how they went, and by whom.
            "act" | "own PIN" | "person" => None,
            _ => None,
        };
        assert_eq!(order.act(Currency::EUR), expected, "{}", name(&order));
    }
    let whom = PersonId(4);
    for (change, act) in [
        (
            PersonChange::Add { name: "Ben".into(), role: StaffRole::Technician, pin: "1470".into() },
            StaffAct::PersonAdded { whom, role: Role::Technician },
        ),
        (PersonChange::Rename { id: 4, name: "Ben".into() }, StaffAct::PersonRenamed(whom)),
        (
            PersonChange::Role { id: 4, role: StaffRole::Reception },
            StaffAct::PersonRole { whom, role: Role::Reception },
        ),
        (PersonChange::Pin { id: 4, pin: "1470".into() }, StaffAct::PersonPin(whom)),
        (PersonChange::Remove { id: 4 }, StaffAct::PersonRemoved(whom)),
    ] {
        assert_eq!(person_act(&change, whom), act);
        assert!(!format!("{change:?}").contains("1470") && !format!("{change:?}").contains("Ben"));
    }
}

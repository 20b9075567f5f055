//! What the tests share: a clock that only they move, dice that always fall the same way, an item of
//! every kind, and a queue without a file.

use std::fmt::Write as _;
use std::time::Duration;

use domain::{CredentialMark, Currency, DeviceId, Money, Redacted, Unknown};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use rusqlite::types::Value;
use uuid::Uuid;

use crate::directory::Hasher;
use crate::ledger::{self, Event, LedgerLine};
use crate::queue::{self, Context, Dice};
use crate::row::{self, Item};
use crate::store::MIGRATIONS;
use crate::*;

/// A moment: seconds after the morning on which all tests take place.
pub(super) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_772_600_000 + seconds).unwrap()
}

/// The seconds of a moment.
pub(super) fn seconds(moment: Timestamp) -> i64 {
    moment.as_second() - at(0).as_second()
}

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Dice that always show the same, and transactions that count up.
pub(super) struct Fixed {
    pub(super) chance: f64,
    made: u128,
}

impl Fixed {
    pub(super) const fn new(chance: f64) -> Self {
        Self { chance, made: 0 }
    }
}

impl Dice for Fixed {
    fn chance(&mut self) -> f64 {
        self.chance
    }

    fn transaction(&mut self) -> Uuid {
        self.made += 1;
        Uuid::from_u128(0xd1ce << 64 | self.made)
    }
}

/// The transaction the dice make as their `n`th.
pub(super) const fn diced(n: u128) -> Uuid {
    Uuid::from_u128(0xd1ce << 64 | n)
}

/// The transaction a charge has at first.
pub(super) const FIRST_TRANSACTION: Uuid = Uuid::from_u128(0x000f_1257);

pub(super) fn mark(card: u64) -> CredentialMark {
    CredentialMark::of_card_number(&card.to_string()).unwrap()
}

/// Something of this kind that happened at [`at`]`(0)`. Charges: 2.50 €, a card that can be used again, a
/// credit of 10 € before, a lock of 15 s.
pub(super) fn new_item(kind: Kind, number: u128) -> NewItem {
    let (lane, charge) = match kind.family() {
        Family::CheckIn => (Lane::device(DeviceId(7)), None),
        Family::SignUp | Family::Picture => (Lane::public(), None),
        Family::Charge => {
            let charge = Charge {
                transaction: (kind != Kind::TimeUsage).then_some(FIRST_TRANSACTION),
                lock_for: Duration::from_secs(15),
                lock_until: Some(at(15)),
                credit_before: Some(1000),
                reusable: true,
            };
            (Lane::device(DeviceId(8)), Some(charge))
        }
    };
    NewItem {
        key: Uuid::from_u128(number),
        kind,
        lane,
        happened_at: at(0),
        after: None,
        order: None,
        amount: charge.is_some().then(|| Money::new(250, Currency::EUR)),
        charge,
        subject: Some(Redacted::new(format!("Subject {number}"))),
        body: Redacted::new(format!("body {number}")),
    }
}

/// The same, with a change to what is known about the charge.
pub(super) fn new_charge(kind: Kind, number: u128, change: impl FnOnce(&mut Charge)) -> NewItem {
    let mut item = new_item(kind, number);
    change(item.charge.as_mut().unwrap());
    item
}

/// The same, under way and this far.
pub(super) fn new_sale(kind: Kind, number: u128, stage: Stage) -> Sale {
    let item = new_item(kind, number);
    Sale {
        key: item.key,
        kind,
        lane: item.lane,
        stage,
        began_at: item.happened_at,
        order: item.order,
        amount: item.amount.filter(|_| stage != Stage::Identified),
        charge: item.charge.unwrap(),
        subject: item.subject,
        body: item.body,
    }
}

pub(super) fn delivered() -> Report {
    Report::Delivered { reference: Some("R".to_owned()), trace_id: Some("trace".to_owned()) }
}

pub(super) fn refused() -> Report {
    Report::Refused {
        words: Some(Redacted::new("No.".to_owned())),
        code: Some("NO".to_owned()),
        trace_id: Some("trace".to_owned()),
    }
}

pub(super) const LOST: Report = Report::Unknown(Unknown::AnswerLost);

/// One of every way an attempt can end, by name.
pub(super) fn reports() -> Vec<(&'static str, Report)> {
    let found = |count: usize| Report::Found((1..=count).map(|n| format!("C{n}")).collect());
    let all = vec![
        delivered(),
        refused(),
        Report::NotSent,
        Report::Declined,
        Report::Wait(None),
        Report::Wait(Some(Duration::from_secs(90))),
        Report::AccessWithdrawn,
        Report::Unknown(Unknown::TimedOut),
        Report::Unknown(Unknown::AnswerLost),
        Report::Unknown(Unknown::AnswerGarbled),
        Report::Unknown(Unknown::VendorFault),
        found(0),
        found(1),
        found(2),
        Report::MayNotLook,
        Report::Credit(Some(1000)),
        Report::Credit(Some(750)),
        Report::Credit(None),
        Report::Unreadable,
    ];
    all.into_iter().map(|report| (report_name(&report), report)).collect()
}

fn report_name(report: &Report) -> &'static str {
    match report {
        Report::Delivered { .. } => "delivered",
        Report::Refused { .. } => "refused",
        Report::NotSent => "not sent",
        Report::Declined => "declined",
        Report::Wait(None) => "wait",
        Report::Wait(Some(_)) => "wait 90 s",
        Report::AccessWithdrawn => "withdrawn",
        Report::Unknown(Unknown::TimedOut) => "timed out",
        Report::Unknown(Unknown::AnswerLost) => "answer lost",
        Report::Unknown(Unknown::AnswerGarbled) => "garbled",
        Report::Unknown(Unknown::VendorFault) => "fault",
        Report::Found(customers) => match customers.len() {
            0 => "found nobody",
            1 => "found one",
            _ => "found two",
        },
        Report::MayNotLook => "may not look",
        Report::Credit(Some(1000)) => "credit as before",
        Report::Credit(Some(_)) => "credit changed",
        Report::Credit(None) => "credit not told",
        Report::Unreadable => "unreadable",
    }
}

/// Whether an attempt that does this can end like this at all.
pub(super) fn can_end(act: Act, report: &Report) -> bool {
    match report {
        Report::Found(_) | Report::MayNotLook => act == Act::LookUp,
        Report::Credit(_) => act == Act::ReadCredit,
        Report::Delivered { .. } => act == Act::Send,
        Report::Refused { .. }
        | Report::NotSent
        | Report::Declined
        | Report::Wait(_)
        | Report::AccessWithdrawn
        | Report::Unknown(_)
        | Report::Unreadable => true,
    }
}

pub(super) fn in_memory() -> Connection {
    crate::store::ready();
    Connection::open_in_memory().unwrap()
}

/// A queue in memory. Its rules are the real ones and its schema is the store's.
pub(super) struct Queue {
    pub(super) db: Connection,
    pub(super) context: Context,
    pub(super) now: Timestamp,
}

impl Queue {
    pub(super) fn new() -> Self {
        Self::with(Rules::default(), in_memory())
    }

    pub(super) fn with(rules: Rules, db: Connection) -> Self {
        db.execute_batch("PRAGMA foreign_keys = ON").unwrap();
        for migration in MIGRATIONS {
            db.execute_batch(migration).unwrap();
        }
        store::count(&db).unwrap();
        let dice = Box::new(Fixed::new(0.0));
        let context = Context { rules, hasher: Hasher::new(&[7; 32]), dice };
        Self { db, context, now: at(0) }
    }

    pub(super) fn later(&mut self, seconds: i64) -> &mut Self {
        self.now += SignedDuration::from_secs(seconds);
        self
    }

    pub(super) fn enqueue(&self, item: &NewItem) -> ItemId {
        entrance::enqueue(&self.db, &self.context, item, self.now).unwrap()
    }

    pub(super) fn sale(&self, sale: &Sale) {
        sale::put(&self.db, &self.context, sale, self.now).unwrap();
    }

    pub(super) fn ask(&self, item: &NewItem) -> Asked {
        taps::ask(&self.db, &self.context, item, self.now).unwrap()
    }

    pub(super) fn tapped(&mut self, id: ItemId, end: &TapEnd) {
        taps::tapped(&self.db, &mut self.context, id, end, None, self.now).unwrap();
    }

    /// Everything that is due.
    pub(super) fn claim(&mut self) -> Vec<Job> {
        queue::claim(&self.db, &mut self.context, 10_000, self.now).unwrap()
    }

    pub(super) fn claimed_ids(&mut self) -> Vec<ItemId> {
        self.claim().iter().map(|job| job.id).collect()
    }

    /// One of what is due.
    pub(super) fn claim_one(&mut self) -> Job {
        queue::claim(&self.db, &mut self.context, 1, self.now).unwrap().pop().unwrap()
    }

    /// The only attempt that is due.
    pub(super) fn take(&mut self) -> Job {
        let jobs = self.claim();
        let [job] = jobs.as_slice() else { panic!("{} attempts are due", jobs.len()) };
        job.clone()
    }

    pub(super) fn end(&mut self, job: &Job, report: &Report) {
        queue::conclude(&self.db, &mut self.context, job, report, self.now).unwrap();
    }

    /// The only attempt that is due ends like this.
    pub(super) fn run(&mut self, report: &Report) -> Job {
        let job = self.take();
        self.end(&job, report);
        job
    }

    pub(super) fn recover(&mut self) -> usize {
        queue::recover(&self.db, &self.context, self.now).unwrap()
    }

    pub(super) fn next_due(&self) -> Option<i64> {
        due::next(&self.db, &self.context.rules, self.now).unwrap().map(seconds)
    }

    pub(super) fn decide(&self, id: ItemId, decision: &Decision) -> std::result::Result<(), OutboxError> {
        decide::decide(&self.db, id, decision, self.now)
    }

    pub(super) fn item(&self, id: ItemId) -> Item {
        row::read(&self.db, id).unwrap()
    }

    pub(super) fn is(&self, id: ItemId) -> (State, Option<Reason>) {
        let item = self.item(id);
        (item.state, item.reason)
    }

    pub(super) fn due(&self, id: ItemId) -> Option<i64> {
        self.item(id).due_at.map(seconds)
    }

    pub(super) fn ledger(&self) -> Vec<LedgerLine> {
        ledger::read(&self.db, 0, usize::MAX).unwrap()
    }

    /// What the ledger says about an item; about credentials for `None`.
    pub(super) fn events(&self, id: impl Into<Option<ItemId>>) -> Vec<Event> {
        let id = id.into();
        self.ledger().into_iter().filter(|line| line.item == id).map(|line| line.event).collect()
    }

    pub(super) fn set(&self, id: ItemId, column: &str, value: impl rusqlite::ToSql) {
        let sql = format!("UPDATE item SET {column} = ?2 WHERE id = ?1");
        self.db.execute(&sql, rusqlite::params![id.0, value]).unwrap();
    }
}

/// Everything in a database, as text: two that are equal hold the same.
pub(super) fn dump(db: &Connection) -> String {
    let tables = column(db, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    let mut text = String::new();
    for table in tables {
        let names = column(db, &format!("SELECT name FROM pragma_table_info('{table}')"));
        text += &dump_of(db, &table, &names.iter().map(String::as_str).collect::<Vec<_>>());
    }
    text
}

/// Some columns of a table, as text.
pub(super) fn dump_of(db: &Connection, table: &str, columns: &[&str]) -> String {
    let mut text = String::new();
    let columns_in_order = (1..=columns.len()).map(|index| index.to_string()).collect::<Vec<_>>().join(", ");
    let sql = format!("SELECT {} FROM {table} ORDER BY {columns_in_order}", columns.join(", "));
    let mut statement = db.prepare(&sql).unwrap();
    let mut rows = statement.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        write!(text, "{table}:").unwrap();
        for (index, name) in columns.iter().enumerate() {
            let value: Value = row.get(index).unwrap();
            if value != Value::Null {
                write!(text, " {name}={value:?}").unwrap();
            }
        }
        text.push('\n');
    }
    text
}

/// A column of texts.
pub(super) fn column(db: &Connection, sql: &str) -> Vec<String> {
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<rusqlite::Result<_>>().unwrap()
}

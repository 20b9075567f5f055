//! The members, visits and vouchers every practice studio starts with. All names are invented.

use jiff::civil::{Date, date};
use jiff::{ToSpan, Zoned};
use uuid::Uuid;

use crate::credential::Medium;
use crate::member::{Birth, Case, Member, Standing};

const FIRST_ID: i64 = 1001;
/// Media of one member are numbered in a block of their own.
const MEDIA_PER_MEMBER: i64 = 100;

/// The vouchers that can be redeemed once each.
pub(crate) const VOUCHERS: [&str; 3] = ["CHVB1-NORD-0001", "CHVB1-NORD-0002", "CHVB1-NORD-0003"];

pub(crate) fn uuid_of(id: i64) -> Uuid {
    Uuid::from_u128(0x9a7c_51e0_4b1d_4c3a_8f20_0000_0000_0000 | u128::from(id.unsigned_abs()))
}

struct Row(Member);

fn member(case: Case, first: &str, last: &str, note: &str) -> Row {
    Row(Member {
        id: 0,
        case,
        note: note.to_owned(),
        first: first.to_owned(),
        last: (!last.is_empty()).then(|| last.to_owned()),
        birth: None,
        gender: None,
        language: "de",
        email: String::new(),
        uuid: Uuid::nil(),
        shows_qr: false,
        standing: Standing::Fine,
        cents: 2500,
        mediums: Vec::new(),
        home: None,
        picture: None,
    })
}

impl Row {
    fn born(mut self, year: i16, month: i8, day: i8) -> Self {
        self.0.birth = Some(Birth::On(date(year, month, day)));
        self
    }

    fn birth(mut self, birth: Birth) -> Self {
        self.0.birth = Some(birth);
        self
    }

    fn gender(mut self, gender: &'static str) -> Self {
        self.0.gender = Some(gender);
        self
    }

    fn language(mut self, language: &'static str) -> Self {
        self.0.language = language;
        self
    }

    fn standing(mut self, standing: Standing) -> Self {
        self.0.standing = standing;
        self
    }

    fn cents(mut self, cents: i64) -> Self {
        self.0.cents = cents;
        self
    }

    fn qr(mut self) -> Self {
        self.0.shows_qr = true;
        self
    }

    fn has(mut self, medium: Medium) -> Self {
        self.0.mediums.push((0, medium));
        self
    }

    fn card(self, bytes: &[u8]) -> Self {
        self.has(Medium::Card(bytes.to_vec()))
    }
}

/// The card of one of the crowd, who are counted from 1. No two have the same, and none looks like a
/// counter: whoever searches files for the number of a card finds cards, not pages or lengths.
pub fn crowd_card(number: u32) -> [u8; 5] {
    let [a, b, c, d] = number.wrapping_mul(0x9e37_79b1).to_be_bytes();
    [0xc0, a, b, c, d]
}

pub(crate) fn members(now: &Zoned, crowd: usize) -> Vec<Member> {
    let today = now.date();
    let mut rows = fine();
    rows.extend(refused(now, today));
    rows.extend(purses());
    rows.extend(names());
    rows.extend(unusual(today));
    rows.extend(borderline_purses());
    rows.extend((1..=crowd).map(|n| {
        let card = crowd_card(u32::try_from(n).unwrap_or(u32::MAX));
        member(Case::Crowd, &format!("Gast{n}"), "Probe", "Only makes lists long.").card(&card)
    }));
    let numbered = |(row, id): (Row, i64)| {
        let mut member = row.0;
        member.id = id;
        member.uuid = uuid_of(id);
        member.email = format!("member{id}@nordlicht.example");
        for ((media_id, _), n) in member.mediums.iter_mut().zip(1..) {
            *media_id = id * MEDIA_PER_MEMBER + n;
        }
        member
    };
    rows.into_iter().zip(FIRST_ID..).map(numbered).collect()
}

fn fine() -> Vec<Row> {
    vec![
        member(
            Case::FineSevenBytes,
            "Lena",
            "Brandt",
            "May come in; card with 7 bytes; has been here often.",
        )
        .born(1991, 5, 14)
        .gender("FEMALE")
        .card(&[0x04, 0x2b, 0x73, 0x32, 0x1a, 0x31, 0x80])
        .qr()
        .has(Medium::Barcode("NORD1001".into())),
        member(Case::Fine, "Jonas", "Petersen", "May come in.")
            .born(1984, 11, 2)
            .gender("MALE")
            .card(&[0x04, 0xa1, 0xb2, 0xc3, 0xd4, 0xe5, 0x80])
            .qr(),
        member(Case::FineFourBytes, "Mira", "Sommer", "May come in; card with 4 bytes.")
            .born(1996, 2, 28)
            .card(&[0x1a, 0x2b, 0x3c, 0x4d]),
        member(Case::FineEightBytes, "Henrik", "Vogt", "May come in; card with 8 bytes.")
            .born(1972, 9, 30)
            .card(&[0xe0, 0x04, 0x01, 0x50, 0x0a, 0x1b, 0x2c, 0x3d]),
        member(Case::FineTenBytes, "Paula", "Reimann", "May come in; card with 10 bytes.")
            .born(1989, 7, 7)
            .card(&[0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99]),
        member(Case::FineEm4100, "Oskar", "Lindner", "May come in; 125 kHz card with 5 bytes.")
            .born(1965, 1, 19)
            .card(&[0x62, 0xe3, 0x08, 0x6c, 0xed]),
    ]
}

fn refused(now: &Zoned, today: Date) -> Vec<Row> {
    // Half a day away from the start, so that it is the wrong time whenever somebody trains.
    let from = now.saturating_add(12.hours()).time();
    let to = now.saturating_add(13.hours()).time();
    vec![
        member(Case::Blocked, "Tobias", "Krahl", "Refused: access is blocked.")
            .born(1980, 3, 3)
            .standing(Standing::Blocked)
            .card(&[0xde, 0xad, 0xbe, 0xef]),
        member(Case::Unpaid, "Sandra", "Wolters", "Refused: a payment is overdue.")
            .born(1993, 8, 21)
            .standing(Standing::Unpaid)
            .card(&[0x04, 0x5e, 0x1c, 0x6a, 0x2f, 0x70, 0x81]),
        member(Case::Paused, "Ingrid", "Mohr", "Refused: the contract is paused.")
            .born(1958, 12, 24)
            .standing(Standing::Paused {
                from: today.saturating_sub(10.days()),
                to: today.saturating_add(20.days()),
            })
            .card(&[0x80, 0x04, 0xc1, 0x52, 0x9a, 0x7e, 0x04]),
        member(Case::NotStarted, "Karim", "Haddad", "Refused: the contract starts in two weeks.")
            .born(2000, 6, 1)
            .standing(Standing::NotStarted { start: today.saturating_add(14.days()) })
            .card(&[0x00, 0xfe, 0xdc, 0xba]),
        member(Case::OutsideHours, "Greta", "Stein", "Refused: the plan does not include this time of day.")
            .born(1999, 10, 10)
            .standing(Standing::Hours { from, to })
            .card(&[0x04, 0x6d, 0x22, 0x91, 0xb7, 0x5c, 0x82]),
    ]
}

fn purses() -> Vec<Row> {
    vec![
        member(Case::NoCredit, "Bastian", "Engel", "May come in, but has no credit.")
            .born(1987, 4, 4)
            .cents(0)
            .card(&[0x01, 0x02, 0xb0, 0xa5, 0xfd]),
        member(
            Case::LittleCredit,
            "Nele",
            "Hartwig",
            "May come in; 1.00 EUR of credit is not enough for a shake.",
        )
        .born(1998, 1, 31)
        .cents(100)
        .card(&[0x4b, 0x00, 0x42, 0x3c, 0x15]),
    ]
}

/// Later additions, at the end so that nobody's number changes.
fn borderline_purses() -> Vec<Row> {
    vec![
        member(
            Case::JustEnough,
            "Ruben",
            "Falk",
            "May come in; 2.50 EUR of credit, which is one shake and not a cent more.",
        )
        .born(1992, 6, 18)
        .cents(250)
        .card(&[0x04, 0xe7, 0x8d, 0x04, 0x61, 0xaf, 0x8a]),
        member(Case::InDebt, "Solveig", "Thomsen", "May come in, but owes 12.50 EUR.")
            .born(1986, 10, 3)
            .cents(-1250)
            .card(&[0x04, 0xf8, 0x9e, 0x15, 0x72, 0xb0, 0x8b]),
    ]
}

fn names() -> Vec<Row> {
    vec![
        member(Case::Birthday, "Friederike", "Albers", "May come in and has a birthday today.")
            .birth(Birth::Today { age: 40 })
            .gender("FEMALE")
            .card(&[0x04, 0x77, 0x31, 0x0e, 0x5a, 0x44, 0x83])
            .qr(),
        member(Case::French, "Élodie", "Marchand", "May come in; speaks French.")
            .born(1990, 7, 14)
            .language("fr")
            .card(&[0x04, 0x81, 0xfa, 0x12, 0xce, 0x39, 0x84])
            .qr(),
        member(Case::Turkish, "İlkay", "Işık", "May come in; letters with and without dots.")
            .born(1995, 4, 23)
            .language("tr")
            .card(&[0x04, 0x92, 0x0d, 0x63, 0x18, 0xbb, 0x85]),
        member(
            Case::LongName,
            "Maximiliane-Alexandrina",
            "Müller-Lüdenscheidt",
            "May come in; a name longer than most screens.",
        )
        .born(1979, 2, 11)
        .card(&[0x04, 0xa3, 0x45, 0x9f, 0x27, 0x06, 0x86]),
        member(Case::SingleName, "Yuma", "", "May come in; has only one name, and no date of birth on file.")
            .card(&[0x04, 0xb4, 0x58, 0xd1, 0x3c, 0x61, 0x87]),
    ]
}

fn unusual(today: Date) -> Vec<Row> {
    let fifteen = today.saturating_sub(15.years()).saturating_sub(40.days());
    vec![
        member(Case::Minor, "Finn", "Ahlers", "15 years old: may come in, but not use the solarium.")
            .birth(Birth::On(fifteen))
            .card(&[0x04, 0xc5, 0x6b, 0xe2, 0x49, 0x8d, 0x88]),
        member(Case::Former, "Rolf", "Dietz", "Refused: a former member.")
            .born(1961, 11, 11)
            .standing(Standing::Former)
            .cents(0)
            .card(&[0x04, 0xd6, 0x7c, 0xf3, 0x50, 0x9e, 0x89]),
        member(
            Case::ProspectQr,
            "Amelie",
            "Kranz",
            "Not a member yet; trial session today, comes in with a QR code.",
        )
        .born(2001, 3, 17)
        .standing(Standing::Trial)
        .cents(0)
        .qr(),
        member(Case::WalletPass, "Levin", "Osterkamp", "May come in; has only a wallet pass on the phone.")
            .born(1994, 8, 8)
            .has(Medium::WalletPass(Uuid::from_u128(0xdfdd_464b_04e8_4322_b260_a04b_eac6_2026))),
        member(Case::Pin, "Theo", "Jansen", "May come in; types a PIN.")
            .born(1975, 5, 5)
            .has(Medium::Pin("40817".into())),
        member(Case::Barcode, "Clara", "Nowak", "May come in; has a printed barcode.")
            .born(1983, 9, 9)
            .has(Medium::Barcode("NORDBAR7".into())),
    ]
}

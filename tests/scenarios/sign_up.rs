//! Becoming a member at the desk: the whole way from the idle screen to the member number, and what the
//! studio's books have of it.

mod books;
mod cards;
mod countries;
mod details;
mod faults;
mod links;
mod lost;
mod offers;
mod people;
mod pictures;
mod prices;
mod privacy;
mod restarts;
mod trials;
mod vouchers;

use std::sync::Mutex;
use std::time::Duration;

use portico_tests::{Failure, Outcome, Page, Seat, Settled, SetupFile, Studio, Team, VirtualReader};
use sandbox::Contract;
use wire::{PayBy, RefusedReason, SignUpAim, SignUpInput, SignUpPart, SignUpStep, SignUpTrouble};

use people::Person;

/// A desk at which people become members.
struct Office {
    studio: Studio,
    reader: Mutex<VirtualReader>,
    desk: Settled,
    team: Team,
    seat: Seat,
}

/// How the desk ends.
#[derive(Clone, Copy, Debug)]
enum End {
    /// As a power cut would end it.
    Cut,
    /// As somebody who closes the program would.
    Closed,
}

impl Office {
    /// A desk in Germany where everything is possible.
    async fn open() -> Outcome<Self> {
        Self::at(Studio::open().await, |file| file.sign_up("").card()).await
    }

    async fn at(studio: Studio, adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        Self::on(Seat::default(), studio, adjust).await
    }

    /// At a desk that asks the vendor's books so long after a lost answer.
    async fn asking_after(late: Duration) -> Outcome<Self> {
        let mut seat = Seat::default();
        seat.pauses.late = late;
        Self::on(seat, Studio::open().await, |file| file.sign_up("").card()).await
    }

    async fn on(seat: Seat, studio: Studio, adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let reader = VirtualReader::plugged_in();
        let file = adjust(SetupFile::new(&studio).entrance(reader.path()));
        seat.provision(&studio, &file).await?;
        let desk = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        Ok(Self { studio, reader: Mutex::new(reader), desk, team, seat })
    }

    /// Holds a card up for an instant.
    fn tap(&self, uid: [u8; 5]) {
        self.reader.lock().unwrap().tap_rdm6300(uid);
    }

    /// Ends the desk, and opens another one at the same place.
    async fn again(self, end: End) -> Outcome<Self> {
        let Self { studio, reader, desk, seat, .. } = self;
        match end {
            End::Cut => desk.kill().await,
            End::Closed => desk.close().await?,
        }
        let desk = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        Ok(Self { studio, reader, desk, team, seat })
    }

    async fn begin(&self, aim: SignUpAim) -> Outcome<Page<'_>> {
        Page::begin(&self.desk, aim).await
    }

    /// Somebody who wants this term is at the last button.
    async fn at_summary(&self, person: &Person, term: i64, modules: &[i64]) -> Outcome<Page<'_>> {
        let mut page = self.begin(SignUpAim::Contract).await?;
        page.choose(term, modules).await?;
        person.details(&mut page).await?;
        page.on_to(SignUpPart::Picture).await?;
        page.on_to(SignUpPart::Payment).await?;
        self.pay(&mut page, person).await?;
        page.on_to(SignUpPart::Texts).await?;
        page.agree(true).await?;
        page.on_to(SignUpPart::Summary).await?;
        Ok(page)
    }

    /// Somebody who wants this term has pressed the last button.
    async fn submitted(&self, person: &Person, term: i64) -> Outcome<Page<'_>> {
        let mut page = self.at_summary(person, term, &[]).await?;
        page.submit().await?;
        Ok(page)
    }

    async fn pay(&self, page: &mut Page<'_>, person: &Person) -> Outcome {
        page.does(SignUpInput::PayBy { by: person.pays }).await?;
        match person.pays {
            PayBy::DirectDebit => drop(page.enter(&person.account()).await?),
            PayBy::Card => drop(page.pay_by_card(&self.studio, people::GOOD_CARD).await?),
            PayBy::Cash | PayBy::Transfer | PayBy::Twint => {}
        }
        Ok(())
    }

    /// The one contract there is.
    fn contract(&self) -> Outcome<Contract> {
        match <[_; 1]>::try_from(self.studio.contracts()) {
            Ok([only]) => Ok(only),
            Err(other) => Err(Failure::new(format!("one contract was to be made: {other:#?}"))),
        }
    }

    /// Nothing waits, nothing needs a person, and no draft is left.
    async fn nothing_left(&self) -> Outcome {
        self.team.calm().await?;
        self.team.sees("no drafts", |desk| desk.sign_ups.is_empty().then_some(())).await
    }
}

fn refused(step: &SignUpStep) -> Option<RefusedReason> {
    match step {
        SignUpStep::Refused { reason } => Some(*reason),
        _ => None,
    }
}

/// What is said to whoever has to mend something there.
const fn mended_in(part: SignUpPart) -> SignUpTrouble {
    SignUpTrouble::Refused { reason: RefusedReason::NotAccepted, mend: Some(part) }
}

fn waiting(step: &SignUpStep) -> Option<()> {
    matches!(step, SignUpStep::Waiting).then_some(())
}

fn unknown(step: &SignUpStep) -> Option<()> {
    matches!(step, SignUpStep::Unknown).then_some(())
}

fn part(part: SignUpPart) -> SignUpStep {
    SignUpStep::Part { part }
}

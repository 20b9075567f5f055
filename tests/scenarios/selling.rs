//! Selling at the desk: the whole way from a card to a charge, and what the vendor and the shelf saw of
//! it.

mod books;
mod catalogue;
mod exits;
mod faults;
mod lost;
mod minutes;
mod restarts;
mod top_up;
mod ways;

use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of};
use wire::{ChargeView, SaleChoice, SaleEnd, SaleLine, SaleStep, SaleView};

/// The catalogue of the bar: what the practice studio sells, at its prices.
const STOCK: &str =
    "shelf;name;price\n1;Eiweißshake Vanille;2,50\n2;Riegel;3,20\n3;Wasser;1,50\n4;Apfel;1,29\n";

/// A desk whose one reader is the entrance's, unless somebody chose to buy on the screen.
struct Shop {
    studio: Studio,
    reader: VirtualReader,
    desk: Settled,
    team: Team,
    seat: Seat,
}

impl Shop {
    async fn open(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let reader = VirtualReader::plugged_in();
        let file = adjust(SetupFile::new(&studio).entrance(reader.path()));
        seat.provision(&studio, &file).await?;
        seat.stock(STOCK);
        let desk = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        Ok(Self { studio, reader, desk, team, seat })
    }

    /// With the bar, whose catalogue is read.
    async fn stocked(adjust: impl FnOnce(SetupFile) -> SetupFile) -> Outcome<Self> {
        let shop = Self::open(adjust).await?;
        let read = |desk: &wire::StaffDesk| (desk.catalogues.first()?.products.len() == 4).then_some(());
        shop.team.sees("the catalogue", read).await?;
        Ok(shop)
    }

    /// Somebody chooses to buy and holds up a card until the screen says `what`.
    async fn tap<T>(
        &mut self,
        uid: [u8; 5],
        what: &str,
        pick: impl Fn(&SaleView) -> Option<T>,
    ) -> Outcome<T> {
        let mark = self.desk.mark();
        self.desk.desk.buy(0).await;
        let asked = |sale: &SaleView| matches!(sale.step, SaleStep::HoldCard { .. }).then_some(());
        self.desk.sale_after(mark, "a card is waited for", asked).await?;
        let shown = self.desk.sale_after(mark, what, pick);
        self.reader.hold(&frame_of(uid), shown).await
    }

    async fn choose(&self, sale: u32, choice: SaleChoice) {
        self.desk.desk.choose(sale, choice).await;
    }

    /// What the team sees of a sale.
    async fn line(&self, what: &str, pick: impl Fn(&SaleLine) -> bool) -> Outcome<SaleLine> {
        self.team.sees(what, |desk| desk.sales.iter().find(|line| pick(line)).cloned()).await
    }

    /// Waits until a sale is through, and says how its charge stands.
    async fn done(&self) -> Outcome<ChargeView> {
        let done = |sale: &SaleView| match &sale.step {
            SaleStep::Done { charge, .. } => Some(*charge),
            _ => None,
        };
        self.desk.sale("the end", done).await
    }

    /// Waits until a sale ends without a charge, and says why.
    async fn over(&self, mark: usize) -> Outcome<SaleEnd> {
        let over = |sale: &SaleView| match &sale.step {
            SaleStep::Over { end, .. } => Some(end.clone()),
            _ => None,
        };
        self.desk.sale_after(mark, "the end", over).await
    }

    /// What the vendor charged, in cents; each of it after a dry run.
    fn charged(&self) -> Vec<i64> {
        let charges = self.studio.charges();
        assert!(charges.iter().all(|charge| charge.checked), "executed without a dry run: {charges:?}");
        charges.iter().map(|charge| charge.cents).collect()
    }
}

/// The number of a sale whose member chooses among the four products.
fn products(sale: &SaleView) -> Option<u32> {
    match &sale.step {
        SaleStep::ChooseProduct { shelves, .. } if shelves.len() == 4 => Some(sale.sale),
        _ => None,
    }
}

fn shelf(shelf: &str) -> SaleChoice {
    SaleChoice::Product { shelf: shelf.to_owned() }
}

//! Selling at the desk: the whole way from a card to a charge, and what the vendor was told on it.

use desk::staff::Order;
use portico_tests::{Outcome, Seat, Settled, SetupFile, Studio, Team, VirtualReader, frame_of};
use wire::{ChargeView, SaleAction, SaleChoice, SaleLine, SaleStage, SaleStep, SaleView};

/// The catalogue of the bar: what the practice studio sells at its prices.
const STOCK: &str = "shelf;name;price\n1;Eiweißshake Vanille;2,50\n2;Riegel;3,20\n3;Wasser;1,50\n4;Apfel;1,29\n";

/// A desk whose one reader belongs to the bar, where the team hands over.
struct Bar {
    studio: Studio,
    reader: VirtualReader,
    desk: Settled,
    team: Team,
    _seat: Seat,
}

impl Bar {
    async fn open() -> Outcome<Self> {
        let (studio, seat) = (Studio::open().await, Seat::default());
        let reader = VirtualReader::plugged_in();
        let file = SetupFile::new(&studio)
            .entrance(reader.path())
            .bar("entrance", "top-up = [\"10\", \"20\"]\n");
        seat.provision(&studio, &file).await?;
        seat.stock(STOCK);
        let desk = seat.open().watch().await;
        let team = Team::inside(&desk).await?;
        team.sees("the catalogue", |desk| (desk.catalogues.first()?.products.len() == 4).then_some(())).await?;
        Ok(Self { studio, reader, desk, team, _seat: seat })
    }

    async fn line(&self, what: &str, pick: impl Fn(&SaleLine) -> bool) -> Outcome<SaleLine> {
        self.team.sees(what, |desk| desk.sales.iter().find(|line| pick(line)).cloned()).await
    }
}

fn products(sale: &SaleView) -> Option<u32> {
    match &sale.step {
        SaleStep::ChooseProduct { shelves, .. } if shelves.len() == 4 => Some(sale.sale),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shake_is_charged_once_after_it_was_handed_over() -> Outcome {
    let mut bar = Bar::open().await?;
    bar.desk.desk.buy(0).await;
    bar.desk.sale("a card is waited for", |sale| matches!(sale.step, SaleStep::HoldCard { .. }).then_some(())).await?;
    let choosing = bar.desk.sale("the products", products);
    let sale = bar.reader.hold(&frame_of(Studio::guest(1)), choosing).await?;
    bar.desk.desk.choose(sale, SaleChoice::Product { shelf: "1".into() }).await;
    let line = bar.line("somebody to hand over to", |line| line.stage == SaleStage::HandOver).await?;
    assert!(bar.studio.charges().is_empty(), "nothing is charged before it is handed over");
    bar.team.order(Order::Sale { sale: line.sale, action: SaleAction::HandedOver }).await?;
    let charge = bar
        .desk
        .sale("the end", |sale| match &sale.step {
            SaleStep::Done { charge: ChargeView::Booked, credit, .. } => credit.clone(),
            _ => None,
        })
        .await?;
    let [charged] = <[_; 1]>::try_from(bar.studio.charges()).expect("one charge");
    assert_eq!((charged.cents, charged.checked), (250, true));
    assert_eq!(charge.currency, "EUR");
    Ok(())
}

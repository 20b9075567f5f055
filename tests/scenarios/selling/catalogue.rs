//! The catalogue as the team changes it.

use desk::staff::Order;
use portico_tests::{Outcome, Studio};
use wire::{CatalogueProblem, SaleStep, SaleView, StaffDesk};

use super::{STOCK, Shop};

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_with_faults_changes_nothing_and_a_right_one_everything() -> Outcome {
    let mut shop = Shop::stocked(|file| file.bar("entrance", "")).await?;
    let file = b"shelf;name;price\n1;Shake;2,505\n;Bar;1\n1;Again;2\n".to_vec();
    shop.team.order(Order::Import { place: 0, file }).await?;
    let problems = |desk: &StaffDesk| {
        let imported = desk.catalogues.first()?.imported.as_ref()?;
        Some(imported.problems.iter().map(|problem| (problem.line, problem.problem)).collect::<Vec<_>>())
    };
    let found = shop.team.sees("what is wrong", problems).await?;
    assert_eq!(
        found,
        [
            (2, CatalogueProblem::Price),
            (3, CatalogueProblem::ShelfMissing),
            (4, CatalogueProblem::ShelfTwice)
        ]
    );
    let same = |desk: &StaffDesk| (desk.catalogues.first()?.products.len() == 4).then_some(());
    shop.team.sees("the catalogue as it was", same).await?;

    let right = format!("{STOCK}9;Neu;0,50\n").replace("Riegel", "Müsliriegel");
    shop.team.order(Order::Import { place: 0, file: right.into_bytes() }).await?;
    let five = |desk: &StaffDesk| (desk.catalogues.first()?.products.len() == 5).then_some(());
    shop.team.sees("the new one", five).await?;
    let offered = |sale: &SaleView| match &sale.step {
        SaleStep::ChooseProduct { shelves, .. } => {
            Some(shelves.iter().map(|shelf| shelf.name.clone()).collect())
        }
        _ => None,
    };
    let names: Vec<String> = shop.tap(Studio::guest(1), "the products", offered).await?;
    assert_eq!(names[1], "Müsliriegel");

    shop.team.order(Order::ExportCatalogue { place: 0 }).await?;
    let exported = |desk: &StaffDesk| desk.catalogues.first()?.exported.as_ref()?.file.clone();
    let file = std::fs::read(shop.team.sees("the exported file", exported).await?)?;
    shop.team.order(Order::Import { place: 0, file }).await?;
    let taken = |desk: &StaffDesk| {
        let imported = desk.catalogues.first()?.imported.as_ref()?;
        (imported.products == 5 && imported.problems.is_empty()).then_some(())
    };
    shop.team.sees("that an export is what an import reads", taken).await
}

//! Every kind of voucher, good and bad, in both ways the vendor has of saying so.

use domain::TermId;
use portico_tests::{Outcome, Page, Studio};
use sandbox::{BadVoucher, Fault, FaultPlan, Scope, Spelling, codes};
use wire::{
    CompanyPart, LastingView, Period, PeriodUnit, SignUpAction, SignUpAim, SignUpInput, SignUpPart,
    SignUpStep, SignUpTrouble, SignUpView, VoucherEffect, VoucherProblem, VoucherView,
};

use super::books::{minor, price};
use super::{Office, part, people};

/// Somebody who has said who they are, with this voucher.
async fn with_voucher<'a>(office: &'a Office, term: i64, code: &str) -> Outcome<Page<'a>> {
    let mut page = office.begin(SignUpAim::Contract).await?;
    page.choose(term, &[]).await?;
    people::sparing().details(&mut page).await?;
    page.on_to(SignUpPart::Picture).await?;
    page.does(SignUpInput::Voucher { code: code.to_owned() }).await?;
    Ok(page)
}

/// Waits until it is known how the voucher is.
async fn known(page: &Page<'_>) -> Outcome<VoucherView> {
    let pick = |view: &SignUpView| match &view.voucher {
        VoucherView::None | VoucherView::Checking => None,
        other => Some(other.clone()),
    };
    page.sees("how the voucher is", pick).await
}

/// On to the member number.
async fn to_the_end(office: &Office, page: &mut Page<'_>) -> Outcome<SignUpView> {
    page.on_to(SignUpPart::Payment).await?;
    office.pay(page, &people::sparing()).await?;
    page.on_to(SignUpPart::Texts).await?;
    let view = page.agree(false).await?;
    page.on_to(SignUpPart::Summary).await?;
    page.submit().await?;
    page.done().await?;
    Ok(view)
}

/// What it does, and the fee with it.
fn effects() -> Vec<(&'static str, &'static str, Option<i64>)> {
    vec![
        (codes::PERCENT, "20 percent", Some(3192)),
        (codes::AMOUNT, "500 for 3 months", Some(3490)),
        (codes::CREDIT, "2500 of credit", None),
    ]
}

fn described(voucher: &VoucherView) -> String {
    match voucher {
        VoucherView::Good { effect, .. } => match effect {
            VoucherEffect::Percent { percent, .. } => {
                format!("{} percent", percent.parse::<f64>().unwrap_or_default())
            }
            VoucherEffect::Amount { amount, period, .. } => match period {
                Some(Period { value, unit: PeriodUnit::Month }) => {
                    format!("{} for {value} months", amount.minor.0)
                }
                other => format!("{} for {other:?}", amount.minor.0),
            },
            VoucherEffect::Credit { amount } => format!("{} of credit", amount.minor.0),
            other => format!("{other:?}"),
        },
        other => format!("{other:?}"),
    }
}

async fn is_good(code: &str, wanted: &str, discounted: Option<i64>, spelling: Spelling) -> Outcome {
    let studio = Studio::open().await;
    studio.configure(|settings| {
        settings.discount_type = spelling;
        settings.discounted_charge = spelling;
    });
    let office = Office::at(studio, |file| file.sign_up("")).await?;
    let mut page = with_voucher(&office, 2101, code).await?;
    assert_eq!(described(&known(&page).await?), wanted);
    let view = to_the_end(&office, &mut page).await?;
    let shown = price(&view)?;
    assert_eq!(minor(shown.base.as_ref()), Some(3990), "{code}");
    assert_eq!(minor(shown.discounted.as_ref()), discounted, "{code}");
    if code == codes::AMOUNT {
        let starter: Vec<_> =
            shown.flat_fees.iter().filter_map(|fee| minor(fee.discounted.as_ref())).collect();
        assert_eq!(starter, [0], "the starter package costs nothing");
    }
    let conditions = view.texts.iter().find(|it| it.text.block.0.0 == 5006);
    assert!(conditions.is_some_and(|it| it.confirmed), "the voucher's own conditions: {:#?}", view.texts);
    let contract = office.contract()?;
    assert_eq!((contract.voucher.as_deref(), contract.cents), (Some(code), 3990));
    let uses: Vec<_> = office.studio.voucher_uses().into_iter().map(|it| (it.code, it.contract)).collect();
    assert_eq!(uses, [(code.to_owned(), contract.id)]);
    if code == codes::CREDIT {
        assert_eq!(office.studio.credit(contract.member), Some(2500));
    }
    page.leave().await?;
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_voucher_is_shown_signed_with_and_redeemed() -> Outcome {
    for (code, wanted, discounted) in effects() {
        is_good(code, wanted, discounted, Spelling::Specification).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_voucher_is_good_in_the_other_words_of_the_vendor() -> Outcome {
    for (code, wanted, discounted) in effects() {
        is_good(code, wanted, discounted, Spelling::Workflow).await?;
    }
    Ok(())
}

/// What a voucher gives on top, and who else pays, is a part of what is agreed to: another one is another contract.
#[tokio::test(flavor = "multi_thread")]
async fn a_bonus_and_the_share_of_a_company_are_shown_and_agreed_to() -> Outcome {
    for code in [codes::BONUS, codes::COMPANY] {
        let office = Office::open().await?;
        let mut page = with_voucher(&office, 2101, code).await?;
        let VoucherView::Good { bonus, company, .. } = known(&page).await? else { panic!("{code} is good") };
        let view = to_the_end(&office, &mut page).await?;
        let shown = price(&view)?;
        if code == codes::BONUS {
            let month = Period { value: 1, unit: PeriodUnit::Month };
            assert_eq!(bonus.map(|bonus| (bonus.period, bonus.at_start)), Some((month, true)));
            assert_eq!((company, &shown.company), (None, &None));
        } else {
            let company = company.expect("who pays");
            assert_eq!(company.name.as_deref(), Some("Nordwerk GmbH"));
            let Some(CompanyPart::Percent { percent }) = company.part else { panic!("{company:?}") };
            assert_eq!(percent.parse(), Ok(40.0));
            let year = Period { value: 1, unit: PeriodUnit::Year };
            assert_eq!(company.lasts, Some(LastingView::For { period: year }));
            let share = shown.company.as_ref().expect("a share");
            assert_eq!((minor(share.pays.as_ref()), minor(share.member.as_ref())), (Some(1596), Some(2394)));
            assert_eq!(bonus, None);
        }
        assert_eq!(office.contract()?.voucher.as_deref(), Some(code));
        page.leave().await?;
        office.nothing_left().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bad_voucher_is_told_why_and_the_contract_is_made_without_it() -> Outcome {
    for way in [BadVoucher::InBody, BadVoucher::BadRequest] {
        for (code, wanted) in [
            (codes::EXPIRED, VoucherProblem::OutOfDate),
            (codes::OTHER_RATE, VoucherProblem::OtherOffer),
            (codes::ELSEWHERE, VoucherProblem::NotHere),
            ("NORD-PERCENT-21", VoucherProblem::UnknownCode),
        ] {
            let studio = Studio::open().await;
            studio.configure(|settings| settings.bad_voucher = way);
            let office = Office::at(studio, |file| file.sign_up("")).await?;
            let mut page = with_voucher(&office, 2101, code).await?;
            assert_eq!(known(&page).await?, VoucherView::Bad { problem: wanted }, "{code}, {way:?}");
            let view = to_the_end(&office, &mut page).await?;
            assert_eq!(minor(price(&view)?.discounted.as_ref()), None);
            let contract = office.contract()?;
            assert_eq!((contract.voucher, contract.cents), (None, 3990), "{code}, {way:?}");
            assert!(office.studio.voucher_uses().is_empty());
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_for_another_offer_is_good_once_that_is_chosen() -> Outcome {
    let office = Office::open().await?;
    let mut page = with_voucher(&office, 2101, codes::OTHER_RATE).await?;
    assert_eq!(known(&page).await?, VoucherView::Bad { problem: VoucherProblem::OtherOffer });
    page.does(SignUpInput::Go { part: SignUpPart::Offers }).await?;
    page.does(SignUpInput::Term { term: TermId(2141).into() }).await?;
    let good = |view: &SignUpView| matches!(view.voucher, VoucherView::Good { .. }).then_some(());
    page.sees("a good voucher", good).await?;
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voucher_that_is_used_is_good_no_more() -> Outcome {
    let office = Office::open().await?;
    let mut page = with_voucher(&office, 2101, codes::CREDIT).await?;
    known(&page).await?;
    to_the_end(&office, &mut page).await?;
    page.leave().await?;
    let page = with_voucher(&office, 2101, codes::CREDIT).await?;
    assert_eq!(known(&page).await?, VoucherView::Bad { problem: VoucherProblem::UnknownCode });
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_voucher_is_a_contract_by_itself_wherever_it_is_entered() -> Outcome {
    let office = Office::open().await?;
    for (code, among_offers, email) in
        [(codes::RATE, false, "one@beispiel.example"), (codes::RATES[0], true, "two@beispiel.example")]
    {
        let aim = if among_offers { SignUpAim::Contract } else { SignUpAim::Open };
        let mut page = office.begin(aim).await?;
        page.does(SignUpInput::Voucher { code: code.to_owned() }).await?;
        let view = page.at(SignUpPart::Details).await?;
        assert_eq!(view.aim, SignUpAim::RateVoucher);
        assert!(
            matches!(view.voucher, VoucherView::Good { effect: VoucherEffect::Rate { .. }, .. }),
            "{:?}",
            view.voucher
        );
        let person = people::sparing().with(wire::SignUpField::Email, email);
        person.details(&mut page).await?;
        page.on_to(SignUpPart::Picture).await?;
        page.on_to(SignUpPart::Summary).await?;
        page.submit().await?;
        let number = page.done().await?;
        let contracts = office.studio.contracts();
        let contract = contracts.last().expect("a contract");
        assert_eq!(
            (contract.voucher.as_deref(), contract.term, contract.payment, contract.customer_number.clone()),
            (Some(code), 2151, Some("CASH"), number)
        );
        page.leave().await?;
    }
    assert_eq!(office.studio.contracts().len(), 2);
    office.nothing_left().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_voucher_that_is_no_good_is_told_at_once() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.begin(SignUpAim::Open).await?;
    page.does(SignUpInput::Voucher { code: codes::RATE_EXPIRED.to_owned() }).await?;
    assert_eq!(known(&page).await?, VoucherView::Bad { problem: VoucherProblem::OutOfDate });
    page.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_voucher_gives_a_code_for_the_door_once() -> Outcome {
    let office = Office::open().await?;
    let redeem = async |email: &str| -> Outcome<Page<'_>> {
        let mut page = office.begin(SignUpAim::Open).await?;
        page.does(SignUpInput::Voucher { code: codes::CHECK_IN[0].to_owned() }).await?;
        assert_eq!(known(&page).await?, VoucherView::WhatFor { contract: true, visit: true });
        let view = page.does(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher }).await?;
        assert_eq!((view.step, view.voucher), (part(SignUpPart::Details), VoucherView::AtRedeeming));
        use wire::SignUpField as F;
        page.enter(&[(F::FirstName, "Zoë"), (F::LastName, "Ng"), (F::Email, email)]).await?;
        page.on_to(SignUpPart::Summary).await?;
        page.submit().await?;
        Ok(page)
    };
    let page = redeem("zoe@beispiel.example").await?;
    let code = |step: &SignUpStep| match step {
        SignUpStep::Done { access_code, .. } => access_code.clone(),
        _ => None,
    };
    let code = page.step("a code for the door", code).await?;
    assert!(code.starts_with("GAST"), "{code}");
    page.leave().await?;
    let page = redeem("kim@beispiel.example").await?;
    let bad = |view: &SignUpView| {
        (view.step == part(SignUpPart::Summary) && matches!(view.voucher, VoucherView::Bad { .. }))
            .then_some(())
    };
    page.sees("a voucher that is used", bad).await?;
    page.leave().await?;
    assert!(office.studio.contracts().is_empty());
    Ok(())
}

/// Nobody is asked for name and address for a voucher that this key cannot redeem.
#[tokio::test(flavor = "multi_thread")]
async fn a_visit_is_offered_where_the_key_may_redeem_vouchers() -> Outcome {
    let studio = Studio::open().await;
    studio.set_scopes(Scope::ALL.into_iter().filter(|scope| *scope != Scope::CheckinVoucherWrite));
    let office = Office::at(studio, |file| file.sign_up("")).await?;
    let mut page = office.begin(SignUpAim::Open).await?;
    page.does(SignUpInput::Voucher { code: codes::CHECK_IN[0].to_owned() }).await?;
    assert_eq!(known(&page).await?, VoucherView::WhatFor { contract: true, visit: false });
    page.leave().await
}

/// A voucher whose answer is lost is somebody's: the team finds it, and nothing redeems it a second time.
#[tokio::test(flavor = "multi_thread")]
async fn a_check_in_voucher_whose_answer_is_lost_waits_for_the_team() -> Outcome {
    let office = Office::open().await?;
    let mut page = office.begin(SignUpAim::Open).await?;
    page.does(SignUpInput::Voucher { code: codes::CHECK_IN[0].to_owned() }).await?;
    known(&page).await?;
    page.does(SignUpInput::Aim { aim: SignUpAim::CheckInVoucher }).await?;
    use wire::SignUpField as F;
    page.enter(&[(F::FirstName, "Zoë"), (F::LastName, "Ng"), (F::Email, "zoe@beispiel.example")]).await?;
    page.on_to(SignUpPart::Summary).await?;
    let plan = FaultPlan::new(Fault::Reset).at("/v1/checkin-vouchers/redeem").carry_out(true);
    office.studio.set_fault(plan);
    page.submit().await?;
    page.step("that nobody knows", |step| matches!(step, SignUpStep::Unknown).then_some(())).await?;
    page.leave().await?;
    let for_team = |desk: &wire::StaffDesk| desk.sign_ups.iter().find(|it| it.for_team).cloned();
    let line = office.team.sees("a voucher that needs them", for_team).await?;
    assert_eq!(line.aim, SignUpAim::CheckInVoucher);
    office.studio.clear_faults();
    let mark = office.desk.mark();
    office.team.show(&line, SignUpAction::Show).await?;
    let mut page = Page::shown_after(&office.desk, mark).await?;
    let stuck = |view: &SignUpView| (view.trouble == Some(SignUpTrouble::RedeemUnknown)).then_some(());
    page.sees("that nobody knows", stuck).await?;
    let view = page.does(SignUpInput::Submit).await?;
    assert_eq!(view.step, part(SignUpPart::Summary));
    page.press(SignUpInput::Discard).await;
    let gone = |desk: &wire::StaffDesk| desk.sign_ups.is_empty().then_some(());
    office.team.sees("that nothing is left of it", gone).await
}

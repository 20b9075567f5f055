//! Vending devices: who is there, what may they take, take it, top up.

use domain::{Currency, Identification, Language, Money};
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::said::{Said, executed, written};
use super::{Content, DeviceApi, Permit};
use crate::answer::Answer;
use crate::error::Error;

/// What the vendor says of a member at a vending device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VendingMember {
    /// Whether they may buy here at all.
    pub permit: Permit,
    /// What they have left to spend, if the vendor says.
    pub credit: Option<Money>,
}

/// What the vendor says of a sale that is not made yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleCheck {
    /// Whether the member may have this product.
    pub permit: Permit,
    /// What they have left to spend, if the vendor says.
    pub credit: Option<Money>,
    /// The price in the vendor's system, if the vendor says.
    pub price: Option<Money>,
}

impl DeviceApi {
    /// Holds a member for `transaction` and tells their credit
    /// (`POST /open-api/device/vending/identification`).
    ///
    /// The vendor sends no currency, so the studio's is given. Until the transaction is over or the
    /// device's idle time-out has passed, no other transaction can have the member.
    pub async fn vending_identify(
        &self,
        who: &Identification,
        transaction: Uuid,
        currency: Currency,
        language: Language,
    ) -> Result<VendingMember, Error> {
        let body = VendingReaderIdentification { identification: who.into(), transaction_id: transaction };
        let url = self.endpoint.at("/open-api/device/vending/identification");
        let judge = |answer| vending_member(answer, transaction, currency);
        self.post("vending identification", url, &body, language, judge).await
    }

    /// Asks whether a member may have the product on `shelf` for `price`; takes nothing
    /// (`POST /open-api/device/vending/sale` with `shouldExecuteAction: false`).
    ///
    /// Starts the device's product-draw time-out.
    pub async fn check_sale(
        &self,
        who: &Identification,
        transaction: Uuid,
        shelf: &str,
        price: Money,
        language: Language,
    ) -> Result<SaleCheck, Error> {
        let judge = |answer| sale_check(answer, transaction, price.currency);
        self.sale("vending sale (dry run)", (who, transaction), (shelf, price), false, language, judge).await
    }

    /// Charges a member for the product on `shelf`, which ends the transaction
    /// (`POST /open-api/device/vending/sale` with `shouldExecuteAction: true`).
    ///
    /// Whether the vendor recognises a second one with the same transaction is not known: one whose
    /// outcome is unknown ([`outcome`](crate::outcome)) must not be repeated.
    pub async fn charge_sale(
        &self,
        who: &Identification,
        transaction: Uuid,
        shelf: &str,
        price: Money,
        language: Language,
    ) -> Result<(), Error> {
        let judge = |answer| executed(answer, Some(transaction));
        self.sale("vending sale", (who, transaction), (shelf, price), true, language, judge).await
    }

    /// Raises a member's credit by `amount` (`POST /open-api/device/vending/revalue`).
    ///
    /// One whose outcome is unknown must not be repeated.
    pub async fn revalue(
        &self,
        who: &Identification,
        transaction: Uuid,
        amount: Money,
        language: Language,
    ) -> Result<(), Error> {
        let body = VendingReaderRevalue {
            identification: who.into(),
            transaction_id: transaction,
            amount: written(amount)?,
        };
        let url = self.endpoint.at("/open-api/device/vending/revalue");
        self.post("vending revalue", url, &body, language, |answer| executed(answer, Some(transaction))).await
    }

    async fn sale<T>(
        &self,
        operation: &'static str,
        (who, transaction): (&Identification, Uuid),
        (shelf, price): (&str, Money),
        execute: bool,
        language: Language,
        judge: impl FnOnce(Answer) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let body = VendingReaderSale {
            identification: who.into(),
            transaction_id: transaction,
            product_id: shelf,
            price: written(price)?,
            execute,
        };
        self.post(operation, self.endpoint.at("/open-api/device/vending/sale"), &body, language, judge).await
    }
}

fn vending_member(answer: Answer, transaction: Uuid, currency: Currency) -> Result<VendingMember, Error> {
    let said = Said::to_question(answer, Some(transaction))?;
    Ok(VendingMember { permit: said.permit(), credit: said.credit(currency) })
}

fn sale_check(answer: Answer, transaction: Uuid, currency: Currency) -> Result<SaleCheck, Error> {
    let said = Said::to_question(answer, Some(transaction))?;
    Ok(SaleCheck { permit: said.permit(), credit: said.credit(currency), price: said.price(currency)? })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VendingReaderIdentification<'a> {
    identification: Content<'a>,
    transaction_id: Uuid,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VendingReaderSale<'a> {
    identification: Content<'a>,
    transaction_id: Uuid,
    product_id: &'a str,
    price: Box<RawValue>,
    #[serde(rename = "shouldExecuteAction")]
    execute: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct VendingReaderRevalue<'a> {
    identification: Content<'a>,
    transaction_id: Uuid,
    amount: Box<RawValue>,
}

#[cfg(test)]
mod tests {
    use super::super::said::tests::{answer, denied, transaction};
    use super::*;

    fn euros(minor: i64) -> Option<Money> {
        Some(Money::new(minor, Currency::EUR))
    }

    #[test]
    fn a_credit_is_read_exactly_or_not_at_all() {
        for (written, credit) in [
            ("6.4", euros(640)),
            ("6.40", euros(640)),
            ("0", euros(0)),
            ("-3.05", euros(-305)),
            ("90071992547409.91", euros(9_007_199_254_740_991)),
            ("90071992547409.93", None),
            ("1e1", euros(1000)),
            ("6.405", None),
            ("1e30", None),
            (r#""6.4""#, None),
            ("null", None),
            ("true", None),
            (r#"{"amount":6.4,"currency":"EUR"}"#, None),
        ] {
            let body = format!(r#"{{"authorized":true,"consumptionCredit":{written}}}"#);
            let member = vending_member(answer(200, &body), transaction(), Currency::EUR).unwrap();
            assert_eq!(member, VendingMember { permit: Permit::Granted, credit }, "{written}");
            let check = sale_check(answer(200, &body), transaction(), Currency::EUR).unwrap();
            assert_eq!((check.credit, check.price), (credit, None), "{written}");
        }
    }

    #[test]
    fn a_price_that_cannot_be_read_spoils_the_answer() {
        for (written, price) in [
            ("2.5", Ok(euros(250))),
            ("0", Ok(euros(0))),
            ("null", Ok(None)),
            ("2.505", Err(Error::Garbled { status: 200 })),
            ("-2.5", Err(Error::Garbled { status: 200 })),
            (r#""2.5""#, Err(Error::Garbled { status: 200 })),
            (r#"{"amount":2.5,"currency":"EUR"}"#, Err(Error::Garbled { status: 200 })),
        ] {
            let body = format!(r#"{{"authorized":true,"price":{written}}}"#);
            let check = sale_check(answer(200, &body), transaction(), Currency::EUR);
            assert_eq!(check.map(|check| check.price), price, "{written}");
        }
    }

    #[test]
    fn a_sale_that_is_denied_still_tells_the_price() {
        let body =
            r#"{"authorized":false,"text":"Der Preis ist ein anderer.","price":2.9,"consumptionCredit":1}"#;
        assert_eq!(
            sale_check(answer(200, body), transaction(), Currency::EUR),
            Ok(SaleCheck {
                permit: denied("Der Preis ist ein anderer."),
                credit: euros(100),
                price: euros(290)
            })
        );
    }

    #[test]
    fn amounts_have_the_digits_of_their_currency() {
        let yen = Currency::parse("JPY").unwrap();
        let body = r#"{"authorized":true,"consumptionCredit":640,"price":120}"#;
        let check = sale_check(answer(200, body), transaction(), yen).unwrap();
        assert_eq!((check.credit, check.price), (Some(Money::new(640, yen)), Some(Money::new(120, yen))));
        assert_eq!(written(Money::new(120, yen)).unwrap().get(), "120");
    }
}

//! The document's own examples, as the client sends them.

use super::*;

/// The document's own examples, made with the client: the same JSON must go out.
#[tokio::test]
async fn the_documents_examples_are_what_the_client_sends() {
    let desk = Desk::open().await;
    let wanted = examples();
    assert_eq!(wanted.len(), 30);
    for (published, name, example) in wanted {
        let has_dry_runs = ["cardreader/identification", "vending/sale", "time/usage"]
            .iter()
            .any(|call| published.ends_with(call));
        for execute in if has_dry_runs { &[false, true][..] } else { &[true] } {
            let mut example = example.clone();
            if has_dry_runs {
                example["shouldExecuteAction"] = json!(execute);
            }
            let sent = desk.sent(&call_of_example(&published, &example, *execute)).await;
            assert_eq!(sent[0].request.uri, published, "{name}");
            let body: Value = serde_json::from_slice(&sent[0].request.body).unwrap();
            assert_eq!(body, example, "{name}");
        }
    }
}

fn call_of_example(path: &str, example: &Value, execute: bool) -> Call {
    let who = of_example(&example["identification"]);
    let id = || example["transactionId"].as_str().unwrap().parse().unwrap();
    let money = |field: &str| Money::parse(&example[field].to_string(), Currency::EUR).unwrap();
    let shelf = || example["productId"].as_str().unwrap().to_owned();
    let seconds = || u32::try_from(example["durationInSeconds"].as_u64().unwrap()).unwrap();
    let counter = match path.trim_start_matches("/open-api/device/") {
        "cardreader/identification" => return Call::Identify(who, execute, Language::DE),
        "vending/identification" => Counter::VendingIdentify(id()),
        "vending/sale" if execute => Counter::ChargeSale(id(), shelf(), money("price")),
        "vending/sale" => Counter::CheckSale(id(), shelf(), money("price")),
        "vending/revalue" => Counter::Revalue(id(), money("amount")),
        "time/identification" => Counter::TimeIdentify,
        "time/usage" if execute => Counter::ChargeUsage(seconds()),
        "time/usage" => Counter::CheckUsage(seconds()),
        other => panic!("{other} is new"),
    };
    Call::AtTheCounter(counter, who, Language::DE)
}

fn of_example(example: &Value) -> Identification {
    let value = example["value"].as_str().unwrap().to_owned();
    match example["type"].as_str().unwrap() {
        "NUMBER" => Identification::Number { value, format: CardFormat::Decimal },
        "QR_CODE" => Identification::QrCode(value),
        "BARCODE" => Identification::Barcode(value),
        "PIN" => Identification::Pin(value),
        "WALLET_PASS" => Identification::WalletPass(value),
        other => panic!("{other} is new"),
    }
}

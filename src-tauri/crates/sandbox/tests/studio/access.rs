use sandbox::{Case, Effect, ReaderMode};
use serde_json::json;

use crate::bench::{ACCESS, Bench, ENTRANCE, EXIT, SHAKES, client, got};

#[tokio::test]
async fn a_token_must_be_there_and_be_of_the_right_device() {
    let bench = Bench::new().await;
    let url = format!("{}{ACCESS}", bench.studio.device_url());
    let body = json!({"identification": bench.shown(Case::Fine)});
    let none = got(client().post(&url).json(&body).send().await.unwrap()).await;
    assert_eq!((none.status, none.body.as_str()), (401, ""));
    let wrong = got(client().post(&url).bearer_auth("x").json(&body).send().await.unwrap()).await;
    assert_eq!((wrong.status, wrong.body.as_str()), (401, ""));
    let shop = bench.device(SHAKES, ACCESS, &body).await;
    assert_eq!((shop.status, shop.code().as_str()), (403, "DEVICE_MODEL_NOT_ALLOWED"));
    assert!(bench.names_in().is_empty());
}

#[tokio::test]
async fn activation_and_revocation_kill_the_old_token() {
    let bench = Bench::new().await;
    let old = bench.token(ENTRANCE);
    let fresh = bench.open("PUT", "/v1/devices/26/activate", None).await.json();
    assert_eq!(fresh["id"], 26);
    assert_ne!(fresh["accessToken"], old);
    assert_eq!(bench.token(ENTRANCE), fresh["accessToken"].as_str().unwrap());
    let url = format!("{}{ACCESS}", bench.studio.device_url());
    let body = json!({"identification": bench.shown(Case::Fine)});
    let with = |token: String| client().post(&url).bearer_auth(token).json(&body).send();
    assert_eq!(with(old).await.unwrap().status(), 401);
    let good = fresh["accessToken"].as_str().unwrap().to_owned();
    assert_eq!(with(good.clone()).await.unwrap().status(), 200);
    assert!(bench.studio.revoke(ENTRANCE) && !bench.studio.revoke(99));
    assert_eq!(with(good).await.unwrap().status(), 401);
}

#[tokio::test]
async fn a_dry_run_checks_and_an_executed_one_checks_in_and_out() {
    let bench = Bench::new().await;
    let lena = bench.id(Case::FineSevenBytes);
    let visits = bench.studio.checkins(lena).len();
    let dry = bench.enter(ENTRANCE, Case::FineSevenBytes, false).await;
    assert_eq!((dry.status, dry.body.as_str()), (200, ""));
    assert!(matches!(bench.last().effect, Effect::DryRun { .. }));
    assert!(bench.names_in().is_empty());
    let first = bench.enter(ENTRANCE, Case::FineSevenBytes, true).await;
    assert_eq!((first.status, first.body.as_str()), (200, ""));
    assert_eq!(bench.names_in(), ["Lena Brandt"]);
    assert!(matches!(bench.last().effect, Effect::CheckedIn { member, device: 26 } if member.id == lena));
    bench.pass(3600);
    assert_eq!(bench.enter(ENTRANCE, Case::FineSevenBytes, true).await.status, 200);
    assert!(bench.names_in().is_empty());
    assert!(matches!(bench.last().effect, Effect::CheckedOut { .. }));
    let visit = bench.studio.checkins(lena).pop().unwrap();
    assert_eq!(bench.studio.checkins(lena).len(), visits + 1);
    assert_eq!(visit.to.unwrap().as_second() - visit.from.as_second(), 3600);
}

#[tokio::test]
async fn action_is_the_default_and_a_flag_must_be_a_flag() {
    let bench = Bench::new().await;
    let shown = bench.shown(Case::Fine);
    assert_eq!(bench.device(ENTRANCE, ACCESS, &json!({"identification": shown})).await.status, 200);
    assert_eq!(bench.names_in(), ["Jonas Petersen"]);
    let odd = json!({"identification": shown, "shouldExecuteAction": "no"});
    assert_eq!(bench.device(ENTRANCE, ACCESS, &odd).await.status, 400);
    assert_eq!(bench.names_in().len(), 1);
}

#[tokio::test]
async fn each_mode_of_a_reader_has_its_own_way() {
    use ReaderMode::{Entrance, Exit, Toggle};
    let table = [
        (Toggle, [(200, 1), (200, 0), (200, 1)]),
        (Entrance, [(200, 1), (400, 1), (400, 1)]),
        (Exit, [(400, 0), (400, 0), (400, 0)]),
    ];
    for (mode, expected) in table {
        let bench = Bench::new().await;
        bench.studio.configure(|settings| {
            settings.reader_modes.insert(ENTRANCE, mode);
        });
        for (status, inside) in expected {
            let got = bench.enter(ENTRANCE, Case::Fine, true).await;
            assert_eq!((got.status, bench.names_in().len()), (status, inside), "{mode:?}");
        }
    }
    let bench = Bench::new().await;
    bench.enter(ENTRANCE, Case::Fine, true).await;
    assert_eq!(bench.enter(EXIT, Case::Fine, true).await.status, 200);
    assert!(bench.names_in().is_empty());
}

#[tokio::test]
async fn who_forgot_to_check_out_is_out_by_the_next_morning() {
    let bench = Bench::new().await;
    bench.enter(ENTRANCE, Case::Fine, true).await;
    bench.pass(24 * 3600);
    assert!(bench.names_in().is_empty());
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200);
    assert_eq!(bench.names_in(), ["Jonas Petersen"]);
    assert!(bench.studio.checkins(bench.id(Case::Fine))[0].to.is_some());
}

#[tokio::test]
async fn every_case_is_answered_as_its_note_says() {
    let bench = Bench::new().await;
    let refused = [
        (Case::Blocked, "ACCESS_BLOCKED"),
        (Case::Unpaid, "ACCESS_PAYMENT_OVERDUE"),
        (Case::Paused, "ACCESS_CONTRACT_PAUSED"),
        (Case::NotStarted, "ACCESS_CONTRACT_NOT_STARTED"),
        (Case::OutsideHours, "ACCESS_OUTSIDE_HOURS"),
        (Case::Former, "ACCESS_NO_CONTRACT"),
    ];
    for card in bench.studio.members() {
        for execute in [false, true] {
            let got = bench.enter(ENTRANCE, card.case, execute).await;
            match refused.iter().find(|(case, _)| *case == card.case) {
                Some((_, code)) => {
                    assert_eq!((got.status, got.code().as_str()), (400, *code), "{}", card.name)
                }
                None => assert_eq!((got.status, got.body.as_str()), (200, ""), "{}", card.name),
            }
            assert_eq!(card.note.starts_with("Refused"), got.status == 400, "{}", card.name);
        }
    }
    assert_eq!(bench.studio.who_is_in().len(), bench.studio.members().len() - refused.len());
}

#[tokio::test]
async fn a_plan_changes_with_the_hour_and_a_contract_with_the_day() {
    let bench = Bench::new().await;
    bench.pass(12 * 3600);
    assert_eq!(bench.enter(ENTRANCE, Case::OutsideHours, false).await.status, 200);
    bench.pass(3600);
    assert_eq!(bench.enter(ENTRANCE, Case::OutsideHours, false).await.status, 400);
    bench.pass(14 * 24 * 3600);
    assert_eq!(bench.enter(ENTRANCE, Case::NotStarted, false).await.status, 200);
    assert_eq!(bench.enter(ENTRANCE, Case::Paused, false).await.status, 400);
    bench.pass(7 * 24 * 3600);
    assert_eq!(bench.enter(ENTRANCE, Case::Paused, false).await.status, 200);
}

#[tokio::test]
async fn a_card_is_the_same_in_all_its_forms() {
    let bench = Bench::new().await;
    for card in bench.studio.members() {
        let (Some(decimal), Some(msb), Some(lsb)) = (&card.decimal, &card.hex_msb, &card.hex_lsb) else {
            continue;
        };
        for (form, value) in
            [("DECIMAL", decimal), ("DECIMAL", &format!("000{decimal}")), ("HEX_MSB", msb), ("HEX_LSB", lsb)]
        {
            let shown = json!({"type": "NUMBER", "format": form, "value": value});
            bench
                .device(ENTRANCE, ACCESS, &json!({"identification": shown, "shouldExecuteAction": false}))
                .await;
            assert_eq!(bench.last().effect.member().unwrap().id, card.id, "{form} {value}");
        }
    }
}

#[tokio::test]
async fn every_means_of_entry_is_read() {
    let bench = Bench::new().await;
    let card = |case| bench.studio.card(case).unwrap();
    let table = [
        ("QR_CODE", card(Case::ProspectQr).qr_code.unwrap(), Case::ProspectQr),
        ("QR_CODE", card(Case::Barcode).barcode.unwrap(), Case::Barcode),
        ("BARCODE", card(Case::Barcode).barcode.unwrap(), Case::Barcode),
        ("PIN", card(Case::Pin).pin.unwrap(), Case::Pin),
        ("WALLET_PASS", card(Case::WalletPass).wallet_pass.unwrap(), Case::WalletPass),
    ];
    for (kind, value, case) in table {
        let body = json!({"identification": {"type": kind, "value": value}, "shouldExecuteAction": false});
        assert_eq!(bench.device(ENTRANCE, ACCESS, &body).await.status, 200, "{kind}");
        assert_eq!(bench.last().effect.member().unwrap().id, bench.id(case), "{kind}");
    }
}

#[tokio::test]
async fn what_is_malformed_is_400_and_what_is_unknown_is_404() {
    let bench = Bench::new().await;
    let table = [
        (json!([]), 400),
        (json!({}), 400),
        (json!({"identification": {"type": "IRIS", "value": "1"}}), 400),
        (json!({"identification": {"type": "NUMBER", "value": "0x1"}}), 400),
        (json!({"identification": {"type": "QR_CODE", "value": "{\"uuid\":\"1\"}"}}), 400),
        (json!({"identification": {"type": "WALLET_PASS", "value": "1"}}), 400),
        (json!({"identification": {"type": "NUMBER", "value": "1"}}), 404),
        (json!({"identification": {"type": "PIN", "value": "NORDBAR7"}}), 404),
        (
            json!({"identification": {"type": "QR_CODE", "value": "{\"uuid\":\"4671fde7-bb07-4fe5-aa0e-947d9ccb842f\"}"}}),
            404,
        ),
    ];
    for (body, status) in table {
        let got = bench.device(ENTRANCE, ACCESS, &body).await;
        assert_eq!(got.status, status, "{body}");
        assert!(got.json()["errorMessage"].as_str().is_some_and(|text| !text.is_empty()), "{body}");
        assert!(got.json()["traceId"].is_string(), "{body}");
    }
    let request =
        client().post(format!("{}{ACCESS}", bench.studio.device_url())).bearer_auth(bench.token(ENTRANCE));
    assert_eq!(request.body("{\"identification\":").send().await.unwrap().status(), 400);
}

#[tokio::test]
async fn a_refusal_speaks_the_language_asked_for() {
    let bench = Bench::new().await;
    let body = json!({"identification": bench.shown(Case::Blocked)});
    let table = [
        (None, "gesperrt"),
        (Some("de-LU"), "gesperrt"),
        (Some("fr-LU"), "bloqué"),
        (Some("fr-BE"), "bloqué"),
        (Some("en-GB"), "blocked"),
        (Some("ja"), "blocked"),
        (Some("tr"), "blocked"),
    ];
    for (header, word) in table {
        let url = format!("{}{ACCESS}", bench.studio.device_url());
        let mut request = client().post(url).bearer_auth(bench.token(ENTRANCE)).json(&body);
        if let Some(header) = header {
            request = request.header("accept-language", header);
        }
        let got = got(request.send().await.unwrap()).await;
        let text = got.json()["errorMessage"].as_str().unwrap().to_owned();
        assert!(text.contains(word), "{header:?}: {text}");
    }
}

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use sandbox::{Api, Case, Effect, Ended, Fault, FaultPlan};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::bench::{ACCESS, Bench, ENTRANCE, SHAKES, client, got};

/// One request over a bare socket: what came back, and how it stopped.
async fn bare(bench: &Bench, base: &str, head: &str, body: &str) -> (String, Option<ErrorKind>) {
    let mut socket = TcpStream::connect(base.strip_prefix("http://").unwrap()).await.unwrap();
    let request = format!(
        "{head} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {}\r\nx-api-key: {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        bench.token(ENTRANCE),
        bench.studio.api_key(),
        body.len()
    );
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let stopped = socket.read_to_end(&mut answer).await.err().map(|error| error.kind());
    (String::from_utf8_lossy(&answer).into_owned(), stopped)
}

async fn bare_entry(bench: &Bench, case: Case) -> (String, Option<ErrorKind>) {
    let body = json!({"identification": bench.shown(case)}).to_string();
    bare(bench, &bench.studio.device_url(), &format!("POST {ACCESS}"), &body).await
}

#[tokio::test]
async fn faults_with_a_status_answer_in_the_apis_form_and_do_nothing() {
    let bench = Bench::new().await;
    let table = [
        (Fault::Unauthorized, 401, ""),
        (Fault::Forbidden, 403, "FORBIDDEN"),
        (Fault::TooManyRequests { retry_after_seconds: 7 }, 429, "RATE_LIMIT_EXCEEDED"),
        (Fault::ServiceUnavailable, 503, "SERVICE_UNAVAILABLE"),
        (Fault::InternalError, 500, "INTERNAL_ERROR"),
    ];
    for (fault, status, code) in table {
        bench.studio.set_fault(FaultPlan::new(fault.clone()).times(1));
        let got = bench.enter(ENTRANCE, Case::Fine, true).await;
        assert_eq!(got.status, status, "{fault:?}");
        assert!(if code.is_empty() { got.body.is_empty() } else { got.code() == code }, "{fault:?}");
        assert!(bench.names_in().is_empty(), "{fault:?}");
        assert_eq!(bench.last().faults, [fault.name()]);
    }
    bench.studio.set_fault(FaultPlan::new(Fault::TooManyRequests { retry_after_seconds: 7 }).times(1));
    assert_eq!(bench.open_raw("GET", "/v1/devices", None).await.headers()["retry-after"], "7");
    bench.studio.set_fault(FaultPlan::new(Fault::Unauthorized).times(1));
    assert_eq!(bench.open("GET", "/v1/devices", None).await.code(), "UNAUTHORIZED");
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200, "all faults are used up");
}

#[tokio::test]
async fn a_failure_may_hide_that_the_request_was_carried_out() {
    let bench = Bench::new().await;
    bench.studio.set_fault(FaultPlan::new(Fault::ServiceUnavailable).times(1).carry_out(true));
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 503);
    assert_eq!(bench.names_in(), ["Jonas Petersen"]);
}

#[tokio::test]
async fn a_reset_is_an_rst_after_the_request_was_carried_out() {
    let bench = Bench::new().await;
    bench.studio.set_fault(FaultPlan::new(Fault::Reset).at(ACCESS).times(1));
    assert_eq!(bare_entry(&bench, Case::Fine).await, (String::new(), Some(ErrorKind::ConnectionReset)));
    assert_eq!(bench.names_in(), ["Jonas Petersen"]);
    assert_eq!(bench.last().ended, Ended::Reset);
    assert!(matches!(bench.last().effect, Effect::CheckedIn { .. }));
    bench.studio.set_fault(FaultPlan::new(Fault::Reset).times(1).carry_out(false));
    assert_eq!(bare_entry(&bench, Case::French).await.1, Some(ErrorKind::ConnectionReset));
    assert_eq!(bench.names_in(), ["Jonas Petersen"]);
}

#[tokio::test]
async fn half_an_answer_breaks_off_where_it_cannot_be_taken_for_a_whole_one() {
    let bench = Bench::new().await;
    bench.studio.set_fault(Fault::HalfAnswer);
    let (empty, stopped) = bare_entry(&bench, Case::Fine).await;
    assert!(
        empty.starts_with("HTTP/1.1 200 OK\r\n") && !empty.contains("\r\n\r\n") && stopped.is_none(),
        "{empty}"
    );
    assert_eq!(bench.names_in(), ["Jonas Petersen"]);
    assert_eq!(bench.last().ended, Ended::Cut { status: 200 });
    let (list, stopped) = bare(&bench, &bench.studio.open_url(), "GET /v1/devices", "").await;
    let (head, body) = list.split_once("\r\n\r\n").unwrap();
    let length: usize =
        head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    assert_eq!((body.len(), stopped), (length / 2, None));
    let url = format!("{}{ACCESS}", bench.studio.device_url());
    let body = json!({"identification": bench.shown(Case::French)});
    let sent = client().post(url).bearer_auth(bench.token(ENTRANCE)).json(&body).send().await;
    assert!(sent.is_err(), "a client must not take it for an answer");
}

#[tokio::test]
async fn a_hang_is_journalled_and_never_answered() {
    let bench = Bench::new().await;
    bench.studio.set_fault(FaultPlan::new(Fault::Hang).times(2));
    let mut pending = Box::pin(bench.enter(ENTRANCE, Case::Fine, true));
    let entry = tokio::select! {
        _ = &mut pending => panic!("answered"),
        entry = bench.studio.wait_for(|entry| entry.ended == Ended::Hung) => entry,
    };
    assert_eq!((entry.effect, bench.names_in().len()), (Effect::None, 0));
    drop(pending);
    let url = format!("{}/v1/devices", bench.studio.open_url());
    let waited = client().get(url).timeout(Duration::from_millis(150)).send().await;
    assert!(waited.unwrap_err().is_timeout());
    assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
}

#[tokio::test]
async fn nonsense_comes_with_status_200_and_no_effect() {
    let bench = Bench::new().await;
    for fault in [Fault::Garbage, Fault::BrokenJson, Fault::CaptivePortal] {
        bench.studio.set_fault(FaultPlan::new(fault.clone()).times(1));
        let got = bench.enter(ENTRANCE, Case::Fine, true).await;
        assert_eq!(got.status, 200, "{fault:?}");
        assert!(
            !got.body.is_empty() && serde_json::from_str::<serde_json::Value>(&got.body).is_err(),
            "{fault:?}"
        );
        assert!(bench.names_in().is_empty(), "{fault:?}");
    }
    bench.studio.set_fault(FaultPlan::new(Fault::CaptivePortal).times(1));
    let page = bench.open_raw("GET", "/v1/devices", None).await;
    assert!(page.headers()["content-type"].to_str().unwrap().starts_with("text/html"));
    bench.studio.set_fault(FaultPlan::new(Fault::PortalRedirect).times(1));
    let moved = bench.open_raw("GET", "/v1/devices", None).await;
    assert_eq!(moved.status(), 302);
    assert!(moved.headers()["location"].to_str().unwrap().starts_with("http://captive.invalid/"));
}

#[tokio::test]
async fn the_date_is_the_studios_and_can_be_wrong() {
    let bench = Bench::new().await;
    let date = async || {
        bench.open_raw("GET", "/v1/devices", None).await.headers()["date"].to_str().unwrap().to_owned()
    };
    assert_eq!(date().await, "Wed, 04 Mar 2026 09:00:00 GMT");
    bench.studio.set_fault(Fault::WrongClock { seconds: -7200 });
    assert_eq!(date().await, "Wed, 04 Mar 2026 07:00:00 GMT");
    bench.studio.clear_faults();
    assert_eq!(date().await, "Wed, 04 Mar 2026 09:00:00 GMT");
}

#[tokio::test]
async fn latency_and_slow_drip_take_their_time() {
    let bench = Bench::new().await;
    bench.studio.set_fault(FaultPlan::new(Fault::Latency { millis: 120 }).times(1));
    let start = Instant::now();
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200);
    assert!(start.elapsed() >= Duration::from_millis(120));
    bench.studio.set_fault(FaultPlan::new(Fault::SlowDrip { millis_per_byte: 2 }).times(1));
    let start = Instant::now();
    let (answer, stopped) = bare_entry(&bench, Case::French).await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\r\n\r\n") && stopped.is_none());
    assert!(start.elapsed() >= Duration::from_millis(2) * u32::try_from(answer.len()).unwrap());
    assert_eq!(bench.names_in().len(), 2, "late is not lost");
}

#[tokio::test]
async fn away_refuses_connections_and_comes_back_at_the_same_place() {
    let bench = Bench::new().await;
    let urls = || [bench.studio.open_url(), bench.studio.device_url(), bench.studio.connect_url()];
    let before = urls();
    bench.studio.set_fault(FaultPlan::new(Fault::Hang).times(1));
    let mut hanging = Box::pin(client().get(format!("{}/v1/devices", before[0])).send());
    tokio::select! {
        _ = &mut hanging => panic!("answered"),
        _ = bench.studio.wait_for(|entry| entry.ended == Ended::Hung) => {}
    }
    for _ in 0..3 {
        bench.studio.set_away(true).await.unwrap();
        bench.studio.set_away(true).await.unwrap();
        for url in &before {
            let refused = TcpStream::connect(url.strip_prefix("http://").unwrap()).await;
            assert_eq!(refused.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        }
        bench.studio.set_away(false).await.unwrap();
        assert_eq!(urls(), before);
        assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
    }
    assert!(hanging.await.is_err(), "connections end with their port");
}

#[tokio::test]
async fn a_fault_stays_with_its_target() {
    let bench = Bench::new().await;
    bench.studio.set_fault(
        FaultPlan::new(Fault::ServiceUnavailable)
            .on(Api::Open)
            .method("PUT")
            .at("/v1/devices/{deviceId}/activate"),
    );
    assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200);
    assert_eq!(bench.open("PUT", "/v1/devices/31/activate", None).await.status, 503);
    assert_eq!(bench.open("PUT", "/v1/devices/31/activate", None).await.status, 503, "until it is cleared");
    bench.studio.clear_faults();
    assert_eq!(bench.open("PUT", "/v1/devices/31/activate", None).await.status, 200);
}

#[tokio::test]
async fn a_sale_whose_answer_was_lost_has_been_charged() {
    let bench = Bench::new().await;
    let transaction = "4671fde7-bb07-4fe5-aa0e-947d9ccb842f";
    let shown = bench.shown(Case::Fine);
    let hello = json!({"identification": shown, "transactionId": transaction});
    bench.device(SHAKES, "/open-api/device/vending/identification", &hello).await;
    bench.studio.set_fault(FaultPlan::new(Fault::Reset).at("/open-api/device/vending/sale").times(1));
    let sale = json!({"identification": shown, "transactionId": transaction, "productId": "1", "price": 2.5});
    let url = format!("{}/open-api/device/vending/sale", bench.studio.device_url());
    assert!(client().post(&url).bearer_auth(bench.token(SHAKES)).json(&sale).send().await.is_err());
    assert_eq!(bench.studio.credit(bench.id(Case::Fine)), Some(2250));
    let again =
        got(client().post(&url).bearer_auth(bench.token(SHAKES)).json(&sale).send().await.unwrap()).await;
    assert_eq!((again.status, bench.studio.credit(bench.id(Case::Fine))), (400, Some(2250)));
}

use reqwest::Method;
use sandbox::{Case, Sandbox};
use serde_json::{Value, json};
use tokio::net::TcpStream;

use crate::bench::{Bench, ENTRANCE, Got, SHAKES, client, got};

async fn control(bench: &Bench, method: Method, path: &str, body: Option<Value>) -> Got {
    let request = client().request(method, format!("{}/practice{path}", bench.studio.control_url()));
    let request = if let Some(body) = body { request.json(&body) } else { request };
    got(request.send().await.unwrap()).await
}

#[tokio::test]
async fn members_come_with_what_a_trainer_needs() {
    let bench = Bench::new().await;
    let members = control(&bench, Method::GET, "/members", None).await.json();
    let members = members.as_array().unwrap();
    let mut cases: Vec<&str> = members.iter().map(|member| member["case"].as_str().unwrap()).collect();
    cases.sort_unstable();
    cases.dedup();
    assert_eq!((cases.len(), members.len()), (26, 26), "every case is there once");
    let em = members.iter().find(|member| member["case"] == "fine_em4100").unwrap();
    assert_eq!(em["hex_msb"], "62e3086ced");
    let frame: Vec<u64> = em["frame"].as_array().unwrap().iter().filter_map(Value::as_u64).collect();
    assert_eq!(frame, b"\x0262E3086CED08\x03".map(u64::from));
    let sizes: Vec<usize> =
        members.iter().filter_map(|member| member["hex_msb"].as_str()).map(|hex| hex.len() / 2).collect();
    assert!([4, 5, 7, 8, 10].iter().all(|size| sizes.contains(size)));
}

#[tokio::test]
async fn a_fault_is_set_seen_and_cleared() {
    let bench = Bench::new().await;
    let plan = json!({"fault": {"kind": "service_unavailable"}, "target": {"api": "device"}});
    assert_eq!(control(&bench, Method::POST, "/fault", Some(plan)).await.status, 204);
    assert_eq!(
        control(&bench, Method::GET, "/fault", None).await.json()[0]["fault"]["kind"],
        "service_unavailable"
    );
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 503);
    assert_eq!(control(&bench, Method::DELETE, "/fault", None).await.status, 204);
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200);
    let odd = json!({"fault": {"kind": "meteorite"}});
    assert_eq!(control(&bench, Method::POST, "/fault", Some(odd)).await.status, 422);
}

#[tokio::test]
async fn tokens_and_scopes_can_be_taken_away() {
    let bench = Bench::new().await;
    bench.token(ENTRANCE);
    assert_eq!(control(&bench, Method::POST, "/devices/26/revoke", None).await.status, 204);
    let devices = control(&bench, Method::GET, "/devices", None).await.json();
    assert_eq!(devices[0]["token"], Value::Null);
    assert_eq!(control(&bench, Method::POST, "/devices/99/revoke", None).await.status, 404);
    let wish = json!({"scopes": ["DEVICE_READ"]});
    assert_eq!(control(&bench, Method::PUT, "/scopes", Some(wish)).await.status, 204);
    assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
    assert_eq!(bench.open("GET", "/v1/customers", None).await.status, 403);
}

#[tokio::test]
async fn the_journal_tells_what_happened_without_card_numbers() {
    let bench = Bench::new().await;
    bench.enter(ENTRANCE, Case::Fine, true).await;
    bench.open("GET", "/v1/customers/by?cardNumber=439041101", None).await;
    let journal = control(&bench, Method::GET, "/journal", None).await;
    assert!(!journal.body.contains("439041101"));
    let entries = journal.json();
    assert_eq!(entries[0]["summary"], "Jonas Petersen (1002) was checked in at device 26");
    assert_eq!(entries[0]["ended"], json!({"how": "answered", "status": 200}));
    assert_eq!(entries[1]["path"], "/v1/customers/by?cardNumber=…");
    assert_eq!(entries[1]["effect"]["what"], "looked_up");
    assert_eq!(
        control(&bench, Method::GET, "/journal?after=1", None).await.json().as_array().unwrap().len(),
        1
    );
    let request = bench.studio.journal().remove(1).request;
    assert_eq!(request.uri, "/v1/customers/by?cardNumber=439041101");
    assert_eq!(request.header("x-api-key"), Some(bench.studio.api_key().as_str()));
}

#[tokio::test]
async fn nobody_has_to_poll_the_journal() {
    let bench = Bench::new().await;
    let waiting = control(&bench, Method::GET, "/journal?after=0&wait_millis=20000", None);
    let (seen, _) = tokio::join!(waiting, bench.enter(ENTRANCE, Case::Fine, true));
    assert_eq!(seen.json().as_array().unwrap().len(), 1);
    let mut newest = bench.studio.subscribe();
    let (_, number) = tokio::join!(bench.enter(ENTRANCE, Case::Fine, true), async {
        *newest.wait_for(|n| *n == 2).await.unwrap()
    });
    assert_eq!(number, 2);
}

#[tokio::test]
async fn away_settings_clock_and_reset_work_from_another_process() {
    let bench = Bench::new().await;
    assert_eq!(control(&bench, Method::POST, "/away", Some(json!({"away": true}))).await.status, 204);
    let open = bench.studio.open_url();
    assert!(TcpStream::connect(open.strip_prefix("http://").unwrap()).await.is_err());
    assert_eq!(control(&bench, Method::POST, "/away", Some(json!({"away": false}))).await.status, 204);
    let mut settings = control(&bench, Method::GET, "/settings", None).await.json();
    settings["reader_modes"]["26"] = json!("entrance");
    settings["requests_per_minute"] = Value::Null;
    assert_eq!(control(&bench, Method::PUT, "/settings", Some(settings)).await.status, 204);
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 200);
    assert_eq!(bench.enter(ENTRANCE, Case::Fine, true).await.status, 400);
    let moved = control(&bench, Method::POST, "/clock", Some(json!({"advance_seconds": 90}))).await.json();
    assert_eq!(moved["now"], "2026-03-04T09:01:30Z");
    let overview = control(&bench, Method::GET, "", None).await.json();
    assert_eq!(overview["who_is_in"][0]["name"], "Jonas Petersen");
    assert_eq!(control(&bench, Method::POST, "/reset", None).await.status, 204);
    assert!(bench.names_in().is_empty() && bench.studio.journal().is_empty());
    assert_eq!(bench.studio.settings(), sandbox::Settings::default());
    assert_eq!(bench.studio.now(), crate::bench::morning());
}

#[tokio::test]
async fn prices_and_books_work_from_another_process() {
    let bench = Bench::new().await;
    let put = async |path: &str, body: Value| control(&bench, Method::PUT, path, Some(body)).await.status;
    assert_eq!(put("/shelves/1", json!({"cents": 290})).await, 204);
    assert_eq!(put("/shelves/4", json!({"cents": null})).await, 204);
    assert_eq!(put("/offers/300", json!({"cents": 350})).await, 204);
    for (path, body) in [
        ("/shelves/1", json!({"cents": -1})),
        ("/shelves/1", json!({"cents": 2.9})),
        ("/shelves/1", json!({"euros": 3})),
    ] {
        assert_eq!(put(path, body.clone()).await, 422, "{path} {body}");
    }
    assert_eq!(put("/offers/soon", json!({"cents": 1})).await, 400);
    let settings = control(&bench, Method::GET, "/settings", None).await.json();
    assert_eq!(settings["shelves"], json!({"1": 290, "2": 320, "3": 150}));
    assert_eq!(settings["offers"], json!({"300": 350, "600": 550, "900": 750}));
    assert_eq!(settings["wrong_price"], "refused");
    assert_eq!(control(&bench, Method::PUT, "/settings", Some(settings)).await.status, 204, "as it was told");

    let id = "4671fde7-bb07-4fe5-aa0e-947d9ccb842f";
    let who = bench.shown(Case::Fine);
    let hello = json!({"identification": who, "transactionId": id});
    bench.device(SHAKES, "/open-api/device/vending/identification", &hello).await;
    let locks = control(&bench, Method::GET, "/locks", None).await.json();
    assert_eq!(locks, json!([{"member": 1002, "transaction": id, "until": "2026-03-04T09:00:15Z"}]));
    let raise = json!({"identification": who, "transactionId": id, "amount": 5});
    bench.device(SHAKES, "/open-api/device/vending/revalue", &raise).await;
    let sale = json!({"identification": who, "transactionId": id, "productId": "1", "price": 2.9});
    bench.device(SHAKES, "/open-api/device/vending/sale", &sale).await;
    let charges = control(&bench, Method::GET, "/charges", None).await.json();
    let goods = json!({"kind": "product", "shelf": "1", "transaction": id});
    assert_eq!((&charges[0]["goods"], &charges[0]["cents"]), (&goods, &json!(290)));
    let top_ups = control(&bench, Method::GET, "/top-ups", None).await.json();
    assert_eq!((&top_ups[0]["transaction"], &top_ups[0]["cents"]), (&json!(id), &json!(500)));
    assert_eq!(control(&bench, Method::GET, "/locks", None).await.json(), json!([]));
}

#[tokio::test]
async fn dropping_the_studio_closes_its_ports() {
    let bench = Bench::new().await;
    let Bench { studio, .. } = bench;
    let urls = [studio.open_url(), studio.device_url(), studio.connect_url(), studio.control_url()];
    let connect = |url: String| async move { TcpStream::connect(url.strip_prefix("http://").unwrap()).await };
    for url in urls.clone() {
        assert!(connect(url).await.is_ok());
    }
    drop(studio);
    for url in urls {
        // The tasks that listen end at their next turn.
        while connect(url.clone()).await.is_ok() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let bench = Bench::new().await;
    let port = bench.studio.open_url().rsplit(':').next().unwrap().parse().unwrap();
    let options = sandbox::Options { device_port: port, ..sandbox::Options::default() };
    assert!(Sandbox::start(options).await.is_err());
}

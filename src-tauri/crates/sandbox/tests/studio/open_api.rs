use sandbox::{Case, Effect, Scope};
use serde_json::{Value, json};

use crate::bench::{ACCESS, Bench, ENTRANCE, client, got};

#[tokio::test]
async fn a_wrong_key_is_401_and_a_missing_scope_is_403() {
    let bench = Bench::new().await;
    let url = format!("{}/v1/devices", bench.studio.open_url());
    let none = got(client().get(&url).send().await.unwrap()).await;
    assert_eq!((none.status, none.code().as_str()), (401, "UNAUTHORIZED"));
    assert_eq!(client().get(&url).header("x-api-key", "x").send().await.unwrap().status(), 401);
    let table = [
        ("GET", "/v1/studios/information", Scope::StudioRead),
        ("GET", "/v1/devices", Scope::DeviceRead),
        ("PUT", "/v1/devices/26/activate", Scope::DeviceWrite),
        ("GET", "/v1/customers/by?barcode=NORDBAR7", Scope::CustomerRead),
        ("GET", "/v1/customers", Scope::CustomerRead),
        ("POST", "/v1/customers/search", Scope::CustomerRead),
        ("GET", "/v1/customers/1001/activities/checkins", Scope::CheckinRead),
        ("POST", "/v1/customers/1001/access-mediums", Scope::CustomerAccessMediumWrite),
        ("PUT", "/v1/customers/1001/access-medium", Scope::CustomerAccessMediumWrite),
        ("POST", "/v1/checkin-vouchers/redeem", Scope::CheckinVoucherWrite),
    ];
    for (method, path, scope) in table {
        bench.studio.set_scopes(Scope::ALL.into_iter().filter(|known| *known != scope));
        let got = bench.open(method, path, Some(json!({}))).await;
        assert_eq!((got.status, got.code().as_str()), (403, "FORBIDDEN"), "{path}");
        bench.studio.set_scopes([scope]);
        assert_ne!(bench.open(method, path, Some(json!({}))).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn head_checks_key_and_scope_and_nothing_else() {
    let bench = Bench::new().await;
    for path in ["/v1/studios/information", "/v1/devices", "/v1/customers/by", "/v1/customers"] {
        assert_eq!(bench.open("HEAD", path, None).await.status, 200, "{path}");
    }
    assert_eq!(bench.last().effect, Effect::None);
    bench.studio.set_scopes([]);
    assert_eq!(bench.open("HEAD", "/v1/devices", None).await.status, 403);
    let url = format!("{}/v1/devices", bench.studio.open_url());
    assert_eq!(client().head(url).send().await.unwrap().status(), 401);
}

#[tokio::test]
async fn the_studio_shows_itself_with_a_logo() {
    let bench = Bench::new().await;
    let studio = bench.open("GET", "/v1/studios/information", None).await.json();
    assert_eq!(studio["name"], "Studio Nordlicht");
    assert!(studio["studioId"].is_i64() && studio["accessCodeConfiguration"].is_object());
    let logo = client().get(studio["logoUrl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(logo.headers()["content-type"], "image/svg+xml");
    assert!(logo.text().await.unwrap().contains("Nordlicht"));
    assert!(!bench.studio.is_confirmed());
    assert_eq!(bench.open("POST", "/v1/studios/confirmActivation", None).await.status, 200);
    assert!(bench.studio.is_confirmed());
}

#[tokio::test]
async fn devices_are_listed_and_activated() {
    let bench = Bench::new().await;
    let list = bench.open("GET", "/v1/devices", None).await.json();
    let first = json!({"id": 26, "name": "Eingang", "active": false, "model": "GENERIC_CARD_READER"});
    assert_eq!((list.as_array().unwrap().len(), &list[0]), (5, &first));
    assert!(list[0].get("token").is_none());
    for (path, status) in [("26", 200), ("99", 404), ("x", 400)] {
        assert_eq!(
            bench.open("PUT", &format!("/v1/devices/{path}/activate"), None).await.status,
            status,
            "{path}"
        );
    }
    assert_eq!(bench.open("GET", "/v1/devices", None).await.json()[0]["active"], true);
    assert_eq!(bench.open("GET", "/v1/devices/26/activate", None).await.status, 405);
    assert_eq!(bench.open("GET", "/v1/nothing", None).await.status, 404);
}

#[tokio::test]
async fn a_member_is_found_by_each_of_its_marks() {
    let bench = Bench::new().await;
    let lena = bench.studio.card(Case::FineSevenBytes).unwrap();
    let found = bench.open("GET", "/v1/customers/by?customerNumber=1-10001", None).await.json();
    let uuid = found["uuid"].as_str().unwrap().to_owned();
    let table = [
        ("cardNumber=1173673668653440".to_owned(), 200),
        ("cardNumber=042B73321A3180&cardNumberFormat=HEX_MSB".to_owned(), 200),
        ("cardNumber=80311a32732b04&cardNumberFormat=HEX_LSB".to_owned(), 200),
        (format!("qrCodeUuid={uuid}"), 200),
        ("barcode=NORD1001".to_owned(), 200),
        ("cardNumber=7".to_owned(), 404),
        ("debtorId=7".to_owned(), 404),
        ("cardNumber=7&cardNumberFormat=OCTAL".to_owned(), 400),
        ("cardNumber=xyz".to_owned(), 400),
        ("qrCodeUuid=7".to_owned(), 400),
        (String::new(), 400),
    ];
    for (query, status) in table {
        let got = bench.open("GET", &format!("/v1/customers/by?{query}"), None).await;
        assert_eq!(got.status, status, "{query}");
        assert!(status != 200 || got.json()["id"] == lena.id, "{query}");
    }
    assert_eq!(found["cardNumbers"], json!(["1173673668653440"]));
    let hex = "/v1/customers/by?barcode=NORD1001&cardNumberFormat=HEX_LSB";
    assert_eq!(bench.open("GET", hex, None).await.json()["cardNumbers"], json!(["80311a32732b04"]));
}

#[tokio::test]
async fn what_makes_a_member_special_can_be_read() {
    let bench = Bench::new().await;
    let all = bench.open("POST", "/v1/customers/search", Some(json!({}))).await.json();
    let of = |case: Case| {
        let id = bench.id(case);
        all.as_array().unwrap().iter().find(|member| member["id"] == id).unwrap().clone()
    };
    assert_eq!(of(Case::Blocked)["accessRefusal"], true);
    assert_eq!(of(Case::Fine)["accessRefusal"], false);
    assert_eq!(of(Case::Paused)["idlePeriods"][0]["startDate"], "2026-02-22");
    assert_eq!(of(Case::Birthday)["dateOfBirth"], "1986-03-04");
    assert_eq!(of(Case::French)["preferredLanguage"]["languageCode"], "fr");
    assert_eq!(of(Case::Turkish)["lastName"], "Işık");
    assert!(of(Case::SingleName).get("lastName").is_none());
    assert_eq!(of(Case::Former)["status"], "FORMER_MEMBER");
    assert_eq!(of(Case::ProspectQr)["status"], "PROSPECT");
    let long = of(Case::LongName);
    assert!(long["firstName"].as_str().unwrap().chars().count() > 20);
    let picture = client().get(long["imageUrl"].as_str().unwrap()).send().await.unwrap();
    assert!(picture.text().await.unwrap().contains(">MM</text>"));
}

#[tokio::test]
async fn search_takes_beginnings_and_all_criteria_at_once() {
    let bench = Bench::new().await;
    let table = [
        (json!({"firstName": "lEn"}), 1),
        (json!({"firstName": "ena"}), 0),
        (json!({"firstName": "Lena", "lastName": "Bra"}), 1),
        (json!({"firstName": "Lena", "lastName": "Pet"}), 0),
        (json!({"email": "MEMBER1001@nordlicht.example"}), 1),
        (json!({"email": "member1001"}), 0),
        (json!({"dateOfBirth": "1991-05-14"}), 1),
    ];
    for (wish, count) in table {
        let found = bench.open("POST", "/v1/customers/search", Some(wish.clone())).await.json();
        assert_eq!(found.as_array().unwrap().len(), count, "{wish}");
    }
    assert_eq!(
        bench.open("POST", "/v1/customers/search", Some(json!({"dateOfBirth": "x"}))).await.status,
        400
    );
}

#[tokio::test]
async fn the_list_comes_in_slices_without_gap_or_repeat() {
    let bench = Bench::with(|options| options.crowd = 120).await;
    let (mut offset, mut seen, mut more) = (String::new(), Vec::new(), true);
    while more {
        let page =
            bench.open("GET", &format!("/v1/customers?sliceSize=50&offset={offset}"), None).await.json();
        let slice = page["result"].as_array().unwrap();
        assert!(slice.len() <= 50 && !slice.is_empty());
        seen.extend(slice.iter().map(|member| member["id"].as_i64().unwrap()));
        offset = page["offset"].as_str().unwrap().to_owned();
        more = page["hasNext"].as_bool().unwrap();
    }
    let members = bench.studio.members();
    let not_listed = [Case::Former, Case::ProspectQr];
    let expected: Vec<i64> =
        members.iter().filter(|card| !not_listed.contains(&card.case)).map(|card| card.id).collect();
    assert_eq!(seen, expected);
    let prospects = bench.open("GET", "/v1/customers?customerStatus=PROSPECT", None).await.json();
    assert_eq!(prospects["result"].as_array().unwrap().len(), 1);
    for bad in ["sliceSize=49", "sliceSize=501", "sliceSize=x", "customerStatus=FRIEND"] {
        assert_eq!(bench.open("GET", &format!("/v1/customers?{bad}"), None).await.status, 400, "{bad}");
    }
}

#[tokio::test]
async fn visits_are_told_with_their_time_zone_newest_first() {
    let bench = Bench::new().await;
    bench.enter(ENTRANCE, Case::FineSevenBytes, true).await;
    let path = "/v1/customers/1001/activities/checkins";
    let first = bench.open("GET", path, None).await.json();
    assert_eq!(first["result"][0]["checkInDateTime"], "2026-03-04T10:00:00+01:00");
    assert!(first["result"][0].get("checkOutDateTime").is_none());
    assert!(first["result"][1]["checkOutDateTime"].is_string());
    assert_eq!((first["result"].as_array().unwrap().len(), &first["hasNext"]), (10, &json!(true)));
    let offset = first["offset"].as_str().unwrap();
    let second = bench.open("GET", &format!("{path}?offset={offset}"), None).await.json();
    assert_eq!((second["result"].as_array().unwrap().len(), &second["hasNext"]), (5, &json!(false)));
    let day = bench.open("GET", &format!("{path}?fromDate=2026-03-04&toDate=2026-03-04"), None).await.json();
    assert_eq!(day["result"].as_array().unwrap().len(), 1);
    for bad in
        ["fromDate=2024-01-01&toDate=2026-01-01", "fromDate=2026-03-05&toDate=2026-03-04", "sliceSize=51"]
    {
        assert_eq!(bench.open("GET", &format!("{path}?{bad}"), None).await.status, 400, "{bad}");
    }
    assert_eq!(bench.open("GET", "/v1/customers/9/activities/checkins", None).await.status, 404);
}

#[tokio::test]
async fn a_new_card_opens_the_door_for_its_owner_only() {
    let bench = Bench::new().await;
    let calls = [
        ("PUT", "access-medium", "CARD_NUMBER", "987654321", "NUMBER"),
        ("POST", "access-mediums", "PIN", "777", "PIN"),
    ];
    for (method, path, kind, value, shown) in calls {
        let wish = json!({"type": kind, "value": value});
        let got = bench.open(method, &format!("/v1/customers/1002/{path}"), Some(wish.clone())).await;
        assert_eq!((got.status, &got.json()["value"]), (200, &json!(value)));
        assert!(got.json()["id"].is_i64());
        let body = json!({"identification": {"type": shown, "value": value}, "shouldExecuteAction": false});
        assert_eq!(bench.device(ENTRANCE, ACCESS, &body).await.status, 200);
        assert_eq!(bench.last().effect.member().unwrap().id, 1002);
        let taken = bench.open(method, &format!("/v1/customers/1003/{path}"), Some(wish)).await;
        assert_eq!((taken.status, taken.code().as_str()), (409, "ACCESS_MEDIUM_IN_USE"));
    }
    let bad =
        [json!({"type": "CARD_NUMBER", "value": "xyz"}), json!({"type": "TOOTH", "value": "1"}), json!({})];
    for wish in bad {
        assert_eq!(bench.open("POST", "/v1/customers/1002/access-mediums", Some(wish)).await.status, 400);
    }
    let nobody = json!({"type": "PIN", "value": "1"});
    assert_eq!(bench.open("POST", "/v1/customers/9/access-mediums", Some(nobody)).await.status, 404);
}

#[tokio::test]
async fn a_voucher_is_good_once_and_its_code_opens_the_door() {
    let bench = Bench::new().await;
    let wish = |code: &str| {
        Some(
            json!({"voucherCode": code, "firstname": "Ada", "lastname": "Probst", "email": "ada@nordlicht.example"}),
        )
    };
    let path = "/v1/checkin-vouchers/redeem";
    let got = bench.open("POST", path, wish("CHVB1-NORD-0001")).await.json();
    let door: Value = got["studioAccessCode"].clone();
    let body = json!({"identification": {"type": "QR_CODE", "value": door}});
    assert_eq!(bench.device(ENTRANCE, ACCESS, &body).await.status, 200);
    assert_eq!(bench.names_in(), ["Ada Probst"]);
    assert_eq!(bench.open("POST", path, wish("CHVB1-NORD-0001")).await.status, 400);
    assert_eq!(bench.open("POST", path, wish("CHVB1-NOPE-0001")).await.status, 404);
    assert_eq!(bench.open("POST", path, Some(json!({"voucherCode": "CHVB1-NORD-0002"}))).await.status, 400);
}

#[tokio::test]
async fn each_endpoint_has_its_own_limit_for_the_minute() {
    let bench = Bench::with(|options| options.settings.requests_per_minute = Some(3)).await;
    bench.pass(20);
    for _ in 0..3 {
        assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
    }
    let over = bench.open_raw("GET", "/v1/devices", None).await;
    assert_eq!((over.status().as_u16(), &over.headers()["retry-after"]), (429, &"40".parse().unwrap()));
    assert_eq!(got(over).await.code(), "RATE_LIMIT_EXCEEDED");
    assert_eq!(bench.open("GET", "/v1/customers", None).await.status, 200);
    bench.pass(40);
    assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
    bench.studio.configure(|settings| settings.requests_per_minute = None);
    for _ in 0..5 {
        assert_eq!(bench.open("GET", "/v1/devices", None).await.status, 200);
    }
}

#[tokio::test]
async fn the_public_list_has_the_one_studio() {
    let bench = Bench::new().await;
    let list =
        |query: &str| client().get(format!("{}/connect/v2/studio{query}", bench.studio.connect_url())).send();
    let studios = got(list("").await.unwrap()).await.json();
    assert_eq!((&studios[0]["studioName"], studios[0]["id"].is_i64()), (&json!("Studio Nordlicht"), true));
    for (query, count) in
        [("?addressSearchQuery=kie", 1), ("?addressSearchQuery=Bonn", 0), ("?studioTags=x", 0)]
    {
        let found = got(list(query).await.unwrap()).await.json();
        assert_eq!(found.as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn the_largest_slices_end_with_the_last_member() {
    let regulars = Bench::new().await.studio.members().len() - 2;
    for (listed, lengths) in [(999, vec![500, 499]), (1000, vec![500, 500]), (1001, vec![500, 500, 1])] {
        let bench = Bench::with(|options| options.crowd = listed - regulars).await;
        let (mut offset, mut seen, mut more) = (String::new(), Vec::new(), true);
        while more {
            let path = format!("/v1/customers?sliceSize=500&offset={offset}");
            let page = bench.open("GET", &path, None).await.json();
            seen.push(page["result"].as_array().unwrap().len());
            offset = page["offset"].as_str().unwrap().to_owned();
            more = page["hasNext"].as_bool().unwrap();
        }
        assert_eq!(seen, lengths);
    }
}

/// Whoever decides at the door without the vendor has nothing but the record.
#[tokio::test]
async fn the_list_says_who_may_not_come_in() {
    let bench = Bench::new().await;
    let page = bench.open("GET", "/v1/customers", None).await.json();
    let of = |case: Case| {
        let id = bench.id(case);
        page["result"].as_array().unwrap().iter().find(|member| member["id"] == id).cloned()
    };
    for (case, refused, restrictions, pauses) in [
        (Case::Fine, false, 0, 0),
        (Case::Blocked, true, 1, 0),
        (Case::Unpaid, true, 0, 0),
        (Case::Paused, false, 0, 1),
        // The record has no place for these two.
        (Case::NotStarted, false, 0, 0),
        (Case::OutsideHours, false, 0, 0),
    ] {
        let member = of(case).unwrap();
        let count = |list: &str| member[list].as_array().unwrap().len();
        assert_eq!((&member["status"], &member["accessRefusal"]), (&json!("MEMBER"), &json!(refused)));
        assert_eq!((count("accessRestrictions"), count("idlePeriods")), (restrictions, pauses), "{case:?}");
    }
    let pause = &of(Case::Paused).unwrap()["idlePeriods"][0];
    assert_eq!((&pause["startDate"], &pause["endDate"]), (&json!("2026-02-22"), &json!("2026-03-24")));
    assert_eq!((of(Case::ProspectQr), of(Case::Former)), (None, None));
}

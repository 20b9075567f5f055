//! Pictures: a place, the bytes, and the member whose picture they become.

use reqwest::StatusCode;
use sandbox::Effect;
use serde_json::{Value, json};

use crate::bench::{Bench, got};
use crate::form::{BASIC, simple, with};

const JPEG: &[u8] = &[0xff, 0xd8, 0xff, 0xe0, 0, 16, b'J', b'F', b'I', b'F', 0];

async fn place(bench: &Bench) -> (String, String) {
    let told = bench.ask("/connect/v1/prospectimage/uploadurl").await;
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    (text("objectKey"), text("uploadUrl"))
}

async fn put(bench: &Bench, url: &str, bytes: &[u8]) -> StatusCode {
    bench.client.put(url).body(bytes.to_vec()).send().await.unwrap().status()
}

fn pictured(key: &str) -> Value {
    with(simple(BASIC), "/customer/imageObjectKey", json!(key))
}

#[tokio::test]
async fn a_picture_becomes_the_members() {
    let bench = Bench::new().await;
    let (key, url) = place(&bench).await;
    assert!(url.starts_with(&bench.studio.connect_url()));
    assert_eq!(put(&bench, &url, JPEG).await, 200);
    assert_eq!(bench.last().effect, Effect::PictureStored { key: key.clone(), bytes: JPEG.len() });
    let signed = bench.sign(&pictured(&key)).await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    let member = signed.json()[" customer id"].as_i64().unwrap();
    let [picture] = &bench.studio.pictures()[..] else { panic!("one picture") };
    assert_eq!(
        (picture.member, picture.content_type, &picture.bytes[..]),
        (Some(member), Some("image/jpeg"), JPEG)
    );
    let found = bench.open("POST", "/v1/customers/search", Some(json!({"firstName": "María"}))).await.json();
    let shown = bench.client.get(found[0]["imageUrl"].as_str().unwrap()).send().await.unwrap();
    assert_eq!(shown.headers()["content-type"], "image/jpeg");
    assert_eq!(shown.bytes().await.unwrap(), JPEG);
    let again = bench.sign(&with(pictured(&key), "/customer/firstname", json!("Zoë"))).await;
    assert_eq!(again.status, 500, "it is somebody's already");
}

#[tokio::test]
async fn without_its_bytes_the_contract_fails_as_published() {
    let bench = Bench::new().await;
    let (key, url) = place(&bench).await;
    let failed = |what: &'static str| {
        let (bench, key) = (&bench, &key);
        async move {
            let got = bench.sign(&pictured(key)).await;
            assert_eq!((got.status, got.category().as_str()), (500, "VALIDATION_FAILED"), "{what}");
            assert_eq!(got.json()["message"], "Invalid image format", "{what}");
        }
    };
    failed("nothing was uploaded").await;
    for wrong in [&b"/9j/4AAQSkZJRg=="[..], b"{\"image\": \"\"}", b""] {
        assert_eq!(put(&bench, &url, wrong).await, 400);
    }
    failed("no picture was uploaded").await;
    assert!(bench.studio.contracts().is_empty());
    let elsewhere = url.replace("prospect-", "prospect-0");
    assert_eq!(put(&bench, &elsewhere, JPEG).await, 404);
    let posted = bench.client.post(&url).body(JPEG).send().await.unwrap();
    assert_eq!(got(posted).await.status, 405);
    assert_eq!(
        put(&bench, &url, &[JPEG, &vec![0; 3 << 20]].concat()).await,
        200,
        "three megabytes are taken"
    );
    assert_eq!(bench.sign(&pictured(&key)).await.status, 200);
}

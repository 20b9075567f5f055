use std::io;
use std::sync::{Arc, Mutex};

use domain::{CardFormat, Currency, DeviceId, Identification, Language, Money};
use jiff::Timestamp;
use magicline::{ApiKey, DeviceApi, Endpoint, OpenApi, outcome};
use secrecy::SecretString;
use tracing_subscriber::fmt::MakeWriter;

use crate::server::{Act, HTML, JSON, Server, answer, impatient, promise};

const TOKEN: &str = "leak-token";
const KEY: &str = "leak-key";
const CARD: &str = "leak-card";
const WORDS: &str = "leak-words";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Everything that any call says when the server behaves as `act`, in `Debug` and `Display`.
async fn everything(endpoint: Endpoint) -> String {
    let http = impatient();
    let device = DeviceApi::new(&http, endpoint.clone(), SecretString::from(TOKEN));
    let key = ApiKey::parse(KEY).unwrap();
    let open = OpenApi::new(&http, endpoint.clone(), key.clone());
    let card = Identification::Number { value: CARD.to_owned(), format: CardFormat::Decimal };
    let mut said = format!("{http:?} {device:?} {key:?} {open:?} {endpoint:?}");
    let mut say = |result: Result<String, magicline::Error>| {
        let result = result.map_err(|error| {
            said.push_str(&format!("{error} {error:?} {:?} {:?}\n", error.retry(), error.status()));
            error
        });
        said.push_str(&format!("{result:?} {:?}\n", outcome(result.clone())));
    };
    say(device.identify(&card, true, Language::DE).await.map(|done| format!("{done:?}")));
    let id = uuid::Uuid::from_u128(0x4671);
    let price = Money::new(250, Currency::EUR);
    say(device
        .vending_identify(&card, id, Currency::EUR, Language::DE)
        .await
        .map(|member| format!("{member:?}")));
    say(device.check_sale(&card, id, "1", price, Language::DE).await.map(|check| format!("{check:?}")));
    say(device.charge_sale(&card, id, "1", price, Language::DE).await.map(|done| format!("{done:?}")));
    say(device.revalue(&card, id, price, Language::DE).await.map(|done| format!("{done:?}")));
    say(device.time_prices(Language::DE).await.map(|intervals| format!("{intervals:?}")));
    say(device.time_identify(&card, Language::DE).await.map(|permit| format!("{permit:?}")));
    say(device.check_usage(&card, 300, Language::DE).await.map(|check| format!("{check:?}")));
    say(device.charge_usage(&card, 300, Language::DE).await.map(|done| format!("{done:?}")));
    say(open.check_key(Timestamp::UNIX_EPOCH).await.map(|check| format!("{check:?}")));
    say(open.member_by(&card).await.map(|member| format!("{member:?}")));
    say(open.activate(DeviceId(1)).await.map(|token| format!("{token:?}")));
    say(open.confirm_activation().await.map(|done| format!("{done:?}")));
    say(open.may_look_members_up().await.map(|may| format!("{may:?}")));
    say(open.logo(&format!("{endpoint}/{CARD}?{CARD}")).await.map(|logo| format!("{logo:?}")));
    said
}

#[tokio::test]
async fn nothing_that_is_said_or_logged_gives_anything_away() {
    let log = Log::default();
    // For the whole process: a subscriber of this thread alone misses call sites that another
    // thread came by first.
    tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .init();

    let words = format!(r#"{{"errorMessage":"{WORDS}","errorCode":"E.1","traceId":"t-77"}}"#);
    let member = format!(r#"{{"id":1,"firstName":"{WORDS}","accessToken":"{TOKEN}"}}"#);
    let mut acts = vec![
        Act::Hang,
        Act::AnswerAndClose(vec![]),
        Act::AnswerAndReset(promise(200, JSON, 99, &member)),
        Act::Answer(answer(200, JSON, &member)),
        Act::Answer(answer(200, JSON, format!(r#"{{"authorized":false,"text":"{WORDS}"}}"#))),
        Act::Answer(answer(200, HTML, format!("<html>{WORDS}"))),
        Act::Answer(answer(200, JSON, WORDS)),
        Act::Answer(answer(302, &format!("location: http://127.0.0.1:1/{WORDS}\r\n"), "")),
    ];
    for status in [400, 401, 403, 404, 408, 409, 429, 500, 503, 511] {
        acts.push(Act::Answer(answer(status, JSON, &words)));
        acts.push(Act::Answer(answer(status, HTML, format!("<html>{WORDS}"))));
    }
    let mut said = String::new();
    for act in acts {
        let mut server = Server::start([act]).await;
        said.push_str(&everything(server.endpoint()).await);
        assert!(server.seen().iter().any(|seen| seen.text.contains(CARD)), "the card was sent at all");
    }
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in ["http", "https"] {
        said.push_str(&everything(Endpoint::parse(&format!("{scheme}://{closed}")).unwrap()).await);
    }

    let log = log.text();
    for (what, text) in [("said", &said), ("logged", &log)] {
        for secret in [TOKEN, KEY, CARD, WORDS, "leak-"] {
            let line = text.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret} was {what}");
        }
    }
    for part in ["api=\"device\"", "operation=\"identify\"", "status=403", "elapsed_ms=", "code=\"E.1\""] {
        assert!(log.contains(part), "{part} is missing in the log");
    }
    assert!(log.contains("trace_id=\"t-77\""), "the trace number is missing in the log");
}

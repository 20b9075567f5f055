use std::net::TcpListener as Listener;
use std::process::Command;
use std::sync::Arc;

use domain::{Language, NotDone, Outcome};
use magicline::{DeviceApi, Endpoint, Error, Http, outcome};
use secrecy::SecretString;
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::identify::card;
use crate::server::{Act, Server, TOKEN, answer, http, impatient};

async fn tap(http: &Http, address: &str) -> Result<(), Error> {
    let endpoint = Endpoint::parse(address).unwrap();
    DeviceApi::new(http, endpoint, SecretString::from(TOKEN)).identify(&card(), true, Language::DE).await
}

#[tokio::test]
async fn a_refused_connection_sent_nothing() {
    let free = Listener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let result = tap(&http(), &format!("http://{free}")).await;
    assert_eq!(result, Err(Error::NoConnection));
    assert_eq!(outcome(result), Outcome::NotDone(NotDone::NoConnection));
}

#[tokio::test]
async fn an_unknown_host_sent_nothing() {
    // Longer than a name can be, so that it fails without asking a name server.
    let nowhere = format!("https://{}.invalid", "a".repeat(64));
    assert_eq!(tap(&http(), &nowhere).await, Err(Error::NoConnection));
}

#[tokio::test]
async fn running_out_of_time_while_connecting_sent_nothing() {
    // Takes the connection and never says a word, so that TLS cannot begin.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = silent.local_addr().unwrap();
    assert_eq!(tap(&impatient(), &format!("https://{address}")).await, Err(Error::NoConnection));
    drop(silent);
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_was_sent_nothing() {
    let plain = Server::answering(answer(400, "", "")).await;
    assert_eq!(tap(&impatient(), &format!("https://{}", plain.address)).await, Err(Error::NoConnection));
}

#[tokio::test]
async fn a_certificate_nobody_vouches_for() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let http = http();
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut sent = Vec::new();
        if let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await {
            let _ = stream.read_to_end(&mut sent).await;
        }
        sent
    });
    let result = tap(&http, &format!("https://localhost:{port}")).await;
    assert_eq!(result, Err(Error::CertificateWrong));
    assert_eq!(outcome(result), Outcome::NotDone(NotDone::CertificateWrong));
    assert!(server.await.unwrap().is_empty(), "something was sent before the certificate was checked");
}

#[tokio::test]
async fn taps_share_a_connection() {
    let mut server = Server::answering(answer(200, "", "")).await;
    let device = server.device();
    for _ in 0..3 {
        device.identify(&card(), true, Language::DE).await.unwrap();
    }
    assert_eq!(server.seen().iter().map(|seen| seen.connection).collect::<Vec<_>>(), [0, 0, 0]);
}

#[tokio::test]
async fn a_kept_connection_that_was_closed_costs_nothing() {
    let mut server = Server::start([Act::AnswerAndClose(answer(200, "connection: close\r\n", ""))]).await;
    let device = server.device();
    for _ in 0..3 {
        device.identify(&card(), true, Language::DE).await.unwrap();
    }
    assert_eq!(server.seen().iter().map(|seen| seen.connection).collect::<Vec<_>>(), [0, 1, 2]);
}

#[tokio::test]
async fn what_reached_the_server_on_a_kept_connection_is_never_sent_again() {
    for end in [Act::AnswerAndClose(vec![]), Act::AnswerAndReset(vec![])] {
        let ok = || Act::Answer(answer(200, "", ""));
        let mut server = Server::start([ok(), end, ok()]).await;
        let device = server.device();
        assert_eq!(device.identify(&card(), true, Language::DE).await, Ok(()));
        assert_eq!(device.identify(&card(), true, Language::DE).await, Err(Error::AnswerLost));
        assert_eq!(server.seen().iter().map(|seen| seen.connection).collect::<Vec<_>>(), [0, 0]);
        assert_eq!(device.identify(&card(), true, Language::DE).await, Ok(()));
        assert_eq!(server.only().connection, 1);
    }
}

#[tokio::test]
async fn no_proxy_is_asked_about_this_computer() {
    const INSIDE: &str = "PORTICO_TEST_BEHIND_A_PROXY";
    if std::env::var_os(INSIDE).is_some() {
        let server = Server::answering(answer(200, "", "")).await;
        assert_eq!(tap(&http(), server.endpoint().as_str()).await, Ok(()));
        return;
    }
    // The environment of a process is read once and cannot safely be changed from within.
    let dead = format!("http://{}", Listener::bind("127.0.0.1:0").unwrap().local_addr().unwrap());
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "transport::no_proxy_is_asked_about_this_computer"])
        .envs([(INSIDE, "1"), ("http_proxy", &dead), ("HTTP_PROXY", &dead), ("ALL_PROXY", &dead)])
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

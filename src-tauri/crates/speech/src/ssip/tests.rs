use std::os::unix::net::UnixListener;
use std::sync::mpsc::Sender;

use domain::Redacted;

use super::*;
use crate::Level;

/// A service that answers as Speech Dispatcher 0.11 does and tells the test what it was sent.
fn service(listener: UnixListener, told: Sender<String>) {
    let (stream, _) = listener.accept().unwrap();
    let mut answering = stream.try_clone().unwrap();
    let mut say = move |text: &str| answering.write_all(text.as_bytes()).unwrap();
    let (mut speaking, mut number) = (false, 0);
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        told.send(line.clone()).unwrap();
        match (speaking, line.as_str()) {
            (true, ".") => {
                speaking = false;
                number += 1;
                say(&format!(
                    "225-{number}\r\n225 OK MESSAGE QUEUED\r\n702-{number}\r\n702-1\r\n702 END\r\n"
                ));
            }
            (true, _) => {}
            (false, "SPEAK") => {
                speaking = true;
                say("230 OK RECEIVING DATA\r\n");
            }
            (false, "LIST SYNTHESIS_VOICES") => {
                say("249-Anna\tde\tnone\r\n249-Bob\ten-GB\tnone\r\n249 OK VOICE LIST SENT\r\n")
            }
            (false, "SET SELF LANGUAGE tlh") => say("409 ERR UNKNOWN\r\n"),
            (false, "QUIT") => return,
            (false, _) => say("200 OK\r\n"),
        }
    }
}

fn connected() -> (Dispatcher, Receiver<String>, Receiver<u32>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let socket = folder.path().join("speechd.sock");
    let listener = UnixListener::bind(&socket).unwrap();
    let (told, sent) = mpsc::channel();
    thread::spawn(move || service(listener, told));
    let (over, ended) = mpsc::channel();
    let over = Mutex::new(over);
    let dispatcher = on(
        &socket,
        Box::new(move |number| {
            let _ = over.lock().unwrap().send(number);
        }),
    )
    .unwrap();
    (dispatcher, sent, ended, folder)
}

fn utterance(number: u32, text: &str, language: &str, volume: u8) -> Utterance {
    Utterance {
        number,
        text: Redacted::new(text.into()),
        language: language.into(),
        rate: Level::NORMAL,
        volume: Level::new(volume),
    }
}

#[test]
fn sentences_are_sent_in_their_language_and_their_ends_are_told() {
    let (mut dispatcher, sent, ended, _folder) = connected();
    dispatcher.say(&utterance(71, "Hallo", "de", 5)).unwrap();
    dispatcher.say(&utterance(72, ".\r\nQUIT", "de", 5)).unwrap();
    dispatcher.say(&utterance(73, "Hello", "en-GB", 99)).unwrap();
    dispatcher.stop().unwrap();
    assert_eq!(ended.iter().take(3).collect::<Vec<_>>(), [71, 72, 73]);
    drop(dispatcher);
    let sent: Vec<_> = sent.iter().skip(5).collect();
    assert_eq!(
        sent,
        [
            "SET SELF LANGUAGE de",
            "SET SELF RATE 0",
            "SET SELF VOLUME 0",
            "SPEAK",
            "Hallo",
            ".",
            "SPEAK",
            ".. QUIT",
            ".",
            "SET SELF LANGUAGE en-GB",
            "SET SELF RATE 0",
            "SET SELF VOLUME 100",
            "SPEAK",
            "Hello",
            ".",
            "CANCEL SELF",
        ]
    );
}

#[test]
fn a_language_without_a_voice_is_said_all_the_same() {
    let (mut dispatcher, _sent, ended, _folder) = connected();
    dispatcher.say(&utterance(1, "nuqneH", "tlh", 5)).unwrap();
    assert_eq!(ended.recv_timeout(PATIENCE).unwrap(), 1);
}

#[test]
fn a_service_that_has_gone_is_an_error_and_no_wait() {
    let (mut dispatcher, _sent, _ended, _folder) = connected();
    dispatcher.stream.write_all(b"QUIT\r\n").unwrap();
    let gone = (0..).find(|number| dispatcher.say(&utterance(*number, "?", "de", 5)).is_err());
    assert!(gone.is_some_and(|after| after < 3));
}

#[test]
fn voices_are_told_by_their_languages() {
    let (mut dispatcher, _sent, _ended, _folder) = connected();
    assert_eq!(dispatcher.voices().unwrap(), ["de", "en-GB"]);
}

#[test]
fn the_socket_is_looked_for_where_the_library_looks() {
    let with = |set: &'static [(&str, &str)]| {
        socket(|name| set.iter().find(|(known, _)| *known == name).map(|(_, value)| PathBuf::from(value)))
    };
    for (set, found) in [
        (
            &[("XDG_RUNTIME_DIR", "/run/user/7"), ("HOME", "/h")][..],
            "/run/user/7/speech-dispatcher/speechd.sock",
        ),
        (&[("HOME", "/h")], "/h/.cache/speech-dispatcher/speechd.sock"),
        (&[("SPEECHD_ADDRESS", "unix_socket:/x.sock"), ("HOME", "/h")], "/x.sock"),
    ] {
        assert_eq!(with(set), Some(PathBuf::from(found)));
    }
    assert_eq!(with(&[("SPEECHD_ADDRESS", "inet_socket:127.0.0.1:6560")]), None);
    assert_eq!(with(&[]), None);
}

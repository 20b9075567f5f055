//! What is written down, in a real store.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use domain::{Currency, OfferId, StudioId};
use jiff::{SignedDuration, Timestamp};
use magicline::{Endpoint, Http, Limits};
use outbox::{Rules, StoreKey};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;
use wire::{RefusedReason, SignUpPart};

use super::drafts::Drafts;
use super::*;
use crate::sign_up::{Mend, Refusal, Row, SignUpId, Submission, Submitted};
use crate::transport::SignUpBody;
use crate::{Clock, Message, faulty};

/// Nothing on a disk takes longer.
const PATIENCE: Duration = Duration::from_secs(10);

struct Desk {
    _folder: TempDir,
    outbox: Outbox,
    entries: Given,
    messages: mpsc::Receiver<Message>,
    seconds: Arc<AtomicI64>,
    writer: JoinSet<()>,
}

impl Desk {
    async fn open() -> Self {
        let desk = Self::closed();
        desk.outbox.open(StoreKey::generate().unwrap(), Timestamp::UNIX_EPOCH).await.unwrap();
        desk
    }

    /// Its store is open and has a fault.
    async fn faulty(fault: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outbox = faulty::open(folder.path(), fault).await;
        Self::with(outbox, folder)
    }

    /// Its store is.
    fn closed() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let outbox =
            Outbox::new(folder.path(), Rules { replay_for: Duration::from_secs(60), ..Rules::default() });
        Self::with(outbox, folder)
    }

    fn with(outbox: Outbox, folder: TempDir) -> Self {
        let seconds = Arc::new(AtomicI64::new(1_000_000));
        let told = Arc::clone(&seconds);
        let clock = Clock::new(move || Timestamp::from_second(told.load(Ordering::Relaxed)).unwrap());
        let (sender, messages) = mpsc::channel(64);
        let http = Http::new(Limits { connect: PATIENCE, total: PATIENCE }).unwrap();
        let clerk = Arc::new(Clerk {
            connect: ConnectApi::new(&http, Endpoint::parse("http://127.0.0.1:9").unwrap()),
            open: None,
            studio: Some(StudioId(1)),
            clock,
            answers: Answers::new(outbox.clone(), Language::DE, PATIENCE),
            messages: sender,
        });
        let (entries, written) = entries();
        let kept_for = Duration::from_hours(7 * 24);
        let drafts = Arc::new(Drafts { clerk, outbox: outbox.clone(), kept_for });
        let mut writer = JoinSet::new();
        writer.spawn(drafts.write_down(written));
        Self { _folder: folder, outbox, entries, messages, seconds, writer }
    }

    fn enter(&self, entry: DraftEntry) {
        assert!(self.entries.give(entry).is_ok(), "there is room");
    }

    /// The next message that is meant.
    async fn next<T>(&mut self, pick: impl Fn(SignUpMessage) -> Option<T>) -> T {
        let found = timeout(PATIENCE, async {
            loop {
                if let Some(Message::SignUp(message)) = self.messages.recv().await
                    && let Some(found) = pick(message)
                {
                    return found;
                }
            }
        });
        found.await.expect("a message")
    }

    /// How a code was taken.
    async fn resume(&mut self, code: &str) -> Code {
        self.enter(DraftEntry::Resume(SignUpId(1), Redacted::new(code.to_owned())));
        self.next(|message| {
            if let SignUpMessage::Opened(Some(SignUpId(1)), draft, _) = message {
                return Some(Code::Opens(draft.key.as_u128()));
            }
            let input = input(message)?;
            if let Input::CodeMustWait(until) = input {
                return Some(Code::MustWait(until));
            }
            if matches!(input, Input::CodeNotLookedUp) {
                return Some(Code::NotLookedUp);
            }
            matches!(input, Input::NoSuchCode).then_some(Code::Unknown)
        })
        .await
    }

    fn pass(&self, time: SignedDuration) {
        self.seconds.fetch_add(time.as_secs(), Ordering::Relaxed);
    }
}

#[derive(Debug, PartialEq)]
enum Code {
    Opens(u128),
    Unknown,
    MustWait(Timestamp),
    NotLookedUp,
}

pub(super) fn row(key: u128, body: &str) -> Box<Row> {
    Box::new(Row {
        key: Uuid::from_u128(key),
        begun: Timestamp::UNIX_EPOCH,
        name: Some(Redacted::new("Zoë".into())),
        step: "contract".into(),
        for_team: false,
        body: Redacted::new(body.into()),
        picture: None,
    })
}

/// What was told the sign-up.
fn input(message: SignUpMessage) -> Option<Input> {
    if let SignUpMessage::Told(SignUpId(1), input) = message { Some(*input) } else { None }
}

fn code(message: SignUpMessage) -> Option<String> {
    if let Input::Coded(code) = input(message)? {
        return Some(code.expect("a code").into_exposed());
    }
    None
}

fn listed(message: SignUpMessage, count: usize) -> Option<()> {
    if let SignUpMessage::Drafts(drafts) = message { (drafts.len() == count).then_some(()) } else { None }
}

#[tokio::test]
async fn a_draft_is_found_by_its_code_and_guesses_cost_waits() {
    let mut desk = Desk::open().await;
    desk.enter(DraftEntry::Park(SignUpId(1), row(7, "{}")));
    let code = desk.next(code).await;
    assert_eq!(desk.resume("no code").await, Code::Unknown);
    for _ in 0..4 {
        assert_eq!(desk.resume("999999").await, Code::Unknown);
    }
    // Neither the right one nor what is none is looked at before the wait is over, and neither is called wrong.
    for typed in [&*code, "no code"] {
        let Code::MustWait(until) = desk.resume(typed).await else { panic!("{typed}: it has to wait") };
        assert_eq!(until.as_second() - desk.seconds.load(Ordering::Relaxed), 5);
    }
    desk.pass(SignedDuration::from_secs(6));
    assert_eq!(desk.resume(&code.to_lowercase()).await, Code::Opens(7));
    for _ in 0..3 {
        assert_eq!(desk.resume("999999").await, Code::Unknown);
    }
    assert_eq!(desk.resume(&code).await, Code::Opens(7), "three are free again");
}

#[tokio::test]
async fn a_code_that_cannot_be_looked_up_is_no_wrong_one() {
    let mut desk = Desk::closed();
    for _ in 0..9 {
        assert_eq!(desk.resume("999999").await, Code::NotLookedUp);
    }
    desk.outbox.open(StoreKey::generate().unwrap(), Timestamp::UNIX_EPOCH).await.unwrap();
    desk.enter(DraftEntry::Park(SignUpId(1), row(7, "{}")));
    let code = desk.next(code).await;
    assert_eq!(desk.resume(&code).await, Code::Opens(7), "it waits for nothing");
}

#[tokio::test]
async fn a_guess_that_cannot_be_counted_is_not_looked_at() {
    for fault in [faulty::TRIES_UNREADABLE, faulty::SETTINGS_UNWRITABLE] {
        let mut desk = Desk::faulty(fault).await;
        desk.enter(DraftEntry::Park(SignUpId(1), row(7, "{}")));
        let code = desk.next(code).await;
        for typed in ["999999", &code, "999999"] {
            assert_eq!(desk.resume(typed).await, Code::NotLookedUp, "{fault}");
        }
    }
}

#[tokio::test]
async fn whoever_signs_is_told_what_is_certain_where_the_store_cannot_say_how_it_stands() {
    for (fault, certain) in
        [(faulty::LANES_UNREADABLE, Sent::Waiting), (faulty::ITEMS_UNREADABLE, Sent::Unknown)]
    {
        let mut desk = Desk::faulty(fault).await;
        desk.enter(DraftEntry::Submit(SignUpId(1), row(7, "{}"), lead(None)));
        let sent = |message| if let Input::Sent(sent) = input(message)? { Some(sent) } else { None };
        assert_eq!(format!("{:?}", desk.next(sent).await), format!("{certain:?}"), "{fault}");
    }
}

#[tokio::test]
async fn of_many_changes_the_newest_is_on_the_disk() {
    let mut desk = Desk::open().await;
    for change in 0..50 {
        desk.enter(DraftEntry::Keep(SignUpId(1), row(7, &format!("{{\"change\":{change}}}"))));
    }
    desk.enter(DraftEntry::Keep(SignUpId(2), row(8, "{}")));
    desk.next(|message| listed(message, 2)).await;
    let draft = desk.outbox.open_draft(Uuid::from_u128(7)).await.unwrap().unwrap();
    assert_eq!(draft.body.expose(), "{\"change\":49}");
}

pub(super) fn lead(picture: Option<&[u8]>) -> Box<Submission> {
    let person = magicline::connect::Person::default();
    let contact = magicline::connect::Contact::default();
    Box::new(Submission {
        what: Submitted::Lead(Box::new(magicline::connect::LeadRequest {
            studio: StudioId(1),
            prospect: magicline::connect::Prospect {
                person: Redacted::new(person),
                birth: Redacted::new(None),
                address: Redacted::new(None),
                contact: Redacted::new(contact),
                preferences: Vec::new(),
            },
            notes: Redacted::new(None),
            campaign: None,
            locale: None,
        })),
        signed: Vec::new(),
        picture: picture.map(|jpeg| outbox::Picture::new(jpeg.to_vec())),
        draft: Redacted::new("{\"aim\":\"lead\"}".to_owned()),
        at: Timestamp::UNIX_EPOCH,
        language: Language::DE,
        currency: Currency::EUR,
    })
}

async fn waiting(desk: &Desk) -> Vec<outbox::Kind> {
    let jobs = desk.outbox.exchange(Vec::new(), 8, Timestamp::from_second(1_000_000).unwrap()).await.unwrap();
    jobs.into_iter().map(|job| job.kind).collect()
}

#[tokio::test]
async fn what_is_sent_is_a_draft_no_more_and_sent_once() {
    let mut desk = Desk::open().await;
    desk.enter(DraftEntry::Keep(SignUpId(1), row(7, "{}")));
    desk.enter(DraftEntry::Submit(SignUpId(1), row(7, "{}"), lead(None)));
    // A late change of what was sent, and a second press.
    desk.enter(DraftEntry::Keep(SignUpId(1), row(7, "{\"late\":1}")));
    desk.enter(DraftEntry::Submit(SignUpId(1), row(7, "{}"), lead(None)));
    let refused = |message| matches!(input(message)?, Input::Sent(Sent::NotWritten)).then_some(());
    desk.next(refused).await;
    assert!(desk.outbox.drafts().await.unwrap().is_empty());
    assert_eq!(waiting(&desk).await, [outbox::Kind::Lead]);
    assert!(!desk.writer.is_empty());
}

#[tokio::test]
async fn a_refused_sign_up_is_a_draft_for_the_team_again() {
    let mut desk = Desk::open().await;
    desk.enter(DraftEntry::Submit(SignUpId(1), row(7, "{\"aim\":\"lead\"}"), lead(None)));
    desk.next(|message| matches!(message, SignUpMessage::Drafts(_)).then_some(())).await;
    let now = Timestamp::from_second(1_000_000).unwrap();
    let jobs = timeout(PATIENCE, async {
        loop {
            let jobs = desk.outbox.exchange(Vec::new(), 8, now).await.unwrap();
            if !jobs.is_empty() {
                return jobs;
            }
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("a job");
    let report = outbox::Report::Refused {
        words: None,
        code: Some("BAD_REQUEST VALIDATION_FAILED".into()),
        trace_id: None,
    };
    let ended = jobs.into_iter().map(|job| (job, report.clone())).collect();
    desk.outbox.exchange(ended, 0, now).await.unwrap();
    let refusal =
        desk.next(|message| {
            if let Input::Sent(Sent::Refused(refusal)) = input(message)? { Some(refusal) } else { None }
        })
        .await;
    let likeliest = Mend::Part(SignUpPart::Details);
    assert_eq!(refusal, Refusal { reason: RefusedReason::NotAccepted, mend: likeliest });
    let drafts = desk.outbox.drafts().await.unwrap();
    assert_eq!(drafts.iter().map(|it| (it.parked, it.step.as_str())).collect::<Vec<_>>(), [(true, "lead")]);
    let draft = desk.outbox.open_draft(Uuid::from_u128(7)).await.unwrap().unwrap();
    let entered = SignUpBody::draft_in(&draft.body).expect("the draft in it");
    assert!(Draft::read(entered.expose()).is_some_and(|draft| draft.aim == SignUpAim::Lead));
}

#[tokio::test]
async fn a_picture_goes_first() {
    let mut desk = Desk::open().await;
    desk.enter(DraftEntry::Submit(SignUpId(1), row(7, "{}"), lead(Some(&[0xff, 0xd8]))));
    desk.next(|message| matches!(message, SignUpMessage::Drafts(_)).then_some(())).await;
    let found = timeout(PATIENCE, async {
        loop {
            let kinds = waiting(&desk).await;
            if !kinds.is_empty() {
                return kinds;
            }
            tokio::task::yield_now().await;
        }
    });
    assert_eq!(found.await.expect("a job"), [outbox::Kind::Picture], "what comes after waits");
}

/// Nobody needs a key to see what a studio offers.
#[tokio::test]
async fn offers_come_with_their_pictures_at_a_desk_without_a_key() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let offers =
        OFFERS.replace(r#""name":"Flex","#, &format!(r#""name":"Flex","imageUrl":"{base}/flex.gif","#));
    tokio::spawn(async move {
        for (kind, body) in [("application/json", offers.as_str()), ("image/gif", "GIF89a")] {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                asked.push(stream.read_u8().await.unwrap());
            }
            let length = body.len();
            let head = format!(
                "HTTP/1.1 200 X\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(format!("{head}{body}").as_bytes()).await.unwrap();
        }
    });
    let desk = Desk::open().await;
    let (sender, mut messages) = mpsc::channel(64);
    let http = Http::new(Limits { connect: PATIENCE, total: PATIENCE }).unwrap();
    let clerk = Arc::new(Clerk {
        connect: ConnectApi::new(&http, Endpoint::parse(&base).unwrap()),
        open: None,
        studio: Some(StudioId(1)),
        clock: Clock::new(|| Timestamp::UNIX_EPOCH),
        answers: Answers::new(desk.outbox.clone(), Language::DE, PATIENCE),
        messages: sender,
    });
    clerk.fetch(Want::Offers, Some(StudioId(1)), (Currency::EUR, Language::DE)).await;
    let mut pictures = None;
    while let Ok(message) = messages.try_recv() {
        if let Message::SignUp(SignUpMessage::OfferPictures(found)) = message {
            pictures = Some(found);
        }
    }
    let wanted = [(format!("{base}/flex.gif"), "data:image/gif;base64,R0lGODlh".to_owned())];
    assert_eq!(pictures, Some(Pictures::from(wanted)));
}

const STUDIO: &str = r#"{"id":4711,"studioName":"Studio","currencyCode":"EUR"}"#;
const OFFERS: &str = r#"[{"id":1,"name":"Flex","allowedPaymentChoices":["CASH"],"terms":[{"id":11,
    "term":{"term":12,"termUnit":"MONTH"},"paymentFrequencyDto":{"type":"RECURRING","recurring":true,
    "money":{"amount":29.9,"currencyCode":"EUR"},"term":{"term":1,"termUnit":"MONTH"}}}],
    "contractTextBlocks":[{"id":5,"title":"House rules","text":"None","order":1,
    "attachedDocument":{"fileName":"rules.pdf","url":"https://a.example/r"}}]}]"#;

/// What is remembered of what was kept, `hours` later: the names of it.
async fn remembered(desk: &Desk, language: Language, hours: i64) -> Vec<String> {
    let later = Timestamp::UNIX_EPOCH + SignedDuration::from_hours(hours);
    let answers = Answers::new(desk.outbox.clone(), language, Duration::from_hours(24));
    let found = answers.remembered(Currency::EUR, later).await;
    let name = |fetched: &Fetched| match fetched {
        Fetched::Studio(studio) => studio.studio.id.to_string(),
        Fetched::Offers(offers) => {
            let files = offers.iter().flat_map(|offer| &offer.text_blocks);
            let files = files.filter(|block| block.attachment.is_some()).count();
            format!("{} offers, {files} files", offers.len())
        }
        Fetched::Mandate(offer, text) => format!("{offer}: {text}"),
        Fetched::Countries(all) => format!("{} countries", all.len()),
        Fetched::Categories(all) => format!("{} categories", all.len()),
        Fetched::Sources { .. } | Fetched::Trial(_) | Fetched::Slots(_) | Fetched::Visits(_) => {
            "never kept".to_owned()
        }
    };
    found.iter().map(name).collect()
}

#[tokio::test]
async fn what_the_vendor_said_is_there_after_a_restart_for_as_long_as_it_is_believed() {
    let desk = Desk::open().await;
    let answers = Answers::new(desk.outbox.clone(), Language::DE, Duration::from_hours(24));
    let keep = async |want, language, text: &str| {
        answers.keep(want, language, text.to_owned(), Timestamp::UNIX_EPOCH).await;
    };
    keep(Want::Offers, Language::DE, OFFERS).await;
    assert!(remembered(&desk, Language::DE, 0).await.is_empty(), "nothing without a studio");
    keep(Want::Studio, Language::DE, STUDIO).await;
    keep(Want::Mandate(OfferId(1)), Language::DE, "one").await;
    keep(Want::Mandate(OfferId(2)), Language::DE, "two").await;
    keep(Want::Categories, Language::DE, "[]").await;
    keep(Want::Countries, Language::DE, r#"[{"key":"DE","value":"Deutschland"}]"#).await;
    keep(Want::Offers, Language::EN, "[]").await;
    keep(Want::Trial, Language::DE, "{}").await;
    let all =
        |offers: &str| ["4711", offers, "0 categories", "1 countries", "1: one", "2: two"].map(str::to_owned);
    assert_eq!(remembered(&desk, Language::DE, 1).await, all("1 offers, 1 files"));
    assert_eq!(remembered(&desk, Language::DE, 6).await, all("1 offers, 0 files"), "links lapse");
    assert_eq!(remembered(&desk, Language::DE, -6).await, all("1 offers, 0 files"), "the clock is wrong");
    assert!(remembered(&desk, Language::DE, 25).await.is_empty());
    assert!(remembered(&desk, Language::EN, 1).await.is_empty(), "in words that nobody asked for");
    // What is unreadable is passed over.
    keep(Want::Offers, Language::DE, "<html>").await;
    assert_eq!(remembered(&desk, Language::DE, 1).await.len(), 5);
}

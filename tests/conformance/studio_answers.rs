//! Practice studio → document: every answer is one the vendor has published.

use std::collections::BTreeSet;
use std::sync::Arc;

use sandbox::{Api, Case, FaultPlan, HandClock, Options, Sandbox};

use crate::caller::{Ask, Caller};
use crate::judge;
use crate::operations::LANGUAGES;
use crate::stories::{FAULTS, about, of_the_connect_api, of_the_device_api, of_the_open_api, stories};

/// Faults that play what the document of the API has no answer for: something between the desk and the
/// vendor says it, or the vendor on a bad day.
const UNPUBLISHED: [(Api, u16); 5] =
    [(Api::Device, 429), (Api::Open, 503), (Api::Connect, 401), (Api::Connect, 429), (Api::Connect, 503)];

/// Times at which dates are easily got wrong: the day a birthday may fall on that most years lack, the
/// hour that is left out in spring, and a night in which the studio's year is not the world's.
const TIMES: [&str; 3] = ["2024-02-29T11:00:00Z", "2025-03-30T01:30:00Z", "2025-12-31T23:30:00Z"];

async fn open() -> Sandbox {
    open_at(TIMES[0]).await
}

/// A practice studio whose clock stands still, so that no lock runs out on a slow machine.
async fn open_at(time: &str) -> Sandbox {
    let clock = Arc::new(HandClock::at(time.parse().unwrap()));
    Sandbox::start(Options { clock, ..Options::default() }).await.unwrap()
}

fn path(ask: &Ask) -> &str {
    ask.path.split('?').next().unwrap()
}

#[tokio::test]
async fn every_story_ends_as_published() {
    let members = open().await.members();
    for story in stories(&members) {
        let studio = open().await;
        let caller = Caller::to(&studio);
        (story.prepare)(&studio);
        let mut before = None;
        for (step, (status, ask)) in story.steps.iter().enumerate() {
            let ask = &ask.after(before.as_ref());
            let told = caller.ask(ask).await;
            let here = format!("{}, step {step}: {} {}", story.about, ask.method, ask.path);
            assert_eq!(told.status, *status, "{here}: {}", String::from_utf8_lossy(&told.body));
            let faults = judge::answer(ask.api, ask.method, path(ask), &told);
            assert!(faults.is_empty(), "{here}: {faults:#?} in {}", String::from_utf8_lossy(&told.body));
            before = Some(told);
        }
    }
}

#[tokio::test]
async fn every_member_is_answered_for_as_published() {
    let members = open().await.members();
    assert!(members.len() >= 24, "the seed has grown smaller");
    for (time, member) in TIMES.iter().flat_map(|time| members.iter().map(move |member| (time, member))) {
        // One studio a member, so that no lock or visit of one shapes the answers for another. What a
        // member shows does not depend on the time.
        let studio = open_at(time).await;
        let caller = Caller::to(&studio);
        for ask in about(member) {
            let told = caller.ask(&ask).await;
            let faults = judge::answer(ask.api, ask.method, path(&ask), &told);
            assert!(
                faults.is_empty(),
                "{time}, {:?}: {} {}: {faults:#?} in {}",
                member.case,
                ask.method,
                ask.path,
                String::from_utf8_lossy(&told.body)
            );
        }
    }
}

#[tokio::test]
async fn every_language_is_answered_in_as_published() {
    let studio = open().await;
    let caller = Caller::to(&studio);
    let refused = studio.card(Case::OutsideHours).unwrap();
    let mut words = BTreeSet::new();
    for tag in LANGUAGES.into_iter().chain(["pt-BR", "*", "fr-CH, fr;q=0.9, en;q=0.8"]) {
        for ask in about(&refused) {
            let told = caller.ask(&ask.clone().in_language(tag)).await;
            let faults = judge::answer(ask.api, ask.method, path(&ask), &told);
            assert!(faults.is_empty(), "{tag}: {} {}: {faults:#?}", ask.method, ask.path);
            if let Some(text) = told.json()["errorMessage"].as_str() {
                words.insert((tag, text.to_owned()));
            }
        }
    }
    let said = |tag| words.iter().find(|(of, _)| *of == tag).map(|(_, text)| text.as_str()).unwrap();
    assert!(said("de") != said("en") && said("fr") != said("en") && said("de") != said("de-CH"));
}

/// Plays every answering fault on every one of these requests.
async fn play_faults(asks: impl Fn(&Sandbox) -> Vec<Ask>) {
    let mut wrong = Vec::new();
    for (status, fault) in FAULTS {
        let studio = open().await;
        let caller = Caller::to(&studio);
        for ask in asks(&studio) {
            studio.set_fault(FaultPlan::new(fault.clone()).on(ask.api).times(1));
            let told = caller.ask(&ask).await;
            assert_eq!(told.status, status, "{} {}", ask.method, ask.path);
            let mut faults = judge::answer(ask.api, ask.method, path(&ask), &told);
            if UNPUBLISHED.contains(&(ask.api, status)) {
                assert_eq!(
                    faults,
                    [format!("the status {status} is not published")],
                    "{} {} can come off the list of what is not published",
                    ask.method,
                    ask.path
                );
                // Even then it should look like the API's other errors.
                faults = judge::answer_as(ask.api, ask.method, path(&ask), &told, 500);
            }
            if !faults.is_empty() {
                let body = String::from_utf8_lossy(&told.body).into_owned();
                wrong.push(format!("{} {} {status}: {faults:#?} in {body}", ask.method, ask.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn faults_of_the_device_api_are_as_published() {
    play_faults(|studio| of_the_device_api(&studio.members())).await;
}

#[tokio::test]
async fn faults_of_the_open_api_are_as_published() {
    play_faults(|_| of_the_open_api()).await;
}

#[tokio::test]
async fn faults_of_the_connect_api_are_as_published() {
    play_faults(|_| of_the_connect_api()).await;
}

/// `HEAD` is not in the documents; by HTTP it is the answer to `GET` without its body.
#[tokio::test]
async fn head_answers_without_a_body_whatever_the_status() {
    let studio = open().await;
    let caller = Caller::to(&studio);
    let head = Ask::new(Api::Open, "HEAD", "/v1/studios/information");
    let told = caller.ask(&head).await;
    assert_eq!((told.status, told.body.len()), (200, 0));
    let told = caller.ask(&head.by(crate::caller::Credential::Wrong)).await;
    assert_eq!((told.status, told.body.len()), (401, 0));
}

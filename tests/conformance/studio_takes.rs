//! Document → practice studio: what the document shows as a request is understood.

use std::sync::Arc;

use sandbox::{Api, HandClock, Options, Sandbox};
use serde_json::Value;

use crate::caller::{Ask, Caller};
use crate::judge;
use crate::judge_bites_connect::{bodies, places};
use crate::spec::document;
use crate::unpublished::SESSION;

/// The request examples of the Device API: path, name, body.
pub fn examples() -> Vec<(String, String, Value)> {
    let document = document(Api::Device);
    let mut found = Vec::new();
    for (path, item) in document.root()["paths"].as_object().unwrap() {
        let named = item["post"]["requestBody"]["content"]["application/json"]["examples"].as_object();
        for example in named.into_iter().flat_map(|examples| examples.values()) {
            let name = example["$ref"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            found.push((path.clone(), name, document.resolve(example)["value"].clone()));
        }
    }
    found
}

#[test]
fn the_documents_examples_are_requests_by_its_own_schemas() {
    let found = examples();
    assert_eq!(
        found.len(),
        document(Api::Device).root()["components"]["examples"].as_object().unwrap().len()
    );
    for (path, name, body) in found {
        let document = document(Api::Device);
        let schema = document.find("POST", &path).unwrap().request().unwrap();
        assert_eq!(document.faults(schema, &body), Vec::<String>::new(), "{name}");
    }
}

/// Nobody in the practice studio has the cards of the examples, so that an answer about that is the best
/// there is; but it must not be that the request makes no sense.
#[tokio::test]
async fn the_documents_examples_are_understood() {
    let studio = Sandbox::start(Options::default()).await.unwrap();
    let caller = Caller::to(&studio);
    for (path, name, body) in examples() {
        let told = caller.ask(&Ask::new(Api::Device, "POST", path.clone()).json(body)).await;
        assert_eq!(judge::answer(Api::Device, "POST", &path, &told), Vec::<String>::new(), "{name}");
        assert_eq!(told.json()["errorCode"], "CUSTOMER_NOT_FOUND", "{name}");
    }
}

/// Whatever the schema does not demand may be left out.
#[tokio::test]
async fn what_the_schema_leaves_open_may_be_left_out() {
    let studio = Sandbox::start(Options::default()).await.unwrap();
    let caller = Caller::to(&studio);
    let member = studio.card(sandbox::Case::Fine).unwrap().identification();
    for (path, name, example) in examples() {
        let document = document(Api::Device);
        let schema = document.resolve(document.find("POST", &path).unwrap().request().unwrap());
        let required: Vec<&str> =
            schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for (property, _) in
            example.as_object().unwrap().iter().filter(|(name, _)| !required.contains(&name.as_str()))
        {
            let mut body = example.clone();
            body.as_object_mut().unwrap().remove(property);
            body["identification"] = member.clone();
            let told = caller.ask(&Ask::new(Api::Device, "POST", path.clone()).json(body)).await;
            let code = told.json()["errorCode"].clone();
            assert_ne!(code, "REQUEST_MALFORMED", "{name} without {property}, which is optional");
        }
    }
}

/// What a sign-up needs although the schema does not say so: what the texts and the offer demand, and what
/// an entry of a list is about.
const NEEDED: [&str; 9] = [
    "/contractSignature",
    "/textBlockSignatures",
    "/bankAccount",
    "/organizationUnitId",
    "/customerDto",
    "/id",
    "/textBlockId",
    "/messageCategoryId",
    "/activeCommunicationChannels",
];

/// The same for signing up: nothing that may be left out is missed, and none of the rest makes no sense.
#[tokio::test]
async fn what_may_be_left_out_of_a_sign_up_is_not_missed() {
    let mut tried = 0;
    for (path, body) in bodies() {
        // Its schema is the twin's, of which the client leaves little out.
        if path == SESSION {
            continue;
        }
        let operation = document(Api::Connect).find("POST", &path).unwrap();
        let schema = operation.request().unwrap();
        for at in places(&body, "").into_iter().filter(|at| !at.is_empty()) {
            let mut less = body.clone();
            let (parent, name) = at.rsplit_once('/').unwrap();
            let Some(fields) = less.pointer_mut(parent).and_then(Value::as_object_mut) else { continue };
            fields.remove(name);
            if !operation.document.faults(schema, &less).is_empty()
                || NEEDED.iter().any(|end| at.ends_with(end))
            {
                continue;
            }
            let clock = Arc::new(HandClock::at("2024-02-29T11:00:00Z".parse().unwrap()));
            let studio = Sandbox::start(Options { clock, ..Options::default() }).await.unwrap();
            let told =
                Caller::to(&studio).ask(&Ask::new(Api::Connect, "POST", path.clone()).json(less)).await;
            let code = told.json()["errorCodes"][0].clone();
            for missed in ["REQUIRED_PARAMETER_MISSING", "BAD_REQUEST"] {
                assert_ne!(code, missed, "{path} without {at}: {}", told.json());
            }
            tried += 1;
        }
    }
    assert!(tried > 40, "{tried}");
}

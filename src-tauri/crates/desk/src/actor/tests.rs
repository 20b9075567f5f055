use std::sync::Arc;

use domain::Redacted;
use jiff::Timestamp;
use magicline::{Http, Limits};
use secrecy::SecretString;
use tempfile::TempDir;
use tokio::sync::{mpsc, oneshot};
use vault::{Secrets, Slot, VaultError};
use wire::{SaleAction, SetupProblem, SignUpAction};

use crate::counters::TeamOrder;
use crate::message::{SetupMessage, SignUpMessage, ask};
use crate::sale::SaleId;
use crate::settings::{Installation, Stored, parse};
use crate::setup::{Answer, Done, SetUp};
use crate::staff::NotTaken;
use crate::{Clock, Desk, Message, Opening, Pauses, SignUpId, Stage};

/// Has nothing and keeps nothing.
struct EmptyKeychain;

impl Secrets for EmptyKeychain {
    fn get(&self, _: Slot) -> Result<Option<SecretString>, VaultError> {
        Ok(None)
    }

    fn set(&self, _: Slot, _: &SecretString) -> Result<(), VaultError> {
        Ok(())
    }

    fn remove(&self, _: Slot) -> Result<(), VaultError> {
        Ok(())
    }
}

const SETTINGS: &str = r#"
[studio]
tenant = "example"
[[readers]]
name = "entrance"
kind = "pin-pad"
[[devices]]
id = 26
reader = "entrance"
"#;

/// A desk whose assistant asks.
struct New {
    desk: Desk,
    messages: mpsc::Sender<Message>,
    installation: Installation,
    folder: TempDir,
}

impl New {
    async fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let stored = Stored::open(folder.path()).unwrap();
        let installation = stored.installation().unwrap();
        let (desk, waiting) = Desk::new();
        let messages = waiting.sender.clone();
        let opening = Opening {
            installation: installation.clone(),
            settings: None,
            exports: folder.path().join("exports"),
            pauses: Pauses::default(),
        };
        let http = Http::new(Limits::default()).unwrap();
        let clock = Clock::new(|| Timestamp::UNIX_EPOCH);
        tokio::spawn(waiting.run(Arc::new(EmptyKeychain), stored, http, clock, None, opening));
        let new = Self { desk, messages, installation, folder };
        new.desk.stage().wait_for(|stage| *stage == Stage::Setup).await.unwrap();
        new
    }

    /// The last job of the set-up has come to its end.
    async fn is_set_up(&self) -> Result<(), SetupProblem> {
        let settings = parse(SETTINGS).unwrap();
        let done = Done::Finished(Ok(Box::new(SetUp { installation: self.installation.clone(), settings })));
        let (reply, told) = oneshot::channel();
        let message = SetupMessage::Done(Box::new(done), Some(reply));
        assert!(self.messages.send(Message::Setup(message)).await.is_ok(), "the desk is there");
        told.await.unwrap()
    }

    fn serves(&self) -> bool {
        matches!(*self.desk.stage().borrow(), Stage::Running { .. })
    }
}

#[tokio::test]
async fn a_set_up_that_says_it_is_done_serves_although_its_file_cannot_be_read_again() {
    let new = New::open().await;
    let file = new.folder.path().join("installation.toml");
    std::fs::remove_file(&file).unwrap();
    std::fs::create_dir(&file).unwrap();
    assert_eq!(new.is_set_up().await, Ok(()));
    assert!(new.serves());
}

#[tokio::test]
async fn whoever_asks_for_what_means_nothing_now_is_told_no() {
    let new = New::open().await;
    let pin = || Redacted::new("2580".to_owned());
    assert_eq!(new.desk.pin(pin()).await, Err(NotTaken));
    assert_eq!(new.desk.sign_up_picture(SignUpId(1), &[0xff, 0xd8, 0xff]).await, Err(NotTaken));
    let draft = |reply| Message::SignUp(SignUpMessage::Team(uuid::Uuid::nil(), SignUpAction::Show, reply));
    let sale = |reply| Message::Team(TeamOrder::Sale(SaleId(1), SaleAction::End), reply);
    assert_eq!(ask(&new.messages, draft).await, Err(NotTaken));
    assert_eq!(ask(&new.messages, sale).await, Err(NotTaken));
    assert!(!new.desk.is_idle().await);

    assert_eq!(new.is_set_up().await, Ok(()));
    assert_eq!(new.desk.setup(Answer::Back).await, Err(SetupProblem::Closed));
    assert_eq!(new.desk.pin(pin()).await, Ok(()), "now it means something");
    // Nobody signs up at this desk.
    assert_eq!(new.desk.sign_up_picture(SignUpId(1), &[0xff, 0xd8, 0xff]).await, Err(NotTaken));
    assert_eq!(ask(&new.messages, draft).await, Err(NotTaken));
    assert_eq!(ask(&new.messages, sale).await, Err(NotTaken));
    let picture =
        |reply| Message::SignUp(SignUpMessage::Picture(SignUpId(1), Redacted::new(Vec::new()), reply));
    assert_eq!(ask(&new.messages, picture).await, Err(NotTaken));
}

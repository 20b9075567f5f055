//! The set-up assistant.

use desk::Desk;
use desk::setup::Answer;
use domain::{DeviceId, Language};
use secrecy::SecretString;
use tauri::State;
use wire::{Id, OfflineChoice, ReaderChoice, SetupProblem, TypedBurst};

use super::front::strokes;

/// Tenant and API key. An empty key means the one in the keychain.
#[tauri::command]
pub async fn setup_account(
    desk: State<'_, Desk>,
    tenant: String,
    api_key: String,
) -> Result<(), SetupProblem> {
    desk.setup(Answer::Account { tenant, key: SecretString::from(api_key) }).await
}

/// Whether the studio shown is the right one.
#[tauri::command]
pub async fn setup_studio(desk: State<'_, Desk>, confirmed: bool) -> Result<(), SetupProblem> {
    desk.setup(Answer::Studio { confirmed }).await
}

/// The device this desk is to be.
#[tauri::command]
pub async fn setup_device(desk: State<'_, Desk>, id: Id<DeviceId>) -> Result<(), SetupProblem> {
    desk.setup(Answer::Device(id.0)).await
}

/// Look for readers again.
#[tauri::command]
pub async fn setup_ports(desk: State<'_, Desk>) -> Result<(), SetupProblem> {
    desk.setup(Answer::Ports).await
}

/// Where the reader is.
#[tauri::command]
pub async fn setup_reader(desk: State<'_, Desk>, choice: ReaderChoice) -> Result<(), SetupProblem> {
    desk.setup(Answer::Reader(choice)).await
}

/// A reader that is tried out typed this.
#[tauri::command]
pub async fn setup_typed(desk: State<'_, Desk>, burst: TypedBurst) -> Result<(), SetupProblem> {
    desk.setup(Answer::Typed(strokes(burst))).await
}

/// The number of the card that was held to the reader, as somebody typed it.
#[tauri::command]
pub async fn setup_number(desk: State<'_, Desk>, number: String) -> Result<(), SetupProblem> {
    desk.setup(Answer::Number(SecretString::from(number))).await
}

/// The tap was read, or another reader is to be tried.
#[tauri::command]
pub async fn setup_tap(desk: State<'_, Desk>, accepted: bool) -> Result<(), SetupProblem> {
    desk.setup(Answer::Tap { accepted }).await
}

/// Who may come in without a connection.
#[tauri::command]
pub async fn setup_offline(desk: State<'_, Desk>, choice: OfflineChoice) -> Result<(), SetupProblem> {
    desk.setup(Answer::Offline(choice)).await
}

/// Whether this desk plays another device.
#[tauri::command]
pub async fn setup_more(desk: State<'_, Desk>, another: bool) -> Result<(), SetupProblem> {
    desk.setup(Answer::More { another }).await
}

/// The language the screen starts in. The last answer.
#[tauri::command]
pub async fn setup_language(desk: State<'_, Desk>, language: String) -> Result<(), SetupProblem> {
    desk.setup(Answer::Language(Language::nearest(&language))).await
}

/// The question before.
#[tauri::command]
pub async fn setup_back(desk: State<'_, Desk>) -> Result<(), SetupProblem> {
    desk.setup(Answer::Back).await
}

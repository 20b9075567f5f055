//! The studio's logo: fetched once during set-up, kept in the data folder, shown as a `data:` URL.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use magicline::{ApiKey, Logo, OpenApi};

use crate::Parts;
use crate::settings::Endpoints;

/// Fetches the logo. A desk without one is fine, so what goes wrong is only logged.
pub(crate) async fn fetch(
    parts: &Parts,
    endpoints: &Endpoints,
    key: &ApiKey,
    url: Option<&str>,
) -> Option<Logo> {
    let open = OpenApi::new(&parts.http, endpoints.open.clone(), key.clone());
    match open.logo(url?).await {
        Ok(logo) => Some(logo),
        Err(error) => {
            tracing::info!(%error, "the studio's logo could not be fetched");
            None
        }
    }
}

/// The logo as the web view takes it.
pub(crate) fn data_url(logo: &Logo) -> String {
    format!("data:{};base64,{}", logo.media_type, STANDARD.encode(&logo.bytes))
}

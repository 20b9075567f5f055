//! What the keychain holds for a desk, and where its readers' taps go with that.

use std::collections::HashMap;
use std::sync::Arc;

use domain::DeviceId;
use magicline::{ApiKey, DeviceApi, OpenApi};
use outbox::Outbox;
use secrecy::{ExposeSecret, SecretString};
use vault::{Slot, VaultError};

use crate::Parts;
use crate::settings::{Reader, Settings};
use crate::tap::EntranceLane;

/// How often a keychain is asked again that does not answer: it may be busy with the log-in.
const PATIENCE: usize = 6;

/// What the keychain holds for this desk, for use with the vendor.
pub(super) struct Keys {
    /// With the studio's key, whatever it may do.
    pub(super) open: Option<Arc<OpenApi>>,
    /// With the devices' tokens. One without is left out.
    pub(super) devices: HashMap<DeviceId, Arc<DeviceApi>>,
}

impl Keys {
    pub(super) async fn read(parts: &Parts, settings: &Settings) -> Self {
        let key = secret(parts, Slot::ApiKey).await;
        let key = key.inspect_err(|error| tracing::error!(%error, "no key of the studio")).ok().flatten();
        let key = key.and_then(|key| {
            let key = ApiKey::parse(key.expose_secret());
            key.inspect_err(|_| tracing::error!("the keychain holds no usable key of the studio")).ok()
        });
        let open = key.map(|key| OpenApi::new(&parts.http, settings.endpoints.open.clone(), key));
        let mut devices = HashMap::new();
        for device in &settings.devices {
            let id = device.id;
            match secret(parts, Slot::DeviceToken(id)).await {
                Ok(Some(token)) => {
                    let api = DeviceApi::new(&parts.http, settings.endpoints.device.clone(), token);
                    devices.insert(id, Arc::new(api));
                }
                Ok(None) => {
                    tracing::error!(device = %id, "the keychain holds no token for this device; set it up again");
                }
                Err(error) => tracing::error!(device = %id, %error, "no token for this device"),
            }
        }
        Self { open: open.map(Arc::new), devices }
    }
}

/// A desk without its keys serves nobody, so it rather opens late.
async fn secret(parts: &Parts, slot: Slot) -> Result<Option<SecretString>, VaultError> {
    for _ in 1..PATIENCE {
        match parts.get(slot).await {
            Err(VaultError::Silent) => {
                tracing::warn!(%slot, "the keychain does not answer, and is asked again")
            }
            answer => return answer,
        }
    }
    parts.get(slot).await
}

/// Where each reader's taps go; `None` when the device's token is not in the keychain.
pub(super) fn doors(
    parts: &Parts,
    settings: &Settings,
    devices: &HashMap<DeviceId, Arc<DeviceApi>>,
    outbox: &Outbox,
    members: Option<&Arc<OpenApi>>,
) -> Vec<Option<Arc<EntranceLane>>> {
    let door = |reader: &Reader| {
        let (id, entrance) = settings.entrance_of(&reader.name)?;
        Some(Arc::new(EntranceLane {
            device: id,
            api: Arc::clone(devices.get(&id)?),
            policy: entrance.offline,
            rules: settings.offline,
            home: settings.language,
            outbox: outbox.clone(),
            members: members.cloned(),
            clock: parts.clock.clone(),
            messages: parts.messages.clone(),
        }))
    };
    settings.readers.iter().map(door).collect()
}

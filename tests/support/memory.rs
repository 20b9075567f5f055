//! A keychain in memory, for tests that are not about the keychain.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;
use vault::{Secrets, Slot, VaultError};

/// Keeps secrets until it is dropped. Can be locked.
#[derive(Default)]
pub struct MemorySecrets(Mutex<State>);

#[derive(Default)]
struct State {
    secrets: HashMap<Slot, SecretString>,
    locked: bool,
}

impl MemorySecrets {
    /// From now on nothing can be read or written, or everything again.
    pub fn set_locked(&self, locked: bool) {
        self.state().locked = locked;
    }

    /// Loses what is in `slot`.
    pub fn lose(&self, slot: Slot) {
        self.state().secrets.remove(&slot);
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Secrets for MemorySecrets {
    fn get(&self, slot: Slot) -> Result<Option<SecretString>, VaultError> {
        let state = self.state();
        if state.locked { Err(VaultError::Locked) } else { Ok(state.secrets.get(&slot).cloned()) }
    }

    fn set(&self, slot: Slot, secret: &SecretString) -> Result<(), VaultError> {
        let mut state = self.state();
        if state.locked {
            return Err(VaultError::Locked);
        }
        state.secrets.insert(slot, secret.clone());
        Ok(())
    }

    fn remove(&self, slot: Slot) -> Result<(), VaultError> {
        let mut state = self.state();
        if state.locked {
            return Err(VaultError::Locked);
        }
        state.secrets.remove(&slot);
        Ok(())
    }
}

//! What a desk does about newer versions of Portico.

use serde::{Deserialize, Serialize};

/// Newer versions of Portico, where it brings itself up to date: not where the system's packages do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Updates {
    /// Nobody looks for them.
    #[serde(default)]
    pub off: bool,
    /// Which ones are looked for.
    #[serde(default)]
    pub channel: Channel,
}

impl Updates {
    pub(crate) fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// How early a desk is with new versions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// What has proven itself.
    #[default]
    Stable,
    /// What is about to.
    Early,
}

impl Channel {
    /// As addresses name it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stable => "stable",
            Self::Early => "early",
        }
    }
}

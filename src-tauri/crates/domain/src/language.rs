use std::fmt;

/// A language tag the vendor answers in, as sent in `Accept-Language`.
///
/// The published list: cs de en es fr hu it nb nl pl ro ru sl sv tr and de-CH de-LI en-CA en-GB
/// en-US fr-LU. Anything else falls back to its language and then to English, which is what the
/// vendor would do; doing it here keeps the screen and the vendor's message in the same language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Language(&'static str);

const SUPPORTED: [&str; 21] = [
    "cs", "de", "en", "es", "fr", "hu", "it", "nb", "nl", "pl", "ro", "ru", "sl", "sv", "tr", "de-CH",
    "de-LI", "en-CA", "en-GB", "en-US", "fr-LU",
];

impl Language {
    /// German.
    pub const DE: Self = Self("de");
    /// English, the vendor's own fallback.
    pub const EN: Self = Self("en");

    /// The supported language nearest to `tag` (`pt-BR` → English, `de_AT` → German).
    pub fn nearest(tag: &str) -> Self {
        Self::exact(tag).unwrap_or_else(|| {
            let language = tag.split(['-', '_']).next().unwrap_or_default();
            Self::exact(language).unwrap_or(Self::EN)
        })
    }

    /// The language `tag` names, or `None` when the vendor does not speak it.
    pub fn exact(tag: &str) -> Option<Self> {
        let wanted = tag.replace('_', "-");
        SUPPORTED.into_iter().find(|known| known.eq_ignore_ascii_case(&wanted)).map(Self)
    }

    /// The tag, as it goes into `Accept-Language`.
    pub const fn tag(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn falls_back_to_the_language_then_to_english() {
        for (asked, given) in [
            ("de", "de"),
            ("DE-ch", "de-CH"),
            ("de_AT", "de"),
            ("de-LU", "de"),
            ("fr-LU", "fr-LU"),
            ("fr-CA", "fr"),
            ("pt-BR", "en"),
            ("", "en"),
        ] {
            assert_eq!(Language::nearest(asked).tag(), given, "{asked}");
        }
    }

    #[test]
    fn knows_what_is_not_spoken() {
        assert_eq!(Language::exact("pt"), None);
        assert_eq!(Language::exact("de-AT"), None);
        assert_eq!(Language::exact("en-gb").map(Language::tag), Some("en-GB"));
    }
}

//! The studio's legal texts. Whoever enters a name is told what becomes of it (Art. 13 GDPR) and with whom they
//! deal, whatever it leads to.

use domain::Language;
use magicline::connect::{LegalContent, LegalKind, LegalText};
use url::Url;
use wire::LegalView;

use super::offers;
use super::words::plain;
use super::{Effect, SignUp};

/// In the order in which they are shown.
const KINDS: [wire::LegalKind; 4] =
    [wire::LegalKind::Privacy, wire::LegalKind::Terms, wire::LegalKind::Imprint, wire::LegalKind::Withdrawal];

/// One text of each kind. That about withdrawal only where the studio wants it shown: to show it may itself
/// grant a right that a contract signed in the studio has not.
fn shown(texts: &[LegalText], language: Language, withdrawal: bool) -> Vec<LegalView> {
    let view = |kind: wire::LegalKind| {
        let of_kind = texts.iter().filter(|text| kind_of(text.kind) == Some(kind));
        let readable = of_kind.filter_map(|text| Some((text.locale.as_deref(), content(&text.content)?)));
        let (_, content) = readable.min_by_key(|(locale, _)| distance(*locale, language))?;
        Some(LegalView { kind, content })
    };
    let wanted = |kind: &wire::LegalKind| withdrawal || *kind != wire::LegalKind::Withdrawal;
    KINDS.into_iter().filter(wanted).filter_map(view).collect()
}

const fn kind_of(kind: LegalKind) -> Option<wire::LegalKind> {
    match kind {
        LegalKind::Privacy => Some(wire::LegalKind::Privacy),
        LegalKind::Terms => Some(wire::LegalKind::Terms),
        LegalKind::Imprint => Some(wire::LegalKind::Imprint),
        LegalKind::Revocation => Some(wire::LegalKind::Withdrawal),
        LegalKind::Other => None,
    }
}

/// What can be read here; nothing where there is nothing in it, or an address that no window opens.
fn content(content: &LegalContent) -> Option<wire::LegalContent> {
    match content {
        LegalContent::Link(link) => {
            offers::is_web(link).then(|| wire::LegalContent::Link { link: link.clone() })
        }
        LegalContent::Text(text) => {
            let text = plain(text);
            (!text.is_empty()).then_some(wire::LegalContent::Text { text })
        }
    }
}

/// How far a text is from the language of the screen. Of texts that are equally far the first counts.
fn distance(locale: Option<&str>, language: Language) -> u8 {
    let main = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    match locale {
        Some(locale) if locale.replace('_', "-").eq_ignore_ascii_case(language.tag()) => 0,
        Some(locale) if main(locale) == main(language.tag()) => 1,
        None => 2,
        Some(_) => 3,
    }
}

impl SignUp {
    pub(super) fn legal(&self) -> Vec<LegalView> {
        let texts = self.facts.studio.as_ref().map_or(&[][..], |studio| &studio.legal);
        shown(texts, self.language, self.rules.withdrawal)
    }

    /// Opens a legal text that is a page.
    pub(super) fn read_legal(&self, kind: wire::LegalKind) -> Option<Effect> {
        match self.legal().into_iter().find(|text| text.kind == kind)?.content {
            wire::LegalContent::Link { link } => {
                let url = Url::parse(&link).ok()?;
                let title = url.host_str().unwrap_or_default().to_owned();
                Some(Effect::ShowDocument { url, title })
            }
            wire::LegalContent::Text { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(kind: LegalKind, locale: Option<&str>, content: &str) -> LegalText {
        let content = match content.contains("://") {
            true => LegalContent::Link(content.to_owned()),
            false => LegalContent::Text(content.to_owned()),
        };
        LegalText { kind, locale: locale.map(str::to_owned), content }
    }

    fn link(link: &str) -> wire::LegalContent {
        wire::LegalContent::Link { link: link.to_owned() }
    }

    #[test]
    fn each_is_in_the_language_of_the_screen_or_the_nearest_there_is() {
        let many = [
            text(LegalKind::Privacy, Some("it"), "https://studio.example/it"),
            text(LegalKind::Privacy, None, "https://studio.example/all"),
            text(LegalKind::Privacy, Some("de_DE"), "https://studio.example/de"),
            text(LegalKind::Privacy, Some("de_CH"), "https://studio.example/ch"),
        ];
        for (texts, language, wanted) in [
            (&many[..], "de", "https://studio.example/de"),
            (&many[..], "de-CH", "https://studio.example/ch"),
            (&many[..], "it", "https://studio.example/it"),
            (&many[..], "fr", "https://studio.example/all"),
            (&many[2..], "fr", "https://studio.example/de"),
        ] {
            let shown = shown(texts, Language::exact(language).unwrap(), false);
            let contents: Vec<_> = shown.into_iter().map(|text| text.content).collect();
            assert_eq!(contents, [link(wanted)], "{language}");
        }
    }

    #[test]
    fn nothing_that_cannot_be_read_here_is_offered_and_markup_is_none() {
        let texts = [
            text(LegalKind::Other, None, "https://studio.example/new"),
            text(LegalKind::Imprint, None, "<p>Studio &amp; Co.</p><p>Hamburg</p>"),
            text(LegalKind::Terms, None, "file:///etc/passwd"),
            text(LegalKind::Privacy, None, "<p> </p>"),
        ];
        let imprint = wire::LegalContent::Text { text: "Studio & Co.\n\nHamburg".to_owned() };
        let wanted = [LegalView { kind: wire::LegalKind::Imprint, content: imprint }];
        assert_eq!(shown(&texts, Language::DE, true), wanted);
    }

    #[test]
    fn withdrawal_is_shown_where_the_studio_wants_it_and_nowhere_else() {
        let texts = [
            text(LegalKind::Revocation, None, "https://studio.example/w"),
            text(LegalKind::Imprint, None, "https://studio.example/i"),
            text(LegalKind::Terms, None, "https://studio.example/t"),
            text(LegalKind::Privacy, None, "https://studio.example/p"),
        ];
        let kinds = |withdrawal| -> Vec<_> {
            shown(&texts, Language::DE, withdrawal).into_iter().map(|text| text.kind).collect()
        };
        use wire::LegalKind::{Imprint, Privacy, Terms, Withdrawal};
        assert_eq!(kinds(false), [Privacy, Terms, Imprint]);
        assert_eq!(kinds(true), [Privacy, Terms, Imprint, Withdrawal]);
    }
}

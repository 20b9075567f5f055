//! Where the window may go. Pure.

use desk::Outside;
use domain::Redacted;
use tauri::Url;

use super::page;

/// Longer than any token that a payment can come with.
const LONGEST_TOKEN: usize = 8 * 1024;

/// Where the window of one payment or document may go.
pub(super) struct Places {
    /// As a page names them: `https://pay.example`.
    origins: Vec<String>,
    /// Whether it is a payment, which has addresses of ours.
    payment: bool,
}

/// What becomes of going to an address.
#[derive(Debug, PartialEq)]
pub(super) enum Goes {
    /// It is loaded.
    There,
    /// Nothing happens.
    Nowhere,
    /// The member wants to go back; nothing is loaded.
    Back,
    /// The vendor's token is handed over; nothing is loaded.
    Paid(Redacted<String>),
}

impl Places {
    pub(super) fn of(what: &Outside) -> Self {
        match what {
            Outside::Payment { script, origins, .. } => {
                let script = script.origin().ascii_serialization();
                Self { origins: [script].into_iter().chain(origins.iter().cloned()).collect(), payment: true }
            }
            Outside::Document { url, .. } => Self { origins: twins(url), payment: false },
        }
    }

    pub(super) fn judge(&self, url: &Url) -> Goes {
        if self.payment && page::is_own(url) {
            return match url.path() {
                page::START => Goes::There,
                page::BACK => Goes::Back,
                page::PAID => match token(url) {
                    Some(token) => Goes::Paid(token),
                    None => Goes::Nowhere,
                },
                _ => Goes::Nowhere,
            };
        }
        // Empty frames, into which a page writes for itself.
        if matches!(url.as_str(), "about:blank" | "about:srcdoc") || is_pdf_viewer(url) {
            return Goes::There;
        }
        let allowed = safe(url) && self.origins.contains(&url.origin().ascii_serialization());
        if allowed { Goes::There } else { Goes::Nowhere }
    }
}

fn token(url: &Url) -> Option<Redacted<String>> {
    let (_, token) = url.query_pairs().find(|(name, _)| name == "token")?;
    let token = token.trim();
    (!token.is_empty() && token.len() <= LONGEST_TOKEN).then(|| Redacted::new(token.to_owned()))
}

/// Encrypted, or on this computer.
pub(super) fn safe(url: &Url) -> bool {
    match (url.scheme(), url.host_str()) {
        ("https", Some(_)) => true,
        ("http", Some(host)) => {
            host == "localhost"
                || host == "[::1]"
                || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback())
        }
        _ => false,
    }
}

/// A document's own origin, and the same with or without `www.`, between which sites send people on.
fn twins(url: &Url) -> Vec<String> {
    let own = url.origin().ascii_serialization();
    let Some(("https", rest)) = own.split_once("://") else { return vec![own] };
    let twin = match rest.strip_prefix("www.") {
        Some(bare) => format!("https://{bare}"),
        None => format!("https://www.{rest}"),
    };
    vec![own, twin]
}

/// WebKitGTK shows PDF files with pages of its own.
fn is_pdf_viewer(url: &Url) -> bool {
    cfg!(target_os = "linux") && url.scheme() == "webkit-pdfjs-viewer"
}

#[cfg(test)]
mod tests {
    use domain::Language;

    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn payment() -> Places {
        Places::of(&Outside::Payment {
            window: desk::PaymentWindow { sign_up: desk::SignUpId(1), nth: 1 },
            script: url("https://pay.example/v1/widget.js"),
            origins: vec!["https://acs.example:8443".to_owned()],
            session: Redacted::new("session".to_owned()),
            environment: "live".to_owned(),
            country: "DE".to_owned(),
            language: Language::DE,
        })
    }

    fn document(text: &str) -> Places {
        Places::of(&Outside::Document { url: url(text), title: "AGB".to_owned(), language: Language::DE })
    }

    #[test]
    fn a_payment_goes_to_the_listed_origins_only() {
        let places = payment();
        for (to, there) in [
            ("https://pay.example/", true),
            ("https://pay.example/3ds?x=1", true),
            ("https://acs.example:8443/challenge", true),
            ("about:blank", true),
            ("https://acs.example/challenge", false),
            ("https://pay.example.evil.example/", false),
            ("http://pay.example/", false),
            ("https://pay.example:444/", false),
            ("http://127.0.0.1:4011/", false),
            ("tauri://localhost/index.html", false),
            ("http://tauri.localhost/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,hello", false),
            ("javascript:alert(1)", false),
            ("blob:https://pay.example/1", false),
        ] {
            let expected = if there { Goes::There } else { Goes::Nowhere };
            assert_eq!(places.judge(&url(to)), expected, "{to}");
        }
    }

    #[test]
    fn our_own_addresses_hand_over_the_token_and_are_never_loaded() {
        let places = payment();
        let at = |rest: &str| url(page::ADDRESS).join(rest).unwrap();
        assert_eq!(places.judge(&at("/")), Goes::There);
        assert_eq!(places.judge(&at("/back")), Goes::Back);
        let paid = places.judge(&at("/paid?token=a%2Bb%20c"));
        assert_eq!(paid, Goes::Paid(Redacted::new("a+b c".to_owned())));
        assert!(!format!("{paid:?}").contains("a+b"));
        for nothing in ["/paid", "/paid?token=", "/paid?token=%20", "/paid?other=1", "/index.html"] {
            assert_eq!(places.judge(&at(nothing)), Goes::Nowhere, "{nothing}");
        }
        let long = format!("/paid?token={}", "a".repeat(LONGEST_TOKEN + 1));
        assert_eq!(places.judge(&at(&long)), Goes::Nowhere);
        for rest in ["/back", "/paid?token=a", "/"] {
            let from_a_document = document("https://a.example/agb.pdf").judge(&at(rest));
            assert_eq!(from_a_document, Goes::Nowhere, "a document has none of them: {rest}");
        }
    }

    #[test]
    fn a_document_goes_nowhere_else() {
        for (from, to, there) in [
            ("https://a.example/agb", "https://a.example/other", true),
            ("https://a.example/agb", "https://www.a.example/agb", true),
            ("https://www.a.example/agb", "https://a.example/agb", true),
            ("https://a.example:8443/agb", "https://www.a.example:8443/", true),
            ("https://a.example/agb", "https://b.example/", false),
            ("https://a.example/agb", "https://login.a.example/", false),
            ("https://a.example/agb", "http://a.example/", false),
            ("http://127.0.0.1:4011/agb.pdf", "http://127.0.0.1:4011/agb.pdf", true),
            ("http://127.0.0.1:4011/agb.pdf", "http://127.0.0.1:4012/", false),
            ("https://a.example/agb", "mailto:a@a.example", false),
        ] {
            let expected = if there { Goes::There } else { Goes::Nowhere };
            assert_eq!(document(from).judge(&url(to)), expected, "{from} to {to}");
        }
    }

    #[test]
    fn what_others_could_read_on_the_way_is_not_safe() {
        for (text, expected) in [
            ("https://a.example", true),
            ("http://127.0.0.1:1", true),
            ("http://127.9.9.9", true),
            ("http://[::1]:1", true),
            ("http://localhost", true),
            ("http://a.example", false),
            ("http://127.0.0.1.example", false),
            ("http://10.0.0.1", false),
            ("ftp://a.example", false),
            ("file:///a", false),
        ] {
            assert_eq!(safe(&url(text)), expected, "{text}");
        }
    }
}

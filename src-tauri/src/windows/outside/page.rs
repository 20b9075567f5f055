//! The page of ours that the vendor's payment widget is put into.
//!
//! It is made for one payment and served from memory, to the one window only. What it may load is the
//! widget's script and what the settings name besides.

use std::sync::Mutex;

use desk::Outside;
use tauri::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY};
use tauri::http::{Request, Response, StatusCode};
use tauri::{Manager, UriSchemeContext, UriSchemeResponder, Url, Wry};
use uuid::Uuid;

use super::OUTSIDE;
use super::bar::Words;

/// The scheme of the page.
pub const SCHEME: &str = "payment";

/// The page itself.
pub(super) const START: &str = "/";
/// The member wants to go back. Never loaded.
pub(super) const BACK: &str = "/back";
/// The vendor's token is in the query. Never loaded.
pub(super) const PAID: &str = "/paid";

/// The page that is served now. It holds the session, so that it cannot be printed.
#[derive(Default)]
pub struct Page(Mutex<Option<Document>>);

/// A page and what it may do.
#[derive(Clone)]
pub(super) struct Document {
    html: String,
    policy: String,
}

impl Page {
    pub(super) fn set(&self, document: Option<Document>) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = document;
    }

    pub(super) fn clear(&self) {
        self.set(None);
    }

    fn get(&self) -> Option<Document> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }
}

/// Where the page is.
pub(super) const ADDRESS: &str =
    if cfg!(windows) { "http://payment.localhost/" } else { "payment://localhost/" };

/// The same, read.
pub(super) fn address() -> tauri::Result<Url> {
    Url::parse(ADDRESS).map_err(|_| tauri::Error::InvalidWebviewUrl("not an address"))
}

/// Whether it is an address of ours.
pub(super) fn is_own(url: &Url) -> bool {
    match cfg!(windows) {
        true => matches!((url.scheme(), url.host_str()), ("http", Some("payment.localhost"))),
        false => matches!((url.scheme(), url.host_str()), (SCHEME, Some("localhost"))),
    }
}

/// Serves the page to the one window that it is for.
pub fn serve(context: UriSchemeContext<'_, Wry>, request: Request<Vec<u8>>, responder: UriSchemeResponder) {
    let wanted = context.webview_label() == OUTSIDE && request.uri().path() == START;
    let document = context.app_handle().state::<Page>().get().filter(|_| wanted);
    responder.respond(answer(document));
}

fn answer(document: Option<Document>) -> Response<Vec<u8>> {
    let Some(Document { html, policy }) = document else {
        let mut nothing = Response::new(Vec::new());
        *nothing.status_mut() = StatusCode::NOT_FOUND;
        return nothing;
    };
    let built = Response::builder()
        .header(CONTENT_TYPE, "text/html; charset=utf-8")
        .header(CONTENT_SECURITY_POLICY, policy)
        .header(REFERRER_POLICY, "no-referrer")
        .header(CACHE_CONTROL, "no-store")
        .body(html.into_bytes());
    built.unwrap_or_default()
}

/// The page for a payment.
pub(super) fn payment(what: &Outside) -> Option<Document> {
    let Outside::Payment { script, origins, session, environment, country, language, .. } = what else {
        return None;
    };
    let words = Words::of(*language);
    let nonce = Uuid::new_v4().simple().to_string();
    let tag = language.tag();
    let spoken = tag.split('-').next().unwrap_or(tag);
    let told = serde_json::json!({
        "script": script.as_str(),
        "start": ADDRESS,
        "userSessionToken": session.expose(),
        "environment": environment,
        "countryCode": country,
        "locale": format!("{spoken}-{country}"),
    });
    let html = include_str!("payment.html")
        .replace("{language}", tag)
        .replace("{title}", words.payment)
        .replace("{back}", words.back)
        .replace("{from}", words.from)
        .replace("{host}", &escaped(script.host_str().unwrap_or_default()))
        .replace("{trouble}", words.trouble)
        .replace("{nonce}", &nonce)
        // Last, so that nothing in it is taken for a place to fill in.
        .replace("{told}", &told.to_string().replace('<', "\\u003c"));
    Some(Document { html, policy: policy(script, origins, &nonce) })
}

/// What the page may load, and from where. Widgets style themselves as they go.
fn policy(script: &Url, origins: &[String], nonce: &str) -> String {
    let own = script.origin().ascii_serialization();
    let there = std::iter::once(own.as_str()).chain(origins.iter().map(String::as_str)).collect::<Vec<_>>();
    let there = there.join(" ");
    [
        "default-src 'none'".to_owned(),
        format!("script-src 'nonce-{nonce}' {there}"),
        format!("style-src 'unsafe-inline' {there}"),
        format!("img-src data: {there}"),
        format!("font-src data: {there}"),
        format!("connect-src {there}"),
        format!("frame-src {there}"),
        format!("form-action {there}"),
        "base-uri 'none'".to_owned(),
        "object-src 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
    ]
    .join("; ")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use domain::{Language, Redacted};

    use super::*;

    fn widget(session: &str, language: Language) -> Outside {
        Outside::Payment {
            window: desk::PaymentWindow { sign_up: desk::SignUpId(1), nth: 7 },
            script: Url::parse("https://pay.example/v1/widget.js?v=\"1<2\"").unwrap(),
            origins: vec!["https://acs.example:8443".to_owned()],
            session: Redacted::new(session.to_owned()),
            environment: "live".to_owned(),
            country: "DE".to_owned(),
            language,
        }
    }

    #[test]
    fn the_page_may_load_what_the_settings_name_and_nothing_else() {
        let Document { policy, html } = payment(&widget("s", Language::DE)).unwrap();
        let nonce = html.split("nonce=\"").nth(1).unwrap().split('"').next().unwrap();
        let there = "https://pay.example https://acs.example:8443";
        for (directive, expected) in [
            ("default-src", "'none'".to_owned()),
            ("script-src", format!("'nonce-{nonce}' {there}")),
            ("connect-src", there.to_owned()),
            ("frame-src", there.to_owned()),
            ("form-action", there.to_owned()),
            ("base-uri", "'none'".to_owned()),
            ("object-src", "'none'".to_owned()),
        ] {
            let found = policy.split("; ").find_map(|part| part.strip_prefix(&format!("{directive} ")));
            assert_eq!(found, Some(expected.as_str()), "{directive}");
        }
        let other = payment(&widget("s", Language::DE)).unwrap();
        assert!(!other.html.contains(nonce), "a nonce is for one page");
    }

    #[test]
    fn nothing_that_is_told_to_the_page_can_end_its_script() {
        let evil = "</script><script>alert(1)</script>{nonce}{told}";
        let html = payment(&widget(evil, Language::EN)).unwrap().html;
        assert_eq!(html.matches("</script>").count(), 1, "{html}");
        assert!(html.contains("\\u003c/script>\\u003cscript>alert(1)\\u003c/script>{nonce}{told}"));
    }

    #[test]
    fn the_page_says_whose_it_is_and_leads_back_in_the_members_language() {
        for (language, back, from) in [
            (Language::DE, "Zurück", "Diese Seite kommt von"),
            (Language::EN, "Back", "This page comes from"),
            (Language::nearest("pl"), "Wstecz", "Ta strona pochodzi z"),
        ] {
            let html = payment(&widget("s", language)).unwrap().html;
            for wanted in [back, from, "pay.example", &format!("lang=\"{language}\"")] {
                assert!(html.contains(wanted), "{language}: {wanted} in {html}");
            }
            assert!(!html.contains("{t") && !html.contains("{b"), "everything is filled in: {html}");
        }
    }

    #[test]
    fn what_is_served_is_kept_nowhere_and_nothing_is_served_without_a_payment() {
        let page = Page::default();
        assert_eq!(answer(page.get()).status(), StatusCode::NOT_FOUND);
        page.set(payment(&widget("s", Language::DE)));
        let served = answer(page.get());
        assert_eq!(served.status(), StatusCode::OK);
        assert_eq!(served.headers()[CACHE_CONTROL], "no-store");
        assert!(served.headers().contains_key(CONTENT_SECURITY_POLICY));
        page.clear();
        assert_eq!(answer(page.get()).status(), StatusCode::NOT_FOUND);
    }
}

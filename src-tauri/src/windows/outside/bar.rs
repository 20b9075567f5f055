//! The bar above somebody else's page, which says whose it is and leads back, and the words of it.

use domain::Language;
use tauri::WebviewWindow;

/// On Linux the bar is part of the window, where no page can cover it or take it away. On the other systems
/// it is the system's own, with its button to close.
pub(super) const DECORATIONS: bool = !cfg!(target_os = "linux");

/// What is said in the window in our own name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Words {
    /// Of the button.
    pub(super) back: &'static str,
    /// The title of the payment window.
    pub(super) payment: &'static str,
    /// In front of whose page it is.
    pub(super) from: &'static str,
    /// The widget did not come.
    pub(super) trouble: &'static str,
}

// Made by build.rs of the interface's messages.
include!(concat!(env!("OUT_DIR"), "/outside_words.rs"));

impl Words {
    /// In the language of whoever stands in front of it.
    pub(super) fn of(language: Language) -> Self {
        let said = |tag: &str| WORDS.iter().find(|(known, _)| *known == tag).map(|(_, words)| *words);
        said(language.tag()).or_else(|| said(Language::EN.tag())).unwrap_or(Self::NONE)
    }

    /// Nothing at all, which no language says.
    const NONE: Self = Self { back: "", payment: "", from: "", trouble: "" };
}

/// Puts the bar above a document.
#[cfg(target_os = "linux")]
pub(super) fn add(window: &WebviewWindow, title: &str, host: &str, words: Words) -> tauri::Result<()> {
    use gtk::prelude::*;

    let text = format!("{title}  ·  {} {host}", words.from);
    let closing = window.clone();
    let onto = window.clone();
    window.run_on_main_thread(move || {
        let Ok(all) = onto.default_vbox() else { return };
        let bar = gtk::Box::new(gtk::Orientation::Horizontal, 16);
        bar.set_border_width(8);
        let back = gtk::Button::with_label(words.back);
        back.set_size_request(160, 64);
        back.connect_clicked(move |_| {
            // Fails when it is closed already.
            let _ = closing.destroy();
        });
        let whose = gtk::Label::new(Some(&text));
        whose.set_ellipsize(gtk::pango::EllipsizeMode::End);
        let look = gtk::CssProvider::new();
        if look.load_from_data(b"* { font-size: 20px; }").is_ok() {
            for widget in [back.upcast_ref::<gtk::Widget>(), whose.upcast_ref()] {
                widget.style_context().add_provider(&look, gtk::STYLE_PROVIDER_PRIORITY_APPLICATION);
            }
        }
        bar.pack_start(&back, false, false, 0);
        bar.pack_start(&whose, false, true, 0);
        all.pack_start(&bar, false, false, 0);
        all.reorder_child(&bar, 0);
        bar.show_all();
    })
}

/// The system's own bar says it.
#[cfg(not(target_os = "linux"))]
pub(super) fn add(window: &WebviewWindow, title: &str, host: &str, words: Words) -> tauri::Result<()> {
    window.set_title(&format!("{title} · {} {host}", words.from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_stands_in_front_of_it_is_spoken_to_in_their_language() {
        for (tag, back, payment) in [
            ("de", "Zurück", "Kartendaten eingeben"),
            ("de-CH", "Zurück", "Kartendaten eingeben"),
            ("en-GB", "Back", "Enter card details"),
            ("pl", "Wstecz", "Podaj dane karty"),
            ("fr-LU", "Retour", "Saisir les données de la carte"),
        ] {
            let words = Words::of(Language::nearest(tag));
            assert_eq!((words.back, words.payment), (back, payment), "{tag}");
        }
    }

    #[test]
    fn every_language_of_the_vendor_has_words_of_its_own() {
        for (tag, words) in WORDS {
            let language = Language::exact(tag).unwrap();
            assert_eq!(Words::of(language), words, "{tag}");
            assert!(
                [words.back, words.payment, words.from, words.trouble].iter().all(|it| !it.is_empty()),
                "{tag}"
            );
            // What goes into a page of HTML as it is.
            assert!(!format!("{words:?}").contains(['<', '&']), "{tag}");
        }
        let titles: std::collections::BTreeSet<_> = WORDS.iter().map(|(_, words)| words.payment).collect();
        assert_eq!((WORDS.len(), titles.len()), (21, 15));
    }
}

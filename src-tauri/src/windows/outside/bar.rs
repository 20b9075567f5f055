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

const GERMAN: Words = Words {
    back: "Zurück",
    payment: "Kartendaten eingeben",
    from: "Diese Seite kommt von",
    trouble: "Die Seite des Zahlungsdienstes lässt sich gerade nicht öffnen. Geh zurück und versuch es noch \
              einmal, oder wähle eine andere Zahlungsart.",
};

const ENGLISH: Words = Words {
    back: "Back",
    payment: "Enter card details",
    from: "This page comes from",
    trouble: "The payment page cannot be opened right now. Go back and try again, or choose another way to pay.",
};

impl Words {
    /// In German for whoever speaks a German, else in English.
    pub(super) fn of(language: Language) -> Self {
        let of_it = language.tag().split('-').next().unwrap_or_default();
        if of_it == "de" { GERMAN } else { ENGLISH }
    }
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
    fn whoever_speaks_a_german_is_spoken_to_in_german() {
        for (tag, words) in
            [("de", GERMAN), ("de-CH", GERMAN), ("de-LI", GERMAN), ("en", ENGLISH), ("tr", ENGLISH)]
        {
            assert_eq!(Words::of(Language::nearest(tag)), words, "{tag}");
        }
    }
}

//! The sentences a member may read, and the choice of their language.

use http::StatusCode;

/// The published languages and country variants.
const PUBLISHED: [&str; 21] = [
    "cs", "de", "en", "es", "fr", "hu", "it", "nb", "nl", "pl", "ro", "ru", "sl", "sv", "tr", "de-CH",
    "de-LI", "en-CA", "en-GB", "en-US", "fr-LU",
];

/// One of the published languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Language(&'static str);

impl Language {
    pub(crate) const ENGLISH: Self = Self("en");

    pub(crate) const fn tag(self) -> &'static str {
        self.0
    }

    /// A tag's language: itself, else without its country; nothing if neither is published.
    pub(crate) fn published(tag: &str) -> Option<Self> {
        let tag = tag.trim().replace('_', "-");
        let exact = |wanted: &str| PUBLISHED.into_iter().find(|known| known.eq_ignore_ascii_case(wanted));
        exact(&tag).or_else(|| exact(tag.split('-').next().unwrap_or_default())).map(Self)
    }

    /// The language of an answer: the header's, English for one that is not published, and the
    /// studio's when nothing is asked for.
    pub(crate) fn wanted(header: Option<&str>, studio: Self) -> Self {
        let Some(header) = header.filter(|header| !header.trim().is_empty()) else { return studio };
        let mut wishes: Vec<(f32, &str)> = header.split(',').map(wish).collect();
        wishes.sort_by(|a, b| b.0.total_cmp(&a.0));
        wishes
            .into_iter()
            .filter(|(weight, _)| *weight > 0.0)
            .find_map(|(_, tag)| Self::published(tag))
            .unwrap_or(Self::ENGLISH)
    }
}

fn wish(part: &str) -> (f32, &str) {
    let (tag, rest) = part.split_once(';').unwrap_or((part, ""));
    let weight = rest.trim().strip_prefix("q=").map_or(Some(1.0), |q| q.trim().parse().ok());
    (weight.unwrap_or(0.0), tag.trim())
}

/// One table makes the enum and its texts, so that no notice can be without code, status or language.
macro_rules! notices {
    ($($name:ident $status:ident $code:literal en $en:literal de $de:literal fr $fr:literal)*) => {
        /// Everything the practice studio has to say to somebody who is not served.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Notice { $($name),* }

        impl Notice {
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$name),*];

            fn row(self) -> (StatusCode, &'static str, [&'static str; 3]) {
                match self { $(Self::$name => (StatusCode::$status, $code, [$en, $de, $fr])),* }
            }
        }
    };
}

impl Notice {
    pub(crate) fn status(self) -> StatusCode {
        self.row().0
    }

    pub(crate) fn code(self) -> &'static str {
        self.row().1
    }

    pub(crate) fn text(self, language: Language) -> String {
        let [en, de, fr] = self.row().2;
        match language.0 {
            "de" => de.to_owned(),
            // Switzerland and Liechtenstein write no ß.
            "de-CH" | "de-LI" => de.replace('ß', "ss"),
            "fr" | "fr-LU" => fr.to_owned(),
            _ => en.to_owned(),
        }
    }
}

notices! {
    Malformed BAD_REQUEST "REQUEST_MALFORMED"
        en "The request could not be understood."
        de "Die Anfrage war nicht verständlich."
        fr "La demande n'a pas été comprise."
    Unauthorized UNAUTHORIZED "UNAUTHORIZED"
        en "The key is missing or wrong."
        de "Der Schlüssel fehlt oder ist falsch."
        fr "La clé est absente ou incorrecte."
    Forbidden FORBIDDEN "FORBIDDEN"
        en "The permission for this is missing."
        de "Dafür fehlt die Berechtigung."
        fr "L'autorisation nécessaire est absente."
    WrongModel FORBIDDEN "DEVICE_MODEL_NOT_ALLOWED"
        en "This device is of another kind."
        de "Dieses Gerät ist von anderer Art."
        fr "Cet appareil est d'un autre type."
    UnknownCustomer NOT_FOUND "CUSTOMER_NOT_FOUND"
        en "We do not know this card or code."
        de "Diese Karte oder diesen Code kennen wir nicht."
        fr "Cette carte ou ce code nous est inconnu."
    UnknownPath NOT_FOUND "NOT_FOUND"
        en "There is nothing at this address."
        de "Unter dieser Adresse gibt es nichts."
        fr "Il n'y a rien à cette adresse."
    WrongMethod METHOD_NOT_ALLOWED "METHOD_NOT_ALLOWED"
        en "This address is called in another way."
        de "Diese Adresse wird anders aufgerufen."
        fr "Cette adresse s'appelle autrement."
    UnknownDevice NOT_FOUND "DEVICE_NOT_FOUND"
        en "There is no such device."
        de "Dieses Gerät gibt es nicht."
        fr "Cet appareil n'existe pas."
    TooManyRequests TOO_MANY_REQUESTS "RATE_LIMIT_EXCEEDED"
        en "Too many requests. Please wait a moment."
        de "Zu viele Anfragen. Bitte warte einen Moment."
        fr "Trop de demandes. Merci de patienter un instant."
    Unavailable SERVICE_UNAVAILABLE "SERVICE_UNAVAILABLE"
        en "Please try again in a few minutes."
        de "Bitte versuche es in ein paar Minuten noch einmal."
        fr "Merci de réessayer dans quelques minutes."
    Internal INTERNAL_SERVER_ERROR "INTERNAL_ERROR"
        en "Something went wrong on our side."
        de "Bei uns ist etwas schiefgegangen."
        fr "Une erreur s'est produite chez nous."
    Blocked BAD_REQUEST "ACCESS_BLOCKED"
        en "Your access is blocked. Please talk to our team."
        de "Dein Zugang ist gesperrt. Bitte sprich unser Team an."
        fr "Votre accès est bloqué. Merci de vous adresser à l'accueil."
    Unpaid BAD_REQUEST "ACCESS_PAYMENT_OVERDUE"
        en "There is an open payment. Please talk to our team."
        de "Es ist noch eine Zahlung offen. Bitte sprich unser Team an."
        fr "Un paiement est en attente. Merci de vous adresser à l'accueil."
    Paused BAD_REQUEST "ACCESS_CONTRACT_PAUSED"
        en "Your membership is paused at the moment."
        de "Deine Mitgliedschaft ruht zurzeit."
        fr "Votre abonnement est suspendu en ce moment."
    NotStarted BAD_REQUEST "ACCESS_CONTRACT_NOT_STARTED"
        en "Your membership has not started yet."
        de "Deine Mitgliedschaft hat noch nicht begonnen."
        fr "Votre abonnement n'a pas encore commencé."
    OutsideHours BAD_REQUEST "ACCESS_OUTSIDE_HOURS"
        en "Your plan does not include this time of day."
        de "Dein Tarif schließt diese Uhrzeit nicht ein."
        fr "Votre formule n'est pas valable à cette heure."
    FormerMember BAD_REQUEST "ACCESS_NO_CONTRACT"
        en "Your membership has ended."
        de "Deine Mitgliedschaft ist beendet."
        fr "Votre abonnement a pris fin."
    AlreadyIn BAD_REQUEST "ACCESS_ALREADY_CHECKED_IN"
        en "You are already checked in."
        de "Du bist bereits eingecheckt."
        fr "Votre entrée est déjà enregistrée."
    NotIn BAD_REQUEST "ACCESS_NOT_CHECKED_IN"
        en "You are not checked in."
        de "Du bist nicht eingecheckt."
        fr "Votre entrée n'a pas été enregistrée."
    Locked BAD_REQUEST "VENDING_CUSTOMER_LOCKED"
        en "Another purchase of yours is still open. Please wait a moment."
        de "Ein anderer Kauf von dir ist noch offen. Bitte warte einen Moment."
        fr "Un autre achat est encore en cours. Merci de patienter un instant."
    NoTransaction BAD_REQUEST "VENDING_TRANSACTION_EXPIRED"
        en "The time for this purchase is over. Please start again."
        de "Die Zeit für diesen Kauf ist abgelaufen. Bitte beginne von vorn."
        fr "Le temps imparti est écoulé. Merci de recommencer."
    UnknownProduct NOT_FOUND "VENDING_PRODUCT_NOT_FOUND"
        en "This shelf is empty."
        de "Dieses Fach ist nicht belegt."
        fr "Ce rayon n'est pas rempli."
    PriceMismatch BAD_REQUEST "VENDING_PRICE_MISMATCH"
        en "The price has changed. Nothing was sold."
        de "Der Preis hat sich geändert. Es wurde nichts verkauft."
        fr "Le prix a changé. Rien n'a été vendu."
    NoCredit BAD_REQUEST "CREDIT_INSUFFICIENT"
        en "Your credit is not enough."
        de "Dein Guthaben reicht nicht aus."
        fr "Votre crédit est insuffisant."
    BadAmount BAD_REQUEST "AMOUNT_INVALID"
        en "This amount is not possible."
        de "Dieser Betrag ist nicht möglich."
        fr "Ce montant n'est pas possible."
    UnknownDuration BAD_REQUEST "DURATION_NOT_OFFERED"
        en "This duration is not offered."
        de "Diese Dauer wird nicht angeboten."
        fr "Cette durée n'est pas proposée."
    TooYoung BAD_REQUEST "ACCESS_AGE_RESTRICTION"
        en "This device may only be used from the age of 18."
        de "Dieses Gerät darf erst ab 18 Jahren benutzt werden."
        fr "Cet appareil est réservé aux personnes majeures."
    MediumTaken CONFLICT "ACCESS_MEDIUM_IN_USE"
        en "This card or code belongs to somebody already."
        de "Diese Karte oder dieser Code ist schon vergeben."
        fr "Cette carte ou ce code est déjà attribué."
    UnknownVoucher NOT_FOUND "CHECKIN_VOUCHER_NOT_FOUND"
        en "We do not know this voucher."
        de "Diesen Gutschein kennen wir nicht."
        fr "Ce bon nous est inconnu."
    UsedVoucher BAD_REQUEST "CHECKIN_VOUCHER_ALREADY_REDEEMED"
        en "This voucher has been used."
        de "Dieser Gutschein wurde schon eingelöst."
        fr "Ce bon a déjà été utilisé."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_decides_the_language() {
        let table = [
            (None, "de"),
            (Some(""), "de"),
            (Some("de"), "de"),
            (Some("DE"), "de"),
            (Some("de-LU"), "de"),
            (Some("de-CH"), "de-CH"),
            (Some("de_CH"), "de-CH"),
            (Some("fr-LU"), "fr-LU"),
            (Some("fr-BE"), "fr"),
            (Some("tr"), "tr"),
            (Some("ja"), "en"),
            (Some("ja-JP"), "en"),
            (Some("zh-Hans-CN"), "en"),
            (Some("*"), "en"),
            (Some("fr-CH, fr;q=0.9, en;q=0.8"), "fr"),
            (Some("en;q=0.5, nb;q=0.9"), "nb"),
            (Some("ja, fr;q=0.5"), "fr"),
            (Some("fr;q=0, pl"), "pl"),
        ];
        let studio = Language::published("de").unwrap();
        for (header, expected) in table {
            assert_eq!(Language::wanted(header, studio).tag(), expected, "{header:?}");
        }
    }

    #[test]
    fn every_published_language_has_a_text_and_unwritten_ones_are_english() {
        for tag in PUBLISHED {
            let language = Language::published(tag).unwrap();
            for notice in Notice::ALL {
                assert!(notice.text(language).len() > 10, "{tag} {notice:?}");
            }
        }
        let text = |tag| Notice::OutsideHours.text(Language::published(tag).unwrap());
        assert_eq!(text("tr"), text("en"));
        assert_eq!(text("fr-LU"), text("fr"));
        assert!(text("de").contains('ß') && !text("de-CH").contains('ß'));
    }

    #[test]
    fn no_two_notices_share_a_code() {
        let mut codes: Vec<_> = Notice::ALL.iter().map(|notice| notice.code()).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), Notice::ALL.len());
    }
}

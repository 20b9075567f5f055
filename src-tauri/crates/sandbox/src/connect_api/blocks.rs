//! The texts of the studio's contracts, in its two languages.

use super::offers::{Attachment, TextBlock, Words, words};

/// What has to be done about a text.
#[derive(Clone, Copy)]
enum Asks {
    Nothing,
    Confirmation,
    MaySign,
    MustSign,
}

const fn block(id: i64, asks: Asks, title: Words, text: Words) -> TextBlock {
    let (confirm, sign) = match asks {
        Asks::Nothing => (false, false),
        Asks::Confirmation => (true, false),
        Asks::MaySign => (false, true),
        Asks::MustSign => (true, true),
    };
    TextBlock {
        id,
        title,
        text,
        confirm,
        sign,
        channels: false,
        attachment: Attachment::Nothing,
        with_voucher: false,
    }
}

/// Terms and conditions: to be confirmed, as a document.
pub(crate) const fn conditions() -> TextBlock {
    let mut block = block(
        5001,
        Asks::Confirmation,
        words("Allgemeine Geschäftsbedingungen", "Terms and conditions"),
        words(
            "Es gelten die Allgemeinen Geschäftsbedingungen des Studios Nordlicht in der beigefügten Fassung. Sie \
             regeln Laufzeit, Beiträge, Ruhezeiten und Kündigung. Ich habe sie gelesen und bin einverstanden.",
            "The terms and conditions of Studio Nordlicht apply as attached. They cover the term, the fees, pauses \
             and notice. I have read them and agree.",
        ),
    );
    block.attachment = Attachment::File("agb.pdf");
    block
}

/// A health statement: to be signed.
pub(crate) const fn health() -> TextBlock {
    block(
        5002,
        Asks::MustSign,
        words("Gesundheitserklärung", "Health statement"),
        words(
            "Ich versichere, dass mir keine Erkrankung bekannt ist, die gegen ein Training spricht. Ändert sich mein \
             Gesundheitszustand, spreche ich vor dem nächsten Training mit einer Ärztin oder einem Arzt und sage dem \
             Team Bescheid.",
            "I know of no illness that speaks against training. If my health changes, I will see a doctor before my \
             next training and tell the team.",
        ),
    )
}

/// Photographs: may be signed.
pub(crate) const fn photographs() -> TextBlock {
    block(
        5003,
        Asks::MaySign,
        words("Foto- und Filmaufnahmen", "Photographs and films"),
        words(
            "Ich bin damit einverstanden, dass Aufnahmen von Veranstaltungen, auf denen ich zu sehen bin, auf der \
             Website und in den Räumen des Studios gezeigt werden. Die Einwilligung ist freiwillig und jederzeit \
             widerruflich.",
            "I agree that pictures of events in which I can be seen are shown on the website and in the rooms of the \
             studio. This is voluntary and can be withdrawn at any time.",
        ),
    )
}

/// House rules: to be shown, on a page of the studio.
pub(crate) const fn house_rules() -> TextBlock {
    let mut block = block(
        5004,
        Asks::Nothing,
        words("Hausordnung", "House rules"),
        words(
            "Bitte trainiere mit Handtuch und sauberen Schuhen, räume Hanteln und Matten zurück und nimm Rücksicht \
             auf andere. Die ganze Hausordnung hängt am Eingang aus und steht auf unserer Website.",
            "Please train with a towel and clean shoes, put weights and mats back and be considerate. The complete \
             house rules are at the entrance and on our website.",
        ),
    );
    block.attachment = Attachment::Url("https://nordlicht.example/hausordnung");
    block
}

/// Privacy, with the matrix of what may be sent on which channel.
pub(crate) const fn privacy() -> TextBlock {
    let mut block = block(
        5005,
        Asks::Confirmation,
        words("Datenschutz und Nachrichten", "Privacy and messages"),
        words(
            "Wir verarbeiten deine Daten, um den Vertrag zu erfüllen. Näheres steht in der Datenschutzerklärung, die \
             ich zur Kenntnis genommen habe. Über welche Wege wir dir schreiben oder dich anrufen dürfen, \
             entscheidest du selbst und kannst es jederzeit ändern.",
            "We process your data to perform the contract. Details are in the privacy policy, which I have read. How \
             we may write to you or call you is your choice, and you can change it at any time.",
        ),
    );
    block.channels = true;
    block.attachment = Attachment::File("datenschutz.pdf");
    block
}

/// Only with a voucher.
pub(crate) const fn voucher() -> TextBlock {
    let mut block = block(
        5006,
        Asks::Confirmation,
        words("Gutscheinbedingungen", "Voucher conditions"),
        words(
            "Ein Gutschein gilt nur für diesen Vertrag, ist nicht übertragbar und wird nicht ausgezahlt.",
            "A voucher is for this contract only, cannot be transferred and is not paid out.",
        ),
    );
    block.with_voucher = true;
    block
}

/// Right of withdrawal, for what is paid at once.
pub(crate) const fn no_refund() -> TextBlock {
    block(
        5007,
        Asks::Confirmation,
        words("Vorauszahlung", "Payment in advance"),
        words(
            "Der Betrag wird mit Vertragsbeginn für die ganze Laufzeit fällig. Eine anteilige Erstattung gibt es nur, \
             wenn das Gesetz sie vorsieht.",
            "The amount for the whole term is due at the start of the contract. It is refunded in part only where the \
             law says so.",
        ),
    )
}

/// Proof of being a student.
pub(crate) const fn students() -> TextBlock {
    block(
        5008,
        Asks::Confirmation,
        words("Nachweis", "Proof"),
        words(
            "Ich bin in Schule, Ausbildung oder Studium und zeige zu Beginn jedes Semesters einen gültigen Ausweis.",
            "I am at school, in training or at university and will show a valid card at the start of each semester.",
        ),
    )
}

/// Consent for the solarium: to be signed.
pub(crate) const fn solarium() -> TextBlock {
    block(
        5101,
        Asks::MustSign,
        words("Einwilligung Solarium", "Solarium consent"),
        words(
            "Ich bin mindestens 18 Jahre alt, wurde über die Wirkung von UV-Strahlung belehrt und habe meinen Hauttyp \
             bestimmen lassen.",
            "I am at least 18 years old, have been told what UV radiation does and have had my skin type determined.",
        ),
    )
}

/// Consent for personal training: to be confirmed.
pub(crate) const fn coaching() -> TextBlock {
    block(
        5102,
        Asks::Confirmation,
        words("Terminabsage", "Cancelling an appointment"),
        words(
            "Termine sage ich spätestens 24 Stunden vorher ab; sonst gelten sie als genommen.",
            "I cancel appointments at least 24 hours before; otherwise they count as taken.",
        ),
    )
}

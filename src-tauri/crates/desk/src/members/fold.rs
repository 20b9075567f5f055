//! How names and what is typed become comparable: without case, accents and punctuation.

use unicode_normalization::UnicodeNormalization;

/// The words of a name as it is written, each once, and beside them what people type who have no umlauts:
/// `Jörg Müller-Lüdenscheidt` is found by `joerg`, `mueller` and `lüden`.
pub(super) fn words_of_name(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    for word in pieces(name) {
        push(&mut words, folded(word));
        if !word.is_ascii() {
            push(&mut words, spelled_out(word));
        }
    }
    words
}

/// The words of a member number: all of it without punctuation, and its last part, which is what people say.
pub(super) fn words_of_number(number: &str) -> Vec<String> {
    let mut words = Vec::new();
    push(&mut words, folded(number));
    if let Some(last) = pieces(number).last() {
        push(&mut words, folded(last));
    }
    words
}

/// A word of what is typed: any of these beginnings will do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) spellings: Vec<String>,
}

/// What is looked for. A piece with a digit is a number, whose punctuation does not matter.
pub(super) fn wanted(query: &str) -> Vec<Wanted> {
    let mut all = Vec::new();
    for piece in query.split_whitespace() {
        let whole = [piece];
        let words: Vec<&str> =
            if piece.chars().any(|c| c.is_ascii_digit()) { whole.to_vec() } else { pieces(piece).collect() };
        for word in words {
            let mut spellings = Vec::new();
            push(&mut spellings, folded(word));
            push(&mut spellings, spelled_out(word));
            if !spellings.is_empty() {
                all.push(Wanted { spellings });
            }
        }
    }
    all
}

fn push(words: &mut Vec<String>, word: String) {
    if !word.is_empty() && !words.contains(&word) {
        words.push(word);
    }
}

/// Splits at whatever is neither a letter nor a digit, but not at an apostrophe: `O'Neill` is one word.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let apart = |c: char| !is_part(c) && !matches!(c, '\'' | '’' | '`' | '´');
    text.split(apart).filter(|piece| piece.chars().any(is_part))
}

fn is_part(c: char) -> bool {
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// Without case, accents and punctuation; letters that have no plain twin by what people type for them.
pub(super) fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    }
    let mut text = String::with_capacity(word.len());
    for c in word.nfkd().flat_map(char::to_lowercase).nfkd() {
        match c {
            'ß' => text.push_str("ss"),
            'æ' => text.push_str("ae"),
            'œ' => text.push_str("oe"),
            'þ' => text.push_str("th"),
            'ø' => text.push('o'),
            'ł' => text.push('l'),
            'đ' | 'ð' => text.push('d'),
            'ħ' => text.push('h'),
            // Turkish: without a dot or with one, it is typed as one.
            'ı' => text.push('i'),
            c if c.is_alphanumeric() => text.push(c),
            _ => {}
        }
    }
    text
}

/// The same with umlauts as two letters, as they are typed on a keyboard without them.
fn spelled_out(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for c in word.nfc().flat_map(char::to_lowercase) {
        match c {
            'ä' => text.push_str("ae"),
            'ö' | 'ø' => text.push_str("oe"),
            'ü' => text.push_str("ue"),
            'å' => text.push_str("aa"),
            c => text.push(c),
        }
    }
    folded(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_case_accents_and_punctuation() {
        for (name, words) in [
            ("Jörg", &["jorg", "joerg"][..]),
            ("MÜLLER-Lüdenscheidt", &["muller", "mueller", "ludenscheidt", "luedenscheidt"]),
            ("O’Neill", &["oneill"]),
            ("d'Œuvre", &["doeuvre"]),
            ("Łukasz", &["lukasz"]),
            ("İpek Işık", &["ipek", "isik"]),
            ("Groß", &["gross"]),
            ("Søren Åberg", &["soren", "soeren", "aberg", "aaberg"]),
            ("A\u{30a}sa", &["asa", "aasa"]),
            ("  ", &[]),
            ("-", &[]),
            ("Ана", &["ана"]),
        ] {
            assert_eq!(words_of_name(name), words, "{name}");
        }
    }

    #[test]
    fn a_number_is_found_with_and_without_its_punctuation() {
        assert_eq!(words_of_number("1-12345"), ["112345", "12345"]);
        assert_eq!(words_of_number("12345"), ["12345"]);
        let spellings = |query: &str| {
            wanted(query).into_iter().map(|wanted| wanted.spellings.concat()).collect::<Vec<_>>()
        };
        assert_eq!(spellings(" 1-123  be"), ["1123", "be"]);
        assert_eq!(spellings("Anna-Lena"), ["anna", "lena"]);
        assert_eq!(wanted("mü")[0].spellings, ["mu", "mue"]);
        assert_eq!(wanted(" - ' "), []);
    }
}

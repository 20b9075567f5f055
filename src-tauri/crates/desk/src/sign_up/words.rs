//! The vendor's texts as paragraphs: no markup reaches the page, whatever it holds.

/// The text without its markup. Paragraphs are apart by empty lines; items of lists begin with a bullet.
/// What is no markup stays as it is.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        push(&mut out, &rest[..at]);
        let tag = &rest[at + 1..];
        let is_tag = tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(end) = tag.find('>').filter(|_| is_tag) else {
            push(&mut out, "<");
            rest = tag;
            continue;
        };
        rest = &tag[end + 1..];
        let tag = &tag[..end];
        let name: String = tag
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .map(|c| c.to_ascii_lowercase())
            .collect();
        match name.as_str() {
            "br" => out.push('\n'),
            "li" if !tag.starts_with('/') => out.push_str("\n• "),
            "p" | "div" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "blockquote" => {
                out.push_str("\n\n");
            }
            "tr" => out.push('\n'),
            "td" | "th" => out.push(' '),
            "script" | "style" if !tag.starts_with('/') => rest = after_end_of(rest, &name),
            _ => {}
        }
    }
    push(&mut out, rest);
    tidied(&out)
}

/// What comes after the end of an element of which nothing is to be read.
fn after_end_of<'a>(rest: &'a str, name: &str) -> &'a str {
    let end = format!("</{name}");
    let lower = rest.to_ascii_lowercase();
    match lower.find(&end).and_then(|at| lower[at..].find('>').map(|more| at + more + 1)) {
        Some(end) => &rest[end..],
        None => "",
    }
}

fn push(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest[1..].find(';').filter(|length| *length <= 10).map(|length| &rest[1..=length]);
        match entity.and_then(|entity| Some((character(entity)?, entity.len()))) {
            Some((character, length)) => {
                out.push(character);
                rest = &rest[length + 2..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

fn character(entity: &str) -> Option<char> {
    Some(match entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "euro" => '€',
        "sect" => '§',
        "ndash" => '–',
        "mdash" => '—',
        "bdquo" => '„',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "hellip" => '…',
        "bull" => '•',
        "middot" => '·',
        "eacute" => 'é',
        "egrave" => 'è',
        "agrave" => 'à',
        _ => {
            let number = entity.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            return char::from_u32(code).filter(|c| !c.is_control());
        }
    })
}

/// At most one empty line in a row, and no blanks at the ends of lines.
fn tidied(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let words: Vec<_> = line.split([' ', '\t', '\r']).filter(|word| !word.is_empty()).collect();
        if words.is_empty() {
            empty += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty > 0 { "\n\n" } else { "\n" });
        }
        empty = 0;
        out.push_str(&words.join(" "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_paragraphs() {
        for (html, wanted) in [
            ("plain", "plain"),
            ("one\n\n\n two ", "one\n\ntwo"),
            ("<p>One</p><p>Two<br>more</p>", "One\n\nTwo\nmore"),
            ("<ul><li>a</li><li>b</li></ul>", "• a\n• b"),
            ("<h1>T</h1>text <b>bold</b><i>er</i>", "T\n\ntext bolder"),
            ("K&uuml;ndigung &amp; &#8222;x&#x201c; &nope; &", "Kündigung & „x“ &nope; &"),
            ("5 < 6 and 7 > 3", "5 < 6 and 7 > 3"),
            ("a<script>alert('<p>')</script>b<style>p{}</style>c", "abc"),
            ("a<SCRIPT src=x>never ends", "a"),
            ("&lt;script&gt;", "<script>"),
            ("", ""),
            ("<p>", ""),
            ("<p", "<p"),
        ] {
            assert_eq!(plain(html), wanted, "{html}");
        }
    }
}

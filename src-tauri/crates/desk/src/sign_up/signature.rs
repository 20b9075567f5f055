//! Drawings of signatures. What a page sends is read, not passed on: numbers and words that are understood
//! are written anew, and whatever else there is makes it no signature.

use std::fmt::Write;

/// The longest drawing that is read and written, in bytes: 32 KiB in Base64.
pub(crate) const LONGEST: usize = 24 * 1024;
/// No pad is larger, in either direction.
const LARGEST_PAD: f64 = 4096.0;
const LONGEST_NAME: usize = 120;
/// A stroke about which nothing is said.
const THIN: f64 = 2.0;

/// A drawing, as it is signed with: an SVG document of this program's own making.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Drawing(String);

impl Drawing {
    /// Reads what our own pad makes: strokes as paths of `M` and `L`, or a typed name. `None` for
    /// everything else, and for a drawing with nothing on it.
    pub(crate) fn read(svg: &str) -> Option<Self> {
        if svg.len() > LONGEST {
            return None;
        }
        let mut rest = Reader(svg.trim());
        let root = rest.open("svg")?;
        let (width, height) = size(&root)?;
        let mut inner = String::new();
        if rest.0.starts_with("<text") {
            inner = name(&mut rest, width, height)?;
        } else if rest.0.starts_with("<g") {
            let all = rest.open("g")?;
            strokes(&mut rest, pen(&all, THIN)?, &mut inner)?;
            rest.close("g")?;
        } else {
            strokes(&mut rest, THIN, &mut inner)?;
        }
        rest.close("svg")?;
        if !rest.0.trim().is_empty() || inner.is_empty() {
            return None;
        }
        let mut svg = String::new();
        write!(
            svg,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\">{inner}</svg>"
        )
        .ok()?;
        (svg.len() <= LONGEST).then_some(Self(svg))
    }

    /// The document.
    pub(crate) fn svg(&self) -> &str {
        &self.0
    }
}

/// The paths of the pad, up to the end of what they are in. How they are drawn is said once for all of them: many
/// short strokes would be too long otherwise.
fn strokes(rest: &mut Reader<'_>, usual: f64, out: &mut String) -> Option<()> {
    write!(
        out,
        "<g fill=\"none\" stroke=\"#000\" stroke-width=\"{usual}\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\">"
    )
    .ok()?;
    let empty = out.len();
    while !rest.0.starts_with("</") {
        let path = rest.open("path")?;
        if !path.closed {
            rest.close("path")?;
        }
        let (points, width) = (points(path.get("d")?)?, pen(&path, usual)?);
        match width == usual {
            true => write!(out, "<path d=\"{points}\"/>"),
            false => write!(out, "<path d=\"{points}\" stroke-width=\"{width}\"/>"),
        }
        .ok()?;
    }
    let some = out.len() > empty;
    out.push_str("</g>");
    some.then_some(())
}

/// How wide a stroke is.
fn pen(tag: &Tag<'_>, usual: f64) -> Option<f64> {
    tag.get("stroke-width").map_or(Some(usual), |width| Some(number(width)?.clamp(0.5, 20.0)))
}

/// A name that was typed by somebody who cannot draw.
fn name(rest: &mut Reader<'_>, width: f64, height: f64) -> Option<String> {
    let text = rest.open("text")?;
    if text.closed {
        return None;
    }
    let (words, after) = rest.0.split_at(rest.0.find('<')?);
    rest.0 = after;
    rest.close("text")?;
    let words = unescaped(words)?;
    let words = words.trim();
    if words.is_empty() || words.chars().count() > LONGEST_NAME || words.chars().any(char::is_control) {
        return None;
    }
    // Wide letters are about two thirds as wide as they are high; a long name has to fit in, too.
    let widest = (width * 0.9 / (words.chars().count() as f64 * 0.62) * 10.0).round() / 10.0;
    let (x, y, size) = (width / 20.0, height * 0.65, (height / 3.0).min(widest));
    Some(format!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"#000\">{}</text>", escaped(words)))
}

/// `M1 2L3 4…`, in one form of writing.
fn points(d: &str) -> Option<String> {
    let mut out = String::with_capacity(d.len());
    let mut rest = d.trim();
    let mut command = None;
    while !rest.is_empty() {
        let first = rest.chars().next()?;
        if first == 'M' || first == 'L' {
            command = Some(first);
            rest = &rest[1..];
        }
        // Numbers after the first two of an `M` go on as a line.
        let letter = command?;
        let x = coordinate(&mut rest)?;
        let y = coordinate(&mut rest)?;
        if out.is_empty() && letter != 'M' {
            return None;
        }
        write!(out, "{letter}{x} {y}").ok()?;
        command = Some('L');
        rest = rest.trim_start_matches([' ', ',', '\n']);
    }
    (!out.is_empty()).then_some(out)
}

fn coordinate(rest: &mut &str) -> Option<f64> {
    let text = rest.trim_start_matches([' ', ',', '\n']);
    let end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*c == '-' && *at == 0)))
        .map_or(text.len(), |(at, _)| at);
    let (written, after) = text.split_at(end);
    *rest = after;
    number(written)
}

/// A plain decimal number within the largest pad, to a tenth.
fn number(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b'-');
    let value: f64 = text.parse().ok().filter(|_| plain && text.len() <= 12)?;
    (value.abs() <= LARGEST_PAD).then(|| (value * 10.0).round() / 10.0)
}

fn size(root: &Tag<'_>) -> Option<(f64, f64)> {
    let (width, height) = match root.get("viewBox") {
        Some(view) => {
            let numbers = view.split([' ', ',']).filter(|part| !part.is_empty()).map(number);
            match numbers.collect::<Option<Vec<_>>>()?.as_slice() {
                [_, _, width, height] => (*width, *height),
                _ => return None,
            }
        }
        None => (number(root.get("width")?)?, number(root.get("height")?)?),
    };
    (width > 0.0 && height > 0.0).then_some((width, height))
}

fn unescaped(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (entity, after) = rest[at + 1..].split_once(';')?;
        out.push(match entity {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            _ => char::from_u32(entity.strip_prefix('#')?.parse().ok()?)?,
        });
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

struct Reader<'a>(&'a str);

struct Tag<'a> {
    attributes: Vec<(&'a str, &'a str)>,
    /// It has nothing in it: `<path …/>`.
    closed: bool,
}

impl<'a> Tag<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        self.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }
}

impl<'a> Reader<'a> {
    fn open(&mut self, name: &str) -> Option<Tag<'a>> {
        let mut rest = self.0.strip_prefix('<')?.strip_prefix(name)?;
        let mut attributes = Vec::new();
        loop {
            let trimmed = rest.trim_start();
            if let Some(after) = trimmed.strip_prefix("/>") {
                self.0 = after.trim_start();
                return Some(Tag { attributes, closed: true });
            }
            if let Some(after) = trimmed.strip_prefix('>') {
                self.0 = after;
                return Some(Tag { attributes, closed: false });
            }
            // Attributes are apart from what is before them.
            if trimmed.len() == rest.len() || attributes.len() > 16 {
                return None;
            }
            let (key, after) = trimmed.split_once("=\"")?;
            let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b':');
            let (value, after) = after.split_once('"')?;
            if !plain || value.contains('<') {
                return None;
            }
            attributes.push((key, value));
            rest = after;
        }
    }

    fn close(&mut self, name: &str) -> Option<()> {
        let rest = self.0.trim_start().strip_prefix("</")?.strip_prefix(name)?;
        self.0 = rest.strip_prefix('>')?.trim_start();
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(inner: &str) -> String {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 200\">{inner}</svg>")
    }

    #[test]
    fn takes_strokes_and_typed_names_and_writes_them_anew() {
        for (inner, wanted) in [
            ("<path d=\"M1 2L3 4\"/>", "d=\"M1 2L3 4\""),
            ("<path d=\"M 1.04,2 L 3 -4.55 5 6\"/><path d=\"M9 9\"></path>", "d=\"M1 2L3 -4.6L5 6\""),
            (
                "<path d=\"M1 2\"/><path stroke-width=\"5\" d=\"M3 4\"/>",
                "<path d=\"M3 4\" stroke-width=\"5\"/>",
            ),
            ("<text>&#38; &#34;Zo&#235;&#34; &#60;&#39;</text>", ">&amp; \"Zoë\" &lt;'<"),
            ("<path fill=\"none\" stroke=\"red\" onclick=\"x()\" d=\"M1 2L3 4\"/>", "stroke=\"#000\""),
            (
                "<text x=\"1\" y=\"2\">Zoë &lt;O&apos;Neil&gt; &amp; Co</text>",
                ">Zoë &lt;O'Neil&gt; &amp; Co<",
            ),
        ] {
            let drawing = Drawing::read(&svg(inner)).unwrap_or_else(|| panic!("{inner}"));
            assert!(drawing.svg().contains(wanted), "{}", drawing.svg());
            assert!(!drawing.svg().contains("onclick") && !drawing.svg().contains("red"));
            assert_eq!(Drawing::read(drawing.svg()).map(|again| again.0), Some(drawing.0), "{inner}");
        }
    }

    /// As `strokes.ts` writes them.
    #[test]
    fn takes_what_the_pad_makes() {
        const HEAD: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1200\" height=\"400\" \
             viewBox=\"0 0 1200 400\">";
        let drawn = format!(
            "{HEAD}<g fill=\"none\" stroke=\"#000\" stroke-width=\"6\" stroke-linecap=\"round\" \
             stroke-linejoin=\"round\"><path d=\"M100 200L300 120 500 260\"/><path d=\"M7 7L7 7\"/></g></svg>"
        );
        let drawing = Drawing::read(&drawn).unwrap();
        for wanted in ["d=\"M100 200L300 120L500 260\"", "d=\"M7 7L7 7\"", "stroke-width=\"6\""] {
            assert!(drawing.svg().contains(wanted), "{}", drawing.svg());
        }
        let typed = format!(
            "{HEAD}<text x=\"600\" y=\"249\" font-family=\"cursive, serif\" font-style=\"italic\" \
             font-size=\"150\" text-anchor=\"middle\" fill=\"#000\">Zoë &amp; Ng</text></svg>"
        );
        assert!(Drawing::read(&typed).unwrap().svg().contains(">Zoë &amp; Ng<"));
    }

    #[test]
    fn takes_nothing_else() {
        for inner in [
            "",
            "<path/>",
            "<path d=\"\"/>",
            "<path d=\"L1 2\"/>",
            "<path d=\"M1\"/>",
            "<path d=\"M1 2C1 2 3 4 5 6\"/>",
            "<path d=\"M1 2L1e9 2\"/>",
            "<path d=\"M1 2L99999 2\"/>",
            "<path d=\"M1 2L- 2\"/>",
            "<path d=\"M1 2\"/><script>alert(1)</script>",
            "<script/>",
            "<image href=\"file:///etc/passwd\"/>",
            "<!-- <path d=\"M1 2\"/> -->",
            "<path d=\"M1 2\"/>words",
            "<text></text>",
            "<text>a<tspan>b</tspan></text>",
            "<text>&unknown;</text>",
            "<text>a&#0;</text>",
            "<text>a&#x;</text>",
            "<text>a&#55296;</text>",
            "<text>a</text><path d=\"M1 2\"/>",
            "<g></g>",
            "<g/>",
            "<g><script/></g>",
            "<g><path d=\"M1 2\"/></g><path d=\"M1 2\"/>",
            "<g><g><path d=\"M1 2\"/></g></g>",
        ] {
            assert!(Drawing::read(&svg(inner)).is_none(), "{inner}");
        }
        for whole in [
            "",
            "<svg viewBox=\"0 0 0 0\"><path d=\"M1 2\"/></svg>",
            "<svg><path d=\"M1 2\"/></svg>",
            "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///x\">]><svg viewBox=\"0 0 1 1\"><path d=\"M1 2\"/></svg>",
            "<svg viewBox=\"0 0 9 9\"><path d=\"M1 2\"/></svg><svg/>",
            "<svg viewBox='0 0 9 9'><path d=\"M1 2\"/></svg>",
        ] {
            assert!(Drawing::read(whole).is_none(), "{whole}");
        }
        let long = svg(&format!("<path d=\"M1 2{}\"/>", "L3 4".repeat(LONGEST / 4)));
        assert!(Drawing::read(&long).is_none());
    }

    #[test]
    fn two_thousand_points_stay_below_32_kb_in_base64() {
        let line: String = (0..1999).map(|i| format!("L{} {}", i % 600, i % 200)).collect();
        let drawing = Drawing::read(&svg(&format!("<path d=\"M0 0{line}\"/>"))).unwrap();
        assert!(drawing.svg().len().div_ceil(3) * 4 <= 32 * 1024, "{}", drawing.svg().len());
    }

    /// A signature of many short strokes, as `strokes.ts` writes the longest that it lets through.
    #[test]
    fn many_short_strokes_stay_below_32_kb_in_base64() {
        let strokes: String = (0..1000).map(|i| format!("<path d=\"M{i} 7L{i} 9\"/>")).collect();
        let all = "<g fill=\"none\" stroke=\"#000\" stroke-width=\"6\" stroke-linecap=\"round\" \
                   stroke-linejoin=\"round\">";
        let given = svg(&format!("{all}{strokes}</g>"));
        assert!(given.len() > LONGEST * 9 / 10 && given.len() <= LONGEST, "{}", given.len());
        let drawing = Drawing::read(&given).unwrap();
        assert!(drawing.svg().len().div_ceil(3) * 4 <= 32 * 1024, "{}", drawing.svg().len());
    }
}

//! The lines of SSIP, without I/O.

/// What the service answered to a command.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// 2xx is yes.
    pub code: u16,
    /// What came before the last line.
    pub lines: Vec<String>,
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub struct Event {
    /// The service's number of it.
    pub message: u32,
    /// It was said to its end, or cut off.
    pub over: bool,
}

/// Something whole that the service said.
#[derive(Debug, PartialEq, Eq)]
pub enum Said {
    /// To a command.
    Answer(Answer),
    /// By itself.
    Event(Event),
}

/// Puts lines together: `225-21`, `225 OK MESSAGE QUEUED`.
#[derive(Debug, Default)]
pub struct Gathered(Vec<String>);

impl Gathered {
    /// One more line, without its end.
    pub fn take(&mut self, line: &str) -> Option<Said> {
        let line = line.trim_end_matches('\r');
        let code: u16 = line.get(..3)?.parse().ok()?;
        let rest = line.get(4..).unwrap_or_default().to_owned();
        if line.as_bytes().get(3) == Some(&b'-') {
            self.0.push(rest);
            return None;
        }
        let lines = std::mem::take(&mut self.0);
        if code < 700 {
            return Some(Said::Answer(Answer { code, lines }));
        }
        let message = lines.first()?.parse().ok()?;
        // 701 begins, 702 ends, 703 is cut off; marks, pauses and resumptions are none of ours.
        Some(Said::Event(Event { message, over: matches!(code, 702 | 703) }))
    }
}

/// A text as it is sent: one line, with the full stop on a line of its own that ends it.
pub fn body(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let dot = if line.starts_with('.') { "." } else { "" };
    format!("{dot}{line}\r\n.\r\n")
}

/// A language tag with nothing in it that could be a command of its own.
pub fn tag(language: &str) -> String {
    language.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').take(12).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_put_together() {
        let mut gathered = Gathered::default();
        let mut said: Vec<_> = Vec::new();
        for line in [
            "225-21\r",
            "225 OK MESSAGE QUEUED\r",
            "701-21",
            "701-1",
            "701 BEGIN",
            "nonsense",
            "",
            "702-21",
            "702-1",
            "702 END",
            "703-22",
            "703-1",
            "703 CANCELED",
            "405 ERR UNKNOWN PARAMETER",
        ] {
            said.extend(gathered.take(line));
        }
        let event = |message, over| Said::Event(Event { message, over });
        assert_eq!(
            said,
            [
                Said::Answer(Answer { code: 225, lines: vec!["21".into()] }),
                event(21, false),
                event(21, true),
                event(22, true),
                Said::Answer(Answer { code: 405, lines: Vec::new() }),
            ]
        );
    }

    #[test]
    fn no_text_ends_itself_or_becomes_a_command() {
        for (text, sent) in [
            ("Halte Deine Karte an den Leser.", "Halte Deine Karte an den Leser.\r\n.\r\n"),
            ("one\r\n.\r\nQUIT\r\n", "one . QUIT\r\n.\r\n"),
            (".", "..\r\n.\r\n"),
            ("", "\r\n.\r\n"),
        ] {
            assert_eq!(body(text), sent);
        }
        assert_eq!(tag("de\r\nQUIT"), "deQUIT");
        assert_eq!(tag("en-GB"), "en-GB");
    }
}

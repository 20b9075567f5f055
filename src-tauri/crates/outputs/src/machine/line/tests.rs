use proptest::prelude::*;

use super::*;

fn lines() -> Lines {
    Lines::new(Currency::EUR)
}

fn vend(cents: i64, item: &str) -> Said {
    Said::Vend { price: Money::new(cents, Currency::EUR), item: item.to_owned() }
}

#[test]
fn what_the_adapter_says_is_read() {
    for (line, said) in [
        ("c,STATUS,INACTIVE", Some(Said::Inactive)),
        ("c,STATUS,DISABLED", Some(Said::Disabled)),
        ("c,STATUS,ENABLED", Some(Said::Enabled)),
        ("c,STATUS,IDLE,10.00", Some(Said::Idle { credit: true })),
        ("c,STATUS,IDLE,500,1", Some(Said::Idle { credit: true })),
        ("c,STATUS,IDLE", Some(Said::Idle { credit: false })),
        ("c,STATUS,VEND,1.00,5", Some(vend(100, "5"))),
        ("c,STATUS,VEND,99.20,18", Some(vend(9920, "18"))),
        ("c,STATUS,VEND,2,65535", Some(vend(200, "65535"))),
        ("c,STATUS,VEND,0.00,5", Some(vend(0, "5"))),
        ("  c,STATUS,VEND,1.00,5 ", Some(vend(100, "5"))),
        ("c,STATUS,VEND,1,00,5", Some(Said::Unreadable)),
        ("c,STATUS,VEND,1.005,5", Some(Said::Unreadable)),
        ("c,STATUS,VEND,-1.00,5", Some(Said::Unreadable)),
        ("c,STATUS,VEND,1.00", Some(Said::Unreadable)),
        ("c,STATUS,VEND,1.00,", Some(Said::Unreadable)),
        ("c,STATUS,VEND,1.00,5;6", Some(Said::Unreadable)),
        ("c,STATUS,VEND,1.00,12345678901234567", Some(Said::Unreadable)),
        ("c,STATUS,VEND", Some(Said::Unreadable)),
        ("c,VEND,SUCCESS", Some(Said::Success)),
        ("c,VEND,SUCCESSFUL", None),
        ("c,VEND,FAILURE", None),
        ("C,VEND,SUCCESS", None),
        ("d,VEND,SUCCESS", None),
        ("xc,VEND,SUCCESS", None),
        ("c,ERR,VEND 1", Some(Said::Cancelled)),
        ("c,ERR,VEND 3", Some(Said::Failed)),
        ("c,ERR,VEND 5", None),
        ("c,ERR,VEND 33", None),
        ("c,ERR,\"VEND -3\"", Some(Said::ApprovalRefused)),
        ("c,ERR,\"VEND -2\"", Some(Said::ApprovalRefused)),
        ("c,ERR,\"START -3\"", Some(Said::StartRefused)),
        ("c,ERR,\"cashless is on\"", None),
        ("c,ERR,-3", None),
        ("c,STATUS,ENABLED,1", None),
        ("c,STATUS,REVALUE", None),
        ("c,1", None),
        ("r,ACK", None),
        ("", None),
    ] {
        let heard = lines().take(format!("{line}\n").as_bytes());
        assert_eq!(heard, said.into_iter().collect::<Vec<_>>(), "{line}");
    }
}

#[test]
fn a_price_has_as_many_digits_as_its_currency() {
    let yen = Currency::parse("JPY").unwrap();
    let heard = Lines::new(yen).take(b"c,STATUS,VEND,120,5\nc,STATUS,VEND,1.20,5\n");
    assert_eq!(heard, [Said::Vend { price: Money::new(120, yen), item: "5".to_owned() }, Said::Unreadable]);
}

#[test]
fn what_it_is_told() {
    let euro = |cents| Money::new(cents, Currency::EUR);
    for (tell, line) in [
        (Tell::Off, "C,0\n"),
        (Tell::On, "C,1\n"),
        (Tell::Start(euro(1000)), "C,START,10.00\n"),
        (Tell::Approve(euro(5)), "C,VEND,0.05\n"),
        (Tell::Stop, "C,STOP\n"),
    ] {
        assert_eq!(tell.line(), line);
    }
}

#[test]
fn a_line_that_does_not_end_says_nothing_and_takes_no_room() {
    let mut lines = lines();
    for _ in 0..10_000 {
        assert_eq!(lines.take(b"c,VEND,SUCCESS"), []);
    }
    assert!(lines.held.len() <= LONGEST);
    assert_eq!(lines.take(b"\r\n"), [], "too long to mean anything");
    assert_eq!(lines.take(b"c,VEND,SUCCESS\r\n"), [Said::Success]);
    for noise in LONGEST - 20..LONGEST + 20 {
        let line = format!("{}c,VEND,SUCCESS\n", "x".repeat(noise));
        assert_eq!(lines.take(line.as_bytes()), [], "the end of a line of noise, after {noise} bytes");
    }
}

fn chatter() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        Just("c,STATUS,VEND,1.00,5".to_owned()),
        Just("c,STATUS,ENABLED".to_owned()),
        Just("c,VEND,SUCCESS".to_owned()),
        Just("c,ERR,VEND 3".to_owned()),
        "c,STATUS,VEND,[0-9.,-]{0,12}",
        "c,[A-Z0-9, \"-]{0,24}",
        "\\PC{0,200}",
    ];
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r"), Just("")];
    prop::collection::vec((line, end), 0..20)
        .prop_map(|said| said.into_iter().flat_map(|(line, end)| (line + end).into_bytes()).collect())
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let mut lines = lines();
        lines.take(&bytes);
        prop_assert!(lines.held.len() <= LONGEST);
    }

    #[test]
    fn how_the_bytes_are_cut_changes_nothing(
        bytes in chatter(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..20),
    ) {
        let whole = lines().take(&bytes);
        let mut ends: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        ends.push(bytes.len());
        ends.sort_unstable();
        let (mut lines, mut from, mut pieces) = (lines(), 0, Vec::new());
        for end in ends {
            pieces.extend(lines.take(&bytes[from..end]));
            from = end;
        }
        prop_assert_eq!(pieces, whole);
    }
}

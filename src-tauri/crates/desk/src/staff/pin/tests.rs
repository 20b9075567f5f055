use super::*;

#[test]
fn a_pin_is_a_few_digits_that_are_not_the_first_to_try() {
    for (text, problem) in [
        ("2468", None),
        ("1357", None),
        ("1235", None),
        ("1123", None),
        ("1212", None),
        ("0001", None),
        ("907134682405", None),
        ("", Some(PinProblem::NotAPin)),
        ("247", Some(PinProblem::NotAPin)),
        ("9071346824051", Some(PinProblem::NotAPin)),
        ("24a8", Some(PinProblem::NotAPin)),
        ("2468\n", Some(PinProblem::NotAPin)),
        (" 2468", Some(PinProblem::NotAPin)),
        ("-2468", Some(PinProblem::NotAPin)),
        ("٢٤٦٨", Some(PinProblem::NotAPin)),
        ("0000", Some(PinProblem::TooEasy)),
        ("777777777777", Some(PinProblem::TooEasy)),
        ("1234", Some(PinProblem::TooEasy)),
        ("987654", Some(PinProblem::TooEasy)),
        ("7890", Some(PinProblem::TooEasy)),
        ("0987", Some(PinProblem::TooEasy)),
        ("0123456789", Some(PinProblem::TooEasy)),
    ] {
        assert_eq!(Pin::parse(text).err(), problem, "{text:?}");
    }
}

#[test]
fn a_pin_is_never_printed() {
    assert_eq!(format!("{:?}", Pin::parse("2468").unwrap()), "Pin(<redacted>)");
}

#[test]
fn only_the_pin_itself_fits_its_hash() {
    let pin = Pin::parse("2468").unwrap();
    let (one, other) = (hash(&pin).unwrap(), hash(&pin).unwrap());
    assert_ne!(one.expose_secret(), other.expose_secret(), "each hash has a salt of its own");
    assert!(one.expose_secret().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(!one.expose_secret().contains("2468"));
    assert!(matches("2468", &one) && matches("2468", &other));
    for wrong in ["2469", "24680", "246", "", "2468 "] {
        assert!(!matches(wrong, &one), "{wrong:?}");
    }
    for unreadable in ["", "2468", "$argon2id$v=19$m=19456,t=2,p=1$"] {
        assert!(!matches("2468", &unreadable.into()), "{unreadable:?}");
    }
}

#[test]
fn one_calculation_a_salt_tells_whose_a_pin_is() {
    let pins = ["2468", "1357", "86420", "97531"].map(|pin| Pin::parse(pin).unwrap());
    let first = hash(&pins[0]).unwrap();
    let mut hashes = vec![first.clone()];
    hashes.extend(pins[1..3].iter().map(|pin| hash_like(pin, &first).unwrap()));
    // One that was made elsewhere has a salt of its own.
    hashes.push(hash(&pins[3]).unwrap());
    hashes.insert(1, "unreadable".into());
    let salt = |phc: &SecretString| phc.expose_secret().rsplit('$').nth(1).map(str::to_owned);
    assert_eq!(salt(&hashes[0]), salt(&hashes[2]));
    assert_ne!(hashes[0].expose_secret(), hashes[2].expose_secret());
    let hashes: Vec<_> = hashes.iter().collect();
    for (pin, at) in [("2468", 0), ("1357", 2), ("86420", 3), ("97531", 4)] {
        assert_eq!(whose(pin, &hashes), Some(at), "{pin}");
        assert!(matches(pin, hashes[at]));
    }
    for nobodys in ["", "2469", "8642", "1357 "] {
        assert_eq!(whose(nobodys, &hashes), None, "{nobodys:?}");
    }
    assert_eq!(whose("2468", &[]), None);
}

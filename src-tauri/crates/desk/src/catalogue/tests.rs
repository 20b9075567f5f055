use domain::{Currency, Language, Money};
use jiff::Timestamp;
use proptest::prelude::*;
use wire::CatalogueProblem as Wrong;
use wire::ProductChange;

use super::*;

fn euro(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn parse(text: &str) -> Result<Catalogue, Vec<(u32, Wrong, String)>> {
    let told = |problem: wire::LineProblem| (problem.line, problem.problem, problem.value);
    Catalogue::parse(text.as_bytes(), Currency::EUR)
        .map_err(|problems| problems.into_iter().map(told).collect())
}

fn problems(text: &str) -> Vec<(u32, Wrong, String)> {
    parse(text).expect_err(text)
}

/// Shelf, name, cents, whether there is any, picture.
fn products(text: &str) -> Vec<(String, String, i64, bool, Option<String>)> {
    let catalogue = parse(text).unwrap_or_else(|problems| panic!("{text:?}: {problems:?}"));
    let told = |product: &Product| {
        let Product { shelf, name, price, available, picture } = product.clone();
        (shelf, name, price.minor, available, picture)
    };
    catalogue.products().iter().map(told).collect()
}

fn product(shelf: &str, name: &str, minor: i64) -> Product {
    Product { shelf: shelf.into(), name: name.into(), price: euro(minor), available: true, picture: None }
}

fn catalogue(products: &[(&str, i64)]) -> Catalogue {
    let products = products.iter().map(|(shelf, minor)| product(shelf, "Shake", *minor)).collect();
    Catalogue { products, refusals: BTreeMap::new() }
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

#[test]
fn files_are_taken_as_spreadsheets_write_them() {
    let shake = [("1".to_owned(), "Shake".to_owned(), 250, true, None)];
    for text in [
        "shelf,name,price\n1,Shake,2.50\n",
        "shelf,name,price\n1,Shake,2.50",
        "shelf,name,price\r\n1,Shake,2.50\r\n",
        "shelf,name,price\r1,Shake,2.50\r",
        "\u{feff}shelf,name,price\n1,Shake,2.50\n",
        "shelf;name;price\n1;Shake;2.50\n",
        "shelf;name;price\n1;Shake;2,50\n",
        "shelf;name;price\n1;Shake;2,5\n",
        "shelf\tname\tprice\n1\tShake\t2,50\n",
        "shelf,name,price\n1,Shake,\"2,50\"\n",
        "Fach;Name;Preis\n1;Shake;2,50\n",
        "Fach;Name;Preis;Währung;Verfügbar;Bild\n1;Shake;2,50;EUR;ja;\n",
        "FACH;NAME;PREIS;WÄHRUNG;VERFÜGBAR;BILD\n1;Shake;2,50;eur;WAHR;\n",
        "fach;name;preis;waehrung;verfuegbar\n1;Shake;2,50;€;1\n",
        "Price,AVAILABLE,Name,Shelf\n2.50,yes,Shake,1\n",
        "\"shelf\",\"name\",\"price\"\n\"1\",\"Shake\",\"2.50\"\n",
        " shelf , name , price \n 1 , Shake , 2.50 \n",
        "\n\r\n;;\nshelf;name;price\n\n;;\n ; ;\n1;Shake;2.50\n;;\n\n",
        "shelf;name;price;;\n1;Shake;2.50;;\n",
        "shelf;name;price\n1;Shake;2,50 €\n",
        "shelf;name;price\n1;Shake;2,50\u{a0}€\n",
        "shelf;name;price\n1;Shake;€2.50\n",
        "shelf;name;price\n1;Shake;EUR 2.50\n",
        "shelf;name;price\n1;\"Shake\";2,50 EUR\n",
        "shelf;name;price\n1;\"\n Shake \n\";2,50\n",
        "shelf;name;price\n1;Shake;002.5\n",
    ] {
        assert_eq!(products(text), shake, "{text:?}");
    }
}

#[test]
fn every_cell_says_what_it_means() {
    let text = "shelf;name;price;currency;available;picture\n\
        02;\"Riegel; \"\"Nuss\"\"\";1;;nein;riegel.PNG\n\
        B 3;Zoë’s 5\" bar;1,00;EUR;false;Zoë 1.jpeg\n\
        '-4;'=1+1;0,01;;0;'-.webp\n\
        ''5;'n Shake;10;;yes;a.jpg\n\
        6;\"two\r\n  lines\";10;;TRUE;\n";
    let told = |shelf: &str, name: &str, minor, available, picture: Option<&str>| {
        (shelf.to_owned(), name.to_owned(), minor, available, picture.map(str::to_owned))
    };
    assert_eq!(
        products(text),
        [
            told("02", "Riegel; \"Nuss\"", 100, false, Some("riegel.PNG")),
            told("B 3", "Zoë’s 5\" bar", 100, false, Some("Zoë 1.jpeg")),
            told("-4", "=1+1", 1, false, Some("-.webp")),
            told("''5", "'n Shake", 1000, true, Some("a.jpg")),
            told("6", "two lines", 1000, true, None),
        ]
    );
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let long = "x".repeat(61);
    let cut = format!("{}…", "x".repeat(39));
    for (text, expected) in [
        ("", vec![(1, Wrong::Empty, "")]),
        ("\u{feff}\n\n", vec![(1, Wrong::Empty, "")]),
        ("shelf;name;price\n", vec![(1, Wrong::Empty, "")]),
        ("\n\nshelf;name\n1;Shake\n", vec![(3, Wrong::Columns, "shelf;name")]),
        (
            "1;Shake;2.50\n",
            vec![
                (1, Wrong::UnknownColumn, "1"),
                (1, Wrong::UnknownColumn, "Shake"),
                (1, Wrong::UnknownColumn, "2.50"),
                (1, Wrong::Columns, "1;Shake;2.50"),
            ],
        ),
        ("shelf;name;price;Preis\n1;a;1;1\n", vec![(1, Wrong::Columns, "Preis")]),
        (
            "shelf;name;price;stock\n1;a;0;1\n",
            vec![(1, Wrong::UnknownColumn, "stock"), (2, Wrong::Price, "0")],
        ),
        ("shelf;name;\"price\n1;a;1\n", vec![(1, Wrong::Columns, "shelf;name;\"price")]),
        ("shelf,name,price\n1,Shake,2,50\n", vec![(2, Wrong::Fields, "1,Shake,2,50")]),
        ("shelf;name;price\n1;Shake\n", vec![(2, Wrong::Fields, "1;Shake")]),
        ("shelf;name;price;\n1;Shake;1;x\n", vec![(2, Wrong::Fields, "1;Shake;1;x")]),
        // A mark that is never closed swallows what follows, also in the last column.
        ("shelf;price;name\n1;1;a\n2;1;\"b\n3;1;c\n", vec![(3, Wrong::Fields, "2;1;\"b")]),
        ("shelf;price;name\n1;1;a\n\"", vec![(3, Wrong::Fields, "\"")]),
        ("shelf;name;price\n ;a;1\n", vec![(2, Wrong::ShelfMissing, "")]),
        (
            "shelf;name;price\n123456789012345678901;a;1\n",
            vec![(2, Wrong::ShelfMissing, "123456789012345678901")],
        ),
        ("shelf;name;price\n\"1\n2\";a;1\n", vec![(2, Wrong::ShelfMissing, "1 2")]),
        ("shelf;name;price\n1;a;1\n2;b;1\n 1 ;c;1\n", vec![(4, Wrong::ShelfTwice, "1")]),
        // Also if the first of the two is wrong otherwise.
        ("shelf;name;price\n1;;1\n1;c;1\n", vec![(2, Wrong::NameMissing, ""), (3, Wrong::ShelfTwice, "1")]),
        (&format!("shelf;name;price\n1;{long};1\n"), vec![(2, Wrong::NameMissing, &cut)]),
        (
            "shelf;name;price;currency\n1;a;1;CHF\n2;b;1;$\n",
            vec![(2, Wrong::Currency, "CHF"), (3, Wrong::Currency, "$")],
        ),
        (
            "shelf;name;price;available\n1;a;1;\n2;b;1;x\n",
            vec![(2, Wrong::Available, ""), (3, Wrong::Available, "x")],
        ),
        (
            "shelf;name;price;picture\n1;a;1;../a.png\n2;b;1;a.gif\n",
            vec![(2, Wrong::Picture, "../a.png"), (3, Wrong::Picture, "a.gif")],
        ),
        // All of one line, and the numbers of the file also after empty lines and cells of two lines.
        (
            "shelf;name;price;currency;available;picture\r\n\r\n1;\"a\r\nb\";x;CHF;?;p\r\n\r\n;;1;;yes;\r\n",
            vec![
                (3, Wrong::Price, "x"),
                (3, Wrong::Currency, "CHF"),
                (3, Wrong::Available, "?"),
                (3, Wrong::Picture, "p"),
                (6, Wrong::ShelfMissing, ""),
                (6, Wrong::NameMissing, ""),
            ],
        ),
        ("shelf;name;price\r1;\"a\rb\";1\r2;b;x\r", vec![(4, Wrong::Price, "x")]),
        ("shelf;name;price\n1;\"a\n\nb\";1\n\n\n2;b;x\n", vec![(7, Wrong::Price, "x")]),
    ] {
        let expected: Vec<_> =
            expected.into_iter().map(|(line, problem, value)| (line, problem, value.to_owned())).collect();
        assert_eq!(problems(text), expected, "{text:?}");
    }
}

#[test]
fn prices_are_taken_exactly_or_not_at_all() {
    for (cell, code, expected) in [
        ("2", "EUR", Ok(200)),
        ("0.01", "EUR", Ok(1)),
        ("42949672.95", "EUR", Ok(4_294_967_295)),
        ("42949672.96", "EUR", Err(Wrong::Price)),
        ("99999999999999999999", "EUR", Err(Wrong::Price)),
        ("0", "EUR", Err(Wrong::Price)),
        ("0,00", "EUR", Err(Wrong::Price)),
        ("-2", "EUR", Err(Wrong::Price)),
        ("+2", "EUR", Err(Wrong::Price)),
        ("2-", "EUR", Err(Wrong::Price)),
        // A thousand to one, one and a quarter to another.
        ("1.250", "EUR", Err(Wrong::Price)),
        ("1,250", "EUR", Err(Wrong::Price)),
        ("1.250,00", "EUR", Err(Wrong::Price)),
        ("1,250.00", "EUR", Err(Wrong::Price)),
        ("1 250", "EUR", Err(Wrong::Price)),
        ("1'250", "EUR", Err(Wrong::Price)),
        ("2.500", "EUR", Err(Wrong::Price)),
        ("1e1", "EUR", Err(Wrong::Price)),
        (".5", "EUR", Err(Wrong::Price)),
        ("5.", "EUR", Err(Wrong::Price)),
        ("5,-", "EUR", Err(Wrong::Price)),
        ("", "EUR", Err(Wrong::Price)),
        ("free", "EUR", Err(Wrong::Price)),
        ("٣", "EUR", Err(Wrong::Price)),
        ("2,50 CHF", "EUR", Err(Wrong::Currency)),
        ("2,50 $", "EUR", Err(Wrong::Price)),
        ("€2,50€", "EUR", Err(Wrong::Price)),
        ("2,50 €", "CHF", Err(Wrong::Price)),
        ("2,50 CHF", "CHF", Ok(250)),
        ("120", "JPY", Ok(120)),
        ("120.0", "JPY", Err(Wrong::Price)),
        ("1.250", "JPY", Err(Wrong::Price)),
        ("1.250", "KWD", Ok(1250)),
        ("1.2505", "KWD", Err(Wrong::Price)),
    ] {
        let price = cells::price(cell, Currency::parse(code).unwrap());
        assert_eq!(price.map(|price| price.minor), expected, "{cell} {code}");
    }
}

#[test]
fn names_of_pictures_lead_nowhere() {
    let long = format!("{}.png", "a".repeat(97));
    for (cell, expected) in [
        ("", Ok(None)),
        ("a.png", Ok(Some("a.png"))),
        ("Ä b.JPG", Ok(Some("Ä b.JPG"))),
        ("a.b.webp", Ok(Some("a.b.webp"))),
        ("a.svg", Err(Wrong::Picture)),
        ("a", Err(Wrong::Picture)),
        (".png", Err(Wrong::Picture)),
        ("png", Err(Wrong::Picture)),
        ("/a.png", Err(Wrong::Picture)),
        ("b/a.png", Err(Wrong::Picture)),
        ("b\\a.png", Err(Wrong::Picture)),
        ("..png", Err(Wrong::Picture)),
        ("C:a.png", Err(Wrong::Picture)),
        (long.as_str(), Err(Wrong::Picture)),
        ("a\n.png", Err(Wrong::Picture)),
        ("a\0.png", Err(Wrong::Picture)),
    ] {
        assert_eq!(cells::picture(cell), expected.map(|file| file.map(str::to_owned)), "{cell:?}");
    }
}

#[test]
fn an_old_code_page_is_told_with_the_first_line_that_shows_it() {
    for (bytes, line, value) in [
        (&b"shelf;name;price\r\n1;Shake;1\r\n2;N\xFCsse;1\r\n3;K\xE4se;1\r\n"[..], 3, "2;N\u{fffd}sse;1"),
        (b"Fach;Name;Preis;W\xE4hrung\n", 1, "Fach;Name;Preis;W\u{fffd}hrung"),
        (b"a\n\n\xFF", 3, "\u{fffd}"),
        // UTF-16.
        (b"\xFF\xFEs\0h\0", 1, "\u{fffd}\u{fffd}s h"),
    ] {
        let problem = wire::LineProblem { line, problem: Wrong::Encoding, value: value.into() };
        assert_eq!(Catalogue::parse(bytes, Currency::EUR), Err(vec![problem]));
    }
}

#[test]
fn a_catalogue_has_an_end() {
    let file = |products: usize, price: &str| {
        let rows = (1..=products).map(|shelf| format!("{shelf};a;{price}\n"));
        format!("shelf;name;price\n{}", rows.collect::<String>())
    };
    assert_eq!(products(&file(200, "1")).len(), 200);
    assert_eq!(problems(&file(202, "1")), [(202, Wrong::TooMany, "201;a;1".to_owned())]);
    let told = problems(&file(60, "x"));
    assert_eq!((told.len(), told.last().map(|problem| problem.0)), (50, Some(51)));
    let huge = vec![b'\n'; Catalogue::LARGEST_FILE + 1];
    let told = Catalogue::parse(&huge, Currency::EUR).unwrap_err();
    assert_eq!(told.first().map(|problem| problem.problem), Some(Wrong::TooMany));
}

#[test]
fn every_language_gets_the_form_its_spreadsheet_opens() {
    let mut nuts = product("-2", "=Nüsse", 5);
    (nuts.available, nuts.picture) = (false, Some("n.png".into()));
    let catalogue =
        Catalogue { products: vec![product("1", "Shake, 5\"", 250), nuts], ..Catalogue::default() };
    let english = "\u{feff}shelf,name,price,currency,available,picture\r\n\
        1,\"Shake, 5\"\"\",2.50,EUR,yes,\r\n'-2,'=Nüsse,0.05,EUR,no,n.png\r\n";
    let german = "\u{feff}Fach;Name;Preis;Währung;Verfügbar;Bild\r\n\
        1;\"Shake, 5\"\"\";2,50;EUR;ja;\r\n'-2;'=Nüsse;0,05;EUR;nein;n.png\r\n";
    assert_eq!(String::from_utf8(catalogue.to_csv()).unwrap(), english);
    for (tag, form) in [
        ("en", english.to_owned()),
        ("fr", english.to_owned()),
        ("de", german.to_owned()),
        ("de-CH", german.replace("2,50", "2.50").replace("0,05", "0.05")),
    ] {
        let language = Language::exact(tag).unwrap();
        assert_eq!(String::from_utf8(catalogue.to_csv_for(language)).unwrap(), form, "{tag}");
    }
}

#[test]
fn a_product_is_changed_or_left() {
    let mut catalogue = catalogue(&[("1", 250), ("2", 300)]);
    let name = |name: &str| ProductChange::Name { name: name.into() };
    for (shelf, change, done) in [
        ("1", ProductChange::Available { available: false }, Ok(())),
        ("1", ProductChange::Price { minor: 199 }, Ok(())),
        ("1", ProductChange::Price { minor: 0 }, Err(NotChanged::Price)),
        ("1", name(" Riegel \n Nuss "), Ok(())),
        ("1", name(" \n"), Err(NotChanged::Name)),
        ("1", name(&"x".repeat(61)), Err(NotChanged::Name)),
        ("3", name("Tee"), Err(NotChanged::Shelf)),
    ] {
        assert_eq!(catalogue.change(shelf, &change), done, "{shelf} {change:?}");
    }
    let changed = Product { available: false, ..product("1", "Riegel Nuss", 199) };
    assert_eq!(catalogue.products(), [changed, product("2", "Shake", 300)]);
}

#[test]
fn a_refused_price_is_marked_until_it_is_another() {
    let refused = || {
        let mut catalogue = catalogue(&[("1", 250), ("2", 300), ("3", 100)]);
        catalogue.refused("1", Some(euro(280)), at(7));
        catalogue.refused("2", None, at(8));
        catalogue.refused("9", None, at(9));
        catalogue
    };
    let mark = Refusal { vendor: Some(euro(280)), at: at(7) };
    let marks = |catalogue: &Catalogue| ["1", "2", "3", "9"].map(|shelf| catalogue.refusal(shelf).is_some());

    let mut now = refused();
    assert_eq!((now.refusal("1"), marks(&now)), (Some(mark), [true, true, false, false]));
    now.change("1", &ProductChange::Available { available: false }).unwrap();
    now.change("1", &ProductChange::Price { minor: 250 }).unwrap();
    assert_eq!(marks(&now), [true, true, false, false], "the price is still the one that was refused");
    now.change("1", &ProductChange::Price { minor: 280 }).unwrap();
    assert_eq!(marks(&now), [false, true, false, false]);

    let mut now = refused();
    assert_eq!((now.accepted("2"), now.accepted("2")), (true, false));
    assert_eq!(marks(&now), [true, false, false, false]);

    let mut now = refused();
    now.import(catalogue(&[("3", 100), ("2", 301), ("1", 250), ("9", 1)]));
    assert_eq!((now.refusal("1"), marks(&now)), (Some(mark), [true, false, false, false]));
    assert_eq!(now.products().len(), 4);
    now.import(catalogue(&[("2", 300)]));
    assert_eq!(marks(&now), [false; 4]);

    let mut now = refused();
    now.refused("1", Some(Money::new(280, Currency::parse("CHF").unwrap())), at(9));
    assert_eq!(now.refusal("1"), Some(Refusal { vendor: None, at: at(9) }), "francs are no price here");
}

#[test]
fn the_team_sees_price_mark_and_picture() {
    let mut catalogue = catalogue(&[("1", 250)]);
    catalogue.products[0].picture = Some("a.png".into());
    catalogue.refused("1", Some(euro(280)), at(7));
    let amount = |minor| wire::AmountView::from(euro(minor));
    let line = wire::ProductLine {
        shelf: "1".into(),
        name: "Shake".into(),
        price: amount(250),
        available: true,
        picture: Some("a.png".into()),
        picture_missing: true,
        price_refused: Some(wire::PriceRefused { vendor: Some(amount(280)), at_ms: at(7).into() }),
    };
    assert_eq!(catalogue.view(&Pictures::default()), [line]);
}

#[test]
fn marks_count_for_the_price_they_were_made_for() {
    let mut refused = catalogue(&[("1", 250), ("=\"2\"", 300)]);
    assert_eq!(write_marks(&refused), None);
    refused.refused("1", Some(euro(280)), at(7));
    refused.refused("=\"2\"", None, at(8));
    let text = write_marks(&refused).unwrap();
    let read = |products: &[(&str, i64)], text: &str| {
        let mut now = catalogue(products);
        read_marks(&mut now, text);
        now
    };
    assert_eq!(read(&[("1", 250), ("=\"2\"", 300)], &text), refused);
    let corrected = [("1", 280), ("3", 300)];
    assert_eq!(read(&corrected, &text), catalogue(&corrected));
    assert_eq!(read(&corrected, "refused = 1"), catalogue(&corrected));
    assert_eq!(read(&corrected, ""), catalogue(&corrected));
}

/// Everything that a catalogue can hold, with a bias to what is special in a file.
fn catalogues() -> impl Strategy<Value = Catalogue> {
    let shelf =
        "(?:[=+@'\";,.\t €ßA-Za-z0-9-]|\\PC){1,12}".prop_filter_map("no shelf", |text| cells::shelf(&text));
    let name =
        "(?:[=+@'\";,.\t €ßA-Za-z0-9-]|\\PC){1,30}".prop_filter_map("no name", |text| cells::name(&text));
    let picture = prop::option::of("(?:[=+@'\";,.\t €ßA-Za-z0-9-]|\\PC){1,12}\\.(png|JPG|jpeg|webp)")
        .prop_filter_map("no picture", |file| cells::picture(&file.unwrap_or_default()).ok());
    let product = (shelf, name, 1..=i64::from(u32::MAX), any::<bool>(), picture);
    prop::collection::vec(product, 1..6).prop_map(|products| {
        let mut catalogue = Catalogue::default();
        for (shelf, name, minor, available, picture) in products {
            if catalogue.product(&shelf).is_none() {
                catalogue.products.push(Product { shelf, name, price: euro(minor), available, picture });
            }
        }
        catalogue
    })
}

proptest! {
    #[test]
    fn what_is_exported_is_what_is_imported(catalogue in catalogues(), tag in "en|de|de-CH|pl") {
        let language = Language::exact(&tag).unwrap();
        for file in [catalogue.to_csv(), catalogue.to_csv_for(language)] {
            prop_assert_eq!(Catalogue::parse(&file, Currency::EUR), Ok(catalogue.clone()));
        }
    }

    #[test]
    fn no_exported_cell_is_a_formula(catalogue in catalogues()) {
        let file = catalogue.to_csv();
        for row in csv::Reader::from_reader(file.as_slice()).records() {
            for cell in &row.unwrap() {
                prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{}", cell);
            }
        }
    }

    #[test]
    fn names_come_back_behind_any_apostrophes(name in "'{0,3}[=+@x-]?'{0,2}[ a]{0,2}") {
        let Some(name) = cells::name(&name) else { return Ok(()) };
        prop_assert_eq!(cells::guarded_name(&cells::with_guard(&name)), Some(name));
    }

    #[test]
    fn marks_come_back(catalogue in catalogues(), vendor in prop::option::of(1..1_000_i64), second in 0..2_000_000_000_i64) {
        let mut refused = catalogue.clone();
        for product in catalogue.products() {
            refused.refused(&product.shelf, vendor.map(euro), at(second));
        }
        let mut again = catalogue;
        read_marks(&mut again, &write_marks(&refused).unwrap());
        prop_assert_eq!(again, refused);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = Catalogue::parse(&bytes, Currency::EUR);
    }

    /// Whatever is understood of nonsense is a catalogue; whatever is not has its line in the file.
    #[test]
    fn almost_files_are_understood_or_told(text in "(shelf|fach)[;,\t]name[;,\t](price|preis)([;,\t]bild)?[\r\n]{1,2}([;,\t\"\r\n '=x1.€]|[1-9];a;1\n){0,40}") {
        let lines = text.split(['\r', '\n']).count();
        match Catalogue::parse(text.as_bytes(), Currency::EUR) {
            Ok(catalogue) => {
                prop_assert_eq!(Catalogue::parse(&catalogue.to_csv(), Currency::EUR), Ok(catalogue));
            }
            Err(problems) => {
                prop_assert!((1..=50).contains(&problems.len()));
                prop_assert!(problems.is_sorted_by_key(|problem| problem.line));
                for problem in problems {
                    prop_assert!(problem.line >= 1 && problem.line as usize <= lines);
                    prop_assert!(problem.value.chars().count() <= 40);
                }
            }
        }
    }
}

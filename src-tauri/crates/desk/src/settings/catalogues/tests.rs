use std::fs;

use jiff::Timestamp;
use wire::CatalogueProblem;

use super::*;

const DEVICE: DeviceId = DeviceId(27);
const FILE: &str = "shelf;name;price;picture\n1;Shake;2,50;shake.png\n2;Riegel;1,80;\n";

fn stored() -> (tempfile::TempDir, Stored) {
    let folder = tempfile::tempdir().unwrap();
    let stored = Stored::open(folder.path()).unwrap();
    (folder, stored)
}

fn catalogue() -> Catalogue {
    Catalogue::parse(FILE.as_bytes(), Currency::EUR).unwrap()
}

fn kept(stored: &Stored) -> Option<Catalogue> {
    stored.catalogue(DEVICE, Currency::EUR).unwrap()
}

/// The names of the files in the data folder.
fn files(stored: &Stored) -> Vec<String> {
    let names = fs::read_dir(stored.folder()).unwrap().map(|file| file.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_device_has_its_own() {
    let (_folder, stored) = stored();
    assert_eq!(kept(&stored), None);
    stored.save_catalogue(DEVICE, &catalogue()).unwrap();
    let other = Catalogue::parse(b"shelf,name,price\n1,Tea,1\n", Currency::EUR).unwrap();
    stored.save_catalogue(DeviceId(28), &other).unwrap();
    assert_eq!(kept(&stored), Some(catalogue()));
    assert_eq!(stored.catalogue(DeviceId(28), Currency::EUR).unwrap(), Some(other));
    assert_eq!(files(&stored), ["catalogue-27.csv", "catalogue-28.csv"]);
}

#[test]
fn marks_outlive_a_restart_and_go_with_the_price() {
    let (_folder, stored) = stored();
    let mut marked = catalogue();
    let vendor = marked.product("2").unwrap().price;
    marked.refused("1", Some(vendor), Timestamp::UNIX_EPOCH);
    marked.refused("2", None, Timestamp::UNIX_EPOCH);
    stored.save_catalogue(DEVICE, &marked).unwrap();
    assert_eq!(kept(&stored), Some(marked.clone()));

    // Corrected with an editor.
    fs::write(stored.folder().join("catalogue-27.csv"), FILE.replace("2,50", "1,80")).unwrap();
    let corrected = kept(&stored).unwrap();
    assert_eq!((corrected.refusal("1"), corrected.refusal("2").is_some()), (None, true));

    stored.save_catalogue(DEVICE, &catalogue()).unwrap();
    assert_eq!(kept(&stored), Some(catalogue()));
}

#[test]
fn marks_that_cannot_be_read_stop_no_sale() {
    let (_folder, stored) = stored();
    stored.save_catalogue(DEVICE, &catalogue()).unwrap();
    for damaged in [&b"refused = 1"[..], b"\xFF", b"[[refused]]\nshelf = \"1\"\nprice = \"2.50\"\nat = \"x\""]
    {
        fs::write(stored.folder().join("catalogue-27.refused.toml"), damaged).unwrap();
        assert_eq!(kept(&stored), Some(catalogue()));
    }
}

#[test]
fn a_damaged_file_is_told_left_alone_and_never_lost() {
    let (_folder, stored) = stored();
    let path = stored.folder().join("catalogue-27.csv");
    for (round, damaged) in
        ["shelf;name;price\n1;Shake;x\n", "", "shelf;name;price\n1;Shake;y\n"].iter().enumerate()
    {
        fs::write(&path, damaged).unwrap();
        let Err(CatalogueError::Damaged { path: told, problems }) = stored.catalogue(DEVICE, Currency::EUR)
        else {
            panic!("{damaged:?} was taken")
        };
        assert_eq!((told, problems.len()), (path.clone(), 1));
        assert_eq!(fs::read_to_string(&path).unwrap(), *damaged);

        stored.save_catalogue(DEVICE, &catalogue()).unwrap();
        assert_eq!(kept(&stored), Some(catalogue()));
        let aside = stored.folder().join(format!("catalogue-27.damaged-{}.csv", round + 1));
        assert_eq!(fs::read_to_string(aside).unwrap(), *damaged);
    }
    // The same damage again is there already.
    fs::write(&path, "").unwrap();
    stored.save_catalogue(DEVICE, &catalogue()).unwrap();
    assert_eq!(files(&stored).len(), 4);
}

#[test]
fn another_currency_is_not_taken_for_this_one() {
    let (_folder, stored) = stored();
    stored.save_catalogue(DEVICE, &catalogue()).unwrap();
    let Err(CatalogueError::Damaged { problems, .. }) =
        stored.catalogue(DEVICE, Currency::parse("CHF").unwrap())
    else {
        panic!("euros were taken for francs")
    };
    let told: Vec<_> = problems.iter().map(|problem| (problem.line, problem.problem)).collect();
    assert_eq!(told, [(2, CatalogueProblem::Currency), (3, CatalogueProblem::Currency)]);
}

#[test]
fn a_catalogue_without_products_can_be_kept() {
    let (_folder, stored) = stored();
    stored.save_catalogue(DEVICE, &Catalogue::default()).unwrap();
    assert_eq!(kept(&stored), Some(Catalogue::default()));
}

#[test]
fn what_cannot_be_written_leaves_the_old_one() {
    let (_folder, stored) = stored();
    stored.save_catalogue(DEVICE, &catalogue()).unwrap();
    let other = Catalogue::parse(b"shelf,name,price\n1,Tea,1\n", Currency::EUR).unwrap();
    // In the way of the new file for every user, also for the one who may write anywhere.
    fs::create_dir(stored.folder().join("catalogue-27.csv.new")).unwrap();
    assert!(matches!(stored.save_catalogue(DEVICE, &other), Err(StoreError::Io { .. })));
    assert_eq!(kept(&stored), Some(catalogue()));
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let (_folder, stored) = stored();
    let mode = |mode| fs::set_permissions(stored.folder(), fs::Permissions::from_mode(mode)).unwrap();
    mode(0o500);
    let may_write_anywhere = fs::write(stored.folder().join("probe"), "").is_ok();
    let saved = stored.save_catalogue(DEVICE, &catalogue());
    mode(0o700);
    assert_eq!(saved.is_ok(), may_write_anywhere);
    assert_eq!(kept(&stored).is_some(), may_write_anywhere);
}

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n....";

fn with_pictures(files: &[&str]) -> Catalogue {
    let row = |(shelf, file): (usize, &&str)| format!("{shelf},a,1,{file}\n");
    let rows: String = files.iter().enumerate().map(row).collect();
    Catalogue::parse(format!("shelf,name,price,picture\n{rows}").as_bytes(), Currency::EUR).unwrap()
}

#[test]
fn pictures_are_known_by_what_they_are() {
    let (_folder, stored) = stored();
    let wanted = ["a.png", "b.png", "c.webp", "d.png", "e.png", "f.png", "g.png", "h.png"];
    let catalogue = with_pictures(&wanted);
    assert_eq!(stored.pictures([&catalogue]).missing(), wanted, "there is no folder");

    let folder = stored.pictures_folder();
    fs::create_dir(&folder).unwrap();
    let mut largest = PNG.to_vec();
    largest.resize(Pictures::LARGEST, 0);
    let mut too_large = largest.clone();
    too_large.push(0);
    for (name, bytes) in [
        ("a.png", PNG),
        ("b.png", b"\xFF\xD8\xFF\xE0"),
        ("c.webp", b"RIFF\x01\x02\x03\x04WEBPVP8 "),
        ("d.png", &largest),
        ("e.png", &too_large),
        ("f.png", b"GIF89a."),
        ("g.png", b"<svg/>"),
        ("unused.png", PNG),
    ] {
        fs::write(folder.join(name), bytes).unwrap();
    }
    fs::create_dir(folder.join("h.png")).unwrap();

    let other = with_pictures(&["a.png", "i.png", "e.png"]);
    let pictures = stored.pictures([&catalogue, &other]);
    assert_eq!(pictures.missing(), ["e.png", "f.png", "g.png", "h.png", "i.png"]);
    let views = pictures.views();
    let told: Vec<_> = views.iter().map(|view| view.data.split(',').next().unwrap()).collect();
    let kinds = ["data:image/png;base64", "data:image/jpeg;base64", "data:image/webp;base64"];
    assert_eq!(told, [kinds[0], kinds[1], kinds[2], kinds[0]]);
    assert_eq!(pictures.id("a.png"), Some(views[0].id.as_str()));
    assert_eq!((pictures.id("e.png"), pictures.id("unused.png")), (None, None));
    let missing: Vec<_> = catalogue.view(&pictures).iter().map(|line| line.picture_missing).collect();
    assert_eq!(missing, [false, false, false, false, true, true, true, true]);
}

#[test]
fn a_changed_picture_has_another_name() {
    let (_folder, stored) = stored();
    let catalogue = with_pictures(&["a.png"]);
    fs::create_dir(stored.pictures_folder()).unwrap();
    let id = |bytes: &[u8]| {
        fs::write(stored.pictures_folder().join("a.png"), bytes).unwrap();
        stored.pictures([&catalogue]).id("a.png").unwrap().to_owned()
    };
    let (first, second, third) = (id(PNG), id(&[PNG, b"."].concat()), id(PNG));
    assert_ne!(first, second);
    assert_eq!(first, third);
    assert!(first.starts_with("a.png-"));
}

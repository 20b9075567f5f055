use qrcode::{Color, EcLevel, QrCode};

use super::*;

const CODE: &str =
    r#"{"uuid":"6f1c2a7e-3b54-4d1e-9a40-0c9b8c1d2e3f","customer_number":"1-1031","app_version":"5.2.0"}"#;
const OTHER: &str = r#"{"uuid":"0d9e5b1a-77c2-4f0e-8a61-5a4b3c2d1e0f","customer_number":"1-1032"}"#;
const POSTER: &str = "https://example.com/summer";

/// A camera's picture of 640×480, light grey as a wall.
struct Scene(Vec<u8>);

impl Scene {
    const WIDTH: usize = 640;
    const HEIGHT: usize = 480;

    fn new() -> Self {
        Self(vec![190; Self::WIDTH * Self::HEIGHT])
    }

    /// With a code whose middle is at `x`, `y`, with squares of so many pixels, turned by degrees.
    fn with(mut self, text: &str, (x, y): (f64, f64), square: f64, degrees: f64) -> Self {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let (colours, width) = (code.to_colors(), code.width() as i64);
        let (sin, cos) = degrees.to_radians().sin_cos();
        let half = width as f64 / 2.0;
        for (index, grey) in self.0.iter_mut().enumerate() {
            let (dx, dy) = ((index % Self::WIDTH) as f64 - x, (index / Self::WIDTH) as f64 - y);
            let column = ((dx * cos + dy * sin) / square + half).floor() as i64;
            let row = ((dy * cos - dx * sin) / square + half).floor() as i64;
            let on_paper = |at: i64| (-4..width + 4).contains(&at);
            let in_code = |at: i64| (0..width).contains(&at);
            if in_code(column) && in_code(row) {
                let dark = colours[(row * width + column) as usize] == Color::Dark;
                *grey = if dark { 40 } else { 230 };
            } else if on_paper(column) && on_paper(row) {
                *grey = 230;
            }
        }
        self
    }

    /// With the grain of a camera in poor light: every pixel up to `most` darker or brighter, in every run
    /// alike.
    fn grainy(mut self, most: u8) -> Self {
        for (grey, noise) in self.0.iter_mut().zip(noise()) {
            let by = i32::from(noise) * i32::from(most) / 128 - i32::from(most);
            *grey = (i32::from(*grey) + by).clamp(0, 255) as u8;
        }
        self
    }

    /// With a stain of so many pixels painted over it, from `x`, `y` on.
    fn stained(mut self, (x, y): (usize, usize), width: usize, height: usize) -> Self {
        for row in y..y + height {
            self.0[row * Self::WIDTH + x..][..width].fill(40);
        }
        self
    }

    fn codes(&self) -> Vec<Frame> {
        let size = [640_u16.to_le_bytes(), 480_u16.to_le_bytes()].concat();
        read_codes(&Picture::parse(&[size, self.0.clone()].concat()).unwrap())
    }
}

/// Noise that is the same in every run (xorshift, Marsaglia 2003).
fn noise() -> impl Iterator<Item = u8> {
    let mut state = 0x2545_f491_u32;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[1]
    })
}

fn text(code: &str) -> Frame {
    Frame::Text(code.to_owned())
}

const MIDDLE: (f64, f64) = (320.0, 240.0);

#[test]
fn a_code_is_read_byte_for_byte_however_it_is_held() {
    for degrees in [0.0, 12.0, 45.0, 90.0, 171.0, 270.0, 333.0] {
        let found = Scene::new().with(CODE, MIDDLE, 5.0, degrees).codes();
        assert_eq!(found, [text(CODE)], "turned by {degrees}°");
    }
    for square in [3.0, 4.0, 8.0] {
        let found = Scene::new().with(CODE, (300.3, 231.7), square, 3.0).codes();
        assert_eq!(found, [text(CODE)], "squares of {square} pixels");
    }
    let signs = "+z/y@[q]{a}=w;m'`~^&*()|<>?!#$%\\ äöüß€";
    assert_eq!(Scene::new().with(signs, MIDDLE, 6.0, 0.0).codes(), [text(signs)]);
}

#[test]
fn grain_and_a_small_stain_are_corrected() {
    assert_eq!(Scene::new().with(CODE, MIDDLE, 6.0, 20.0).grainy(20).codes(), [text(CODE)]);
    assert_eq!(Scene::new().with(CODE, MIDDLE, 6.0, 0.0).stained((300, 250), 24, 24).codes(), [text(CODE)]);
}

#[test]
fn where_there_is_no_whole_code_nothing_is_made_up() {
    assert_eq!(Scene::new().codes(), []);
    assert_eq!(Scene::new().grainy(255).codes(), []);
    // Half covered, half outside the picture, and too small to be seen.
    assert_eq!(Scene::new().with(CODE, MIDDLE, 6.0, 0.0).stained((0, 230), 640, 60).codes(), []);
    assert_eq!(Scene::new().with(CODE, (640.0, 240.0), 6.0, 0.0).codes(), []);
    assert_eq!(Scene::new().with(CODE, MIDDLE, 0.7, 0.0).codes(), []);
}

#[test]
fn what_no_member_has_is_not_there() {
    assert_eq!(Scene::new().with(&"7".repeat(MAX_TEXT + 1), MIDDLE, 5.0, 0.0).codes(), []);
    assert_eq!(Scene::new().with("one\u{7}two", MIDDLE, 6.0, 0.0).codes(), []);
    assert_eq!(Scene::new().with("  ", MIDDLE, 6.0, 0.0).codes(), []);
}

#[test]
fn two_codes_at_once_are_both_seen_and_one_that_is_there_twice_is_one() {
    let (left, right) = ((150.0, 240.0), (480.0, 240.0));
    let found = Scene::new().with(CODE, left, 4.0, 0.0).with(OTHER, right, 4.0, 10.0).codes();
    assert!(found.len() == 2 && found.contains(&text(CODE)) && found.contains(&text(OTHER)), "{found:?}");
    let found = Scene::new().with(CODE, left, 4.0, 0.0).with(CODE, right, 4.0, 0.0).codes();
    assert_eq!(found, [text(CODE)]);
}

#[test]
fn pictures_of_other_sizes_are_refused_before_they_are_looked_at() {
    let picture = |width: u16, height: u16, bytes: usize| {
        let size = [width.to_le_bytes(), height.to_le_bytes()].concat();
        Picture::parse(&[size, vec![0; bytes]].concat())
    };
    assert!(picture(1280, 960, 1280 * 960).is_ok());
    assert!(picture(1, 1, 1).is_ok_and(|tiny| read_codes(&tiny).is_empty()));
    for (width, height) in [(0, 480), (640, 0), (1281, 960), (1280, 961), (u16::MAX, u16::MAX)] {
        let size = NotAPicture::Size(width.into(), height.into());
        assert_eq!(picture(width, height, 4), Err(size));
    }
    for bytes in [0, 640 * 480 - 1, 640 * 480 + 1] {
        assert_eq!(picture(640, 480, bytes), Err(NotAPicture::Length(bytes)));
    }
    for bytes in [&[][..], &[1], &[1, 0, 1]] {
        assert_eq!(Picture::parse(bytes), Err(NotAPicture::NoSize));
    }
}

#[test]
fn a_code_that_lies_there_is_new_once() {
    let mut held = Held::default();
    assert_eq!(held.look(vec![text(CODE)]), Some(text(CODE)));
    for _ in 0..200 {
        assert_eq!(held.look(vec![text(CODE)]), None);
        // A hand that trembles.
        assert_eq!(held.look(Vec::new()), None);
    }
    // Another member right after.
    assert_eq!(held.look(vec![text(OTHER)]), Some(text(OTHER)));
}

#[test]
fn a_code_that_was_taken_away_is_new_again() {
    let mut held = Held::default();
    assert_eq!(held.look(vec![text(CODE)]), Some(text(CODE)));
    for _ in 1..TAKEN_AWAY {
        assert_eq!(held.look(Vec::new()), None);
    }
    assert_eq!(held.look(vec![text(CODE)]), None, "a look too soon");
    for _ in 0..TAKEN_AWAY {
        assert_eq!(held.look(Vec::new()), None);
    }
    assert_eq!(held.look(vec![text(CODE)]), Some(text(CODE)));
}

#[test]
fn a_poster_in_sight_is_one_tap_and_does_not_get_in_the_way() {
    let mut held = Held::default();
    assert_eq!(held.look(vec![text(POSTER)]), Some(text(POSTER)));
    for _ in 0..100 {
        assert_eq!(held.look(vec![text(POSTER)]), None);
    }
    assert_eq!(held.look(vec![text(POSTER), text(CODE)]), Some(text(CODE)));
    for _ in 0..100 {
        assert_eq!(held.look(vec![text(POSTER)]), None);
    }
}

#[test]
fn of_several_new_codes_none_is_guessed() {
    let mut held = Held::default();
    assert_eq!(held.look(vec![text(CODE), text(OTHER)]), None);
    assert_eq!(held.look(vec![text(OTHER)]), Some(text(OTHER)), "when only one is left");
    assert_eq!(held.look(vec![text(POSTER), text(CODE)]), Some(text(CODE)), "a member's code goes first");
}

#[test]
fn what_is_remembered_has_an_end() {
    let mut held = Held::default();
    let taken = (0..100).filter(|number| held.look(vec![text(&format!("code {number}"))]).is_some()).count();
    assert!(taken >= MOST && held.codes.len() <= MOST);
    // Sixteen that stay, and one more.
    let mut held = Held::default();
    let many: Vec<_> = (0..MOST).map(|number| text(&format!("code {number}"))).collect();
    for number in 0..MOST {
        assert!(held.look(many[..=number].to_vec()).is_some());
    }
    let crowd = [many, vec![text(CODE)]].concat();
    assert_eq!((held.look(crowd.clone()), held.look(crowd)), (None, None));
    assert_eq!(held.codes.len(), MOST);
}

#[test]
fn neither_a_picture_nor_what_is_remembered_prints_what_it_shows() {
    let picture = Picture::parse(&[2, 0, 1, 0, 201, 202]).unwrap();
    assert_eq!(format!("{picture:?}"), "Picture(2×1)");
    let mut held = Held::default();
    held.look(vec![text(CODE)]);
    assert!(!format!("{held:?}").contains("uuid"));
}

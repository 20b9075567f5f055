//! What a camera sees when somebody holds a QR code up to it.

use qrcode::{Color, QrCode};

/// The squares of a code, row by row, and how many there are in a row; true is dark.
pub fn squares_of(code: &str) -> (usize, Vec<bool>) {
    let code = QrCode::new(code).expect("it fits into a QR code");
    let dark = code.to_colors().into_iter().map(|colour| colour == Color::Dark).collect();
    (code.width(), dark)
}

/// A picture of 640×480 of a code on white, or of nothing, as the member's screen hands it over.
pub fn picture_of(code: Option<&str>) -> Vec<u8> {
    const WIDTH: usize = 640;
    const HEIGHT: usize = 480;
    const SQUARE: usize = 6;
    let mut picture = sized(640, 480, WIDTH * HEIGHT);
    let Some(code) = code else { return picture };
    let (across, dark) = squares_of(code);
    let (left, top) = ((WIDTH - across * SQUARE) / 2, (HEIGHT - across * SQUARE) / 2);
    for (at, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        for row in 0..SQUARE {
            let from = (top + at / across * SQUARE + row) * WIDTH + left + at % across * SQUARE;
            picture[4 + from..][..SQUARE].fill(20);
        }
    }
    picture
}

/// A white picture that says it has this size, and has so many pixels.
pub fn sized(width: u16, height: u16, pixels: usize) -> Vec<u8> {
    [width.to_le_bytes().to_vec(), height.to_le_bytes().to_vec(), vec![230; pixels]].concat()
}

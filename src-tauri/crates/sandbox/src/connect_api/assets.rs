//! Pictures of offers and documents of texts, drawn and written here.

use super::reject::{Code, Reject};
use crate::answer::{Answer, Outcome};
use crate::request::Request;
use crate::state::Studio;

/// Pictures, their colour and the shape on them.
const PICTURES: [(&str, u32, &str); 8] = [
    (
        "complete.svg",
        205,
        "<circle cx=\"320\" cy=\"180\" r=\"86\"/><path d=\"M150 260h340\" stroke-width=\"18\"/>",
    ),
    (
        "basic.svg",
        160,
        "<path d=\"M170 180h300M190 120v120M450 120v120M160 145v70M480 145v70\" stroke-width=\"22\"/>",
    ),
    (
        "annual.svg",
        35,
        "<rect x=\"230\" y=\"90\" width=\"180\" height=\"180\" rx=\"18\"/><path d=\"M230 140h180\" stroke-width=\"14\"/>",
    ),
    (
        "semester.svg",
        265,
        "<path d=\"M170 170l150-70 150 70-150 70zM230 205v60c60 36 120 36 180 0v-60\" stroke-width=\"14\"/>",
    ),
    ("season.svg", 90, "<path d=\"M150 250c60-120 110-120 170 0s110 120 170 0\" stroke-width=\"18\"/>"),
    (
        "taster.svg",
        330,
        "<path d=\"M320 270c-120-80-130-150-70-170 40-10 60 20 70 40 10-20 30-50 70-40 60 20 50 90-70 170z\"/>",
    ),
    ("modular.svg", 15, "<path d=\"M200 110h90v90h-90zM350 110h90v90h-90zM275 220h90v60h-90z\"/>"),
    ("drinks.svg", 190, "<path d=\"M270 90h100l-14 190h-72zM282 160h76\" stroke-width=\"12\"/>"),
];

/// Documents and what is in them, line by line. A PDF in its simplest form has no more than Latin letters.
const DOCUMENTS: [(&str, [&str; 5]); 2] = [
    (
        "agb.pdf",
        [
            "Allgemeine Gesch\u{e4}ftsbedingungen, Studio Nordlicht",
            "1. Der Vertrag kommt mit der Unterschrift zustande.",
            "2. Beitr\u{e4}ge sind im Voraus f\u{e4}llig.",
            "3. Ruhezeiten sind bei Krankheit m\u{f6}glich.",
            "4. Gek\u{fc}ndigt wird in Textform.",
        ],
    ),
    (
        "datenschutz.pdf",
        [
            "Datenschutzerkl\u{e4}rung, Studio Nordlicht",
            "1. Verantwortlich ist das Studio Nordlicht.",
            "2. Daten werden f\u{fc}r den Vertrag verarbeitet.",
            "3. Nach Vertragsende werden sie gel\u{f6}scht.",
            "4. Du hast ein Recht auf Auskunft.",
        ],
    ),
];

pub(crate) fn picture(_studio: &mut Studio, request: &Request) -> Outcome {
    let name = request.parts.last().map_or("", String::as_str);
    let (_, hue, shape) = PICTURES.into_iter().find(|(known, ..)| *known == name).ok_or_else(nothing)?;
    Ok(Answer::svg(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 360\" width=\"1280\" height=\"720\">\
         <rect width=\"640\" height=\"360\" fill=\"hsl({hue} 42% 30%)\"/>\
         <g fill=\"none\" stroke=\"#f4f1ea\" stroke-width=\"10\" stroke-linecap=\"round\" \
         stroke-linejoin=\"round\">{shape}</g></svg>"
    )))
}

pub(crate) fn document(_studio: &mut Studio, request: &Request) -> Outcome {
    let name = request.parts.last().map_or("", String::as_str);
    let (_, lines) = DOCUMENTS.into_iter().find(|(known, _)| *known == name).ok_or_else(nothing)?;
    Ok(Answer::file("application/pdf", pdf(&lines)))
}

fn nothing() -> Reject {
    Reject::new(Code::NotFound, "there is no such file")
}

/// One page with these lines.
fn pdf(lines: &[&str]) -> Vec<u8> {
    let text: String = lines.iter().map(|line| format!("({line}) Tj 0 -22 Td ")).collect();
    let stream = format!("BT /F1 14 Tf 60 780 Td {text}ET");
    let length = stream.chars().count();
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R \
         /Resources << /Font << /F1 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {length} >>\nstream\n{stream}\nendstream"),
    ];
    // Latin letters are one byte each in a PDF.
    let bytes =
        |text: &str| text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect::<Vec<u8>>();
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = String::from("0000000000 65535 f \n");
    for (object, number) in objects.iter().zip(1..) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.extend(bytes(&format!("{number} 0 obj\n{object}\nendobj\n")));
    }
    let start = file.len();
    file.extend(bytes(&format!(
        "xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
    )));
    file
}

//! A window with nothing in it, made with the same toolkit and the same settings: the yardstick of
//! `cargo xtask bench` for memory and start-up.

use tauri::http::Response;
use tauri::{WebviewUrl, WebviewWindowBuilder};

const PAGE: &[u8] = b"<!doctype html><title>blank</title>";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = std::env::args_os().nth(1).ok_or("usage: blank DATA-DIR")?;
    tauri::Builder::default()
        // A page of its own: for `about:blank` the toolkit would not even start a web process.
        .register_uri_scheme_protocol("blank", |_, _| {
            Response::builder().header("content-type", "text/html").body(PAGE.to_vec()).unwrap_or_default()
        })
        .setup(move |app| {
            WebviewWindowBuilder::new(
                app,
                "blank",
                WebviewUrl::CustomProtocol("blank://localhost/".parse()?),
            )
            .data_directory(data.into())
            .inner_size(1280.0, 800.0)
            .initialization_script("performance.mark('idle')")
            .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

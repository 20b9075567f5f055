//! A window with nothing in it, made with the same toolkit and the same settings: the yardstick of
//! `cargo xtask bench` for memory and start-up.

use tauri::{WebviewUrl, WebviewWindowBuilder};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let data = std::env::args_os().nth(1).ok_or("usage: blank DATA-DIR")?;
    tauri::Builder::default()
        .setup(move |app| {
            WebviewWindowBuilder::new(app, "blank", WebviewUrl::External("about:blank".parse()?))
                .data_directory(data.into())
                .inner_size(1280.0, 800.0)
                .initialization_script("performance.mark('idle')")
                .build()?;
            Ok(())
        })
        .run(tauri::generate_context!())?;
    Ok(())
}

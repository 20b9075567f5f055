//! The same idle page in a browser that is a kiosk: what a studio would have without us.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use portico_tests::{Failure, Outcome};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::footprint::{self, HEIGHT, WIDTH};
use crate::table::Table;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/// Has the page say when the idle screen stands.
const TELL: &str = "<script>new PerformanceObserver((list) => {
  if (list.getEntriesByName('idle').length > 0) fetch('/idle');
}).observe({ type: 'mark', buffered: true })</script></body>";
const PATIENCE: Duration = Duration::from_secs(60);

/// Ends with its browser.
struct Browser(Child);

impl Drop for Browser {
    fn drop(&mut self) {
        // Fails when it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Adds the row, or why there is none.
pub async fn measure(table: &mut Table, ours: f64) -> Outcome {
    const WHAT: &str = "memory of the idle screen / the same page in a Chromium kiosk";
    let Some(program) = BROWSERS.into_iter().find_map(on_the_path) else {
        table.tell(WHAT, "not measured: there is no Chromium here");
        return Ok(());
    };
    let page = std::env::var_os("PORTICO_PAGE").map(PathBuf::from);
    let page = page.ok_or_else(|| Failure::new("PORTICO_PAGE names the interface with a played desk"))?;
    let theirs = in_browser(&program, &page).await?;
    let note = format!("{ours:.0} MB against {theirs:.0} MB, {WIDTH} × {HEIGHT}");
    table.add(WHAT, ours / theirs, Some("≤ 0.8"), &note);
    Ok(())
}

fn on_the_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Megabytes of the browser with the idle screen.
async fn in_browser(program: &Path, page: &Path) -> Outcome<f64> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let (tell, mut idle) = mpsc::channel(8);
    let served = tokio::spawn(serve(listener, page.to_owned(), tell));
    let profile = tempfile::tempdir()?;
    let browser = Command::new(program)
        .args(["--kiosk", "--no-first-run", "--no-sandbox", "--disable-extensions"])
        .arg(format!("--window-size={WIDTH},{HEIGHT}"))
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(format!("--app=http://{address}/?fake=idle&language=de"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let browser = Browser(browser);
    let shown = timeout(PATIENCE, idle.recv()).await.ok().flatten();
    shown.ok_or_else(|| Failure::new("the browser does not show the idle screen"))?;
    let share = footprint::Share::at_rest(browser.0.id()).await;
    served.abort();
    Ok(share?.megabytes)
}

/// Hands out the files of a folder, and tells when the page says that it is idle.
async fn serve(listener: TcpListener, folder: PathBuf, idle: mpsc::Sender<()>) {
    while let Ok((stream, _)) = listener.accept().await {
        let (folder, idle) = (folder.clone(), idle.clone());
        // A page that goes away is no reason to end.
        tokio::spawn(async move { answer(stream, &folder, idle).await.ok() });
    }
}

async fn answer(mut stream: TcpStream, folder: &Path, idle: mpsc::Sender<()>) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let line = String::from_utf8_lossy(&request);
    let path = line.split(' ').nth(1).unwrap_or("/").split('?').next().unwrap_or("/");
    if path == "/idle" {
        // Nobody waits any more when it is said twice.
        let _ = idle.send(()).await;
    }
    let name = if path == "/" { "index.html" } else { path.trim_start_matches('/') };
    let file = tokio::fs::read(folder.join(name)).await;
    let status = if file.is_ok() { "200 OK" } else { "404 Not Found" };
    let mut body = file.unwrap_or_default();
    if name == "index.html" {
        body = String::from_utf8_lossy(&body).replace("</body>", TELL).into_bytes();
    }
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        Some(_) | None => "application/octet-stream",
    };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&body).await?;
    stream.shutdown().await
}

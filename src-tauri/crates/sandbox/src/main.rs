//! The practice studio as a program: prints where it is and who is a member, and stays until Ctrl-C.

use std::io::{self, Write};

use sandbox::{MemberCard, Options, Sandbox};

const USAGE: &str = "sandbox [--open PORT] [--device PORT] [--connect PORT] [--control PORT] [--crowd N]";

#[tokio::main]
async fn main() -> io::Result<()> {
    let studio = Sandbox::start(options(std::env::args().skip(1))?).await?;
    announce(&studio, &mut io::stdout().lock())?;
    tokio::signal::ctrl_c().await
}

fn options(mut words: impl Iterator<Item = String>) -> io::Result<Options> {
    let wrong = |what: &str| io::Error::new(io::ErrorKind::InvalidInput, format!("{what}\n{USAGE}"));
    let mut options = Options::default();
    while let Some(name) = words.next() {
        let value = words.next().ok_or_else(|| wrong(&format!("{name} needs a number")))?;
        let port = || value.parse().map_err(|_| wrong(&format!("{value} is no port")));
        match name.as_str() {
            "--open" => options.open_port = port()?,
            "--device" => options.device_port = port()?,
            "--connect" => options.connect_port = port()?,
            "--control" => options.control_port = port()?,
            "--crowd" => {
                options.crowd = value.parse().map_err(|_| wrong(&format!("{value} is no number")))?
            }
            _ => return Err(wrong(&format!("{name} is not known"))),
        }
    }
    Ok(options)
}

fn announce(studio: &Sandbox, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Studio Nordlicht, for practice. All names and cards are invented.\n")?;
    writeln!(out, "Open API     {}   key {}", studio.open_url(), studio.api_key())?;
    writeln!(out, "Device API   {}", studio.device_url())?;
    writeln!(out, "Connect API  {}", studio.connect_url())?;
    writeln!(out, "Controls     {}/practice\n", studio.control_url())?;
    for device in studio.devices() {
        writeln!(out, "Device {}  {}", device.id, device.name)?;
    }
    writeln!(out)?;
    studio.members().iter().try_for_each(|card| line(card, out))?;
    writeln!(out, "\nCtrl-C closes the studio.")?;
    out.flush()
}

fn line(card: &MemberCard, out: &mut impl Write) -> io::Result<()> {
    let shown = [
        ("card", &card.decimal),
        ("hex", &card.hex_msb),
        ("barcode", &card.barcode),
        ("PIN", &card.pin),
        ("wallet pass", &card.wallet_pass),
        ("QR code", &card.qr_code),
    ];
    writeln!(out, "{}  {}: {}", card.id, card.name, card.note)?;
    for (what, value) in
        shown.into_iter().filter_map(|(what, value)| value.as_ref().map(|value| (what, value)))
    {
        writeln!(out, "      {what} {value}")?;
    }
    Ok(())
}

//! The beginning of an AppImage as `cargo xtask package --play-update` makes them: what makes real ones is fetched
//! from the network.
//!
//! It does what a real one's runtime does (type 2): it puts what is behind it into a folder of its own, says by
//! `APPIMAGE` and `APPDIR` what was started and where that is, and becomes the program in there. A real one mounts it
//! and does not copy it.
//!
//! Behind the program are its length, 8 bytes, the least first, and the 8 bytes of [`MARK`].

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    let Err(error) = image::start();
    eprintln!("this AppImage cannot be started: {error}");
    std::process::ExitCode::FAILURE
}

#[cfg(not(unix))]
fn main() {
    eprintln!("There are no AppImages here.");
}

#[cfg(unix)]
mod image {
    use std::convert::Infallible;
    use std::fs::{self, File, Permissions};
    use std::io::{self, Read, Seek, SeekFrom};
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::Command;

    /// The end of an image.
    const MARK: &[u8; 8] = b"AI-MADE\n";
    const TAIL: u64 = 16;

    pub fn start() -> io::Result<Infallible> {
        let image = std::env::current_exe()?;
        let mut file = File::open(&image)?;
        let tail = file.seek(SeekFrom::End(-(TAIL as i64)))?;
        let (mut length, mut mark) = ([0; 8], [0; 8]);
        file.read_exact(&mut length)?;
        file.read_exact(&mut mark)?;
        let begin = tail.checked_sub(u64::from_le_bytes(length)).filter(|_| mark == *MARK);
        let begin = begin.ok_or_else(|| io::Error::other("there is nothing behind it"))?;

        let folder = std::env::temp_dir().join(format!(".mount_Portico{}", std::process::id()));
        fs::create_dir_all(folder.join("usr/bin"))?;
        let program = folder.join("usr/bin/portico");
        file.seek(SeekFrom::Start(begin))?;
        io::copy(&mut file.take(tail - begin), &mut File::create(&program)?)?;
        fs::set_permissions(&program, Permissions::from_mode(0o755))?;
        let mut command = Command::new(program);
        command.args(std::env::args_os().skip(1)).env("APPIMAGE", &image).env("APPDIR", &folder);
        Err(command.exec())
    }
}

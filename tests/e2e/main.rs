//! The real window, a real serial line, the real keychain and real HTTP, against the practice studio.
//!
//! Starting the application takes the longest, so that a test here is a whole visit and not one
//! check. What needs no window is tested in `scenarios`.

#![cfg(target_os = "linux")]

mod check_in;

//! Declares every command, so that a window can call only what its capability file grants.

use tauri_build::{AppManifest, Attributes};

const COMMANDS: &[&str] = &[
    "front_attach",
    "front_language",
    "front_staff",
    "front_typed",
    "front_pin",
    "front_picture",
    "front_camera",
    "front_buy",
    "front_sale",
    "front_begin_sign_up",
    "front_sign_up",
    "front_portrait",
    "setup_account",
    "setup_studio",
    "setup_device",
    "setup_ports",
    "setup_reader",
    "setup_typed",
    "setup_number",
    "setup_tap",
    "setup_offline",
    "setup_more",
    "setup_language",
    "setup_back",
    "practice_attach",
    "practice_tap",
    "practice_fault",
    "practice_cable",
    "practice_machine",
    "practice_price",
    "practice_sign_up",
    "staff_attach",
    "staff_choose_pin",
    "staff_unlock",
    "staff_lock",
    "staff_filter",
    "staff_more",
    "staff_act",
    "staff_export",
    "staff_dismiss",
    "staff_seen",
    "staff_sale",
    "staff_top_up",
    "staff_drawer",
    "staff_sign_up",
    "staff_reception",
    "staff_look_up",
    "staff_member",
    "staff_member_picture",
    "staff_product",
    "staff_import",
    "staff_catalogue",
    "staff_catalogue_seen",
];

fn main() {
    let attributes = Attributes::new().app_manifest(AppManifest::new().commands(COMMANDS));
    if let Err(error) = tauri_build::try_build(attributes) {
        panic!("the window's rights cannot be built: {error:#}");
    }
}

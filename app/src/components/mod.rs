//! Components that several pages use. Native elements, with accessible names.

pub mod action_form;
pub mod app_header;
pub mod app_overlays;
pub mod copy_button;
pub mod credentials_dialog;
pub mod dialog;
pub mod dynamic_text;
pub mod hidden_fields;
pub mod icon;
pub mod key_listener;
pub mod local_time;
pub mod overlay_dialog;
pub mod palette;
pub mod password_managers;
pub mod reauthentication;
pub mod safe_textarea;
pub mod secret_field;
pub mod shortcuts;
pub mod shortcuts_dialog;
pub mod sign_in_dialog;
pub mod state_card;
pub mod toast;
pub mod when_hydrated;

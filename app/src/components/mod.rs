//! What pages are made of: native elements, named for assistive technology.

pub mod action_form;
pub mod app_overlays;
pub mod copy_button;
pub mod credentials_dialog;
pub mod dialog;
pub mod hidden_fields;
pub mod icon;
pub mod key_listener;
pub mod layout;
pub mod live_text;
pub mod local_time;
pub mod not_a_login;
pub mod overlay;
pub mod palette;
pub mod reauthentication;
pub mod safe_textarea;
pub mod secret_field;
pub mod shortcut_sheet;
pub mod shortcuts;
pub mod sign_in_dialog;
pub mod state_card;
pub mod toast;
pub mod when_hydrated;

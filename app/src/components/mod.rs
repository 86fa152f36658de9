//! What pages are made of: native elements, named for assistive technology.

pub mod action_form;
pub mod copy_button;
pub mod dialog;
pub mod frame;
pub mod hidden_fields;
pub mod icon;
#[cfg(feature = "hydrate")]
pub mod keys;
pub mod moment;
pub mod not_a_login;
#[cfg(feature = "hydrate")]
pub mod overlay;
#[cfg(feature = "hydrate")]
pub mod palette;
pub mod safe_textarea;
pub mod secret_field;
#[cfg(feature = "hydrate")]
pub mod shortcut_sheet;
pub mod shortcuts;
pub mod sign_in_again;
#[cfg(feature = "hydrate")]
pub mod sign_in_dialog;
pub mod state_card;
pub mod toast;

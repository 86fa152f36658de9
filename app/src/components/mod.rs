//! What pages are made of: native elements, named for assistive technology.

pub mod action_form;
pub mod copy_button;
pub mod dialog;
pub mod frame;
pub mod icon;
pub mod load_more;
pub mod moment;
pub mod safe_textarea;
pub mod secret_field;
pub mod state_card;
pub mod toast;

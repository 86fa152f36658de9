//! Toasts: short messages about what just happened, with *Undo* or *Retry*.
//!
//! There is one queue. The region that shows it is on the page, or inside the modal dialog while one
//! is open, because everything outside of a modal dialog is inert.

mod queue;
pub mod region;

pub use queue::{Toast, ToastAction, ToastOffer, Toasts};
pub use region::ToastRegion;

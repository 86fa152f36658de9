//! Short messages about what just happened, with a way back where there is one.
//!
//! They live in one list; the region that shows them stands on the page, or inside the modal
//! dialog while one is open, because what lies outside of a modal is inert.

mod queue;
pub mod region;

pub use queue::{Toast, ToastAction, ToastOffer, Toasts};
pub use region::ToastRegion;

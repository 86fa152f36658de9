//! A modal dialog that restores the focus to its opener when it closes. Browser only.

use super::dialog::Dialog;
use crate::browser::focus;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// A modal dialog that has no URL of its own.
#[component]
pub fn OverlayDialog(
    /// `id` of the heading that labels the dialog.
    labelledby: &'static str,
    /// A class besides `dialog`.
    class: &'static str,
    on_cancel: Callback<()>,
    children: Children,
) -> impl IntoView {
    let opener = focus::focused().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let opener = StoredValue::new_local(opener);
    on_cleanup(move || {
        let opener = opener.try_get_value().flatten();
        request_animation_frame(move || {
            let place = opener.filter(|element| element.is_connected());
            if focus::is_unfocused() {
                match place {
                    Some(element) => drop(element.focus()),
                    None => focus::first_present(vec![focus::ACTIVE_CELL.to_owned()]),
                }
            }
        });
    });
    view! {
        <Dialog labelledby=labelledby class=class on_cancel=on_cancel>
            {children()}
        </Dialog>
    }
}

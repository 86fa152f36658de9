//! The region that shows toasts.

use super::queue::{Toast, Toasts};
use crate::browser::focus;
use crate::components::icon::{Icon, IconKind};
use crate::components::shortcuts::keyshortcuts;
use crate::state::Modals;
use crate::texts;
use leptos::prelude::*;
use std::time::Duration;

/// How long a toast stays while it has neither pointer nor focus.
const SHOWN_FOR: Duration = Duration::from_secs(20);

/// How many toasts are shown at once, the latest ones; earlier ones reappear when those close.
const SHOWN_AT_ONCE: usize = 3;

#[component]
pub fn ToastRegion(
    /// Whether this region stands inside a modal dialog.
    inside_modal: bool,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let modals = expect_context::<Modals>();
    let shown = move || {
        let is_here = (modals.0.get() > 0) == inside_modal;
        let list = if is_here { toasts.list.get() } else { Vec::new() };
        list[list.len().saturating_sub(SHOWN_AT_ONCE)..].to_vec()
    };
    let node = NodeRef::<leptos::html::Div>::new();
    Effect::new(move |_| {
        // As a popover it is in the top layer, above open menus.
        if let Some(region) = node.get().filter(|_| !inside_modal) {
            let _ = if shown().is_empty() { region.hide_popover() } else { region.show_popover() };
        }
    });
    view! {
        <div class="toasts" node_ref=node popover=(!inside_modal).then_some("manual")>
            <For each=shown key=|toast| toast.id let(toast)>
                <ToastView toast=toast/>
            </For>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let id = toast.id;
    let timer = StoredValue::new(None::<leptos::leptos_dom::helpers::TimeoutHandle>);
    let stop = move || {
        if let Some(handle) = timer.try_get_value().flatten() {
            handle.clear();
        }
    };
    let is_sticky = toast.is_sticky();
    // The timer restarts when pointer and focus have left.
    let (pointed, focused) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        stop();
        if !is_sticky && !pointed.get() && !focused.get() {
            timer.set_value(set_timeout_with_handle(move || toasts.close(id), SHOWN_FOR).ok());
        }
    });
    on_cleanup(stop);
    let offer = toast.offer.map(|(offer, act)| {
        let press = move |_| {
            toasts.close(id);
            // The button with the focus is about to be removed.
            focus::guard_for_one_second();
            act();
        };
        view! {
            <button type="button" class="button" aria-keyshortcuts=offer.command().map(keyshortcuts) on:click=press>
                {offer.title()}
            </button>
        }
    });
    view! {
        <div
            class="toast"
            class:bad=toast.is_error
            role=if toast.is_error { "alert" } else { "status" }
            on:pointerenter=move |_| pointed.set(true)
            on:pointerleave=move |_| pointed.set(false)
            on:focusin=move |_| focused.set(true)
            on:focusout=move |_| focused.set(false)
        >
            <span>{toast.text}</span>
            {offer}
            <button
                type="button"
                class="icon"
                aria-label=texts::CLOSE
                on:click=move |_| {
                    toasts.close(id);
                    focus::guard_for_one_second();
                }
            >
                <Icon kind=IconKind::Close/>
            </button>
        </div>
    }
}

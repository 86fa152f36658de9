//! Short messages about what just happened, with a way back where there is one.
//!
//! They live in one list; the region that shows them stands on the page, or inside the modal
//! dialog while one is open, because what lies outside of a modal is inert.

use super::icon::{Icon, IconKind};
use crate::state::Modals;
use crate::texts;
use domain::application::ClientId;
use leptos::prelude::*;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// How long a message stays when nobody points at it.
const STAYS: Duration = Duration::from_secs(20);

/// The latest messages that are shown; those before them come back when these are gone.
const SHOWN: usize = 3;

/// Messages that are kept at most.
const MOST: usize = 20;

/// A message.
#[derive(Clone)]
pub struct Toast {
    id: u32,
    text: String,
    bad: bool,
    offer: Option<(Offer, Act)>,
    /// What its way back is about: of no use once something else happened to one of these.
    about: Arc<HashSet<ClientId>>,
}

/// What a message offers to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// To take back what happened. It outlives the page that offered it.
    Undo,
    /// To take an Undo back: by the button alone, so that a key goes on to what was done before.
    Redo,
    /// To try again what failed, by its name. It stays until it is withdrawn.
    Retry(&'static str),
}

impl Offer {
    const fn title(self) -> &'static str {
        match self {
            Self::Undo | Self::Redo => texts::UNDO,
            Self::Retry(_) => texts::RETRY,
        }
    }

    /// The command that does the same.
    const fn command(self) -> Option<&'static str> {
        match self {
            Self::Undo => Some("undo"),
            Self::Redo | Self::Retry(_) => None,
        }
    }
}

/// Does what a message offers.
pub type Act = Arc<dyn Fn() + Send + Sync>;

impl Toast {
    fn offers(&self) -> Option<Offer> {
        self.offer.as_ref().map(|(offer, _)| *offer)
    }

    fn stays(&self) -> bool {
        matches!(self.offers(), Some(Offer::Retry(_)))
    }
}

/// All messages, oldest first.
#[derive(Clone, Copy, Default)]
pub struct Toasts {
    list: RwSignal<Vec<Toast>>,
    last: StoredValue<u32>,
}

impl Toasts {
    /// Says what happened.
    pub fn say(self, text: impl Into<String>) {
        self.push(text.into(), false, None, Arc::default());
    }

    /// Says what happened to some applications, with a way back. An older way back that is about
    /// one of them leads nowhere any more, and goes.
    pub fn say_with_way_back(
        self,
        text: impl Into<String>,
        offer: Offer,
        way: Act,
        about: HashSet<ClientId>,
    ) {
        self.list.update(|list| list.retain(|toast| toast.about.is_disjoint(&about)));
        self.push(text.into(), false, Some((offer, way)), Arc::new(about));
    }

    /// Says what failed.
    pub fn fail(self, text: impl Into<String>) {
        self.push(text.into(), true, None, Arc::default());
    }

    /// Says what failed, with the way back that is still open.
    pub fn fail_with_undo(self, text: impl Into<String>, undo: Act) {
        self.push(text.into(), true, Some((Offer::Undo, undo)), Arc::default());
    }

    /// Says that something with a name failed, and offers to try it again until that is
    /// [withdrawn](Self::withdraw).
    pub fn fail_with_retry(self, what: &'static str, text: impl Into<String>, retry: Act) {
        self.withdraw(what);
        self.push(text.into(), true, Some((Offer::Retry(what), retry)), Arc::default());
    }

    /// Offers no longer to try something again: it worked, or the page that offered it is gone.
    pub fn withdraw(self, what: &'static str) {
        let stays = |toast: &Toast| toast.offers() != Some(Offer::Retry(what));
        if !self.list.with_untracked(|list| list.iter().all(stays)) {
            self.list.update(|list| list.retain(stays));
        }
    }

    /// Takes messages away that a newer action made stale; what they offer stays for its time.
    pub fn clear(self) {
        self.list.update(|list| list.retain(|toast| toast.offer.is_some()));
    }

    /// Takes back the last thing that can be. Returns whether there was one.
    pub fn undo_last(self) -> bool {
        let last = self.list.with_untracked(|list| {
            let undo = list.iter().rev().find(|toast| toast.offers() == Some(Offer::Undo))?;
            Some((undo.id, undo.offer.clone()?.1))
        });
        let Some((id, undo)) = last else { return false };
        self.close(id);
        undo();
        true
    }

    fn push(
        self,
        text: String,
        bad: bool,
        offer: Option<(Offer, Act)>,
        about: Arc<HashSet<ClientId>>,
    ) {
        self.last.update_value(|id| *id += 1);
        let toast = Toast { id: self.last.get_value(), text, bad, offer, about };
        self.list.update(|list| {
            if list.len() == MOST {
                let goes = list.iter().position(|toast| !toast.stays()).unwrap_or(0);
                list.remove(goes);
            }
            list.push(toast);
        });
    }

    fn close(self, id: u32) {
        self.list.try_update(|list| list.retain(|toast| toast.id != id));
    }
}

/// Where messages appear.
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
        list[list.len().saturating_sub(SHOWN)..].to_vec()
    };
    let node = NodeRef::<leptos::html::Div>::new();
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        // In the top layer, above whatever else lies there.
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
    let stays = toast.stays();
    // Its time runs while nobody points at it and nothing in it has the focus.
    let (pointed, focused) = (RwSignal::new(false), RwSignal::new(false));
    Effect::new(move |_| {
        stop();
        if !stays && !pointed.get() && !focused.get() {
            timer.set_value(set_timeout_with_handle(move || toasts.close(id), STAYS).ok());
        }
    });
    on_cleanup(stop);
    let offer = toast.offer.map(|(offer, act)| {
        let press = move |_| {
            toasts.close(id);
            keep_focus();
            act();
        };
        view! {
            <button type="button" class="button" data-command=offer.command() on:click=press>
                {offer.title()}
            </button>
        }
    });
    view! {
        <div
            class="toast"
            class:bad=toast.bad
            role=if toast.bad { "alert" } else { "status" }
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
                    keep_focus();
                }
            >
                <Icon kind=IconKind::Close/>
            </button>
        </div>
    }
}

/// What had the focus is about to go; does nothing on the server.
fn keep_focus() {
    #[cfg(feature = "hydrate")]
    crate::browser::focus::keep();
}

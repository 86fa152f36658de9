//! When chunks are prefetched: while the browser is idle, or when the pointer or the focus reaches
//! a link that needs one. Browser only.

use super::LoadResult;
use super::chunk::Chunk;
use crate::browser::document::target;
use crate::browser::{startup, window};
use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use web_sys::Element;

/// Loads a chunk, unless it is loaded already.
type Load = fn(Chunk) -> Pin<Box<dyn Future<Output = LoadResult>>>;

/// Prefetches all chunks one after the other, and a chunk at once when the pointer or the focus is on
/// a link or a form that leads to it. A failure is ignored: the navigation loads the chunk again.
pub fn prefetch(load: Load) {
    let asked = Rc::new(Cell::new([false; Chunk::ALL.len()]));
    let ask = move |chunk: Chunk| {
        let mut before = asked.get();
        let first = !std::mem::replace(&mut before[chunk as usize], true);
        asked.set(before);
        first
    };
    for event in ["pointerover", "focusin"] {
        let ask = ask.clone();
        window::on(event, move |event| {
            if let Some(chunk) = target(&event).and_then(|target| chunk_of_link(&target))
                && ask(chunk)
            {
                leptos::task::spawn_local(async move { drop(load(chunk).await) });
            }
        });
    }
    startup::when_idle(move || {
        let ask = ask.clone();
        leptos::task::spawn_local(async move {
            for chunk in Chunk::ALL {
                if ask(chunk) {
                    let _ = load(chunk).await;
                }
            }
        });
    });
}

/// The chunk that the link or form around an element leads to.
fn chunk_of_link(element: &Element) -> Option<Chunk> {
    let leads = element.closest("a[href], form[action]").ok()??;
    let path = leads.get_attribute("href").or_else(|| leads.get_attribute("action"))?;
    Chunk::of_path(&path)
}

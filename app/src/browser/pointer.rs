//! Whether a pointer (finger or mouse button) is down.

use super::window;
use leptos::prelude::*;
use std::time::Duration;

/// How long after `pointerup` the `click` may follow; with touch it is delayed.
const CLICK_DELAY_MAX: Duration = Duration::from_millis(400);

/// Whether a press is in progress: from `pointerdown` until its `click`. If the element under the
/// pointer moves in between, the browser sends it no click.
pub fn is_pressed() -> Signal<bool> {
    let pressed = RwSignal::new(false);
    if cfg!(feature = "hydrate") {
        let count = StoredValue::new(0u32);
        let end = move || {
            pressed.try_set(false);
        };
        window::on("pointerdown", move |_| {
            count.update_value(|count| *count = count.wrapping_add(1));
            pressed.set(true);
        });
        window::on("pointerup", move |_| {
            let number = count.get_value();
            let is_last = move || count.try_get_value() == Some(number);
            set_timeout(
                move || {
                    if is_last() {
                        end();
                    }
                },
                CLICK_DELAY_MAX,
            );
        });
        // A browser menu or a drag may swallow `pointerup`, so a key press ends it too.
        for over in ["click", "pointercancel", "keydown"] {
            window::on(over, move |_| end());
        }
    }
    pressed.into()
}

/// A derived value that is frozen while a pointer is `pressed`, so that nothing that shows it moves.
pub fn hold_while_pressed<T>(
    pressed: Signal<bool>,
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    Memo::new(move |shown: Option<&T>| match shown {
        Some(shown) if pressed.get() => shown.clone(),
        _ => value(),
    })
}

#[cfg(test)]
mod tests {
    use super::hold_while_pressed;
    use leptos::prelude::*;

    #[test]
    fn changes_while_a_pointer_is_down_are_shown_after_release() {
        let owner = Owner::new();
        owner.set();
        let (pressed, value) = (RwSignal::new(false), RwSignal::new(1));
        let shown = hold_while_pressed(pressed.into(), move || value.get());
        assert_eq!(shown.get(), 1);
        pressed.set(true);
        value.set(2);
        assert_eq!(shown.get(), 1);
        pressed.set(false);
        assert_eq!(shown.get(), 2);
        value.set(3);
        assert_eq!(shown.get(), 3);
    }
}

//! Dates in the reader's own form. Browser only.

use domain::time::Timestamp;
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Date, Object, Reflect};

/// The day, and the full form for a tooltip, of a point in Unix milliseconds.
pub fn local(millis: i64) -> (String, String) {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double until year 287396")]
    let date = Date::new(&JsValue::from_f64(millis as f64));
    let text = |entries: &[(&str, &str)]| {
        let options = Object::new();
        for (name, value) in entries {
            let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
        }
        String::from(date.to_locale_string("default", &options))
    };
    (text(&[("dateStyle", "medium")]), text(&[("dateStyle", "full"), ("timeStyle", "long")]))
}

/// What the browser's clock says.
pub fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of about 2^41")]
    Timestamp(Date::now() as i64)
}

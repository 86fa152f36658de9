//! Dates in the browser's locale and time zone. Browser only.

use domain::time::Timestamp;
use wasm_bindgen::JsValue;
use web_sys::js_sys::Intl::DateTimeFormat;
use web_sys::js_sys::{Array, Date, Object, Reflect};

thread_local! {
    // Cached: constructing a `DateTimeFormat` takes far longer than formatting.
    static DAY: DateTimeFormat = format(&[("dateStyle", "medium")]);
    static FULL: DateTimeFormat = format(&[("dateStyle", "full"), ("timeStyle", "long")]);
}

fn format(entries: &[(&str, &str)]) -> DateTimeFormat {
    let options = Object::new();
    for (name, value) in entries {
        let _ = Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    DateTimeFormat::new(&Array::new(), &options)
}

pub fn day(at: Timestamp) -> String {
    DAY.with(|format| text(format, at))
}

/// Date, time to the second, and time zone.
pub fn full(at: Timestamp) -> String {
    FULL.with(|format| text(format, at))
}

fn text(format: &DateTimeFormat, at: Timestamp) -> String {
    #[expect(clippy::cast_precision_loss, reason = "milliseconds fit a double until year 287396")]
    let date = Date::new(&JsValue::from_f64(at.as_millis() as f64));
    let text = format.format().call1(&JsValue::UNDEFINED, &date).ok();
    text.and_then(|text| text.as_string()).unwrap_or_default()
}

pub fn now() -> Timestamp {
    #[expect(clippy::cast_possible_truncation, reason = "whole milliseconds of about 2^41")]
    Timestamp::from_millis(Date::now() as i64)
}

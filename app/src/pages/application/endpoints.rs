//! The endpoint URLs that the application's developer needs.

use crate::components::copy_button::CopyText;
use crate::texts;
use domain::endpoints::Endpoints;
use leptos::prelude::*;

/// The endpoint URLs, each with a copy button.
#[component]
pub fn EndpointsCard(endpoints: Endpoints) -> impl IntoView {
    let Endpoints { issuer, authorize, token, revoke, introspect, metadata } = endpoints;
    let rows = [
        (texts::ISSUER, texts::COPY_ISSUER, issuer),
        (texts::AUTHORIZE, texts::COPY_AUTHORIZE, authorize),
        (texts::TOKEN, texts::COPY_TOKEN, token),
        (texts::REVOCATION, texts::COPY_REVOCATION, revoke),
        (texts::INTROSPECTION, texts::COPY_INTROSPECTION, introspect),
        (texts::METADATA, texts::COPY_METADATA, metadata),
    ];
    let row = |(title, copy, address): (&'static str, &'static str, String)| {
        view! {
            <div>
                <dt>{title}</dt>
                <dd>
                    <code translate="no">{address.clone()}</code>
                    <CopyText label=copy text=address/>
                </dd>
            </div>
        }
    };
    view! {
        <section aria-labelledby="endpoints">
            <h2 id="endpoints">{texts::ENDPOINTS}</h2>
            <dl class="card details">{rows.map(row).collect_view()}</dl>
        </section>
    }
}

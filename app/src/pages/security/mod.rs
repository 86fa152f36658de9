//! The page *Security*: sessions, grants, and the password.

pub mod authorized_parties;
pub mod password;

use crate::api;
use crate::components::icon::{Icon, IconKind};
use crate::components::reauthentication::Reauthentication;
use crate::components::state_card::{FailureCard, SkeletonTable};
use crate::context::DashboardResource;
use crate::element_ids::SECURITY_TITLE_ID;
use crate::texts;
use authorized_parties::AuthorizedPartiesSection;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use password::ChangePassword;

/// `/security`
#[component]
pub fn SecurityPage() -> impl IntoView {
    let dashboard = expect_context::<DashboardResource>();
    let reauth = expect_context::<Reauthentication>();
    let access =
        Resource::new(|| (), move |()| reauth.retry_when_signed_out(api::security::access));
    let retry = Callback::new(move |()| access.refetch());
    // Only this notice is known; other values in the URL are ignored.
    let query = use_query_map();
    let changed =
        move || query.with(|query| query.get("notice").as_deref() == Some("password-changed"));
    let notice = move || {
        changed().then(|| {
            view! {
                <p class="notice good" role="status">
                    <Icon kind=IconKind::Check/>
                    <span>{texts::PASSWORD_CHANGED}</span>
                </p>
            }
        })
    };
    view! {
        <Title text=texts::SECURITY/>
        <div class="heading-row">
            <div>
                <h1 id=SECURITY_TITLE_ID tabindex="-1">{texts::SECURITY}</h1>
                <p class="muted">{texts::SECURITY_ABOUT}</p>
            </div>
        </div>
        {notice}
        <div class="sections">
            <Transition fallback=|| view! { <SkeletonTable/> }>
                {move || Suspend::new(async move {
                    match access.await {
                        Ok(access) => {
                            let catalogue = dashboard.await.ok().map(|found| found.catalogue);
                            view! { <AuthorizedPartiesSection access=access catalogue=catalogue/> }.into_any()
                        }
                        Err(error) => view! {
                            <FailureCard title=texts::ACCESS_FAILED reason=error.0.message retry=retry/>
                        }
                            .into_any(),
                    }
                })}
            </Transition>
            <ChangePassword/>
        </div>
    }
}

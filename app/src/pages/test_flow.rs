//! The result of a test of the authorization code flow. Plain HTML. No token is shown; all were
//! revoked.

use super::sign_in::notice;
use crate::components::icon::{Icon, IconKind};
use crate::shell::{self, Document};
use crate::texts;
use domain::application::{ApplicationKind, ApplicationName, ClientId};
use domain::permission::{Scope, ScopeSet};
use leptos::prelude::*;

#[derive(Clone, Debug)]
pub struct TestFlowPage {
    pub client_id: ClientId,
    pub name: ApplicationName,
    pub kind: ApplicationKind,
    pub token_endpoint: String,
    pub outcome: TestFlowResult,
}

/// How the test ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestFlowResult {
    /// Tokens were issued, and revoked at once.
    Issued {
        /// What they could do.
        scope: ScopeSet,
        /// The lifetime of the access token in seconds.
        expires_in: u32,
    },
    /// It failed; the reason as a sentence.
    Failed(String),
}

pub fn render(document: &Document, page: TestFlowPage) -> String {
    let TestFlowPage { client_id, name, kind, token_endpoint, outcome } = page;
    let (title, result) = match outcome {
        TestFlowResult::Issued { scope, expires_in } => {
            (texts::TRIED, issued(&scope, expires_in).into_any())
        }
        TestFlowResult::Failed(reason) => (texts::TRY_FAILED, notice(reason).into_any()),
    };
    let more = match kind {
        ApplicationKind::Public => view! { <p class="hint">{texts::TRY_PUBLIC}</p> }.into_any(),
        ApplicationKind::Confidential => {
            let command = command(&client_id, &token_endpoint);
            view! {
                <p class="hint">{texts::TRY_COMMAND}</p>
                <pre translate="no">{command}</pre>
            }
            .into_any()
        }
    };
    let back = format!("/applications/{}", client_id.as_str());
    let page = view! {
        <h1>{title}</h1>
        {result}
        {more}
        <div class="button-row">
            <a class="button" href=back>{format!("{} {}", texts::BACK_TO, name.as_str())}</a>
        </div>
    };
    shell::plain(document, title, "test-flow", page)
}

fn issued(scope: &ScopeSet, expires_in: u32) -> impl IntoView + use<> {
    let step = |text: &'static str| {
        view! {
            <li>
                <Icon kind=IconKind::Check/>
                <span>{text}</span>
            </li>
        }
    };
    let steps =
        [texts::STEP_AUTHORIZE, texts::STEP_CONSENT, texts::STEP_CODE, texts::STEP_EXCHANGE];
    let scopes: Vec<&str> = scope.iter().map(Scope::as_str).collect();
    view! {
        <ol class="checklist">{steps.map(step).collect_view()}</ol>
        <dl>
            <dt>{texts::PERMISSIONS}</dt>
            <dd translate="no">{scopes.join(", ")}</dd>
            <dt>{texts::LIFETIME}</dt>
            <dd>{lifetime(expires_in)}</dd>
        </dl>
        <p class="hint">{texts::TRY_REVOKED}</p>
    }
}

/// A `curl` command. Client ID and URL contain no shell metacharacters; the secret is a variable,
/// because it is not stored.
fn command(client_id: &ClientId, token_endpoint: &str) -> String {
    format!(
        "curl {token_endpoint} \\\n  -u \"{}:$CLIENT_SECRET\" \\\n  -d grant_type=client_credentials",
        client_id.as_str()
    )
}

fn lifetime(seconds: u32) -> String {
    let (count, unit) = match seconds {
        whole if whole > 0 && whole % 3600 == 0 => (whole / 3600, "hour"),
        whole if whole > 0 && whole % 60 == 0 => (whole / 60, "minute"),
        other => (other, "second"),
    };
    if count == 1 { format!("1 {unit}") } else { format!("{count} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lifetime_is_said_in_the_largest_whole_unit() {
        for (seconds, text) in [
            (3600, "1 hour"),
            (7200, "2 hours"),
            (5400, "90 minutes"),
            (61, "61 seconds"),
            (1, "1 second"),
            (0, "0 seconds"),
        ] {
            assert_eq!(lifetime(seconds), text);
        }
    }

    #[test]
    fn the_command_names_the_secret_and_does_not_hold_it() {
        let id = ClientId::parse("cfgo_app_0123456789012345678901").expect("a client ID");
        assert_eq!(
            command(&id, "https://id.example/oauth/token"),
            "curl https://id.example/oauth/token \\\n  \
             -u \"cfgo_app_0123456789012345678901:$CLIENT_SECRET\" \\\n  \
             -d grant_type=client_credentials"
        );
    }
}

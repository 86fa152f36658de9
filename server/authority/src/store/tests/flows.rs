//! What one flow costs: how many commits, and how its statements find their rows.

use crate::secrets::digest::Digest;
use crate::store::{
    Turn, client_authentication, codes, consents, grants, impact, introspection, refresh_tokens,
    sessions, test_flows, tokens,
};
use crate::testing::{FixedClock, SeededRandom};
use crate::{
    ActiveSession, Actor, AuthenticatedApplication, Authority, Authorization, AuthorizationRequest,
    AuthorizationResult, ClientInfo, CodeExchange, ConsentOutcome, IssuedTokens, PasswordCost,
    PresentedCredentials, Settings, SignInOutcome, TokenResponse,
};
use domain::application::{ApplicationDraft, ApplicationKind, ClientId};
use domain::issued_credentials::CreateOutcome;
use domain::refused_request::Reason;
use domain::time::Timestamp;
use std::sync::Arc;
use zeroize::Zeroizing;

const PASSWORD: &str = "glacier tulip ferry";
const CALLBACK: &str = "https://app.example/cb";
/// RFC 7636 appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct Flow {
    _dir: tempfile::TempDir,
    authority: Authority,
    by: AuthenticatedApplication,
    session: ActiveSession,
}

impl Flow {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = Settings::new(dir.path());
        settings.password_cost = PasswordCost { memory_kib: 64, passes: 1 };
        let clock = Arc::new(FixedClock::at(Timestamp::from_millis(1_795_445_999_000)));
        let random = Arc::new(SeededRandom::new(1));
        let authority = Authority::open_with(settings, clock, random).await.unwrap();
        let account =
            authority.create_account("a@example.com", "Ada", PASSWORD.to_owned()).await.unwrap();
        let actor =
            Actor { account: account.id, client_info: ClientInfo::default(), session: None };
        let (id, secret) = register(&authority, &actor).await;
        let presented =
            PresentedCredentials { id: id.as_str().to_owned(), secret: Some(secret.into()) };
        let by = authority.authenticate_application(&presented).await.unwrap().unwrap();
        let session = sign_in(&authority).await;
        Self { _dir: dir, authority, by, session }
    }

    async fn commits(&self) -> u64 {
        super::writer(self.authority.store()).commits().await
    }

    fn request(&self) -> AuthorizationRequest {
        AuthorizationRequest {
            client_id: Some(self.by.id().as_str().to_owned()),
            redirect_uri: Some(CALLBACK.to_owned()),
            response_type: Some("code".to_owned()),
            code_challenge: Some(CHALLENGE.to_owned()),
            code_challenge_method: Some("S256".to_owned()),
            ..AuthorizationRequest::default()
        }
    }

    async fn exchange(&self, code: &str) -> TokenResponse {
        let exchange = CodeExchange {
            code: Zeroizing::new(code.to_owned()),
            redirect_uri: Some(CALLBACK.to_owned()),
            code_verifier: Zeroizing::new(VERIFIER.to_owned()),
        };
        self.authority.exchange_code(&self.by, exchange).await.unwrap()
    }

    async fn refresh(&self, token: &str) -> TokenResponse {
        let token = Zeroizing::new(token.to_owned());
        self.authority.exchange_refresh_token(&self.by, token, None).await.unwrap()
    }
}

async fn register(authority: &Authority, by: &Actor) -> (ClientId, String) {
    let draft = ApplicationDraft {
        name: "Shop sync".to_owned(),
        redirect_uris: CALLBACK.to_owned(),
        permissions: vec!["identify".to_owned()],
        kind: ApplicationKind::Confidential,
    };
    let key = crate::IdempotencyKey::parse("test-key-0000000000000001").unwrap();
    match authority.create_application(by, draft, key).await.unwrap() {
        CreateOutcome::Created(created) => {
            (created.summary.client_id, created.secret.unwrap().expose().to_owned())
        }
        CreateOutcome::AlreadyCreated(id) => panic!("{id:?} was there"),
    }
}

async fn sign_in(authority: &Authority) -> ActiveSession {
    let (password, client_info) = (PASSWORD.to_owned(), ClientInfo::default());
    match authority.sign_in("a@example.com", password, client_info).await.unwrap() {
        SignInOutcome::SignedIn(new) => {
            authority.session(new.token.expose()).await.unwrap().unwrap()
        }
        SignInOutcome::Refused => panic!("refused"),
    }
}

fn issued(exchange: TokenResponse) -> IssuedTokens {
    match exchange {
        TokenResponse::Issued(tokens) => tokens,
        TokenResponse::Refused(refusal) => panic!("{refusal:?}"),
    }
}

#[tokio::test]
async fn each_step_of_a_flow_is_one_commit() {
    let flow = Flow::new().await;
    let authority = &flow.authority;
    let mut costs = Vec::new();
    let mut before = flow.commits().await;
    let mut step = async |name: &'static str| {
        let now = flow.commits().await;
        costs.push((name, now - std::mem::replace(&mut before, now)));
    };
    let asked = authority.authorize(flow.request(), Some(&flow.session)).await.unwrap();
    let Authorization::PromptForConsent(question) = asked else { panic!("{asked:?}") };
    step("a question").await;
    let (token, client_info) = (question.token.expose(), ClientInfo::default());
    let answered =
        authority.answer_consent(&flow.session, token, true, &client_info).await.unwrap();
    let ConsentOutcome::Respond(back) = answered else { panic!("{answered:?}") };
    let AuthorizationResult::Code(code) = back.result else { panic!("an error") };
    step("its answer").await;
    let tokens = issued(flow.exchange(code.expose()).await);
    step("tokens").await;
    let refresh = tokens.refresh_token.unwrap();
    issued(flow.refresh(refresh.expose()).await);
    step("a refresh").await;
    authority.access_token(tokens.access_token.expose()).await.unwrap().unwrap();
    step("a use").await;
    authority.refuse(flow.by.id(), Reason::GrantType, "password");
    authority.refuse(flow.by.id(), Reason::ResponseType, "token");
    authority.write_pending().await.unwrap();
    authority.write_pending().await.unwrap();
    step("all that was noted").await;
    issued(authority.exchange_client_credentials(&flow.by, None).await.unwrap());
    step("client credentials").await;
    assert!(matches!(flow.refresh("nonsense").await, TokenResponse::Refused(_)));
    step("a refusal").await;
    assert!(matches!(flow.exchange(code.expose()).await, TokenResponse::Refused(_)));
    step("a refusal that revokes").await;
    assert_eq!(
        costs,
        [
            ("a question", 1),
            ("its answer", 1),
            ("tokens", 1),
            ("a refresh", 1),
            ("a use", 0),
            ("all that was noted", 1),
            ("client credentials", 1),
            ("a refusal", 0),
            ("a refusal that revokes", 1),
        ]
    );
}

#[tokio::test]
async fn an_application_that_was_restored_is_not_emptied_further() {
    let flow = Flow::new().await;
    let made = issued(flow.authority.exchange_client_credentials(&flow.by, None).await.unwrap());
    let mut tx = flow.authority.store().write(Turn::Together).await.unwrap();
    assert!(!tx.sweep_application(flow.by.id()).await.unwrap());
    tx.commit().await.unwrap();
    let token = made.access_token.expose();
    assert!(flow.authority.access_token(token).await.unwrap().is_some());
}

#[tokio::test]
async fn no_statement_of_a_flow_scans() {
    let flow = Flow::new().await;
    let mut tx = flow.authority.store().read().await.unwrap();
    // Whatever their length, the statements of batches search.
    let batches = [
        &*client_authentication::CREDENTIALS,
        &*introspection::OWN_TOKENS,
        &*tokens::INSERT_ACCESS_TOKENS,
    ];
    let of_batches = batches.into_iter().flatten().map(String::as_str);
    for statement in of_batches.chain([
        grants::REQUESTED,
        sessions::SESSION,
        consents::INSERT_CONSENT,
        consents::CONSENT,
        test_flows::INSERT_TEST_FLOW,
        test_flows::IS_WAITING,
        test_flows::TAKE,
        codes::INSERT_CODE,
        codes::SPEND_CODE,
        refresh_tokens::SPEND,
        refresh_tokens::USED,
        refresh_tokens::FAMILY,
        tokens::INSERT_ACCESS_TOKEN,
        tokens::ACCESS_TOKEN,
        refresh_tokens::REFRESH_TOKEN,
        impact::OF_CHANGE,
        impact::OF_REDIRECT_URI,
        // The statements by which deleting a grant, a family or a session cascades.
        "DELETE FROM token_family WHERE grant_id = $1",
        "DELETE FROM authorization_code WHERE grant_id = $1",
        "DELETE FROM access_token WHERE family_id = $1",
        "DELETE FROM refresh_token WHERE family_id = $1",
        "DELETE FROM consent WHERE session = $1",
        "DELETE FROM test_flow WHERE session = $1",
        "DELETE FROM test_flow WHERE client_id = $1",
    ]) {
        let sql = sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {statement}"));
        let mut query = sqlx::query_as(sql);
        for _ in (1..).take_while(|number| statement.contains(&format!("${number}"))) {
            query = query.bind(Digest::of("x").as_bytes().to_vec());
        }
        let steps: Vec<(i64, i64, i64, String)> =
            query.fetch_all(super::connection(&mut tx)).await.unwrap();
        assert!(!steps.is_empty(), "{statement}");
        for (.., step) in steps {
            // A statement of numbers alone has one row, of no table; a batch reads its own calls.
            let own = ["CO-ROUTINE asked", "CO-ROUTINE new", "SCAN asked", "SCAN new"];
            if step.ends_with("CONSTANT ROW")
                || step.ends_with("CONSTANT ROWS")
                || own.contains(&&*step)
            {
                continue;
            }
            let none = !step.contains("SCAN");
            // A view that is not merged into the statement would be read as a whole.
            let merged = !step.contains("MATERIALIZE") && !step.contains("CO-ROUTINE");
            assert!(none && merged, "{step}: {statement}");
        }
    }
}

//! `GET /api/v1/openapi.json`: the description of this API for programs (OpenAPI 3.1).

use axum::{Json, extract::State};
use domain::{endpoints::Endpoints, permission::Catalogue};
use utoipa::{
    OpenApi,
    openapi::{
        OpenApi as Description, ServerBuilder,
        security::{AuthorizationCode, Flow, OAuth2, Scopes, SecurityScheme},
    },
};

use crate::state::AppState;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Configo",
        description = "What an application can ask with its access token.",
        license(name = "Apache-2.0", identifier = "Apache-2.0")
    ),
    paths(super::me::me, super::token::token)
)]
struct Api;

/// The description, with the URLs of this server and the permissions of its catalogue.
pub async fn openapi(State(state): State<AppState>) -> Json<Description> {
    Json(description(&state.endpoints(), state.authority.catalogue()))
}

fn description(endpoints: &Endpoints, catalogue: &Catalogue) -> Description {
    let mut description = Api::openapi();
    description.servers = Some(vec![ServerBuilder::new().url(&endpoints.issuer).build()]);
    let scopes = catalogue.iter();
    let scopes: Scopes =
        scopes.map(|known| (known.scope.as_str().to_owned(), known.description.clone())).collect();
    let flow = AuthorizationCode::new(&endpoints.authorize, &endpoints.token, scopes);
    let scheme = SecurityScheme::OAuth2(OAuth2::new([Flow::AuthorizationCode(flow)]));
    description
        .components
        .get_or_insert_default()
        .security_schemes
        .insert("configo".to_owned(), scheme.into());
    description
}

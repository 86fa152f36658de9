//! The protocol of server functions: JSON both ways, and a header with the account that the page was
//! rendered for.

use super::ApiError;
use super::json::{Json, TextJson};
use crate::browser::account;
use leptos::server_fn::client::{Client, browser::BrowserClient};
use leptos::server_fn::codec::{Encoding, FromReq, FromRes, IntoReq, IntoRes};
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use leptos::server_fn::request::browser::BrowserRequest;
use leptos::server_fn::response::{ClientRes, browser::BrowserResponse};
use leptos::server_fn::server::Server;
use leptos::server_fn::{Bytes, ContentType, Decodes, Http, Protocol};
use std::pin::Pin;

/// The request header with the account that the calling page was rendered for. Another origin can't
/// send it without a preflight (Fetch §4.10, "CORS-preflight fetch").
pub const ACCOUNT_HEADER: &str = "configo-account";

/// The protocol of every server function: `#[server(…, protocol = Call)]`. The default protocol would
/// take URL-encoded forms, which the server refuses under `/api`.
pub struct Call;

impl<Input, Output, Host> Protocol<Input, Output, BrowserClient, Host, ApiError> for Call
where
    Input: IntoReq<Json, BrowserRequest, ApiError> + FromReq<Json, Host::Request, ApiError> + Send,
    Output:
        FromRes<Json, BrowserResponse, ApiError> + IntoRes<Json, Host::Response, ApiError> + Send,
    TextJson: Decodes<Output>,
    Host: Server<ApiError>,
{
    const METHOD: http::Method = Json::METHOD;

    fn run_server<F, Fut>(
        request: Host::Request,
        server_fn: F,
    ) -> impl Future<Output = Result<Host::Response, ApiError>> + Send
    where
        F: Fn(Input) -> Fut + Send,
        Fut: Future<Output = Result<Output, ApiError>> + Send,
    {
        <Http<Json, Json> as Protocol<Input, Output, BrowserClient, Host, ApiError>>::run_server(
            request, server_fn,
        )
    }

    async fn run_client(path: &str, input: Input) -> Result<Output, ApiError> {
        let body = send(input.into_req(path, Json::CONTENT_TYPE)?).await?;
        TextJson::decode(body).map_err(|_| {
            ApiError::from_server_fn_error(ServerFnErrorErr::Deserialization(String::new()))
        })
    }
}

/// Sends a request and returns the body of the reply. Not generic, so that it is compiled once and
/// not for each server function.
fn send(request: BrowserRequest) -> Pin<Box<dyn Future<Output = Result<Bytes, ApiError>> + Send>> {
    Box::pin(async move {
        if let Some(account) = account::of_page() {
            request.headers().set(ACCOUNT_HEADER, &account);
        }
        let response = <BrowserClient as Client<ApiError>>::send(request).await?;
        let is_refused = (400..=599).contains(&ClientRes::<ApiError>::status(&response));
        let body = ClientRes::<ApiError>::try_into_bytes(response).await?;
        if is_refused { Err(ApiError::de(body)) } else { Ok(body) }
    })
}

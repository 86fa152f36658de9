//! How server functions are called: JSON both ways, and a header that says for which account the
//! page was made.

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

/// The request header that names the account for which the calling page was made. A page at
/// another origin can't send it without asking first (Fetch §4.10, "CORS-preflight fetch").
pub const ACCOUNT_HEADER: &str = "configo-account";

/// The protocol of every server function: `#[server(…, protocol = Call)]`. A function without it
/// would take a form, which the server refuses for all of `/api`.
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

/// The body of what a request is answered with. The same code for all functions, whatever they take
/// and give: once in the browser's program.
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

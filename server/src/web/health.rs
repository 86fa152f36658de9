//! Whether the process is alive. It refuses to say more: whether it can do its work is for
//! readiness, which asks the store (SECURITY G5).

/// `GET /healthz`: 200 and `ok` for as long as the process answers at all.
pub async fn healthz() -> &'static str {
    "ok"
}

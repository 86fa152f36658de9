//! Whether the process is alive. It refuses to say more: whether the process can do its work would
//! be for a readiness endpoint, which is not built yet (SECURITY.md G5).

/// `GET /healthz`: 200 and `ok` for as long as the process answers at all.
pub async fn healthz() -> &'static str {
    "ok"
}

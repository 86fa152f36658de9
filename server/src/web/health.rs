//! Liveness. There is no readiness endpoint yet, which would check the store (SECURITY.md G5).

pub(super) const HEALTHY: &str = "ok";

/// `GET /healthz`: 200 and `ok` as long as the process replies at all.
pub async fn healthz() -> &'static str {
    HEALTHY
}

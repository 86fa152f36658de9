//! Types of values that `App` provides as context and that no other module defines.

use crate::api::{ApiError, dashboard::Dashboard};
use leptos::prelude::Resource;

/// The signed-in account, and what forms need: permissions, redirect URI rules, endpoints.
pub type DashboardResource = Resource<Result<Dashboard, ApiError>>;

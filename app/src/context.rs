//! What `App` provides to every page under a type of its own that is not another module's.

use crate::api::{ApiError, dashboard::Dashboard};
use leptos::prelude::Resource;

/// Who is looking at the dashboard, and what may be chosen there.
pub type DashboardResource = Resource<Result<Dashboard, ApiError>>;

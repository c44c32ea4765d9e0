//! A customer as the till and the back office know them.

use serde::{Deserialize, Serialize};
use shared::ids::CustomerId;
use shared::money::Minor;

/// Somebody who collects points, as the server told it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    pub id: CustomerId,
    pub name: String,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub points: Minor,
}

//! What is told to whoever listens at Redis beside the kitchen: streams, which keep what nobody
//! has read yet.

use std::time::Duration;

use anyhow::Context;
use redis::{AsyncConnectionConfig, Client};
use tokio::time::timeout;

/// Payments that were given up.
pub const PAYMENTS_FAILED: &str = "passline:payments.failed";
/// Entries that a stream keeps, about: years of a house's dead letters.
const KEPT: usize = 100_000;
const TIMEOUT: Duration = Duration::from_secs(2);

/// Adds one entry. It is rare enough that each has a connection of its own.
pub async fn append(url: &str, stream: &str, fields: &[(&str, String)]) -> anyhow::Result<()> {
    let config = AsyncConnectionConfig::new().set_connection_timeout(Some(TIMEOUT)).set_response_timeout(Some(TIMEOUT));
    let client = Client::open(url).context("the address of Redis")?;
    let mut command = redis::cmd("XADD");
    command.arg(stream).arg("MAXLEN").arg("~").arg(KEPT).arg("*");
    for (name, value) in fields {
        command.arg(*name).arg(value);
    }
    let add = async {
        let mut connection = client.get_multiplexed_async_connection_with_config(&config).await?;
        command.query_async::<String>(&mut connection).await
    };
    timeout(TIMEOUT * 2, add).await.context("Redis did not answer in time")??;
    Ok(())
}

//! Databases and Redis servers that belong to one test.

use std::path::Path;
use std::process::Stdio;
use std::str::FromStr;

use shared::ids::Uuid;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::PATIENCE;
use super::node::{free_port, signal};

/// A service that the run was given; without it the test is left out, unless all must run.
pub fn given(variable: &str) -> Option<String> {
    let url = std::env::var(variable).ok();
    if url.is_none() {
        assert!(std::env::var("PASSLINE_TEST_ALL").is_err(), "{variable} is not set");
        eprintln!("not run: {variable} names no server");
    }
    url
}

pub struct Database {
    pub url: String,
    postgres: Option<(PgConnectOptions, String)>,
}

impl Database {
    pub fn sqlite(folder: &Path) -> Database {
        Database { url: format!("sqlite://{}", folder.join("house.db").display()), postgres: None }
    }

    pub async fn postgres() -> Option<Database> {
        let admin = PgConnectOptions::from_str(&given("PASSLINE_TEST_DATABASE_URL")?).unwrap();
        let name = format!("passline_it_{}", Uuid::new_v4().simple());
        sql(&admin, format!("CREATE DATABASE {name}")).await;
        let url = admin.clone().database(&name).to_url_lossy().to_string();
        Some(Database { url, postgres: Some((admin, name)) })
    }

    pub async fn execute(&self, text: &str) {
        let text = AssertSqlSafe(text.to_owned());
        if self.postgres.is_some() {
            let mut conn = PgConnectOptions::from_str(&self.url).unwrap().connect().await.unwrap();
            sqlx::raw_sql(text).execute(&mut conn).await.unwrap();
        } else {
            let mut conn = SqliteConnectOptions::from_str(&self.url).unwrap().connect().await.unwrap();
            sqlx::raw_sql(text).execute(&mut conn).await.unwrap();
        }
    }

    pub async fn end(self) {
        if let Some((admin, name)) = self.postgres {
            sql(&admin, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn sql(admin: &PgConnectOptions, text: String) {
    let mut conn = admin.connect().await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(text)).execute(&mut conn).await.unwrap();
}

/// A Redis that keeps nothing, and that a test may stop, kill and start again.
pub struct RedisServer {
    port: u16,
    child: tokio::sync::Mutex<Child>,
}

impl RedisServer {
    pub async fn start() -> RedisServer {
        let port = free_port();
        RedisServer { port, child: tokio::sync::Mutex::new(spawn(port).await) }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub async fn freeze(&self) {
        signal(&*self.child.lock().await, "STOP").await;
    }

    pub async fn thaw(&self) {
        signal(&*self.child.lock().await, "CONT").await;
    }

    pub async fn kill(&self) {
        self.child.lock().await.kill().await.unwrap();
    }

    pub async fn again(&self) {
        *self.child.lock().await = spawn(self.port).await;
    }
}

async fn spawn(port: u16) -> Child {
    let mut command = Command::new("redis-server");
    command.args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    let mut child = command.stdout(Stdio::piped()).kill_on_drop(true).spawn().expect("redis-server is installed");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let ready = async {
        while let Some(line) = lines.next_line().await.unwrap() {
            if line.contains("Ready to accept connections") {
                return;
            }
        }
        panic!("redis-server ended");
    };
    timeout(PATIENCE, ready).await.expect("redis-server does not start");
    // Nobody may wait because nobody reads.
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    child
}

//! The migrations, and which of them a database still lacks.
//!
//! Each dialect applies what is missing in one transaction under a lock, so that several nodes
//! may start at once. A migration is never edited after it was released: its text is compared.

use anyhow::anyhow;
use sha2::{Digest, Sha256};

use super::{Result, StoreError};

pub struct Migration {
    pub version: i64,
    pub name: &'static str,
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

macro_rules! migrations {
    ($($version:literal $file:literal),* $(,)?) => {
        &[$(Migration {
            version: $version,
            name: $file,
            sqlite: include_str!(concat!("../../../migrations/sqlite/", $file)),
            postgres: include_str!(concat!("../../../migrations/postgres/", $file)),
        }),*]
    };
}

/// Oldest first, append only.
pub const MIGRATIONS: &[Migration] = migrations![1 "0001_init.sql", 2 "0002_flows.sql", 3 "0003_screens.sql"];

/// The version that this binary needs.
pub fn newest() -> i64 {
    MIGRATIONS.last().map_or(0, |m| m.version)
}

pub fn checksum(sql: &str) -> Vec<u8> {
    Sha256::digest(sql.as_bytes()).to_vec()
}

/// What is to be applied, given what the database says was. A database that is ahead is fine:
/// another node is newer, and a migration keeps the release before it working.
pub fn missing(applied: &[(i64, Vec<u8>)], sql: fn(&Migration) -> &'static str) -> Result<Vec<&'static Migration>> {
    for (version, sum) in applied {
        let ours = MIGRATIONS.iter().find(|m| m.version == *version);
        if let Some(edited) = ours.filter(|m| checksum(sql(m)) != *sum) {
            return Err(StoreError::Refused(anyhow!("migration {} is not the one that was applied", edited.name)));
        }
    }
    Ok(MIGRATIONS.iter().filter(|m| !applied.iter().any(|(version, _)| *version == m.version)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_file_is_embedded_in_both_dialects() {
        for dialect in ["sqlite", "postgres"] {
            let dir = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../migrations").join(dialect);
            let mut files: Vec<_> =
                std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
            files.sort();
            assert_eq!(files, MIGRATIONS.iter().map(|m| m.name).collect::<Vec<_>>(), "{dialect}");
        }
    }

    #[test]
    fn versions_count_up_and_stand_in_the_file_names() {
        for (place, migration) in MIGRATIONS.iter().enumerate() {
            assert_eq!(migration.version, place as i64 + 1);
            assert!(migration.name.starts_with(&format!("{:04}_", migration.version)), "{}", migration.name);
        }
    }

    #[test]
    fn an_edited_migration_is_refused_and_a_newer_one_is_not() {
        let applied = vec![(1, checksum(MIGRATIONS[0].sqlite)), (9999, vec![1])];
        assert_eq!(missing(&applied, |m| m.sqlite).unwrap().len(), MIGRATIONS.len() - 1);
        let edited = vec![(1, checksum("CREATE TABLE other"))];
        assert!(matches!(missing(&edited, |m| m.sqlite), Err(StoreError::Refused(_))));
    }
}

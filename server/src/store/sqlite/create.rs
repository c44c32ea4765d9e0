//! A new location, row by row: it happens once.

use sqlx::{Sqlite, Transaction};

use super::answer;
use crate::store::decode::*;
use crate::store::*;

/// `false`: it existed.
pub async fn insert_location(tx: &mut Transaction<'_, Sqlite>, new: &NewLocation) -> Result<bool> {
    let id = slug(&new.file.location.id)?;
    let texts = texts(new)?;
    let location = sqlx::query(
        "INSERT INTO locations (id, epoch, location, stations, menu, loyalty, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
    );
    let location = location
        .bind(id)
        .bind(new.epoch.0)
        .bind(texts.location)
        .bind(texts.stations)
        .bind(texts.menu)
        .bind(texts.loyalty)
        .bind(new.now.0);
    if answer(location.execute(&mut **tx)).await?.rows_affected() == 0 {
        return Ok(false);
    }
    let head = sqlx::query("INSERT INTO heads (location, head) VALUES ($1, 0)");
    answer(head.bind(id).execute(&mut **tx)).await?;
    Ok(true)
}

pub async fn insert_people(tx: &mut Transaction<'_, Sqlite>, new: &NewLocation) -> Result<()> {
    for person in &new.people {
        let insert = sqlx::query(
            "INSERT INTO people (location, id, name, role, stations, pin_lookup, pin_hash)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        );
        let insert = insert
            .bind(new.file.location.id.as_str())
            .bind(person.id.0)
            .bind(&person.name)
            .bind(person.role.as_str())
            .bind(text(&person.stations)?)
            .bind(&person.pin_lookup)
            .bind(&person.pin_hash);
        answer(insert.execute(&mut **tx)).await?;
    }
    Ok(())
}

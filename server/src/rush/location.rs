//! A location file from the menu of the data, so that a server can be started to replay it on.

use std::fmt::Write;

use super::formats::Source;

/// The people have the demo restaurant's PINs, which `passline rush` uses by default.
const PEOPLE: [(&str, &str, &str); 4] =
    [("Manager", "manager", "9000"), ("Till", "pos", "2001"), ("Pass", "expo", "3001"), ("Kitchen", "kitchen", "1000")];

/// The file's text. Stations and times are guessed; recipes and stock are left out.
pub fn file(source: &Source) -> String {
    let mut out = format!(
        "# Made by `passline rush --write-location` from: {}.\n# Stations and preparation times are guessed; prices are the data's.\n\n[location]\nid = \"main\"\nname = {}\ntimezone = {}\ncurrency = {}\ntax_percent = \"0\"\ntax_included = true\nbusiness_day_starts = \"04:00\"\n",
        source.title,
        text(&source.title),
        text(source.timezone),
        text(source.currency)
    );
    for (id, name) in &source.stations {
        let _ = write!(out, "\n[[stations]]\nid = {}\nname = {}\nbackup = \"expo\"\n", text(id), text(name));
    }
    for (name, role, pin) in PEOPLE {
        let _ = write!(out, "\n[[people]]\nname = {}\nrole = {}\npin = {}\nstations = []\n", text(name), text(role), text(pin));
    }
    for dish in &source.dishes {
        let _ = write!(
            out,
            "\n[[items]]\nid = {}\nname = {}\ncategory = {}\nprice = {}\nstation = {}\nprep_seconds = {}\n",
            text(&dish.id),
            text(&dish.name),
            text(&dish.category),
            dish.price,
            text(&dish.station),
            dish.prep_seconds
        );
    }
    out
}

/// A TOML string: JSON's escapes are among TOML's.
fn text(s: &str) -> String {
    serde_json::Value::from(s).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rush::formats::{Days, takeaway};
    use shared::location::LocationFile;

    #[test]
    fn the_file_reads_back_as_toml_with_every_dish() {
        let data = "h\n1,03/08/19 20:25,Plain \"\"Papadum\"\",2,0.8,1\n2,03/08/19 20:26,Madras,1,8.95,1\n";
        let source = takeaway::parse(data, &Days::Busiest(1), 1).unwrap();
        let read: LocationFile = toml::from_str(&file(&source)).unwrap();
        assert_eq!(read.faults(), Vec::<String>::new());
        assert_eq!((read.items.len(), read.people.len()), (2, 4));
    }

    #[test]
    fn the_demo_restaurant_has_no_faults() {
        let read: LocationFile = toml::from_str(include_str!("../../../demo/passline.toml")).unwrap();
        assert_eq!(read.faults(), Vec::<String>::new());
        assert!(read.modifier_groups.iter().flat_map(|g| &g.options).any(|o| o.removes));
    }
}

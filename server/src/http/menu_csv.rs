//! A menu as a table: one row a dish, commas between, lists with `|` between.

use std::collections::BTreeMap;

use shared::ids::*;
use shared::menu::{Faults, FieldError, MenuItem};
use shared::menu_file::{DISHES_MAX, FAULTS_MAX};

/// The columns, in the order in which they are written. A table may have them in any order, and
/// leave out all but the first three.
const COLUMNS: [&str; 10] =
    ["id", "name", "price", "category", "station", "prep_seconds", "kitchen_name", "allergens", "modifier_groups", "recipe"];
const NEEDED: usize = 3;

/// The dishes of a table. What is wrong is told by row and column: `/rows/3/price`.
pub fn read(text: &str) -> Result<Vec<MenuItem>, Vec<FieldError>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut faults = Faults::default();
    let places = match reader.headers() {
        Ok(header) => places(header, &mut faults),
        Err(error) => {
            faults.add("/header", error.to_string());
            BTreeMap::new()
        }
    };
    if !faults.0.is_empty() {
        return Err(faults.0);
    }
    let mut items = Vec::new();
    for (row, record) in reader.records().enumerate() {
        match record {
            Ok(record) => items.extend(Row { record: &record, places: &places, row }.dish(&mut faults)),
            Err(error) => faults.add(format!("/rows/{row}"), in_words(&error)),
        }
        if faults.0.len() >= FAULTS_MAX || items.len() > DISHES_MAX {
            break;
        }
    }
    if items.is_empty() && faults.0.is_empty() {
        faults.add("/rows", "there is no dish in it");
    }
    faults.done(items)
}

/// Where each column stands.
fn places(header: &csv::StringRecord, faults: &mut Faults) -> BTreeMap<&'static str, usize> {
    let mut places = BTreeMap::new();
    for (place, name) in header.iter().enumerate() {
        match COLUMNS.iter().find(|column| **column == name) {
            None => faults.add("/header", format!("{name:?} is no column; they are {}", COLUMNS.join(", "))),
            Some(column) if places.insert(*column, place).is_some() => faults.add("/header", format!("{name} stands twice")),
            Some(_) => {}
        }
    }
    for column in COLUMNS[..NEEDED].iter().filter(|column| !places.contains_key(*column)) {
        faults.add("/header", format!("the column {column} is missing"));
    }
    faults.0.truncate(FAULTS_MAX);
    places
}

fn in_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => format!("{len} columns where the header has {expected_len}"),
        _ => error.to_string(),
    }
}

struct Row<'a> {
    record: &'a csv::StringRecord,
    places: &'a BTreeMap<&'static str, usize>,
    row: usize,
}

impl Row<'_> {
    fn dish(&self, faults: &mut Faults) -> Option<MenuItem> {
        let before = faults.0.len();
        let item = MenuItem {
            id: MenuItemId(self.text("id")),
            name: self.text("name"),
            kitchen_name: self.some("kitchen_name"),
            category: self.text("category"),
            price: self.number("price", faults).unwrap_or(0),
            station: self.some("station").map(StationId),
            prep_seconds: self.some("prep_seconds").and_then(|_| self.number("prep_seconds", faults)).unwrap_or(0),
            allergens: self.list("allergens").map(str::to_owned).collect(),
            modifier_groups: self.list("modifier_groups").map(GroupId::from).collect(),
            recipe: self.recipe(faults),
        };
        (faults.0.len() == before).then_some(item)
    }

    fn field(&self, column: &str) -> &str {
        self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default()
    }

    fn text(&self, column: &str) -> String {
        self.field(column).to_owned()
    }

    fn some(&self, column: &str) -> Option<String> {
        Some(self.text(column)).filter(|text| !text.is_empty())
    }

    fn list(&self, column: &str) -> impl Iterator<Item = &str> {
        self.field(column).split('|').map(str::trim).filter(|part| !part.is_empty())
    }

    fn number<T: std::str::FromStr>(&self, column: &str, faults: &mut Faults) -> Option<T> {
        let number = self.field(column).parse().ok();
        if number.is_none() {
            self.wrong(column, format!("{:?} is no whole number, such as 1295", self.field(column)), faults);
        }
        number
    }

    fn recipe(&self, faults: &mut Faults) -> BTreeMap<IngredientId, i64> {
        let mut recipe = BTreeMap::new();
        for part in self.list("recipe") {
            let pair = part.split_once(':').and_then(|(id, n)| Some((IngredientId::from(id.trim()), n.trim().parse().ok()?)));
            match pair {
                None => self.wrong("recipe", format!("{part:?}: write it as mozzarella:120"), faults),
                Some((id, quantity)) => {
                    if recipe.insert(id, quantity).is_some() {
                        self.wrong("recipe", format!("{part:?} stands twice"), faults);
                    }
                }
            }
        }
        recipe
    }

    fn wrong(&self, column: &str, detail: String, faults: &mut Faults) {
        // A person looks for the line in their editor.
        let line = self.record.position().map_or(0, |position| position.line());
        faults.add(format!("/rows/{}/{column}", self.row), format!("line {line}: {detail}"));
    }
}

/// The table that `read` takes back.
pub fn write(items: &[MenuItem]) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for item in items {
        let groups: Vec<&str> = item.modifier_groups.iter().map(|group| group.as_str()).collect();
        let recipe: Vec<String> = item.recipe.iter().map(|(id, quantity)| format!("{id}:{quantity}")).collect();
        writer.write_record([
            item.id.as_str(),
            &item.name,
            &item.price.to_string(),
            &item.category,
            item.station.as_ref().map_or("", |station| station.as_str()),
            &item.prep_seconds.to_string(),
            item.kitchen_name.as_deref().unwrap_or_default(),
            &item.allergens.join("|"),
            &groups.join("|"),
            &recipe.join("|"),
        ])?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> Vec<String> {
        read(text).unwrap_err().into_iter().map(|fault| fault.pointer).collect()
    }

    #[test]
    fn a_table_comes_back_as_it_went() {
        let text = "id,name,price,category,station,prep_seconds,kitchen_name,allergens,modifier_groups,recipe\n\
            margherita-m,\"Margherita, \"\"M\"\"\",1295,Classic,oven,420,MARG M,milk|gluten,extras|doneness,dough:1|mozzarella:120\n\
            bread,Brød,125,,,0,,,,\n";
        let items = read(text).unwrap();
        assert_eq!((items.len(), items[0].name.as_str()), (2, "Margherita, \"M\""));
        assert_eq!(items[0].recipe, BTreeMap::from([("mozzarella".into(), 120), ("dough".into(), 1)]));
        assert_eq!((&items[1].station, items[1].prep_seconds, items[1].kitchen_name.as_deref()), (&None, 0, None));
        assert_eq!(write(&items).unwrap(), text);
    }

    #[test]
    fn columns_may_be_few_and_in_any_order() {
        let items = read("\u{feff}price , id, name\r\n300,cola,Cola\r\n").unwrap();
        assert_eq!((items[0].id.as_str(), items[0].price), ("cola", 300));
    }

    #[test]
    fn a_fault_has_a_row_and_a_column() {
        assert_eq!(wrong("id,name,price\na,A,1\nb,B,2.50\n"), ["/rows/1/price"]);
        assert_eq!(wrong("id,name,price\na,A,1,2\nb,B,\n"), ["/rows/0", "/rows/1/price"]);
        assert_eq!(wrong("id,name,price,recipe\na,A,1,dough\nb,B,2,dough:1|dough:x\n"), ["/rows/0/recipe", "/rows/1/recipe"]);
        assert_eq!(wrong("id,name,colour\n"), ["/header", "/header"]);
        assert_eq!(wrong("id,name,price\n"), ["/rows"]);
        assert_eq!(wrong(""), ["/header", "/header", "/header"]);
    }
}

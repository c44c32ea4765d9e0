//! What fits on the glass: how tall a card is, and which cards stand on which page.
//!
//! A column has 24 units; a card takes as many as its lines need, and what is longer than
//! a column goes on in the next one. Sizes repeat `static/kds.css`: a browser test compares.

use client_kit::text::kitchen as text;

use crate::components::dish::is_tappable;
use crate::look::Needs;
use crate::model::*;

/// Units in a column. Must be what `.grid` says in kds.css.
pub const UNITS: u32 = 24;
const GAP: f64 = 0.6;
/// What a station's head at the pass takes, and the line below it that says when to start, in rem.
const GROUP: f64 = 2.3;
const GROUP_ADVICE: f64 = 3.3;
const GROUP_ADVICE_PHONE: f64 = 4.5;
/// The line below a head that says when to start.
const ADVICE: f64 = 4.4;
const COLUMNS_MAX: u32 = 6;
/// Under so many rem of width everything beside the tickets makes itself small.
const NARROW: f64 = 80.0;
/// So wide is a phone at most, in px.
pub const PHONE: f64 = 600.0;

/// The size of the board's grid, in px.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glass {
    pub columns: u32,
    /// Too narrow for the wide panel.
    pub narrow: bool,
    /// Height below the bar on top, in rem.
    pub tall: f64,
    /// A card's head, and what says below a station's head when to start, in rem.
    head: f64,
    told: f64,
    needs: Needs,
    rem: f64,
    column: f64,
    /// From one unit to the next.
    unit: f64,
}

impl Glass {
    /// `side`: what stands beside the grid, in rem, on wide and on narrow screens.
    pub fn new((width, height, rem): (f64, f64, f64), side: (f64, f64), needs: Needs) -> Glass {
        let narrow = width / rem < NARROW;
        let gap = GAP * rem;
        let side = if narrow { side.1 } else { side.0 } * rem;
        let bar = needs.touch.max(3.6 * rem);
        let across = width - side - gap;
        let columns = ((across / (needs.column * rem + gap)) as u32).clamp(1, COLUMNS_MAX);
        let column = across / f64::from(columns) - gap;
        let unit = (height - bar - gap) / f64::from(UNITS);
        // On a phone who it is for has two lines: kds.css begins it at the same width.
        let head = match narrow {
            _ if width <= PHONE => 0.3 + 2.2 * 1.1 + 2.0 * 1.2 * 1.1,
            true => 0.3 + (2.2 + 1.35) * 1.1,
            false => 0.55 + (2.6 + 1.5) * 1.1,
        };
        let told = if width <= PHONE { GROUP_ADVICE_PHONE } else { GROUP_ADVICE };
        Glass { columns, narrow, tall: (height - bar) / rem, head, told, needs, rem, column, unit }
    }

    /// A target, in rem.
    pub fn touch(&self) -> f64 {
        self.needs.touch / self.rem
    }

    fn units(&self, px: f64) -> u32 {
        let units = ((px + GAP * self.rem) / self.unit).ceil();
        (units as u32).clamp(1, UNITS)
    }

    fn px(&self, units: u32) -> f64 {
        f64::from(units) * self.unit - GAP * self.rem
    }

    /// Head and foot, which every part of a card has, and what only the first one has.
    fn frame(&self, rush: bool, note: Option<&str>, advice: bool) -> f64 {
        let rush = if rush { 0.3 + 1.4 * 1.2 } else { 0.0 };
        let note = note.map_or(0.0, |note| 1.1 + 1.8 * self.rows(note, 1.5, 2.0));
        let advice = if advice { self.needs.touch.max(ADVICE * self.rem) } else { 0.0 };
        (self.head + rush + note + 0.35) * self.rem + self.needs.apart + self.needs.touch + advice
    }

    fn line(&self, line: &Line, pass: bool) -> f64 {
        // Pass cards are a little smaller: there are more lines on them.
        let (dish, detail) = if pass { (1.85, 1.45) } else { (1.95, 1.55) };
        let beside = 4.7;
        let seat = line.seat.filter(|_| !pass).map(|seat| format!(" {}", text::seat(seat))).unwrap_or_default();
        let words = line.dish.clone() + &seat;
        let mut rem = 1.12 + (dish * 1.12 * self.rows(&words, dish, beside)).max(2.45);
        for change in &line.changes {
            let (words, extra) = match change {
                Change::Add(words) => (words, 1.8),
                Change::Without(words) => (words, 1.65 + wide(text::Word::Without, 1.55 * 0.86)),
            };
            rem += detail * 1.2 * self.rows(words, detail, 4.7 + extra);
        }
        if !line.changes.is_empty() || line.note.is_some() {
            rem += 0.2;
        }
        if let Some(note) = &line.note {
            rem += 0.25 + detail * 1.12 * self.rows(note, detail, 5.6);
        }
        if let Some(allergy) = &line.allergy {
            // Beside it stands that it is to be confirmed, or that it is; on the pass that nobody has yet.
            let (words, beside) = if pass {
                (1.35, 6.19 + wide(text::Word::Unread, 1.3).max(7.41))
            } else {
                // A tap on what is held or void confirms nothing.
                let ask =
                    if is_tappable(line.status) { wide(text::Word::Confirm, 1.3) + 1.2 } else { wide(text::Word::Unread, 1.3) };
                (1.5, 6.1 + ask.max(wide(text::Word::Confirmed, 1.3)).max(6.3))
            };
            rem += 0.45 + (1.15 + 1.7 * self.rows(&allergy.words, words, beside)).max(3.0);
        }
        let heading = if line.heading.is_some() { 2.35 } else { 0.0 };
        let group = line.group.as_ref().map_or(0.0, |group| if group.planned { GROUP + self.told } else { GROUP });
        (rem * self.rem).max(self.needs.touch) + (heading + group) * self.rem
    }

    /// How many rows words take in a column of which `beside` rem are taken.
    fn rows(&self, words: &str, size: f64, beside: f64) -> f64 {
        // A little less than there is: the widths are those of one weight, rounded.
        let room = ((self.column / self.rem - beside) / size).max(2.0) * 97.0;
        let (mut rows, mut used) = (1.0, 0.0);
        for word in words.split([' ', '\n']).filter(|word| !word.is_empty()) {
            let width = advance(word);
            if used > 0.0 && used + width > room {
                rows += 1.0;
                used = 0.0;
            }
            // A word wider than the column breaks inside.
            rows += (width / room).floor();
            used += (width % room) + f64::from(ADVANCE[0]);
        }
        rows
    }

    /// How a card is cut: the lines of each part and the units it takes.
    pub fn parts(&self, card: &Card, pass: bool) -> Vec<Part> {
        let lines: Vec<&Line> = card.lines.iter().collect();
        self.cut(&lines, (card.head.rush, card.head.note.as_deref(), card.head.has_advice() && !pass), pass)
    }

    /// `(rush, note, advice)`: what stands between the head and the lines.
    pub fn cut(&self, lines: &[&Line], (rush, note, advice): (bool, Option<&str>, bool), pass: bool) -> Vec<Part> {
        let room = self.px(UNITS);
        let mut parts = Vec::new();
        let (mut from, mut used) = (0, self.frame(rush, note, advice));
        for (k, line) in lines.iter().enumerate() {
            let height = self.line(line, pass);
            if used + height > room && k > from {
                parts.push(Part { from, to: k, units: UNITS });
                (from, used) = (k, self.frame(false, None, false));
            }
            used += height;
        }
        parts.push(Part { from, to: lines.len(), units: self.units(used) });
        parts
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    pub from: usize,
    pub to: usize,
    pub units: u32,
}

/// One place in the grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub card: CardId,
    pub part: usize,
    pub parts: usize,
    pub from: usize,
    pub to: usize,
    pub units: u32,
}

/// Fills columns from the top, pages from the left, strictly in order: what stands earlier on
/// the rail never stands later on the glass.
pub fn pages<P: AsRef<[Part]>>(cards: impl Iterator<Item = (CardId, P)>, columns: u32) -> Vec<Vec<Cell>> {
    let mut pages = vec![Vec::new()];
    let (mut column, mut used) = (0, 0);
    for (card, parts) in cards {
        let parts = parts.as_ref();
        let count = parts.len();
        for (part, &Part { from, to, units }) in parts.iter().enumerate() {
            if used + units > UNITS {
                (column, used) = (column + 1, 0);
            }
            if column >= columns {
                pages.push(Vec::new());
                (column, used) = (0, 0);
            }
            used += units;
            if let Some(page) = pages.last_mut() {
                page.push(Cell { card, part, parts: count, from, to, units });
            }
        }
    }
    pages
}

/// A word of the screen's own, in rem.
fn wide(word: text::Word, size: f64) -> f64 {
    advance(text::say(word)) / 100.0 * size
}

fn advance(word: &str) -> f64 {
    let of = |c: char| match c as usize {
        k @ 32..127 => ADVANCE[k - 32],
        // Chinese and its like stand in squares.
        0x2e80.. => 100,
        _ => 70,
    };
    word.chars().map(|c| f64::from(of(c))).sum()
}

/// Widths of the bold face's ASCII characters from space on, in hundredths of the text size.
#[rustfmt::skip]
const ADVANCE: [u8; 95] = [
    31, 30, 39, 76, 61, 97, 72, 21, 34, 34, 48, 60, 27, 37, 27, 44, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 27, 27, 57, 61, 57, 55,
    78, 68, 64, 66, 69, 60, 57, 72, 70, 42, 56, 66, 55, 86, 72, 75, 63, 76, 65, 61, 61, 69, 64, 89, 68, 65, 62, 34, 44, 34, 58, 40,
    29, 55, 60, 51, 60, 56, 36, 59, 57, 30, 26, 56, 32, 88, 57, 58, 60, 60, 38, 51, 38, 57, 53, 74, 54, 52, 50, 38, 25, 38, 54,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Hand;

    fn glass(size: (f64, f64, f64)) -> Glass {
        Glass::new(size, SIDE, Hand::Finger.needs())
    }

    const WIDE: (f64, f64, f64) = (1920.0, 1080.0, 16.0);
    const SIDE: (f64, f64) = (18.0, 14.0);

    fn part(units: u32) -> Vec<Part> {
        vec![Part { from: 0, to: 1, units }]
    }

    #[test]
    fn the_glass_has_four_columns_at_one_metre_and_two_at_two() {
        assert_eq!(glass(WIDE).columns, 4);
        assert_eq!(glass((1920.0, 1080.0, 32.0)).columns, 2);
        assert_eq!(glass((1024.0, 768.0, 16.0)).columns, 2);
        assert_eq!(glass((1024.0, 768.0, 13.0)).columns, 3);
        assert_eq!(glass((320.0, 480.0, 32.0)).columns, 1);
        assert_eq!(Glass::new(WIDE, SIDE, Hand::Bar.needs()).columns, 5, "without fingers more stands on it");
    }

    #[test]
    fn columns_fill_in_order_and_never_overflow() {
        let sizes = [10, 10, 10, 24, 6, 18, 1];
        let cards = sizes.iter().enumerate().map(|(k, u)| (CardId(k as u32), part(*u)));
        let pages = pages(cards, 2);
        let ids: Vec<Vec<u32>> = pages.iter().map(|p| p.iter().map(|c| c.card.0).collect()).collect();
        assert_eq!(ids, [vec![0, 1, 2], vec![3, 4, 5], vec![6]]);
    }

    #[test]
    fn long_words_and_many_words_take_more_rows() {
        let glass = glass(WIDE);
        assert_eq!(glass.rows("Calzone", 1.95, 4.7), 1.0);
        assert_eq!(glass.rows("Quattro Formaggi con Tartufo", 1.95, 4.7), 2.0);
        assert!(glass.rows(&"x".repeat(60), 1.95, 4.7) >= 3.0);
    }
}

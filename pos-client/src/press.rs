//! A press on a dish, told apart by how long the finger rested: short takes it, long keeps it among
//! the favourites. A click that comes without a finger is a keyboard's, and always the short kind.

/// A finger that rests so long does the other thing.
const HOLD_MS: i64 = 550;
/// A click follows the finger's going up at once; on a slow tablet a little later.
const CLICK_WITHIN_MS: i64 = 600;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Meant {
    Take,
    Keep,
    /// The press has already done what it was for.
    Nothing,
}

#[derive(Clone, Copy, Debug, Default)]
pub struct Press {
    down: Option<i64>,
    up: Option<i64>,
    kept: bool,
}

impl Press {
    pub fn down(&mut self, now: i64) {
        *self = Press { down: Some(now), ..Press::default() };
    }

    pub fn up(&mut self, now: i64) {
        self.up = Some(now);
    }

    /// It became a scroll: no click of its own follows.
    pub fn cancel(&mut self) {
        *self = Press::default();
    }

    /// The browser's own sign of a long press, or the other button of a mouse.
    pub fn kept(&mut self) {
        self.kept = true;
    }

    pub fn click(&mut self, now: i64) -> Meant {
        let press = std::mem::take(self);
        match (press.down, press.up) {
            (Some(down), Some(up)) if now - up <= CLICK_WITHIN_MS => match press.kept {
                true => Meant::Nothing,
                false if up - down >= HOLD_MS => Meant::Keep,
                false => Meant::Take,
            },
            _ => Meant::Take,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pressed(down: i64, up: i64) -> Press {
        let mut press = Press::default();
        press.down(down);
        press.up(up);
        press
    }

    #[test]
    fn short_takes_and_long_keeps() {
        assert_eq!(pressed(1_000, 1_120).click(1_120), Meant::Take);
        assert_eq!(pressed(1_000, 1_549).click(1_560), Meant::Take);
        assert_eq!(pressed(1_000, 1_550).click(1_550), Meant::Keep);
    }

    #[test]
    fn a_finger_that_scrolled_away_leaves_nothing_for_the_keyboard() {
        let mut press = Press::default();
        press.down(1_000);
        press.cancel();
        assert_eq!(press.click(9_000), Meant::Take);
        press.down(10_000);
        assert_eq!(press.click(20_000), Meant::Take, "not even where nobody told of the end");
        assert_eq!(pressed(1_000, 1_700).click(9_000), Meant::Take, "a press without a click of its own");
    }

    #[test]
    fn what_the_browser_took_for_long_is_not_done_twice_and_swallows_no_later_click() {
        let mut press = Press::default();
        press.down(1_000);
        press.kept();
        press.up(1_600);
        assert_eq!(press.click(1_600), Meant::Nothing);
        assert_eq!(press.click(1_700), Meant::Take);
        press.kept();
        assert_eq!(press.click(5_000), Meant::Take, "the keyboard's menu key, then Enter");
    }
}

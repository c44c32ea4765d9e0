//! What a server hears, and feels where the device can shake: food that is ready, money that came or
//! did not, an order that nobody sees. Once when it comes, and again for as long as nobody has touched
//! it.

use client_kit::platform::sound::{self, Timbre};
use client_kit::platform::{page, time};

use crate::store::{News, Tone};

/// Long enough not to nag, short enough that a plate stays warm.
const AGAIN_MS: i64 = 30_000;

#[derive(Debug, Default)]
pub struct Bell {
    heard: Vec<String>,
    last: i64,
}

impl Bell {
    /// Looks at what nobody has touched yet, the loudest first; says whether there is something to ring.
    fn due(&mut self, news: &[News], now: i64) -> Option<Tone> {
        let loud: Vec<&News> = news.iter().filter(|news| news.tone != Tone::Told).collect();
        let name = |news: &News| news.mark.clone().unwrap_or_else(|| news.text.clone());
        let new = loud.iter().find(|news| !self.heard.contains(&name(news))).map(|news| news.tone);
        let again = loud.first().filter(|_| now - self.last >= AGAIN_MS).map(|news| news.tone);
        self.heard = loud.into_iter().map(name).collect();
        let due = new.or(again);
        if due.is_some() {
            self.last = now;
        }
        due
    }

    pub fn ring(&mut self, news: &[News], volume: u8) {
        if let Some(tone) = self.due(news, time::ticks()) {
            page::vibrate(if tone == Tone::Alarm { 600 } else { 250 });
            play(tone, volume);
        }
    }
}

/// Also from the settings, where one wants to hear it.
pub fn play(tone: Tone, volume: u8) {
    if volume == 0 {
        return;
    }
    let tune: &[sound::Tone] = match tone {
        // A desk bell, struck twice.
        Tone::Ready => &[(0.0, 0.9, 1568.0), (0.22, 1.2, 1568.0)],
        Tone::Paid => &[(0.0, 0.3, 1047.0), (0.14, 0.7, 1319.0)],
        // Down: something did not work.
        Tone::Bad => &[(0.0, 0.3, 659.0), (0.2, 0.6, 440.0)],
        Tone::Alarm => &[(0.0, 0.2, 1175.0), (0.17, 0.2, 1175.0), (0.34, 0.2, 1175.0), (0.55, 0.6, 1568.0)],
        Tone::Told => return,
    };
    // Ears count in ratios: each step is about twice as loud as the one before.
    sound::play(tune, Timbre::Bright, 0.9 / f32::from(1u8 << (4 - volume.clamp(1, 4))));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(tone: Tone, mark: &str) -> News {
        News { tone, text: mark.into(), order: None, mark: Some(mark.into()), until: None }
    }

    #[test]
    fn it_rings_for_what_is_new_and_again_until_somebody_has_touched_it() {
        let (mut bell, ready) = (Bell::default(), news(Tone::Ready, "r1"));
        assert_eq!(bell.due(std::slice::from_ref(&ready), 100_000), Some(Tone::Ready));
        assert_eq!(bell.due(std::slice::from_ref(&ready), 101_000), None);
        let two = [news(Tone::Bad, "b"), ready.clone()];
        assert_eq!(bell.due(&two, 102_000), Some(Tone::Bad));
        assert_eq!(bell.due(&two, 131_999), None);
        assert_eq!(bell.due(&two, 132_000), Some(Tone::Bad));
        assert_eq!(bell.due(&[], 200_000), None, "touched");
        assert_eq!(bell.due(&[news(Tone::Told, "sent")], 200_000), None, "the quiet kind");
        assert_eq!(bell.due(&[ready], 200_001), Some(Tone::Ready), "ready once more after a recall");
    }
}

//! All randomness of a rush, from one seed, so that the same seed gives the same evening.

/// SplitMix64: small, and good enough to shuffle an evening with.
pub struct Chance(u64);

impl Chance {
    /// A stream of its own for each `(what, which)`, so that who asks first changes nothing.
    pub fn new(seed: u64, what: &str, which: u64) -> Self {
        // FNV-1a: `DefaultHasher` may change between compilers, and with it the evening.
        let hash = what.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3));
        let mut chance = Chance(seed ^ hash ^ which.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        chance.next();
        chance
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.unit() * (high - low)
    }

    /// From 0 up to, not including, `n`; 0 where `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        (self.unit() * n as f64) as usize
    }

    pub fn percent(&mut self, percent: f64) -> bool {
        self.unit() * 100.0 < percent
    }

    /// A UUIDv7-shaped id of this stream for the millisecond `at_ms`: keys and command ids
    /// must not repeat from run to run, so the clock is in them as well.
    pub fn uuid(&mut self, at_ms: u64) -> uuid::Uuid {
        let high = (at_ms << 16) | 0x7000 | (self.next() & 0x0fff);
        let low = (self.next() & 0x3fff_ffff_ffff_ffff) | 0x8000_0000_0000_0000;
        uuid::Uuid::from_u64_pair(high, low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_evening_and_another_seed_another() {
        let draw = |seed, what| Chance::new(seed, what, 7).next();
        assert_eq!(draw(1, "cook"), draw(1, "cook"));
        assert_ne!(draw(1, "cook"), draw(2, "cook"));
        assert_ne!(draw(1, "cook"), draw(1, "till"));
    }

    #[test]
    fn an_id_is_a_version_7_uuid_of_its_moment() {
        let id = Chance::new(1, "id", 0).uuid(0x0199_0000_0001);
        assert_eq!((id.get_version_num(), id.as_u128() >> 80), (7, 0x0199_0000_0001));
    }
}

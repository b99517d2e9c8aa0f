//! Chance that can be repeated: the seed is printed, and `HEARTH_TEST_SEED` brings it back.

use super::environment;

/// SplitMix64 (Steele, Lea and Flood 2014).
#[derive(Clone)]
pub struct Dice(u64);

impl Dice {
    /// A different one for each name; prints its seed, which is shown when the test fails.
    pub fn of(name: &str) -> Self {
        let given = environment("HEARTH_TEST_SEED").map(|text| text.parse().expect("HEARTH_TEST_SEED is a number"));
        let seed = given.unwrap_or_else(rand::random::<u64>);
        println!("{name}: HEARTH_TEST_SEED={seed}");
        Self(seed)
    }

    /// Dice of their own for a part of the test, whatever the others roll meanwhile.
    pub fn fork(&mut self) -> Self {
        Self(self.roll())
    }

    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to `limit` - 1.
    pub fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.roll() % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most + 1)).map(|_| self.roll().to_le_bytes()[0]).collect()
    }
}

//! The one source of chance in a run: everything random comes from the seed.

use model::Guid;

pub(crate) struct Random(fastrand::Rng);

impl Random {
    pub(crate) fn new(seed: u64) -> Random {
        Random(fastrand::Rng::with_seed(seed))
    }

    pub(crate) fn number(&mut self) -> u64 {
        self.0.u64(..)
    }

    /// Below `end`; 0 for an empty range.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.0.u64(..end) }
    }

    /// Both ends included.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.u64(low..=high.max(low))
    }

    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.0.u64(..100) < percent
    }

    /// One of `items`, which are not empty.
    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.0.usize(..items.len())]
    }

    /// One of `items`, each as often as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, items: &[(u64, T)]) -> T {
        let total: u64 = items.iter().map(|(weight, _)| weight).sum();
        let mut lot = self.below(total);
        for (weight, item) in items {
            if lot < *weight {
                return *item;
            }
            lot -= weight;
        }
        items[0].1
    }

    pub(crate) fn guid(&mut self) -> Guid {
        Guid(self.0.u128(..).to_be_bytes())
    }

    pub(crate) fn guid_number(&mut self) -> u128 {
        self.0.u128(..)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        self.0.shuffle(items);
    }
}

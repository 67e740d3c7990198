//! When a node that hears no leader campaigns.
//!
//! The engine draws its timeouts from a random source that no seed reaches. It is therefore set up to never time out by itself
//! (`NEVER`), and this clock, which the seed decides, tells it to campaign.

/// The engine's range of election timeouts: one value, which no tick reaches.
pub(crate) const NEVER: std::ops::Range<usize> = usize::MAX - 1..usize::MAX;

/// SplitMix64 (Steele, Lea, Flood 2014): enough to spread timeouts, and the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % end.max(1) as u64) as usize
    }
}

pub(crate) struct ElectionClock {
    random: Random,
    min_ticks: usize,
    max_ticks: usize,
    retry_ticks: usize,
    /// Campaign when this many ticks have passed since the leader was heard, or since the last campaign.
    timeout_ticks: usize,
    /// For how long the leader's connection is taken for broken.
    hastened_ticks: usize,
}

impl ElectionClock {
    /// `min_ticks < max_ticks`; `retry_ticks` is about one exchange of messages.
    pub(crate) fn new(min_ticks: usize, max_ticks: usize, retry_ticks: usize, seed: u64) -> ElectionClock {
        let mut clock = ElectionClock {
            random: Random(seed),
            min_ticks,
            max_ticks,
            retry_ticks,
            timeout_ticks: 0,
            hastened_ticks: 0,
        };
        clock.draw();
        clock
    }

    pub(crate) fn timeout_ticks(&self) -> usize {
        self.timeout_ticks
    }

    pub(crate) fn tick(&mut self) {
        self.hastened_ticks = self.hastened_ticks.saturating_sub(1);
    }

    /// A leader was heard, or somebody campaigns in a new term: nothing to hasten any more.
    pub(crate) fn settle(&mut self) {
        self.hastened_ticks = 0;
        self.draw();
    }

    /// For the next campaign.
    pub(crate) fn draw(&mut self) {
        self.timeout_ticks = if self.hastened_ticks > 0 {
            self.retry_ticks + self.random.below(self.retry_ticks)
        } else {
            self.min_ticks + self.random.below(self.max_ticks - self.min_ticks)
        };
    }

    /// In a hurry, and this node just said yes to another's pre-vote: leave it the time to win.
    pub(crate) fn give_way(&mut self, elapsed_ticks: usize) {
        if self.hastened_ticks > 0 {
            self.draw();
            self.timeout_ticks += elapsed_ticks;
        }
    }

    /// `rank`: this node's place among those that may be in the same hurry. The first asks at once; the others leave
    /// it time to win, because two candidates at the same moment would cost a whole election timeout.
    pub(crate) fn hasten(&mut self, rank: usize) {
        self.hastened_ticks = self.max_ticks;
        self.timeout_ticks = (1 + 3 * rank + self.random.below(2)).min(self.min_ticks);
    }
}

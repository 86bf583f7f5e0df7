//! Statistics of the levels of each channel.

use super::histogram::Histogram;
use super::{Analyze, Input, Memory, Results};
use crate::declare::{Kind, Number, Unit};
use crate::error::Result;

crate::record! {
    /// Statistics of a channel.
    pub struct ChannelStatistics {
        /// The smallest level that occurs.
        minimum: u8 = Kind::Integer(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
        /// The largest level that occurs.
        maximum: u8 = Kind::Integer(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
        /// The arithmetic mean, in levels.
        mean: f64 = Kind::Number(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
        /// The standard deviation of all pixels (not of a sample), in levels.
        standard_deviation: f64 = Kind::Number(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
        /// The smallest level that at least half of the pixels don't exceed.
        median: u8 = Kind::Integer(Number::new(0.0, 0.0, 255.0).unit(Unit::Levels)),
    }
}

crate::analysis! {
    /// Returns the minimum, maximum, mean, standard deviation and median of each channel.
    pub struct StatisticsAnalysis: "statistics" of 1 frame as Channels of ChannelStatistics {}
}

impl Analyze for StatisticsAnalysis {
    fn analyze(&self, input: &Input<'_>, _: &mut Memory, results: &mut Results<'_>) -> Result<()> {
        let histogram = Histogram::of(input.frame);
        (0..5).for_each(|channel| results.put_record(&histogram.statistics(channel)));
        Ok(())
    }
}

impl Histogram {
    /// Returns the statistics of channel `channel`: 0 to 3 for red, green, blue and alpha, 4 or more for luma.
    pub fn statistics(&self, channel: usize) -> ChannelStatistics {
        let counts = &self.counts[channel.min(4)];
        let levels = || counts.iter().enumerate().filter(|(_, count)| **count > 0);
        let total: u64 = counts.iter().map(|&count| u64::from(count)).sum();
        // Below 2⁶³: 2³⁰ pixels times 255².
        let sum = |of: fn(u64) -> u64| levels().map(|(level, &count)| of(level as u64) * u64::from(count)).sum::<u64>();
        let mean = sum(|level| level) as f64 / total.max(1) as f64;
        let square = sum(|level| level * level) as f64 / total.max(1) as f64;
        let mut passed = 0;
        let median = levels().find(|(_, count)| {
            passed += u64::from(**count);
            2 * passed >= total
        });
        let level = |found: Option<(usize, &u32)>| found.map_or(0, |(level, _)| level as u8);
        ChannelStatistics {
            minimum: level(levels().next()),
            maximum: level(levels().next_back()),
            mean,
            standard_deviation: (square - mean * mean).max(0.0).sqrt(),
            median: level(median),
        }
    }
}

//! What the two benches share: `predicates`, which asks a server what policies cost, and `compile_time`, which asks
//! the compiler what the derive costs. Each prints a table of ratios; neither asserts a time.

pub mod options;
pub mod plan;
pub mod table;

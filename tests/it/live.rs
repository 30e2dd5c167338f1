//! Is a live database read as what it is?

mod align;
mod lints;
mod rebuilt;
mod round_trips;
mod same;

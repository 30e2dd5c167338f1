//! Is a live database read as what it is?

mod lints;
mod round_trips;

//! Is a live database read as what it is?

mod align;
mod lints;
mod round_trips;

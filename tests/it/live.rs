//! Is a live database read as what it is?

mod round_trips;

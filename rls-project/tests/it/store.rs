//! Is nothing overwritten that was not read, and does one change come after the other?

//! What does an error code mean?

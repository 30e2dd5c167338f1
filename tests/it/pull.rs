//! Is a database written as structs that make the same one, in the shortest words?

mod compiles;
mod corpus;
mod hand;
mod live;
mod random;

use crate::server::Home;

/// Catalogs list roles, which other tests make and drop.
static SERVER: Home = Home::new("pull");

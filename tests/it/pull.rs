//! Is a database written as structs that make the same one, in the shortest words?

mod corpus;
mod hand;
mod live;

//! What the benches share: `predicates`, which asks a server what policies cost, `compile_time`, which asks the compiler
//! what the derive costs, `build_script`, which asks what a build script adds to a build, `scale`, which asks what linting
//! and the access table of thousands of tables cost, `migrations`, which asks what a change of one of them costs, beside
//! drizzle-kit, `catalog` and `pull`, which ask what reading a live database of thousands of tables costs, beside pg_dump, and writing it as
//! structs, and `verify`, which asks what proving the access table of a hundred tables costs. Each prints a table of figures of one run; none asserts a time.
//!
//! How to read `predicates`: a figure is a ratio to the query by hand in its own row or block, whose milliseconds stand
//! there. "By key" is one row by its primary key, some hundredths of a millisecond, of which asking who the caller is
//! takes most: a large ratio there is a small time. `>` is a statement that was cut.

pub mod cost;
pub mod growth;
pub mod many;
pub mod options;
pub mod plan;
pub mod sources;
pub mod table;

//! Is a schema written as structs that say it, in the shortest words?

use rls_core::pull::{self, Layout, Notes};

use crate::corpus::cases;

/// Each case, written by what it means and not by what it says: nothing is left out.
#[test]
fn every_case_is_written_and_read_back() {
    for case in cases() {
        let resolved = case.resolved();
        let source = pull::write(&resolved, Layout::File, &Notes::new());
        assert!(source.left.is_empty(), "{}: {:?}\n{}", case.name, source.left, source.module);
        if std::env::var_os("RLS_SHOW").is_some() {
            println!("---- {}\n{}", case.name, source.module);
        }
    }
}

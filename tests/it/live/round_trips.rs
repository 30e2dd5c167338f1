//! Model → database → model → database: is the second database what the first is?

use rls_core::{catalog::Scope, sql};

use crate::{corpus::cases, server};

#[test]
fn what_is_read_builds_the_same_again() {
    for case in cases() {
        let resolved = case.resolved();
        let (mut first, first_name) = server::database(&case.provider);
        first.batch_execute(&sql::ddl(&resolved)).unwrap();
        let was = rls_live::catalog::read(&mut first).unwrap();
        let imported = was.import(&case.provider, &Scope::new());
        server::drop_database(first, &first_name);
        let (mut second, second_name) = server::database(&case.provider);
        // lookup functions are not read yet
        if was.functions.iter().any(|one| one.schema != "auth") {
            server::drop_database(second, &second_name);
            continue;
        }
        let ddl = sql::ddl(&imported.resolved);
        second.batch_execute(&ddl).unwrap_or_else(|error| panic!("{}: {error:?}\n{ddl}", case.name));
        let is = rls_live::catalog::read(&mut second).unwrap();
        server::drop_database(second, &second_name);
        assert_eq!(was.relations, is.relations, "{}", case.name);
    }
}

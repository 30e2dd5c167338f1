//! What is an address, and what is said of one that is none?

use rls_live::Address;

use crate::{SECRET, says};

#[test]
fn a_wrong_address_is_not_repeated() {
    for (text, words) in [
        ("", "no address"),
        ("geheim", "no address"),
        ("mysql://me:geheim@host/db", "no address"),
        ("host=h password=two geheim words=x", "no address"),
        ("host=h password='geheim", "a quote"),
        ("host=h geheim=x", "does not know"),
        ("postgres://me:geheim@host:port/db", "the port is no number"),
        // as for libpq, a login has no `/`: `me` is the host
        ("postgres://me:gehe/geheim@host/db", "cannot be read"),
        ("postgres://me:x@geheim@host/db", "more than one `@`"),
        ("postgres://me:x%geheim@host/db", "`%`"),
        ("postgres://me:geheim@[::1/db", "`[` is not closed"),
        ("postgres://me:geheim@host:99999/db", "port has a value"),
        ("postgres://me:geheim@host/db?sslmode=geheim", "sslmode has a value"),
        ("postgres://me:geheim@host/db?sslmode", "has no `=`"),
        ("postgres://me:geheim@host/db?pgbouncer=true", "`pgbouncer`"),
        ("postgres://me:geheim@host/db?sslcert=geheim", "`sslcert`"),
        ("postgres://me:geheim@host/db?connect_timeout=geheim", "connect_timeout has a value"),
        ("postgres://me:geheim@a:1,b:2,c/db?host=x", "more ports than hosts"),
    ] {
        says(Address::parse(text), words);
    }
}

#[test]
fn both_forms_say_the_same() {
    let read = |text| Address::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let url =
        read("postgresql://m%65:gehe%40im@[::1]:5433/my%20db?sslmode=verify-full&options=-c%20geqo%3Doff");
    let words = read(
        r"host = ::1 port=5433 user=me password='gehe@im' dbname='my db' sslmode=verify-full options='-c geqo=off'",
    );
    assert_eq!(url, words);
    assert_eq!(url.to_string(), "postgres://me@[::1]:5433/my%20db");
    assert!(read("postgres://me@%2Frun%2Fpg/db") == read("postgres:///db?host=/run/pg&user=me"));
    assert_eq!(read("postgres://a:1,b/db").to_string(), "postgres://a,b:1,/db");
    let shown = format!("{:?} {:#?}", url.with_database("x"), read("postgres://me:geheim@h/d"));
    assert!(!shown.contains(SECRET) && !shown.contains("im"), "{shown}");
    assert!(read("postgres://me@ep-x-pooler.eu.neon.tech/db").looks_pooled());
    assert!(!url.looks_pooled());
}

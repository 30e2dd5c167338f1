//! Model → database → model → database: is the model what it was, and the second database what the first is?

use pg_rls::Provider;
use postgres::Client;
use rls_core::{
    catalog::{Imported, Scope},
    resolve::Resolved,
    sql,
};

use super::same::{differences, plain};
use crate::{
    catalog,
    corpus::cases,
    evolve::{pair::Pair, place::Place},
    migrations::pair::all,
    random::seeds,
    server::Home,
};

/// The pairs' roles are made by other tests too.
static SERVER: Home = Home::new("trips");

const RANDOM: usize = 40;

/// What the database says that the model and the statements made.
fn made(client: &mut Client, given: &str, resolved: &Resolved) -> rls_core::catalog::Catalog {
    client.batch_execute(given).unwrap();
    client.batch_execute(&sql::ddl(resolved)).unwrap();
    rls_live::catalog::read(client).unwrap()
}

/// What an empty database lacks, or has more, once all that was read is built in it.
fn rebuilt(
    client: &mut Client,
    was: &rls_core::catalog::Catalog,
    provider: &Provider,
    imported: &Imported,
) -> Vec<String> {
    let refused = rls_live::rebuild::rebuild(client, imported).unwrap();
    let mut wrong: Vec<String> =
        refused.iter().map(|one| format!("{}\n    {}", one.message, one.sql)).collect();
    let is = rls_live::catalog::read(client).unwrap();
    let of_both = [was, &is].map(|one| {
        let mut all = plain(one, provider);
        // whether it was made anew depends on who used the place before
        all["schemas"].as_array_mut().unwrap().retain(|schema| schema["name"] != "public");
        all
    });
    wrong.extend(differences(&of_both[0], &of_both[1]));
    if is.import(provider, &Scope::new()).resolved != imported.resolved {
        wrong.push("the second is another model".to_owned());
    }
    wrong
}

#[test]
fn the_corpus_is_read_as_it_is_and_built_again() {
    for case in cases() {
        let resolved = case.resolved();
        let (mut first, name) = SERVER.database(&case.provider);
        let was = made(&mut first, "", &resolved);
        SERVER.drop_database(first, &name);
        let imported = was.import(&case.provider, &Scope::new());
        // what our own statements make is the model's, with nothing beside it
        // but what the bootstrap lets its roles do, and what everybody may in `public` before 15
        let others = imported.others.iter().map(|one| format!("{} {}", one.kind, one.name));
        let of_old = |one: &str| SERVER.version() < 15 && one == "grant public";
        let others: Vec<String> =
            others.filter(|one| !one.starts_with("grant public to ") && !of_old(one)).collect();
        assert!(others.is_empty(), "{}: {others:?}", case.name);
        let (is, meant) = (catalog::expected(&imported.resolved), catalog::expected(&resolved));
        let wrong = differences(&meant, &is);
        assert!(wrong.is_empty(), "{}: {}", case.name, wrong.join("\n"));
        let (mut second, name) = SERVER.database(&case.provider);
        let wrong = rebuilt(&mut second, &was, &case.provider, &imported);
        SERVER.drop_database(second, &name);
        assert!(wrong.is_empty(), "{}: {}", case.name, wrong.join("\n"));
    }
}

#[test]
fn random_schemas_and_those_of_migrations_are_built_again() {
    let mut place = Place::new();
    let random = seeds(RANDOM).into_iter().map(|seed| {
        let (_, new) = Pair::random(seed).resolved().unwrap();
        (format!("RLS_RANDOM_SEED={seed}"), String::new(), new)
    });
    let pairs = all().into_iter().step_by(4).map(|source| source.read());
    let pairs = pairs.map(|pair| (pair.name, pair.given, pair.after));
    for (name, given, resolved) in random.chain(pairs) {
        let provider = &resolved.provider;
        if *provider != Provider::Neon {
            continue;
        }
        place.clear();
        let was = made(place.client(), &given, &resolved);
        let imported = was.import(provider, &Scope::new());
        place.clear();
        let wrong = rebuilt(place.client(), &was, provider, &imported);
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
    }
}

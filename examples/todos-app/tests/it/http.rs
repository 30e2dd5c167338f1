//! What does it answer to what no page of its own would send?

use std::process::Command;

use rls_postgres::{Binaries, Server};
use sqlx::{Connection as _, Executor as _, PgConnection};

use crate::program::{Program, command};

/// The ids of the todos on a page.
fn ids(page: &str) -> Vec<&str> {
    page.split("id=\"todo-").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn nobody_sees_or_does_anything_who_is_not_signed_in() {
    let program = Program::dev();
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/todos/1"),
        ("POST", "/todos"),
        ("POST", "/todos/1"),
        ("POST", "/todos/1/tick"),
        ("POST", "/todos/1/delete"),
    ] {
        let answer = program.ask(method, path, &[("Origin", &program.url)], "task=x&is_complete=true");
        assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"), "{method} {path}");
    }
    for wrong in ["user=mallory", "user=", "", "token=a.b.c", "user=alice&token=a.b.c"] {
        let answer = program.post("/sign-in", "", wrong);
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""), "{wrong}");
    }
}

#[test]
fn a_todo_of_somebody_else_is_not_there() {
    let program = Program::dev();
    let (alice, bob) = (program.sign_in("alice"), program.sign_in("bob"));
    assert_eq!(program.post("/todos", &alice, "task=Water+the+plants").status, 303);
    let page = program.get("/", &alice).body;
    assert!(page.contains("Water the plants"), "{page}");
    let id = ids(&page)[0];

    assert!(ids(&program.get("/", &bob).body).is_empty());
    for (path, body) in [
        (format!("/todos/{id}"), "task=Pay+bob"),
        (format!("/todos/{id}/tick"), "is_complete=true"),
        (format!("/todos/{id}/delete"), ""),
    ] {
        let answer = program.post(&path, &bob, body);
        assert_eq!(answer.status, 404, "{path}");
        // and so is one that nobody has
        let nowhere = program.post(&path.replace(id, "999999"), &bob, body);
        assert_eq!((nowhere.status, nowhere.body), (404, answer.body), "{path}");
    }
    assert_eq!(program.get(&format!("/todos/{id}"), &bob).status, 404);
    assert_eq!(program.get("/", &alice).body, page, "nothing of alice's has changed");

    // whose it is cannot be said by the form
    assert_eq!(program.post("/todos", &bob, "task=mine&user_id=alice").status, 303);
    assert_eq!(ids(&program.get("/", &alice).body), [id]);
    assert_eq!(program.post(&format!("/todos/{id}/delete"), &alice, "").status, 303);
    assert_eq!(program.post(&format!("/todos/{id}/delete"), &alice, "").status, 404);
}

#[test]
fn a_token_that_does_not_hold_is_a_session_that_ended() {
    let (program, other) = (Program::dev(), Program::dev());
    let stale = other.sign_in("alice");
    let (head, signature) = stale.rsplit_once('.').unwrap();
    let forged = format!("{head}.{}", signature.chars().rev().collect::<String>());
    for cookie in [&stale, &forged, "todos=", "todos=x", "todos=a.b.c"] {
        let answer = program.get("/", cookie);
        assert_eq!((answer.status, answer.header("location")), (303, "/sign-in?ended"), "{}", answer.body);
        assert!(answer.header("set-cookie").starts_with("todos=; "), "{}", answer.head);
        assert!(answer.header("set-cookie").ends_with("; Max-Age=0"), "{}", answer.head);
    }
    assert!(program.get("/sign-in?ended", "").body.contains("Your session has ended"));
    // a cookie of another name is none of ours
    assert_eq!(program.get("/", &stale.replace("todos", "atodos")).header("location"), "/sign-in");
    let both = format!("other=1; {}", program.sign_in("alice"));
    assert_eq!(program.get("/", &both).status, 200);
}

#[test]
fn what_comes_from_elsewhere_is_refused() {
    let program = Program::dev();
    let alice = program.sign_in("alice");
    let other_port = "http://127.0.0.1:1";
    for origin in ["https://evil.example", other_port, "null", "", "http://127.0.0.1", &program.url[7..]] {
        let headers = [("Cookie", alice.as_str()), ("Origin", origin)];
        let answer = program.ask("POST", "/todos", &headers, "task=x");
        assert_eq!(answer.status, 403, "{origin}");
        // nor does anybody sign somebody in, or out
        for path in ["/sign-in", "/sign-out"] {
            assert_eq!(program.ask("POST", path, &headers, "user=bob").status, 403, "{path} {origin}");
        }
    }
    assert!(ids(&program.get("/", &alice).body).is_empty());
    // a name of somebody else's that leads here
    for host in
        ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost@evil.example", "0.0.0.0"]
    {
        for path in ["/", "/sign-in"] {
            assert_eq!(program.ask("GET", path, &[("Host", host)], "").status, 403, "{host}");
        }
        let headers = [("Host", host), ("Origin", &format!("http://{host}"))];
        assert_eq!(program.ask("POST", "/sign-in", &headers, "user=alice").status, 403, "{host}");
    }
    for host in ["localhost:3000", "localhost", "[::1]:3000"] {
        assert_eq!(program.ask("GET", "/sign-in", &[("Host", host)], "").status, 200, "{host}");
    }
}

#[test]
fn who_signs_out_keeps_no_cookie() {
    let program = Program::dev();
    let alice = program.sign_in("alice");
    let answer = program.post("/sign-out", &alice, "");
    assert_eq!((answer.status, answer.header("location")), (303, "/sign-in"));
    let name = alice.split('=').next().unwrap();
    let gone = format!("{name}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    assert_eq!(answer.header("set-cookie"), gone);
}

#[test]
fn each_answer_is_guarded() {
    let program = Program::dev();
    let alice = program.sign_in("alice");
    for path in
        ["/", "/sign-in", "/nothing", "/todos/1", "/todos/x", "/todos/99999999999999999999", "/style.css"]
    {
        let answer = program.get(path, &alice);
        assert_eq!(
            answer.status == 404,
            path.starts_with("/nothing") || path.starts_with("/todos/"),
            "{path}"
        );
        assert_eq!(answer.header("cache-control") == "no-store", path != "/style.css", "{path}");
        // no error of a library's own, and no script anywhere
        assert!(path == "/style.css" || answer.body.starts_with("<!DOCTYPE html>"), "{}", answer.body);
        assert!(!answer.body.contains("<script") && !answer.body.contains(" style="), "{}", answer.body);
    }
    assert_eq!(program.post("/style.css", &alice, "").status, 404);
}

#[test]
fn what_cannot_be_stored_is_said() {
    let program = Program::dev();
    let alice = program.sign_in("alice");
    let long = format!("task={}", "x".repeat(20_000));
    for (sent, said) in [
        ("task=", "A todo needs a word."),
        ("task=+++", "A todo needs a word."),
        ("task=a%00b", "It has a character that cannot be stored."),
        ("", "The form is not as this page sends it."),
        ("is_complete=maybe", "The form is not as this page sends it."),
        (&long, "It is too long."),
    ] {
        let answer = program.post("/todos", &alice, sent);
        assert_eq!(answer.status, 422, "{sent}");
        assert!(answer.body.contains(said), "{sent}: {}", answer.body);
    }
    assert!(ids(&program.get("/", &alice).body).is_empty());
}

/// What it says that does not start.
fn fails(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn what_is_not_given_is_asked_for() {
    assert!(fails(&mut command()).contains("DATABASE_URL is not set"));
    assert!(fails(command().arg("--help")).contains("--dev"));
    let open = fails(command().arg("--dev").env("LISTEN", "0.0.0.0:3000"));
    assert!(open.contains("--dev signs anybody in, so it does not listen on 0.0.0.0"), "{open}");
    let secret = fails(command().env("DATABASE_URL", "postgres://me:hush@[bad"));
    assert!(!secret.contains("hush"), "{secret}");
}

/// As it would run elsewhere: by a database that is there, and Stytch's tokens.
#[test]
fn without_dev_nobody_is_who_they_say() {
    let server = Server::start_with(&Binaries::find().unwrap()).unwrap();
    let url = |user: &str| {
        let (folder, port) = (server.socket_dir().display(), server.port());
        format!("postgres://{user}@localhost/postgres?host={folder}&port={port}")
    };
    let given = |login: &str| {
        let mut command = command();
        command.env("DATABASE_URL", url("postgres")).env("DATABASE_AUTHENTICATED_URL", url(login));
        command.env("STYTCH_PROJECT_ID", "project-test-11111111-1111-4111-8111-111111111111");
        command
    };
    let plain = fails(&mut given("postgres"));
    assert!(plain.contains("cargo rls bootstrap"), "{plain}");
    let login = "CREATE ROLE todos_app LOGIN NOINHERIT; GRANT authenticated TO todos_app";
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let mut connection = PgConnection::connect(&url("postgres")).await.unwrap();
        connection.execute(sqlx::AssertSqlSafe(pg_rls::Provider::Neon.bootstrap())).await.unwrap();
        connection.execute(login).await.unwrap();
    });
    // one who sees past the policies does not serve
    let above = fails(&mut given("postgres"));
    assert!(above.contains("postgres, is a superuser") && above.contains("help: "), "{above}");

    let program = Program::run(&mut given("todos_app"));
    let page = program.ask("GET", "/sign-in", &[("Host", "todos.example")], "");
    assert!(page.status == 200 && page.body.contains("Session token"), "{}", page.body);
    assert!(!page.body.contains("alice"), "{}", page.body);
    // none of these is one that Stytch would be asked about
    for sent in ["user=alice", "token=", "token=a.b.c", "token=alice"] {
        let answer = program.post("/sign-in", "", sent);
        assert_eq!((answer.status, answer.header("set-cookie")), (401, ""), "{sent}");
    }
    // by https only, and of no other host
    let stale = program.get("/", "__Host-todos=a.b.c");
    assert_eq!(stale.header("location"), "/sign-in?ended");
    let cookie = stale.header("set-cookie");
    assert_eq!(cookie, "__Host-todos=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0");
    assert_eq!(program.get("/", "todos=a.b.c").header("location"), "/sign-in");
}

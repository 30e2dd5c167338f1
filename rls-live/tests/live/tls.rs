//! Is TLS what libpq means by it, and does a password with odd characters arrive?
//!
//! The server listens at a loopback address of its own; its certificate is made by the program `openssl`.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::Path,
    process::{Command, id},
    thread,
    time::Duration,
};

use rls_live::{Address, connect, run};
use rls_postgres::{Binaries, Server};

use crate::says;

/// Odd, and the secret is in it.
const PASSWORD: &str = r#"p@:/?#[]%20 '\"=&é geheim"#;
const ENCODED: &str = "p%40%3A%2F%3F%23%5B%5D%2520%20%27%5C%22%3D%26%C3%A9%20geheim";

fn certificate(data: &Path, host: &str) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=pg-rls test"])
        .args(["-addext", &format!("subjectAltName=IP:{host}")])
        .args(["-keyout", "server.key", "-out", "server.crt"])
        .current_dir(data)
        .output()
        .expect("the program openssl is there");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let owner = fs::metadata(data).unwrap();
    for file in ["server.key", "server.crt"] {
        fs::set_permissions(data.join(file), fs::Permissions::from_mode(0o600)).unwrap();
        chown(data.join(file), Some(owner.uid()), Some(owner.gid())).unwrap();
    }
}

#[test]
fn tls_and_passwords() {
    let host = format!("127.{}.{}.7", id() / 250 % 250 + 1, id() % 250 + 1);
    let server =
        Server::start_with_settings(&Binaries::find().unwrap(), &[&format!("listen_addresses={host}")])
            .unwrap();
    let data = server.socket_dir().join("data");
    let mut admin = connect(&Address::parse(&server.conninfo("postgres")).unwrap()).unwrap();
    let role = format!(
        "SET password_encryption = 'scram-sha-256'; CREATE ROLE odd LOGIN PASSWORD {}",
        rls_core::ident::literal(PASSWORD)
    );
    admin.client().batch_execute(&role).unwrap();
    let mut rules = |rule: &str| {
        fs::write(
            data.join("pg_hba.conf"),
            format!("local all all trust\n{rule} all odd 127.0.0.0/8 scram-sha-256\n"),
        )
        .unwrap();
        admin.client().batch_execute("SELECT pg_reload_conf()").unwrap();
        thread::sleep(Duration::from_millis(300));
    };
    let url = |login: &str, more: &str| {
        Address::parse(&format!("postgres://{login}@{host}/postgres?{more}")).unwrap()
    };
    let odd = format!("odd:{ENCODED}");

    rules("host");
    says(connect(&url(&odd, "sslmode=require")), "has no TLS");
    let quoted = PASSWORD.replace('\\', r"\\").replace('\'', r"\'");
    let words = Address::parse(&format!("host={host} user=odd password='{quoted}' dbname=postgres")).unwrap();
    for address in [&words, &url(&odd, "sslmode=disable"), &url(&odd, "")] {
        assert_eq!(connect(address).unwrap().login().name, "odd");
    }
    assert_eq!(words, url(&odd, "").with_database("postgres"));
    assert!(says(connect(&url("odd:geheim2", "")), "does not take the password of role odd").is("28P01"));
    says(connect(&url("odd", "")), "asks for a password");

    certificate(&data, &host);
    let mut other = connect(&Address::parse(&server.conninfo("postgres")).unwrap()).unwrap();
    run::each(other.client(), "x", &["ALTER SYSTEM SET ssl = on"]).unwrap();
    rules("hostssl");
    assert!(says(connect(&url(&odd, "sslmode=disable")), "without TLS").is("28000"));
    let root = data.join("server.crt");
    let root = format!("&sslrootcert={}", root.display());
    let with = [
        "sslmode=allow",
        "sslmode=prefer",
        "sslmode=require",
        "sslmode=require&channel_binding=require",
        &format!("sslmode=require{root}"),
        &format!("sslmode=verify-ca{root}"),
        &format!("sslmode=verify-full{root}"),
    ];
    for more in with {
        let mut session = connect(&url(&odd, more)).unwrap_or_else(|error| panic!("{more}: {error}"));
        let ssl =
            run::rows(session.client(), "x", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
                .unwrap();
        assert_eq!(ssl, [["t"]], "{more}");
    }
    for mode in ["verify-ca", "verify-full"] {
        says(connect(&url(&odd, &format!("sslmode={mode}"))), "certificate");
    }
    says(connect(&url(&odd, "sslmode=verify-full&sslrootcert=/no/file")), "cannot be read");
    for mode in ["prefer", "require"] {
        let more = format!("sslmode={mode}&sslrootcert=system");
        says(connect(&url(&odd, &more)), "asks for sslmode=verify-full");
    }
    says(connect(&url(&odd, "sslrootcert=system")), "certificate");

    // the same server by another of its names, which is not in the certificate
    let wrong = |mode: &str| {
        Address::parse(&format!("host=localhost hostaddr={host} user=odd password='{quoted}' dbname=postgres sslmode={mode} sslrootcert={}", data.join("server.crt").display()))
            .unwrap()
    };
    says(connect(&wrong("verify-full")), "for another name");
    assert!(connect(&wrong("verify-ca")).is_ok());
    // another's root
    let own = fs::read(data.join("server.crt")).unwrap();
    let elsewhere = server.socket_dir().join("other.crt");
    certificate(&data, &host);
    fs::copy(data.join("server.crt"), &elsewhere).unwrap();
    fs::write(data.join("server.crt"), own).unwrap();
    for mode in ["require", "verify-ca"] {
        says(
            connect(&url(&odd, &format!("sslmode={mode}&sslrootcert={}", elsewhere.display()))),
            "certificate",
        );
    }
}

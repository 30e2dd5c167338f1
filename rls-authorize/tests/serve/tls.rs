//! Is the database reached by TLS and by password, as rls-live reaches it?
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

use rls_authorize::serve::{
    pool::{Mode, Pool, PoolConfig, StartError},
    query::Fault,
};
use rls_live::Address;
use rls_postgres::{Binaries, Server};

use crate::home::{LIMITS, admin, alice, batch, prepare};

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

/// Whether connections have TLS; requests run, and one that is cancelled ends.
fn served(server: &Server, url: &str) -> Result<bool, StartError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut config = PoolConfig::new(Address::parse(url).unwrap());
        config.connections = 1;
        let pool = Pool::open(config).await?;
        let asks = batch(&[("SELECT 1", &[])]);
        pool.run(&alice(), "app", &asks, &LIMITS).await.unwrap();
        let mut short = LIMITS;
        short.time = Duration::from_millis(200);
        let sleeps = batch(&[("SELECT pg_sleep(60)", &[])]);
        let fault = pool.run(&alice(), "app", &sleeps, &short).await.unwrap_err();
        assert!(matches!(fault, Fault::TooLong(_)), "{fault}");
        // with one connection this waits for the cancel
        pool.run(&alice(), "app", &asks, &LIMITS).await.unwrap();
        // callers may not ask that
        let ssl =
            "SELECT bool_and(ssl) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'login'";
        let conninfo = server.conninfo("app");
        let asks = move || {
            postgres::Client::connect(&conninfo, postgres::NoTls).unwrap().query_one(ssl, &[]).unwrap().get(0)
        };
        Ok(tokio::task::spawn_blocking(asks).await.unwrap())
    })
}

#[test]
fn tls_and_passwords() {
    let host = format!("127.{}.{}.9", id() / 250 % 250 + 1, id() % 250 + 1);
    let server =
        Server::start_with_settings(&Binaries::find().unwrap(), &[&format!("listen_addresses={host}")])
            .unwrap();
    prepare(&server, Mode::Plain);
    let data = server.socket_dir().join("data");
    let mut admin = admin(&server);
    let mut rules = |set: &str, rule: &str, method: &str| {
        admin.batch_execute(set).unwrap();
        fs::write(
            data.join("pg_hba.conf"),
            format!("local all postgres trust\n{rule} all login 127.0.0.0/8 {method}\n"),
        )
        .unwrap();
        admin.batch_execute("SELECT pg_reload_conf()").unwrap();
        thread::sleep(Duration::from_millis(300));
    };
    let url = |password: &str, more: &str| format!("postgres://login:{password}@{host}/app?{more}");
    let says = |url: &str, words: &str| {
        let told = served(&server, url).expect_err(words).to_string();
        assert!(told.contains(words) && !told.contains("geheim"), "{told}");
    };
    let scram = "SET password_encryption = 'scram-sha-256'; ALTER ROLE login PASSWORD 'geheim@:'";
    let (right, wrong) = ("geheim%40%3A", "geheim");

    rules(scram, "host", "scram-sha-256");
    assert!(!served(&server, &url(right, "sslmode=disable")).unwrap());
    assert!(!served(&server, &url(right, "")).unwrap());
    says(&url(right, "sslmode=require"), "has no TLS");
    says(&url(wrong, ""), "does not take the password");
    says(&format!("postgres://login@{host}/app"), "asks for a password");
    says(&url(right, "channel_binding=require"), "channel binding");
    rules(scram, "host", "password");
    says(&url(right, "sslmode=disable"), "without TLS");
    rules("SET password_encryption = 'md5'; ALTER ROLE login PASSWORD 'geheim@:'", "host", "md5");
    assert!(!served(&server, &url(right, "sslmode=disable")).unwrap());
    says(&url(wrong, ""), "does not take the password");

    certificate(&data, &host);
    rules("ALTER SYSTEM SET ssl = on", "hostssl", "password");
    assert!(served(&server, &url(right, "sslmode=require")).unwrap());
    says(&url(right, "channel_binding=require"), "channel binding");
    rules(scram, "hostssl", "scram-sha-256");
    says(&url(right, "sslmode=disable"), "without TLS");
    let root = format!("sslmode=verify-full&sslrootcert={}", data.join("server.crt").display());
    for more in ["", "sslmode=allow", "sslmode=require&channel_binding=require", &root] {
        assert!(served(&server, &url(right, more)).unwrap(), "{more}");
    }
    says(&url(right, "sslmode=verify-full"), "certificate");
}

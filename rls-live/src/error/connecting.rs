//! Why is there no connection?

use std::{error::Error as _, io};

use rustls::CertificateError;

use super::{LiveError, told::POOLER};
use crate::Address;

impl LiveError {
    /// What was said when a connection was asked for.
    pub(crate) fn connecting(address: &Address, error: &postgres::Error) -> Self {
        let place = address.place();
        if let Some(said) = error.as_db_error() {
            return Self::refused(address, said.code().code(), said.message(), said.hint());
        }
        let source = error.source();
        if let Some(io) = source.and_then(|source| source.downcast_ref::<io::Error>()) {
            return Self::unreached(address, io);
        }
        let cause = source.map(ToString::to_string).unwrap_or_default();
        if cause.contains("does not support TLS") {
            return Self::without_tls(address);
        }
        if cause.contains("password missing") {
            return Self::without_password(address);
        }
        if cause.contains("channel binding") {
            return Self::unbound(address);
        }
        if error.is_closed() {
            return LiveError::new(format!("the server at {place} closed the connection at once"))
                .help("look whether that is a Postgres server, and into its log");
        }
        LiveError::new(format!(
            "no connection to {place}: {error}{}{cause}",
            if cause.is_empty() { "" } else { ": " }
        ))
    }

    /// The server is there, and says no: by an SQLSTATE, a text, and maybe a hint.
    pub fn refused(address: &Address, code: &str, text: &str, hint: Option<&str>) -> Self {
        refused(address, code, text, hint)
    }

    /// The server has no TLS.
    pub fn without_tls(address: &Address) -> Self {
        LiveError::new(format!("the server at {} has no TLS, and sslmode asks for it", address.place())).help(
            "write sslmode=disable where the network is yours, or switch `ssl` on in its postgresql.conf",
        )
    }

    /// The server wants to know a password.
    pub fn without_password(address: &Address) -> Self {
        LiveError::new(format!("the server at {} asks for a password, and there is none", address.place()))
            .help("put it into the address, into PGPASSWORD or into ~/.pgpass")
    }

    /// The login cannot be bound to its TLS session.
    pub fn unbound(address: &Address) -> Self {
        LiveError::new(format!(
            "the server at {} does not do the channel binding that the address asks for",
            address.place()
        ))
        .help("leave channel_binding out, if that is known of this server")
    }

    /// There is no way to the server, or no TLS with it.
    pub fn unreached(address: &Address, error: &io::Error) -> Self {
        let place = address.place();
        match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(fault) => tls(&place, fault),
            None => unreached(&place, error),
        }
    }

    /// Nothing came for too long.
    pub fn silent(address: &Address) -> Self {
        LiveError::new(format!("{} takes connections and does not answer", address.place()))
            .help("look whether that is a Postgres server; connect_timeout in the address gives it longer")
    }
}

/// The server is there, and says no: by an SQLSTATE, a text, and maybe a hint.
fn refused(address: &Address, code: &str, text: &str, hint: Option<&str>) -> LiveError {
    let (place, user, database) = (address.place(), address.user(), address.database());
    let (message, help) = match code {
        "28P01" => (
            format!("the server at {place} does not take the password of role {user}"),
            "a password in a URL is percent-encoded: @ is %40, / is %2F, : is %3A; the server does not tell a wrong password \
             from a role that it does not have"
                .to_owned(),
        ),
        "28000" if text.contains("does not exist") => (
            format!("the server at {place} has no role {user}"),
            "name the role in the address: postgres://role@host/database, or PGUSER".to_owned(),
        ),
        "28000" if text.contains("no encryption") || text.contains("SSL off") => (
            format!("the server at {place} does not let role {user} into database {database} without TLS"),
            "write sslmode=require, or verify-full with sslrootcert, into the address".to_owned(),
        ),
        "28000" if text.contains("pg_hba") => (
            format!("the server at {place} has no rule (pg_hba.conf) that lets role {user} into database {database} from here"),
            "add one there, or come from where there is one".to_owned(),
        ),
        "3D000" => (
            format!("the server at {place} has no database {database}"),
            "name one that it has, at the end of the URL or as dbname".to_owned(),
        ),
        "53300" => (
            format!("the server at {place} has no connection left ({text})"),
            "end some, wait, or raise max_connections".to_owned(),
        ),
        "57P03" => (
            format!("the server at {place} does not take connections now ({text})"),
            "wait until it does, and run this again".to_owned(),
        ),
        "42501" => (
            format!("role {user} may not connect to database {database} ({text})"),
            format!("as its owner: GRANT CONNECT ON DATABASE {} TO {}", rls_core::ident::quote(database), rls_core::ident::quote(user)),
        ),
        "08P01" if text.contains("startup parameter") => (
            format!("the pooler at {place} does not know a parameter ({text})"),
            POOLER.to_owned(),
        ),
        _ => (
            format!("the server at {place} refuses the connection: {text}"),
            hint.unwrap_or("its log says more").to_owned(),
        ),
    };
    LiveError { message, help: Some(help), code: Some(code.to_owned()) }
}

/// There is no server, or no way to it.
fn unreached(place: &str, error: &io::Error) -> LiveError {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => LiveError::new(format!("nobody listens at {place}"))
            .help("start the server, or mend the host and the port of the address"),
        io::ErrorKind::NotFound if place.starts_with("the socket") => {
            LiveError::new(format!("there is no server at {place}"))
                .help("start it, or mend the folder (host) and the port of the address")
        }
        io::ErrorKind::PermissionDenied if place.starts_with("the socket") => {
            LiveError::new(format!("this account may not use {place}"))
                .help("come as an account that may, or by TCP")
        }
        io::ErrorKind::TimedOut => LiveError::new(format!("{place} does not answer"))
            .help("look at the host, the port and what lies between; connect_timeout in the address gives it longer"),
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe => {
            LiveError::new(format!("{place} ended the connection before it was one"))
                .help("look whether that is a Postgres server, and into its log")
        }
        _ if error.to_string().contains("lookup") || error.to_string().contains("resolve") => {
            LiveError::new(format!("the host of {place} is not known"))
                .help("mend the host's name; a password with @ or / in it is percent-encoded in a URL")
        }
        _ => LiveError::new(format!("no connection to {place}: {error}")),
    }
}

/// TLS does not come about.
fn tls(place: &str, error: &rustls::Error) -> LiveError {
    let (what, help) = match error {
        rustls::Error::InvalidCertificate(fault) => match fault {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => (
                "its certificate is for another name".to_owned(),
                "connect by the name that is in the certificate (its subjectAltName), or write sslmode=verify-ca",
            ),
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                ("its certificate has expired".to_owned(), "renew it; or this machine's clock is wrong")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                ("its certificate is not valid yet".to_owned(), "look at this machine's clock")
            }
            CertificateError::UnknownIssuer => (
                "its certificate is signed by nobody who is trusted here".to_owned(),
                "write sslrootcert=FILE, the certificate of who signed it, or sslmode=require to look at no certificate",
            ),
            other => (
                format!("its certificate is not taken ({other:?})"),
                "write sslrootcert=FILE, the certificate of who signed it, or sslmode=require to look at no certificate",
            ),
        },
        other => (other.to_string(), "look at `ssl` in its postgresql.conf and into its log"),
    };
    LiveError::new(format!("there is no TLS with {place}: {what}")).help(help)
}

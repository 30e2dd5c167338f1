//! Whose certificate is taken?
//!
//! As libpq has it: `verify-full` looks at who signed it and whose name is in it, `verify-ca` at who signed it, and so does
//! `require` where a root is named or lies in `~/.postgresql/root.crt`. Otherwise it is not looked at. Where a certificate is to be looked at and
//! no root is named, the system's roots count (libpq would refuse).

use std::{path::PathBuf, sync::Arc};

use rustls::{
    CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    client::{
        danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        verify_server_cert_signed_by_trust_anchor, verify_server_name,
    },
    crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature},
    pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject},
    server::ParsedCertificate,
};

use crate::{Address, LiveError, address::Tls};

/// Who is trusted, and whether the name counts.
#[derive(Debug)]
pub(super) struct Verifier {
    provider: Arc<CryptoProvider>,
    /// None: the certificate is not looked at.
    roots: Option<Roots>,
    name: bool,
}

#[derive(Debug)]
struct Roots {
    store: RootCertStore,
    /// Those of a file as they are: a server may show one of them itself.
    named: Vec<CertificateDer<'static>>,
}

pub(super) fn verifier(address: &Address, provider: &Arc<CryptoProvider>) -> Result<Verifier, LiveError> {
    let (tls, named) = (address.tls()?, address.root_certificates());
    let looks = matches!(tls, Tls::VerifyCa | Tls::VerifyFull);
    let file = match named {
        Some("system") => None,
        Some(file) => Some(PathBuf::from(file)),
        None => default_file().filter(|file| file.is_file()),
    };
    if named == Some("system") && tls != Tls::VerifyFull {
        return Err(LiveError::new("sslrootcert=system asks for sslmode=verify-full")
            .help("anybody can have a certificate that the system trusts, so its name has to count"));
    }
    let roots = match file {
        Some(file) if looks || tls == Tls::Require => Some(of_file(&file)?),
        None if looks => Some(of_system()?),
        _ => None,
    };
    Ok(Verifier { provider: Arc::clone(provider), roots, name: tls == Tls::VerifyFull })
}

/// Where libpq looks where nothing is named.
fn default_file() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".postgresql/root.crt"))
}

fn of_file(file: &std::path::Path) -> Result<Roots, LiveError> {
    let shown = file.display();
    let read = CertificateDer::pem_file_iter(file).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let named = read.map_err(|error| {
        LiveError::new(format!("the certificates of {shown} (sslrootcert) cannot be read: {error}"))
            .help("it is a file of certificates in PEM, each from -----BEGIN CERTIFICATE----- on")
    })?;
    if named.is_empty() {
        return Err(LiveError::new(format!("there is no certificate in {shown} (sslrootcert)"))
            .help("it is a file of certificates in PEM, each from -----BEGIN CERTIFICATE----- on"));
    }
    let mut store = RootCertStore::empty();
    // one that is no root for rustls may still be the server's own
    store.add_parsable_certificates(named.iter().cloned());
    Ok(Roots { store, named })
}

fn of_system() -> Result<Roots, LiveError> {
    let found = rustls_native_certs::load_native_certs();
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(found.certs);
    if store.is_empty() {
        return Err(LiveError::new("this machine has no list of certificates that it trusts")
            .help("install the package ca-certificates, or write sslrootcert=FILE into the address"));
    }
    Ok(Roots { store, named: Vec::new() })
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(roots) = &self.roots else { return Ok(ServerCertVerified::assertion()) };
        let certificate = ParsedCertificate::try_from(end_entity)?;
        let algorithms = self.provider.signature_verification_algorithms.all;
        let signed = verify_server_cert_signed_by_trust_anchor(
            &certificate,
            &roots.store,
            intermediates,
            now,
            algorithms,
        );
        match signed {
            Err(error) if roots.named.contains(end_entity) && shows_itself(&error) => {}
            signed => signed?,
        }
        if self.name {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, cert, dss, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A root that is a server's own certificate, as `openssl req -x509` makes them. The time has been looked at before that is said.
fn shows_itself(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(_)))
        && format!("{error:?}").contains("CaUsedAsEndEntity")
}

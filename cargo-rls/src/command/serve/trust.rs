//! Whose tokens are taken?

use rls_authorize::{Jwks, Rules, Verifier, Verifiers, dev, provider::Provider};
use rls_project::finding::{Failure, Finding};

use super::settings::{Issuer, Keys, Settings};

/// Whose tokens are taken, and who makes some for trying.
pub(super) struct Trust {
    pub(super) verifiers: Verifiers,
    pub(super) issuer: Option<dev::Issuer>,
}

impl Trust {
    pub(super) fn of(settings: &Settings) -> Result<Self, Failure> {
        let mut verifiers = Vec::new();
        match &settings.issuer {
            None => {}
            Some(Issuer::Keys { jwks, audience, issuer }) => {
                let jwks = match jwks {
                    Keys::Url(url) => Jwks::url(url).map_err(failed)?,
                    Keys::File(path) => Jwks::file(path),
                };
                let mut rules = Rules::new();
                if let Some(issuer) = issuer {
                    if issuer.is_empty() || issuer.contains(|c: char| c.is_whitespace() || c.is_control()) {
                        return Err(Finding::new(format!("{issuer:?} is nobody's issuer"))
                            .help("write what the tokens have in iss, letter for letter: https://auth.example.com, say")
                            .unreadable());
                    }
                    rules = rules.issuer(issuer);
                }
                for audience in audience {
                    rules = rules.audience(audience);
                }
                let place = jwks.place();
                verifiers.push(Verifier::new(&place, jwks, rules));
            }
            Some(Issuer::Known { name, id, audience, issuer }) => {
                let provider = Provider::named(name).map_err(failed)?;
                let verifier = match issuer {
                    None => provider.verifier(id, audience),
                    Some(issuer) => provider.verifier_issued_by(id, issuer, audience),
                };
                verifiers.push(verifier.map_err(failed)?);
            }
        }
        let issuer = if settings.dev { Some(dev::Issuer::new().map_err(failed)?) } else { None };
        if let Some(issuer) = &issuer {
            verifiers.push(issuer.verifier().map_err(failed)?);
        }
        if verifiers.is_empty() {
            return Err(Finding::new("nobody's tokens are taken, so nobody could ask anything")
                .help("--dev-tokens alice,bob makes some; --provider and --id, or --jwks, name an issuer; [serve] of rls.toml takes the same")
                .unreadable());
        }
        Ok(Self { verifiers: Verifiers::new(verifiers), issuer })
    }
}

fn failed(error: impl std::error::Error) -> Failure {
    Finding::new(error.to_string()).unreadable()
}

//! Firebase, and the Identity Platform of Google Cloud.
//!
//! Where from: firebase/firebase-admin-node, src/auth/token-verifier.ts (`iss`, `aud`, `sub`, RS256, `kid`), and Firebase's
//! docs, "Verify ID tokens using a third-party JWT library". The keys are those of all projects, so the audience, which is
//! the project, is what tells ours.
//!
//! Both of these name the keys as certificates (…/robot/v1/metadata/x509/…). That the same keys are a JWKS at the address
//! below is in no page of Google's that was found; smallrye/smallrye-jwt#382 and others take it there.

use super::{Audience, Provider, Settings, parts::is_slug};
use crate::Rules;

pub(super) static FIREBASE: Provider = Provider {
    name: "firebase",
    title: "Firebase",
    id: "project id",
    example: "todos-1a2b3",
    audience: Audience::Known,
    settle: |id| {
        let small = id.bytes().all(|byte| !byte.is_ascii_uppercase());
        let rules = Rules::new().issuer(&format!("https://securetoken.google.com/{id}")).audience(id);
        let jwks =
            "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com";
        (small && is_slug(id)).then(|| Settings { jwks: jwks.to_owned(), rules })
    },
    own: None,
};

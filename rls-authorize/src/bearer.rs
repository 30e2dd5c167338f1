//! Which token comes with a request?

use http::{HeaderMap, header::AUTHORIZATION};

use crate::TokenError;

/// The token of the header `Authorization`: `Bearer`, one space, and the token, which is still to be verified.
///
/// ```
/// use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
/// use rls_authorize::{TokenError, bearer};
///
/// let mut headers = HeaderMap::new();
/// assert_eq!(bearer(&headers), Err(TokenError::NoHeader));
/// headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer a.b.c"));
/// assert_eq!(bearer(&headers), Ok("a.b.c"));
/// headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer Bearer a.b.c"));
/// assert_eq!(bearer(&headers), Err(TokenError::BearerTwice));
/// ```
///
/// # Errors
///
/// Where there is none, where there are several, where it is of another scheme or says `Bearer` twice.
pub fn bearer(headers: &HeaderMap) -> Result<&str, TokenError> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(TokenError::NoHeader)?;
    if values.next().is_some() {
        return Err(TokenError::SeveralHeaders);
    }
    let text = value.to_str().map_err(|_| TokenError::NotBearer)?;
    let token = after_scheme(text).ok_or(TokenError::NotBearer)?;
    if token.eq_ignore_ascii_case("bearer") || after_scheme(token).is_some() {
        return Err(TokenError::BearerTwice);
    }
    // a comma would be a second value, which some proxies join to the first
    if token.is_empty() || token.contains([' ', '\t', ',']) {
        return Err(TokenError::NotBearer);
    }
    Ok(token)
}

/// Names of schemes are the same in small and capital letters.
fn after_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(rest)
}

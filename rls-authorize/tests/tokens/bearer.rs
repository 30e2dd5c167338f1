//! Which headers have a token?

use http::{HeaderMap, HeaderValue, header::AUTHORIZATION};
use rls_authorize::{TokenError, bearer};

#[test]
fn of_a_header() {
    let cases: [(&[u8], Result<&str, TokenError>); 18] = [
        (b"Bearer a.b.c", Ok("a.b.c")),
        (b"bearer a.b.c", Ok("a.b.c")),
        (b"BEARER a.b.c", Ok("a.b.c")),
        (b"", Err(TokenError::NotBearer)),
        (b"a.b.c", Err(TokenError::NotBearer)),
        (b"Bearer", Err(TokenError::NotBearer)),
        (b"Bearer ", Err(TokenError::NotBearer)),
        (b"Bearer  a.b.c", Err(TokenError::NotBearer)),
        (b"Bearer\ta.b.c", Err(TokenError::NotBearer)),
        (b"Bearer:a.b.c", Err(TokenError::NotBearer)),
        (b"Bearer a.b.c d", Err(TokenError::NotBearer)),
        (b"Bearer a.b.c,d.e.f", Err(TokenError::NotBearer)),
        (b"Bearer a.b.c,Bearer d.e.f", Err(TokenError::NotBearer)),
        (b"Basic YWxpY2U6aW4=", Err(TokenError::NotBearer)),
        (b"Bearer \xff.b.c", Err(TokenError::NotBearer)),
        (b"Bearer Bearer a.b.c", Err(TokenError::BearerTwice)),
        (b"Bearer bearer a.b.c", Err(TokenError::BearerTwice)),
        (b"Bearer Bearer", Err(TokenError::BearerTwice)),
    ];
    for (value, expected) in cases {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_bytes(value).unwrap());
        assert_eq!(bearer(&headers), expected, "{}", value.escape_ascii());
    }
}

#[test]
fn of_none_and_of_two() {
    let mut headers = HeaderMap::new();
    assert_eq!(bearer(&headers), Err(TokenError::NoHeader));
    headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a.b.c"));
    headers.append(AUTHORIZATION, HeaderValue::from_static("Bearer a.b.c"));
    assert_eq!(bearer(&headers), Err(TokenError::SeveralHeaders));
}

//! When is an issuer asked for its keys, and how often?
//!
//! The time is said, not waited for.

use std::{sync::Arc, time::Duration};

use rls_authorize::{Jwks, JwksError, TokenError, Verifier};

use crate::{
    server::{Answer, Server},
    signer::{EC, ED, Signer, at, but, jwks, new_ec, rules},
};

fn keys(signers: &[&Signer]) -> Answer {
    Answer::Keys(jwks(&signers.iter().map(|signer| signer.jwk()).collect::<Vec<_>>()))
}

fn verifier(server: &Server) -> Verifier {
    Verifier::new("example", Jwks::url(&server.url()).unwrap(), rules())
}

/// Good for a day.
fn token(signer: &Signer) -> String {
    signer.token(&but(&serde_json::json!({ "exp": crate::signer::NOW + 86400 })))
}

/// Until what goes on in the background has been seen; a few milliseconds.
async fn until(asked: usize, server: &Server) {
    for _ in 0..500 {
        if server.asked() >= asked {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    // what was asked has to come back, too
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.asked(), asked);
}

#[tokio::test]
async fn once_and_then_in_the_background_after_five_minutes() {
    let server = Server::new(keys(&[&EC]));
    let verifier = verifier(&server);
    assert_eq!(server.asked(), 0, "nobody is asked before there is a token");
    for seconds in [0, 1, 60, 299] {
        verifier.verify(&token(&EC), at(seconds)).await.unwrap();
    }
    assert_eq!(server.asked(), 1);
    server.now_answers(keys(&[&ED]));
    verifier.verify(&token(&EC), at(300)).await.unwrap();
    until(2, &server).await;
    // now the new keys are there, without anybody having waited
    verifier.verify(&token(&ED), at(301)).await.unwrap();
    assert!(matches!(verifier.verify(&token(&EC), at(301)).await, Err(TokenError::UnknownKey { .. })));
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn before_the_answer_after_an_hour() {
    let server = Server::new(keys(&[&EC]));
    let verifier = verifier(&server);
    verifier.verify(&token(&EC), at(0)).await.unwrap();
    server.now_answers(keys(&[&ED]));
    let refused = verifier.verify(&token(&EC), at(3600)).await;
    assert!(matches!(refused, Err(TokenError::UnknownKey { .. })), "{refused:?}");
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn at_once_for_an_unknown_key_and_not_within_thirty_seconds() {
    let server = Server::new(keys(&[&EC]));
    let verifier = verifier(&server);
    verifier.verify(&token(&EC), at(0)).await.unwrap();
    server.now_answers(keys(&[&EC, &ED]));
    // a stranger's tokens do not make us ask
    for seconds in [1, 10, 29] {
        let refused = verifier.verify(&token(&ED), at(seconds)).await;
        assert!(matches!(refused, Err(TokenError::UnknownKey { .. })), "{refused:?}");
    }
    assert_eq!(server.asked(), 1);
    verifier.verify(&token(&ED), at(30)).await.unwrap();
    assert_eq!(server.asked(), 2);
    let stranger = new_ec("stranger");
    for seconds in [31, 59, 60, 61, 89] {
        assert!(verifier.verify(&token(&stranger), at(seconds)).await.is_err());
    }
    assert_eq!(server.asked(), 3);
}

#[tokio::test]
async fn a_key_that_is_taken_back_is_gone() {
    let server = Server::new(keys(&[&EC, &ED]));
    let verifier = verifier(&server);
    verifier.verify(&token(&ED), at(0)).await.unwrap();
    server.now_answers(keys(&[&EC]));
    assert_eq!(verifier.jwks().refresh(at(1)).await, Ok(1));
    assert!(matches!(verifier.verify(&token(&ED), at(2)).await, Err(TokenError::UnknownKey { .. })));
}

#[tokio::test]
async fn the_old_keys_have_their_hour_while_nobody_answers() {
    let server = Server::new(keys(&[&EC]));
    let verifier = verifier(&server);
    verifier.verify(&token(&EC), at(0)).await.unwrap();
    server.now_answers(Answer::Status(503));
    verifier.verify(&token(&EC), at(300)).await.unwrap();
    until(2, &server).await;
    // in the background, not more often than every thirty seconds
    verifier.verify(&token(&EC), at(329)).await.unwrap();
    until(2, &server).await;
    verifier.verify(&token(&EC), at(330)).await.unwrap();
    until(3, &server).await;
    assert!(matches!(verifier.verify(&token(&ED), at(400)).await, Err(TokenError::UnknownKey { .. })));
    verifier.verify(&token(&EC), at(3599)).await.unwrap();
    until(5, &server).await;
    let down = TokenError::Jwks(JwksError::Status { place: server.url(), status: 503 });
    // it is known for a few seconds that nobody answers
    assert_eq!(verifier.verify(&token(&EC), at(3600)).await, Err(down.clone()));
    assert_eq!(server.asked(), 5);
    assert_eq!(verifier.verify(&token(&EC), at(3604)).await, Err(down));
    assert_eq!(server.asked(), 6);
    server.now_answers(keys(&[&EC]));
    verifier.verify(&token(&EC), at(3700)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn once_for_all_that_wait() {
    let Answer::Keys(text) = keys(&[&EC]) else { unreachable!() };
    let server = Server::new(Answer::Late(text, Duration::from_millis(200)));
    let verifier = Arc::new(verifier(&server));
    let waiting: Vec<_> = (0..50)
        .map(|_| {
            let verifier = Arc::clone(&verifier);
            tokio::spawn(async move { verifier.verify(&token(&EC), at(0)).await.map(|_| ()) })
        })
        .collect();
    for one in waiting {
        assert_eq!(one.await.unwrap(), Ok(()));
    }
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_request_that_is_given_up_leaves_the_keys_to_the_others() {
    let Answer::Keys(text) = keys(&[&EC]) else { unreachable!() };
    let server = Server::new(Answer::Late(text, Duration::from_millis(200)));
    let verifier = verifier(&server);
    let token = token(&EC);
    let given_up = tokio::time::timeout(Duration::from_millis(50), verifier.verify(&token, at(0))).await;
    assert!(given_up.is_err());
    verifier.verify(&token, at(0)).await.unwrap();
    assert_eq!(server.asked(), 1);
}

#[tokio::test]
async fn a_clock_that_is_put_back_makes_nothing_new_for_ever() {
    let server = Server::new(keys(&[&EC]));
    let verifier = verifier(&server);
    verifier.verify(&token(&EC), at(7200)).await.unwrap();
    verifier.verify(&token(&EC), at(7199)).await.unwrap();
    assert_eq!(server.asked(), 1);
    verifier.verify(&token(&EC), at(0)).await.unwrap();
    assert_eq!(server.asked(), 2);
}

#[tokio::test]
async fn a_file_is_read_again_when_it_has_changed() {
    let path = std::env::temp_dir().join(format!("rls-authorize-{}.json", std::process::id()));
    let write = |answer: Answer| {
        let Answer::Keys(text) = answer else { unreachable!() };
        std::fs::write(&path, text).unwrap();
    };
    let verifier = Verifier::new("example", Jwks::file(&path), rules());
    let refused = verifier.verify(&token(&EC), at(0)).await;
    assert!(matches!(refused, Err(TokenError::Jwks(JwksError::File { .. }))), "{refused:?}");
    write(keys(&[&EC]));
    verifier.verify(&token(&EC), at(10)).await.unwrap();
    write(keys(&[&EC, &ED]));
    verifier.verify(&token(&ED), at(11)).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    // gone, and good for its hour
    verifier.verify(&token(&ED), at(12)).await.unwrap();
    assert!(verifier.verify(&token(&ED), at(3700)).await.is_err());
}

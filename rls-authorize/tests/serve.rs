//! Does a request run as its caller, and is nothing left of it, whatever the caller, the network and the server do?

#![cfg(feature = "serve")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by a panic"
)]

#[path = "serve/fault.rs"]
mod fault;
#[path = "serve/gone.rs"]
mod gone;
#[path = "serve/home.rs"]
mod home;
#[path = "serve/http.rs"]
mod http;
#[path = "serve/isolation.rs"]
mod isolation;
#[path = "serve/leftover.rs"]
mod leftover;
#[path = "serve/limit.rs"]
mod limit;
#[path = "serve/only.rs"]
mod only;
#[path = "serve/said.rs"]
mod said;
#[path = "serve/start.rs"]
mod start;
#[path = "serve/stealing.rs"]
mod stealing;
#[path = "serve/text.rs"]
mod text;
#[cfg(target_os = "linux")]
#[path = "serve/tls.rs"]
mod tls;
#[path = "serve/told.rs"]
mod told;

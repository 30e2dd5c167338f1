//! How is the log written?
//!
//! To standard error: for people on a terminal, an object a line elsewhere. What is in it is the endpoint's to say, and it says no token, no
//! parameter and no SQL.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::{
    Layer as _, Registry,
    filter::{LevelFilter, Targets},
    fmt,
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use crate::cli::{LogFormat, LogLevel, ServeArgs};

/// From now on.
pub(super) fn begin(args: &ServeArgs) {
    let level = match args.log {
        LogLevel::Off => LevelFilter::OFF,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Debug => LevelFilter::DEBUG,
    };
    // what libraries say of their connections may be more than we would
    let ours = Targets::new().with_target("rls_authorize", level);
    let json = match args.log_format {
        LogFormat::Json => true,
        LogFormat::Human => false,
        LogFormat::Auto => !io::stderr().is_terminal(),
    };
    let layer = if json {
        fmt::layer().with_writer(io::stderr).json().flatten_event(true).with_target(false).boxed()
    } else {
        fmt::layer().with_writer(io::stderr).with_ansi(false).with_target(false).boxed()
    };
    // there is one command a process, so nobody else has begun
    let _ = Registry::default().with(layer.with_filter(ours)).try_init();
}

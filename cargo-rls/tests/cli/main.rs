//! Does the command line do what docs and `--help` say? Each test runs the binary in a folder of its own.

mod config;
mod explain;
mod init;
mod pages;
mod project;
mod report;
mod server;
mod sql;

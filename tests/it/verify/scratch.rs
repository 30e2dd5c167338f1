//! A database whose name is a scratch one's, on the server that the tests share.

use std::sync::atomic::{AtomicU32, Ordering};

use postgres::Client;

use crate::server;

static COUNT: AtomicU32 = AtomicU32::new(0);

/// It is dropped with this.
pub(super) struct Scratch {
    name: String,
}

impl Scratch {
    pub(super) fn new() -> Self {
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("rls_scratch_{}_{count}", std::process::id());
        server::connect("postgres").batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
        Scratch { name }
    }

    pub(super) fn connect(&self) -> Client {
        server::connect(&self.name)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        let _ = server::connect("postgres").batch_execute(&drop);
    }
}

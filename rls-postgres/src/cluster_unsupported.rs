//! What stands in for a cluster where there are no unix sockets and no `/bin/sh`?

use std::path::Path;

use crate::{Binaries, Error};

pub(crate) const PORT: u16 = 5432;

/// There is none.
#[derive(Debug)]
pub(crate) enum Cluster {}

impl Cluster {
    pub(crate) fn start(_: &Binaries, _: &[&str]) -> Result<Self, Error> {
        Err(Error::Unsupported)
    }

    pub(crate) fn dir(&self) -> &Path {
        match *self {}
    }
}

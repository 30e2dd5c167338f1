//! What does a build write, and what does it tell cargo?

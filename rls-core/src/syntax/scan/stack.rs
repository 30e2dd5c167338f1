//! How is hostile source kept from overflowing the stack?
//!
//! syn reads nested source by recursion. Brackets and unbroken runs are counted first, and what is left is read on a
//! thread whose stack holds it.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Brackets within brackets; people write a dozen.
const MOST_BRACKETS: usize = 200;
/// Tokens without a `;`, a `,` or a block between them; people write some hundreds.
const LONGEST_RUN: usize = 8_000;
/// Bytes, enough for the two limits above in an unoptimised build.
const STACK: usize = 512 * 1024 * 1024;

/// Runs what reads source, on a stack that the limits fit in.
pub(super) fn on_deep_stack<T: Send>(read: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, read).ok()?;
        thread.join().ok()
    })
}

/// Why source is refused.
pub(super) fn too_deep(tokens: &TokenStream) -> Option<&'static str> {
    let mut waiting = vec![(tokens.clone(), 0)];
    while let Some((stream, depth)) = waiting.pop() {
        if depth > MOST_BRACKETS {
            return Some("brackets are nested too deeply here");
        }
        let mut run = 0;
        let mut after_block = false;
        for tree in stream {
            let continues = matches!(&tree, TokenTree::Ident(ident) if ident == "else");
            if after_block && !continues {
                run = 0;
            }
            after_block = false;
            run += 1;
            match tree {
                TokenTree::Group(group) => {
                    after_block = group.delimiter() == Delimiter::Brace;
                    waiting.push((group.stream(), depth + 1));
                }
                TokenTree::Punct(punct) if matches!(punct.as_char(), ';' | ',') => run = 0,
                _ => {}
            }
            if run > LONGEST_RUN {
                return Some("this expression is too long to read");
            }
        }
    }
    None
}

//! Which token is next?

use std::ops::Range;

use super::{DEPTH, Parsed, Parser, T, Token, Unreadable};

impl Parser<'_> {
    pub(super) fn nested<R>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<R>) -> Parsed<R> {
        if self.deep == DEPTH {
            return self.fault("this is nested too deep to be read");
        }
        self.deep += 1;
        let result = read(self);
        self.deep -= 1;
        result
    }

    pub(super) fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    pub(super) fn word_at(&self, ahead: usize) -> Option<&str> {
        match &self.tokens.get(self.at + ahead)?.kind {
            T::Word(word) => Some(word),
            _ => None,
        }
    }

    pub(super) fn symbol_at(&self, ahead: usize) -> Option<&str> {
        match &self.tokens.get(self.at + ahead)?.kind {
            T::Symbol(symbol) => Some(symbol),
            _ => None,
        }
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.word_at(0) == Some(word)
    }

    pub(super) fn is_symbol(&self, symbol: &str) -> bool {
        self.symbol_at(0) == Some(symbol)
    }

    pub(super) fn take_word(&mut self, word: &str) -> bool {
        let is = self.is_word(word);
        self.at += usize::from(is);
        is
    }

    pub(super) fn take_symbol(&mut self, symbol: &str) -> bool {
        let is = self.is_symbol(symbol);
        self.at += usize::from(is);
        is
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            self.fault(&format!("{} is expected here", word.to_uppercase()))
        }
    }

    pub(super) fn expect_symbol(&mut self, symbol: &str) -> Parsed<()> {
        if self.take_symbol(symbol) { Ok(()) } else { self.fault(&format!("`{symbol}` is expected here")) }
    }

    /// Where the next token begins.
    pub(super) fn here(&self) -> usize {
        self.peek().map_or(self.sql.len(), |token| token.range.start)
    }

    /// Where the last token ended.
    pub(super) fn last(&self) -> usize {
        self.at.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(0, |token| token.range.end)
    }

    pub(super) fn fault<R>(&self, message: &str) -> Parsed<R> {
        let range: Range<usize> =
            self.peek().map_or(self.last()..self.sql.len(), |token| token.range.clone());
        Err(Unreadable { message: message.to_owned(), range })
    }
}

//! What is in one file?

use std::{
    ops::Range,
    path::{Path, PathBuf},
};

use proc_macro2::TokenStream;
use syn::{
    Attribute, DeriveInput, ItemFn, ItemImpl, ItemMod, Meta, Token,
    parse::Parser,
    punctuated::Punctuated,
    visit::{self, Visit},
};

use super::stack;
use crate::{
    diagnostic::{Code, Diagnostic, Place, Spot},
    expr::Literal,
    schema::{Enum, Table},
    syntax::{self, Lowered, item::plain},
};

/// A table or an enum of a file.
pub(super) struct Found {
    pub(super) rust_name: String,
    pub(super) file: PathBuf,
    /// The modules that it is in, outermost first; the file's own name stands for the module that it is.
    pub(super) module: Vec<String>,
    pub(super) bytes: Range<usize>,
    pub(super) kind: Kind,
}

pub(super) enum Kind {
    Table(Box<Declared>),
    Enum(Box<Enum>),
}

/// A table with what is still to be looked up, and where its parts are.
pub(super) struct Declared {
    pub(super) table: Table,
    pub(super) named: Vec<Named>,
    pub(super) constants: Vec<Constant>,
    pub(super) spots: Vec<(Spot, Range<usize>)>,
}

/// A constant that the enum of a column must have.
pub(super) struct Constant {
    pub(super) column: usize,
    pub(super) literal: Literal,
    pub(super) bytes: Range<usize>,
}

/// A type of the author's own.
pub(super) struct Named {
    pub(super) column: usize,
    pub(super) path: Vec<String>,
    pub(super) bytes: Range<usize>,
}

/// A `mod name;`.
pub(super) struct Module {
    pub(super) name: String,
    /// The inline modules around it.
    pub(super) inside: Vec<String>,
    /// `#[path = "…"]`.
    pub(super) path: Option<String>,
    /// Whether some `#[cfg]` may leave it out, so that its file may be missing.
    pub(super) conditional: bool,
    /// Whether it is there for tests only.
    pub(super) test: bool,
    pub(super) bytes: Range<usize>,
}

/// A fault with the bytes that it is about.
pub(super) struct Fault {
    code: Code,
    message: String,
    help: Option<String>,
    bytes: Range<usize>,
}

impl Fault {
    /// The fault in its file.
    pub(super) fn of(self, file: &Path) -> Diagnostic {
        let Fault { code, message, help, bytes } = self;
        Diagnostic { code, message, help, place: source(file, bytes) }
    }
}

/// Bytes of a file.
pub(super) fn source(file: &Path, range: Range<usize>) -> Place {
    Place::Source { file: file.display().to_string(), range }
}

/// One file, read.
#[derive(Default)]
pub(super) struct File {
    pub(super) found: Vec<Found>,
    pub(super) modules: Vec<Module>,
    pub(super) faults: Vec<Fault>,
}

/// Reads the text of a file. Spans live and die in here, on a thread of their own; outside there are only bytes.
pub(super) fn read(path: &Path, text: &str) -> File {
    let refused = |(message, help, bytes): Refusal| File {
        faults: vec![Fault { code: Code::RUST_SYNTAX, message, help: help.map(str::to_owned), bytes }],
        ..File::default()
    };
    stack::on_deep_stack(|| match parse(text) {
        Ok(file) => {
            let mut finder =
                Finder { path, module: own_module(path), inline: Vec::new(), file: File::default() };
            finder.visit_file(&file);
            finder.file
        }
        Err(refusal) => refused(refusal),
    })
    .unwrap_or_else(|| refused(("this file cannot be read: the reader gave up".to_owned(), None, 0..0)))
}

/// Why a file is not read: what is wrong, what to do, and where.
type Refusal = (String, Option<&'static str>, Range<usize>);

fn parse(text: &str) -> Result<syn::File, Refusal> {
    let text = blank_start(text);
    let tokens: TokenStream = text.parse().map_err(|error: proc_macro2::LexError| {
        let help = "a bracket, a string or a comment has no end; `cargo check` says more";
        ("this is no Rust".to_owned(), Some(help), error.span().byte_range())
    })?;
    if let Some(reason) = stack::too_deep(&tokens) {
        return Err((reason.to_owned(), Some("put it into pieces, or leave the file out of `models`"), 0..0));
    }
    syn::parse2(tokens).map_err(|error| {
        (format!("this is no Rust: {error}"), Some("`cargo check` says more"), error.span().byte_range())
    })
}

/// The text with a byte order mark and a `#!` line made blank, so that every byte keeps its place.
fn blank_start(text: &str) -> String {
    let mut blank = text.to_owned();
    if blank.starts_with('\u{feff}') {
        blank.replace_range(..3, "   ");
    }
    let shebang = blank.trim_start_matches(' ').starts_with("#!")
        && !blank.trim_start_matches(' ')[2..].trim_start().starts_with('[');
    if shebang {
        let end = blank.find('\n').unwrap_or(blank.len());
        blank.replace_range(..end, &" ".repeat(end));
    }
    blank
}

fn own_module(path: &Path) -> Vec<String> {
    let name = |path: &Path| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    match name(path).as_deref() {
        Some("mod") => path.parent().and_then(name).into_iter().collect(),
        Some("lib" | "main") | None => Vec::new(),
        Some(stem) => vec![stem.to_owned()],
    }
}

struct Finder<'f> {
    path: &'f Path,
    module: Vec<String>,
    inline: Vec<String>,
    file: File,
}

impl Finder<'_> {
    fn item(&mut self, mut input: DeriveInput) {
        input.attrs = unconditional(&input.attrs);
        if !derives_rls(&input.attrs) {
            return;
        }
        plain_fields(&mut input);
        let rust_name = plain(&input.ident);
        let whole = input.ident.span().byte_range();
        let (lowered, errors) = syntax::read(&input);
        self.file.faults.extend(errors.iter().map(|diagnostic| Fault {
            code: diagnostic.code,
            message: diagnostic.message.clone(),
            help: diagnostic.help.clone(),
            bytes: bytes(&diagnostic.place).unwrap_or(whole.clone()),
        }));
        // an item with a fault counts too: its own types are looked up, and others' are not missing for it
        let kind = match lowered {
            None => return,
            Some(Lowered::Enum { definition, .. }) => Kind::Enum(Box::new(definition)),
            Some(Lowered::Table { table, named, constants, spots, .. }) => {
                let named = named.iter().map(|named| Named {
                    column: named.column,
                    path: named.path.segments.iter().map(|segment| plain(&segment.ident)).collect(),
                    bytes: bytes(&named.place).unwrap_or(whole.clone()),
                });
                let constants = constants.iter().filter_map(|constant| {
                    // a variant is to blame for itself, not for its path
                    let last = constant.path.last().map(|ident| Place::from(ident.span()));
                    let bytes = bytes(last.as_ref().unwrap_or(&constant.place))?;
                    Some(Constant { column: constant.column?, literal: constant.literal.clone(), bytes })
                });
                let spots = spots.into_iter().filter_map(|(spot, place)| Some((spot, bytes(&place)?)));
                Kind::Table(Box::new(Declared {
                    table: *table,
                    named: named.collect(),
                    constants: constants.collect(),
                    spots: spots.collect(),
                }))
            }
        };
        let module = self.module.iter().chain(&self.inline).cloned().collect();
        self.file.found.push(Found { rust_name, file: self.path.to_owned(), module, bytes: whole, kind });
    }
}

/// The bytes of some tokens.
fn bytes(place: &Place) -> Option<Range<usize>> {
    match place {
        Place::Tokens(first, last) => Some(first.byte_range().start..last.byte_range().end),
        _ => None,
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_struct(&mut self, item: &'ast syn::ItemStruct) {
        if !tests_only(&item.attrs) {
            self.item(item.clone().into());
        }
    }

    fn visit_item_enum(&mut self, item: &'ast syn::ItemEnum) {
        if !tests_only(&item.attrs) {
            self.item(item.clone().into());
        }
    }

    fn visit_item_union(&mut self, item: &'ast syn::ItemUnion) {
        if !tests_only(&item.attrs) {
            self.item(item.clone().into());
        }
    }

    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        let is_test =
            item.attrs.iter().any(|a| a.path().segments.last().is_some_and(|last| last.ident == "test"));
        if !is_test && !tests_only(&item.attrs) {
            visit::visit_item_fn(self, item);
        }
    }

    fn visit_item_impl(&mut self, item: &'ast ItemImpl) {
        if !tests_only(&item.attrs) {
            visit::visit_item_impl(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        let attrs = unconditional(&item.attrs);
        let test = tests_only(&attrs);
        let name = plain(&item.ident);
        match &item.content {
            Some(_) if test => {}
            Some(_) => {
                self.inline.push(name);
                visit::visit_item_mod(self, item);
                self.inline.pop();
            }
            None => self.file.modules.push(Module {
                path: attrs.iter().find_map(path_of),
                conditional: attrs.iter().any(|a| a.path().is_ident("cfg"))
                    || item.attrs.len() != attrs.len(),
                test,
                inside: self.inline.clone(),
                bytes: item.ident.span().byte_range(),
                name,
            }),
        }
    }
}

/// `#[path = "…"]`.
fn path_of(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) if pair.path.is_ident("path") => {
            Some(path.value())
        }
        _ => None,
    }
}

/// The attributes, with those that a `cfg_attr` may bring taken as there.
fn unconditional(attributes: &[Attribute]) -> Vec<Attribute> {
    let mut all = Vec::new();
    for attribute in attributes {
        let Meta::List(list) = &attribute.meta else {
            all.push(attribute.clone());
            continue;
        };
        if !list.path.is_ident("cfg_attr") {
            all.push(attribute.clone());
            continue;
        }
        let metas = Punctuated::<Meta, Token![,]>::parse_terminated.parse2(list.tokens.clone());
        let mut metas = metas.unwrap_or_default().into_iter();
        let for_tests = metas.next().is_some_and(|condition| is_test(&condition));
        if !for_tests {
            all.extend(metas.map(|meta| Attribute { meta, ..attribute.clone() }));
        }
    }
    all
}

fn derives_rls(attributes: &[Attribute]) -> bool {
    attributes.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        attribute.parse_args_with(Punctuated::<syn::Path, Token![,]>::parse_terminated).is_ok_and(|paths| {
            paths.iter().any(|p| p.segments.last().is_some_and(|last| last.ident == "Rls"))
        })
    })
}

/// Fields and variants as the derive will see them: without those that are there for tests only.
fn plain_fields(input: &mut DeriveInput) {
    match &mut input.data {
        syn::Data::Struct(data) => {
            if let syn::Fields::Named(fields) = &mut data.fields {
                fields.named = std::mem::take(&mut fields.named)
                    .into_iter()
                    .filter(|field| !tests_only(&field.attrs))
                    .map(|field| syn::Field { attrs: unconditional(&field.attrs), ..field })
                    .collect();
            }
        }
        syn::Data::Enum(data) => {
            data.variants = std::mem::take(&mut data.variants)
                .into_iter()
                .filter(|variant| !tests_only(&variant.attrs))
                .map(|variant| syn::Variant { attrs: unconditional(&variant.attrs), ..variant })
                .collect();
        }
        syn::Data::Union(_) => {}
    }
}

/// Whether a `#[cfg(test)]`, alone or among others in `all`, leaves this out of a build.
fn tests_only(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute.parse_args::<Meta>().is_ok_and(|condition| is_test(&condition))
    })
}

fn is_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|all| all.iter().any(is_test)),
        _ => false,
    }
}

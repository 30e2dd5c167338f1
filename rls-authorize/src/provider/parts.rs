//! Which parts of an id may become parts of an address?
//!
//! Whatever is not letters, digits and a few signs is refused, so that no id leads to another host or another path.

/// Letters, digits and hyphens.
pub(super) fn is_slug(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// A UUID as it is printed.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}

/// A host by its full name, in small letters; `https://` before it and `/` after it may be there, as people copy it.
pub(super) fn domain(text: &str) -> Option<String> {
    let bare = text.strip_prefix("https://").unwrap_or(text);
    let bare = bare.strip_suffix('/').unwrap_or(bare).to_ascii_lowercase();
    let labels: Vec<&str> = bare.split('.').collect();
    let good = |label: &&str| is_slug(label) && !label.starts_with('-') && !label.ends_with('-');
    // the last one is no number, as that of an address would be
    let named = labels.last().is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()));
    (labels.len() > 1 && named && labels.iter().all(good)).then_some(bare)
}

/// An address without user, query and fragment, of plain characters, and no `/` after it: where it starts, and the whole.
pub(super) fn address(text: &str) -> Option<(String, String)> {
    let whole = text.strip_suffix('/').unwrap_or(text);
    let (scheme, rest) = whole.split_once("://")?;
    let (host, path) = rest.split_once('/').map_or((rest, None), |(host, path)| (host, Some(path)));
    let (name, port) = host.rsplit_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let digits =
        |port: &str| !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
    let host_ok = match scheme {
        "https" => domain(name).as_deref() == Some(name),
        // for a server of one's own, on one's own machine
        "http" => matches!(name, "localhost" | "127.0.0.1"),
        _ => false,
    };
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~' | b'/');
    let path_ok = path.is_none_or(|path| {
        path.bytes().all(plain) && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
    });
    let good = host_ok && port.is_none_or(digits) && path_ok;
    good.then(|| (format!("{scheme}://{host}"), whole.to_owned()))
}

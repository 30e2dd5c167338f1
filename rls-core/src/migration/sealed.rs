//! Which files are ours, and are they what was written?

use std::collections::BTreeMap;

use super::{File, Layout, Version, header::Header, layout::Way};
use crate::snapshot;

/// What is in the folder of migrations, as far as it is ours. What somebody wrote by hand is left alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folder {
    /// Parts of migrations, in the order in which they run.
    pub parts: Vec<Sealed>,
    /// Files with a header of ours that cannot be read, and the line of a merge conflict, if that is why.
    pub unreadable: Vec<(String, Option<usize>)>,
}

/// One part of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The migration's name.
    pub name: String,
    /// When it runs.
    pub version: Version,
    /// Which part, from 1.
    pub part: usize,
    /// Of how many.
    pub parts: usize,
    /// The schema at which the migration begins.
    pub before: String,
    /// The one at which it ends.
    pub after: String,
    /// Its files that are there.
    pub paths: Vec<String>,
    /// Those that are not what was written.
    pub edited: Vec<String>,
    /// Those that are not there.
    pub missing: Vec<String>,
}

/// A file there or back: its path, its header, and whether its seal fits.
type Side<'f> = (Way, &'f str, Header, bool);

/// Finds the sealed migrations among the files below the folder of migrations.
pub fn read(layout: &Layout, files: &[File]) -> Folder {
    let mut folder = Folder::default();
    let mut found: BTreeMap<(Version, &str), Vec<Side>> = BTreeMap::new();
    for file in files {
        let Some((version, stem, way)) = layout.parse(&file.path) else { continue };
        let conflict = snapshot::conflict(&file.text);
        match Header::read(&file.text) {
            None => {}
            Some(Ok((_, false)) | Err(())) if conflict.is_some() => {
                folder.unreadable.push((file.path.clone(), conflict));
            }
            Some(Ok((header, fits))) => {
                found.entry((version, stem)).or_default().push((way, &file.path, header, fits));
            }
            Some(Err(())) => {
                folder.unreadable.push((file.path.clone(), None));
            }
        }
    }
    for ((version, stem), mut sides) in found {
        sides.sort_by_key(|(way, ..)| *way);
        let Some((_, _, header, _)) = sides.first() else { continue };
        let header = header.clone();
        let mut part = Sealed {
            name: header.name.clone(),
            version,
            part: header.part,
            parts: header.parts,
            before: header.before.clone(),
            after: header.after.clone(),
            paths: Vec::new(),
            edited: Vec::new(),
            missing: Vec::new(),
        };
        for way in [Way::Up, Way::Down] {
            let path = layout.path(version, stem, way);
            let unreadable = || folder.unreadable.iter().any(|(there, _)| *there == path);
            match sides.iter().find(|(side, ..)| *side == way) {
                Some((_, there, own, fits)) => {
                    part.paths.push((*there).to_owned());
                    // the same file in the place of the other, or of another version
                    if !fits || *own != (Header { way, ..header.clone() }) {
                        part.edited.push((*there).to_owned());
                    }
                }
                None if unreadable() => part.paths.push(path),
                None => part.missing.push(path),
            }
        }
        if let Some((path, says)) = layout.says_alone(version, stem) {
            let wanted = files
                .iter()
                .any(|file| part.paths.contains(&file.path) && file.text.contains(super::header::ALONE));
            match files.iter().find(|file| file.path == path) {
                Some(file) if wanted && file.text.trim() == says.trim() => part.paths.push(path),
                Some(_) => part.edited.push(path),
                None if wanted => part.missing.push(path),
                None => {}
            }
        }
        folder.parts.push(part);
    }
    folder
}

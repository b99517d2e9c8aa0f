//! What a killed server leaves in a folder: the library writes beside the name, as `NAME#1`, and then renames; it
//! neither lists nor removes what never got that far.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::platform::clock::Time;

/// What can't be looked at is logged, and doesn't keep the rest.
pub fn remove(folder: PathBuf, before: Time) -> usize {
    let before = UNIX_EPOCH + Duration::from_millis(u64::try_from(before.millis()).unwrap_or(0));
    let mut removed = 0;
    let mut folders = vec![folder];
    while let Some(folder) = folders.pop() {
        match remove_in(&folder, before, &mut folders) {
            Ok(more) => removed += more,
            // Nothing was put there yet.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => tracing::warn!(%error, folder = %folder.display(), "a folder of objects can't be swept"),
        }
    }
    removed
}

fn remove_in(folder: &Path, before: SystemTime, folders: &mut Vec<PathBuf>) -> io::Result<usize> {
    let mut removed = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        // Others may be removing what is done with at the same time.
        let Ok(about) = entry.metadata() else { continue };
        if about.is_dir() {
            folders.push(entry.path());
        } else if is_unfinished(&entry.file_name().to_string_lossy()) && about.modified()? < before {
            std::fs::remove_file(entry.path())?;
            removed += 1;
        }
    }
    Ok(removed)
}

fn is_unfinished(name: &str) -> bool {
    let suffix = name.split_once('#').map_or("", |(_, suffix)| suffix);
    !suffix.is_empty() && suffix.bytes().all(|byte| byte.is_ascii_digit())
}

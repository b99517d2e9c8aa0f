//! The files of `data.dir`: which there are, and putting them back.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::archive::partial;
use super::manifest::Manifest;
use super::{BackupError, Outcome, io_error};
use crate::platform::config::Settings;

/// Folders of `data.dir` that are not data: see the module's text. `lost+found` is the file system's own.
const LEFT_OUT: &[&str] = &["keys", "backups", "lost+found"];

/// SQLite's file in `data.dir`, and what it has beside it (`-wal`, `-shm`).
const DATABASE: &str = "hearth.db";

/// The paths of the files to back up, below `data.dir`. `backup`: the file that is being written, perhaps there too.
pub fn list(settings: &Settings, backup: &Path) -> Outcome<BTreeSet<String>> {
    let root = &settings.data.dir;
    let mut left_out = vec![backup.to_owned(), backup.with_file_name(partial(backup))];
    if let Some(database) = settings.database_url().strip_prefix("sqlite:") {
        let database = database.trim_start_matches("//");
        left_out.extend(["", "-wal", "-shm", "-journal"].map(|end| PathBuf::from(format!("{database}{end}"))));
    }
    let left_out = left_out.iter().filter_map(|path| path.canonicalize().ok()).collect();
    let mut walk = Walk { root, left_out, folders: BTreeSet::new(), found: BTreeSet::new() };
    match root.try_exists() {
        Ok(false) => {}
        _ => walk.folder(root)?,
    }
    Ok(walk.found)
}

struct Walk<'s> {
    root: &'s Path,
    left_out: BTreeSet<PathBuf>,
    /// Where it is: a link back to one of these would never end.
    folders: BTreeSet<PathBuf>,
    found: BTreeSet<String>,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path) -> Outcome<()> {
        let canonical = folder.canonicalize().map_err(io_error("read", folder))?;
        if !self.folders.insert(canonical.clone()) {
            return Ok(());
        }
        for entry in fs::read_dir(folder).map_err(io_error("read", folder))? {
            let path = entry.map_err(io_error("read", folder))?.path();
            if folder == self.root && is_left_out(&path) {
                continue;
            }
            // Follows links: a folder of pictures may well lie on another disk.
            match fs::metadata(&path) {
                Ok(kind) if kind.is_dir() => self.folder(&path)?,
                Ok(kind) if kind.is_file() => self.file(&path)?,
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(io_error("read", &path)(error)),
            }
        }
        self.folders.remove(&canonical);
        Ok(())
    }

    fn file(&mut self, path: &Path) -> Outcome<()> {
        if path.canonicalize().is_ok_and(|path| self.left_out.contains(&path)) {
            return Ok(());
        }
        let below = path.strip_prefix(self.root).ok().and_then(Path::to_str);
        let below = below.ok_or_else(|| {
            BackupError::Refused(format!("{} has a name that isn't UTF-8; rename or remove it", path.display()))
        })?;
        self.found.insert(below.to_owned());
        Ok(())
    }
}

fn is_left_out(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    LEFT_OUT.contains(&name.as_ref()) || name.starts_with(DATABASE)
}

/// Refuses when a file of the backup would take the place of another.
pub fn refuse_present(root: &Path, manifest: &Manifest) -> Outcome<()> {
    match manifest.files.keys().map(|path| root.join(path)).find(|path| path.symlink_metadata().is_ok()) {
        None => Ok(()),
        Some(path) => Err(BackupError::Refused(format!(
            "{} exists already: restore into another data.dir, or move that file away",
            path.display()
        ))),
    }
}

/// Files put into `data.dir`; taken away again when it is dropped without [`Placed::keep`].
pub struct Placed {
    root: PathBuf,
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Placed {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned(), files: Vec::new(), folders: Vec::new() }
    }

    pub fn place(&mut self, path: &str, source: &mut impl io::Read) -> Outcome<()> {
        let path = self.root.join(path);
        self.make_folder(path.parent().unwrap_or(&self.root).to_owned())?;
        let mut file = File::create_new(&path).map_err(io_error("written", &path))?;
        self.files.push(path.clone());
        io::copy(source, &mut file).and_then(|_| file.sync_all()).map_err(io_error("written", &path))
    }

    fn make_folder(&mut self, folder: PathBuf) -> Outcome<()> {
        let missing: Vec<&Path> = folder.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            if folder != Path::new("") {
                fs::create_dir(folder).map_err(io_error("made", folder))?;
                self.folders.push(folder.to_owned());
            }
        }
        Ok(())
    }

    /// Files are on the disk already; this is for their names.
    pub fn sync(&self) -> Outcome<()> {
        let parents = self.files.iter().chain(&self.folders).filter_map(|path| path.parent());
        for folder in parents.filter(|folder| *folder != Path::new("")).collect::<BTreeSet<_>>() {
            File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error("written to", folder))?;
        }
        Ok(())
    }

    pub fn keep(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Placed {
    fn drop(&mut self) {
        // Best effort: it is on the way out with an error that says more.
        for file in &self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

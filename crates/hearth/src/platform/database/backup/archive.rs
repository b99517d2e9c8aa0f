//! The file: a gzip'd tar, written beside its name until it is whole, and read to its last byte before it is believed.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use super::manifest::{FORMAT, FileSum, Head, Manifest, TableSum};
use super::{BackupError, Outcome, io_error};
use crate::platform::clock::Time;
use crate::platform::ids::hex;

const MANIFEST: &str = "manifest.json";

/// Adds up what goes through it.
pub struct Summed<T> {
    inner: T,
    digest: Sha256,
    lines: u64,
    bytes: u64,
}

impl<T> Summed<T> {
    pub fn new(inner: T) -> Self {
        Self { inner, digest: Sha256::new(), lines: 0, bytes: 0 }
    }

    pub fn sha256(&self) -> String {
        hex(&self.digest.clone().finalize())
    }

    fn add(&mut self, bytes: &[u8]) {
        self.digest.update(bytes);
        self.bytes += bytes.len() as u64;
        self.lines += bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
    }
}

impl<T: Read> Read for Summed<T> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.add(&buffer[..read]);
        Ok(read)
    }
}

impl<T: Write> Write for Summed<T> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.add(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// An archive being written, as FILE.partial; gone when it is dropped unfinished.
pub struct NewArchive {
    tar: tar::Builder<GzEncoder<BufWriter<NamedTempFile>>>,
    file: PathBuf,
    folder: PathBuf,
    seconds: u64,
}

impl NewArchive {
    pub fn create(file: &Path, now: Time) -> Outcome<Self> {
        let name = file.file_name().ok_or_else(|| BackupError::Refused(format!("{} is no file", file.display())))?;
        if file.symlink_metadata().is_ok() {
            return Err(exists(file));
        }
        let folder = match file.parent() {
            Some(folder) if folder != Path::new("") => folder.to_owned(),
            _ => PathBuf::from("."),
        };
        // As a temporary file it is readable by its owner alone, which a backup with everybody's messages should be.
        let partial = tempfile::Builder::new().prefix(&partial(file)).rand_bytes(0).tempfile_in(&folder);
        let partial = partial.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => BackupError::Refused(format!(
                "{}.partial exists: another backup is being written, or one was broken off; then delete it",
                file.display()
            )),
            _ => BackupError::Io(format!("{} can't be written in {}", name.display(), folder.display()), error),
        })?;
        let gz = GzEncoder::new(BufWriter::new(partial), Compression::default());
        let seconds = u64::try_from(now.millis() / 1000).unwrap_or(0);
        Ok(Self { tar: tar::Builder::new(gz), file: file.to_owned(), folder, seconds })
    }

    /// A nameless file for what must be measured before it goes into the tar.
    pub fn spool(&self) -> Outcome<BufWriter<File>> {
        tempfile::tempfile_in(&self.folder).map(BufWriter::new).map_err(io_error("written to", &self.folder))
    }

    /// Its checksum.
    pub fn append_spool(&mut self, name: &str, spool: BufWriter<File>) -> Outcome<String> {
        let measured = || {
            let mut spool = spool.into_inner().map_err(io::IntoInnerError::into_error)?;
            let bytes = spool.stream_position()?;
            spool.rewind()?;
            Ok((bytes, spool))
        };
        let (bytes, spool) = measured().map_err(io_error("written to", &self.folder))?;
        self.append(name, bytes, spool)
    }

    /// `None`: there is no such file any more.
    pub fn append_file(&mut self, name: &str, path: &Path) -> Outcome<Option<FileSum>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            opened => opened.map_err(io_error("read", path))?,
        };
        let bytes = file.metadata().map_err(io_error("read", path))?.len();
        let sha256 = self.append(name, bytes, file)?;
        Ok(Some(FileSum { bytes, sha256 }))
    }

    fn append(&mut self, name: &str, bytes: u64, source: impl Read) -> Outcome<String> {
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o600);
        header.set_mtime(self.seconds);
        header.set_size(bytes);
        // What is added to a file from now on is not of this moment.
        let mut source = Summed::new(source.take(bytes));
        self.tar.append_data(&mut header, name, &mut source).map_err(io_error("written", &self.file))?;
        if source.bytes < bytes {
            return Err(BackupError::Refused(format!("{name} became shorter while it was read; try again")));
        }
        Ok(source.sha256())
    }

    /// The manifest, and then the name: a file that has its name is whole and on the disk.
    pub fn finish(mut self, manifest: &Manifest) -> Outcome<()> {
        let text = serde_json::to_vec_pretty(manifest).expect("a manifest is always JSON");
        self.append(MANIFEST, text.len() as u64, text.as_slice())?;
        let Self { tar, file, folder, .. } = self;
        let written = || {
            let partial = tar.into_inner()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
            partial.as_file().sync_all()?;
            Ok(partial)
        };
        let partial = written().map_err(io_error("written", &file))?;
        partial.persist_noclobber(&file).map_err(|error| match error.error.kind() {
            io::ErrorKind::AlreadyExists => exists(&file),
            _ => BackupError::Io(format!("{} can't be written", file.display()), error.error),
        })?;
        File::open(&folder).and_then(|folder| folder.sync_all()).map_err(io_error("written to", &folder))
    }
}

fn exists(file: &Path) -> BackupError {
    BackupError::Refused(format!("{} exists already, and a backup never overwrites anything", file.display()))
}

/// The name that a backup has until it is whole.
pub fn partial(file: &Path) -> std::ffi::OsString {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    name
}

pub fn damaged(error: io::Error) -> BackupError {
    BackupError::Damaged(error.to_string())
}

pub type Archive<'f> = tar::Archive<GzDecoder<BufReader<&'f mut File>>>;

/// From its beginning.
pub fn open(file: &mut File) -> Outcome<Archive<'_>> {
    file.rewind().map_err(damaged)?;
    Ok(tar::Archive::new(GzDecoder::new(BufReader::with_capacity(1 << 16, file))))
}

/// The name of an entry, which is one of ours.
pub fn name_of(entry: &tar::Entry<'_, impl Read>) -> Outcome<String> {
    let path = entry.path().map_err(damaged)?;
    let name = path.to_str().filter(|_| entry.header().entry_type().is_file());
    let name = name.ok_or_else(|| BackupError::Damaged(format!("{} is no plain file", path.display())))?;
    // Nothing of an archive may land outside of where it is put.
    if name.split('/').any(|part| ["", ".", ".."].contains(&part)) {
        return Err(BackupError::Damaged(format!("{name} is no name of a file")));
    }
    Ok(name.to_owned())
}

/// The table that an entry holds.
pub fn table_of(name: &str) -> Option<&str> {
    name.strip_prefix("tables/")?.strip_suffix(".ndjson")
}

/// Reads an archive through, and answers its manifest if everything is as that says.
pub fn check(file: &mut File) -> Outcome<Manifest> {
    let mut tables = BTreeMap::new();
    let mut files = BTreeMap::new();
    let mut strange = Vec::new();
    let mut manifest = None;
    let mut archive = open(file)?;
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = name_of(&entry)?;
        if manifest.is_some() {
            return Err(BackupError::Damaged(format!("{name} comes after its end")));
        }
        if name == MANIFEST {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(damaged)?;
            manifest = Some(text);
            continue;
        }
        let mut entry = Summed::new(entry);
        io::copy(&mut entry, &mut io::sink()).map_err(damaged)?;
        let (rows, bytes, sha256) = (entry.lines, entry.bytes, entry.sha256());
        let twice = if let Some(path) = name.strip_prefix("files/") {
            files.insert(path.to_owned(), FileSum { bytes, sha256 }).is_some()
        } else if let Some(table) = table_of(&name) {
            tables.insert(table.to_owned(), TableSum { rows, sha256 }).is_some()
        } else {
            strange.push(name.clone());
            false
        };
        if twice {
            return Err(BackupError::Damaged(format!("{name} is in it twice")));
        }
    }
    read_to_the_end(archive)?;
    let manifest = parse(&manifest.ok_or_else(|| BackupError::Damaged("its end is missing".into()))?)?;
    differences("the table", &manifest.tables, &tables)?;
    differences("the file", &manifest.files, &files)?;
    match strange.first() {
        Some(name) => Err(BackupError::Damaged(format!("{name} is nothing that a backup holds"))),
        None => Ok(manifest),
    }
}

/// The tar ends before the gzip does, and the gzip's own checksum comes last.
fn read_to_the_end(archive: Archive<'_>) -> Outcome<()> {
    let mut gz = archive.into_inner();
    io::copy(&mut gz, &mut io::sink()).map_err(damaged)?;
    match gz.into_inner().fill_buf() {
        Ok([]) => Ok(()),
        Ok(_) => Err(BackupError::Damaged("something was added to it".into())),
        Err(error) => Err(damaged(error)),
    }
}

fn parse(text: &str) -> Outcome<Manifest> {
    let wrong = |error: serde_json::Error| BackupError::Damaged(format!("{MANIFEST}: {error}"));
    let head: Head = serde_json::from_str(text).map_err(wrong)?;
    if head.format != FORMAT {
        return Err(BackupError::Refused(format!(
            "the backup has format {}, this version of Hearth reads format {FORMAT}: restore it with Hearth {} or newer",
            head.format, head.hearth
        )));
    }
    serde_json::from_str(text).map_err(wrong)
}

fn differences<T: PartialEq>(what: &str, said: &BTreeMap<String, T>, read: &BTreeMap<String, T>) -> Outcome<()> {
    let verdict = |name: &str, verdict| Err(BackupError::Damaged(format!("{what} {name} {verdict}")));
    for (name, sum) in said {
        match read.get(name) {
            None => return verdict(name, "is missing"),
            Some(read) if read != sum => return verdict(name, "isn't what it was when the backup was made"),
            Some(_) => {}
        }
    }
    match read.keys().find(|name| !said.contains_key(*name)) {
        Some(name) => verdict(name, "was added to it"),
        None => Ok(()),
    }
}

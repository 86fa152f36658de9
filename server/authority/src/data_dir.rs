//! The data directory: its permissions and its lock (SECURITY.md H4).

use crate::store::open_error::OpenError;
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// The database within the directory.
const DATABASE: &str = "configo.sqlite3";
/// The file that a server holds locked.
const LOCK: &str = "configo.lock";

/// The lock of a running server: a second server is refused, other commands are not.
#[derive(Debug)]
pub struct DirLock(#[expect(dead_code, reason = "closing the file gives the lock back")] File);

/// The path of the database.
pub(crate) fn database(dir: &Path) -> PathBuf {
    dir.join(DATABASE)
}

/// Creates the directory (0700) and an empty database (0600) unless they exist, and returns the
/// path of the database.
pub(crate) fn prepare(dir: &Path) -> Result<PathBuf, OpenError> {
    create_dir(dir)?;
    if dir.metadata().is_ok_and(|found| found.permissions().mode() & 0o077 != 0) {
        tracing::warn!(dir = %dir.display(), "others can look into the data directory");
    }
    let database = database(dir);
    let failed = |source| OpenError::File { path: database.clone(), source };
    match create_private_file(&database) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        created => created.map_err(failed)?,
    }
    let mut mode = database.metadata().map_err(failed)?.permissions();
    if mode.mode() & 0o077 != 0 {
        mode.set_mode(0o600);
        std::fs::set_permissions(&database, mode).map_err(failed)?;
    }
    Ok(database)
}

/// Takes the lock that one server at a time may hold.
pub(crate) fn lock(dir: &Path) -> Result<DirLock, OpenError> {
    create_dir(dir)?;
    let path = dir.join(LOCK);
    let failed = |source| OpenError::File { path: path.clone(), source };
    let file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .open(&path)
        .map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(DirLock(file)),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(dir.to_owned())),
        Err(TryLockError::Error(source)) => Err(failed(source)),
    }
}

/// An empty file that only its owner can read; SQLite gives its side files the same mode.
pub(crate) fn create_private_file(path: &Path) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map(drop)
}

/// An existing directory keeps its mode: it may be a mount point, or `/tmp`.
fn create_dir(dir: &Path) -> Result<(), OpenError> {
    let failed = |source| OpenError::File { path: dir.to_owned(), source };
    match dir.metadata() {
        Ok(found) if found.is_dir() => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            DirBuilder::new().recursive(true).mode(0o700).create(dir).map_err(failed)
        }
        found => {
            found.map_err(failed)?;
            Err(failed(io::ErrorKind::NotADirectory.into()))
        }
    }
}

//! A PostgreSQL server of the tests' own: made in a temporary folder, stopped and removed at the
//! end, also after a failure.

use crate::failure::Failure;
use crate::step::{command, run};
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where tests look for a server: `postgres://user@host:port`, without a database.
const ADDRESS: &str = "CHENGXIAO_POSTGRES";
/// Where Debian keeps the programs of each version.
const VERSIONS: &str = "/usr/lib/postgresql";
/// Tests only: what the server writes need not outlive it.
const SETTINGS: &str = "-c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200";

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    programs: PathBuf,
    address: String,
}

impl Server {
    /// Starts a server. `None` when the caller's environment names one already.
    pub(crate) fn start() -> Result<Option<Self>, Failure> {
        if std::env::var_os(ADDRESS).is_some() {
            return Ok(None);
        }
        let programs = programs().ok_or_else(|| {
            Failure::new(format!(
                "PostgreSQL is missing: install the package postgresql, or set {ADDRESS} to \
                 postgres://user@host:port of a server on which databases may be made"
            ))
        })?;
        Self::begin(programs).map(Some)
    }

    fn begin(programs: PathBuf) -> Result<Self, Failure> {
        let folder = std::env::temp_dir().join(format!("xtask-postgres-{}", std::process::id()));
        fs::create_dir_all(&folder)?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let address = format!("postgres://chengxiao@127.0.0.1:{port}");
        let server = Self { folder, programs, address };
        if is_root() {
            run(&mut command("chown", &["postgres", &server.path("")]))?;
        }
        let words =
            ["-k", "-A", "trust", "-U", "chengxiao", "-E", "UTF8", "--locale=C.UTF-8", "-D"];
        run(server.program("initdb").args(words).arg(server.path("data")).stdout(Stdio::null()))?;
        let options = format!("-p {port} -k {} {SETTINGS}", server.path(""));
        run(server
            .program("pg_ctl")
            .args(["-w", "-D", &server.path("data"), "-l", &server.path("log"), "-o", &options])
            .arg("start")
            .stdout(Stdio::null()))?;
        Ok(server)
    }

    /// Tells a test run where the server is.
    pub(crate) fn tell(&self, tests: &mut Command) {
        tests.env(ADDRESS, &self.address);
    }

    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    /// One of the server's programs, by a user that it does not refuse to serve: not root.
    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name).display().to_string();
        let mut command = if is_root() {
            command("runuser", &["-u", "postgres", "--", &program])
        } else {
            command(&program, &[])
        };
        // Whoever runs it may not enter the folder of the workspace.
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["-w", "-m", "immediate", "-D", &self.path("data"), "stop"]);
        // A server that never started is not there to be stopped; the folder goes in any case.
        let _stopped = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        let _removed = fs::remove_dir_all(&self.folder);
    }
}

/// Whether tests have no server to run on.
pub(crate) fn is_missing() -> bool {
    std::env::var_os(ADDRESS).is_none() && programs().is_none()
}

/// The folder of the newest version's programs.
fn programs() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(VERSIONS)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let number = entry.file_name().to_string_lossy().parse().ok()?;
            Some((number, entry.path().join("bin")))
        })
        .filter(|(_, programs)| programs.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().map(|(_, programs)| programs).or_else(from_the_path)
}

/// Where other systems put them: beside a `pg_ctl` that can be called.
fn from_the_path() -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).find(|folder| folder.join("initdb").is_file())
}

/// Whether this tool runs as root.
pub(crate) fn is_root() -> bool {
    Path::new("/proc/self").exists() && fs::metadata("/proc/self").is_ok_and(|own| owner(&own) == 0)
}

#[cfg(unix)]
fn owner(file: &fs::Metadata) -> u32 {
    std::os::unix::fs::MetadataExt::uid(file)
}

#[cfg(not(unix))]
fn owner(_file: &fs::Metadata) -> u32 {
    1
}

#[cfg(test)]
mod tests {
    use super::{Server, programs};
    use std::net::TcpStream;

    #[test]
    fn a_server_listens_until_it_is_dropped_and_leaves_nothing() {
        // Where there is no PostgreSQL, setting up says what to do.
        let Some(programs) = programs() else { return };
        let server = Server::begin(programs).unwrap();
        let (folder, address) = (server.folder.clone(), server.address.clone());
        let (_, address) = address.split_once('@').unwrap();
        TcpStream::connect(address).unwrap();
        drop(server);
        assert!(TcpStream::connect(address).is_err());
        assert!(!folder.exists());
    }
}

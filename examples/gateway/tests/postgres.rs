//! A PostgreSQL that a test starts and stops.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

/// The server refuses to be run by root, who tests as this user then.
const USER: &str = "postgres";

/// A server with a data folder of its own, which listens on a socket of the file system alone.
pub(crate) struct Postgres {
    server: Child,
    folder: PathBuf,
}

impl Postgres {
    pub(crate) fn start(name: &str) -> Self {
        let folder = folder(name);
        let data = folder.join("data");
        let initdb = run_as_user(&folder, "initdb")
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
                "--username=postgres",
                "--pgdata",
            ])
            .arg(&data)
            .output()
            .unwrap();
        assert!(initdb.status.success(), "{initdb:?}");
        // No test kills the server, so nothing has to be on the disk.
        let settings = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_wal_size=2GB"];
        let server = run_as_user(&folder, "postgres")
            .arg("-D")
            .arg(&data)
            .arg("-k")
            .arg(&folder)
            .args(["-c", "listen_addresses="])
            .args(settings.iter().flat_map(|setting| ["-c", setting]))
            .stderr(fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let postgres = Postgres { server, folder };
        postgres.wait();
        postgres
    }

    /// The address of the database.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@localhost/postgres?host={}", self.folder.display())
    }

    fn wait(&self) {
        for _ in 0..600 {
            let ready = run_as_user(&self.folder, "pg_isready").arg("-h").arg(&self.folder).output().unwrap();
            if ready.status.success() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("{}", fs::read_to_string(self.folder.join("log")).unwrap());
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // What is in the data folder is thrown away, so the server need not write it; killed, it would leave shared memory behind.
        let data = self.folder.join("data");
        let _ =
            run_as_user(&self.folder, "pg_ctl").args(["-m", "immediate", "stop", "-D"]).arg(data).status();
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// A folder that the server's user may write to: below `target` where that can be reached, and its socket's path is short enough.
fn folder(name: &str) -> PathBuf {
    const SOCKET_LENGTH_MAX: usize = 80;
    let name = format!("gateway-{name}-{}", std::process::id());
    let below_target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&name);
    let reached = below_target.as_os_str().len() <= SOCKET_LENGTH_MAX && is_reached(&below_target);
    let folder = if reached { below_target } else { std::env::temp_dir().join(&name) };
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    if let Some((user, group)) = other_user() {
        chown(&folder, Some(user), Some(group)).unwrap();
    }
    folder
}

/// Whether every folder above lets everybody through.
fn is_reached(path: &Path) -> bool {
    other_user().is_none()
        || path
            .ancestors()
            .skip(1)
            .all(|above| fs::metadata(above).is_ok_and(|above| above.mode() & 0o001 != 0))
}

/// Whom root runs the server as.
fn other_user() -> Option<(u32, u32)> {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let user = users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == USER);
    is_root.then(|| user.map(|fields| (fields[2].parse().unwrap(), fields[3].parse().unwrap())).unwrap())
}

fn run_as_user(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(binaries().join(program));
    command
        .current_dir(folder)
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}

/// Where Debian keeps the server, the newest of several.
fn binaries() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").expect("the test needs Debian's package `postgresql`");
    let version = |path: &PathBuf| path.file_name().and_then(|name| name.to_str()?.parse::<u32>().ok());
    let newest =
        versions.map(|version| version.unwrap().path()).filter(|path| path.join("bin/initdb").exists());
    newest.max_by_key(version).expect("the test needs Debian's package `postgresql`").join("bin")
}

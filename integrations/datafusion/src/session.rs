//! Sessions of SQL that stay within bounds.

use std::path::PathBuf;
use std::sync::Arc;

use datafusion::common::Result;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

/// What a session may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of memory for groups, joins and sorts together; what needs more goes to disk.
    pub memory_bytes: usize,
    /// Threads, and partitions of a query.
    pub threads: usize,
    /// The folder for what goes to disk; the system's folder for temporary files where nothing is said.
    pub spill: Option<PathBuf>,
}

impl Default for Limits {
    /// 1 GiB, as many threads as there are cores.
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Limits { memory_bytes: 1 << 30, threads, spill: None }
    }
}

/// A session within limits, whose literals are exact: `0.3` is a decimal, not a float.
///
/// # Errors
///
/// Where the folder for what goes to disk cannot be used.
pub fn session(limits: &Limits) -> Result<SessionContext> {
    let mut config =
        SessionConfig::new().with_target_partitions(limits.threads.max(1)).with_information_schema(true);
    let options = config.options_mut();
    options.sql_parser.parse_float_as_decimal = true;
    // Two fields of one `charge_audit` would otherwise be two evaluations of it.
    options.optimizer.enable_leaf_expression_pushdown = false;
    let mode = match &limits.spill {
        Some(folder) => DiskManagerMode::Directories(vec![folder.clone()]),
        None => DiskManagerMode::OsTmpDirectory,
    };
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory_bytes)))
        .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(mode))
        .build_arc()?;
    Ok(SessionContext::new_with_config_rt(config, runtime))
}

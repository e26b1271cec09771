//! The tests of the command, in one binary; those that need a browser have one of their own, which a feature asks for.

mod common;

mod afford;
mod audit;
mod audit_jobs;
mod audit_many;
mod audit_maps;
mod audit_planted;
mod audit_report;
mod check;
mod contracts;
mod diff;
mod documents;
mod estimate;
mod explain;
mod golden;
mod help;
mod import;
mod init;
mod lint;
mod list;
mod logs;
mod meter;
mod page;
mod quote;
mod rate_csv;
mod rate_jsonl;
mod rate_stream;
mod versions;

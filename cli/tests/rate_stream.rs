//! `pricesheet rate` as a stream: order, memory, pipes and files that end early.

use std::io::{Read, Write};
use std::process::Stdio;
use std::thread;

use crate::common::{command, file, run, run_with};

#[test]
fn the_order_is_kept() {
    let records: String = (0..50_000)
        .map(|at| match at % 3 {
            0 => format!("{{\"n\":{at},\"endpoint\":\"search-jobs\"}}\n"),
            1 => format!(
                "{{\"n\":{at},\"endpoint\":\"search-companies\",\"quantities\":{{\"results\":{at}}}}}\n"
            ),
            _ => format!("{{\"n\":{at},\"endpoint\":\"nothing\"}}\n"),
        })
        .collect();
    let run = run_with(&["rate"], records);
    for (at, line) in run.output(1).lines().enumerate() {
        assert!(line.starts_with(&format!("{{\"n\":{at},")), "{line}");
        assert_eq!(line.contains("\"error\":"), at % 3 == 2, "{line}");
    }
    assert!(run.stderr.starts_with("50,000 records, 33,334 rated, 16,666 failed; "), "{}", run.stderr);
}

#[test]
fn a_reader_that_leaves_is_no_error() {
    for arguments in [&["rate"][..], &["rate", "--to", "csv"]] {
        let mut child = command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let writer = thread::spawn(move || {
            let record = "{\"endpoint\":\"search-jobs\"}\n".repeat(10_000);
            // Far more than all buffers hold; it ends when the command does.
            for _ in 0..1_000 {
                if stdin.write_all(record.as_bytes()).is_err() {
                    break;
                }
            }
        });
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 100]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        writer.join().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

#[test]
fn nobody_to_hear_the_summary() {
    let mut child = command(&["rate"]).stdout(Stdio::null()).spawn().unwrap();
    drop(child.stderr.take());
    child.stdin.take().unwrap().write_all(b"{}\n").unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut child = command(&["rate"]).stdout(full).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"{\"endpoint\":\"search-jobs\"}\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.starts_with("error: cannot write the output: "), "{stderr}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_50_megabytes_is_not_held() {
    const MEBIBYTE: usize = 1 << 20;
    const KIBIBYTES_MAX: u64 = 40 * 1_024;
    // Quotes that are never closed may hold rows, which are lost where they are too long: that ends the run.
    for (arguments, start, status, code) in [
        (&["rate"][..], &b"{\"endpoint\":\"search-jobs\",\"pad\":\""[..], 1, "record-too-long"),
        (&["rate", "--from", "csv"], b"endpoint,pad\nsearch-jobs,", 1, "record-too-long"),
        (&["rate", "--from", "csv", "--to", "jsonl"], b"endpoint,pad\nsearch-jobs,\"", 2, "not-a-record"),
    ] {
        let mut child = command(arguments).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(start).unwrap();
        for _ in 0..50 {
            stdin.write_all(&vec![b'x'; MEBIBYTE]).unwrap();
        }
        // All but the last of it has been read: the pipe holds no more than that.
        let process = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let peak = process.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        let kibibytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap();
        assert!(kibibytes < KIBIBYTES_MAX, "{arguments:?}: {kibibytes} KiB");
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(status), "{arguments:?}");
        let stdout = String::from_utf8(output.stdout).unwrap();
        assert!(stdout.contains(code) && stdout.len() < 2 * MEBIBYTE, "{arguments:?}");
    }
}

/// However many threads rate a file, what comes out is the same to the byte, and so is what is said of it.
#[test]
fn threads_change_nothing() {
    const LONG: usize = (1 << 20) + 7;
    let row = |at: usize| match at % 9 {
        0 => format!("{at},search-companies,{at},\"a, \"\"b\"\"\nc\"\n"),
        1 => format!("{at},nothing,,\r\n"),
        2 => format!("{at},search-companies,1,x,y\n"),
        3 => "\n".to_string(),
        4 => format!("\u{feff}{at},search-jobs,,not \"quoted\n"),
        _ => format!("{at},search-companies,{at}.5,{}\n", "z".repeat(at % 50)),
    };
    let rows: String = (0..40_000).map(row).collect();
    let header = "n,endpoint,quantities.results,note\n";
    let long = format!("1,search-jobs,,\"{}\"\n2,search-jobs,,\n", "x\n".repeat(LONG / 2));
    let object = |at: usize| match at % 5 {
        0 => format!("{{\"n\":{at},\"endpoint\":\"search-jobs\",\"total\":1}}\n"),
        1 => "\n".to_string(),
        2 => format!("{{\"n\":{at}\n"),
        _ => {
            format!("{{\"n\":{at},\"endpoint\":\"search-companies\",\"quantities\":{{\"results\":{at}}}}}\n")
        }
    };
    let objects: String = (0..30_000).map(object).collect();
    let cases = [
        ("threads.csv", format!("{header}{rows}"), &[][..]),
        ("threads-mark.csv", format!("\u{feff}{header}{rows}5,search-jobs,,end"), &["--to", "jsonl"]),
        ("threads-long.csv", format!("{header}{rows}{long}{rows}"), &["--sum"]),
        ("threads-open.csv", format!("{header}{rows}1,search-jobs,,\"open\n"), &[]),
        ("threads-lost.csv", format!("{header}{rows}1,search-jobs,,\"lost\n{long}{rows}\""), &[]),
        ("threads-alone.csv", header.to_string(), &[]),
        ("threads-alike.csv", format!("{header}{}", "1,nothing,,\n".repeat(60_000)), &[]),
        ("threads.jsonl", objects.clone(), &[]),
        ("threads-csv.jsonl", objects.clone(), &["--to", "csv"]),
        (
            "threads-long.jsonl",
            format!("\u{feff}{objects}{{\"x\":\"{}\"}}\n{objects}", "y".repeat(LONG)),
            &["--map", "calls=times"],
        ),
    ];
    for (name, text, arguments) in cases {
        let path = file(name, text);
        let with = |jobs: &str| run(&[&["rate", &path, "--jobs", jobs], arguments].concat());
        let one = with("1");
        for jobs in ["2", "5"] {
            let several = with(jobs);
            assert_eq!(several.status, one.status, "{name}");
            assert_eq!(several.stderr, one.stderr, "{name}");
            assert!(several.stdout == one.stdout, "{name} with {jobs} threads");
        }
    }
}

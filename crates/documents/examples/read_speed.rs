//! How long reading a file takes and how much memory: `read_speed FILE [TIMES]`.
#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::expect_used,
    reason = "a measuring program for the bench folder, not part of the product"
)]

use documents::{Block, Limits};

fn main() {
    let mut arguments = std::env::args().skip(1);
    let path = arguments.next().expect("a file to read");
    let times: u32 = arguments.next().map_or(1, |times| times.parse().expect("a number of times"));
    let bytes = std::fs::read(path).expect("the file can be opened");
    let mut cells = 0;
    for _ in 0..times {
        let source = documents::read(&bytes, &Limits::default()).expect("the file can be read");
        cells = source
            .blocks
            .iter()
            .map(|block| match block {
                Block::Table(grid) => grid.cells.len(),
                Block::Paragraph(_) => 0,
            })
            .sum();
    }
    println!(
        "{cells} cells, {} ms of CPU for each of {times} readings, at most {} KiB of memory",
        cpu_milliseconds() / f64::from(times),
        peak_memory()
    );
}

/// CPU time of this process in user and kernel, from the ticks the kernel counts.
fn cpu_milliseconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("a Linux system");
    let ticks: f64 = stat
        .rsplit(')')
        .next()
        .into_iter()
        .flat_map(|fields| fields.split_whitespace().skip(11).take(2))
        .map(|ticks| ticks.parse::<f64>().expect("a number of ticks"))
        .sum();
    ticks * 10.0
}

/// The largest resident size in KiB.
fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").expect("a Linux system");
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .map(|size| size.trim().trim_end_matches(" kB").to_owned())
        .unwrap_or_default()
}

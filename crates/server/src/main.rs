//! The executable `chengxiao`.

use std::process::ExitCode;

/// A page is thousands of small texts, made on one thread and freed on another: the allocator of
/// the C library takes a third of the time of a list page for that, this one a tenth. SQLite
/// allocates from it as well.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    server::run()
}

//! The program. Everything is in the library, so that tests use the same router and commands.

/// The system's allocator keeps the most that each thread ever needed: after a few sign-ins (19 MiB
/// each, see `authority`), ten times the memory of an idle server. mimalloc returns it.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::run()
}

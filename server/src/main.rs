//! The program: everything is in the library, so that tests drive the same router and commands.

/// The system's keeps what each thread once needed: after a few sign-ins (19 MiB each, see
/// `authority`), ten times the memory of a server at rest. This one gives it back.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    server::cli::run()
}

//! The program: everything is in the library, so that tests drive the same router and commands.

fn main() -> std::process::ExitCode {
    server::cli::run()
}

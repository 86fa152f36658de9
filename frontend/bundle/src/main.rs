//! `bundle PROGRAM.wasm FOLDER`: splits the program that the compiler wrote for browsers, and writes
//! its parts and the scripts that load them into the folder. Part of `end2end/scripts/site.mjs`.
//!
//! wasm-bindgen's library must have the very version that the front end is linked with. Here, one
//! `Cargo.lock` decides over both.

use std::{env, error::Error, fs, path::Path};

use wasm_bindgen_cli_support::Bindgen;

/// What the first part of the program and its script are called.
const NAME: &str = "configo";
/// The script that loads the later parts. The name stands in WebAssembly too, where only one that is
/// as long can replace it: so it has a place for the hash, which `site_files.mjs` fills.
const LOADER: &str = "./__wasm_split.______________________.js";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = env::args_os().skip(1).collect();
    let [program, folder] = arguments.as_slice() else {
        return Err("usage: bundle PROGRAM.wasm FOLDER".into());
    };
    let (program, folder) = (Path::new(program), Path::new(folder));

    let first_part = program.with_extension("first.wasm");
    let input = fs::read(program)?;
    let script = format!("./{NAME}.js");
    let mut options = wasm_split_cli_support::Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &first_part;
    options.main_module = &script;
    options.link_name = LOADER;
    wasm_split_cli_support::transform(options)?;

    // The later parts find what they need of the first one by the linker's exports and mangled names.
    Bindgen::new()
        .input_path(&first_part)
        .web(true)?
        .keep_lld_exports(true)
        .demangle(false)
        .typescript(false)
        .out_name(NAME)
        .generate(folder)?;
    fs::rename(folder.join(format!("{NAME}_bg.wasm")), folder.join(format!("{NAME}.wasm")))?;
    fs::remove_file(first_part)?;
    Ok(())
}

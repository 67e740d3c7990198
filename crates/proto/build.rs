//! Compiles `proto/*.proto` with protox, so that nobody has to install protoc.

use std::error::Error;
use std::path::PathBuf;

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo:rerun-if-changed=proto");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir("proto")?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "proto"));
    files.sort();
    let descriptors = protox::compile(&files, ["proto"])?;
    // A map is written in the order of its keys: a state has the same bytes on every node.
    tonic_prost_build::configure().bytes(".").btree_map(".").include_file("generated.rs").compile_fds(descriptors)?;
    Ok(())
}

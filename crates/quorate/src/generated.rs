//! Completions and man pages, made from the definition of the command line.

use crate::args::Cli;
use crate::failure::Failure;
use clap::CommandFactory;
use clap_complete::Shell;
use std::path::Path;

pub(crate) fn completions(shell: Shell) -> Result<(), Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "quorate", &mut text);
    std::io::Write::write_all(&mut std::io::stdout(), &text)
        .map_err(|error| Failure::file("The completions cannot be written", &error))
}

/// One page for the program and one for each command that is not internal.
pub(crate) fn man_pages(dir: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(dir)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), dir))
        .map_err(|error| Failure::file(format!("The man pages cannot be written into {}", dir.display()), &error))
}

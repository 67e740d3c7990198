//! `quorate`: the one binary. Administration of a cluster from the command line, the service itself (`serve`), a whole
//! cluster on this machine (`dev`), and the internal processes that a service starts.
//!
//! Here are only arguments and output. Never here: a decision about the cluster, or a second way to reach it: every
//! command goes through the `client` crate.
//!
//! Start reading at [`args`] (what can be typed), then [`commands`] (what each word does), [`view`] (the JSON), [`render`]
//! (the tables) and [`dev`].

mod args;
mod commands;
mod connection;
mod demo_web;
mod dev;
mod failure;
mod generated;
mod guid;
mod output;
mod render;
mod serve;
mod shell;
mod usage;
mod value_text;
mod view;
mod wait;

use crate::args::{Cli, Command};
use crate::failure::{Exit, Failure};
use crate::output::Output;
use clap::Parser;
use std::process::ExitCode;

/// A service under load spends a sixth of its time in the system's allocator, and a third of that in this one.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    // The processes below a service must come before anything that a command needs: threads, signals, open files.
    if let Some(status) = resource_host::dispatch() {
        return status;
    }
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error),
    };
    let output = Output::from_environment(cli.global.output);
    let done = match cli.command {
        // The service's answer is its log and its exit status.
        Command::Serve(serve) => return serve::run(&serve),
        Command::DemoWeb(demo) => demo_web::run(&demo),
        Command::Dev(dev) => dev::run(&dev, &output),
        Command::Completions { shell } => generated::completions(shell),
        Command::Man { dir } => generated::man_pages(&dir),
        command => commands::run(command, &cli.global, &output),
    };
    match done {
        Ok(()) => Exit::Done.code(),
        Err(failure) => report(&failure, &output),
    }
}

fn report(failure: &Failure, output: &Output) -> ExitCode {
    output.failure(failure);
    failure.exit.code()
}

//! `Generic Application`: any program that runs in the foreground. It is online as soon as it runs, and has failed when
//! it ends (properties, Generic Application).

use crate::process::{Exit, Process, ProcessCommand, Stream};
use crate::{Call, Context, Failure, ResourceType, split_command_line};
use model::Win32Code;
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// How long SIGTERM has to work before SIGKILL, unless `TerminateDelay` says otherwise.
const TERMINATE_DELAY_MS: u32 = 5_000;

#[derive(Default)]
pub(crate) struct GenericApplication {
    words: Vec<String>,
    directory: PathBuf,
    environment: Vec<(String, String)>,
    process: Option<Box<dyn Process>>,
}

impl GenericApplication {
    fn read_properties(&mut self, context: &Context) -> Result<(), Failure> {
        let start = &context.start;
        self.words = split_command_line(start.text("CommandLine"))
            .map_err(|error| configuration_error(format!("CommandLine cannot be used: {error}")))?;
        self.directory = match start.text("CurrentDirectory") {
            "" => {
                let own = context.resource_directory();
                std::fs::create_dir_all(&own).map_err(|error| {
                    configuration_error(format!("the directory {} cannot be made: {error}", own.display()))
                })?;
                own
            }
            given => PathBuf::from(given),
        };
        require_directory(&self.directory)?;
        self.environment = context.environment();
        for item in start.list("Environment") {
            let (name, value) = item
                .split_once('=')
                .filter(|(name, _)| !name.is_empty() && !item.contains('\0'))
                .ok_or_else(|| configuration_error(format!("Environment has `{item}`, which is not NAME=VALUE")))?;
            self.environment.push((name.to_owned(), value.to_owned()));
        }
        if start.dword("UseNetworkName", 0) == 1 {
            context.log(Stream::Host, "UseNetworkName is set: this version does not change the host name it sees");
        }
        Ok(())
    }

    async fn run(&mut self, context: &Context) -> Result<(), Failure> {
        let command = ProcessCommand {
            program: self.words[0].clone(),
            arguments: self.words[1..].to_vec(),
            directory: self.directory.clone(),
            environment: self.environment.clone(),
            receive_line: context.log_lines(),
        };
        self.process = Some(context.start_process(command).await?);
        Ok(())
    }

    /// SIGTERM to the group, then some time. What is left after it the host kills.
    async fn stop(&mut self, context: &Context) {
        let Some(process) = &mut self.process else { return };
        process.signal_group(Signal::TERM);
        let delay_ms = context.start.dword("TerminateDelay", TERMINATE_DELAY_MS);
        if !process.group_ended(Duration::from_millis(delay_ms.into())).await {
            context.log(Stream::Host, &format!("still there {delay_ms} ms after SIGTERM: SIGKILL follows"));
        }
    }

    /// Asks without waiting.
    async fn check(&mut self) -> Result<(), Failure> {
        let Some(process) = &mut self.process else {
            return Err(Failure::new(Win32Code::ERROR_RESOURCE_NOT_ONLINE, "the application was not started"));
        };
        tokio::select! {
            biased;
            exit = process.exited() => Err(ended(exit)),
            () = std::future::ready(()) => Ok(()),
        }
    }
}

fn configuration_error(message: String) -> Failure {
    Failure::new(Win32Code::ERROR_CLUSTER_RESOURCE_CONFIGURATION_ERROR, message)
}

fn require_directory(directory: &Path) -> Result<(), Failure> {
    match std::fs::metadata(directory) {
        Ok(metadata) if metadata.is_dir() => Ok(()),
        Ok(_) => Err(configuration_error(format!("CurrentDirectory {} is not a directory", directory.display()))),
        Err(error) => Err(configuration_error(format!("CurrentDirectory {}: {error}", directory.display()))),
    }
}

fn ended(exit: Exit) -> Failure {
    Failure::new(Win32Code::ERROR_RESOURCE_FAILED, format!("the application {exit}"))
}

impl ResourceType for GenericApplication {
    fn open<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async { self.read_properties(context) })
    }

    fn online<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.run(context))
    }

    fn offline<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(async {
            self.stop(context).await;
            Ok(())
        })
    }

    /// Dropping the process kills its group.
    fn terminate<'a>(&'a mut self, _context: &'a Context) -> Call<'a, ()> {
        Box::pin(async { self.process = None })
    }

    fn looks_alive<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.check())
    }

    fn is_alive<'a>(&'a mut self, _context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.check())
    }

    fn close<'a>(&'a mut self, context: &'a Context) -> Call<'a, ()> {
        Box::pin(async {
            self.process = None;
            // Only when it is empty: what the application keeps there is its own.
            let _ = std::fs::remove_dir(context.resource_directory());
        })
    }

    fn failure<'a>(&'a mut self, _context: &'a Context) -> Option<Call<'a, Failure>> {
        let process = self.process.as_mut()?;
        Some(Box::pin(async { ended(process.exited().await) }))
    }
}

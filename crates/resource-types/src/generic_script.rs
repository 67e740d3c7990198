//! `Generic Script`: an executable that is called with the name of an entry point as its only argument: `open`, `online`,
//! `looks-alive`, `is-alive`, `offline`, `terminate` or `close`. Exit status 0 is good; otherwise the last line of standard
//! error is the reason. Each call is a process of its own; what `online` leaves running in the background is a part of
//! the resource and is ended with it.
//!
//! A call that writes the line `quorate:lock` to standard output locks the resource when it is over, and one that writes `quorate:unlock`
//! gives it free: meanwhile it is neither moved nor taken offline, unless a request ignores that. The last such line of a call counts.

use crate::process::{LineReceiver, ProcessCommand, Stream};
use crate::{Call, Context, Failure, ResourceType};
use model::Win32Code;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

/// How long the rest of a call's process group gets to disappear once it was killed.
const GROUP_PATIENCE: Duration = Duration::from_secs(2);

const LOCK: &str = "quorate:lock";
const UNLOCK: &str = "quorate:unlock";

#[derive(Default)]
pub(crate) struct GenericScript;

/// What becomes of processes that a call leaves in the background.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leftover {
    Keep,
    Kill,
}

impl GenericScript {
    async fn call(&self, context: &Context, entry: &str, leftover: Leftover) -> Result<(), Failure> {
        let path = context.start.text("ScriptFilepath");
        if path.is_empty() {
            return Err(Failure::new(
                Win32Code::ERROR_CLUSTER_RESOURCE_CONFIGURATION_ERROR,
                "ScriptFilepath is empty: it has to name an executable",
            ));
        }
        let directory = context.resource_directory();
        std::fs::create_dir_all(&directory).map_err(|error| {
            let message = format!("the directory {} cannot be made: {error}", directory.display());
            Failure::new(Win32Code::ERROR_CLUSTER_RESOURCE_CONFIGURATION_ERROR, message)
        })?;
        let (reason, locked) = (Rc::new(RefCell::new(String::new())), Rc::new(Cell::new(None)));
        let lines = remember_lock(context.log_lines_as_progress(), Rc::clone(&locked));
        let command = ProcessCommand {
            program: path.to_owned(),
            arguments: vec![entry.to_owned()],
            directory,
            environment: context.environment(),
            receive_line: remember_reason(lines, Rc::clone(&reason)),
        };
        let mut process = context.start_process(command).await?;
        let exit = process.exited().await;
        process.output_received().await;
        if let Some(locked) = locked.take() {
            context.lock(locked);
        }
        if exit.success() && leftover == Leftover::Keep {
            process.keep();
        } else {
            process.signal_group(rustix::process::Signal::KILL);
            process.group_ended(GROUP_PATIENCE).await;
        }
        if exit.success() {
            return Ok(());
        }
        let reason = reason.take();
        let message = if reason.is_empty() { format!("`{entry}` {exit}") } else { reason };
        Err(Failure::new(Win32Code::ERROR_RESOURCE_FAILED, message))
    }

    /// For calls whose result changes nothing.
    async fn call_and_log(&self, context: &Context, entry: &str) {
        if let Err(failure) = self.call(context, entry, Leftover::Kill).await {
            context.log(Stream::Host, &format!("`{entry}` failed: {}", failure.message));
        }
    }
}

/// Passes lines on, and keeps the last one of standard error that is not blank.
fn remember_reason(next: LineReceiver, reason: Rc<RefCell<String>>) -> LineReceiver {
    Rc::new(move |stream, line| {
        if stream == Stream::Stderr && !line.trim().is_empty() {
            *reason.borrow_mut() = line.trim_end().to_owned();
        }
        next(stream, line);
    })
}

/// Keeps what the last line about the lock says, and passes all other lines on.
fn remember_lock(next: LineReceiver, locked: Rc<Cell<Option<bool>>>) -> LineReceiver {
    Rc::new(move |stream, line| match (stream, line.trim_end()) {
        (Stream::Stdout, LOCK) => locked.set(Some(true)),
        (Stream::Stdout, UNLOCK) => locked.set(Some(false)),
        _ => next(stream, line),
    })
}

impl ResourceType for GenericScript {
    fn open<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.call(context, "open", Leftover::Kill))
    }

    fn online<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.call(context, "online", Leftover::Keep))
    }

    fn offline<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.call(context, "offline", Leftover::Kill))
    }

    fn terminate<'a>(&'a mut self, context: &'a Context) -> Call<'a, ()> {
        Box::pin(self.call_and_log(context, "terminate"))
    }

    fn looks_alive<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.call(context, "looks-alive", Leftover::Kill))
    }

    fn is_alive<'a>(&'a mut self, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        Box::pin(self.call(context, "is-alive", Leftover::Kill))
    }

    fn close<'a>(&'a mut self, context: &'a Context) -> Call<'a, ()> {
        Box::pin(async {
            self.call_and_log(context, "close").await;
            let _ = std::fs::remove_dir(context.resource_directory());
        })
    }
}

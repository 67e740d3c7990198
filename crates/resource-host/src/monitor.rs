//! One attempt of one resource, from `open` to `close`: calls the type's entry points one at a time, within their
//! timeouts, polls while online, and reports.

use crate::addresses::AttemptAddresses;
use crate::process::AttemptProcesses;
use crate::reporter::{AttemptReporter, Status, progress_interval};
use model::Win32Code;
use resource_types::start::NEVER_MS;
use resource_types::{Call, Context, Failure, Reporter, ResourceType, Stream};
use std::cell::Cell;
use std::pin::pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep_until, timeout};

/// A failure whose remains are gone within this time is told in one report instead of two.
const ONE_REPORT_GRACE: Duration = Duration::from_millis(50);

/// What the cluster wants of a running attempt.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Order {
    Stop,
    Terminate,
}

/// Tells that an attempt is over: its last report is made and nothing of it is left.
#[derive(Default)]
pub(crate) struct Over {
    over: Cell<bool>,
    changed: Notify,
}

impl Over {
    pub(crate) fn is_over(&self) -> bool {
        self.over.get()
    }

    pub(crate) fn set(&self) {
        self.over.set(true);
        self.changed.notify_waiters();
    }

    pub(crate) async fn wait(&self) {
        while !self.is_over() {
            self.changed.notified().await;
        }
    }
}

pub(crate) struct Monitor {
    pub(crate) context: Context,
    pub(crate) processes: Rc<AttemptProcesses>,
    pub(crate) addresses: Rc<AttemptAddresses>,
    pub(crate) reporter: Rc<AttemptReporter>,
    pub(crate) orders: mpsc::UnboundedReceiver<Order>,
    /// Health checks that fail do not end it.
    pub(crate) in_maintenance: Rc<Cell<bool>>,
    pub(crate) over: Rc<Over>,
}

/// How an attempt ends.
enum End {
    /// The type took it offline.
    Offline,
    /// It was to stop before it was online.
    Cancelled,
    Terminated,
    Failed(Failure),
}

/// Why a call has no good result.
enum Cut {
    Order(Order),
    Failed(Failure),
    /// It took too long; it is not running any more.
    TimedOut(Failure),
}

impl Cut {
    fn before_online(self) -> End {
        match self {
            Cut::Order(Order::Stop) => End::Cancelled,
            other => other.end(),
        }
    }

    fn end(self) -> End {
        match self {
            Cut::Order(_) => End::Terminated,
            Cut::Failed(failure) | Cut::TimedOut(failure) => End::Failed(failure),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Entry {
    Open,
    Online,
    Offline,
    LooksAlive,
    IsAlive,
}

impl Entry {
    fn name(self) -> &'static str {
        match self {
            Entry::Open => "open",
            Entry::Online => "online",
            Entry::Offline => "offline",
            Entry::LooksAlive => "looks-alive",
            Entry::IsAlive => "is-alive",
        }
    }

    /// Has to show progress, and is allowed as long as it does.
    fn is_pending(self) -> bool {
        matches!(self, Entry::Online | Entry::Offline)
    }

    fn begin<'a>(self, resource_type: &'a mut dyn ResourceType, context: &'a Context) -> Call<'a, Result<(), Failure>> {
        match self {
            Entry::Open => resource_type.open(context),
            Entry::Online => resource_type.online(context),
            Entry::Offline => resource_type.offline(context),
            Entry::LooksAlive => resource_type.looks_alive(context),
            Entry::IsAlive => resource_type.is_alive(context),
        }
    }
}

enum Wake {
    Order(Order),
    Failed(Failure),
    LooksAlive,
    IsAlive,
}

impl Monitor {
    pub(crate) async fn run(mut self) {
        let type_name = &self.context.start.type_name;
        match resource_types::create(type_name) {
            Some(mut resource_type) => self.run_type(resource_type.as_mut()).await,
            None => {
                let message = format!("this version has no resource type `{type_name}`");
                let failure = Failure::new(Win32Code::ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND, message);
                self.reporter.report_failed(&failure, true);
            }
        }
        self.over.set();
    }

    async fn run_type(&mut self, resource_type: &mut dyn ResourceType) {
        let (opened, end) = match self.call(resource_type, Entry::Open).await {
            Ok(()) => (true, self.live(resource_type).await),
            Err(cut) => (false, cut.before_online()),
        };
        let resource_type = opened.then_some(resource_type);
        match end {
            End::Offline => {
                self.finish(resource_type, false).await;
                self.reporter.report(Status::Offline);
            }
            End::Cancelled => {
                self.finish(resource_type, true).await;
                self.reporter.report(Status::Offline);
            }
            End::Terminated => {
                self.finish(resource_type, true).await;
                self.reporter.report(Status::Gone);
            }
            End::Failed(failure) => {
                let mut finishing = pin!(self.finish(resource_type, true));
                if timeout(ONE_REPORT_GRACE, &mut finishing).await.is_ok() {
                    self.reporter.report_failed(&failure, true);
                } else {
                    self.reporter.report_failed(&failure, false);
                    finishing.await;
                    self.reporter.report(Status::Gone);
                }
            }
        }
    }

    /// From `online` until it is to end.
    async fn live(&mut self, resource_type: &mut dyn ResourceType) -> End {
        if let Err(cut) = self.call(resource_type, Entry::Online).await {
            return cut.before_online();
        }
        self.reporter.report(Status::Online);
        match self.stay_online(resource_type).await {
            Cut::Order(Order::Stop) => match self.call(resource_type, Entry::Offline).await {
                Ok(()) => End::Offline,
                Err(cut) => cut.end(),
            },
            cut => cut.end(),
        }
    }

    async fn stay_online(&mut self, resource_type: &mut dyn ResourceType) -> Cut {
        let looks_alive = duration(self.context.start.looks_alive_ms);
        let is_alive = duration(self.context.start.is_alive_ms);
        let mut looks_alive_at = deadline(looks_alive);
        let mut is_alive_at = deadline(is_alive);
        let mut told_unhealthy = false;
        loop {
            match self.next_wake(resource_type, looks_alive_at, is_alive_at).await {
                Wake::Order(order) => return Cut::Order(order),
                Wake::Failed(failure) => return Cut::Failed(failure),
                Wake::LooksAlive => match self.call(resource_type, Entry::LooksAlive).await {
                    Ok(()) => {}
                    Err(Cut::Failed(_)) => is_alive_at = Some(Instant::now()),
                    Err(cut) => {
                        if let Some(cut) = self.ignore(cut, &mut told_unhealthy) {
                            return cut;
                        }
                    }
                },
                Wake::IsAlive => {
                    match self.call(resource_type, Entry::IsAlive).await {
                        Ok(()) if std::mem::take(&mut told_unhealthy) => {
                            self.reporter.report(Status::Health { good: true });
                        }
                        Ok(()) => {}
                        Err(cut) => {
                            if let Some(cut) = self.ignore(cut, &mut told_unhealthy) {
                                return cut;
                            }
                        }
                    }
                    is_alive_at = deadline(is_alive);
                }
            }
            looks_alive_at = deadline(looks_alive);
        }
    }

    /// In maintenance mode a health check that failed or hung is told once, and no more before a good one; otherwise, and for an
    /// order, the cut is given back.
    fn ignore(&self, cut: Cut, told: &mut bool) -> Option<Cut> {
        match cut {
            Cut::Failed(failure) | Cut::TimedOut(failure) if self.in_maintenance.get() => {
                if !std::mem::replace(told, true) {
                    self.reporter.report_unhealthy(&failure);
                }
                None
            }
            cut => Some(cut),
        }
    }

    async fn next_wake(
        &mut self,
        resource_type: &mut dyn ResourceType,
        looks_alive_at: Option<Instant>,
        is_alive_at: Option<Instant>,
    ) -> Wake {
        let failure = resource_type.failure(&self.context);
        // A type that sees its failure itself needs no cheap check.
        let looks_alive_at = if failure.is_some() { None } else { looks_alive_at };
        let failure = async {
            match failure {
                Some(failure) => failure.await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            order = next_order(&mut self.orders) => Wake::Order(order),
            failure = failure => Wake::Failed(failure),
            () = at(is_alive_at) => Wake::IsAlive,
            () = at(looks_alive_at) => Wake::LooksAlive,
        }
    }

    /// One entry point, unless an order or a timeout cuts it off: then it is dropped.
    async fn call(&mut self, resource_type: &mut dyn ResourceType, entry: Entry) -> Result<(), Cut> {
        let start = &self.context.start;
        let silence = if entry.is_pending() { duration(start.pending_timeout_ms) } else { None };
        let deadlock_at = deadline(duration(start.deadlock_timeout_ms));
        let interval = progress_interval(silence);
        let mut silent_at = deadline(silence);
        let mut reported_at: Option<Instant> = None;
        // A progress report that waits for its time.
        let mut report_due: Option<(Instant, u32)> = None;
        let mut call = entry.begin(resource_type, &self.context);
        loop {
            tokio::select! {
                biased;
                result = &mut call => return result.map_err(Cut::Failed),
                order = next_order(&mut self.orders) => {
                    // A stop of what is going offline changes nothing.
                    if entry != Entry::Offline || order != Order::Stop {
                        return Err(Cut::Order(order));
                    }
                }
                checkpoint = self.reporter.progressed(), if entry.is_pending() => {
                    let now = Instant::now();
                    silent_at = deadline(silence);
                    report_due = Some((reported_at.map_or(now, |last| last + interval), checkpoint));
                }
                () = at(report_due.map(|(due, _)| due)) => {
                    if let Some((_, checkpoint)) = report_due.take() {
                        self.reporter.report(Status::Progress { checkpoint });
                        reported_at = Some(Instant::now());
                    }
                }
                () = at(silent_at) => return Err(Cut::TimedOut(silent_too_long(entry, start.pending_timeout_ms))),
                () = at(deadlock_at) => return Err(Cut::TimedOut(hung(entry, start.deadlock_timeout_ms))),
            }
        }
    }

    /// Ends everything of the attempt, and closes what was opened.
    async fn finish(&self, resource_type: Option<&mut (dyn ResourceType + '_)>, terminate: bool) {
        let limit = duration(self.context.start.deadlock_timeout_ms).unwrap_or(Duration::MAX);
        let Some(resource_type) = resource_type else { return self.end_what_is_left().await };
        if terminate && timeout(limit, resource_type.terminate(&self.context)).await.is_err() {
            self.reporter.log(Stream::Host, "`terminate` did not return in time and was cut off");
        }
        self.end_what_is_left().await;
        if timeout(limit, resource_type.close(&self.context)).await.is_err() {
            self.reporter.log(Stream::Host, "`close` did not return in time and was cut off");
        }
        self.end_what_is_left().await;
    }

    async fn end_what_is_left(&self) {
        self.addresses.end().await;
        self.processes.end().await;
    }
}

fn silent_too_long(entry: Entry, pending_timeout_ms: u32) -> Failure {
    let message = format!("`{}` showed no progress for {pending_timeout_ms} ms (PendingTimeout)", entry.name());
    Failure::new(Win32Code::ERROR_TIMEOUT, message)
}

fn hung(entry: Entry, deadlock_timeout_ms: u32) -> Failure {
    let message = format!("`{}` did not return within {deadlock_timeout_ms} ms (DeadlockTimeout)", entry.name());
    Failure::new(Win32Code::ERROR_RESOURCE_CALL_TIMED_OUT, message)
}

/// Without a host there is nobody to keep it for.
async fn next_order(orders: &mut mpsc::UnboundedReceiver<Order>) -> Order {
    orders.recv().await.unwrap_or(Order::Terminate)
}

fn duration(ms: u32) -> Option<Duration> {
    (ms != NEVER_MS).then(|| Duration::from_millis(ms.into()))
}

fn deadline(after: Option<Duration>) -> Option<Instant> {
    after.map(|after| Instant::now() + after)
}

async fn at(instant: Option<Instant>) {
    match instant {
        Some(instant) => sleep_until(instant).await,
        None => std::future::pending().await,
    }
}

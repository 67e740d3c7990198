//! Waiting for the client's answers.
//!
//! One runtime with two threads carries the connections of the process. A call is carried on by the thread that made it, which sleeps
//! while there is nothing to do: so a function can also be called from a thread of somebody else's runtime, and nothing is handed over from
//! thread to thread more often than an answer that arrives.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use tokio::runtime::{Builder, Runtime};

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    let built = builder.worker_threads(2).thread_name("clusapi").enable_all().build();
    built.expect("two threads can be started")
});

/// Whether there is something to do is remembered: a function that is called by a callback of another one waits on the same thread, and
/// takes what was meant to wake the other.
struct Unpark {
    thread: Thread,
    woken: AtomicBool,
}

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::SeqCst);
        self.thread.unpark();
    }
}

/// Waits until it is done.
pub fn wait<F: Future>(future: F) -> F::Output {
    let _here = RUNTIME.enter();
    let mut future = pin!(future);
    let unpark = Arc::new(Unpark { thread: std::thread::current(), woken: AtomicBool::new(false) });
    let waker = Waker::from(unpark.clone());
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        while !unpark.woken.swap(false, Ordering::SeqCst) {
            std::thread::park();
        }
    }
}

/// Goes on by itself.
pub fn spawn(task: impl Future<Output = ()> + Send + 'static) -> tokio::task::JoinHandle<()> {
    RUNTIME.spawn(task)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn it_waits_also_inside_of_another_runtime() {
        let sleep = || async {
            tokio::time::sleep(Duration::from_millis(1)).await;
            7
        };
        assert_eq!(wait(sleep()), 7);
        // As when a callback calls a function: what the inner wait takes must not be missing to the outer one.
        let nested = async {
            let mut outer = Box::pin(sleep());
            let begun = std::future::poll_fn(|context| Poll::Ready(outer.as_mut().poll(context).is_pending())).await;
            for _ in 0..5 {
                assert_eq!(wait(sleep()), 7);
            }
            (begun, outer.await)
        };
        assert_eq!(wait(nested).1, 7);
        let other = Builder::new_current_thread().build().expect("a runtime");
        assert_eq!(other.block_on(async { wait(sleep()) }), 7);
    }
}

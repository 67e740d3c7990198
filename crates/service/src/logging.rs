//! Logs: what a person reads on a terminal, or JSON for machines; to stderr, filtered by `QUORATE_LOG` (default `info`).

use tracing_subscriber::EnvFilter;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LogFormat {
    Human,
    Json,
}

/// Sets up the process-wide log. A second call changes nothing.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_env("QUORATE_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let set = match format {
        LogFormat::Human => builder.with_ansi(false).try_init(),
        LogFormat::Json => builder.json().try_init(),
    };
    drop(set);
}

//! The demo role of `quorate dev`: a page that names the node it is served from.
//!
//! A program like any other that a Generic Application runs: all it knows of the cluster is its environment.

use crate::args::dev::DemoWeb;
use crate::failure::Failure;
use model::Win32Code;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, sleep, timeout};

/// The owner before us may still be on its way out.
const BIND_DEADLINE: Duration = Duration::from_secs(5);
const BIND_INTERVAL: Duration = Duration::from_millis(10);

/// A client that says nothing is not waited for.
const REQUEST_DEADLINE: Duration = Duration::from_secs(10);
const REQUEST_BYTES_MAX: usize = 16 * 1024;

pub(crate) fn run(demo: &DemoWeb) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::file("The program cannot be started", &error))?;
    runtime.block_on(serve(demo.listen))
}

async fn serve(address: SocketAddr) -> Result<(), Failure> {
    let listener = bind(address).await?;
    let page = Page::of_this_process();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(tokio::spawn(answer(stream, page.text()))),
            // Out of files: those that are open are closed soon.
            Err(_) => sleep(BIND_INTERVAL).await,
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    let deadline = Instant::now() + BIND_DEADLINE;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(_) if Instant::now() < deadline => sleep(BIND_INTERVAL).await,
            Err(error) => {
                let message = format!("{address} cannot be listened on: {error}");
                return Err(Failure::refused(Win32Code::ERROR_CLUSTER_IPADDR_IN_USE, message));
            }
        }
    }
}

/// Every request gets the page.
async fn answer(mut stream: TcpStream, page: String) {
    if timeout(REQUEST_DEADLINE, read_request(&mut stream)).await.is_err() {
        return;
    }
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n",
        page.len()
    );
    // A reader that went away needs no answer.
    let _ = stream.write_all((head + &page).as_bytes()).await;
    let _ = stream.shutdown().await;
}

/// Up to the empty line that ends the head.
async fn read_request(stream: &mut TcpStream) {
    let mut request = Vec::new();
    while request.len() < REQUEST_BYTES_MAX && !request.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read_buf(&mut request).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

struct Page {
    node: String,
    epoch: String,
    pid: u32,
    started: String,
}

impl Page {
    fn of_this_process() -> Page {
        let variable = |name: &str| std::env::var(name).unwrap_or_else(|_| "-".to_owned());
        Page {
            node: variable("QUORATE_NODE"),
            epoch: variable("QUORATE_GROUP_EPOCH"),
            pid: std::process::id(),
            started: jiff::Timestamp::now().strftime("%Y-%m-%d %H:%M:%S%.3f UTC").to_string(),
        }
    }

    fn text(&self) -> String {
        let Page { node, epoch, pid, started } = self;
        let node = escape(node);
        let epoch = escape(epoch);
        format!(
            "<!doctype html>\n\
             <html lang=\"en\">\n\
             <head><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"1\"><title>{node}</title></head>\n\
             <body style=\"font: 1.2em sans-serif; margin: 3em\">\n\
             <h1>This page comes from node {node}</h1>\n\
             <p>epoch {epoch}, pid {pid}, started {started}</p>\n\
             </body>\n\
             </html>\n"
        )
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_names_its_node_and_nothing_in_a_name_becomes_markup() {
        let page = Page { node: "n<1>".to_owned(), epoch: "7".to_owned(), pid: 42, started: "now".to_owned() }.text();
        assert!(page.contains("This page comes from node n&lt;1&gt;"));
        assert!(page.contains("epoch 7, pid 42"));
    }
}

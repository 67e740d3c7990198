//! Frames between a service and its resource host, in both directions.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proto::host::{FromHost, ToHost};
use resource_host::wire::{FrameReader, encode_frame};
use tokio::runtime::{Builder, Runtime};

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().build().expect("a runtime without drivers");
}

async fn read_all<M: prost::Message + Default + PartialEq + std::fmt::Debug>(data: &[u8]) {
    let mut reader = FrameReader::new(data);
    while let Ok(Some(message)) = reader.next::<M>().await {
        let frame = encode_frame(&message);
        let again = FrameReader::new(&frame[..]).next::<M>().await.expect("what is written can be read");
        assert_eq!(again, Some(message));
    }
}

fuzz_target!(|data: &[u8]| {
    RUNTIME.with(|runtime| {
        runtime.block_on(async {
            read_all::<ToHost>(data).await;
            read_all::<FromHost>(data).await;
        });
    });
});

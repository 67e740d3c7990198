//! Questions for states without gRPC, from anybody who may open the socket: what is read is written again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proto::states::{first_answer, first_question, put_answer, put_question};

fuzz_target!(|data: &[u8]| {
    if let Ok(Some((question, length))) = first_question(data) {
        assert!(length <= data.len());
        let mut bytes = Vec::new();
        put_question(&question, &mut bytes);
        assert_eq!(first_question(&bytes), Ok(Some((question, bytes.len()))));
    }
    if let Ok(Some((answer, _))) = first_answer(data) {
        let mut bytes = Vec::new();
        put_answer(&answer, &mut bytes);
        assert_eq!(first_answer(&bytes), Ok(Some((answer, bytes.len()))));
    }
});

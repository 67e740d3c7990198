//! Backups of the cluster database: whatever the file holds behind a sound checksum, what is read is written again the same.

#![no_main]

use libfuzzer_sys::fuzz_target;
use proto::backup::{decode_backup, encode_backup, sealed};

fuzz_target!(|data: &[u8]| {
    let _ = decode_backup(data);
    if let Ok(backup) = decode_backup(&sealed(data)) {
        assert_eq!(decode_backup(&encode_backup(&backup)), Ok(backup));
    }
});

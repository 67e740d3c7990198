//! Security descriptors as callers give them: what is sound survives its own bytes, selecting and merging.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::security::{Descriptor, default_descriptor, part};

fuzz_target!(|bytes: &[u8]| {
    let Ok(descriptor) = Descriptor::parse(bytes) else { return };
    assert_eq!(Descriptor::parse(&descriptor.encode()), Ok(descriptor.clone()));
    for parts in 1..=part::ALL {
        let selected = descriptor.select(parts);
        assert_eq!(Descriptor::parse(&selected.encode()), Ok(selected));
        if let Ok(merged) = default_descriptor().merge(&descriptor, parts) {
            assert_eq!(Descriptor::parse(&merged.encode()), Ok(merged));
        }
    }
});

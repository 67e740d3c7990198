//! Security descriptors as callers give them: what is sound survives its own bytes, selecting, merging, and changes of its access list.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::security::access::{Change, Kind, Rights};
use model::security::sid::Account;
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
    let sid = Account::User(1).sid();
    let who = [sid.clone()];
    for change in [Change::Allow(Rights::READ), Change::Deny(Rights::ALL), Change::Forget] {
        let Ok(Some(changed)) = Descriptor::with_access(Some(&descriptor), &sid, change) else { continue };
        assert_eq!(Descriptor::parse(&changed.encode()), Ok(changed.clone()));
        let rights = changed.access_list().rights(&who);
        match change {
            Change::Allow(_) => assert!(descriptor.access_list().entries().iter().any(|e| e.kind == Kind::Deny) || rights.contains(Rights::READ)),
            Change::Deny(_) | Change::Forget => assert_eq!(rights, Rights::NONE),
        }
    }
});

use super::super::sid::Account;
use super::*;

fn user(uid: u32) -> Sid {
    Account::User(uid).sid()
}

fn after(changes: &[(Sid, Change)]) -> Option<Descriptor> {
    changes.iter().fold(None, |old, (sid, change)| {
        let new = Descriptor::with_access(old.as_ref(), sid, *change).expect("a short list");
        if let Some(new) = &new {
            assert_eq!(Descriptor::parse(&new.encode()).as_ref(), Ok(new), "it survives its bytes");
        }
        new
    })
}

fn rights(changes: &[(Sid, Change)], who: &[Sid]) -> Rights {
    after(changes).map_or(Rights::NONE, |descriptor| descriptor.access_list().rights(who))
}

#[test]
fn entries_add_up_and_what_is_denied_is_denied() {
    use Change::{Allow, Deny, Forget};
    let (ada, staff) = (user(1000), Account::Group(50).sid());
    let both = [ada.clone(), staff.clone()];
    let read = (ada.clone(), Allow(Rights::READ));
    assert_eq!(rights(&[], &both), Rights::NONE);
    assert_eq!(rights(std::slice::from_ref(&read), &both), Rights::READ);
    assert_eq!(rights(std::slice::from_ref(&read), std::slice::from_ref(&staff)), Rights::NONE);
    let change = (staff.clone(), Allow(Rights::CHANGE));
    assert_eq!(rights(&[read.clone(), change.clone()], &both), Rights::ALL);
    let never = (staff.clone(), Deny(Rights::CHANGE));
    for order in [[&read, &change, &never], [&never, &read, &change]] {
        assert_eq!(rights(&order.map(Clone::clone), &both), Rights::READ);
    }
    let forgotten = (staff, Forget);
    assert_eq!(rights(&[read.clone(), change.clone(), never.clone(), forgotten.clone()], &both), Rights::READ);
    assert_eq!(after(&[read.clone(), (ada, Forget)]), None);
    assert_eq!(after(&[forgotten]), None);
}

#[test]
fn the_numbers_are_those_of_the_original() {
    let numbers = |access, control| Change::from_numbers(access, control).map_err(|refusal| refusal.code.number());
    assert_eq!(numbers(1, 0), Ok(Change::Allow(Rights::READ)));
    assert_eq!(numbers(3, 1), Ok(Change::Deny(Rights::ALL)));
    assert_eq!(numbers(4, 0), Ok(Change::Allow(Rights::NONE)));
    assert_eq!(numbers(4, 1), Ok(Change::Deny(Rights::ALL)));
    assert_eq!(numbers(99, 2), Ok(Change::Forget));
    for (access, control) in [(0, 0), (5, 0), (8, 1), (1, 3)] {
        assert_eq!(numbers(access, control), Err(87), "{access} {control}");
    }
}

#[test]
fn generic_rights_count_and_what_is_only_inherited_does_not() {
    let entry = |kind: u8, flags: u8, mask: u32| {
        let sid = user(1).to_bytes();
        let size = (8 + sid.len()) as u16;
        [&[kind, flags][..], &size.to_le_bytes(), &mask.to_le_bytes(), &sid].concat()
    };
    let of = |entries: Vec<Vec<u8>>| {
        let descriptor = Descriptor {
            control: control::SELF_RELATIVE | control::DACL_PRESENT,
            dacl: list(entries),
            ..Descriptor::default()
        };
        Descriptor::parse(&descriptor.encode()).expect("sound").access_list().rights(&[user(1)])
    };
    assert_eq!(of(vec![entry(0, 0, 0x8000_0000)]), Rights::READ);
    assert_eq!(of(vec![entry(0, 0, 0x1000_0000)]), Rights::ALL);
    assert_eq!(of(vec![entry(0, 0, 0x4000_0000), entry(1, 0, 2)]), Rights::NONE);
    assert_eq!(of(vec![entry(0, 8, 3)]), Rights::NONE);
    assert_eq!(of(vec![entry(2, 0, 3), entry(5, 0, 3)]), Rights::NONE);
}

#[test]
fn entries_of_other_types_stay() {
    let audit = [&[2, 0, 24, 0][..], &3_u32.to_le_bytes(), &user(7).to_bytes()].concat();
    let before = after(&[(user(1), Change::Allow(Rights::READ))]).expect("a list");
    let old = Descriptor { dacl: list(vec![audit.clone()]), ..before };
    let new = Descriptor::with_access(Some(&old), &user(2), Change::Deny(Rights::ALL)).expect("short").expect("a list");
    assert_eq!(new.raw_entries().last().map(|raw| raw.bytes.to_vec()), Some(audit));
    assert_eq!(new.access_list().entries().len(), 1);
}

#[test]
fn a_list_has_an_end() {
    let mut descriptor = None;
    for uid in 0..ENTRIES_MAX as u32 {
        let next = Descriptor::with_access(descriptor.as_ref(), &user(uid), Change::Allow(Rights::READ));
        descriptor = next.expect("there is room");
    }
    let full = descriptor.expect("a list");
    assert!(Descriptor::parse(&full.encode()).is_ok());
    let one_more = Descriptor::with_access(Some(&full), &user(1_000_000), Change::Allow(Rights::READ));
    assert_eq!(one_more.unwrap_err().code.number(), 87);
    assert!(Descriptor::with_access(Some(&full), &user(0), Change::Allow(Rights::CHANGE)).is_ok());
}

#[test]
fn a_list_that_is_full_of_other_entries_is_not_made_longer_than_it_can_be() {
    // Of a type that is not looked into: 65,516 bytes, so that 12 are left of 65,535.
    let strange = |bytes: u16| [&[9, 0][..], &bytes.to_le_bytes(), &vec![0; usize::from(bytes) - 4]].concat();
    let full = Descriptor {
        control: control::SELF_RELATIVE | control::DACL_PRESENT,
        dacl: list(vec![strange(32_756), strange(32_756)]),
        ..Descriptor::default()
    };
    assert_eq!(Descriptor::parse(&full.encode()), Ok(full.clone()));
    let more = Descriptor::with_access(Some(&full), &user(1), Change::Allow(Rights::READ));
    assert_eq!(more.unwrap_err().code.number(), 87);
}

#[test]
fn what_is_no_descriptor_allows_nobody() {
    assert_eq!(AccessList::of_property(&[]), None);
    assert_eq!(AccessList::of_property(&[1, 2, 3]), Some(AccessList::default()));
    let owner_alone = default_descriptor().select(part::OWNER);
    assert_eq!(AccessList::of_property(&owner_alone.encode()), Some(AccessList::default()));
    assert!(!AccessList::default().allows_anything());
    let list = after(&[(user(5), Change::Deny(Rights::ALL)), (Account::Everyone.sid(), Change::Allow(Rights::READ))]);
    let list = list.expect("a list").access_list();
    assert!(list.allows_anything());
    assert_eq!(list.to_string(), "S-1-22-1-5 never full, S-1-1-0 read");
}

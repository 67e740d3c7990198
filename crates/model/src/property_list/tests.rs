use super::*;
use crate::property::{PropertyOf, default_value, table};
use proptest::collection::vec;
use proptest::prelude::*;

fn listed(name: &str, values: Vec<PropertyValue>) -> ListedProperty {
    ListedProperty { name: name.to_owned(), values }
}

/// Bytes written by hand from the layout in control-codes 3.
#[test]
fn the_layout_is_that_of_the_original() {
    let list = [
        listed("Ab", vec![PropertyValue::Dword(0x0102_0304)]),
        listed("P", vec![PropertyValue::ExpandSz("%x%".to_owned()), PropertyValue::ExpandedSz("y".to_owned())]),
        listed("W", vec![PropertyValue::Word(7)]),
        listed("M", vec![PropertyValue::MultiSz(vec!["a".to_owned(), "b".to_owned()])]),
    ];
    #[rustfmt::skip]
    let bytes: &[&[u8]] = &[
        &[4, 0, 0, 0],
        &[3, 0, 4, 0], &[6, 0, 0, 0], b"A\0b\0\0\0", &[0, 0],
            &[2, 0, 1, 0], &[4, 0, 0, 0], &[4, 3, 2, 1], &[0; 4],
        &[3, 0, 4, 0], &[4, 0, 0, 0], b"P\0\0\0",
            &[4, 0, 1, 0], &[8, 0, 0, 0], b"%\0x\0%\0\0\0",
            &[8, 0, 1, 0], &[4, 0, 0, 0], b"y\0\0\0", &[0; 4],
        &[3, 0, 4, 0], &[4, 0, 0, 0], b"W\0\0\0",
            &[0xB, 0, 1, 0], &[2, 0, 0, 0], &[7, 0], &[0, 0], &[0; 4],
        &[3, 0, 4, 0], &[4, 0, 0, 0], b"M\0\0\0",
            &[5, 0, 1, 0], &[10, 0, 0, 0], b"a\0\0\0b\0\0\0\0\0", &[0, 0], &[0; 4],
    ];
    assert_eq!(encode_property_list(&list)[..], bytes.concat());
    assert_eq!(decode_property_list(&bytes.concat()), Ok(list.to_vec()));
    assert_eq!(encode_property_list(&[])[..], [0; 4]);
    assert_eq!(decode_property_list(&[0; 4]), Ok(vec![]));
}

#[test]
fn padding_and_what_follows_the_list_are_ignored() {
    let list = [listed("Ab", vec![PropertyValue::Word(7)])];
    let mut bytes = encode_property_list(&list).to_vec();
    assert_eq!(bytes[18..20], [0, 0], "the padding of the name");
    bytes[18..20].fill(0xFF);
    bytes.extend([1, 2, 3]);
    assert_eq!(decode_property_list(&bytes), Ok(list.to_vec()));
}

#[test]
fn a_value_without_data_asks_for_the_default() {
    let list =
        [listed("Priority", vec![PropertyValue::Empty(2)]), listed("Data", vec![PropertyValue::Binary(Bytes::new())])];
    let read = decode_property_list(&encode_property_list(&list)).unwrap();
    assert_eq!(read, list);
    assert_eq!(read[0].values[0].to_value(), None);
    assert_eq!(read[1].values[0].to_value(), Some(Value::Binary(Bytes::new())));
}

#[test]
fn an_empty_list_of_texts_has_one_nul_or_two() {
    let list = [listed("M", vec![PropertyValue::MultiSz(vec![])])];
    let bytes = encode_property_list(&list).to_vec();
    assert_eq!(bytes[16..28], [5, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(decode_property_list(&bytes), Ok(list.to_vec()));
    let mut short = bytes;
    short[20] = 2;
    assert_eq!(decode_property_list(&short), Ok(list.to_vec()));
}

#[test]
fn malformed_lists_are_refused() {
    let refused = |data: &[u8], why: &str| {
        let refusal = decode_property_list(data).expect_err(why);
        assert_eq!(refusal.code, Win32Code::ERROR_INVALID_DATA);
        assert!(refusal.message.ends_with(why), "{refusal} is not about: {why}");
    };
    refused(&[], "it is cut short");
    refused(&u32::MAX.to_le_bytes(), "it is cut short");
    let good = encode_property_list(&[listed("Ab", vec![PropertyValue::Sz("xy".to_owned())])]).to_vec();
    for length in 0..good.len() {
        refused(&good[..length], "it is cut short");
    }
    let changed = |at: usize, bytes: &[u8]| {
        let mut data = good.clone();
        data[at..at + bytes.len()].copy_from_slice(bytes);
        data
    };
    refused(&changed(4, &[3, 0, 1, 0]), "a property's name was expected");
    refused(&changed(8, &[5]), "a text has an odd number of bytes");
    refused(&changed(8, &[0]), "a text does not end with its NUL");
    refused(&changed(8, &u32::MAX.to_le_bytes()), "it is cut short");
    refused(&changed(20, &[0xD, 0, 1, 0]), "a value has an unknown syntax");
    refused(&changed(20, &[3, 0, 2, 0]), "a value has an unknown syntax");
    refused(&changed(20, &[2, 0, 1, 0]), "a number has a wrong length");
    refused(&changed(20, &[5, 0, 1, 0]), "a list of texts does not end with its NULs");
    refused(&changed(20, &[0, 0, 0, 0]), "a property has no value");
    refused(&changed(28, &[0, 0]), "a text does not end with its NUL");
    refused(&changed(28, &[0x00, 0xD8]), "a text is not UTF-16");
}

fn any_value() -> impl Strategy<Value = PropertyValue> {
    let data = || vec(any::<u8>(), 0..9).prop_map(Bytes::from);
    let text = || "[^\\x00]{0,6}";
    prop_oneof![
        data().prop_map(PropertyValue::Binary),
        any::<u32>().prop_map(PropertyValue::Dword),
        text().prop_map(PropertyValue::Sz),
        text().prop_map(PropertyValue::ExpandSz),
        vec("[^\\x00]{1,6}", 0..4).prop_map(PropertyValue::MultiSz),
        any::<u64>().prop_map(PropertyValue::Ularge),
        any::<i32>().prop_map(PropertyValue::Long),
        text().prop_map(PropertyValue::ExpandedSz),
        data().prop_map(PropertyValue::SecurityDescriptor),
        any::<i64>().prop_map(PropertyValue::Large),
        any::<u16>().prop_map(PropertyValue::Word),
        any::<u64>().prop_map(PropertyValue::FileTime),
        prop::sample::select(vec![2u16, 3, 4, 5, 6, 7, 8, 0xA, 0xB, 0xC]).prop_map(PropertyValue::Empty),
    ]
}

fn any_list() -> impl Strategy<Value = Vec<ListedProperty>> {
    vec(("[^\\x00]{0,8}", vec(any_value(), 1..3)).prop_map(|(name, values)| ListedProperty { name, values }), 0..6)
}

proptest! {
    #[test]
    fn reads_what_it_writes(list in any_list()) {
        let bytes = encode_property_list(&list);
        prop_assert_eq!(bytes.len() % 4, 0);
        prop_assert_eq!(decode_property_list(&bytes), Ok(list));
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in vec(any::<u8>(), 0..200)) {
        let _ = decode_property_list(&bytes);
    }

    #[test]
    fn a_changed_list_is_read_or_refused(list in any_list(), changes in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)) {
        let mut bytes = encode_property_list(&list).to_vec();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(read) = decode_property_list(&bytes) {
            prop_assert_eq!(decode_property_list(&encode_property_list(&read)), Ok(read));
        }
    }
}

#[test]
fn every_property_of_every_table_goes_through() {
    for property in PropertyOf::ALL.into_iter().flat_map(table) {
        let value = default_value(property);
        let listed = ListedProperty::new(property.name, &value, property.syntax);
        assert_eq!(listed.values[0].format_number(), property.syntax.format_number(), "{}", property.name);
        let read = decode_property_list(&encode_property_list(std::slice::from_ref(&listed))).unwrap();
        assert_eq!(read[0].values[0].to_value(), Some(value), "{}", property.name);
    }
}

use super::*;
use crate::fold::fold_text;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn at(ms: u64) -> WallTime {
    WallTime(ms)
}

fn code<T: std::fmt::Debug>(result: Result<T, Refusal>) -> u32 {
    result.expect_err("a refusal was expected").code.number()
}

/// What the hive must do, written in the plainest way: a map from folded path to the key.
#[derive(Clone, Default, PartialEq, Debug)]
struct PlainHive {
    keys: BTreeMap<Vec<String>, PlainKey>,
}

#[derive(Clone, Default, PartialEq, Debug)]
struct PlainKey {
    path: String,
    values: BTreeMap<String, (String, Value)>,
    last_write: u64,
    security: Option<Bytes>,
}

fn folded_path(path: &str) -> Vec<String> {
    names(path).map(|name| fold_text(name).into_owned()).collect()
}

impl PlainHive {
    fn new() -> PlainHive {
        PlainHive { keys: BTreeMap::from([(Vec::new(), PlainKey::default())]) }
    }

    fn create_key(&mut self, path: &str, now: u64) -> bool {
        let mut created = false;
        let mut above: (Vec<String>, String) = Default::default();
        for name in names(path) {
            let mut folded = above.0.clone();
            folded.push(fold_text(name).into_owned());
            let full = join(&above.1, name);
            created = !self.keys.contains_key(&folded);
            if created {
                self.keys.get_mut(&above.0).unwrap().last_write = now;
            }
            let key = self.keys.entry(folded.clone());
            let key = key.or_insert_with(|| PlainKey { path: full, last_write: now, ..Default::default() });
            above = (folded, key.path.clone());
        }
        created
    }

    fn delete_key(&mut self, path: &str, tree: bool, now: u64) -> Result<(), u32> {
        let folded = folded_path(path);
        if !self.keys.contains_key(&folded) {
            return Err(2);
        }
        let has_subkeys = self.keys.keys().any(|key| key.len() > folded.len() && key.starts_with(&folded));
        if folded.is_empty() || (has_subkeys && !tree) {
            return Err(5);
        }
        self.keys.retain(|key, _| !key.starts_with(&folded));
        self.keys.get_mut(&folded[..folded.len() - 1]).unwrap().last_write = now;
        Ok(())
    }

    fn set_value(&mut self, path: &str, name: &str, value: Value, now: u64) -> Result<Option<Value>, u32> {
        let key = self.keys.get_mut(&folded_path(path)).ok_or(2u32)?;
        key.last_write = now;
        let folded = fold_text(name).into_owned();
        let kept = key.values.get(&folded).map_or(name, |old| &old.0).to_owned();
        Ok(key.values.insert(folded, (kept, value)).map(|old| old.1))
    }

    fn delete_value(&mut self, path: &str, name: &str, now: u64) -> Result<Option<Value>, u32> {
        let key = self.keys.get_mut(&folded_path(path)).ok_or(2u32)?;
        let old = key.values.remove(&*fold_text(name)).map(|old| old.1);
        if old.is_some() {
            key.last_write = now;
        }
        Ok(old)
    }

    fn set_security(&mut self, path: &str, security: Option<Bytes>, now: u64) -> Result<(), u32> {
        let key = self.keys.get_mut(&folded_path(path)).ok_or(2u32)?;
        (key.security, key.last_write) = (security, now);
        Ok(())
    }
}

/// The hive, read out through its public face.
fn read_out(hive: &Hive) -> PlainHive {
    let mut keys = BTreeMap::new();
    let mut order = Vec::new();
    for (path, key) in hive.walk() {
        assert!(std::ptr::eq(hive.key(&path).unwrap(), key));
        assert_eq!(path.rsplit('\\').next().unwrap(), key.name());
        let values: BTreeMap<_, _> =
            key.values().map(|(n, v)| (fold_text(n).into_owned(), (n.to_owned(), v.clone()))).collect();
        assert_eq!(values.len(), key.value_count());
        let (last_write, security) = (key.last_write().0, key.security().cloned());
        order.push(folded_path(&path));
        keys.insert(folded_path(&path), PlainKey { path, values, last_write, security });
    }
    assert!(order.is_sorted(), "parents come first, siblings in folded order");
    assert_eq!(order.len(), keys.len());
    PlainHive { keys }
}

#[derive(Clone, Debug)]
enum Step {
    CreateKey(String),
    DeleteKey(String, bool),
    SetValue(String, String, Value),
    DeleteValue(String, String),
    SetSecurity(String, Option<Bytes>),
}

fn any_path() -> impl Strategy<Value = String> {
    // Few names, so that steps meet; both cases, so that folding matters; one that sorts before the separator.
    vec(prop::sample::select(vec!["a", "A", "b", "B", "ä", "Ä", "a b", "c!"]), 0..4).prop_map(|names| names.join("\\"))
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<u32>().prop_map(Value::Dword),
        any::<u64>().prop_map(Value::Qword),
        "[a-z]{0,3}".prop_map(Value::Sz),
        vec("[a-z]{1,3}", 0..3).prop_map(Value::MultiSz),
        vec(any::<u8>(), 0..3).prop_map(|data| Value::Binary(data.into())),
    ]
}

fn any_step() -> impl Strategy<Value = Step> {
    let value_name = || prop::sample::select(vec!["", "x", "X", "Name", "name"]).prop_map(str::to_owned);
    prop_oneof![
        4 => any_path().prop_map(Step::CreateKey),
        1 => (any_path(), any::<bool>()).prop_map(|(path, tree)| Step::DeleteKey(path, tree)),
        4 => (any_path(), value_name(), any_value()).prop_map(|(path, name, value)| Step::SetValue(path, name, value)),
        1 => (any_path(), value_name()).prop_map(|(path, name)| Step::DeleteValue(path, name)),
        1 => (any_path(), any::<Option<[u8; 2]>>())
            .prop_map(|(path, security)| Step::SetSecurity(path, security.map(|s| Bytes::copy_from_slice(&s)))),
    ]
}

fn take(hive: &mut Hive, plain: &mut PlainHive, step: Step, now: u64) {
    let number = |refusal: Refusal| refusal.code.number();
    match step {
        Step::CreateKey(path) => assert_eq!(hive.create_key(&path, at(now)), Ok(plain.create_key(&path, now))),
        Step::DeleteKey(path, tree) => {
            assert_eq!(hive.delete_key(&path, tree, at(now)).map_err(number), plain.delete_key(&path, tree, now))
        }
        Step::SetValue(path, name, value) => {
            let checked = hive.check_change_value(&path, &name, Some(&value)).map(|old| old.cloned()).map_err(number);
            let done = hive.set_value(&path, &name, value.clone(), at(now)).map_err(number);
            assert_eq!(checked, done);
            assert_eq!(done, plain.set_value(&path, &name, value, now));
        }
        Step::DeleteValue(path, name) => {
            let checked = hive.check_change_value(&path, &name, None).map(|old| old.cloned()).map_err(number);
            let done = hive.delete_value(&path, &name, at(now)).map_err(number);
            assert_eq!(checked, done);
            assert_eq!(done, plain.delete_value(&path, &name, now));
        }
        Step::SetSecurity(path, security) => assert_eq!(
            hive.set_security(&path, security.clone(), at(now)).map_err(number),
            plain.set_security(&path, security, now)
        ),
    }
}

fn rebuild(hive: &Hive) -> Result<Hive, Refusal> {
    let mut builder = HiveBuilder::new(hive.root().last_write(), hive.root().security().cloned());
    for (path, key) in hive.walk() {
        if !path.is_empty() {
            builder.key(&path, key.last_write(), key.security().cloned())?;
        }
        for (name, value) in key.values() {
            builder.value(name, value.clone())?;
        }
    }
    Ok(builder.finish())
}

proptest! {
    #[test]
    fn does_what_a_plain_map_does(steps in vec(any_step(), 0..60)) {
        let (mut hive, mut plain) = (Hive::new(at(0)), PlainHive::new());
        for (now, step) in steps.into_iter().enumerate() {
            take(&mut hive, &mut plain, step, now as u64 + 1);
        }
        prop_assert_eq!(read_out(&hive), plain);
        prop_assert_eq!(rebuild(&hive).unwrap(), hive);
    }

    #[test]
    fn clones_do_not_see_each_other(steps in vec(any_step(), 0..30), left in vec(any_step(), 0..30), right in vec(any_step(), 0..30)) {
        let (mut hive, mut plain) = (Hive::new(at(0)), PlainHive::new());
        for step in steps {
            take(&mut hive, &mut plain, step, 1);
        }
        let (mut other_hive, mut other_plain) = (hive.clone(), plain.clone());
        let (kept, before) = (hive.clone(), read_out(&hive));
        for (a, b) in left.into_iter().zip(right) {
            take(&mut hive, &mut plain, a, 2);
            take(&mut other_hive, &mut other_plain, b, 3);
        }
        prop_assert_eq!(read_out(&hive), plain);
        prop_assert_eq!(read_out(&other_hive), other_plain);
        prop_assert_eq!(read_out(&kept), before);
    }
}

/// Wide keys, so that the maps below grow to several levels and shrink again.
fn any_wide_step() -> impl Strategy<Value = Step> {
    let name = || (0u32..300).prop_map(|n| format!("a common beginning {n}"));
    prop_oneof![
        3 => name().prop_map(Step::CreateKey),
        2 => name().prop_map(|name| Step::DeleteKey(name, false)),
        3 => (name(), any_value()).prop_map(|(name, value)| Step::SetValue(String::new(), name, value)),
        2 => name().prop_map(|name| Step::DeleteValue(String::new(), name)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn wide_keys_do_what_a_plain_map_does(first in vec(any_wide_step(), 0..1000), then in vec(any_wide_step(), 0..1000)) {
        let (mut hive, mut plain) = (Hive::new(at(0)), PlainHive::new());
        for step in first {
            take(&mut hive, &mut plain, step, 1);
        }
        let (kept_hive, kept_plain) = (hive.clone(), plain.clone());
        for step in then {
            take(&mut hive, &mut plain, step, 2);
        }
        prop_assert_eq!(read_out(&hive), plain);
        prop_assert_eq!(read_out(&kept_hive), kept_plain);
        prop_assert_eq!(rebuild(&hive).unwrap(), hive);
    }
}

#[test]
fn names_keep_the_case_in_which_they_were_made() {
    let mut hive = Hive::new(at(0));
    assert_eq!(hive.create_key("Groups\\Größe", at(1)), Ok(true));
    assert_eq!(hive.create_key("GROUPS\\GRÖßE", at(2)), Ok(false));
    hive.set_value("groups\\größe", "Name", Value::Dword(1), at(3)).unwrap();
    assert_eq!(hive.set_value("Groups\\Größe", "NAME", Value::Dword(2), at(4)), Ok(Some(Value::Dword(1))));
    let paths: Vec<_> = hive.walk().map(|(path, _)| path).collect();
    assert_eq!(paths, ["", "Groups", "Groups\\Größe"]);
    let key = hive.key("groups\\GRÖßE").unwrap();
    assert_eq!(key.values().collect::<Vec<_>>(), [("Name", &Value::Dword(2))]);
    assert_eq!(hive.key("groups").unwrap().last_write(), at(1), "a subkey's values do not touch its parent");
}

#[test]
fn bad_paths_and_names_are_refused_and_change_nothing() {
    let mut hive = Hive::new(at(0));
    let before = hive.clone();
    let long = "x".repeat(256);
    let deep = ["k"; DEPTH + 1].join("\\");
    for path in ["\\", "\\a", "a\\", "a\\\\b", "a\0", &long, &deep] {
        assert_eq!(code(hive.create_key(path, at(1))), 87, "{path:?}");
    }
    assert_eq!(code(hive.set_value("", &"x".repeat(VALUE_NAME_UNITS + 1), Value::Dword(1), at(1))), 87);
    assert_eq!(code(hive.set_value("a", "x", Value::Dword(1), at(1))), 2);
    assert_eq!(code(hive.delete_value("a", "x", at(1))), 2);
    assert_eq!(code(hive.delete_key("a", true, at(1))), 2);
    assert_eq!(code(hive.delete_key("", true, at(1))), 5);
    assert_eq!(hive, before);
    // 255 astral characters are 510 UTF-16 units; 127 of them are 254.
    assert_eq!(code(hive.create_key(&"🙂".repeat(128), at(1))), 87);
    assert_eq!(hive.create_key(&"🙂".repeat(127), at(1)), Ok(true));
    assert_eq!(hive.create_key(&"x".repeat(255), at(1)), Ok(true));
    assert_eq!(hive.create_key(&["k"; DEPTH].join("\\"), at(1)), Ok(true));
}

#[test]
fn a_value_has_at_most_one_mebibyte() {
    let mut hive = Hive::new(at(0));
    let largest = Value::Binary(vec![0; VALUE_BYTES].into());
    assert_eq!(hive.set_value("", "v", largest.clone(), at(1)), Ok(None));
    let too_large = Value::Binary(vec![0; VALUE_BYTES + 1].into());
    assert_eq!(code(hive.check_change_value("", "v", Some(&too_large))), 87);
    assert_eq!(code(hive.set_value("", "v", too_large, at(2))), 87);
    assert_eq!(code(hive.set_value("", "v", Value::Sz("x".repeat(VALUE_BYTES / 2)), at(2))), 87);
    assert_eq!((hive.value("", "v"), hive.root().last_write()), (Some(&largest), at(1)));
}

#[test]
fn a_descriptor_holds_for_the_keys_below() {
    let mut hive = Hive::new(at(0));
    hive.create_key("a\\b\\c", at(1)).unwrap();
    let [root, own] = [Bytes::from_static(b"root"), Bytes::from_static(b"own")];
    hive.set_security("", Some(root.clone()), at(2)).unwrap();
    hive.set_security("a\\b", Some(own.clone()), at(2)).unwrap();
    assert_eq!(hive.effective_security("a"), Some(&root));
    assert_eq!(hive.effective_security("a\\b\\c"), Some(&own));
    hive.set_security("a\\b", None, at(3)).unwrap();
    assert_eq!(hive.effective_security("a\\b\\c"), Some(&root));
    assert_eq!(hive.effective_security("x"), None);
}

#[test]
fn a_snapshot_that_no_hive_wrote_is_refused() {
    let start = || HiveBuilder::new(at(0), None);
    let add = |builder: &mut HiveBuilder, path: &str| builder.key(path, at(0), None);
    assert_eq!(code(add(&mut start(), "a\\b")), 13, "its parent is missing");
    assert_eq!(code(add(&mut start(), "")), 13, "the root comes from the builder");
    let mut builder = start();
    add(&mut builder, "a").unwrap();
    builder.value("x", Value::Dword(1)).unwrap();
    assert_eq!(code(builder.value("X", Value::Dword(1))), 13);
    assert_eq!(code(add(&mut builder, "A")), 13);
    add(&mut builder, "b").unwrap();
    assert_eq!(code(add(&mut builder, "a\\c")), 13, "\"a\" was closed");
    let deep = (1..=DEPTH + 1).map(|depth| vec!["k"; depth].join("\\"));
    let mut builder = start();
    let refused = deep.map(|path| builder.key(&path, at(0), None)).filter(Result::is_err).count();
    assert_eq!(refused, 1);
}

//! What holds for every control code (control-codes 2), tried with each code of each table.

use crate::fixture::*;
use clusapi::control::code::{Answering, CODES, Code};
use std::ffi::c_void;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::{HSTRING, PCWSTR, w};

/// An object that takes control codes.
#[derive(Clone, Copy)]
pub enum Target {
    Cluster(HCLUSTER),
    Node(HNODE),
    Group(HGROUP),
    Resource(HRESOURCE),
    Type(HCLUSTER, PCWSTR),
    Set(HGROUPSET),
    Rule(HCLUSTER, PCWSTR),
}

/// Nobody changes what they ask for.
const ID_CODES: &[&str] = &["_GET_ID", "_GET_CLASS_INFO"];

type Output = Option<*mut c_void>;

impl Target {
    /// The place of its table.
    fn table(self) -> usize {
        match self {
            Target::Resource(_) => 0,
            Target::Type(..) => 1,
            Target::Group(_) => 2,
            Target::Node(_) => 3,
            Target::Cluster(_) => 6,
            Target::Set(_) => 7,
            Target::Rule(..) => 8,
        }
    }

    pub fn codes(self) -> &'static [Code] {
        CODES[self.table()].codes
    }

    /// Calls the function of its kind. What it refuses, its other forms refuse alike.
    pub fn call(self, host: Option<HNODE>, code: u32, input: &[u8], output: Output, room: u32, size: &mut u32) -> u32 {
        let answer = self.call_plain(host, code, input, output, room, size);
        // What is there may grow while it is asked for.
        let refused = ![0, ERROR_IO_PENDING.0, ERROR_RESOURCE_PROPERTIES_STORED.0, ERROR_MORE_DATA.0].contains(&answer);
        if refused || code == self.id_code() {
            for (form, other) in self.call_other_forms(host, code, input, output, room) {
                assert_eq!(other, answer, "{form} {code:#010X}");
            }
        }
        answer
    }

    /// A code whose answer has the same size each time.
    fn id_code(self) -> u32 {
        let id = self.codes().iter().find(|code| ID_CODES.iter().any(|end| code.name.ends_with(end)));
        id.map_or(u32::MAX, |code| code.value)
    }

    /// With a reason, and in the name of the user.
    fn call_other_forms(
        self,
        host: Option<HNODE>,
        code: u32,
        input: &[u8],
        output: Output,
        room: u32,
    ) -> Vec<(&'static str, u32)> {
        let data = (!input.is_empty()).then_some(input.as_ptr().cast::<c_void>());
        let (bytes, why) = (input.len() as u32, w!("in another way"));
        macro_rules! forms {
            ($($form:ident($($of:expr),*)$(, $why:ident)?;)*) => {
                vec![$((stringify!($form), $form($($of),*, host, code, data, bytes, output, room, None $(, $why)?))),*]
            };
        }
        // SAFETY: buffers are as long as is said.
        unsafe {
            match self {
                Target::Cluster(of) => forms! { ClusterControlEx(of), why; },
                Target::Node(of) => forms! { ClusterNodeControlEx(of), why; },
                Target::Group(of) => forms! { ClusterGroupControlEx(of), why; },
                Target::Set(of) => forms! { ClusterGroupSetControlEx(of), why; },
                Target::Rule(..) => Vec::new(),
                Target::Resource(of) => forms! {
                    ClusterResourceControlEx(of), why;
                    ClusterResourceControlAsUser(of);
                    ClusterResourceControlAsUserEx(of), why;
                },
                Target::Type(of, name) => forms! {
                    ClusterResourceTypeControlEx(of, name), why;
                    ClusterResourceTypeControlAsUser(of, name);
                    ClusterResourceTypeControlAsUserEx(of, name), why;
                },
            }
        }
    }

    fn call_plain(
        self,
        host: Option<HNODE>,
        code: u32,
        input: &[u8],
        output: Output,
        room: u32,
        size: &mut u32,
    ) -> u32 {
        let data = (!input.is_empty()).then_some(input.as_ptr().cast::<c_void>());
        let bytes = input.len() as u32;
        let size = Some(&raw mut *size);
        // SAFETY: buffers are as long as is said.
        unsafe {
            match self {
                Target::Cluster(of) => ClusterControl(of, host, code, data, bytes, output, room, size),
                Target::Node(of) => ClusterNodeControl(of, host, code, data, bytes, output, room, size),
                Target::Group(of) => ClusterGroupControl(of, host, code, data, bytes, output, room, size),
                Target::Resource(of) => ClusterResourceControl(of, host, code, data, bytes, output, room, size),
                Target::Set(of) => ClusterGroupSetControl(of, host, code, data, bytes, output, room, size),
                Target::Rule(of, name) => {
                    ClusterAffinityRuleControl(of, name, host, code, data, bytes, output, room, size)
                }
                Target::Type(of, name) => {
                    ClusterResourceTypeControl(of, name, host, code, data, bytes, output, room, size)
                }
            }
        }
    }

    /// The code of a call that wants no answer.
    pub fn tell(self, code: u32, input: &[u8]) -> u32 {
        self.call(None, code, input, None, 0, &mut 0)
    }

    /// The bytes of an answer: how many there are, with too little room, with room for them, and in their own place.
    pub fn ask(self, code: u32, input: &[u8]) -> Vec<u8> {
        // Other tests change the cluster meanwhile: then the answer has another size.
        let answered = (0..20).find_map(|_| self.ask_once(code, input));
        answered.unwrap_or_else(|| panic!("{code:#010X} has another size each time"))
    }

    fn ask_once(self, code: u32, input: &[u8]) -> Option<Vec<u8>> {
        let mut size = u32::MAX;
        assert_eq!(self.call(None, code, input, None, 0, &mut size), 0, "{code:#010X}");
        let mut bytes = vec![0xEE_u8; size as usize + 1];
        // The one code that has a shorter form, which is asked for by less room.
        if size > 0 && code != CLUSCTL_RESOURCE_QUERY_MAINTENANCE_MODE.0.cast_unsigned() {
            let (mut needed, output) = (0, Some(bytes.as_mut_ptr().cast()));
            let small = self.call(None, code, input, output, size - 1, &mut needed);
            if needed != size {
                return None;
            }
            assert_eq!(small, ERROR_MORE_DATA.0, "{code:#010X}");
            assert!(bytes.iter().all(|byte| *byte == 0xEE), "{code:#010X} wrote something");
        }
        let mut written = 0;
        let output = Some(bytes.as_mut_ptr().cast());
        let answer = self.call(None, code, input, output, size, &mut written);
        if written != size {
            return None;
        }
        assert_eq!(answer, 0, "{code:#010X}");
        assert_eq!(bytes.pop(), Some(0xEE), "{code:#010X} wrote beyond its room");
        Some(bytes)
    }
}

/// What is given to codes that have to be told something: nothing else is missing in the call then.
fn input_of(code: &Code) -> Option<Vec<u8>> {
    let list = |name: &str, value| Some(property_list(&[(name, value)]));
    match code.name {
        name if name.contains("VALIDATE_COMMON") && name.starts_with("CLUSTER_") => {
            list("SameSubnetThreshold", number_value(4))
        }
        name if name.contains("VALIDATE_COMMON") => list("Description", text_value("checked")),
        name if name.contains("VALIDATE_PRIVATE") => list("Checked", text_value("once")),
        "CLUSTER_CHECK_VOTER_EVICT" | "CLUSTER_CHECK_VOTER_DOWN" => Some(utf16("1")),
        name if name.ends_with("_GET_NODES_IN_FD") => Some(utf16("n1")),
        _ => Some(Vec::new()),
    }
}

/// Codes that only some objects of the kind answer: tried in `control_answers`.
const OF_NETWORK_NAMES: &[&str] =
    &["RESOURCE_GET_NETWORK_NAME", "RESOURCE_GET_DNS_NAME", "RESOURCE_TYPE_NETNAME_VALIDATE_NETNAME"];

/// An object of each kind, deleted at the end.
struct Objects {
    targets: Vec<Target>,
    group: HGROUP,
    set: HGROUPSET,
    rule: HSTRING,
}

impl Drop for Objects {
    fn drop(&mut self) {
        // SAFETY: the handles are open.
        unsafe {
            DestroyClusterGroup(self.group);
            DeleteClusterGroupSet(self.set);
            ClusterRemoveAffinityRule(cluster(), &self.rule);
        }
    }
}

fn objects(name: &str) -> Objects {
    let group = group(name);
    let resource = resource(group, &format!("{name} Application"));
    let (cluster, rule) = (cluster(), HSTRING::from(name));
    // SAFETY: names are texts.
    let (node, set) = unsafe {
        let node = OpenClusterNode(cluster, w!("n2"));
        assert_eq!(ClusterCreateAffinityRule(cluster, &rule, CLUS_AFFINITY_RULE_DIFFERENT_NODE), 0);
        (node, CreateClusterGroupSet(cluster, &rule))
    };
    assert!(!set.is_invalid(), "{:?}", last_error());
    let targets = vec![
        Target::Cluster(cluster),
        Target::Node(node),
        Target::Group(group),
        Target::Resource(resource),
        Target::Type(cluster, w!("Generic Application")),
        Target::Set(set),
        Target::Rule(cluster, PCWSTR(rule.as_ptr())),
    ];
    Objects { targets, group, set, rule }
}

/// What only asks is answered by every kind of object, into buffers of every size; what is said to be absent is.
#[test]
fn every_code_that_asks_is_answered() {
    let objects = objects("Asked for Everything");
    let mut asked = 0;
    for target in &objects.targets {
        for code in target.codes() {
            let answered = matches!(code.answer, Answering::By(_));
            if !answered {
                // Of two names with one number, one may be answered.
                let same = target.codes().iter().filter(|other| other.value == code.value);
                let any = same.into_iter().any(|other| matches!(other.answer, Answering::By(_)));
                assert!(any || target.tell(code.value, &[]) == ERROR_INVALID_FUNCTION.0, "{}", code.name);
            } else if code.needs_all() {
                continue;
            } else if OF_NETWORK_NAMES.contains(&code.name) {
                assert_eq!(target.tell(code.value, &utf16("name")), ERROR_INVALID_FUNCTION.0, "{}", code.name);
            } else {
                target.ask(code.value, &input_of(code).unwrap_or_default());
                asked += 1;
            }
        }
    }
    assert!(asked > 70, "{asked}");
}

#[test]
fn a_buffer_without_room_tells_the_size_of_flags_and_classes_alone() {
    let objects = objects("Sized");
    let mut byte = 0_u8;
    for target in &objects.targets {
        for code in target.codes().iter().filter(|code| matches!(code.answer, Answering::By(_)) && !code.needs_all()) {
            if OF_NETWORK_NAMES.contains(&code.name) {
                continue;
            }
            let input = input_of(code).unwrap_or_default();
            let mut size = 0;
            let answer = target.call(None, code.value, &input, Some((&raw mut byte).cast()), 0, &mut size);
            let told = ["_CHARACTERISTICS", "_FLAGS", "_CLASS_INFO"].iter().any(|end| code.name.ends_with(end));
            let wanted = if told || size == 0 { 0 } else { ERROR_MORE_DATA.0 };
            assert_eq!(answer, wanted, "{}", code.name);
        }
    }
}

#[test]
fn a_code_of_another_kind_and_one_that_nobody_knows_are_no_functions() {
    let objects = objects("Foreign Codes");
    for target in &objects.targets {
        let known: Vec<u32> = target.codes().iter().map(|code| code.value).collect();
        let foreign = CODES.iter().flat_map(|codes| codes.codes).filter(|code| !known.contains(&code.value));
        for code in foreign.step_by(7) {
            assert_eq!(target.tell(code.value, &[]), ERROR_INVALID_FUNCTION.0, "{}", code.name);
        }
        let number = known[0] & 0xFF00_0000;
        for unknown in [number | 0x7FFD, number | 0x0040_7FFE, number | 0x0020_0005, 0, u32::MAX] {
            assert_eq!(target.tell(unknown, &[]), ERROR_INVALID_FUNCTION.0, "{unknown:#010X}");
        }
    }
}

#[test]
fn what_changes_is_denied_to_a_handle_for_reading() {
    let group = group("Only Read");
    resource(group, "Only Read Application");
    let mut denied = 0;
    // SAFETY: names are texts.
    unsafe {
        let cluster = OpenClusterEx(&socket(1), GENERIC_READ.0, None);
        let targets = [
            Target::Cluster(cluster),
            Target::Node(OpenClusterNodeEx(cluster, w!("n2"), GENERIC_READ.0, None)),
            Target::Group(OpenClusterGroupEx(cluster, w!("Only Read"), GENERIC_READ.0, None)),
            Target::Resource(OpenClusterResourceEx(cluster, w!("Only Read Application"), GENERIC_READ.0, None)),
            Target::Type(cluster, w!("Generic Application")),
        ];
        for target in targets {
            for code in target.codes().iter().filter(|code| matches!(code.answer, Answering::By(_))) {
                let answer = target.tell(code.value, &input_of(code).unwrap_or_default());
                if code.needs_all() {
                    assert_eq!(answer, ERROR_ACCESS_DENIED.0, "{}", code.name);
                    denied += 1;
                } else if !OF_NETWORK_NAMES.contains(&code.name) {
                    assert_eq!(answer, 0, "{}", code.name);
                }
            }
        }
        assert!(denied >= 12, "{denied}");
        assert!([0, ERROR_IO_PENDING.0].contains(&DestroyClusterGroup(group)));
    }
}

#[test]
fn a_bad_list_is_refused_by_every_code_that_takes_one() {
    let objects = objects("Badly Listed");
    let mut takers = 0;
    for target in &objects.targets {
        for code in target.codes().iter().filter(|code| matches!(code.answer, Answering::By(_))) {
            let takes_list = code.name.contains("_SET_") || code.name.contains("_VALIDATE_");
            if !takes_list || !code.name.ends_with("_PROPERTIES") {
                continue;
            }
            takers += 1;
            assert_eq!(target.tell(code.value, &[]), ERROR_INVALID_PARAMETER.0, "{}: no list", code.name);
            let broken = [9, 0, 0, 0, 1];
            assert_eq!(target.tell(code.value, &broken), ERROR_INVALID_DATA.0, "{}", code.name);
            if code.name.contains("_COMMON_") {
                let unknown = property_list(&[("NobodyKnowsThis", number_value(1))]);
                assert_eq!(target.tell(code.value, &unknown), ERROR_INVALID_PARAMETER.0, "{}", code.name);
            }
        }
    }
    // Sets and rules have their common ones only, which are not checked alone.
    assert_eq!(takers, 5 * 4 + 2);
}

/// Null where there should be something, and buffers larger than any.
#[test]
fn arguments_that_make_no_sense_are_refused() {
    let group = group("Senseless");
    let name = CLUSCTL_GROUP_GET_NAME.0.cast_unsigned();
    let mut byte = [0_u8; 1];
    // SAFETY: what is said to be longer than it is, is refused for its length.
    unsafe {
        let refused = ERROR_INVALID_PARAMETER.0;
        assert_eq!(ClusterGroupControl(group, None, name, None, 5, None, 0, None), refused);
        let output = Some(byte.as_mut_ptr().cast());
        assert_eq!(ClusterGroupControl(group, None, name, None, 0, output, 0x8000_0000, None), refused);
        let input = Some(byte.as_ptr().cast());
        assert_eq!(ClusterGroupControl(group, None, name, input, 0x8000_0000, None, 0, None), refused);
        // Nobody has to want to know the size.
        assert_eq!(ClusterGroupControl(group, None, name, None, 0, None, 0, None), 0);
        assert_eq!(ClusterGroupControl(group, None, name, None, 0, output, 1, None), ERROR_MORE_DATA.0);
        let elsewhere = OpenClusterNode(cluster(), w!("n1"));
        assert_eq!(ClusterGroupControl(group, Some(elsewhere), name, None, 0, None, 0, None), refused);
        let none = HNODE(group.0);
        assert_eq!(ClusterGroupControl(group, Some(none), name, None, 0, None, 0, None), ERROR_INVALID_HANDLE.0);
        assert_eq!(
            ClusterResourceTypeControl(cluster(), PCWSTR::null(), None, 0x0200_0000, None, 0, None, 0, None),
            refused
        );
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

/// A node that is up may be named for every code, and the answer is the same.
#[test]
fn every_node_answers_for_itself() {
    // SAFETY: names are texts.
    unsafe {
        let cluster = cluster();
        let group = OpenClusterGroup(cluster, w!("Cluster Group"));
        for node in ["n1", "n2", "n3"] {
            let host = OpenClusterNode(cluster, &HSTRING::from(node));
            for code in [CLUSCTL_GROUP_GET_NAME, CLUSCTL_GROUP_GET_COMMON_PROPERTIES, CLUSCTL_GROUP_GET_FAILURE_INFO] {
                let code = code.0.cast_unsigned();
                let mut bytes = vec![0_u8; 4096];
                let (mut here, mut there) = (0, 0);
                let output = Some(bytes.as_mut_ptr().cast());
                assert_eq!(Target::Group(group).call(Some(host), code, &[], output, 4096, &mut there), 0);
                let with_host = bytes[..there as usize].to_vec();
                assert_eq!(Target::Group(group).call(None, code, &[], output, 4096, &mut here), 0);
                assert_eq!(with_host, bytes[..here as usize]);
            }
        }
    }
}

#[test]
fn what_is_gone_answers_no_code() {
    let group = group("Soon Gone");
    let resource = resource(group, "Soon Gone Application");
    // SAFETY: names are texts.
    unsafe {
        assert_eq!((DeleteClusterResource(resource), DeleteClusterGroup(group)), (0, 0));
        let gone = [
            (Target::Group(group), ERROR_GROUP_NOT_AVAILABLE.0),
            (Target::Resource(resource), ERROR_RESOURCE_NOT_AVAILABLE.0),
            (Target::Type(cluster(), w!("Nobody's Type")), ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0),
        ];
        for (target, wanted) in gone {
            for code in target.codes().iter().filter(|code| matches!(code.answer, Answering::By(_))) {
                if code.needs_all() || code.name.ends_with("_NODES_IN_FD") {
                    continue;
                }
                let answer = target.tell(code.value, &input_of(code).unwrap_or_default());
                assert_eq!(answer, wanted, "{}", code.name);
            }
        }
        let list = property_list(&[("Description", text_value("late"))]);
        let set = CLUSCTL_GROUP_SET_COMMON_PROPERTIES.0.cast_unsigned();
        assert_eq!(Target::Group(group).tell(set, &list), ERROR_GROUP_NOT_AVAILABLE.0);
        let set = CLUSCTL_RESOURCE_SET_COMMON_PROPERTIES.0.cast_unsigned();
        assert_eq!(Target::Resource(resource).tell(set, &list), ERROR_RESOURCE_NOT_AVAILABLE.0);
    }
}

use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::core::w;

#[test]
fn dependencies_are_made_asked_for_and_removed() {
    // SAFETY: names are texts, buffers are as long as is said.
    unsafe {
        let group = group("Depending");
        let [a, b, c] = ["Dep A", "Dep B", "Dep C"].map(|name| resource(group, name));
        let cluster = GetClusterFromGroup(group);
        let [a, b, c] =
            [(a, w!("Dep A")), (b, w!("Dep B")), (c, w!("Dep C"))].map(|(_, name)| OpenClusterResource(cluster, name));
        assert!(CanResourceBeDependent(a, b).as_bool());
        assert!(!CanResourceBeDependent(a, a).as_bool());
        assert_eq!(AddClusterResourceDependency(a, b), 0);
        assert_eq!(AddClusterResourceDependency(b, c), 0);
        assert_eq!(AddClusterResourceDependency(a, b), ERROR_DEPENDENCY_ALREADY_EXISTS.0);
        assert_eq!(AddClusterResourceDependency(c, a), ERROR_CIRCULAR_DEPENDENCY.0);
        for (dependent, provider) in [(a, b), (a, c), (c, a), (b, a)] {
            assert!(!CanResourceBeDependent(dependent, provider).as_bool());
        }
        assert_eq!(names(a, CLUSTER_RESOURCE_ENUM_DEPENDS), ["Dep B"]);
        assert_eq!(names(c, CLUSTER_RESOURCE_ENUM_PROVIDES), ["Dep B"]);
        assert_eq!(expression(a), format!("[{}]", id(b)));

        assert_eq!(SetClusterResourceDependencyExpression(a, w!("([Dep B] or [Dep C])")), 0);
        assert_eq!(expression(a), format!("([{}] or [{}])", id(b), id(c)));
        assert_eq!(SetClusterResourceDependencyExpression(a, w!("[Dep B] xor")), ERROR_INVALID_PARAMETER.0);
        assert_eq!(SetClusterResourceDependencyExpression(a, w!("")), 0);
        assert_eq!(expression(a), "");
        assert_eq!(RemoveClusterResourceDependency(a, b), ERROR_DEPENDENCY_NOT_FOUND.0);
        assert_eq!(DeleteClusterResource(c), ERROR_DEPENDENT_RESOURCE_EXISTS.0);
        assert_eq!(RemoveClusterResourceDependency(b, c), 0);
        assert_eq!([a, b, c].map(|resource| DeleteClusterResource(resource)), [0, 0, 0]);
        assert_eq!(DeleteClusterGroup(group), 0);
    }
}

fn names(resource: HRESOURCE, kind: CLUSTER_RESOURCE_ENUM) -> Vec<String> {
    // SAFETY: as above.
    unsafe {
        let opened = ClusterResourceOpenEnum(resource, kind.0.cast_unsigned());
        let mut told = 0;
        let names = (0..ClusterResourceGetEnumCount(opened))
            .map(|index| text_of(|buffer, length| ClusterResourceEnum(opened, index, &mut told, buffer, length)));
        names.collect()
    }
}

fn expression(resource: HRESOURCE) -> String {
    // SAFETY: as above.
    text_of(|buffer, length| unsafe { GetClusterResourceDependencyExpression(resource, Some(buffer), length) })
}

fn id(resource: HRESOURCE) -> String {
    let mut bytes = [0_u16; 64];
    let mut returned = 0;
    // SAFETY: as above.
    let code = unsafe {
        ClusterResourceControl(
            resource,
            None,
            CLUSCTL_RESOURCE_GET_ID.0.cast_unsigned(),
            None,
            0,
            Some(bytes.as_mut_ptr().cast()),
            128,
            Some(&raw mut returned),
        )
    };
    assert_eq!(code, 0);
    String::from_utf16(&bytes[..returned as usize / 2 - 1]).expect("text")
}

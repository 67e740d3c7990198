//! Functions of one line that no story of another file comes by.

use crate::fixture::*;
use windows::Win32::Foundation::*;
use windows::Win32::Networking::Clustering::*;
use windows::Win32::System::Registry::*;
use windows::core::{HSTRING, w};

#[test]
fn handles_lead_back_and_are_closed() {
    // SAFETY: names are texts, handles are open.
    unsafe {
        let group = group("Of One Line");
        let resource = resource(group, "Resource Of One Line");
        let cluster = GetClusterFromResource(resource);
        assert!(!cluster.is_invalid());
        assert!(CloseCluster(cluster).as_bool());
        let cluster = GetClusterFromGroup(group);
        let set = CreateClusterGroupSet(cluster, w!("Set Of One Line"));
        assert!(!set.is_invalid(), "{:?}", last_error());
        assert_eq!(DeleteClusterGroupSet(set), 0);
        assert!(CloseClusterGroupSet(set).is_ok());

        let (mut batch, mut reply) = (HREGREADBATCH::default(), HREGREADBATCHREPLY::default());
        let key = GetClusterGroupKey(group, KEY_READ.0).expect("there");
        assert_eq!(ClusterRegCreateReadBatch(key, &mut batch), 0);
        assert_eq!(ClusterRegCloseReadBatch(batch, &mut reply), 0);
        assert_eq!(ClusterRegCloseReadBatchReply(reply), 0);
    }
}

#[test]
fn a_type_is_watched_by_its_name() {
    // SAFETY: names are texts, handles are open.
    unsafe {
        let cluster = cluster();
        let filter = NOTIFY_FILTER_AND_TYPE {
            dwObjectType: CLUSTER_OBJECT_TYPE_CLUSTER.0.cast_unsigned(),
            FilterFlags: CLUSTER_CHANGE_CLUSTER_STATE_V2.0.into(),
        };
        let port = CreateClusterNotifyPortV2(HCHANGE(-1), cluster, &filter, 1, 0);
        assert!(!port.is_invalid(), "{:?}", last_error());
        let flags = i64::from(CLUSTER_CHANGE_RESOURCE_TYPE_COMMON_PROPERTY_V2.0);
        assert_eq!(RegisterClusterResourceTypeNotifyV2(port, cluster, flags, &HSTRING::from(TYPE), 9), 0);
        let unknown = RegisterClusterResourceTypeNotifyV2(port, cluster, flags, w!("No Such Type"), 9);
        assert_eq!(unknown, ERROR_CLUSTER_RESOURCE_TYPE_NOT_FOUND.0);
        assert!(CloseClusterNotifyPort(port).as_bool());
    }
}

#[test]
fn the_cluster_keeps_its_name_when_it_is_given_it_again() {
    // SAFETY: the name is a text.
    let code = unsafe { SetClusterName(cluster(), w!("tested")) };
    assert!([0, ERROR_RESOURCE_PROPERTIES_STORED.0].contains(&code), "{code}");
}

//! Handles can say whether they are one. (The original has this only on some.)

use crate::Win32::Networking::Clustering::*;

macro_rules! handles {
    ($($name:ident)*) => {$(
        impl $name {
            /// Neither null nor all ones.
            pub fn is_invalid(&self) -> bool {
                matches!(self.0, 0 | -1)
            }
        }
    )*};
}

handles! {
    HCHANGE HCLUSCRYPTPROVIDER HCLUSENUM HCLUSENUMEX HCLUSTER HGROUP HGROUPENUM HGROUPENUMEX HGROUPSET HGROUPSETENUM
    HNETINTERFACE HNETINTERFACEENUM HNETWORK HNETWORKENUM HNODE HNODEENUM HNODEENUMEX HREGBATCH HREGBATCHNOTIFICATION
    HREGBATCHPORT HREGREADBATCH HREGREADBATCHREPLY HRESENUM HRESENUMEX HRESOURCE HRESTYPEENUM
}

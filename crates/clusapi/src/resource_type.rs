//! Resource types: they are known by name, and have no handles.

use crate::session::Cluster;
use crate::sys::*;
use crate::{handle, text};

exported! {
    /// Intervals in milliseconds; 0 is the default. The program that implements the type is not looked for.
    fn CreateClusterResourceType | CreateClusterResourceTypeEx(
        hcluster: HCLUSTER,
        lpszresourcetypename: PCWSTR,
        lpszdisplayname: PCWSTR,
        lpszresourcetypedll: PCWSTR,
        dwlooksalivepollinterval: u32,
        dwisalivepollinterval: u32,
    ) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let (name, dll) = (text::read(lpszresourcetypename)?, text::read(lpszresourcetypedll)?);
        let display = text::read_or_null(lpszdisplayname)?.unwrap_or_else(|| name.clone());
        let (looks_alive, is_alive) = (dwlooksalivepollinterval, dwisalivepollinterval);
        cluster.change(async |client| {
            client.create_resource_type(&name, &display, &dll, looks_alive, is_alive).await
        })
    }

    /// A type that has no resources.
    fn DeleteClusterResourceType | DeleteClusterResourceTypeEx(hcluster: HCLUSTER, lpszresourcetypename: PCWSTR) -> code u32 {
        let cluster = handle::get::<Cluster>(hcluster)?;
        let name = text::read(lpszresourcetypename)?;
        cluster.change(async |client| client.delete_resource_type(&name).await)
    }
}

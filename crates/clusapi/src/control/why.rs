//! Why codes are answered ERROR_INVALID_FUNCTION, in the words of `docs/control-codes.md`.

pub const NOT_DESCRIBED: &str = "the original describes no buffers for it";
pub const INTERNAL: &str = "only the service says it to what implements a resource";
pub const RESERVED: &str = "reserved in the original, which does not support it either";
pub const ANSWERS_ONE: &str = "the original answers ERROR_INVALID_FUNCTION too";
pub const NO_DISKS: &str = "there are no disks yet: no resource is of the storage class";
pub const NO_SHARED_VOLUMES: &str = "there are no shared volumes yet";
pub const NO_DIRECTORY: &str = "there is no directory of computer accounts";
pub const NO_DNS: &str = "nothing is registered in the DNS";
pub const NO_DHCP: &str = "there are no addresses from DHCP yet, so that no resource has a lease";
pub const NO_WITNESS: &str = "there is no witness yet";
pub const NO_LOCAL_REGISTRY: &str = "a node has no registry of its own whose keys could be kept";
pub const NO_LIBRARIES: &str = "what implements a type is a part of the resource host, which is replaced as a whole";
pub const LAYOUT_UNKNOWN: &str = "the form of its answer is not published";
pub const NOT_SEEN_BY_NODES: &str = "a node is not asked for itself yet what it sees";

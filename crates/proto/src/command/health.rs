//! Health faults of the cluster.

use crate::log as wire;
use model::health::HealthFault;

pub fn health_fault_to_wire(fault: &HealthFault) -> wire::HealthFault {
    wire::HealthFault {
        id: fault.id.clone(),
        error_type: fault.error_type,
        error_code: fault.error_code,
        description: fault.description.clone(),
        provider: fault.provider.clone(),
        flags: fault.flags,
        reserved: fault.reserved,
    }
}

pub fn health_fault_from_wire(fault: wire::HealthFault) -> HealthFault {
    let wire::HealthFault { id, error_type, error_code, description, provider, flags, reserved } = fault;
    HealthFault { id, error_type, error_code, description, provider, flags, reserved }
}

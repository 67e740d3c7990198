//! `health list`.

use super::text_or_none;
use model::health::HealthFault;
use serde::Serialize;

#[derive(Serialize, Debug)]
pub(crate) struct HealthFaultView {
    pub(crate) id: String,
    pub(crate) error_type: u32,
    pub(crate) error_code: u32,
    pub(crate) description: Option<String>,
    pub(crate) provider: Option<String>,
    pub(crate) flags: u32,
}

impl From<HealthFault> for HealthFaultView {
    fn from(fault: HealthFault) -> HealthFaultView {
        HealthFaultView {
            id: fault.id,
            error_type: fault.error_type,
            error_code: fault.error_code,
            description: text_or_none(fault.description),
            provider: text_or_none(fault.provider),
            flags: fault.flags,
        }
    }
}

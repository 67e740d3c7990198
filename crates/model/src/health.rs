//! Health faults of the cluster (functions/crypto-health-worker): what monitors found, kept as the property `ClusterHealth`.

use crate::Value;
use crate::property_list::{ListedProperty, PropertyValue, decode_property_list, encode_property_list};
use bytes::Bytes;

/// The private property of the cluster that holds all of them: a property list with the labels below, once for each fault.
pub const PROPERTY: &str = "ClusterHealth";

/// Characters of an id and of a provider's name in UTF-16.
pub const NAME_UNITS: usize = 255;
/// Characters of a description in UTF-16.
pub const DESCRIPTION_UNITS: usize = 4_096;
/// Faults that are kept at once.
pub const FAULTS: usize = 100;

const LABELS: [&str; 7] = ["Id", "ErrorType", "ErrorCode", "Description", "Provider", "Flags", "Reserved"];

/// CLUSTER_HEALTH_FAULT. Only the id has a meaning to the cluster.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HealthFault {
    pub id: String,
    pub error_type: u32,
    pub error_code: u32,
    pub description: String,
    pub provider: String,
    pub flags: u32,
    pub reserved: u32,
}

impl HealthFault {
    fn listed(&self) -> [ListedProperty; 7] {
        let values = [
            PropertyValue::Sz(self.id.clone()),
            PropertyValue::Dword(self.error_type),
            PropertyValue::Dword(self.error_code),
            PropertyValue::Sz(self.description.clone()),
            PropertyValue::Sz(self.provider.clone()),
            PropertyValue::Dword(self.flags),
            PropertyValue::Dword(self.reserved),
        ];
        let mut values = values.into_iter();
        LABELS.map(|label| ListedProperty { name: label.into(), values: values.next().into_iter().collect() })
    }
}

/// As the property holds them.
pub fn encode(faults: &[HealthFault]) -> Bytes {
    encode_property_list(&faults.iter().flat_map(HealthFault::listed).collect::<Vec<_>>())
}

/// What the property holds. Somebody may have written anything there: what is no such list has no faults in it.
pub fn decode(value: Option<&Value>) -> Vec<HealthFault> {
    let Some(Value::Binary(bytes)) = value else { return Vec::new() };
    let list = decode_property_list(bytes).unwrap_or_default();
    list.chunks_exact(LABELS.len()).filter_map(read).collect()
}

fn read(properties: &[ListedProperty]) -> Option<HealthFault> {
    let mut values = properties.iter().zip(LABELS).map(|(property, label)| {
        let value = property.values.first().filter(|_| property.name == label)?;
        value.to_value()
    });
    let mut next = || values.next().flatten();
    let text = |value: Option<Value>| if let Some(Value::Sz(text)) = value { Some(text) } else { None };
    let number = |value: Option<Value>| if let Some(Value::Dword(number)) = value { Some(number) } else { None };
    Some(HealthFault {
        id: text(next())?,
        error_type: number(next())?,
        error_code: number(next())?,
        description: text(next())?,
        provider: text(next())?,
        flags: number(next())?,
        reserved: number(next())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_survive_the_property_and_rubbish_has_none() {
        let fault = |id: &str| HealthFault {
            id: id.into(),
            error_type: 1,
            error_code: u32::MAX,
            description: "Größe".into(),
            provider: String::new(),
            flags: 4,
            reserved: 5,
        };
        let faults = vec![fault("a"), fault("b")];
        assert_eq!(decode(Some(&Value::Binary(encode(&faults)))), faults);
        assert_eq!(decode(Some(&Value::Binary(encode(&[])))), []);
        assert_eq!(decode(None), []);
        assert_eq!(decode(Some(&Value::Dword(1))), []);
        assert_eq!(decode(Some(&Value::Binary(Bytes::from_static(&[1, 2, 3])))), []);
        let shuffled: Vec<_> = fault("a").listed().into_iter().rev().collect();
        assert_eq!(decode(Some(&Value::Binary(encode_property_list(&shuffled)))), []);
    }
}

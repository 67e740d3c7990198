use core::fmt;

/// A globally unique identifier, in the layout of the C interface.
#[repr(C)]
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct GUID {
    pub data1: u32,
    pub data2: u16,
    pub data3: u16,
    pub data4: [u8; 8],
}

impl GUID {
    pub const fn zeroed() -> GUID {
        GUID::from_values(0, 0, 0, [0; 8])
    }

    pub const fn from_values(data1: u32, data2: u16, data3: u16, data4: [u8; 8]) -> GUID {
        GUID { data1, data2, data3, data4 }
    }

    pub const fn from_u128(uuid: u128) -> GUID {
        let bytes = uuid.to_be_bytes();
        let [a, b, c, d, e, f, g, h, data4 @ ..] = bytes;
        GUID {
            data1: u32::from_be_bytes([a, b, c, d]),
            data2: u16::from_be_bytes([e, f]),
            data3: u16::from_be_bytes([g, h]),
            data4,
        }
    }

    pub const fn to_u128(&self) -> u128 {
        ((self.data1 as u128) << 96)
            | ((self.data2 as u128) << 80)
            | ((self.data3 as u128) << 64)
            | u64::from_be_bytes(self.data4) as u128
    }
}

impl fmt::Debug for GUID {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, rest @ ..] = self.data4;
        write!(f, "{:08X}-{:04X}-{:04X}-{a:02X}{b:02X}-", self.data1, self.data2, self.data3)?;
        rest.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
    }
}

impl From<u128> for GUID {
    fn from(uuid: u128) -> GUID {
        GUID::from_u128(uuid)
    }
}

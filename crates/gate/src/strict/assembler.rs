//! Instructions of the kernel's virtual machine, with labels instead of distances. Only what the filter needs.
//!
//! The encoding is that of `bpf(2)` and of the kernel's `Documentation/bpf/standardization/instruction-set.rst`.

use std::collections::BTreeMap;

/// Registers: `R0` results, `R1` to `R5` arguments (lost in a call), `R6` to `R9` kept, `R10` the stack, which grows down.
#[derive(Clone, Copy)]
pub enum Reg {
    R0,
    R1,
    R2,
    R3,
    R4,
    R5,
    R6,
    R7,
    R8,
    R10 = 10,
}

/// Bytes that a load or store moves, as its bits of the opcode.
#[derive(Clone, Copy)]
pub enum Size {
    Byte = 0x10,
    Two = 0x08,
    Four = 0x00,
    Eight = 0x18,
}

/// When a jump is taken: unsigned comparisons of the whole register.
#[derive(Clone, Copy)]
pub enum When {
    Equal = 0x10,
    NotEqual = 0x50,
    AtLeast = 0x30,
    AtMost = 0xb0,
}

/// Functions of the kernel, by their numbers in `enum bpf_func_id`.
#[derive(Clone, Copy)]
pub enum Helper {
    MapLookupElem = 1,
    SkbPullData = 39,
    SkbLoadBytesRelative = 68,
    KtimeGetBootNs = 125,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Label(usize);

/// Byte position of an instruction that wants the address of a map, and which.
pub struct MapReference {
    pub position: u64,
    pub map: &'static str,
}

#[derive(Default)]
pub struct Assembler {
    instructions: Vec<[u8; 8]>,
    labels: usize,
    places: BTreeMap<Label, usize>,
    jumps: Vec<(usize, Label)>,
    maps: Vec<MapReference>,
}

impl Assembler {
    pub fn label(&mut self) -> Label {
        self.labels += 1;
        Label(self.labels)
    }

    /// The label is here.
    pub fn place(&mut self, label: Label) {
        self.places.insert(label, self.instructions.len());
    }

    pub fn set(&mut self, to: Reg, value: i32) {
        self.push(0xb7, to, Reg::R0, 0, value);
    }

    pub fn copy(&mut self, to: Reg, from: Reg) {
        self.push(0xbf, to, from, 0, 0);
    }

    pub fn add(&mut self, to: Reg, value: i32) {
        self.push(0x07, to, Reg::R0, 0, value);
    }

    pub fn load(&mut self, size: Size, to: Reg, from: Reg, offset: i16) {
        self.push(0x61 | size as u8, to, from, offset, 0);
    }

    pub fn store(&mut self, size: Size, to: Reg, offset: i16, from: Reg) {
        self.push(0x63 | size as u8, to, from, offset, 0);
    }

    pub fn store_value(&mut self, size: Size, to: Reg, offset: i16, value: i32) {
        self.push(0x62 | size as u8, to, Reg::R0, offset, value);
    }

    pub fn jump(&mut self, to: Label) {
        self.jumps.push((self.instructions.len(), to));
        self.push(0x05, Reg::R0, Reg::R0, 0, 0);
    }

    pub fn jump_if(&mut self, left: Reg, when: When, value: i32, to: Label) {
        self.jumps.push((self.instructions.len(), to));
        self.push(0x05 | when as u8, left, Reg::R0, 0, value);
    }

    pub fn jump_if_registers(&mut self, left: Reg, when: When, right: Reg, to: Label) {
        self.jumps.push((self.instructions.len(), to));
        self.push(0x0d | when as u8, left, right, 0, 0);
    }

    pub fn call(&mut self, helper: Helper) {
        self.push(0x85, Reg::R0, Reg::R0, 0, helper as i32);
    }

    /// Two instructions long; the loader fills the map in.
    pub fn map(&mut self, to: Reg, map: &'static str) {
        self.maps.push(MapReference { position: self.instructions.len() as u64 * 8, map });
        self.push(0x18, to, Reg::R0, 0, 0);
        self.push(0x00, Reg::R0, Reg::R0, 0, 0);
    }

    pub fn exit(&mut self) {
        self.push(0x95, Reg::R0, Reg::R0, 0, 0);
    }

    fn push(&mut self, code: u8, to: Reg, from: Reg, offset: i16, value: i32) {
        let (to, from) = (to as u8, from as u8);
        // Two fields of four bits in C, the first of which is the lower one only on little-endian machines.
        let registers = if cfg!(target_endian = "little") { from << 4 | to } else { to << 4 | from };
        let mut bytes = [code, registers, 0, 0, 0, 0, 0, 0];
        bytes[2..4].copy_from_slice(&offset.to_ne_bytes());
        bytes[4..8].copy_from_slice(&value.to_ne_bytes());
        self.instructions.push(bytes);
    }

    /// The code, with all labels resolved, and where it refers to maps.
    pub fn finish(mut self) -> (Vec<u8>, Vec<MapReference>) {
        for (position, label) in self.jumps {
            let place = self.places.get(&label).expect("every label that is used is placed");
            let distance = i16::try_from(*place as i64 - position as i64 - 1).expect("a short program");
            self.instructions[position][2..4].copy_from_slice(&distance.to_ne_bytes());
        }
        (self.instructions.concat(), self.maps)
    }
}

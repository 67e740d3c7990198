//! The object file that the loader wants, written in memory: two programs, two maps, and where the programs refer to the maps.

use super::filter::{ADDRESSES, ADDRESSES_MAX, DEADLINE, Direction, assemble};
use crate::GateName;
use object::write::{Object, Relocation, SectionId, Symbol, SymbolId, SymbolSection};
use object::{
    Architecture, BinaryFormat, Endianness, RelocationFlags, SectionKind, SymbolFlags, SymbolKind, SymbolScope,
};
use std::io;

/// `enum bpf_map_type`
const HASH: u32 = 1;
const ARRAY: u32 = 2;
/// `R_BPF_64_64`: the instruction's value becomes the map.
const MAP_RELOCATION: u32 = 1;

/// Type, size of key, size of value, entries, flags: what a map in the section `maps` begins with.
const MAPS: [(&str, [u32; 5]); 2] = [(ADDRESSES, [HASH, 16, 8, ADDRESSES_MAX, 0]), (DEADLINE, [ARRAY, 4, 8, 1, 0])];

/// The program's name in the kernel, which is also that of its filters.
pub fn program_name(name: &GateName, direction: Direction) -> String {
    format!("{}{}", name.program(), if direction == Direction::In { 'i' } else { 'e' })
}

pub fn write(name: &GateName) -> io::Result<Vec<u8>> {
    let endianness = if cfg!(target_endian = "little") { Endianness::Little } else { Endianness::Big };
    let mut object = Object::new(BinaryFormat::Elf, Architecture::Bpf, endianness);
    let license = object.add_section(Vec::new(), b"license".to_vec(), SectionKind::Data);
    // No helper that is called is for GPL programs only.
    object.append_section_data(license, b"MIT\0", 1);
    let maps = object.add_section(Vec::new(), b"maps".to_vec(), SectionKind::Data);
    let mut map_symbols = Vec::new();
    for (map, definition) in MAPS {
        let bytes: Vec<u8> = definition.iter().flat_map(|field| field.to_ne_bytes()).collect();
        let position = object.append_section_data(maps, &bytes, 4);
        map_symbols.push((map, add_symbol(&mut object, map, maps, position, bytes.len(), SymbolKind::Data)));
    }
    let programs = object.add_section(Vec::new(), b"classifier".to_vec(), SectionKind::Text);
    for direction in [Direction::In, Direction::Out] {
        let (code, references) = assemble(direction);
        let position = object.append_section_data(programs, &code, 8);
        let program = program_name(name, direction);
        add_symbol(&mut object, &program, programs, position, code.len(), SymbolKind::Text);
        for reference in references {
            let symbol = map_symbols.iter().find(|(map, _)| *map == reference.map).expect("both maps are there").1;
            let flags = RelocationFlags::Elf { r_type: MAP_RELOCATION };
            let relocation = Relocation { offset: position + reference.position, symbol, addend: 0, flags };
            object.add_relocation(programs, relocation).map_err(io::Error::other)?;
        }
    }
    object.write().map_err(io::Error::other)
}

fn add_symbol(
    object: &mut Object,
    name: &str,
    section: SectionId,
    value: u64,
    size: usize,
    kind: SymbolKind,
) -> SymbolId {
    object.add_symbol(Symbol {
        name: name.as_bytes().to_vec(),
        value,
        size: size as u64,
        kind,
        scope: SymbolScope::Dynamic,
        weak: false,
        section: SymbolSection::Section(section),
        flags: SymbolFlags::None,
    })
}

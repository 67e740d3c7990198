//! Quorate in the lab.

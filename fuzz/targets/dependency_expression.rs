//! Dependency expressions, typed by people: one that is read reads the same after it was written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use model::dependency::parse;

fuzz_target!(|text: &str| {
    if let Ok(expression) = parse(text) {
        assert_eq!(parse(&expression.to_string()).as_ref(), Ok(&expression));
    }
});

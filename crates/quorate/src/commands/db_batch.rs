//! The file of `quorate db batch`: a JSON array of steps.

use crate::failure::Failure;
use crate::value_text;
use client::BatchStep;
use model::{Value, Win32Code};
use serde::Deserialize;
use serde_json::Value as Json;
use std::io::Read;
use std::path::Path;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    CreateKey(String),
    DeleteKey(String),
    KeyExists(String),
    KeyNotExists(String),
    DeleteValue(String),
    ValueExists(String),
    ValueNotExists(String),
    SetValue(NamedValue),
    ValueEquals(NamedValue),
    ValueNotEquals(NamedValue),
    ValueGreater(NamedValue),
    ValueLess(NamedValue),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedValue {
    name: String,
    #[serde(rename = "type", default = "text_type")]
    type_name: String,
    value: Json,
}

fn text_type() -> String {
    "SZ".to_owned()
}

/// Reads the steps; `-` is standard input.
pub(super) fn read(file: &Path) -> Result<Vec<BatchStep>, Failure> {
    let mut text = String::new();
    let read = if file == Path::new("-") {
        std::io::stdin().read_to_string(&mut text).map(drop)
    } else {
        std::fs::read_to_string(file).map(|content| text = content)
    };
    read.map_err(|error| Failure::file(format!("{} cannot be read", file.display()), &error))?;
    parse(&text)
}

fn parse(text: &str) -> Result<Vec<BatchStep>, Failure> {
    let steps: Vec<Step> = serde_json::from_str(text).map_err(|error| {
        Failure::refused(Win32Code::ERROR_INVALID_DATA, format!("The batch is not an array of steps: {error}"))
            .next("quorate db batch --help")
    })?;
    steps.into_iter().map(step).collect()
}

fn step(step: Step) -> Result<BatchStep, Failure> {
    Ok(match step {
        Step::CreateKey(path) => BatchStep::CreateKey { path },
        Step::DeleteKey(path) => BatchStep::DeleteKey { path },
        Step::KeyExists(path) => BatchStep::KeyExists { path },
        Step::KeyNotExists(path) => BatchStep::KeyNotExists { path },
        Step::DeleteValue(name) => BatchStep::DeleteValue { name },
        Step::ValueExists(name) => BatchStep::ValueExists { name },
        Step::ValueNotExists(name) => BatchStep::ValueNotExists { name },
        Step::SetValue(named) => BatchStep::SetValue { value: value(&named)?, name: named.name },
        Step::ValueEquals(named) => BatchStep::ValueEquals { value: value(&named)?, name: named.name },
        Step::ValueNotEquals(named) => BatchStep::ValueNotEquals { value: value(&named)?, name: named.name },
        Step::ValueGreater(named) => BatchStep::ValueGreater { value: value(&named)?, name: named.name },
        Step::ValueLess(named) => BatchStep::ValueLess { value: value(&named)?, name: named.name },
    })
}

/// Numbers and texts are read as on the command line; a list is an array, so that an item may hold a comma.
fn value(named: &NamedValue) -> Result<Value, Failure> {
    let wrong = |what: &str| {
        let message = format!("The value of {} {what}", named.name);
        Failure::refused(Win32Code::ERROR_CLUSTER_PROPERTY_DATA_TYPE_MISMATCH, message)
    };
    let syntax = value_text::syntax_of(&named.type_name)
        .ok_or_else(|| wrong("has no type of the database: SZ, EXPAND_SZ, MULTI_SZ, DWORD, QWORD, BINARY"))?;
    match &named.value {
        Json::String(text) => value_text::parse(&named.name, syntax, &[text]),
        Json::Number(number) => value_text::parse(&named.name, syntax, &[&number.to_string()]),
        Json::Array(items) if syntax == model::property::Syntax::MultiSz => {
            let texts: Option<Vec<String>> = items.iter().map(|item| item.as_str().map(str::to_owned)).collect();
            Ok(Value::MultiSz(texts.ok_or_else(|| wrong("is a list with an item that is not text"))?))
        }
        _ => Err(wrong("is neither text nor number nor a list of texts")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_steps_is_read() {
        let steps = parse(
            r#"[{"key_exists": "A"}, {"create_key": "A\\B"}, {"value_not_exists": "v"},
                {"set_value": {"name": "v", "type": "DWORD", "value": 7}},
                {"value_equals": {"name": "l", "type": "MULTI_SZ", "value": ["a,b", "c"]}}]"#,
        );
        let expected = [
            BatchStep::KeyExists { path: "A".into() },
            BatchStep::CreateKey { path: "A\\B".into() },
            BatchStep::ValueNotExists { name: "v".into() },
            BatchStep::SetValue { name: "v".into(), value: Value::Dword(7) },
            BatchStep::ValueEquals { name: "l".into(), value: Value::MultiSz(vec!["a,b".into(), "c".into()]) },
        ];
        assert_eq!(steps.unwrap(), expected);
    }

    #[test]
    fn what_is_no_step_is_refused() {
        for bad in ["", "{}", r#"[{"format_disk": "C"}]"#, r#"[{"set_value": {"name": "v", "type": "X", "value": 1}}]"#]
        {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}

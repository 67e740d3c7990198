//! Health faults of the cluster (functions/crypto-health-worker): added, replaced and removed by their ids.

use super::Draft;
use crate::apply::Apply;
use crate::command::PropertyScope;
use crate::config::keys::{self, Object};
use crate::config::shorten;
use crate::outcome::{Level, Reply};
use crate::state::State;
use model::health::{self, HealthFault};
use model::{Refusal, Value, Win32Code, fold};

const RULE: &str = "functions/crypto-health-worker";

impl Apply<'_> {
    /// One with the same id is replaced.
    pub(super) fn add_health_fault(&mut self, fault: &HealthFault) -> Result<Reply, Refusal> {
        check(fault)?;
        let mut faults = self.state.health_faults();
        match faults.iter().position(|known| fold::equals(&known.id, &fault.id)) {
            Some(at) if faults[at] == *fault => return Ok(Reply::Done),
            Some(at) => faults[at].clone_from(fault),
            None if faults.len() == health::FAULTS => {
                let message = format!("The cluster keeps at most {} health faults", health::FAULTS);
                let refusal = Refusal::new(Win32Code::ERROR_NOT_ENOUGH_MEMORY, message);
                return Err(refusal.next("quorate health list"));
            }
            None => faults.push(fault.clone()),
        }
        self.keep_faults(&faults)?;
        let by = if fault.provider.is_empty() { String::new() } else { format!(" by {}", shorten(&fault.provider)) };
        let text = format!("Health fault \"{}\" was reported{by}: {}.", fault.id, shorten(&fault.description));
        self.record(Level::Warning, self.state.subject(&Object::Cluster), RULE, text, Vec::new());
        Ok(Reply::Done)
    }

    pub(super) fn remove_health_fault(&mut self, id: &str) -> Result<Reply, Refusal> {
        let mut faults = self.state.health_faults();
        let Some(at) = faults.iter().position(|known| fold::equals(&known.id, id)) else {
            let message = format!("There is no health fault \"{}\"", shorten(id));
            return Err(Refusal::new(Win32Code::ERROR_FILE_NOT_FOUND, message).next("quorate health list"));
        };
        let gone = faults.remove(at);
        self.keep_faults(&faults)?;
        let text = format!("Health fault \"{}\" was removed.", gone.id);
        self.record(Level::Information, self.state.subject(&Object::Cluster), RULE, text, Vec::new());
        Ok(Reply::Done)
    }

    fn keep_faults(&mut self, faults: &[HealthFault]) -> Result<(), Refusal> {
        let value = (!faults.is_empty()).then(|| Value::Binary(health::encode(faults)));
        let mut draft = Draft::new(self.state);
        draft.change_property(&Object::Cluster, PropertyScope::Private, health::PROPERTY, value)?;
        self.commit(draft);
        Ok(())
    }
}

impl State {
    /// In the order in which they were added.
    pub fn health_faults(&self) -> Vec<HealthFault> {
        health::decode(self.hive.value(keys::PARAMETERS, health::PROPERTY))
    }
}

fn check(fault: &HealthFault) -> Result<(), Refusal> {
    let invalid = |message: String| Err(Refusal::new(Win32Code::ERROR_INVALID_PARAMETER, message));
    let units = |text: &str| text.encode_utf16().count();
    if fault.id.is_empty() {
        return invalid("A health fault has an id".into());
    }
    if [&fault.id, &fault.description, &fault.provider].iter().any(|text| text.contains('\0')) {
        return invalid("The texts of a health fault contain no NUL".into());
    }
    if units(&fault.id) > health::NAME_UNITS || units(&fault.provider) > health::NAME_UNITS {
        let message = format!("Id and provider of a health fault have at most {} characters", health::NAME_UNITS);
        return invalid(message);
    }
    if units(&fault.description) > health::DESCRIPTION_UNITS {
        let most = health::DESCRIPTION_UNITS;
        return invalid(format!("The description of a health fault has at most {most} characters"));
    }
    Ok(())
}

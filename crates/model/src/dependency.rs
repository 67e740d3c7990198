//! Dependency expressions: which providers a resource needs (policies 1).

use crate::refusal::Refusal;
use std::fmt;

/// An AND of OR sets: each set needs one of its members. No set is empty; no sets means no dependency.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expression<T> {
    sets: Vec<Vec<T>>,
}

impl<T> Default for Expression<T> {
    fn default() -> Self {
        Expression { sets: Vec::new() }
    }
}

impl<T> Expression<T> {
    /// Empty sets are left out.
    pub fn from_sets(sets: impl IntoIterator<Item = Vec<T>>) -> Expression<T> {
        Expression { sets: sets.into_iter().filter(|set| !set.is_empty()).collect() }
    }

    pub fn sets(&self) -> &[Vec<T>] {
        &self.sets
    }

    pub fn is_empty(&self) -> bool {
        self.sets.is_empty()
    }

    /// Every provider, in the order of the text.
    pub fn providers(&self) -> impl Iterator<Item = &T> {
        self.sets.iter().flatten()
    }

    /// Whether every set has a member for which the question is answered yes.
    pub fn satisfied(&self, mut is_good: impl FnMut(&T) -> bool) -> bool {
        self.sets.iter().all(|set| set.iter().any(&mut is_good))
    }

    /// The same expression over other names.
    pub fn map<U>(self, mut change: impl FnMut(T) -> U) -> Expression<U> {
        Expression { sets: self.sets.into_iter().map(|set| set.into_iter().map(&mut change).collect()).collect() }
    }

    /// The same expression over other names, or the first error met.
    pub fn try_map<U, E>(self, mut change: impl FnMut(T) -> Result<U, E>) -> Result<Expression<U>, E> {
        let sets = self.sets.into_iter().map(|set| set.into_iter().map(&mut change).collect());
        Ok(Expression { sets: sets.collect::<Result<_, E>>()? })
    }
}

/// Reads an expression over names or ids; the empty text has no dependency. Refuses ERROR_INVALID_PARAMETER.
pub fn parse(_text: &str) -> Result<Expression<String>, Refusal> {
    todo!()
}

impl<T: fmt::Display> fmt::Display for Expression<T> {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        todo!()
    }
}

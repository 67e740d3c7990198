//! The replicated state as one snapshot.

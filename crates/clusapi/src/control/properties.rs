//! The properties of an object as property lists: asked for, set, and checked without being set.

use super::call::{Call, Given};
use crate::boundary::Answer;
use crate::property::{self, Asked};
use client::PropertyScope::{self, Common, Private};
use client::Reply;

macro_rules! answers {
    ($($(#[$doc:meta])* $name:ident: $what:ident($scope:ident $(, $asked:ident)?);)*) => {$(
        $(#[$doc])*
        pub fn $name(call: &Call<'_>) -> Answer<Given> {
            $what(call, $scope $(, Asked::$asked)?)
        }
    )*};
}

answers! {
    /// The names of those that can be written.
    enum_common: listed(Common, Names);
    common: listed(Common, Writable);
    read_only_common: listed(Common, ReadOnly);
    common_formats: listed(Common, Formats);
    set_common: set(Common);
    validate_common: validate(Common);
    enum_private: listed(Private, Names);
    private: listed(Private, Writable);
    read_only_private: listed(Private, ReadOnly);
    private_formats: listed(Private, Formats);
    set_private: set(Private);
    validate_private: validate(Private);
}

fn listed(call: &Call<'_>, scope: PropertyScope, asked: Asked) -> Answer<Given> {
    let views = call.ask(async |client| client.properties(call.object, scope).await)?;
    property::listed(call.object.kind(), scope, views, asked).map(Given::Bytes)
}

fn set(call: &Call<'_>, scope: PropertyScope) -> Answer<Given> {
    let changes = property::changes(call.input)?;
    call.change(async |client| client.set_properties(call.object, scope, changes).await).map(Given::Nothing)
}

/// Refused as setting them would be. That they would be stored for the next start is no refusal.
fn validate(call: &Call<'_>, scope: PropertyScope) -> Answer<Given> {
    let changes = property::changes(call.input)?;
    call.ask(async |client| client.check_properties(call.object, scope, changes).await)?;
    Ok(Given::Nothing(Reply::Done))
}

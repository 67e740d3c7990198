//! The cluster as objects: what a program holds on to, where [`Client`] takes names.
//!
//! An object here is a connection and the id of something in the cluster. It is found once by its name, and stays that one: when it is
//! renamed, it still leads there; when it is deleted and another one gets its name, it leads nowhere. Objects are cheap to clone,
//! and the connection ends with the last of them.
//!
//! ```no_run
//! # async fn program() -> Result<(), quorate_client::Refusal> {
//! use quorate_client::{Cluster, GroupState, properties};
//! use std::time::Duration;
//!
//! let cluster = Cluster::connect().await?;
//! let group = cluster.create_group("Web").await?;
//! let server = group.create_resource("Server", "Generic Application").await?;
//! server.set_private("CommandLine", Some("/usr/bin/server".into())).await?;
//! group.set(properties::group::FAILOVER_THRESHOLD, 3_u32).await?;
//! group.online().await?;
//! group.wait_for(GroupState::Online, Duration::from_secs(30)).await?;
//! println!("{} runs on {}", group.name().await?, group.owner().await?.name().await?);
//! # Ok(())
//! # }
//! ```

mod cluster;
mod group;
mod node;
mod notifications;
pub mod properties;
mod resource;

pub use cluster::Cluster;
pub use group::Group;
pub use node::Node;
pub use notifications::NotificationStream;
pub use resource::Resource;

use crate::{Client, Object, PropertyScope, Reply};
use model::{Refusal, Value, Win32Code};
use properties::{Property, PropertyType};

/// What has properties: the cluster, a node, a group, a resource.
trait HasProperties: Sized {
    fn client(&self) -> &Client;
    fn object(&self) -> Object<'_>;

    async fn value(&self, scope: PropertyScope, name: &str) -> Result<Option<Value>, Refusal> {
        let views = self.client().properties(self.object(), scope).await?;
        let view = views.into_iter().find(|view| model::fold::equals(&view.name, name));
        let wire = view.and_then(|view| view.value);
        wire.map(|value| proto::command::value_from_wire(value).map_err(|_| unreadable(name))).transpose()
    }

    async fn typed<T: PropertyType>(&self, property: Property<Self, T>) -> Result<T, Refusal> {
        let value = self.value(PropertyScope::Common, property.name()).await?;
        value.map_or_else(|| Ok(T::default()), |value| T::from_value(value).ok_or_else(|| unreadable(property.name())))
    }

    async fn set_typed<T: PropertyType>(
        &self,
        property: Property<Self, T>,
        value: Option<T>,
    ) -> Result<Reply, Refusal> {
        let value = value.map(PropertyType::into_value);
        self.client().set_property(self.object(), PropertyScope::Common, property.name(), value).await
    }
}

/// A newer service has given it another type.
fn unreadable(name: &str) -> Refusal {
    Refusal::new(
        Win32Code::ERROR_INVALID_DATA,
        format!("The value of {name} is of a type that this program does not know"),
    )
}

/// The methods for properties that every object has.
macro_rules! property_methods {
    ($($object:ident)*) => {$(
        impl $object {
            /// A common property, or its default.
            pub async fn get<T: PropertyType>(&self, property: Property<$object, T>) -> Result<T, Refusal> {
                self.typed(property).await
            }

            /// Sets a common property. [`Reply::Stored`] says that it takes effect when the object is next brought online.
            pub async fn set<T: PropertyType>(
                &self,
                property: Property<$object, T>,
                value: impl Into<T>,
            ) -> Result<Reply, Refusal> {
                self.set_typed(property, Some(value.into())).await
            }

            /// Gives a common property its default again.
            pub async fn reset<T: PropertyType>(&self, property: Property<$object, T>) -> Result<Reply, Refusal> {
                self.set_typed(property, None).await
            }

            /// A private property, or the default that the type of a resource has for it; else `None`.
            pub async fn private(&self, name: &str) -> Result<Option<Value>, Refusal> {
                self.value(PropertyScope::Private, name).await
            }

            /// Sets a private property; `None` takes it away. As for [`Self::set`].
            pub async fn set_private(&self, name: &str, value: Option<Value>) -> Result<Reply, Refusal> {
                self.client().set_property(self.object(), PropertyScope::Private, name, value).await
            }
        }
    )*};
}

property_methods! { Cluster Node Group Resource }

//! `quorate events`.

use clap::Args;

#[derive(Args, Debug)]
pub(crate) struct Events {
    /// Go on with new events as they happen
    #[arg(short, long)]
    pub(crate) follow: bool,
    /// Only events of this object: a name or id, or KIND:NAME with group, resource, node or resource-type as KIND
    #[arg(long = "for", value_name = "OBJECT")]
    pub(crate) subject: Option<String>,
    /// The newest so many; 0 for all
    #[arg(long, default_value_t = 50, value_name = "N")]
    pub(crate) limit: u32,
}

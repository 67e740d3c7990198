//! `quorate access`.

use super::Session;
use crate::args::access::{AccessCommand as Arguments, AccountName};
use crate::failure::Failure;
use crate::render;
use crate::view::AccessEntryView;
use client::{AccessChange, Reply, Rights};

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => {
            let list = session.client.access_list().await?;
            let entries = list.iter().flat_map(|list| list.entries());
            let views: Vec<AccessEntryView> = entries.map(AccessEntryView::from).collect();
            session.output.answer(&views, |page| render::access_list(page, &views));
            Ok(())
        }
        Arguments::Grant { account, rights } => {
            let rights = rights.rights();
            set(session, account, AccessChange::Allow(rights), |name| format!("{name} is granted {rights} access"))
                .await
        }
        Arguments::Block { account } => {
            set(session, account, AccessChange::Deny(Rights::ALL), |name| format!("{name} is blocked")).await
        }
        Arguments::Remove { account } => {
            set(session, account, AccessChange::Forget, |name| format!("No entry is about {name} any more")).await
        }
    }
}

async fn set(
    session: &Session<'_>,
    AccountName { account }: AccountName,
    change: AccessChange,
    sentence: impl FnOnce(&str) -> String,
) -> Result<(), Failure> {
    let sid = client::account_sid(&account)?;
    session.client.set_account_access(&sid, change).await?;
    session.done(Reply::Done, sentence(&client::account_name(&sid)));
    Ok(())
}

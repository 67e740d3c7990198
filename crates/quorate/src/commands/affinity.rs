//! `quorate affinity`.

use super::{Session, properties};
use crate::args::affinity::AffinityCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::view::AffinityRuleView;
use client::{Object, Reply};

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    let client = &session.client;
    match command {
        Arguments::List => {
            let views: Vec<_> = client.affinity_rules().await?.into_iter().map(AffinityRuleView::from).collect();
            session.output.answer(&views, |page| render::affinity_rule_list(page, &views));
            Ok(())
        }
        Arguments::Show { rule } => show(session, &rule).await,
        Arguments::Create { rule, kind, groups, enabled } => {
            client.create_affinity_rule(&rule, kind.kind(), &groups, enabled).await?;
            show(session, &rule).await
        }
        Arguments::Delete { rule } => {
            client.delete_affinity_rule(&rule).await?;
            session.done(Reply::Done, format!("Affinity rule {rule} is deleted"));
            Ok(())
        }
        Arguments::Add { rule, group } => {
            client.add_group_to_affinity_rule(&rule, &group).await?;
            show(session, &rule).await
        }
        Arguments::Remove { rule, group } => {
            client.remove_group_from_affinity_rule(&rule, &group).await?;
            show(session, &rule).await
        }
        Arguments::Set { rule, set } => {
            let (scope, changes) = properties::changes(session, Object::AffinityRule(&rule), &set).await?;
            let reply = client.set_properties(Object::AffinityRule(&rule), scope, changes).await?;
            session.done(reply, properties::sentence(&set, &format!("affinity rule {rule}")));
            Ok(())
        }
        Arguments::Properties { rule, which } => properties::list(session, Object::AffinityRule(&rule), which).await,
    }
}

async fn show(session: &Session<'_>, rule: &str) -> Result<(), Failure> {
    let view = AffinityRuleView::from(session.client.affinity_rule(rule).await?);
    session.output.answer(&view, |page| render::affinity_rule_page(page, &view));
    Ok(())
}

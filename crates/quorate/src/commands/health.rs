//! `quorate health`.

use super::Session;
use crate::args::health::HealthCommand as Arguments;
use crate::failure::Failure;
use crate::render;
use crate::view::HealthFaultView;
use client::Reply;
use model::health::HealthFault;

pub(super) async fn run(session: &Session<'_>, command: Arguments) -> Result<(), Failure> {
    match command {
        Arguments::List => {
            let faults = session.client.health_faults().await?;
            let views: Vec<_> = faults.into_iter().map(HealthFaultView::from).collect();
            session.output.answer(&views, |page| render::health_list(page, &views));
        }
        Arguments::Add(fault) => {
            let fault = HealthFault {
                id: fault.id,
                error_type: fault.error_type,
                error_code: fault.error_code,
                description: fault.description,
                provider: fault.provider,
                flags: fault.flags,
                reserved: 0,
            };
            let sentence = format!("Health fault {} is reported", fault.id);
            session.client.add_health_fault(fault).await?;
            session.done(Reply::Done, sentence);
        }
        Arguments::Remove { id } => {
            session.client.remove_health_fault(&id).await?;
            session.done(Reply::Done, format!("Health fault {id} is removed"));
        }
    }
    Ok(())
}

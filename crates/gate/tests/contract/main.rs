//! The contract of `Gate`, held to both forms, seen from a client on the other end of a cable. Each test makes its own network
//! namespaces and runs in them; the owner of the gates, the service on the address and the client are processes of their own.

mod actor;
mod bridge;
mod cases;
mod client;
mod frames;
mod frozen;
mod lab;
mod namespace;
mod owner;
mod service;

/// Each case, once for each form.
macro_rules! contract {
    ($($module:ident :: $case:ident),* $(,)?) => {
        mod strict {
            $(#[test] fn $case() {
                crate::namespace::inside(concat!("strict::", stringify!($case)), gate::Form::Strict, crate::$module::$case);
            })*
        }
        mod nftables {
            $(#[test] fn $case() {
                crate::namespace::inside(concat!("nftables::", stringify!($case)), gate::Form::Nftables, crate::$module::$case);
            })*
        }
    };
}

contract!(
    cases::shut_after_guard_and_open_after_renewal,
    cases::ends_at_the_deadline_while_the_owner_is_stopped,
    cases::stays_shut_when_the_owner_was_killed,
    cases::two_addresses_are_independent,
    cases::a_renewal_opens_neither_late_nor_beyond,
    cases::renewals_lose_no_packets,
    cases::other_traffic_is_left_alone,
    cases::a_hundred_addresses_are_renewed,
    cases::two_names_do_not_touch_each_other,
    cases::refusals_name_what_is_wrong,
    cases::an_interface_that_goes_is_an_error_at_most,
    cases::nothing_to_remove_is_fine,
    cases::the_best_form_is_taken,
    cases::a_flush_of_the_ruleset_opens_nothing,
    cases::where_no_filter_can_be_put_the_other_form_is_taken,
    bridge::a_bridge_is_gated_but_not_what_it_passes_on,
    frozen::a_frozen_renewal_opens_nothing,
);

/// Not a test: what this binary does when it was started again as another process of a test.
#[test]
fn role() {
    match std::env::var(actor::ROLE).as_deref() {
        Ok("owner") => owner::run(),
        Ok("client") => client::run(),
        Ok("service") => service::run(),
        _ => {}
    }
}

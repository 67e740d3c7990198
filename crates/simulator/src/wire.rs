//! Messages go through the form that they have on the wire, so that a run also sees what gets lost in it.

use crate::world::World;
use consensus::io::Message;
use model::NodeId;
use proto::datagram::{Datagram, decode_datagram, encode_datagram};
use proto::message::{message_from_wire, message_to_wire};

impl World {
    pub(crate) fn message_over_wire(&mut self, message: Message) -> Message {
        let (head, data) = message_to_wire(message.clone());
        match message_from_wire(head, data) {
            Ok(arrived) if arrived == message => arrived,
            other => {
                self.fail("wire", format!("{message:?} arrives as {other:?}"));
                message
            }
        }
    }

    pub(crate) fn datagram_over_wire(&mut self, from: NodeId, message: membership::message::Message) {
        let datagram = Datagram { cluster_instance: self.form.instance, from, message };
        let Some(bytes) = encode_datagram(&datagram) else { return };
        match decode_datagram(&bytes) {
            Ok(arrived) if arrived == datagram => {}
            other => self.fail("wire", format!("{datagram:?} arrives as {other:?}")),
        }
    }
}

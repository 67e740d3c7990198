//! Questions for states without gRPC, on the socket where gRPC is spoken too: for programs that ask tens of thousands of times a second.
//!
//! Who connects says [`PREFACE`], which no connection of HTTP/2 begins with, and then asks one question after the other. A question is a
//! frame with a [`client::StateQuery`], its answer a frame with a [`client::QueryReply`]. A frame is a length of four bytes, the lowest
//! first, and as many bytes of protobuf.

use crate::client;
use crate::error::DecodeError;
use prost::Message;

/// What a connection begins with; HTTP/2 begins with `PRI`.
pub const PREFACE: &[u8; 16] = b"quorate states 1";

const LENGTH_BYTES: usize = 4;
/// A name is much shorter.
const QUESTION_BYTES_MAX: usize = 4 * 1024;
/// A refusal of an unknown name proposes others.
const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// Puts a question behind what is there.
pub fn put_question(question: &client::StateQuery, bytes: &mut Vec<u8>) {
    put(question, bytes);
}

/// Puts an answer behind what is there.
pub fn put_answer(answer: &client::QueryReply, bytes: &mut Vec<u8>) {
    put(answer, bytes);
}

/// The question at the beginning, and how many bytes it takes; nothing when it is not complete.
pub fn first_question(bytes: &[u8]) -> Result<Option<(client::StateQuery, usize)>, DecodeError> {
    first(bytes, QUESTION_BYTES_MAX)
}

/// The answer at the beginning, and how many bytes it takes; nothing when it is not complete.
pub fn first_answer(bytes: &[u8]) -> Result<Option<(client::QueryReply, usize)>, DecodeError> {
    first(bytes, ANSWER_BYTES_MAX)
}

fn put(message: &impl Message, bytes: &mut Vec<u8>) {
    bytes.extend((message.encoded_len() as u32).to_le_bytes());
    message.encode_raw(bytes);
}

fn first<M: Message + Default>(bytes: &[u8], limit: usize) -> Result<Option<(M, usize)>, DecodeError> {
    let Some((length, rest)) = bytes.split_first_chunk::<LENGTH_BYTES>() else { return Ok(None) };
    let length = u32::from_le_bytes(*length) as usize;
    if length > limit {
        return Err(DecodeError::Invalid("length of a frame"));
    }
    let Some(message) = rest.get(..length) else { return Ok(None) };
    Ok(Some((M::decode(message)?, LENGTH_BYTES + length)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_are_taken_one_after_the_other() {
        let questions = ["n1", "", "a group of a longer name"]
            .map(|name| client::StateQuery { kind: client::ObjectKind::Group as i32, name: name.into() });
        let mut bytes = Vec::new();
        questions.iter().for_each(|question| put_question(question, &mut bytes));
        let mut rest = &bytes[..];
        for question in &questions {
            let (found, length) = first_question(rest).expect("a frame").expect("complete");
            assert_eq!(&found, question);
            for cut in 0..length {
                assert_eq!(first_question(&rest[..cut]), Ok(None));
            }
            rest = &rest[length..];
        }
        assert_eq!(first_question(rest), Ok(None));
    }

    #[test]
    fn what_is_too_long_or_no_message_is_refused() {
        let length = (QUESTION_BYTES_MAX as u32 + 1).to_le_bytes();
        assert_eq!(first_question(&length), Err(DecodeError::Invalid("length of a frame")));
        assert!(first_answer(&length).expect("answers may be longer").is_none());
        assert!(matches!(first_answer(&[1, 0, 0, 0, 0xff]), Err(DecodeError::Malformed(_))));
        assert!(first_question(&PREFACE[..]).is_err());
    }
}

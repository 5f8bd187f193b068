//! Frames of WebSockets, as a client sends them.

pub(super) fn text_frame(payload: &[u8]) -> Vec<u8> {
    frame(0x81, payload)
}

pub(super) fn binary_frame(payload: &[u8]) -> Vec<u8> {
    frame(0x82, payload)
}

/// A masked frame. The mask is nothing, since nobody attacks a benchmark.
fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![opcode];
    match payload.len() {
        length @ 0..126 => frame.push(0x80 | length as u8),
        length => {
            frame.push(0x80 | 126);
            frame.extend((length as u16).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_one_byte_or_two_more() {
        assert_eq!(text_frame(b"ab"), b"\x81\x82\0\0\0\0ab");
        let long = binary_frame(&[7; 300]);
        assert_eq!(long[..8], [0x82, 0xfe, 1, 44, 0, 0, 0, 0]);
        assert_eq!(long[8..], [7; 300]);
    }
}

//! The text of an event stream, taken apart (HTML Standard, "Server-sent events").

/// Reads events piece by piece and keeps their data; other fields and comments are passed over.
#[derive(Debug)]
pub(super) struct EventParser {
    /// The line that has begun.
    line: Vec<u8>,
    /// Data of the event that has begun; each line ends with a line feed.
    data: Vec<u8>,
    /// The last piece ended with a carriage return, whose line feed may follow.
    after_return: bool,
    limit: usize,
}

/// An event longer than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLong;

impl EventParser {
    /// A parser for events of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            data: Vec::new(),
            after_return: false,
            limit,
        }
    }

    /// Appends the data of every event that ends in `piece` to `into`.
    pub(super) fn push(&mut self, piece: &[u8], into: &mut Vec<u8>) -> Result<(), TooLong> {
        let mut rest = piece;
        if std::mem::take(&mut self.after_return) {
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        }
        while let Some(end) = memchr::memchr2(b'\r', b'\n', rest) {
            let (line, after) = rest.split_at(end);
            self.extend(line)?;
            self.end_line(into);
            rest = &after[1..];
            if after[0] == b'\r' {
                match rest.first() {
                    Some(b'\n') => rest = &rest[1..],
                    Some(_) => {}
                    None => self.after_return = true,
                }
            }
        }
        self.extend(rest)
    }

    fn extend(&mut self, bytes: &[u8]) -> Result<(), TooLong> {
        if self.line.len() + self.data.len() + bytes.len() > self.limit {
            return Err(TooLong);
        }
        self.line.extend_from_slice(bytes);
        Ok(())
    }

    fn end_line(&mut self, into: &mut Vec<u8>) {
        if self.line.is_empty() {
            // The last line feed is no part of the data.
            self.data.pop();
            into.append(&mut self.data);
        } else if let Some(value) = self.line.strip_prefix(b"data:") {
            let value = value.strip_prefix(b" ").unwrap_or(value);
            self.data.extend_from_slice(value);
            self.data.push(b'\n');
        } else if self.line == b"data" {
            self.data.push(b'\n');
        }
        self.line.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(pieces: &[&[u8]]) -> String {
        let mut parser = EventParser::new(100);
        let mut data = Vec::new();
        for piece in pieces {
            parser.push(piece, &mut data).unwrap();
        }
        String::from_utf8(data).unwrap()
    }

    const STREAM: &[u8] =
        b":\r\ndata: {}\x1e\r\n\r\nevent: x\ndata:a\ndata: b\n\ndata\n\nid: 7\n\n: c\n";

    #[test]
    fn data_is_found_however_the_stream_is_cut() {
        let whole = parsed(&[STREAM]);
        assert_eq!(whole, "{}\x1ea\nb");
        for cut in 0..STREAM.len() {
            let (first, second) = STREAM.split_at(cut);
            assert_eq!(parsed(&[first, second]), whole, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = STREAM.chunks(1).collect();
        assert_eq!(parsed(&bytes), whole);
    }

    #[test]
    fn an_unfinished_event_is_no_event() {
        assert_eq!(parsed(&[b"data: x\n"]), "");
    }

    #[test]
    fn a_line_without_an_end_is_not_gathered_for_ever() {
        let mut parser = EventParser::new(10);
        let mut data = Vec::new();
        assert_eq!(parser.push(b"data: 123", &mut data), Ok(()));
        assert_eq!(parser.push(b"45", &mut data), Err(TooLong));
    }
}

//! `rate_limit = "10/s"`: so many calls in a second, a minute or an hour.

use syn::LitStr;

use crate::{
    attr::Args,
    errors::{Errors, with_help},
};

/// What was written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rate {
    pub(super) calls: u32,
    pub(super) seconds: u64,
}

pub(super) fn check(args: &Args, errors: &mut Errors) {
    if let Some(text) = args.text("rate_limit")
        && read(text).is_none()
    {
        let message = format!("invalid rate limit `{}`", text.value());
        let help = "write a whole number above zero, a slash and a unit: `\"10/s\"`, `\"100/m\"` or `\"1000/h\"`";
        errors.push(text, with_help(message, help));
    }
}

/// `None` if it is no rate.
pub(super) fn read(text: &LitStr) -> Option<Rate> {
    parse(&text.value())
}

fn parse(text: &str) -> Option<Rate> {
    let (calls, unit) = text.split_once('/')?;
    let calls = calls.trim();
    if !calls.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let calls = calls.parse().ok().filter(|calls| *calls > 0)?;
    let seconds = match unit.trim() {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        _ => return None,
    };
    Some(Rate { calls, seconds })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_have_a_number_and_a_unit() {
        let rate = |calls, seconds| Some(Rate { calls, seconds });
        for (text, expected) in [
            ("10/s", rate(10, 1)),
            ("1 / m", rate(1, 60)),
            ("4294967295/h", rate(u32::MAX, 3_600)),
            ("0/s", None),
            ("4294967296/s", None),
            ("+1/s", None),
            ("1.5/s", None),
            ("10", None),
            ("10/", None),
            ("/s", None),
            ("10/ms", None),
            ("10/s/s", None),
        ] {
            assert_eq!(parse(text), expected, "{text}");
        }
    }
}

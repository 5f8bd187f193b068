//! Shapes that the server sends on its own: to a client's handlers, which answer, and in streams.

use futures_util::stream;
use hubs_runtime::prelude::*;

use super::{
    collections::{self, Nested, NumberKeys},
    enums::{self, AllAdjacent, AllExternal, AllInternal, AllUntagged},
    flatten::{self, FlatInternal},
    scalars::{self, Texts, WideInts},
    structure::{self, Tree},
};

macro_rules! sent {
    ($($name:ident, $ask:ident, $stream:ident: $ty:ty = $samples:path;)*) => {
        #[client_contract]
        pub trait SentClient {
            $(async fn $name(&self, value: $ty) -> $ty;)*
        }

        #[hub(client = SentClient)]
        pub struct SentHub;

        #[hub]
        impl SentHub {
            $(/// Asks the caller to send each value back; answers with how many there were.
            pub async fn $ask(&self, cx: &HubContext<Self>) -> Result<u32, HubError> {
                let mut count = 0;
                for value in $samples() {
                    let answer = cx.clients().caller().$name(value).await?;
                    super::checked(count, answer, &$samples())?;
                    count += 1;
                }
                Ok(count)
            }

            pub fn $stream(&self) -> impl Stream<Item = $ty> {
                stream::iter($samples())
            })*
        }
    };
}

sent! {
    wide_ints, ask_wide_ints, stream_wide_ints: WideInts = scalars::samples::wide_ints;
    texts, ask_texts, stream_texts: Texts = scalars::samples::texts;
    external, ask_external, stream_external: AllExternal = enums::samples::all_external;
    internal, ask_internal, stream_internal: AllInternal = enums::samples::all_internal;
    adjacent, ask_adjacent, stream_adjacent: AllAdjacent = enums::samples::all_adjacent;
    untagged, ask_untagged, stream_untagged: AllUntagged = enums::samples::all_untagged;
    number_keys, ask_number_keys, stream_number_keys: NumberKeys = collections::samples::number_keys;
    nested, ask_nested, stream_nested: Nested = collections::samples::nested;
    flat_internal, ask_flat_internal, stream_flat_internal: FlatInternal = flatten::samples::flat_internal;
    tree, ask_tree, stream_tree: Tree = structure::samples::tree;
}

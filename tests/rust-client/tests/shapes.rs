//! The types of a generated client against those of its server: what one writes, the other reads, and nothing is lost.
#![allow(missing_docs)]

use std::{collections::BTreeMap, fmt::Debug};

use hubs_runtime::client::BoxError;
use hubs_rust_client_tests::shapes as client;
use hubs_shapes::{
    Adjacent, Chain, Command, Expr, External, Internal, Link, Mixed, More, Nest, Note, Odd,
    Outline, Page, Repeat, Untagged, Wide, Word,
};
use serde::{Serialize, de::DeserializeOwned};

/// Sends each value to a client that has it as `C`, and back.
fn there_and_back<C, S>(values: impl IntoIterator<Item = S>)
where
    C: Serialize + DeserializeOwned,
    S: Serialize + DeserializeOwned + Debug + PartialEq,
{
    for value in values {
        let sent = serde_json::to_string(&value).expect("it is written");
        let received: C = serde_json::from_str(&sent)
            .unwrap_or_else(|error| panic!("the client does not read {sent}: {error}"));
        let answered = serde_json::to_string(&received).expect("it is written");
        let back: S = serde_json::from_str(&answered)
            .unwrap_or_else(|error| panic!("the server does not read {answered}: {error}"));
        assert_eq!(back, value, "by way of {answered}");
    }
}

fn expr() -> Expr {
    let one = || Box::new(Expr::Number(1));
    Expr::Add {
        left: Box::new(Expr::Pair(one(), Box::new(Expr::Not(one())))),
        right: Box::new(Expr::All(vec![
            Expr::Named(BTreeMap::from([("x".to_owned(), Expr::Number(2))])),
            Expr::Maybe(Some(one())),
            Expr::Maybe(None),
        ])),
    }
}

fn page(inner: Option<Page>) -> Page {
    let boxed = |page: &Option<Page>| page.clone().map(Box::new);
    Page {
        items: boxed(&inner),
        halves: [None, boxed(&inner)],
        note: Some(Box::new(Note {
            text: "see".to_owned(),
            on: Box::new(
                inner
                    .clone()
                    .map_or(Link::Nowhere, |page| Link::Page(Box::new(page))),
            ),
        })),
        pair: (3, boxed(&inner)),
    }
}

#[test]
fn types_that_contain_themselves() {
    there_and_back::<client::Expr, _>([expr()]);
    let again = Command::Repeat(Repeat {
        times: 2,
        what: Box::new(Command::Stop),
    });
    there_and_back::<client::Command, _>([
        Command::Both {
            first: Box::new(again.clone()),
            second: Box::new(Command::Stop),
        },
        again,
    ]);
    there_and_back::<client::Page, _>([page(None), page(Some(page(None)))]);
    there_and_back::<client::Link, _>([Link::Url("/".to_owned()), Link::Nowhere]);
    // In JSON all chains are null, as serde has it.
    there_and_back::<client::Chain, _>([Chain(None)]);
    there_and_back::<client::Nest, _>([Nest(vec![Nest(Vec::new()), Nest(Vec::new())])]);
    let line = || Box::new(Outline::Line("a".to_owned()));
    there_and_back::<client::Outline, _>([
        Outline::Under(line()),
        Outline::Between(line(), line()),
        Outline::Titled {
            title: "t".to_owned(),
            of: line(),
        },
    ]);
}

/// One type handles the calls of both hubs, since both have one client contract.
#[test]
fn hubs_share_a_client_contract() {
    struct Deaf;
    impl client::ShapesClient for Deaf {
        async fn called(&self, _: u32, _: String) {}
        async fn handlers(&self, _: String, _: u32, _: bool) -> Result<bool, BoxError> {
            Ok(false)
        }
        async fn clone(&self, _: client::Expr) {}
        async fn builder(&self, _: u32) {}
    }
    drop(client::ShapesHubConnection::connect("", Deaf));
    drop(client::OtherHubConnection::connect("", Deaf));
}

#[test]
fn members_called_like_keywords() {
    let odd = Odd {
        r#type: "t".to_owned(),
        r#gen: 1,
        me: true,
        home: Some(2),
        reference: Word::Me,
        items: vec![Word::Type, Word::Nothing],
        default: Some(Word::Me),
        properties: Word::Type,
    };
    there_and_back::<client::Debug, _>([odd]);
}

fn wide() -> Wide {
    Wide {
        unsigned: u128::MAX,
        signed: i128::MIN,
    }
}

#[test]
fn enums_with_every_kind_of_tag() {
    let text = || "t".to_owned();
    there_and_back::<client::External, _>([
        External::Unit,
        External::One(1),
        External::Two(2, text()),
        External::Fields {
            first: None,
            r#type: text(),
        },
    ]);
    there_and_back::<client::Internal, _>([
        Internal::Unit,
        Internal::Newtype(More {
            side: None,
            external: Box::new(External::One(1)),
        }),
        Internal::Fields {
            first: Some(1),
            kind: text(),
        },
    ]);
    there_and_back::<client::Adjacent, _>([
        Adjacent::Unit,
        Adjacent::One(Wide {
            unsigned: 1,
            signed: -1,
        }),
        Adjacent::Two(2, text()),
        Adjacent::Fields {
            first: None,
            kind: text(),
        },
    ]);
    there_and_back::<client::Untagged, _>([
        Untagged::Number(i64::MIN),
        Untagged::Two(2, text()),
        Untagged::Fields {
            first: 1,
            second: text(),
        },
        Untagged::Many(vec![true]),
        Untagged::Text(text()),
    ]);
}

#[test]
fn wide_integers_sets_maps_and_flattened_fields() {
    there_and_back::<client::Wide, _>([wide()]);
    there_and_back::<client::Mixed, _>([Mixed {
        set: ["a", "b"].map(str::to_owned).into(),
        by_number: BTreeMap::from([(-1, 0.5)]),
        bytes: [1, 2, 255],
        unit: (),
        letters: vec!['ä'],
        more: More {
            side: Some(true),
            external: Box::new(External::Unit),
        },
    }]);
}

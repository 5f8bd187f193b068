//! Types that contain themselves, and generic ones.

use std::marker::PhantomData;

use hubs_runtime::prelude::*;

#[hub_type]
#[derive(Debug)]
pub struct Tree {
    pub left: Option<Box<Tree>>,
    pub children: Vec<Tree>,
}

#[hub_type]
#[derive(Debug)]
pub struct Folder {
    pub files: Vec<File>,
}

#[hub_type]
#[derive(Debug)]
pub struct File {
    pub parent: Option<Box<Folder>>,
    pub name: String,
}

#[hub_type]
#[derive(Debug)]
#[schemars(rename = "Slice_{T}")]
pub struct Slice<T> {
    pub items: Vec<T>,
    pub next: Option<T>,
}

#[hub_type]
#[derive(Debug)]
pub struct BothSlices {
    pub texts: Slice<String>,
    pub files: Slice<Option<File>>,
}

#[hub_type]
#[derive(Debug)]
#[schemars(rename = "Loaded_{T}")]
pub enum Loaded<T> {
    Waiting,
    Done(T),
    Failed { reason: String, last: Option<T> },
}

#[hub_type]
#[derive(Debug)]
#[schemars(rename = "Matrix_{N}")]
pub struct Matrix<const N: usize> {
    pub row: [u8; 2],
    pub size: u32,
}

#[hub_type]
#[derive(Debug)]
pub struct Phantom<T> {
    pub id: u8,
    #[serde(skip)]
    pub of: PhantomData<T>,
}

#[hub_type]
#[derive(Debug)]
pub struct GenericOfGeneric {
    pub slice: Slice<Slice<Loaded<u8>>>,
}

fn tree(depth: u8) -> Tree {
    let below = || (depth > 0).then(|| tree(depth - 1));
    Tree {
        left: below().map(Box::new),
        children: below().into_iter().chain(below()).collect(),
    }
}

fn file(parent: Option<Folder>) -> File {
    File {
        parent: parent.map(Box::new),
        name: "f".to_owned(),
    }
}

fn folder() -> Folder {
    let inner = Folder {
        files: vec![file(None)],
    };
    Folder {
        files: vec![file(None), file(Some(inner))],
    }
}

fn both() -> BothSlices {
    BothSlices {
        texts: Slice {
            items: vec!["a".to_owned()],
            next: None,
        },
        files: Slice {
            items: vec![None, Some(file(None))],
            next: None,
        },
    }
}

fn loaded() -> [Loaded<String>; 4] {
    [
        Loaded::Waiting,
        Loaded::Done("d".to_owned()),
        Loaded::Failed {
            reason: String::new(),
            last: None,
        },
        Loaded::Failed {
            reason: "r".to_owned(),
            last: Some("l".to_owned()),
        },
    ]
}

fn of_generic() -> GenericOfGeneric {
    let inner = |next| Slice {
        items: vec![Loaded::Waiting, Loaded::Done(1)],
        next,
    };
    let slice = Slice {
        items: vec![inner(None), inner(Some(Loaded::Done(2)))],
        next: Some(inner(None)),
    };
    GenericOfGeneric { slice }
}

super::shapes! { StructureHub:
    tree: Tree = [tree(0), tree(3)];
    folder: Folder = [Folder { files: vec![] }, folder()];
    slice_of_texts: Slice<String> = [Slice { items: vec![], next: Some(String::new()) }];
    both_slices: BothSlices = [both()];
    loaded: Loaded<String> = loaded();
    matrix: Matrix<2> = [Matrix { row: [1, 2], size: 2 }];
    other_matrix: Matrix<3> = [Matrix { row: [3, 4], size: 3 }];
    phantom: Phantom<u8> = [Phantom { id: 1, of: PhantomData }];
    generic_of_generic: GenericOfGeneric = [of_generic()];
}

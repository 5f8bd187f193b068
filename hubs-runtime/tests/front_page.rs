//! The front page of the crate says what is there.

/// The names in backticks that begin the rows of the table under `heading`.
fn rows<'a>(page: &'a str, heading: &str) -> Vec<&'a str> {
    let (_, section) = page.split_once(heading).expect("the heading");
    let lines = section.lines().skip(1);
    lines
        .take_while(|line| !line.starts_with("//! # ") && line.starts_with("//!"))
        .filter_map(|line| line.strip_prefix("//! | `")?.split('`').next())
        .collect()
}

#[test]
fn the_front_page_lists_the_features() {
    let manifest = include_str!("../Cargo.toml");
    let (_, features) = manifest.split_once("[features]\n").expect("features");
    let mut there: Vec<&str> = features
        .lines()
        .take_while(|line| !line.starts_with('['))
        .filter_map(|line| Some(line.split_once(" = ")?.0))
        .filter(|feature| *feature != "default")
        .collect();
    let mut listed = rows(include_str!("../src/lib.rs"), "//! # Features");
    there.sort_unstable();
    listed.sort_unstable();
    assert_eq!(listed, there);
}

//! The ratios as a picture: bars on a logarithmic scale, from a line at 1.

use std::fmt::Write;

use crate::scenarios::Measured;

/// Where the bars may be, between what stands beside them.
const LEFT: f64 = 30.0;
const RIGHT: f64 = 750.0;
const WIDTH: f64 = 800.0;
const LEGEND: f64 = 36.0;
const TITLE: f64 = 22.0;
const BAR: f64 = 11.0;
/// From one bar's top to the next.
const STEP: f64 = 14.0;
const GAP: f64 = 12.0;
/// The numbers of the scale.
const FOOT: f64 = 24.0;

/// Of the contestants, in their order; they are told from each other on light and on dark.
const COLORS: [&str; 5] = ["#0072b2", "#56b4e9", "#e69f00", "#cc79a7", "#009e73"];

/// Texts and lines are dark on light or light on dark, as the reader's page is.
const STYLE: &str = "\
<style>\
text{font:12px system-ui,sans-serif;fill:#1f2328}\
.name{font-weight:600}\
.grid{stroke:#d0d7de}\
.one{stroke:#1f2328}\
@media(prefers-color-scheme:dark){text{fill:#e6edf3}.grid{stroke:#3d444d}.one{stroke:#e6edf3}}\
</style>\n";

/// The picture of `rows`, which have all the same contestants; none without rows.
pub(crate) fn svg(rows: &[&Measured]) -> Option<String> {
    let first = rows.first()?;
    let contestants: Vec<&str> = first.ratios.iter().map(|(name, _)| *name).collect();
    let group = TITLE + STEP * contestants.len() as f64 + GAP;
    let bottom = LEGEND + group * rows.len() as f64;
    let scale = Scale::of(rows);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\">\n\
         <title>Ratios to the {}</title>\n{STYLE}",
        bottom + FOOT,
        escaped(first.reference.0),
    );
    legend(&mut text, &contestants);
    scale.lines(&mut text, bottom);
    for (row, place) in rows.iter().zip(0..) {
        bars(&mut text, &scale, row, LEGEND + group * f64::from(place));
    }
    text.push_str("</svg>\n");
    Some(text)
}

fn legend(text: &mut String, contestants: &[&str]) {
    let each = (RIGHT - LEFT) / contestants.len() as f64;
    for ((name, color), place) in contestants.iter().zip(colors()).zip(0..) {
        let x = LEFT + each * f64::from(place);
        rectangle(text, x, 10.0, BAR, color);
        label(text, x + BAR + 5.0, 20.0, "", name);
    }
}

fn colors() -> impl Iterator<Item = &'static str> {
    COLORS.into_iter().cycle()
}

/// One scenario.
fn bars(text: &mut String, scale: &Scale, row: &Measured, top: f64) {
    label(text, LEFT, top + 15.0, "name", row.name);
    let one = scale.at(1.0);
    for (((_, ratio), color), place) in row.ratios.iter().zip(colors()).zip(0..) {
        let y = top + TITLE + STEP * f64::from(place);
        let ratio = ratio.filter(|ratio| can_be_drawn(*ratio));
        let end = ratio.map_or(one, |ratio| scale.at(ratio));
        if ratio.is_some() {
            rectangle(text, one.min(end), y, (one - end).abs(), color);
        }
        let value = ratio.map_or("–".to_owned(), |ratio| format!("{ratio:.2}"));
        label(text, one.max(end) + 5.0, y + BAR - 1.0, "", &value);
    }
}

fn rectangle(text: &mut String, x: f64, y: f64, width: f64, color: &str) {
    let _ = writeln!(
        text,
        "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{BAR}\" fill=\"{color}\"/>"
    );
}

fn label(text: &mut String, x: f64, y: f64, class: &str, label: &str) {
    let label = escaped(label);
    let _ = writeln!(
        text,
        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{label}</text>"
    );
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// Only what is above zero has a place on a logarithmic scale.
fn can_be_drawn(ratio: f64) -> bool {
    ratio.is_finite() && ratio > 0.0
}

/// From ratios to places.
struct Scale {
    /// Numbers that stand below lines, the lowest and the highest at the ends.
    ticks: Vec<f64>,
}

impl Scale {
    /// From the last tick that none is below to the first that none is above.
    fn of(rows: &[&Measured]) -> Self {
        let ratios = rows.iter().flat_map(|row| &row.ratios);
        let ratios = ratios.filter_map(|(_, ratio)| ratio.filter(|ratio| can_be_drawn(*ratio)));
        let (low, high) = ratios.fold((0.5_f64, 2.0_f64), |(low, high), ratio| {
            (low.min(ratio), high.max(ratio))
        });
        let all: Vec<f64> = (-6..6)
            .flat_map(|power| [1.0, 2.0, 5.0].map(|step| step * 10_f64.powi(power)))
            .collect();
        let first = all.iter().rposition(|tick| *tick <= low).unwrap_or(0);
        let last = all.iter().position(|tick| *tick >= high);
        Self {
            ticks: all[first..=last.unwrap_or(all.len() - 1)].to_vec(),
        }
    }

    fn at(&self, ratio: f64) -> f64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        let part = (ratio / low).ln() / (high / low).ln();
        LEFT + (RIGHT - LEFT) * part.clamp(0.0, 1.0)
    }

    /// A line for each tick, down to `bottom`.
    fn lines(&self, text: &mut String, bottom: f64) {
        for tick in &self.ticks {
            let x = self.at(*tick);
            let class = if *tick == 1.0 { "one" } else { "grid" };
            let _ = writeln!(
                text,
                "<path class=\"{class}\" d=\"M{x:.1} {LEGEND}V{bottom:.1}\"/>\n\
                 <text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{tick}</text>",
                bottom + 16.0
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenarios::{self, REFERENCE};

    /// Every row and contestant that there is, with ratios from small to large and some that are missing.
    fn rows() -> Vec<Measured> {
        let scenarios = scenarios::all(true).into_iter();
        let compared = scenarios.filter(|scenario| scenario.entries[0].name == REFERENCE);
        let rows = compared.map(|scenario| Measured {
            name: scenario.name,
            reference: (REFERENCE, 1_000.0),
            ratios: scenario.entries[1..]
                .iter()
                .zip([Some(14.5), Some(1.0), Some(0.03), None, Some(0.0)])
                .map(|(entry, ratio)| (entry.name, ratio))
                .collect(),
        });
        rows.collect()
    }

    /// The text between tags, if every tag is closed by its like, in order, and every attribute is quoted.
    fn texts(xml: &str) -> Vec<String> {
        let (mut open, mut texts) = (Vec::new(), Vec::new());
        let mut rest = xml;
        while let Some((before, after)) = rest.split_once('<') {
            assert!(!before.contains('>'), "{before}");
            if !before.trim().is_empty() {
                texts.push(before.replace("&lt;", "<").replace("&amp;", "&"));
            }
            let (tag, after) = after.split_once('>').expect("a tag ends");
            rest = after;
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
                continue;
            }
            assert_eq!(tag.matches('"').count() % 2, 0, "{tag}");
            assert_eq!(tag.matches('=').count() * 2, tag.matches('"').count());
            if !tag.ends_with('/') {
                open.push(tag.split(' ').next().expect("a name"));
            }
        }
        assert!(open.is_empty(), "{open:?}");
        assert_eq!(rest.trim(), "");
        texts
    }

    #[test]
    fn it_is_xml_with_every_row_and_every_contestant() {
        let rows = rows();
        let rows: Vec<&Measured> = rows.iter().collect();
        let svg = svg(&rows).expect("there are rows");
        let texts = texts(&svg);
        let contestants = scenarios::contestants(true).map(|(name, _)| name);
        let names = contestants.chain(rows.iter().map(|row| row.name));
        for name in names {
            assert!(texts.iter().any(|text| text == name), "{name}");
        }
        assert_eq!(COLORS.len(), scenarios::contestants(true).count());
        // The legend's, and of each row's five the three that can be drawn.
        assert_eq!(svg.matches("<rect").count(), 5 + 3 * rows.len());
        let count = |value| texts.iter().filter(|text| *text == value).count();
        assert_eq!(count("–"), 2 * rows.len());
        assert_eq!(count("14.50"), rows.len());
    }

    #[test]
    fn what_is_slower_goes_to_the_left_of_the_line() {
        let rows = rows();
        let scale = Scale::of(&rows.iter().collect::<Vec<_>>());
        assert_eq!(scale.ticks.first(), Some(&0.02));
        assert_eq!(scale.ticks.last(), Some(&20.0));
        assert_eq!((scale.at(0.02), scale.at(20.0)), (LEFT, RIGHT));
        assert!(scale.at(0.03) < scale.at(1.0) && scale.at(1.0) < scale.at(14.5));
        // Twice as fast is as far from the line as half as fast.
        let (slower, faster) = (scale.at(1.0) - scale.at(0.5), scale.at(2.0) - scale.at(1.0));
        assert!((slower - faster).abs() < 1e-9, "{slower} {faster}");
    }

    #[test]
    fn names_may_have_signs_of_xml() {
        let mut rows = rows();
        rows.truncate(1);
        rows[0].name = "a < b & c";
        let svg = svg(&[&rows[0]]).expect("there is a row");
        assert!(texts(&svg).contains(&"a < b & c".to_owned()), "{svg}");
    }

    #[test]
    fn without_rows_there_is_nothing_to_see() {
        assert_eq!(svg(&[]), None);
    }
}

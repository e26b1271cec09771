//! What was charged and what should have been over time, as a drawing and as numbers.

use std::collections::BTreeMap;

use maud::{Markup, html};
use pricesheet::Decimal;
use pricesheet::number::{difference, sum};

use super::table::{Cell, Kind, Table, side};
use crate::timeline::{Day, Timeline, date};
use crate::words::{amount, signed};

/// How many steps of time are drawn at the most.
const STEPS_MAX: i64 = 100;

/// The drawing is so many units wide and high; the screen stretches it.
const WIDTH: i64 = 6_000;
const HEIGHT: i64 = 1_000;

/// A step of time and what it comes to.
struct Step {
    name: String,
    day: Day,
    difference: Decimal,
}

/// The days, several together where they are many: how many, and how many the last has.
fn steps(timeline: &Timeline) -> Option<(Vec<Step>, i64, i64)> {
    let (first, last) = (*timeline.days.keys().next()?, *timeline.days.keys().next_back()?);
    let days = last.saturating_sub(first).saturating_add(1);
    // Single days, weeks, or as many weeks as it takes.
    let each = match days.div_euclid(STEPS_MAX).saturating_add(i64::from(days.rem_euclid(STEPS_MAX) > 0)) {
        1 => 1,
        days => days.saturating_add(6).div_euclid(7).saturating_mul(7),
    };
    let place = |day: i64| day.saturating_sub(first).div_euclid(each);
    let mut together: BTreeMap<i64, Day> = (0..=place(last)).map(|at| (at, Day::default())).collect();
    for (day, of) in &timeline.days {
        let step = together.entry(place(*day)).or_default();
        step.charged = sum(step.charged, of.charged)?;
        step.expected = sum(step.expected, of.expected)?;
    }
    let step = |(at, day): (i64, Day)| {
        let name = date(first.saturating_add(at.saturating_mul(each)));
        Some(Step { name, day, difference: difference(day.charged, day.expected)? })
    };
    let of_last = days.saturating_sub(1).rem_euclid(each).saturating_add(1);
    Some((together.into_iter().map(step).collect::<Option<_>>()?, each, of_last))
}

/// An amount as a height: so many of the units of the drawing, where the highest amount takes all.
fn height(amount: Decimal, highest: Decimal, of: i64) -> i64 {
    let part = amount.checked_div(highest).and_then(|part| part.checked_mul(Decimal::from(of)));
    part.and_then(|part| i64::try_from(part.round()).ok()).unwrap_or_default()
}

pub(super) fn render(timeline: &Timeline, unit: &str) -> Option<Markup> {
    let (steps, days, of_last) = steps(timeline)?;
    let count = i64::try_from(steps.len()).ok()?;
    let each = if days == 1 { "a day".to_string() } else { format!("{days} days") };
    let partial = if of_last < days { format!(", the last of {of_last}") } else { String::new() };
    let amounts = || steps.iter().flat_map(|step| [step.day.charged, step.day.expected]);
    let (lowest, highest) = (amounts().min()?.min(Decimal::ZERO), amounts().max()?);
    let span = difference(highest, lowest)?;
    if span.is_zero() {
        return None;
    }
    let apart = steps.iter().map(|step| step.difference.abs()).max()?;
    let x = |at: i64| at.saturating_mul(WIDTH).div_euclid(count);
    let y = |amount: Decimal| {
        let above = difference(amount, lowest).unwrap_or_default();
        HEIGHT.saturating_sub(height(above, span, HEIGHT))
    };
    let path = |of: &dyn Fn(&Step) -> Decimal| {
        let mut path = String::new();
        for (at, step) in (0..).zip(&steps) {
            let letter = if at == 0 { 'M' } else { 'L' };
            path.push_str(&format!("{letter}{} {1}H{2}", x(at), y(of(step)), x(at.saturating_add(1))));
        }
        path
    };
    let (charged, expected) = (path(&|step| step.day.charged), path(&|step| step.day.expected));
    let area = format!("{expected}V{}H0Z", y(Decimal::ZERO));
    let ends = [steps.first(), steps.get(steps.len() / 2).filter(|_| steps.len() > 2), steps.last()];
    let ends: Vec<&Step> =
        if steps.len() > 1 { ends.into_iter().flatten().collect() } else { steps.iter().collect() };
    Some(html! {
        figure.chart {
            figcaption {
                span.key.charged { "charged" } span.key.expected { "expected" }
                span.quiet { "in " (unit) ", by steps of " (each) (partial) ", UTC" }
            }
            p.axis { (amount(highest)) }
            svg.amounts viewBox={ "0 -20 " (WIDTH) " " (HEIGHT.saturating_add(40)) } preserveAspectRatio="none" role="img"
                aria-label="Charged and expected over time; the numbers are below" {
                path.area d=(area) {}
                path.expected d=(expected) {}
                path.charged d=(charged) {}
            }
            p.axis { (amount(lowest)) }
            @if !apart.is_zero() {
                p.axis { "difference, at most " (amount(apart)) }
                svg.apart viewBox={ "0 0 " (WIDTH) " 400" } preserveAspectRatio="none" role="img"
                    aria-label="Charged less expected, each step; the numbers are below" {
                    path.zero d={ "M0 200H" (WIDTH) } {}
                    @for (at, step) in (0..).zip(&steps) {
                        @if let Some(class) = side(step.difference) {
                            @let tall = height(step.difference.abs(), apart, 200).max(4);
                            @let top = if step.difference > Decimal::ZERO { 200_i64.saturating_sub(tall) } else { 200 };
                            rect class=(class) x=(x(at)) y=(top) height=(tall)
                                width=(x(at.saturating_add(1)).saturating_sub(x(at)).saturating_sub(WIDTH.div_euclid(count.saturating_mul(8))).max(1)) {
                                title { (step.name) ": " (signed(step.difference)) }
                            }
                        }
                    }
                }
            }
            p.dates { @for end in ends { span { (end.name) } } }
        }
        @if timeline.is_cut { p { "Not every day is in the drawing: there are too many, or their amounts are too long." } }
        details {
            summary { "The numbers of the drawing" }
            (numbers(&steps))
        }
    })
}

fn numbers(steps: &[Step]) -> Markup {
    let columns = [
        ("from", Kind::Words),
        ("charged", Kind::Number),
        ("expected", Kind::Number),
        ("difference", Kind::Number),
    ];
    let mut table = Table::new("Charged and expected over time", columns);
    for Step { name, day, difference } in steps {
        let amounts = [Cell::Amount(day.charged), Cell::Amount(day.expected), Cell::Difference(*difference)];
        table.row([Cell::Words(name.clone())].into_iter().chain(amounts));
    }
    table.render()
}

//! The rows of a pricer: all of one form, with as many prices as there are columns of quantities.

use alloc::vec::Vec;

use super::cased::Cased;
use super::curved::{Bounded, Curved, Kept};
use super::row::{Form, Rounded, Sum};
use super::sums::Budget;
use crate::plan::EndpointPlan;

/// Rows for so many columns of quantities; where there are more, the others have to be 0.
#[derive(Debug, Clone)]
pub(super) enum Rows {
    Zero(Table<0>),
    One(Table<1>),
    Two(Table<2>),
    Three(Table<3>),
    Four(Table<4>),
}

#[derive(Debug, Clone)]
pub(super) enum Table<const W: usize> {
    Sum(Vec<Sum<W>>),
    Rounded(Vec<Rounded<W>>),
    Curved(Vec<Curved<Kept, W>>),
    Bounded(Vec<Curved<Bounded, W>>),
    Cased(Vec<Cased<Kept, W>>),
    BoundedCases(Vec<Cased<Bounded, W>>),
}

impl Rows {
    pub(super) fn of(plans: &[&EndpointPlan], width: usize, scale: u32) -> Self {
        match width {
            0 => Rows::Zero(Table::of(plans, scale)),
            1 => Rows::One(Table::of(plans, scale)),
            2 => Rows::Two(Table::of(plans, scale)),
            3 => Rows::Three(Table::of(plans, scale)),
            _ => Rows::Four(Table::of(plans, scale)),
        }
    }
}

impl<const W: usize> Table<W> {
    /// In the first form in which no fewer endpoints have a row than in the last ones, which have room for most.
    fn of(plans: &[&EndpointPlan], scale: u32) -> Self {
        let (bounded, most) = rows(plans, scale);
        if plans.iter().any(|plan| plan.rules.is_some()) {
            let (bounded, found) = rows(plans, scale);
            if found > most {
                let (cased, kept) = rows(plans, scale);
                return if kept >= found { Table::Cased(cased) } else { Table::BoundedCases(bounded) };
            }
        }
        let (sums, found) = rows(plans, scale);
        if found >= most {
            return Table::Sum(sums);
        }
        let (rounded, found) = rows(plans, scale);
        if found >= most {
            return Table::Rounded(rounded);
        }
        let (curved, found) = rows(plans, scale);
        if found >= most { Table::Curved(curved) } else { Table::Bounded(bounded) }
    }
}

/// A row for each plan, and how many of them have one of their own.
fn rows<R: Form<W>, const W: usize>(plans: &[&EndpointPlan], scale: u32) -> (Vec<R>, usize) {
    let (mut budget, mut found) = (Budget::all(), 0_usize);
    let row = |plan: &&EndpointPlan| {
        let row = R::of(plan, scale, &mut budget);
        found = found.saturating_add(row.is_some().into());
        row.unwrap_or_else(R::single)
    };
    let rows = plans.iter().map(row).collect();
    (rows, found)
}

#[cfg(test)]
mod tests {
    use std::format;

    use super::*;
    use crate::PriceSheet;

    /// The form of a sheet's rows, and how many of its endpoints have one.
    fn form(endpoints: &str) -> (&'static str, usize) {
        let sheet = PriceSheet::from_toml(&format!("name = \"forms\"\n{endpoints}")).unwrap();
        let names = sheet.model().endpoints.iter().map(|endpoint| endpoint.name.as_str());
        let plans: Vec<_> = names.map(|name| sheet.endpoint(name).unwrap().plan).collect();
        let found = rows::<Curved<Bounded, 2>, 2>(&plans, 4).1;
        let form = match Table::<2>::of(&plans, 4) {
            Table::Sum(_) => "sum",
            Table::Rounded(_) => "rounded",
            Table::Curved(_) => "curved",
            Table::Bounded(_) => "bounded",
            Table::Cased(_) => "cased",
            Table::BoundedCases(_) => "bounded cases",
        };
        (form, found)
    }

    #[test]
    fn a_pricer_takes_the_first_form_that_all_have() {
        let sum = "endpoints.sum = { price = 1, charges = { n = { price = 0.5 } } }\n";
        let tabulated = "endpoints.tabulated = { price = 1, options = { a = 0.5, b = 1, c = 0.5 }, min = 1, max = 2, \
            round = { to = 1, mode = \"half-even\" }, choices = { kind = { of = [\"a\", \"b\"], default = \"a\" } } }\n";
        let rounded = "endpoints.rounded = { round = \"down\", charges = { n = { price = 0.5 } } }\n";
        let tiers = "endpoints.tiers = { basis = \"call\", charges.n = { tiering = \"volume\", \
            tiers = [{ up_to = 9, price = 2 }, { price = 1 }] } }\n";
        let bounded = "endpoints.bounded = { min = 1, charges = { n = { price = 0.5 } } }\n";
        let table = "endpoints.table = { rates = [{ when = [\"a\"], price = 1 }, { price = 2 }], options = { a = {} } }\n";
        assert_eq!(form(&[sum, tabulated].concat()), ("sum", 2));
        assert_eq!(form(&[sum, tabulated, rounded].concat()), ("rounded", 3));
        assert_eq!(form(&[sum, tabulated, tiers].concat()), ("curved", 3));
        assert_eq!(form(&[sum, rounded, tiers].concat()), ("bounded", 3));
        assert_eq!(form(&[sum, bounded].concat()), ("bounded", 2));
        assert_eq!(form(&[sum, tabulated, table].concat()).0, "cased");
        assert_eq!(form(&[sum, tabulated, rounded, table].concat()).0, "bounded cases");
        // What has no row in the form of most others is priced by itself.
        assert_eq!(form(&[sum, tiers, table].concat()).0, "curved");
    }
}

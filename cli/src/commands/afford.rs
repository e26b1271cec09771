//! `pricesheet afford`: how many of a quantity a balance covers.

use pricesheet::{Affordable, Decimal, PriceSheet, Usage};
use pricesheet_report::SheetLabel;
use serde::Serialize;

use super::{print, print_json, refuse};
use crate::Finding;
use crate::amount::Amount;
use crate::args::AffordArguments;
use crate::balance::{BalanceFields, coverage};
use crate::failure::Failure;
use crate::fault::{Fault, instant_of};
use crate::sheet_source::{SourcedBook, SourcedSheet};
use crate::stated;

pub(crate) fn run(arguments: &AffordArguments) -> Result<Finding, Failure> {
    let book = SourcedBook::load(&arguments.sheet.sheets, &arguments.sheet.base.bases)?;
    match Answer::find(&book, arguments) {
        Ok(answer) => {
            if arguments.json {
                print_json(&answer.as_json()?)?;
            } else {
                print(&answer.in_words()?)?;
            }
            Ok(if answer.is_short() { Finding::Failed } else { Finding::Fine })
        }
        Err(fault) => refuse(fault, &book, arguments.at.as_deref(), arguments.json),
    }
}

/// What was asked, and how many it is.
struct Answer<'b> {
    sourced: &'b SourcedSheet,
    usage: Usage,
    quantity: &'b str,
    /// Whether the most calls are asked for, not the most of a quantity.
    asks_calls: bool,
    balance: Decimal,
    most: Affordable,
}

/// What `--most` calls the number of calls, unless the endpoint has a quantity of this name.
const CALLS: &str = "calls";

fn reads(sheet: &PriceSheet, endpoint: &str, quantity: &str) -> bool {
    let endpoint = sheet.endpoint(endpoint);
    endpoint.is_ok_and(|endpoint| endpoint.model().quantities.iter().any(|own| own.name == quantity))
}

impl<'b> Answer<'b> {
    fn find(book: &'b SourcedBook, arguments: &'b AffordArguments) -> Result<Self, Fault> {
        let at = instant_of(arguments.at.as_deref())?;
        let sourced = book.in_force(at).map_err(|error| Fault::from(error).of_arguments())?;
        let usage = stated::usage(
            &sourced.sheet,
            &arguments.endpoint,
            &arguments.stated,
            &arguments.calls,
            arguments.at.as_deref(),
        )?;
        let balance = stated::balance(&arguments.balance)?;
        let asks_calls = arguments.most == CALLS && !reads(&sourced.sheet, &arguments.endpoint, CALLS);
        let most = if asks_calls {
            sourced.sheet.afford_calls(&usage, balance)?
        } else {
            sourced.sheet.afford(&usage, &arguments.most, balance)?
        };
        Ok(Answer { sourced, usage, quantity: &arguments.most, asks_calls, balance, most })
    }

    /// Whether the balance is too short: for nothing of the quantity, or for a single call.
    fn is_short(&self) -> bool {
        match self.most {
            Affordable::Nothing => true,
            Affordable::UpTo(most) => self.asks_calls && most.is_zero(),
            Affordable::Unlimited => false,
        }
    }

    /// The usage with so many of what is asked for.
    fn usage_with(&self, count: Decimal) -> Usage {
        let usage = self.usage.clone();
        if self.asks_calls { usage.calls(count) } else { usage.quantity(self.quantity, count) }
    }

    /// What so many cost, beside the balance.
    fn at(&self, count: Decimal) -> Result<String, Fault> {
        Ok(match self.sourced.sheet.price(&self.usage_with(count)) {
            Ok(total) => {
                let difference = coverage(total, self.balance)?.difference();
                format!("  {count} cost {} {}: {difference}\n", total.normalize(), self.sourced.sheet.unit())
            }
            Err(error) => format!("  {count} cost nothing that can be said: {error}\n"),
        })
    }

    fn in_words(&self) -> Result<String, Fault> {
        let count =
            if self.asks_calls { "such calls".to_string() } else { format!("of `{}`", self.quantity) };
        let of = format!("{count} with a balance of {}", self.balance.normalize());
        let endpoint = self.usage.endpoint();
        let mut text = match self.most {
            Affordable::Nothing if self.asks_calls => format!("{endpoint}: no {of}\n"),
            Affordable::Nothing => format!("{endpoint}: not even 0 {of}\n{}", self.at(Decimal::ZERO)?),
            Affordable::Unlimited => format!("{endpoint}: any count {of}\n"),
            Affordable::UpTo(most) => {
                let next = most.checked_add(Decimal::ONE).filter(|next| *next > most);
                let next = next.map(|next| self.at(next)).transpose()?.unwrap_or_default();
                // No calls have no price of their own.
                let this = if self.asks_calls && most.is_zero() { String::new() } else { self.at(most)? };
                format!("{endpoint}: up to {most} {of}\n{this}{next}")
            }
        };
        text.push_str(&format!("\nsheet: {}\n", self.sourced.label()));
        Ok(text)
    }

    fn as_json(&self) -> Result<AnswerFields<'_>, Fault> {
        let (most, unlimited) = match self.most {
            Affordable::Nothing => (None, false),
            Affordable::UpTo(most) => (Some(most), false),
            Affordable::Unlimited => (None, true),
        };
        let mut fields = AnswerFields {
            sheet: self.sourced.json(),
            endpoint: self.usage.endpoint(),
            quantity: self.quantity,
            unit: self.sourced.sheet.unit(),
            most: most.map(|most| most.to_string()),
            unlimited,
            total: None,
            balance: None,
            error: None,
        };
        // What a single call costs says why none is covered.
        let least = if self.asks_calls { Decimal::ONE } else { Decimal::ZERO };
        match self.sourced.sheet.price(&self.usage_with(most.unwrap_or(least).max(least))) {
            Ok(total) => {
                fields.total = Some(total.into());
                fields.balance = Some(coverage(total, self.balance)?.fields());
            }
            // Why not even none of it is covered.
            Err(error) if self.most == Affordable::Nothing => fields.error = Some(error.into()),
            Err(_) => {}
        }
        Ok(fields)
    }
}

/// An answer as data.
#[derive(Debug, Serialize)]
struct AnswerFields<'a> {
    sheet: SheetLabel<'a>,
    endpoint: &'a str,
    quantity: &'a str,
    unit: &'a str,
    most: Option<String>,
    unlimited: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Amount>,
    #[serde(flatten)]
    balance: Option<BalanceFields>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<Fault>,
}

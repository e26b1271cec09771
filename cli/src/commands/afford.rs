//! `pricesheet afford`: how many of a quantity a balance covers.

use pricesheet::{Affordable, Decimal, Usage};
use serde::Serialize;

use super::{print, print_json, refuse};
use crate::Finding;
use crate::amount::Amount;
use crate::args::AffordArguments;
use crate::balance::{BalanceFields, coverage};
use crate::failure::Failure;
use crate::fault::{Fault, instant_of};
use crate::sheet_source::{SheetLabel, SourcedBook, SourcedSheet};
use crate::stated;

pub(crate) fn run(arguments: &AffordArguments) -> Result<Finding, Failure> {
    let book = SourcedBook::load(&arguments.sheet.sheets)?;
    match Answer::find(&book, arguments) {
        Ok(answer) => {
            if arguments.json {
                print_json(&answer.as_json()?)?;
            } else {
                print(&answer.in_words()?)?;
            }
            Ok(if answer.most == Affordable::Nothing { Finding::Failed } else { Finding::Fine })
        }
        Err(fault) => refuse(fault, &book, arguments.at.as_deref(), arguments.json),
    }
}

/// What was asked, and how many it is.
struct Answer<'b> {
    sourced: &'b SourcedSheet,
    usage: Usage,
    quantity: &'b str,
    balance: Decimal,
    most: Affordable,
}

impl<'b> Answer<'b> {
    fn find(book: &'b SourcedBook, arguments: &'b AffordArguments) -> Result<Self, Fault> {
        let at = instant_of(arguments.at.as_deref())?;
        let sourced = book.in_force(at).map_err(|error| Fault::from(error).of_arguments())?;
        let usage = stated::usage(&arguments.endpoint, &arguments.stated, &arguments.calls)?;
        let balance = stated::balance(&arguments.balance)?;
        let most = sourced.sheet.afford(&usage, &arguments.most, balance)?;
        Ok(Answer { sourced, usage, quantity: &arguments.most, balance, most })
    }

    /// What so much of the quantity costs, beside the balance.
    fn at(&self, count: Decimal) -> Result<String, Fault> {
        let total = self.sourced.sheet.price(&self.usage.clone().quantity(self.quantity, count));
        Ok(match total {
            Ok(total) => {
                let difference = coverage(total, self.balance)?.difference();
                format!("  {count} cost {} {}: {difference}\n", total.normalize(), self.sourced.sheet.unit())
            }
            Err(error) => format!("  {count} cost nothing that can be said: {error}\n"),
        })
    }

    fn in_words(&self) -> Result<String, Fault> {
        let of = format!("of `{}` with a balance of {}", self.quantity, self.balance.normalize());
        let endpoint = self.usage.endpoint();
        let mut text = match self.most {
            Affordable::Nothing => format!("{endpoint}: not even 0 {of}\n{}", self.at(Decimal::ZERO)?),
            Affordable::Unlimited => format!("{endpoint}: any count {of}\n"),
            Affordable::UpTo(most) => {
                let next = most.checked_add(Decimal::ONE).filter(|next| *next > most);
                let next = next.map(|next| self.at(next)).transpose()?.unwrap_or_default();
                format!("{endpoint}: up to {most} {of}\n{}{next}", self.at(most)?)
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
        let count = most.unwrap_or(Decimal::ZERO);
        match self.sourced.sheet.price(&self.usage.clone().quantity(self.quantity, count)) {
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

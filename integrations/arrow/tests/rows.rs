//! What rows state, and what they come to by the engine, one by one.

use pricesheet::{Decimal, PriceBook};
use pricesheet_arrow::PricedBatch;
use pricesheet_records::{RecordError, RecordedUsage};

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, StructArray};

/// What one row states.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) endpoint: Option<String>,
    pub(crate) options: Option<Vec<String>>,
    pub(crate) flags: Vec<(String, Option<bool>)>,
    pub(crate) choices: Vec<(String, Option<String>)>,
    pub(crate) quantities: Vec<(String, Option<Decimal>)>,
    pub(crate) attributes: Vec<(String, Option<String>)>,
    pub(crate) calls: Option<Decimal>,
    pub(crate) at: Option<String>,
}

/// An amount, or code, culprit, message and help.
pub(crate) type Outcome = Result<Decimal, [Option<String>; 4]>;

impl Row {
    /// The usage that states the same by names.
    pub(crate) fn usage(&self) -> Result<RecordedUsage<'_>, RecordError> {
        let endpoint = self.endpoint.as_deref().ok_or(RecordError::MissingEndpoint)?;
        let mut usage = RecordedUsage::new(endpoint);
        usage.options.extend(self.options.iter().flatten().map(|name| name.into()));
        for (name, flag) in &self.flags {
            match flag {
                Some(true) => usage.options.push(name.into()),
                Some(false) => usage.decline(name),
                None => {}
            }
        }
        let choices = self.choices.iter().filter_map(|(name, member)| Some((name, member.as_ref()?)));
        usage.choices.extend(choices.map(|(name, member)| (name.into(), member.into())));
        let quantities = self.quantities.iter().filter_map(|(name, number)| Some((name, (*number)?)));
        usage.quantities.extend(quantities.map(|(name, number)| (name.into(), number)));
        let attributes = self.attributes.iter().filter_map(|(name, value)| Some((name, value.as_ref()?)));
        usage.attributes.extend(attributes.map(|(name, value)| (name.into(), value.into())));
        usage.calls = self.calls.unwrap_or(Decimal::ONE);
        usage.at = self.at.as_ref().map(|at| at.into());
        Ok(usage)
    }

    /// What it comes to.
    pub(crate) fn price(&self, book: &PriceBook) -> Result<Decimal, RecordError> {
        let mut usage = self.usage()?;
        let sheet = book.in_force_for(usage.at.as_deref())?;
        let endpoint = sheet.endpoint(&usage.endpoint)?;
        usage.settle(endpoint.model())?;
        // By the definition, whatever faster way there is.
        Ok(usage.with_usage(|usage| endpoint.price_by_rules(usage))?)
    }

    /// What it comes to in a column of a scale.
    pub(crate) fn outcome(&self, book: &PriceBook, scale: u8) -> Outcome {
        match self.price(book) {
            Err(error) => {
                let words =
                    [error.code(), error.culprit(), &error.to_string()].map(|text| Some(text.to_string()));
                let [code, culprit, message] = words;
                Err([code, culprit, message, error.help()])
            }
            Ok(amount) if fits(amount, scale) => Ok(amount.normalize()),
            Ok(amount) => Err([
                Some("amount-out-of-column".into()),
                Some("amount".into()),
                Some(format!("the amount {amount} is not an integer of the column's type at its scale")),
                Some("state a larger scale or a wider type".into()),
            ]),
        }
    }
}

/// Whether an amount has at most 38 digits at a scale, and no digit beyond it.
fn fits(amount: Decimal, scale: u8) -> bool {
    let amount = amount.normalize();
    let digits = amount.mantissa().to_string().len() as u32;
    amount.is_zero() || (amount.scale() <= scale.into() && digits + u32::from(scale) - amount.scale() <= 38)
}

fn word(errors: &StructArray, name: &str, row: usize) -> Option<String> {
    let column = errors.column_by_name(name).expect("a field of errors").as_dictionary::<Int32Type>();
    let values = column.values().as_string::<i32>();
    column.key(row).map(|key| values.value(key).to_string())
}

/// What a priced batch says of a row.
pub(crate) fn found(priced: &PricedBatch, row: usize) -> Outcome {
    let PricedBatch { amounts, errors } = priced;
    assert_ne!(amounts.is_null(row), errors.is_null(row), "row {row}");
    if amounts.is_null(row) {
        return Err(["code", "culprit", "message", "help"].map(|name| word(errors, name, row)));
    }
    let value = amounts.value(row);
    let scale = u32::try_from(amounts.scale()).expect("a scale that is not below zero");
    // Every amount is one of the decimal type, though not at every scale.
    let (mut mantissa, mut own) = (value, scale);
    while own > 0 && mantissa % 10 == 0 {
        (mantissa, own) = (mantissa / 10, own - 1);
    }
    Ok(Decimal::from_i128_with_scale(mantissa, own).normalize())
}

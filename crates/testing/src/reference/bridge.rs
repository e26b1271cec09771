//! Between the reference and the engine: a usage of the one as a usage of the other, and their answers
//! compared. The only module here that knows the engine, and by its public interface alone.

use std::collections::BTreeSet;

use num_traits::{ToPrimitive, Zero};
use pricesheet::{ColumnPricer, Columns, Decimal, EndpointPricer, PriceSheet};

use super::decimal::{Amount, digits, scaled};
use super::model::Sheet;
use super::rate::{Rated, rate};
use super::usage::{Fault, Usage};

/// Whether both answer one usage alike; where they do not, how they differ.
pub fn agree(engine: &PriceSheet, sheet: &Sheet, usage: &Usage) -> Result<(), String> {
    let verdict = rate(sheet, usage);
    let stated = stated(usage);
    let price = engine.price(&stated).map_err(|error| error.code());
    let quote = engine.quote(&stated).map_err(|error| error.code());
    match (price, quote, verdict.outcome) {
        (Ok(price), Ok(quote), Ok(rated)) => {
            let lines: Vec<Amount> = quote.lines().map(|line| amount(line.amount())).collect();
            let sum = lines.iter().fold(Amount::zero(), |sum, line| sum + line);
            // Lines of zero tell a reader something, but which of them are listed is not a matter of arithmetic.
            let moves: Vec<Amount> = lines.into_iter().filter(|line| !line.is_zero()).collect();
            same("price", &amount(price), &rated.total)?;
            same("total of the quote", &amount(quote.total()), &rated.total)?;
            same("one call of the quote", &amount(quote.price()), &rated.price)?;
            same("calls of the quote", &amount(quote.calls()), &usage.calls)?;
            same("sum of the lines", &sum, &rated.price)?;
            same("the lines that are not zero, in order", &moves, &steps(&rated))?;
            resolved(engine, usage, &rated.price)
        }
        (Err(price), Err(quote), _) => {
            same("fault when quoted and when priced", &quote, &price)?;
            let allowed = refusals(sheet, usage);
            if !allowed.contains(price) {
                return Err(format!("refused as {price}, expected one of {allowed:?}"));
            }
            refused(engine, usage, price)
        }
        (Ok(price), Ok(_), Err(faults)) => Err(format!("priced {price} in spite of {faults:?}")),
        (price, quote, _) => {
            Err(format!("price {price:?}, but quote {:?}", quote.map(|quote| quote.total())))
        }
    }
}

/// The codes of the errors that a usage may be refused with; none where it must be priced.
pub fn refusals(sheet: &Sheet, usage: &Usage) -> BTreeSet<&'static str> {
    let verdict = rate(sheet, usage);
    let mut codes: BTreeSet<&str> = verdict.outcome.err().unwrap_or_default().into_iter().map(code).collect();
    if verdict.large {
        codes.insert(code(Fault::Unrepresentable));
    }
    codes
}

/// Whether one call comes to the same where its names were resolved beforehand: selected once, by an option set, and by the
/// column.
fn resolved(engine: &PriceSheet, usage: &Usage, price: &Amount) -> Result<(), String> {
    let endpoint = engine.endpoint(&usage.endpoint).map_err(|error| error.to_string())?;
    let selected = endpoint.select(&stated(usage)).map_err(|error| format!("selected: {error}"))?;
    let found = endpoint.price_selected(&selected).map_err(|error| format!("selected: {error}"))?;
    same("price of what was selected", &amount(found), price)?;
    if states_more(usage) {
        return Ok(());
    }
    let set = endpoint.option_set(usage.options.iter().map(String::as_str));
    let set = set.map_err(|error| format!("the option set: {error}"))?;
    let quantities = counted(&endpoint, usage);
    let found = set.price_quantities(&quantities).map_err(|error| format!("decimal quantities: {error}"))?;
    same("price of decimal quantities", &amount(found), price)?;
    let whole = |quantity: &Decimal| u64::try_from(*quantity).ok().filter(|_| quantity.is_integer());
    let Some(counts) = quantities.iter().map(whole).collect::<Option<Vec<u64>>>() else { return Ok(()) };
    let found = set.price(&counts).map_err(|error| format!("whole quantities: {error}"))?;
    same("price of whole quantities", &amount(found), price)?;
    let pricer = ColumnPricer::for_endpoints(engine, [usage.endpoint.as_str()]);
    let pricer = pricer.map_err(|error| error.to_string())?;
    let bits = [set.bits()];
    let columns = Columns::new(&[0_u32]).options(&bits);
    let columns =
        endpoint.model().quantities.iter().zip(&counts).fold(columns, |columns, (quantity, count)| {
            columns.quantity(&quantity.name, std::slice::from_ref(count))
        });
    let mut found = [Decimal::ZERO];
    let errors =
        pricer.price_decimals(&columns, &mut found).map_err(|error| format!("the column: {error}"))?;
    if let [error, ..] = &errors[..] {
        return Err(format!("the column: {error}"));
    }
    let [found] = found;
    same("price by the column", &amount(found), price)
}

/// Whether what the arithmetic refuses of one call is refused alike where its names were resolved beforehand.
fn refused(engine: &PriceSheet, usage: &Usage, code: &str) -> Result<(), String> {
    let arithmetic = ["no-rate", "negative-count", "beyond-last-tier", "invalid-share", "not-representable"]
        .contains(&code);
    if !arithmetic || usage.calls != Amount::from_integer(1.into()) {
        return Ok(());
    }
    let endpoint = engine.endpoint(&usage.endpoint).map_err(|error| error.to_string())?;
    let selected = endpoint.select(&stated(usage)).and_then(|selected| endpoint.price_selected(&selected));
    same("fault of what was selected", &selected.map_err(|error| error.code()), &Err(code))?;
    if states_more(usage) {
        return Ok(());
    }
    let set = endpoint.option_set(usage.options.iter().map(String::as_str));
    let set = set.map_err(|error| format!("the option set: {error}"))?;
    let found = set.price_quantities(&counted(&endpoint, usage)).map_err(|error| error.code());
    same("fault of decimal quantities", &found, &Err(code))
}

/// Whether a usage states what a set of options does not.
fn states_more(usage: &Usage) -> bool {
    !usage.attributes.is_empty() || usage.at.is_some()
}

/// How much a usage has of every quantity, with their defaults.
fn counted(endpoint: &EndpointPricer<'_>, usage: &Usage) -> Vec<Decimal> {
    let counted = |quantity: &pricesheet::sheet::Quantity| {
        let stated = usage.quantities.iter().find(|(name, _)| *name == quantity.name);
        stated.map(|(_, value)| decimal(value)).or(quantity.default).unwrap_or_default()
    };
    endpoint.model().quantities.iter().map(counted).collect()
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("{what}: {found:?}, expected {expected:?}")) }
}

fn steps(rated: &Rated) -> Vec<Amount> {
    rated.lines.iter().map(|line| line.amount.clone()).filter(|amount| !amount.is_zero()).collect()
}

/// The usage as the engine takes it.
pub fn stated(usage: &Usage) -> pricesheet::Usage {
    let mut stated = pricesheet::Usage::new(&usage.endpoint);
    for name in &usage.options {
        stated = stated.option(name);
    }
    for (index, (name, value)) in usage.quantities.iter().enumerate() {
        let value = decimal(value);
        // Zeros behind the point mean nothing: 1.5 and 1.500 are one number.
        stated = stated.quantity(name, if index == 0 { padded(value) } else { value });
    }
    for (name, value) in &usage.attributes {
        stated = stated.attribute(name, value);
    }
    if let Some(at) = &usage.at {
        stated = stated.made_at_text(at);
    }
    stated.calls(decimal(&usage.calls))
}

/// The same number as the decimal type has it.
pub fn decimal(value: &Amount) -> Decimal {
    let (mantissa, scale) = digits(value).expect("a usage states finite decimals");
    let mantissa = mantissa.to_i128().expect("a usage states decimals that fit");
    Decimal::try_from_i128_with_scale(mantissa, scale).expect("a usage states decimals that fit")
}

/// The same number with three zeros more, where there is room for them.
fn padded(value: Decimal) -> Decimal {
    let mantissa = value.mantissa() * 1_000;
    Decimal::try_from_i128_with_scale(mantissa, value.scale() + 3).unwrap_or(value)
}

/// The same number as the reference has it.
pub fn amount(value: Decimal) -> Amount {
    scaled(value.mantissa(), value.scale())
}

fn code(fault: Fault) -> &'static str {
    match fault {
        Fault::UnknownEndpoint => "unknown-endpoint",
        Fault::UnknownOption => "unknown-option",
        Fault::UnknownQuantity => "unknown-quantity",
        Fault::RepeatedOption => "repeated-option",
        Fault::RepeatedQuantity => "repeated-quantity",
        Fault::ExclusiveOptions => "exclusive-options",
        Fault::ChoiceRequired => "choice-required",
        Fault::QuantityRequired => "quantity-required",
        Fault::NegativeQuantity => "negative-quantity",
        Fault::DerivedStated => "derived-quantity",
        Fault::UnknownAttribute => "unknown-attribute",
        Fault::RepeatedAttribute => "repeated-attribute",
        Fault::UnknownValue => "unknown-value",
        Fault::InvalidValue => "invalid-value",
        Fault::AttributeRequired => "attribute-required",
        Fault::InstantRequired => "missing-at",
        Fault::InvalidInstant => "invalid-at",
        Fault::InvalidShare => "invalid-share",
        Fault::NothingCounted => "nothing-counted",
        Fault::CallsOnPeriod => "calls-on-period",
        Fault::InvalidCalls => "invalid-calls",
        Fault::NegativeCount => "negative-count",
        Fault::NoRate => "no-rate",
        Fault::BeyondLastTier => "beyond-last-tier",
        Fault::Unrepresentable => "not-representable",
    }
}

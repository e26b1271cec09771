//! Amounts as people write prices: $0.30, 1,000 credits.

use alloc::format;
use alloc::string::{String, ToString};

use iso_currency::Currency;
use pricesheet::Decimal;

use crate::number::with_places;
use crate::plural::plural;

/// What the amounts of a sheet are counted in.
#[derive(Debug, Clone)]
pub(crate) struct Money<'s> {
    unit: &'s str,
    currency: Option<Sign>,
}

/// How a currency is written.
#[derive(Debug, Clone, Copy)]
struct Sign {
    /// What stands before the amount, where that is not the code.
    symbol: Option<&'static str>,
    /// How many of them there are, in words.
    name: Option<&'static str>,
    /// The decimal places of its smallest coin.
    places: u32,
}

/// How English texts write the currencies that have a sign of their own in them: dollars that are not those of the United
/// States say whose they are, as Unicode's data has it.
const SIGNS: [(Currency, &str, &str); 19] = [
    (Currency::USD, "$", "US dollars"),
    (Currency::EUR, "€", "euros"),
    (Currency::GBP, "£", "pounds sterling"),
    (Currency::JPY, "¥", "Japanese yen"),
    (Currency::CNY, "CN¥", "Chinese yuan"),
    (Currency::INR, "₹", "Indian rupees"),
    (Currency::KRW, "₩", "South Korean won"),
    (Currency::BRL, "R$", "Brazilian reals"),
    (Currency::CAD, "CA$", "Canadian dollars"),
    (Currency::AUD, "A$", "Australian dollars"),
    (Currency::NZD, "NZ$", "New Zealand dollars"),
    (Currency::MXN, "MX$", "Mexican pesos"),
    (Currency::HKD, "HK$", "Hong Kong dollars"),
    (Currency::TWD, "NT$", "New Taiwan dollars"),
    (Currency::XCD, "EC$", "East Caribbean dollars"),
    (Currency::ILS, "₪", "Israeli new shekels"),
    (Currency::VND, "₫", "Vietnamese dong"),
    (Currency::PHP, "₱", "Philippine pesos"),
    (Currency::CHF, "", "Swiss francs"),
];

impl<'s> Money<'s> {
    pub(crate) fn of(unit: &'s str) -> Self {
        let currency = Currency::from_code(unit).filter(|currency| currency.code() == unit);
        let sign = |currency: Currency| {
            let places = u32::from(currency.exponent()?);
            let known = SIGNS.iter().find(|(known, ..)| *known == currency);
            let symbol = known.map(|(_, symbol, _)| *symbol).filter(|symbol| !symbol.is_empty());
            Some(Sign { symbol, name: known.map(|(.., name)| *name), places })
        };
        Money { unit, currency: currency.and_then(sign) }
    }

    /// What prices are in, for a sentence: "US dollars (USD)", "credits".
    pub(crate) fn name(&self) -> String {
        match self.currency.and_then(|sign| sign.name) {
            Some(name) => format!("{name} ({})", self.unit),
            None => self.plural(),
        }
    }

    /// An amount as in a sentence: cents where there are any.
    pub(crate) fn amount(&self, value: Decimal) -> String {
        self.written(value, !value.is_integer())
    }

    /// An amount as in a column: cents where one of them has any.
    pub(crate) fn in_column(&self, value: Decimal, column: impl IntoIterator<Item = Decimal>) -> String {
        self.written(value, column.into_iter().any(|other| !other.is_integer()))
    }

    fn written(&self, value: Decimal, cents: bool) -> String {
        let Some(sign) = self.currency else {
            let unit = if value.abs() == Decimal::ONE { self.unit.to_string() } else { self.plural() };
            return format!("{} {unit}", with_places(value, 0));
        };
        let places = if cents { usize::try_from(sign.places).unwrap_or_default() } else { 0 };
        let number = with_places(value.abs(), places);
        let minus = if value.is_sign_negative() && !value.is_zero() { "−" } else { "" };
        match sign.symbol {
            Some(symbol) => format!("{minus}{symbol}{number}"),
            None => format!("{minus}{} {number}", self.unit),
        }
    }

    /// Of what an amount is a multiple: one of it, and several.
    pub(crate) fn steps(&self, to: Decimal) -> (String, String) {
        const CENTS: [&str; 7] = ["USD", "EUR", "CAD", "AUD", "NZD", "HKD", "SGD"];
        if self.currency.is_none() && to == Decimal::ONE {
            return (format!("whole {}", self.unit), format!("whole {}", self.plural()));
        }
        if CENTS.contains(&self.unit) && to == Decimal::new(1, 2) {
            return ("cent".into(), "whole cents".into());
        }
        let multiple = format!("multiple of {}", self.amount(to));
        let several = format!("a {multiple}");
        (multiple, several)
    }

    fn plural(&self) -> String {
        if self.currency.is_some() { self.unit.to_string() } else { plural(self.unit) }
    }
}

//! What pricesheet is measured beside. The prices are those of the vendor's page, written by hand for each.

pub(crate) mod column;
pub(crate) mod decimal;
pub(crate) mod engine;
pub(crate) mod expression;
pub(crate) mod scaled;
pub(crate) mod strings;

/// The prices as decimals.
pub(crate) mod decimal_prices {
    use rust_decimal::Decimal;

    pub(crate) const PROFILE: Decimal = Decimal::ONE;
    pub(crate) const PROFILE_OPTION: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
    /// By the place of the option.
    pub(crate) const PROFILE_OPTIONS: [Decimal; 11] = [PROFILE_OPTION; 11];
    pub(crate) const EMPLOYEES_SEARCH: Decimal = Decimal::from_parts(50, 0, 0, false, 0);
    pub(crate) const EMPLOYEES_RESULT: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
    pub(crate) const CHECK: Decimal = Decimal::ZERO;
    pub(crate) const COMPANIES_SEARCH: Decimal = Decimal::from_parts(25, 0, 0, false, 0);
    pub(crate) const COMPANIES_RESULT: Decimal = Decimal::from_parts(3, 0, 0, false, 1);
}

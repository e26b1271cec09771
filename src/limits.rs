//! How large a sheet may grow. A sheet exactly at a limit loads; each limit has a diagnostic of its own.

/// Bytes of a sheet: 64 MiB.
pub const SHEET_BYTES_MAX: usize = 64 * 1_024 * 1_024;
/// Endpoints of a sheet.
pub const ENDPOINTS_MAX: usize = 100_000;
/// Distinct options of an endpoint: its own, those of its choices and those of its charges.
pub const OPTIONS_MAX: usize = 128;
/// Charges of an endpoint.
pub const CHARGES_MAX: usize = 64;
/// Distinct quantities of an endpoint: those it lists, derived ones among them, and those that these and its charges read.
pub const QUANTITIES_MAX: usize = 64;
/// Aliases of an endpoint.
pub const ALIASES_MAX: usize = 64;
/// Windows of a sheet.
pub const WINDOWS_MAX: usize = 64;
/// Attributes of an endpoint.
pub const ATTRIBUTES_MAX: usize = 16;
/// Attributes by which one table of prices is looked up.
pub const TABLE_ATTRIBUTES_MAX: usize = 4;
/// Rows of one table of prices.
pub const TABLE_ROWS_MAX: usize = 100_000;
/// Characters of an attribute's value.
pub const VALUE_CHARS_MAX: usize = 200;
/// Quantities that a derived one multiplies.
pub const FACTORS_MAX: usize = 4;
/// Tiers in one list.
pub const TIERS_MAX: usize = 1_000;
/// Rows in one list of rates.
pub const RATES_MAX: usize = 1_000;
/// Conditions in one `when`.
pub const CONDITIONS_MAX: usize = 64;
/// Diagnostics that are reported one by one; a last one counts the rest.
pub const DIAGNOSTICS_MAX: usize = 10_000;
/// Brackets and parts of dotted keys inside one another, in one statement: far more than the format has.
pub const NESTING_MAX: usize = 64;
/// Sheets over one another, not counting the one at the bottom.
pub const OVER_DEPTH_MAX: usize = 16;

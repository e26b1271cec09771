//! Tables of prices by attributes: `by = ["model", "region"]` and rows like `["gpt-5", "eu", 1.375]`.

use alloc::collections::BTreeSet;
use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::Decoder;
use super::names::Names;
use super::reference::Place;
use super::value::{At, Entry};
use crate::diagnostics::Code;
use crate::limits::{TABLE_ATTRIBUTES_MAX, TABLE_ROWS_MAX};
use crate::sheet::{AttributeId, Cells, PriceTable, TableRow, key_of};

/// Any value.
const WILDCARD: &str = "*";

impl Decoder {
    /// The table of an endpoint or a charge. `price` sees every price of it.
    pub(super) fn price_table<'d>(
        &mut self,
        by: Option<&Entry<'d>>,
        table: Option<&Entry<'d>>,
        names: &mut Names<'d>,
        mut price: impl FnMut(&mut Self, At<rust_decimal::Decimal>),
    ) -> Option<PriceTable> {
        for (there, other) in [(by, "table"), (table, "by")] {
            if let (Some(there), true) = (there, by.is_none() || table.is_none()) {
                let message = format!("`{}` is stated without `{other}`", there.key);
                let help = "`by` lists attributes, and each row of `table` their values and a price";
                self.fault(Code::MissingKey, there.key_span, message, Some(help.to_string()));
            }
        }
        // Where the list of attributes is faulty, so may be what the rows are.
        let attributes = by.map(|by| self.table_attributes(by, names));
        let rows = self.full_list(table?, TABLE_ROWS_MAX, Code::TooManyTableRows).unwrap_or_default();
        let attributes = attributes.flatten();
        let (mut read, mut seen) = (Vec::new(), BTreeSet::new());
        for row in &rows {
            let Some((cells, cost)) = self.table_row(row, attributes.as_deref(), names) else { continue };
            if let Some(cost) = cost {
                price(self, cost);
            }
            let Some(cells) = cells else { continue };
            if !seen.insert(key_of(&cells)) {
                let message = "an earlier row of this table has the same values".to_string();
                self.fault(Code::RepeatedRow, row.span, message, Some("leave one of them out".to_string()));
            } else if let Some(cost) = cost {
                read.push(TableRow::new(cells, cost.value, row.span));
            }
        }
        Some(PriceTable::new(attributes?.into_iter().flatten().collect(), read))
    }

    /// The attributes by which a table is looked up, none for one that nothing declares; none at all where the list is faulty.
    fn table_attributes<'d>(
        &mut self,
        entry: &Entry<'d>,
        names: &mut Names<'d>,
    ) -> Option<Vec<Option<AttributeId>>> {
        let found = self.faults.found();
        let listed = self.name_list(entry)?;
        if entry.value.as_array().is_some_and(|list| list.iter().next().is_none()) {
            self.empty(entry);
        }
        if let Some(beyond) = listed.get(TABLE_ATTRIBUTES_MAX) {
            let message = format!("{} attributes of a table, more than {TABLE_ATTRIBUTES_MAX}", listed.len());
            let help = Some("split the table, or make its prices depend on fewer".to_string());
            self.fault(Code::TooManyTableAttributes, beyond.span, message, help);
        }
        let ids = listed.iter().map(|name| self.attribute_named(*name, Place::Table, names)).collect();
        (self.faults.found() == found).then_some(ids)
    }

    /// The values of a row and its price, as far as they are sound.
    #[allow(clippy::type_complexity, reason = "two parts of a row, each of which may be faulty")]
    fn table_row<'d>(
        &mut self,
        row: &Entry<'d>,
        attributes: Option<&[Option<AttributeId>]>,
        names: &mut Names<'d>,
    ) -> Option<(Option<Cells>, Option<At<rust_decimal::Decimal>>)> {
        if !row.value.is_array() {
            self.wrong_type(row, "a list of rows, each of values and a price");
            return None;
        }
        let fields = self.list(row)?;
        let attributes = attributes?;
        let expected = attributes.len().saturating_add(1);
        let (Some((price, values)), true) = (fields.split_last(), fields.len() == expected) else {
            let count = fields.len();
            let message = format!("this row of `table` has {count} cells, not {expected}");
            let help = format!(
                "write a value for each of the attributes that `by` lists, {}, and the price",
                attributes.len()
            );
            self.fault(Code::CellCount, row.span, message, Some(help));
            return None;
        };
        let found = self.faults.found();
        let mut cells: Cells = Cells::default();
        for ((cell, field), attribute) in cells.iter_mut().zip(values).zip(attributes) {
            let Some(text) = self.word_at(&Entry { key: "value", ..*field }) else { continue };
            if let Some(attribute) = attribute
                && text.value != WILDCARD
            {
                *cell = self.value_named(*attribute, text, names);
            }
        }
        let is_sound = self.faults.found() == found && attributes.iter().all(Option::is_some);
        let price = self.number(&Entry { key: "price", ..*price });
        Some((is_sound.then_some(cells), price))
    }
}

//! Audits of parts, put together.

use pricesheet::{Decimal, PriceSheet};

use super::{Audit, AuditError, OfEndpoint, Roundings, Totals, known};

impl<'b> Audit<'b> {
    /// Takes the records of an audit of other records by the same book. In whichever order parts are put together, they come to
    /// the audit of all records; of findings that differ as much, those with the lowest places are kept. A part keeps only so
    /// many findings, so it should [keep](Audit::keeping) more of them than are asked of the whole: how many records differ
    /// alike is known of those that every part has kept.
    ///
    /// ```
    /// use pricesheet_analysis::audit::Audit;
    /// use pricesheet::{Decimal, PriceBook, PriceSheet, Usage};
    ///
    /// let sheet: PriceSheet = "name = 'A'\nendpoints.e.price = 2".parse()?;
    /// let book = PriceBook::from(sheet);
    /// let (mut first, mut second) = (Audit::of(&book), Audit::of(&book));
    /// first.record(1, &Usage::new("e"), None, Decimal::TWO)?;
    /// second.record(2, &Usage::new("e"), None, Decimal::TEN)?;
    /// first.merge(second)?;
    /// assert_eq!((first.totals().records, first.totals().over, first.largest()[0].place), (2, 1, 2));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`AuditError::OtherBook`]; [`AuditError::NotRepresentable`], where the decimal type does not hold a total. Nothing is
    /// taken then.
    pub fn merge(&mut self, other: Audit<'b>) -> Result<(), AuditError> {
        let fingerprints = |audit: &Audit<'_>| -> alloc::vec::Vec<_> {
            audit.book.sheets().iter().map(PriceSheet::fingerprint).collect()
        };
        if !core::ptr::eq(self.book, other.book) && fingerprints(self) != fingerprints(&other) {
            return Err(AuditError::OtherBook);
        }
        let mut merged = self.clone();
        merged.totals.merge(&other.totals)?;
        merged.elsewhere.merge(&other.elsewhere)?;
        merged.causes.merge(&other.causes).ok_or(AuditError::NotRepresentable)?;
        for (endpoints, others) in merged.endpoints.iter_mut().zip(other.endpoints) {
            for (name, of) in others {
                let OfEndpoint { totals, largest } = endpoints.entry(name).or_default();
                totals.merge(&of.totals)?;
                let kept = largest.findings.len();
                largest.merge(of.largest, merged.by_endpoint_max);
                let more = largest.findings.len().saturating_sub(kept);
                merged.by_endpoint = merged.by_endpoint.saturating_add(more);
            }
        }
        for (code, records) in other.reasons {
            let count = merged.reasons.entry(code).or_default();
            *count = count.saturating_add(records);
        }
        merged.unknown.merge(other.unknown);
        merged.largest.merge(other.largest, merged.largest_max);
        // What is stated next belongs to neither's last record.
        merged.kept = None;
        *self = merged;
        Ok(())
    }

    /// Counts so many records of an endpoint at once that were charged what they cost, `amount` together.
    ///
    /// # Errors
    ///
    /// As [`Audit::record`]. None of them is counted then.
    pub fn count_agreed(
        &mut self,
        sheet: &'b PriceSheet,
        endpoint: &str,
        records: u64,
        amount: Decimal,
        roundings: Roundings,
    ) -> Result<(), AuditError> {
        let counted = Totals {
            records,
            agreed: records,
            charged: amount,
            expected: amount,
            roundings,
            ..Totals::default()
        };
        let mut totals = self.totals;
        totals.merge(&counted)?;
        let of = known(sheet, endpoint)
            .and_then(|endpoint| Some(&mut self.of_sheet(sheet)?.entry(endpoint).or_default().totals));
        match of {
            Some(of) => of.merge(&counted)?,
            None => self.elsewhere.merge(&counted)?,
        }
        self.totals = totals;
        Ok(())
    }
}

//! Audits of parts, put together.

use pricesheet::{Decimal, PriceSheet};

use super::{Audit, AuditError, Roundings, Totals, known};

impl<'b> Audit<'b> {
    /// Takes the records of an audit of other records by the same book. In whichever order parts are put together, they come to
    /// the audit of all records; of findings that differ as much, those with the lowest places are kept. How
    /// many records differ alike is known of those that every part has kept; where parts [keep ties](Audit::keeping_ties),
    /// that is all of them.
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
        // What may fail comes first, so that all of it is taken or nothing.
        let (mut totals, mut elsewhere) = (self.totals, self.elsewhere);
        totals.merge(&other.totals)?;
        elsewhere.merge(&other.elsewhere)?;
        let mut causes = self.causes.clone();
        causes.merge(&other.causes).ok_or(AuditError::NotRepresentable)?;
        for (own, others) in self.endpoints.iter().zip(&other.endpoints) {
            let of_both = others.iter().filter_map(|(name, of)| Some((own.get(name)?.totals, &of.totals)));
            of_both.into_iter().try_for_each(|(mut own, other)| own.merge(other))?;
        }
        (self.totals, self.elsewhere, self.causes) = (totals, elsewhere, causes);
        for (sheet, others) in other.endpoints.into_iter().enumerate() {
            for (name, of) in others {
                let is_kept =
                    !of.largest.is_empty() && self.by_endpoint_max > 0 && self.make_room((sheet, name));
                let room = self.room_of_each();
                let Some(own) = self.endpoints.get_mut(sheet) else { continue };
                let own = own.entry(name).or_default();
                own.totals.merge(&of.totals)?;
                if is_kept {
                    own.largest.merge(of.largest, room);
                }
            }
        }
        for (code, records) in other.reasons {
            let count = self.reasons.entry(code).or_default();
            *count = count.saturating_add(records);
        }
        self.unknown.merge(other.unknown);
        self.largest.merge(other.largest, self.room());
        // What is stated next belongs to neither's last record.
        self.kept = None;
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

//! Records judged, and counted everywhere or nowhere.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;

use pricesheet::number::difference;
use pricesheet::usage::AnyUsage;
use pricesheet::{Decimal, PriceSheet, RatingError, Usage, UsageError};

use super::endpoint::OfEndpoint;
use super::explain::{self, Key, Subject};
use super::{Audit, AuditError, Cause, Finding, Judgement, Verdict};

/// A judgement, and why there is no price, where there is none.
pub(super) type Judged<'b> = (Judgement<'b>, Option<RatingError>);

impl<'b> Audit<'b> {
    pub(super) fn tolerates(&self, difference: Decimal) -> bool {
        !difference.is_zero() && difference.abs() <= self.tolerance
    }

    pub(super) fn judge<U: AnyUsage>(
        &mut self,
        usage: &U,
        at: Option<&str>,
        charged: Decimal,
    ) -> Result<Judged<'b>, AuditError> {
        let unpriceable = |sheet, endpoint, error: RatingError| {
            (Judgement::unpriceable(sheet, endpoint, error.code(), Some(charged)), Some(error))
        };
        let sheet = match self.book.in_force_for(at) {
            Ok(sheet) => sheet,
            Err(error) => return Ok(unpriceable(None, None, error.into())),
        };
        let endpoint = match sheet.endpoint(usage.endpoint_name()) {
            Ok(endpoint) => endpoint,
            Err(error) => return Ok(unpriceable(Some(sheet), None, error.into())),
        };
        let name = Some(endpoint.model().name.as_str());
        let (expected, roundings) = match endpoint.price_with_roundings(usage) {
            Ok(rated) => rated,
            Err(error) => return Ok(unpriceable(Some(sheet), name, error.into())),
        };
        let apart = difference(charged, expected).ok_or(AuditError::NotRepresentable)?;
        let is_tolerated = self.tolerates(apart);
        let (causes, counted_at) = if is_tolerated || apart.is_zero() {
            Default::default()
        } else {
            self.explain(Subject { book: self.book, sheet, endpoint }, usage, (charged, expected))
        };
        let judgement = Judgement {
            sheet: Some(sheet),
            endpoint: name,
            charged: Some(charged),
            expected: Ok(expected),
            difference: Some(apart),
            is_tolerated,
            causes,
            counted_at,
            roundings,
        };
        Ok((judgement, None))
    }

    /// Everything that explains a difference, and where it is counted.
    fn explain<U: AnyUsage>(
        &mut self,
        subject: Subject<'b>,
        usage: &U,
        (charged, expected): (Decimal, Decimal),
    ) -> (Arc<[Cause]>, usize) {
        // What has a price has been selected.
        let Ok(selected) = subject.endpoint.select(usage) else { return Default::default() };
        let key = Key::of(subject.endpoint, usage, &selected, charged);
        if let Some(found) = key.as_ref().and_then(|key| self.cache.get(key)) {
            return found;
        }
        let causes = explain::causes(subject, usage, &selected, (charged, expected), &mut self.revisions);
        let found = (Arc::from(causes.as_slice()), self.causes.place(&causes));
        if let Some(key) = key {
            self.cache.put(key, found.clone());
        }
        found
    }

    pub(super) fn count<U: AnyUsage>(
        &mut self,
        place: u64,
        usage: &U,
        at: Option<&str>,
        judged: Judged<'b>,
    ) -> Result<Judgement<'b>, AuditError> {
        let (judgement, error) = judged;
        self.add(&judgement)?;
        if let Some(error) = error {
            let charged = judgement.charged.unwrap_or_default();
            match error {
                RatingError::Usage(UsageError::UnknownValue { attribute, value, .. }) => {
                    let name = format!("{attribute}={value}");
                    self.unknown.count("unknown-value", judgement.endpoint, &name, charged);
                }
                error => self.unknown.count(error.code(), judgement.endpoint, error.culprit(), charged),
            }
        }
        if !matches!(judgement.verdict(), Verdict::Over | Verdict::Under) {
            return Ok(judgement);
        }
        let finding = || {
            let mut usage = Usage::of(usage);
            if let Some(at) = at {
                usage = usage.made_at_text(at);
            }
            Finding { place, records: 1, fields: Vec::new(), usage, judgement: judgement.clone() }
        };
        let mut is_kept = self.largest.add(&judgement, self.room(), finding);
        is_kept |= self.add_to_endpoint(&judgement, finding).unwrap_or_default();
        if is_kept {
            self.kept = Some(place);
        }
        Ok(judgement)
    }

    fn add_to_endpoint(
        &mut self,
        judgement: &Judgement<'b>,
        finding: impl FnOnce() -> Finding<'b>,
    ) -> Option<bool> {
        if self.by_endpoint_max == 0 {
            return None;
        }
        let (sheet, endpoint) = (self.place_of(judgement.sheet?)?, judgement.endpoint?);
        if !self.make_room((sheet, endpoint)) {
            return None;
        }
        let room = self.room_of_each();
        Some(self.endpoints.get_mut(sheet)?.get_mut(endpoint)?.largest.add(judgement, room, finding))
    }

    /// Whether there is room for findings of an endpoint, given by the place of its sheet and its name.
    pub(super) fn make_room(&mut self, endpoint: (usize, &'b str)) -> bool {
        if self.found.contains(&endpoint) {
            return true;
        }
        let before = self.room_of_each();
        self.found.insert(endpoint);
        if self.found.len() > Self::BY_ENDPOINT_MAX
            && let Some(last) = self.found.pop_last()
        {
            if let Some(of) = self.endpoints.get_mut(last.0).and_then(|of| of.get_mut(last.1)) {
                of.largest.clear();
            }
            return last != endpoint;
        }
        let room = self.room_of_each();
        if room.max < before.max {
            self.endpoints.iter_mut().flat_map(BTreeMap::values_mut).for_each(|of| of.largest.trim(room));
        }
        true
    }

    /// The place of a sheet in the book.
    fn place_of(&self, sheet: &PriceSheet) -> Option<usize> {
        let same =
            |other: &PriceSheet| core::ptr::eq(other, sheet) || other.fingerprint() == sheet.fingerprint();
        self.book.sheets().iter().position(same)
    }

    /// What is kept of the endpoints of a sheet of the book.
    pub(super) fn of_sheet(&mut self, sheet: &PriceSheet) -> Option<&mut BTreeMap<&'b str, OfEndpoint<'b>>> {
        let place = self.place_of(sheet)?;
        self.endpoints.get_mut(place)
    }

    /// Counts a record everywhere, or nowhere.
    pub(super) fn add(&mut self, judgement: &Judgement<'b>) -> Result<(), AuditError> {
        let totals = self.totals.with(judgement).ok_or(AuditError::NotRepresentable)?;
        let differs = matches!(judgement.verdict(), Verdict::Over | Verdict::Under);
        let place = judgement.counted_at;
        let explained =
            differs.then(|| self.causes.with(place, judgement).ok_or(AuditError::NotRepresentable));
        let explained = explained.transpose()?;
        let endpoint = judgement.sheet.zip(judgement.endpoint).and_then(|(sheet, endpoint)| {
            Some(&mut self.of_sheet(sheet)?.entry(endpoint).or_default().totals)
        });
        match endpoint {
            Some(totals) => totals.count(judgement)?,
            None => self.elsewhere.count(judgement)?,
        }
        self.totals = totals;
        if let Some(explained) = explained {
            self.causes.set(place, explained);
        }
        if let Err(code) = judgement.expected {
            let count = self.reasons.entry(code).or_default();
            *count = count.saturating_add(1);
        }
        Ok(())
    }
}

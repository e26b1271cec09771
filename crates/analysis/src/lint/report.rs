//! What has been found so far, and what of it is allowed.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Lint;
use super::WARNINGS_MAX;
use super::warning::{Evidence, Warning};
use pricesheet::diagnostics::Span;
use pricesheet::diagnostics::{Quoted, places};
use pricesheet::sheet::{Allow, Endpoint};
use pricesheet::{PriceSheet, SourceText};

const LIMIT_HELP: &str =
    "lints that are not reported here may hold all the same: split the endpoint, or the sheet";

/// A warning before its line and column are known.
struct Finding {
    lint: Lint,
    span: Span,
    message: String,
    help: String,
    evidence: Vec<Evidence>,
}

/// Collects what is found, and leaves out what is allowed.
pub(super) struct Report<'s> {
    /// What is allowed in the whole sheet.
    allow: &'s [Allow],
    endpoint: Option<&'s Endpoint>,
    findings: Vec<Finding>,
    more: usize,
    /// Where the codes stand that have silenced something, of the endpoint at hand and of the sheet.
    used: Vec<Span>,
    used_of_sheet: Vec<Span>,
    /// Whether a limit was passed in the endpoint at hand, so that what is found in it is not all; and in any.
    cut: bool,
    cut_anywhere: bool,
}

impl<'s> Report<'s> {
    pub(super) fn new(allow: &'s [Allow]) -> Self {
        Report {
            allow,
            endpoint: None,
            findings: Vec::new(),
            more: 0,
            used: Vec::new(),
            used_of_sheet: Vec::new(),
            cut: false,
            cut_anywhere: false,
        }
    }

    /// Turns to an endpoint: what is found from here on is found in it.
    pub(super) fn enter(&mut self, endpoint: &'s Endpoint) {
        self.endpoint = Some(endpoint);
        self.used.clear();
        self.cut = false;
    }

    /// Turns back to the sheet as a whole.
    pub(super) fn leave(&mut self) {
        self.endpoint = None;
        self.used = core::mem::take(&mut self.used_of_sheet);
        self.cut = self.cut_anywhere;
    }

    /// Adds what is found at an endpoint, or at one of its charges, unless it is allowed there.
    pub(super) fn add(&mut self, lint: Lint, charge: Option<usize>, span: Span, message: String, help: &str) {
        self.add_with(lint, charge, span, message, help, Vec::new());
    }

    /// The same with the usages that show it.
    pub(super) fn add_with(
        &mut self,
        lint: Lint,
        charge: Option<usize>,
        span: Span,
        message: String,
        help: &str,
        evidence: Vec<Evidence>,
    ) {
        let own = self.endpoint.and_then(|endpoint| allowing(endpoint, charge, lint));
        if let Some(allow) = own {
            self.used.push(allow.span);
        } else if let Some(allow) = find(self.allow, lint) {
            self.used_of_sheet.push(allow.span);
        } else {
            self.push(lint, span, message, help, evidence);
        }
    }

    fn mark_cut(&mut self) {
        (self.cut, self.cut_anywhere) = (true, true);
    }

    /// Notes that not all was asked of an endpoint, and why.
    pub(super) fn cut(&mut self, endpoint: &Endpoint, why: &str) {
        self.mark_cut();
        let message = format!("endpoint {} is not linted to the end: its {why}", Quoted(&endpoint.name));
        self.add(Lint::Limit, None, endpoint.span, message, LIMIT_HELP);
    }

    /// Notes that beyond an endpoint hardly anything was asked. It is told in any case, and once.
    pub(super) fn cut_from(&mut self, endpoint: &Endpoint) {
        self.mark_cut();
        let message = format!(
            "the sheet is linted up to endpoint {}: it is too much from there on",
            Quoted(&endpoint.name)
        );
        let (lint, help, evidence) = (Lint::Limit, LIMIT_HELP.to_string(), Vec::new());
        self.findings.push(Finding { lint, span: endpoint.span, message, help, evidence });
    }

    /// Notes that the endpoint at hand is not asked.
    pub(super) fn skip(&mut self) {
        self.mark_cut();
    }

    /// Adds what cannot be allowed.
    pub(super) fn push(
        &mut self,
        lint: Lint,
        span: Span,
        message: String,
        help: &str,
        evidence: Vec<Evidence>,
    ) {
        if self.findings.len() < WARNINGS_MAX {
            self.findings.push(Finding { lint, span, message, help: help.to_string(), evidence });
        } else {
            self.more = self.more.saturating_add(1);
        }
    }

    /// Whether an `allow` has silenced something, or might have beyond a limit.
    pub(super) fn is_used(&self, allow: &Allow) -> bool {
        self.cut || self.used.contains(&allow.span)
    }

    /// The warnings in the order of the texts, with line and column.
    pub(super) fn locate(self, sheet: &PriceSheet) -> Vec<Warning> {
        let Report { mut findings, more, .. } = self;
        findings.sort_by_key(|finding| (finding.span, finding.lint));
        if more > 0 {
            let span = findings.last().map(|finding| finding.span).unwrap_or_default();
            let help = "mend the first ones and look again".to_string();
            let message = format!("{more} more warning{}", if more == 1 { "" } else { "s" });
            findings.push(Finding { lint: Lint::Limit, span, message, help, evidence: Vec::new() });
        }
        let placed = findings.iter().filter_map(|finding| Some((finding, sheet.locate(finding.span)?)));
        let placed: Vec<(&Finding, (&SourceText, Span))> = placed.collect();
        let mut warnings = Vec::with_capacity(placed.len());
        for of_text in placed.chunk_by(|(_, (left, _)), (_, (right, _))| core::ptr::eq(*left, *right)) {
            let Some((_, (source, _))) = of_text.first() else { continue };
            let name: Arc<str> = source.name().into();
            let starts = of_text.iter().map(|(_, (_, span))| span.start);
            let located = of_text.iter().zip(places(source.text().as_bytes(), starts));
            warnings.extend(located.map(|((finding, (_, span)), (line, column))| Warning {
                lint: finding.lint,
                source: Arc::clone(&name),
                span: *span,
                line,
                column,
                message: finding.message.clone(),
                help: finding.help.clone(),
                evidence: finding.evidence.clone(),
            }));
        }
        warnings
    }
}

/// The `allow` that keeps a lint from being reported: the charge's own, or else the endpoint's.
fn allowing(endpoint: &Endpoint, charge: Option<usize>, lint: Lint) -> Option<&Allow> {
    let charge = charge.and_then(|at| endpoint.charges.get(at));
    charge.and_then(|charge| find(&charge.allow, lint)).or_else(|| find(&endpoint.allow, lint))
}

fn find(list: &[Allow], lint: Lint) -> Option<&Allow> {
    list.iter().find(|allow| allow.code == lint.as_str())
}

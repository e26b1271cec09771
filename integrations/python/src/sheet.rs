//! The price sheet.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use pricesheet::sheet::Basis;
use pricesheet::{EMBEDDED_SHEET, EndpointPricer, PriceSheet as Sheet};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use crate::afford;
use crate::error::{Raise, object};
use crate::loading::{Reduced, Sources, load, read_file, restored, sources};
use crate::number::{self, decimal};
use crate::quote::Quote;
use crate::usage::StatedUsage;

/// A price sheet: validated, compiled and immutable. It may be used by several threads at once.
///
/// >>> sheet = PriceSheet.from_toml('name = "A"\nendpoints.profile = { price = 1, options = { skills = 0.5 } }')
/// >>> sheet.price("profile", ["skills"])
/// Decimal('1.5')
#[pyclass(frozen, module = "pricesheet")]
#[derive(Clone)]
pub(crate) struct PriceSheet {
    pub(crate) sheet: Sheet,
}

impl From<Sheet> for PriceSheet {
    fn from(sheet: Sheet) -> Self {
        PriceSheet { sheet }
    }
}

impl PriceSheet {
    /// The endpoint of a usage, whose choices are settled by it.
    pub(crate) fn endpoint_of(&self, usage: &mut StatedUsage<'_>) -> PyResult<EndpointPricer<'_>> {
        let endpoint = self.sheet.endpoint(usage.endpoint()?).map_err(Raise::raise)?;
        usage.settle(endpoint.model())?;
        Ok(endpoint)
    }
}

#[pymethods]
impl PriceSheet {
    /// Reads a sheet from its TOML text; diagnostics name it by `source`.
    ///
    /// Raises SheetError with every fault of the sheet.
    #[staticmethod]
    #[pyo3(signature = (text, *, source = "sheet"))]
    fn from_toml(py: Python<'_>, text: &str, source: &str) -> PyResult<Self> {
        load(py, source, text.as_bytes(), None).map(Self::from).map_err(Raise::raise)
    }

    /// Reads a sheet from a file. A contract or a revision, which is over another sheet, needs that as its `base`.
    ///
    /// Raises SheetError with every fault of the sheet, and OSError.
    #[staticmethod]
    #[pyo3(signature = (path, *, base = None))]
    fn from_file(py: Python<'_>, path: &Bound<'_, PyAny>, base: Option<&Bound<'_, Self>>) -> PyResult<Self> {
        let (bytes, name) = (read_file(path)?, path.str()?);
        let base = base.map(|base| &base.get().sheet);
        load(py, name.to_str()?, &bytes, base).map(Self::from).map_err(Raise::raise)
    }

    /// Reads a sheet that is over another: a contract or a revision, which states only what differs from its base.
    #[staticmethod]
    #[pyo3(signature = (text, base, *, source = "sheet"))]
    fn from_toml_over(py: Python<'_>, text: &str, base: &Bound<'_, Self>, source: &str) -> PyResult<Self> {
        base.get().over(py, text, source)
    }

    /// Reads a sheet that is over this one.
    #[pyo3(signature = (text, *, source = "sheet"))]
    fn over(&self, py: Python<'_>, text: &str, source: &str) -> PyResult<Self> {
        load(py, source, text.as_bytes(), Some(&self.sheet)).map(Self::from).map_err(Raise::raise)
    }

    /// The vendor's sheet, which comes with the package.
    #[staticmethod]
    fn embedded(py: Python<'_>) -> PyResult<Self> {
        load(py, "pricing.toml", EMBEDDED_SHEET.as_bytes(), None).map(Self::from).map_err(Raise::raise)
    }

    /// What the sheet is called.
    #[getter]
    fn name(&self) -> &str {
        self.sheet.name()
    }

    /// The label of this revision.
    #[getter]
    fn version(&self) -> Option<&str> {
        self.sheet.version()
    }

    /// The instant from which the sheet applies, by RFC 3339 in UTC.
    #[getter]
    fn effective(&self) -> Option<String> {
        self.sheet.effective().map(|effective| effective.to_string())
    }

    /// What amounts are counted in.
    #[getter]
    fn unit(&self) -> &str {
        self.sheet.unit()
    }

    /// The sheet's note for people.
    #[getter]
    fn note(&self) -> Option<&str> {
        self.sheet.note()
    }

    /// What the content of the sheet comes to, 64 hexadecimal digits: the same for every text that says the same.
    #[getter]
    fn fingerprint(&self) -> String {
        self.sheet.fingerprint().to_string()
    }

    /// The names of the endpoints, in the order of the sheet.
    #[getter]
    fn endpoints<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.sheet.model().endpoints.iter().map(|endpoint| endpoint.name.as_str()))
    }

    /// What a usage of an endpoint may state.
    fn endpoint<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let endpoint = self.sheet.endpoint(name).map_err(Raise::raise)?.model();
        let choices = PyDict::new(py);
        for choice in &endpoint.choices {
            let members = choice.of.iter().map(|option| endpoint.option_name(*option));
            choices.set_item(&choice.name, PyTuple::new(py, members)?)?;
        }
        let basis = match endpoint.basis {
            Basis::Call => "call",
            Basis::Period => "period",
        };
        let texts = |names: Vec<&String>| PyTuple::new(py, names);
        let fields = (
            &endpoint.name,
            endpoint.title.as_ref(),
            texts(endpoint.group.iter().collect())?,
            basis,
            texts(endpoint.aliases.iter().collect())?,
            texts(endpoint.option_names.iter().collect())?,
            choices,
            texts(endpoint.quantities.iter().map(|quantity| &quantity.name).collect())?,
            texts(endpoint.attributes.iter().map(|attribute| &attribute.name).collect())?,
        );
        object(py, "Endpoint", fields)
    }

    /// The sheet as one TOML text, whatever it was read from; loading it gives the same fingerprint.
    fn to_toml(&self) -> String {
        self.sheet.to_toml()
    }

    /// What a usage costs, in the sheet's unit.
    ///
    /// Raises UsageError, which names what the sheet does not price.
    #[pyo3(signature = (endpoint, options = None, **stated),
        text_signature = "($self, endpoint, options=None, *, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn price<'py>(
        &self,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        let pricer = self.endpoint_of(&mut usage)?;
        let price = usage.with(|usage| pricer.price(usage))?.map_err(Raise::raise)?;
        decimal(endpoint.py(), price)
    }

    /// What a usage costs, step by step.
    #[pyo3(signature = (endpoint, options = None, **stated),
        text_signature = "($self, endpoint, options=None, *, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn quote<'py>(
        &self,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Quote> {
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        self.endpoint_of(&mut usage)?;
        Quote::new(&self.sheet, usage.owned()?)
    }

    /// Whether a balance covers a usage, and what is left or missing.
    #[pyo3(signature = (endpoint, options = None, *, balance, **stated),
        text_signature = "($self, endpoint, options=None, *, balance, quantities=None, choices=None, attributes=None, calls=1, at=None)")]
    fn cover<'py>(
        &self,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        balance: &Bound<'py, PyAny>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let balance = number::amount("balance", balance)?;
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        let pricer = self.endpoint_of(&mut usage)?;
        let coverage = usage.with(|usage| pricer.cover(usage, balance))?.map_err(Raise::raise)?;
        afford::coverage(endpoint.py(), coverage)
    }

    /// How many of a quantity, or how many `calls`, a balance covers: every whole count up to it. The usage does not state it.
    #[pyo3(signature = (endpoint, options = None, *, most, balance, **stated),
        text_signature = "($self, endpoint, options=None, *, most, balance, quantities=None, choices=None, attributes=None, at=None)")]
    fn afford<'py>(
        &self,
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        most: &str,
        balance: &Bound<'py, PyAny>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, balance) = (endpoint.py(), number::amount("balance", balance)?);
        let mut usage = StatedUsage::read(endpoint, options, stated)?;
        let pricer = self.endpoint_of(&mut usage)?;
        let usage = usage.owned()?;
        let has_quantity = pricer.model().quantities.iter().any(|quantity| quantity.name == most);
        let found = py.detach(|| match most {
            "calls" if !has_quantity => pricer.afford_calls(&usage, balance),
            quantity => pricer.afford(&usage, quantity, balance),
        });
        afford::affordable(py, found.map_err(Raise::raise)?)
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.sheet.fingerprint() == other.sheet.fingerprint()
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.sheet.fingerprint().hash(&mut hasher);
        hasher.finish()
    }

    fn __repr__(&self) -> String {
        let version = self.sheet.version().map(|version| format!(" {version}")).unwrap_or_default();
        let endpoints = self.sheet.model().endpoints.len();
        format!("<PriceSheet {}{version}: {endpoints} endpoints>", self.sheet.name())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> Reduced<'py, (Sources,)> {
        let restore = py.import("pricesheet._pricesheet")?.getattr("_restore_sheet")?;
        Ok((restore, (sources(&self.sheet),)))
    }
}

/// For `pickle`: a sheet from the names and texts that it was read from, its bases before it.
#[pyfunction(name = "_restore_sheet")]
pub(crate) fn restore_sheet(py: Python<'_>, sources: Sources) -> PyResult<PriceSheet> {
    restored(py, sources).map(PriceSheet::from)
}

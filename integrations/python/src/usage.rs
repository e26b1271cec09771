//! What a call from Python states: names as Python holds them, numbers as the engine does.

use pricesheet::sheet::Endpoint;
use pricesheet::{Decimal, Usage, UsageRef};
use pricesheet_records::RecordedUsage;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyMapping, PyString, PyType};

use crate::error::{Raise, argument, wrong_type};
use crate::number;

/// The names of what may be stated besides the endpoint.
const KEYS: [&str; 6] = ["options", "quantities", "choices", "attributes", "calls", "at"];

type Text<'py> = Bound<'py, PyString>;

/// A usage as Python states it.
pub(crate) struct StatedUsage<'py> {
    endpoint: Text<'py>,
    options: Vec<Text<'py>>,
    choices: Vec<(Text<'py>, Text<'py>)>,
    quantities: Vec<(Text<'py>, Decimal)>,
    attributes: Vec<(Text<'py>, Text<'py>)>,
    calls: Decimal,
    at: Option<Text<'py>>,
}

impl<'py> StatedUsage<'py> {
    /// The usage of a call `f(endpoint, options, quantities=…, …)`, or `f(usage)` with a mapping of all of it.
    pub(crate) fn read(
        endpoint: &Bound<'py, PyAny>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        if let Ok(name) = endpoint.cast::<PyString>() {
            return StatedUsage::of(name.clone(), options, stated);
        }
        let Ok(usage) = endpoint.cast::<PyMapping>() else {
            return Err(wrong_type(
                "endpoint",
                endpoint,
                "the name of an endpoint, or a mapping with all of a usage",
            ));
        };
        if options.is_some() || stated.is_some_and(|stated| !stated.is_empty()) {
            let message = "a usage is stated as a mapping and by arguments".to_string();
            return Err(argument("stated-twice", "endpoint", message, "state all of it in one way"));
        }
        let named = PyDict::new(endpoint.py());
        for item in usage.items()?.iter() {
            let (key, value) = item.extract::<(Text<'py>, Bound<'py, PyAny>)>()?;
            named.set_item(key, value)?;
        }
        let name = named.get_item("endpoint")?.filter(|name| !name.is_none());
        let Some(name) = name else {
            return Err(pricesheet_records::RecordError::MissingEndpoint.raise());
        };
        named.del_item("endpoint")?;
        let name = name.cast::<PyString>().map_err(|_| wrong_type("endpoint", &name, "a text"))?;
        StatedUsage::of(name.clone(), None, Some(&named))
    }

    /// The usage of an endpoint that is known.
    pub(crate) fn of(
        endpoint: Text<'py>,
        options: Option<&Bound<'py, PyAny>>,
        stated: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let mut usage = StatedUsage {
            endpoint,
            options: Vec::new(),
            choices: Vec::new(),
            quantities: Vec::new(),
            attributes: Vec::new(),
            calls: Decimal::ONE,
            at: None,
        };
        if let Some(options) = options {
            usage.options = names(options)?;
        }
        for (key, value) in stated.into_iter().flat_map(|stated| stated.iter()) {
            usage.take(key.cast::<PyString>()?.to_str()?, &value)?;
        }
        Ok(usage)
    }

    /// Takes one of the keys; `None` is as if it were not stated.
    fn take(&mut self, key: &str, value: &Bound<'py, PyAny>) -> PyResult<()> {
        match key {
            _ if value.is_none() && KEYS.contains(&key) => {}
            "options" => self.options = names(value)?,
            "quantities" => {
                each(key, value, "a mapping of names to numbers", |name, value| {
                    let count = number::quantity(name.to_str()?, &value)?;
                    self.quantities.push((name, count));
                    Ok(())
                })?;
            }
            "choices" => self.choices = texts(key, value, "a mapping of choices to options")?,
            "attributes" => self.attributes = texts(key, value, "a mapping of names to texts")?,
            "calls" => self.calls = number::calls(value)?,
            "at" => self.at = Some(instant(value)?),
            unknown => {
                let known = KEYS.join("`, `");
                let message = format!("unexpected argument `{unknown}`: a usage states `{known}`");
                return Err(PyTypeError::new_err(message));
            }
        }
        Ok(())
    }

    /// The name of the endpoint.
    pub(crate) fn endpoint(&self) -> PyResult<&str> {
        self.endpoint.to_str()
    }

    /// The instant, as it is stated.
    pub(crate) fn at(&self) -> PyResult<Option<&str>> {
        self.at.as_ref().map(|at| at.to_str()).transpose()
    }

    /// Makes options of what is stated for the choices of an endpoint.
    pub(crate) fn settle(&mut self, endpoint: &Endpoint) -> PyResult<()> {
        if self.choices.is_empty() {
            return Ok(());
        }
        let mut settled = RecordedUsage::new(self.endpoint.to_str()?);
        for (choice, member) in &self.choices {
            settled.choices.push((choice.to_str()?.into(), member.to_str()?.into()));
        }
        settled.settle(endpoint).map_err(Raise::raise)?;
        self.options.extend(self.choices.drain(..).map(|(_, member)| member));
        Ok(())
    }

    /// Calls a function with the usage in the form in which it is priced; choices have to be settled.
    pub(crate) fn with<T>(&self, with: impl FnOnce(&UsageRef<'_>) -> T) -> PyResult<T> {
        let options = self.options.iter().map(|name| name.to_str()).collect::<PyResult<Vec<_>>>()?;
        let quantities = self.quantities.iter().map(|(name, count)| Ok((name.to_str()?, *count)));
        let quantities = quantities.collect::<PyResult<Vec<_>>>()?;
        let attributes = self.attributes.iter().map(|(name, value)| Ok((name.to_str()?, value.to_str()?)));
        let attributes = attributes.collect::<PyResult<Vec<_>>>()?;
        let mut usage = UsageRef::new(self.endpoint.to_str()?)
            .options(&options)
            .quantities(&quantities)
            .attributes(&attributes)
            .calls(self.calls);
        if let Some(at) = self.at()? {
            usage = usage.made_at_text(at);
        }
        Ok(with(&usage))
    }

    /// The usage as the engine keeps it; choices have to be settled.
    pub(crate) fn owned(&self) -> PyResult<Usage> {
        self.with(|usage| Usage::of(usage))
    }
}

/// The names of options: any iterable of texts but one text, whose letters would be taken for names.
fn names<'py>(value: &Bound<'py, PyAny>) -> PyResult<Vec<Text<'py>>> {
    const WANTED: &str = "a list of option names";
    if value.is_none() {
        return Ok(Vec::new());
    }
    if value.is_instance_of::<PyString>() || value.cast::<PyMapping>().is_ok() {
        return Err(wrong_type("options", value, WANTED));
    }
    let list = value.try_iter().map_err(|_| wrong_type("options", value, WANTED))?;
    list.map(|name| {
        let name = name?;
        name.cast::<PyString>().cloned().map_err(|_| wrong_type("options", &name, "the name of an option"))
    })
    .collect()
}

/// A mapping of names to texts.
fn texts<'py>(key: &str, value: &Bound<'py, PyAny>, wanted: &str) -> PyResult<Vec<(Text<'py>, Text<'py>)>> {
    let mut texts = Vec::new();
    each(key, value, wanted, |name, value| {
        let text = value.cast::<PyString>().map_err(|_| {
            let name = name.to_str().unwrap_or(key);
            wrong_type(name, &value, "a text")
        })?;
        texts.push((name, text.clone()));
        Ok(())
    })?;
    Ok(texts)
}

/// Calls a function with every name and value of a mapping; a value of `None` is as if the name were not there.
fn each<'py>(
    key: &str,
    value: &Bound<'py, PyAny>,
    wanted: &str,
    mut with: impl FnMut(Text<'py>, Bound<'py, PyAny>) -> PyResult<()>,
) -> PyResult<()> {
    let mut take = |name: Bound<'py, PyAny>, value: Bound<'py, PyAny>| {
        if value.is_none() {
            return Ok(());
        }
        let name =
            name.cast_into::<PyString>().map_err(|error| wrong_type(key, &error.into_inner(), "a name"))?;
        with(name, value)
    };
    if let Ok(dict) = value.cast_exact::<PyDict>() {
        return dict.iter().try_for_each(|(name, value)| take(name, value));
    }
    let Ok(mapping) = value.cast::<PyMapping>() else { return Err(wrong_type(key, value, wanted)) };
    for item in mapping.items()?.iter() {
        let (name, value) = item.extract()?;
        take(name, value)?;
    }
    Ok(())
}

/// An instant as text by RFC 3339: a text as it is, a `datetime` that says its offset.
pub(crate) fn instant<'py>(value: &Bound<'py, PyAny>) -> PyResult<Text<'py>> {
    const WANTED: &str = "a datetime.datetime with a time zone, or a text such as 2026-05-01T00:00:00Z";
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.clone());
    }
    if !value.is_instance(CLASS.import(value.py(), "datetime", "datetime")?)? {
        return Err(wrong_type("at", value, WANTED));
    }
    if value.call_method0("utcoffset")?.is_none() {
        let message = "`at` is a datetime without a time zone, which is not an instant".to_string();
        let help = "say which clock it was read from, such as at.replace(tzinfo=timezone.utc)";
        return Err(argument("naive-datetime", "at", message, help));
    }
    Ok(value.call_method0("isoformat")?.cast_into::<PyString>()?)
}

//! What conditions and tables ask of a usage's attributes and of its instant, and what a setting answers.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use super::table::{NO_PRICE, TABLES_MAX, Table};
use crate::rules::Setting;
use crate::sheet::{AttributeId, Endpoint, PriceTable, ValueId, WindowId};

/// What is asked of a setting: each question is a fact that is met or not.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    attributes: Box<[Attribute]>,
    /// Windows, each as a set of one, and the fact that the instant lies in it.
    windows: Box<[(u64, u64)]>,
    /// The table of the flat amount, and in the model to say which row it is.
    pub(super) flat: Option<(Table, PriceTable)>,
    /// The tables of charges.
    pub(super) tables: Vec<Table>,
}

/// The facts that the known values of an attribute meet, by their places.
#[derive(Debug, Clone)]
struct Attribute {
    place: usize,
    met: Box<[u64]>,
}

/// A question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Question {
    /// Whether an attribute has a value.
    Value(AttributeId, ValueId),
    /// Whether the instant lies in a window.
    Window(WindowId),
}

/// What a setting answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answers {
    /// The facts that it meets.
    pub(super) met: u64,
    /// The flat amount by the endpoint's table.
    pub(super) flat: u64,
    /// Its row there, for whoever records it; none where there is no such table.
    pub(super) flat_row: Option<usize>,
    /// The prices by the tables of charges.
    pub(super) prices: [u64; TABLES_MAX],
}

impl Answers {
    /// Where nothing is asked.
    pub(crate) const NONE: &'static Answers =
        &Answers { met: 0, flat: 0, flat_row: None, prices: [NO_PRICE; TABLES_MAX] };
}

impl Default for &Answers {
    fn default() -> Self {
        Answers::NONE
    }
}

impl Asked {
    /// Questions, the first of which is the fact of the highest bit.
    pub(super) fn of(endpoint: &Endpoint, questions: &[Question]) -> Self {
        let (mut attributes, mut windows) = (Vec::<Attribute>::new(), Vec::new());
        let facts = core::iter::successors(Some(1_u64 << 63), |fact| Some(fact.wrapping_shr(1)));
        for (question, fact) in questions.iter().zip(facts) {
            match *question {
                Question::Window(window) => windows.push((window.bit(), fact)),
                Question::Value(attribute, value) => {
                    let place = attribute.index();
                    if !attributes.iter().any(|other| other.place == place) {
                        let known = endpoint.attributes.get(place).map_or(0, |known| known.values.len());
                        attributes.push(Attribute { place, met: vec![0; known].into() });
                    }
                    let own = attributes.iter_mut().find(|other| other.place == place);
                    if let Some(met) = own.and_then(|own| own.met.get_mut(value.index())) {
                        *met |= fact;
                    }
                }
            }
        }
        Asked { attributes: attributes.into(), windows: windows.into(), flat: None, tables: Vec::new() }
    }

    /// What a setting answers; none where no row of the endpoint's table matches.
    #[inline(always)]
    pub(super) fn answer(&self, setting: &Setting, answers: &mut Answers) -> Option<()> {
        let values = setting.values();
        answers.met = self.met(setting);
        if let Some((table, _)) = &self.flat {
            answers.flat = Some(table.price(values)).filter(|price| *price != NO_PRICE)?;
            answers.flat_row = Some(0);
        }
        for (room, table) in answers.prices.iter_mut().zip(&self.tables) {
            *room = table.price(values);
        }
        Some(())
    }

    /// The row of the endpoint's table; none where it has none, or no row matches.
    pub(super) fn flat_row(&self, setting: &Setting) -> Option<usize> {
        self.flat.as_ref().and_then(|(_, table)| table.find(setting.values()))
    }

    /// The facts that a setting meets.
    #[inline(always)]
    fn met(&self, setting: &Setting) -> u64 {
        let values = setting.values();
        let value = |of: &Attribute| of.met.get(values.get(of.place)?.index()).copied();
        let met = self.attributes.iter().fold(0, |met, of| met | value(of).unwrap_or_default());
        let windows = self.windows.iter().filter(|(window, _)| setting.windows() & window != 0);
        windows.fold(met, |met, (_, fact)| met | fact)
    }
}

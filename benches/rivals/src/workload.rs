//! The work, the same for every contender: calls of the 26 endpoints of the vendor's sheet, in the forms that the
//! contenders take. Every form is made before anything is measured.

mod event;
mod names;

use pricesheet::{Decimal, UsageRef};

use crate::random::Random;

pub(crate) use event::{Endpoint, Event, Options, Search};
pub(crate) use names::OPTIONS;

/// How many events a run prices, unless it is told otherwise.
pub(crate) const EVENTS: usize = 100_000;

const OPTIONS_PER_CALL_MAX: u64 = 5;
const CHECKS_MAX: u64 = 10;
const RESULTS_MAX: u64 = 2_500;

/// The same events in each form.
pub(crate) struct Workload {
    /// Decoded: what a program holds that knows its endpoints by type.
    pub(crate) events: Vec<Event>,
    /// By name: what a program holds that read them somewhere.
    pub(crate) usages: Vec<UsageRef<'static>>,
    /// A column for each property.
    pub(crate) columns: Columns,
}

/// The same events by the column. A property that an event does not have is 0.
#[derive(Default)]
pub(crate) struct Columns {
    /// The place of the endpoint in the sheet.
    pub(crate) endpoints: Vec<u8>,
    /// The options as bits, in the sheet's order.
    pub(crate) options: Vec<u16>,
    pub(crate) searches: Vec<u32>,
    pub(crate) checks: Vec<u32>,
    pub(crate) results: Vec<u32>,
}

impl Workload {
    /// 40 % personal profile with 0 to 5 of its options, 15 % each of the two searches, 30 % flat endpoints.
    pub(crate) fn generate(count: usize) -> Self {
        let mut random = Random::new(26);
        let mut work = Workload { events: Vec::new(), usages: Vec::new(), columns: Columns::default() };
        let mut names = Names::default();
        for _ in 0..count {
            let (event, options) = match random.up_to(99) {
                0..40 => profile(&mut random),
                40..55 => (Event::SearchEmployees(search(&mut random)), Vec::new()),
                55..70 => (Event::SearchCompanies(search(&mut random)), Vec::new()),
                _ => (Event::Flat(random.one_of(Endpoint::FLAT)), Vec::new()),
            };
            work.events.push(event);
            work.columns.push(event);
            names.push(event, options);
        }
        work.usages = names.usages();
        work
    }
}

/// The options are stated in the order in which they were drawn, which is not the sheet's.
fn profile(random: &mut Random) -> (Event, Vec<&'static str>) {
    let mut left: Vec<usize> = (0..OPTIONS.len()).collect();
    let mut options = Options::default();
    let mut stated = Vec::new();
    for _ in 0..random.up_to(OPTIONS_PER_CALL_MAX) {
        let place = left.swap_remove(random.up_to(left.len() as u64 - 1) as usize);
        options.insert(place);
        stated.push(OPTIONS[place]);
    }
    (Event::Profile(options), stated)
}

fn search(random: &mut Random) -> Search {
    Search { searches: 1, checks: random.up_to(CHECKS_MAX) as u32, results: random.up_to(RESULTS_MAX) as u32 }
}

/// The events by their names, one behind the other, as a program holds them that read a batch of records.
#[derive(Default)]
struct Names {
    /// The endpoint, and where its options and quantities end.
    calls: Vec<(&'static str, usize, usize)>,
    options: Vec<&'static str>,
    quantities: Vec<(&'static str, Decimal)>,
}

impl Names {
    fn push(&mut self, event: Event, options: Vec<&'static str>) {
        self.options.extend(options);
        if let Event::SearchEmployees(search) | Event::SearchCompanies(search) = event {
            self.quantities.extend([
                ("search", Decimal::from(search.searches)),
                ("status", Decimal::from(search.checks)),
                ("results", Decimal::from(search.results)),
            ]);
        }
        self.calls.push((event.endpoint().name(), self.options.len(), self.quantities.len()));
    }

    /// What they borrow lives as long as the program.
    fn usages(self) -> Vec<UsageRef<'static>> {
        let (options, quantities) = (&*self.options.leak(), &*self.quantities.leak());
        let (mut first_option, mut first_quantity) = (0, 0);
        let usage = |(endpoint, last_option, last_quantity)| {
            let usage = UsageRef::new(endpoint)
                .options(&options[first_option..last_option])
                .quantities(&quantities[first_quantity..last_quantity]);
            (first_option, first_quantity) = (last_option, last_quantity);
            usage
        };
        self.calls.into_iter().map(usage).collect()
    }
}

impl Columns {
    fn push(&mut self, event: Event) {
        let (options, search) = match event {
            Event::Profile(options) => (options, Search::default()),
            Event::SearchEmployees(search) | Event::SearchCompanies(search) => (Options::default(), search),
            Event::Flat(_) => (Options::default(), Search::default()),
        };
        self.endpoints.push(event.endpoint() as u8);
        self.options.push(options.bits());
        self.searches.push(search.searches);
        self.checks.push(search.checks);
        self.results.push(search.results);
    }
}

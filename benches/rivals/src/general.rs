//! General rules beside the same rules in checked decimals, written by hand: a sheet each for graduated tiers,
//! decision tables, products and decimal quantities.

mod fraction;
mod product;
mod table;
mod tiers;

use std::collections::HashMap;

use pricesheet::{Decimal, EndpointPricer, OptionSet, PriceSheet, UsageRef};

use crate::measure::{Task, each};
use crate::random::Random;
use crate::rivals::decimal::without_zeros;

/// So many that no processor knows by heart which branches are taken: of 20,000 it does.
const EVENTS: usize = 200_000;
const ROUNDS: usize = 21;

/// One sheet of one endpoint, `call`, and its rules by hand.
trait Rules {
    const NAME: &'static str;
    const SHEET: &'static str;
    /// The endpoint's quantities, in the sheet's order.
    const QUANTITIES: &'static [&'static str];
    /// Decoded beforehand, as a program holds it that knows its endpoint.
    type Event: PartialEq + std::fmt::Debug;

    fn draw(random: &mut Random) -> Self::Event;
    /// By hand, checked: none where the decimal type does not hold the price.
    fn price(event: &Self::Event) -> Option<Decimal>;
    fn options(event: &Self::Event) -> &'static [&'static str];
    fn quantities(event: &Self::Event) -> Vec<Decimal>;
    /// The event from its names, by `match`.
    fn decode(usage: &UsageRef<'_>) -> Option<Self::Event>;
    /// The whole counts of the quantities, where they are whole.
    fn counts(event: &Self::Event) -> Option<Row<u64>>;
}

/// What is counted of each quantity, in the event itself as by hand.
struct Row<T> {
    values: [T; 3],
    length: u8,
}

impl<T: Copy + Default> Row<T> {
    fn of(stated: &[T]) -> Self {
        let mut values = [T::default(); 3];
        values[..stated.len()].copy_from_slice(stated);
        Row { values, length: stated.len() as u8 }
    }

    fn values(&self) -> &[T] {
        &self.values[..usize::from(self.length)]
    }
}

/// A call whose options were found before, once for all calls that state the same, and what is counted.
struct Resolved<'s, T> {
    options: &'s OptionSet<'s>,
    counts: Row<T>,
}

/// The calls of all events, where they have such counts. What they borrow lives as long as the program.
fn resolve<'s, R: Rules, T>(
    endpoint: &EndpointPricer<'s>,
    events: &[R::Event],
    counts: impl Fn(&R::Event) -> Option<Row<T>>,
) -> Vec<Resolved<'s, T>> {
    let mut sets: HashMap<&[&str], &'s OptionSet<'s>> = HashMap::new();
    let resolved = events.iter().filter_map(|event| {
        let names = R::options(event);
        let options = *sets.entry(names).or_insert_with(|| {
            let set = endpoint.option_set(names.iter().copied()).expect("known options");
            Box::leak(Box::new(set))
        });
        Some(Resolved { options, counts: counts(event)? })
    });
    resolved.collect()
}

pub(crate) fn run(task: Task<'_>) {
    task.heading("general rules", "by hand");
    measure::<tiers::Tiers>(task);
    measure::<table::Table>(task);
    measure::<product::Product>(task);
    measure::<fraction::Fraction>(task);
}

fn measure<R: Rules>(task: Task<'_>) {
    let sheet = PriceSheet::from_toml(R::SHEET).expect("a sheet of the bench");
    let endpoint = sheet.endpoint("call").expect("its endpoint");
    let mut random = Random::new(3);
    let events: Vec<R::Event> = (0..EVENTS).map(|_| R::draw(&mut random)).collect();
    let usages: Vec<UsageRef<'static>> = events.iter().map(usage::<R>).collect();
    let resolved = resolve::<R, u64>(&endpoint, &events, R::counts);
    let exact = resolve::<R, Decimal>(&endpoint, &events, |event| Some(Row::of(&R::quantities(event))));

    if task.checks() {
        check::<R>(&sheet, &events, &usages, &resolved, &exact);
    }
    let mut contenders = vec![
        each(format!("{}: by hand, decoded", R::NAME), &events, R::price),
        each(format!("{}: by hand, decoded, as amounts are printed", R::NAME), &events, |event| {
            R::price(event).map(without_zeros)
        }),
        each(format!("{}: by hand, names by `match`", R::NAME), &usages, |usage| {
            R::decode(usage).and_then(|event| R::price(&event))
        }),
        each(format!("{}: pricesheet, names, endpoint found", R::NAME), &usages, |usage| {
            endpoint.price(usage)
        }),
        each(format!("{}: pricesheet, names", R::NAME), &usages, |usage| sheet.price(usage)),
    ];
    if resolved.is_empty() {
        let name = format!("{}: pricesheet, option set and decimals", R::NAME);
        contenders.push(each(name, &exact, |call| call.options.price_quantities(call.counts.values())));
    } else {
        let name = format!("{}: pricesheet, option set and counts", R::NAME);
        contenders.push(each(name, &resolved, |call| call.options.price(call.counts.values())));
    }
    task.run(&mut contenders, EVENTS, ROUNDS);
}

/// Every way prices every event alike, or nothing is measured.
fn check<R: Rules>(
    sheet: &PriceSheet,
    events: &[R::Event],
    usages: &[UsageRef<'_>],
    resolved: &[Resolved<'_, u64>],
    exact: &[Resolved<'_, Decimal>],
) {
    let endpoint = sheet.endpoint("call").expect("its endpoint");
    let mut total = Decimal::ZERO;
    for (at, (event, usage)) in events.iter().zip(usages).enumerate() {
        let price = R::price(event);
        assert_eq!(R::decode(usage).as_ref(), Some(event), "{}: {usage:?}", R::NAME);
        let printed = price.map(without_zeros).map(|price| price.to_string());
        assert_eq!(sheet.price(usage).ok().map(|price| price.to_string()), printed, "{}: {usage:?}", R::NAME);
        assert_eq!(endpoint.price(usage).ok(), price, "{}: {usage:?}", R::NAME);
        if let Some(call) = resolved.get(at) {
            assert_eq!(call.options.price(call.counts.values()).ok(), price, "{}: {usage:?}", R::NAME);
        }
        let Resolved { options, counts } = &exact[at];
        assert_eq!(options.price_quantities(counts.values()).ok(), price, "{}: {usage:?}", R::NAME);
        total += price.expect("a price");
    }
    eprintln!("{}: {EVENTS} events, {total} credits by every contender", R::NAME);
}

/// The event by its names. What it borrows lives as long as the program.
fn usage<R: Rules>(event: &R::Event) -> UsageRef<'static> {
    let quantities: Vec<(&str, Decimal)> = R::QUANTITIES.iter().copied().zip(R::quantities(event)).collect();
    UsageRef::new("call").options(R::options(event)).quantities(quantities.leak())
}

/// A whole count.
fn whole(value: &Decimal) -> Option<u64> {
    // Most are written as such; a conversion divides.
    if value.scale() == 0 && value.is_sign_positive() {
        return u64::try_from(value.mantissa()).ok();
    }
    if value.fract().is_zero() { u64::try_from(*value).ok() } else { None }
}

//! Times contenders in turns, so that what disturbs the machine disturbs them all, and counts their allocations.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// One way to price all events once.
pub(crate) struct Contender<'a> {
    pub(crate) name: String,
    pub(crate) run: Box<dyn FnMut() + 'a>,
}

/// What a contender took for one event.
pub(crate) struct Figures {
    name: String,
    /// The median of the rounds.
    pub(crate) nanoseconds: f64,
    /// The median of the rounds' ratios to the first contender.
    pub(crate) ratio: f64,
    pub(crate) allocations: f64,
}

/// One pass of a contender, under a name by which a profiler finds it.
#[inline(never)]
fn measured_pass(run: &mut dyn FnMut()) {
    run();
}

/// What a contender answers: a price, or none, or an error, whichever its callers get. It is looked at in the way that costs
/// each kind the least: an option where it is, for moving it costs more than pricing; a result taken apart, as there is
/// nothing to drop then.
pub(crate) trait Answer {
    fn look(self);
}

impl<T> Answer for Option<T> {
    #[inline(always)]
    fn look(self) {
        look_at(&self);
    }
}

impl<T, E> Answer for Result<T, E> {
    #[inline(always)]
    fn look(self) {
        match self {
            Ok(price) => look_at(&price),
            Err(error) => look_at(&error),
        }
    }
}

/// Looks at an answer where it is.
#[inline(always)]
pub(crate) fn look_at<T>(answer: &T) {
    black_box(answer);
}

/// A contender that prices one event after another.
pub(crate) fn each<'a, E, T: Answer>(
    name: impl Into<String>,
    events: &'a [E],
    price: impl Fn(&E) -> T + 'a,
) -> Contender<'a> {
    let run = move || {
        for event in events {
            price(black_box(event)).look();
        }
    };
    Contender { name: name.into(), run: Box::new(run) }
}

/// What is to be done with contenders.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Task<'a> {
    /// All are timed in turns and printed as a table.
    Compare,
    /// Their names are printed.
    Names,
    /// The one of exactly that name, if it is among them, has one pass, for a profiler; then how many events it priced
    /// is printed.
    Alone(&'a str),
}

impl Task<'_> {
    /// Whether every contender has to price every event alike first: always, but under a profiler, where it takes minutes.
    pub(crate) fn checks(self) -> bool {
        matches!(self, Task::Compare)
    }

    /// The heading of a table, where one is printed.
    pub(crate) fn heading(self, first: &str, unit: &str) {
        if let Task::Compare = self {
            println!("\n| {first} | ns an event | of {unit} | allocations an event |\n|---|---:|---:|---:|");
        }
    }

    pub(crate) fn run(self, contenders: &mut [Contender<'_>], events: usize, rounds: usize) {
        match self {
            Task::Compare => print_rows(&compare(contenders, events, rounds)),
            Task::Names => contenders.iter().for_each(|contender| println!("{}", contender.name)),
            Task::Alone(name) => {
                if let Some(found) = contenders.iter_mut().find(|contender| contender.name == name) {
                    measured_pass(&mut found.run);
                    println!("{events}");
                }
            }
        }
    }
}

/// A row of the table for each contender.
fn print_rows(figures: &[Figures]) {
    for Figures { name, nanoseconds, ratio, allocations } in figures {
        println!("| {name} | {nanoseconds:.1} | {ratio:.2} | {allocations:.2} |");
    }
}

/// As many figures as contenders.
pub(crate) fn turns<const N: usize>(
    contenders: &mut [Contender<'_>; N],
    events: usize,
    rounds: usize,
) -> [Figures; N] {
    let mut figures = compare(contenders, events, rounds).into_iter();
    std::array::from_fn(|_| figures.next().expect("figures of every contender"))
}

/// Rounds in which every contender has its turn.
fn compare(contenders: &mut [Contender<'_>], events: usize, rounds: usize) -> Vec<Figures> {
    let mut times = vec![Vec::with_capacity(rounds); contenders.len()];
    let mut allocations = vec![0; contenders.len()];
    for _ in 0..rounds {
        for ((contender, times), allocations) in contenders.iter_mut().zip(&mut times).zip(&mut allocations) {
            let allocated = ALLOCATIONS.load(Ordering::Relaxed);
            let start = Instant::now();
            measured_pass(&mut contender.run);
            times.push(start.elapsed().as_nanos() as f64 / events as f64);
            *allocations = ALLOCATIONS.load(Ordering::Relaxed) - allocated;
        }
    }
    let first = times[0].clone();
    contenders
        .iter()
        .zip(times)
        .zip(allocations)
        .map(|((contender, times), allocations)| Figures {
            name: contender.name.clone(),
            ratio: median(times.iter().zip(&first).map(|(time, first)| time / first).collect()),
            nanoseconds: median(times),
            allocations: allocations as f64 / events as f64,
        })
        .collect()
}

pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

struct Counting;

static ALLOCATIONS: AtomicUsize = AtomicUsize::new(0);

#[allow(unsafe_code, reason = "an allocator cannot be written without")]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.fetch_add(1, Ordering::Relaxed);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

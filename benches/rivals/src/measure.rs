//! Times contenders in turns, so that what disturbs the machine disturbs them all, and counts their allocations.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// One way to price all events once.
pub(crate) struct Contender<'a> {
    pub(crate) name: &'static str,
    pub(crate) run: Box<dyn FnMut() + 'a>,
}

/// What a contender took for one event.
pub(crate) struct Figures {
    pub(crate) name: &'static str,
    /// The median of the rounds.
    pub(crate) nanoseconds: f64,
    /// The median of the rounds' ratios to the first contender.
    pub(crate) ratio: f64,
    pub(crate) allocations: f64,
}

/// One pass of a contender, under a name by which a profiler finds it.
#[inline(never)]
pub(crate) fn measured_pass(run: &mut dyn FnMut()) {
    run();
}

/// Rounds in which every contender has its turn.
pub(crate) fn compare(contenders: &mut [Contender<'_>], events: usize, rounds: usize) -> Vec<Figures> {
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
            name: contender.name,
            ratio: median(times.iter().zip(&first).map(|(time, first)| time / first).collect()),
            nanoseconds: median(times),
            allocations: allocations as f64 / events as f64,
        })
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
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

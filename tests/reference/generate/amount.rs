//! Numbers: mostly such as people write, sometimes such as hurt.

use num_traits::{One, Zero};
use proptest::prelude::*;

use crate::reference::decimal::{Amount, scaled, whole};
use crate::reference::model::{Mode, Rounding};

/// How far numbers go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Temper {
    /// Numbers of a price list.
    Tame,
    /// Those, and among them anything that the decimal type can hold.
    Wild,
}

/// The largest mantissa of the decimal type.
const MANTISSA_MAX: u128 = (1 << 96) - 1;

/// A number not below zero.
pub fn amount(temper: Temper) -> BoxedStrategy<Amount> {
    match temper {
        Temper::Tame => tame().boxed(),
        Temper::Wild => prop_oneof![5 => tame(), 2 => wild()].boxed(),
    }
}

/// A number above zero.
pub fn positive(temper: Temper) -> impl Strategy<Value = Amount> {
    amount(temper).prop_map(|amount| if amount.is_zero() { Amount::one() } else { amount })
}

fn tame() -> impl Strategy<Value = Amount> {
    prop_oneof![
        4 => (0u64..=12).prop_map(whole),
        3 => (1u64..=999, 1u32..=3).prop_map(|(mantissa, scale)| scaled(mantissa, scale)),
        2 => (1u64..=9, 0u32..=6).prop_map(|(digit, zeros)| whole(digit * 10u64.pow(zeros))),
        1 => (1u64..=999_999, 4u32..=9).prop_map(|(mantissa, scale)| scaled(mantissa, scale)),
    ]
}

/// Anything that the decimal type can hold, its bounds above all.
pub fn wild() -> impl Strategy<Value = Amount> {
    prop_oneof![
        3 => (any::<u128>(), 32u32..=124, 0u32..=28).prop_map(|(bits, cut, scale)| scaled(bits >> cut, scale)),
        1 => (0u128..=2, 0u32..=28).prop_map(|(less, scale)| scaled(MANTISSA_MAX - less, scale)),
        1 => (1u32..=9, 20u32..=28).prop_map(|(mantissa, scale)| scaled(mantissa, scale)),
        1 => (10u32..=28).prop_map(|zeros| scaled(10u128.pow(zeros), 0)),
    ]
}

/// Steps of every mode, among them such as leave ties to break.
pub fn rounding(temper: Temper) -> impl Strategy<Value = Rounding> {
    let nice = prop::sample::select(vec![
        whole(1),
        scaled(1, 2),
        scaled(5, 1),
        scaled(5, 2),
        whole(2),
        whole(6),
        whole(100),
        scaled(3, 1),
        scaled(1, 6),
    ]);
    let modes = vec![Mode::Up, Mode::Down, Mode::HalfUp, Mode::HalfDown, Mode::HalfEven];
    (prop_oneof![6 => nice, 1 => positive(temper)], prop::sample::select(modes))
        .prop_map(|(to, mode)| Rounding { to, mode })
}

/// How many units a price is for: packages that divide everything, and such as divide little.
pub fn per(temper: Temper) -> impl Strategy<Value = Amount> {
    let nice = vec![1, 1, 10, 100, 1_000, 1_000_000, 3, 7, 30, 60, 153, 3_600];
    prop_oneof![
        8 => prop::sample::select(nice).prop_map(whole),
        1 => Just(scaled(5, 1)),
        1 => Just(scaled(3, 1)),
        1 => Just(scaled(5, 2)),
        1 => positive(temper),
    ]
}

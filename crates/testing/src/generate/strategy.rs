//! The generator as strategies of proptest. What fails is made smaller by leaving things out, one at a time.

use std::fmt::Debug;

use proptest::prelude::*;
use proptest::strategy::{NewTree, ValueTree};
use proptest::test_runner::TestRunner;

use crate::dice::Dice;
use crate::reference::model::Sheet;
use crate::reference::usage::Usage;

use super::{Profile, shrink};

/// Valid sheets of a price list. One in five is wild: its numbers go to the bounds of the decimal type.
pub fn sheet() -> impl Strategy<Value = Sheet> {
    prop_oneof![4 => sheets(Profile::List), 1 => sheets(Profile::Wild)]
}

/// Valid sheets of a profile.
pub fn sheets(profile: Profile) -> impl Strategy<Value = Sheet> {
    Drawn { draw: move |dice: &mut Dice| super::sheet(dice, profile), smaller: shrink::sheet }
}

/// Usages of one of the sheet's endpoints: most of them valid, about one in seven wrong on purpose.
pub fn usages(sheet: &Sheet) -> impl Strategy<Value = Usage> + use<> {
    let sheet = sheet.clone();
    Drawn { draw: move |dice: &mut Dice| super::usage(dice, &sheet), smaller: shrink::usage }
}

/// What is drawn from dice, and what is smaller than it.
struct Drawn<D, T> {
    draw: D,
    smaller: fn(&T, usize) -> Option<T>,
}

impl<D, T> Debug for Drawn<D, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Drawn")
    }
}

impl<D: Fn(&mut Dice) -> T, T: Clone + Debug> Strategy for Drawn<D, T> {
    type Tree = Tree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let seed = any::<u64>().new_tree(runner)?.current();
        let drawn = (self.draw)(&mut Dice::new(seed));
        Ok(Tree { kept: drawn.clone(), shown: drawn, nth: 0, smaller: self.smaller })
    }
}

/// A value that failed, and one that is smaller by the nth thing that can be left out.
struct Tree<T> {
    kept: T,
    shown: T,
    nth: usize,
    smaller: fn(&T, usize) -> Option<T>,
}

impl<T: Clone> Tree<T> {
    fn show(&mut self) -> bool {
        let smaller = (self.smaller)(&self.kept, self.nth);
        let found = smaller.is_some();
        self.shown = smaller.unwrap_or_else(|| self.kept.clone());
        found
    }
}

impl<T: Clone + Debug> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        self.shown.clone()
    }

    fn simplify(&mut self) -> bool {
        self.kept = self.shown.clone();
        self.show()
    }

    fn complicate(&mut self) -> bool {
        self.nth += 1;
        self.show()
    }
}

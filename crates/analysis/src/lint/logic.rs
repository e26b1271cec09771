//! Reasoning about conditions: is there a usage in which these hold and those do not?
//!
//! A usage is a world: which options are given, in which range each quantity lies, and what each attribute is. What a choice says of its members
//! is part of every world. The search is exact: it finds a world, or shows that there is none, or is given up at a
//! limit. Between two different bounds it takes there to be a number.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use super::QUESTION_STEPS_MAX;
use super::moments::When;
use super::world::{Literal, Range, Values, World};
use pricesheet::sheet::{Choice, Condition, Endpoint};

/// What a question comes to.
#[derive(Debug)]
pub(super) enum Answer {
    /// Such a usage exists.
    Possible(World),
    /// No usage is so.
    Impossible,
    /// The limit was reached before it was known.
    Unknown,
}

impl Answer {
    pub(super) fn is_impossible(&self) -> bool {
        matches!(self, Answer::Impossible)
    }
}

/// An endpoint, what its choices say, and how much reasoning is left.
pub(super) struct Logic<'s> {
    endpoint: &'s Endpoint,
    /// The choice of each option, by its place.
    choice_of: BTreeMap<usize, usize>,
    members: Vec<Vec<usize>>,
    /// Of these at least one holds.
    rules: Vec<Vec<Literal>>,
    /// When a call may be made.
    when: When,
    steps_left: u32,
    gave_up: bool,
}

impl<'s> Logic<'s> {
    pub(super) fn new(endpoint: &'s Endpoint, steps: u32) -> Self {
        let mut logic = Logic {
            endpoint,
            choice_of: BTreeMap::new(),
            members: Vec::new(),
            rules: Vec::new(),
            when: When::of(endpoint),
            steps_left: steps,
            gave_up: false,
        };
        for (at, choice) in endpoint.choices.iter().enumerate() {
            let members: Vec<usize> = choice.of.iter().map(|member| member.index()).collect();
            logic.choice_of.extend(members.iter().map(|member| (*member, at)));
            // The default holds where none is stated: one of them is given in any case, and it is the first to be tried.
            if choice.required || choice.default.is_some() {
                let default = choice.default.map(|member| member.index());
                let others = members.iter().copied().filter(|member| Some(*member) != default);
                let given = |at: usize| Literal::Option { at, given: true };
                logic.rules.push(default.into_iter().chain(others).map(given).collect());
            }
            logic.members.push(members);
        }
        logic
    }

    pub(super) fn steps_left(&self) -> u32 {
        self.steps_left
    }

    /// Whether a question was left open.
    pub(super) fn gave_up(&self) -> bool {
        self.gave_up
    }

    pub(super) fn choices(&self) -> &'s [Choice] {
        &self.endpoint.choices
    }

    /// A condition as the sheet writes it.
    pub(super) fn written(&self, condition: &Condition) -> String {
        self.endpoint.written(condition)
    }

    pub(super) fn choice(&self, option: usize) -> Option<usize> {
        self.choice_of.get(&option).copied()
    }

    pub(super) fn literal(&self, condition: &Condition) -> Literal {
        match *condition {
            Condition::Given(option) => Literal::Option { at: option.index(), given: true },
            Condition::NotGiven(option) => Literal::Option { at: option.index(), given: false },
            Condition::Quantity { quantity, comparison, bound } => {
                Literal::Quantity { at: quantity.index(), comparison, bound }
            }
            Condition::Window { window, inside } => Literal::Window { at: window.index(), inside },
            Condition::Attribute { attribute, value, is } => {
                Literal::Attribute { at: attribute.index(), value, is }
            }
        }
    }

    pub(super) fn literals(&self, when: &[Condition]) -> Vec<Literal> {
        when.iter().map(|condition| self.literal(condition)).collect()
    }

    /// Whether a usage exists in which all of `hold` hold, and of each of `fail` at least one does not.
    pub(super) fn ask(&mut self, hold: &[Literal], fail: &[Vec<Literal>]) -> Answer {
        let quantities = self.endpoint.quantities.len().saturating_add(self.endpoint.derived.len());
        let mut world = World {
            options: alloc::vec![None; self.endpoint.option_names.len()],
            // What is derived is taken to be anything, whatever its parts are: what is impossible then is impossible.
            ranges: alloc::vec![Range::ALL; quantities],
            attributes: self.endpoint.attributes.iter().map(Values::of).collect(),
            when: self.when.clone(),
        };
        for literal in hold {
            if !self.assume(&mut world, *literal) {
                return Answer::Impossible;
            }
        }
        let negated = fail.iter().map(|row| row.iter().map(|literal| literal.negated()).collect());
        let clauses: Vec<Vec<Literal>> = self.rules.iter().cloned().chain(negated).collect();
        let mut steps = self.steps_left.min(QUESTION_STEPS_MAX);
        let before = steps;
        let answer = self.search(world, &clauses, &mut steps);
        self.steps_left = self.steps_left.saturating_sub(before.saturating_sub(steps));
        self.gave_up |= matches!(answer, Answer::Unknown);
        answer
    }

    /// Settles a literal and what follows from it by the choices; false where it contradicts what is settled.
    fn assume(&self, world: &mut World, literal: Literal) -> bool {
        match literal {
            Literal::Option { at, given } => {
                let Some(place) = world.options.get_mut(at) else { return false };
                if place.is_some_and(|is| is != given) {
                    return false;
                }
                *place = Some(given);
                let choice = self.choice(at).filter(|_| given).and_then(|choice| self.members.get(choice));
                for other in choice.into_iter().flatten().filter(|other| **other != at) {
                    if let Some(place) = world.options.get_mut(*other) {
                        if *place == Some(true) {
                            return false;
                        }
                        *place = Some(false);
                    }
                }
                true
            }
            Literal::Window { at, inside } => world.when.settle(at, inside),
            Literal::Attribute { at, value, is } => {
                world.attributes.get_mut(at).is_some_and(|values| values.settle(value, is))
            }
            Literal::Quantity { at, comparison, bound } => {
                let Some(range) = world.ranges.get_mut(at) else { return false };
                let Some(left) = range.and(comparison, bound) else { return false };
                *range = left;
                true
            }
        }
    }

    /// Takes what follows, then tries the ways to satisfy the narrowest clause that is open.
    fn search(&self, mut world: World, clauses: &[Vec<Literal>], steps: &mut u32) -> Answer {
        let narrowest = loop {
            let mut narrowest: Option<Vec<Literal>> = None;
            let mut settled = false;
            for clause in clauses {
                let spent = u32::try_from(clause.len()).unwrap_or(u32::MAX).saturating_add(1);
                *steps = match steps.checked_sub(spent) {
                    Some(left) => left,
                    None => return Answer::Unknown,
                };
                let Some(open) = open(&world, clause) else { continue };
                match open.as_slice() {
                    [] => return Answer::Impossible,
                    [only] if self.assume(&mut world, *only) => settled = true,
                    [_] => return Answer::Impossible,
                    _ if narrowest.as_ref().is_none_or(|other| other.len() > open.len()) => {
                        narrowest = Some(open);
                    }
                    _ => {}
                }
            }
            if !settled {
                break narrowest;
            }
        };
        let Some(clause) = narrowest else { return Answer::Possible(world) };
        for literal in clause {
            let mut other = world.clone();
            if self.assume(&mut other, literal) {
                match self.search(other, clauses, steps) {
                    Answer::Impossible => {}
                    answer => return answer,
                }
            }
            // From here on, it is none of those before.
            if !self.assume(&mut world, literal.negated()) {
                return Answer::Impossible;
            }
        }
        Answer::Impossible
    }
}

/// What of a clause is open; none where it holds already.
fn open(world: &World, clause: &[Literal]) -> Option<Vec<Literal>> {
    let mut open = Vec::new();
    for literal in clause {
        match world.truth(*literal) {
            Some(true) => return None,
            Some(false) => {}
            None => open.push(*literal),
        }
    }
    Some(open)
}

//! Which texts are members of the choices of which endpoints.

use crate::pricer::BoundPricer;
use crate::statement::Statement;

/// Whether what rows state for choices are members of those, looked up once for each endpoint, choice and text.
#[derive(Debug)]
pub(crate) struct Members<'p> {
    pricer: &'p BoundPricer,
    statement: &'p Statement<'p>,
}

/// How many answers are remembered for a choice.
const MEMO_MAX: usize = 1 << 20;

impl<'p> Members<'p> {
    pub(crate) fn new(pricer: &'p BoundPricer, statement: &'p Statement<'p>) -> Self {
        Members { pricer, statement }
    }

    /// Adds the rows that state what is not a member under every sheet, or one of a choice that their endpoint does not have.
    pub(crate) fn strangers(&self, rows: usize, apart: &mut Vec<usize>) {
        let endpoints = &self.statement.endpoint;
        for (at, (choice, members)) in self.statement.choices.iter().enumerate() {
            if self.statement.choices.iter().take(at).any(|(other, _)| other == choice) {
                // Stated by two columns: by their names it is seen whether a row has both.
                apart.extend((0..rows).filter(|row| members.get(*row).is_some()));
                continue;
            }
            let width = members.texts.len();
            let memo = endpoints.texts.len().saturating_mul(width);
            let mut known = vec![None; if memo <= MEMO_MAX { memo } else { 0 }];
            for row in 0..rows {
                let (Some(member), Some(endpoint)) = (members.get(row), endpoints.get(row)) else { continue };
                let place = endpoints.id(row).zip(members.id(row));
                let place =
                    place.and_then(|(endpoint, member)| endpoint.checked_mul(width)?.checked_add(member));
                let memo = place.and_then(|place| known.get_mut(place));
                let is_member = match memo {
                    Some(memo) => *memo.get_or_insert_with(|| self.is_member(endpoint, choice, member)),
                    None => self.is_member(endpoint, choice, member),
                };
                if !is_member {
                    apart.push(row);
                }
            }
        }
    }

    fn is_member(&self, endpoint: &str, choice: &str, member: &str) -> bool {
        let endpoint = self.pricer.mapping().endpoint_name(endpoint).unwrap_or(endpoint);
        self.pricer.book().sheets().iter().all(|sheet| {
            let Ok(endpoint) = sheet.endpoint(endpoint) else { return false };
            let model = endpoint.model();
            let choice = model.choices.iter().find(|known| known.name == choice);
            choice.is_some_and(|choice| choice.of.iter().any(|option| model.option_name(*option) == member))
        })
    }
}

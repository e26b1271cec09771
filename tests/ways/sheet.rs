//! Sheets.

use pricesheet::{EndpointPricer, PriceSheet};

use crate::dice::Dice;
use crate::draft::Draft;
use crate::endpoint::endpoint;
use crate::number::step;

/// A sheet, and what its endpoints are made from.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) text: String,
    pub(crate) priced: PriceSheet,
    /// What the endpoints `e0`, `e1` and so on are made from.
    pub(crate) endpoints: Vec<Draft>,
    /// How many endpoints were left out because they did not load.
    pub(crate) refused: usize,
}

impl Sheet {
    /// A sheet of up to three endpoints. Its own roundings, which are those of every endpoint and of every charge without
    /// one, are rare, for they keep most shorter ways from being taken.
    pub(crate) fn generate(dice: &mut Dice) -> Sheet {
        let mut text = String::from("name = \"ways\"\n");
        for key in ["round", "round_charges"] {
            if dice.one_in(12) {
                text.push_str(&format!("{key} = {}\n", step(dice, 0)));
            }
        }
        let count = dice.pick(&[1, 1, 1, 2, 3]);
        let (mut endpoints, mut refused) = (Vec::new(), 0);
        // What is at an edge may be a fault of the sheet: such an endpoint is left out for another one.
        loop {
            let draft = Draft::new(dice);
            let lines = endpoint(dice, &draft);
            let longer = format!("{text}[endpoints.e{}]\n{lines}", endpoints.len());
            match PriceSheet::from_toml(&longer) {
                Err(_) => refused += 1,
                Ok(priced) => {
                    text = longer;
                    endpoints.push(draft);
                    if endpoints.len() == count {
                        return Sheet { text, priced, endpoints, refused };
                    }
                }
            }
        }
    }

    /// The pricers of the endpoints.
    pub(crate) fn handles(&self) -> Vec<EndpointPricer<'_>> {
        let names = (0..self.endpoints.len()).map(|at| format!("e{at}"));
        names.map(|name| self.priced.endpoint(&name).expect("an endpoint of the sheet")).collect()
    }
}

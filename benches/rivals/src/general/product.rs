//! Products: width by height by number of images, in started blocks of a million.

use pricesheet::{Decimal, UsageRef};

use super::{Row, Rules, whole};
use crate::random::Random;

pub(super) struct Product;

#[derive(Debug, PartialEq)]
pub(super) struct Images {
    width: u64,
    height: u64,
    images: u64,
}

const BLOCK: u64 = 1_000_000;
const PRICE: Decimal = Decimal::from_parts(25, 0, 0, false, 3);

impl Rules for Product {
    const NAME: &'static str = "products";
    const SHEET: &'static str = r#"
        name = "product"
        [endpoints.call]
        [endpoints.call.charges.pixels]
        quantity = ["width", "height", "images"]
        per = 1000000
        increment = 1000000
        price = 0.025
    "#;
    const QUANTITIES: &'static [&'static str] = &["width", "height", "images"];
    type Event = Images;

    fn draw(random: &mut Random) -> Images {
        let side = |random: &mut Random| 64 + random.up_to(4_032);
        Images { width: side(random), height: side(random), images: 1 + random.up_to(9) }
    }

    fn price(images: &Images) -> Option<Decimal> {
        let pixels = images.width.checked_mul(images.height)?.checked_mul(images.images)?;
        Decimal::from(pixels.div_ceil(BLOCK)).checked_mul(PRICE)
    }

    fn options(_: &Images) -> &'static [&'static str] {
        &[]
    }

    fn quantities(images: &Images) -> Vec<Decimal> {
        [images.width, images.height, images.images].map(Decimal::from).to_vec()
    }

    fn decode(usage: &UsageRef<'_>) -> Option<Images> {
        let (mut width, mut height, mut images) = (None, None, None);
        for (name, count) in usage.stated_quantities() {
            match *name {
                "width" => width = Some(whole(count)?),
                "height" => height = Some(whole(count)?),
                "images" => images = Some(whole(count)?),
                _ => return None,
            }
        }
        Some(Images { width: width?, height: height?, images: images? })
    }

    fn counts(images: &Images) -> Option<Row<u64>> {
        Some(Row::of(&[images.width, images.height, images.images]))
    }
}

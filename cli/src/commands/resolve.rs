//! `pricesheet resolve`: what a sheet over another comes to, as one sheet.

use super::print;
use crate::Finding;
use crate::args::ResolveArguments;
use crate::bases::Bases;
use crate::failure::Failure;
use crate::sheet_source::SourcedSheet;

pub(crate) fn run(arguments: &ResolveArguments) -> Result<Finding, Failure> {
    let bases = Bases::new(&arguments.base.bases, &[]);
    print(&SourcedSheet::load(&arguments.file, &bases)?.sheet.to_toml())?;
    Ok(Finding::Fine)
}

//! Makes the JavaScript of a module that was compiled with wasm-bindgen: `bindgen MODULE FOLDER`. The tool of the same name has
//! to be of the same version as the library, so it is this one, from the same lock file.

use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(module), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("state the module and the folder to write to".into());
    };
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen.input_path(Path::new(&module)).out_name("engine").web(true)?.typescript(false);
    bindgen.omit_default_module_path(true).remove_producers_section(true).generate(Path::new(&folder))?;
    Ok(())
}

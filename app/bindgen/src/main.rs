//! `bindgen IN.wasm FOLDER`: the JavaScript around our WASM, by the same wasm-bindgen version the lock file has.

use anyhow::{Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [input, folder] = args.as_slice() else { bail!("usage: bindgen IN.wasm FOLDER") };
    Bindgen::new().input_path(input).web(true)?.typescript(false).remove_name_section(true).generate(folder)
}

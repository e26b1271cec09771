//! The examples that `--help` shows; `cli/tests/help.rs` runs them.

pub(super) const QUOTE: &str = "Examples:
  pricesheet quote get-personal-profile skills certifications
  pricesheet quote search-employees search=1 results=120 --balance 100
  pricesheet quote --file basket.jsonl --sheet sheet.toml";
pub(super) const AFFORD: &str = "Examples:
  pricesheet afford search-employees search=1 --most results --balance 500
  pricesheet afford get-personal-profile skills --most calls --balance 20";
pub(super) const RATE: &str = "Examples:
  pricesheet rate usages.jsonl --sheet sheet.toml
  pricesheet rate usages.jsonl --sheet sheet.toml --to csv --sum";
pub(super) const AUDIT: &str = "Examples:
  pricesheet audit log.jsonl --sheet sheet.toml
  pricesheet audit log.jsonl --sheet sheet.toml --by endpoint --json";
pub(super) const CHECK: &str = "Examples:
  pricesheet check sheet.toml
  pricesheet check sheet.toml --deny warnings";
pub(super) const DIFF: &str = "Examples:
  pricesheet diff sheet.toml new.toml
  pricesheet diff sheet.toml new.toml usages.jsonl";
pub(super) const LIST: &str = "Examples:
  pricesheet list
  pricesheet list --sheet sheet.toml --to markdown";
pub(super) const IMPORT: &str = "Examples:
  pricesheet import litellm model_prices_and_context_window.json > sheet.toml
  pricesheet import --help";
pub(super) const INIT: &str = "Examples:
  pricesheet init first.toml --endpoint search --price 2
  pricesheet init -";
pub(super) const EXPLAIN: &str = "Examples:
  pricesheet explain P0402
  pricesheet explain total-falls";
pub(super) const RESOLVE: &str = "Examples:
  pricesheet resolve contract.toml --base sheet.toml";
pub(super) const SCHEMA: &str = "Examples:
  pricesheet schema
  pricesheet schema --over";
pub(super) const COMPLETIONS: &str = "Examples:
  pricesheet completions bash
  pricesheet completions zsh

How they are installed:
  bash        echo 'source <(pricesheet completions bash)' >> ~/.bashrc
  zsh         echo 'source <(pricesheet completions zsh)' >> ~/.zshrc
  fish        echo 'pricesheet completions fish | source' >> ~/.config/fish/config.fish
  elvish      echo 'eval (pricesheet completions elvish | slurp)' >> ~/.elvish/rc.elv
  powershell  echo 'pricesheet completions powershell | Out-String | Invoke-Expression' >> $PROFILE";
pub(super) const MAN: &str = "Examples:
  pricesheet man
  pricesheet man --dir .

How they are installed: pricesheet man --dir ~/.local/share/man/man1";

//! The lints: code, meaning and an example of each.

use core::fmt;

use pricesheet::suggest::nearest;

macro_rules! lints {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal,)*) => {
        /// What is suspicious. The codes are stable; more may come.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize)]
        #[non_exhaustive]
        pub enum Lint {
            $($(#[doc = $doc])* #[serde(rename = $code)] $name,)*
        }

        impl Lint {
            /// Every lint.
            pub const ALL: &[Lint] = &[$(Lint::$name),*];

            /// The code, as it is printed and as `allow` states it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Lint::$name => $code,)*
                }
            }
        }
    };
}

lints! {
    /// `contradiction`: conditions of one `when` that no usage can meet, because they exclude each other or are members
    /// of one choice. The row or option never does anything.
    ///
    /// ```
    /// let text = r#"
    /// name = "Scraping"
    /// [endpoints.scrape]
    /// choices.proxy = ["classic", "premium"]
    /// rates = [{ when = ["classic", "premium"], price = 9 }, { price = 1 }]
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(
    ///     warnings[0].to_string(),
    ///     "s.toml:5:10: warning[contradiction]: no usage meets these conditions: `classic` and `premium` are both of \
    ///      choice `proxy`; help: correct the conditions, or leave the row out"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    Contradiction = "contradiction",
    /// `rate-never-applies`: a row of `rates` or of a `table` that is never reached, because the rows before it take all that it covers.
    ///
    /// ```
    /// let text = r#"
    /// name = "Pages"
    /// [endpoints.read]
    /// quantities.pages = {}
    /// rates = [{ when = ["pages > 10"], price = 2 }, { when = ["pages > 20"], price = 3 }, { price = 1 }]
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "rate-never-applies");
    /// assert_eq!(warnings[0].message(), "row 2 never applies: row 1 takes all that it covers");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    RateNeverApplies = "rate-never-applies",
    /// `tier-never-applies`: a tier that no count falls into, by the conditions of its row, by what is included or by
    /// the increment.
    ///
    /// ```
    /// let text = r#"
    /// name = "Pages"
    /// [endpoints.read]
    /// basis = "call"
    /// [endpoints.read.charges.pages]
    /// tiering = "volume"
    /// increment = 100
    /// tiers = [{ up_to = 50, price = 1 }, { price = 2 }]
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "tier-never-applies");
    /// assert_eq!(warnings[0].message(), "tier 1 never applies: no multiple of 100 is above 0 and at most 50");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    TierNeverApplies = "tier-never-applies",
    /// `last-tier-bound`: a last tier with a bound, beyond which a usage is an error.
    ///
    /// ```
    /// let text = r#"
    /// name = "Seats"
    /// [endpoints.seats]
    /// basis = "period"
    /// charges.seats = { tiering = "volume", tiers = [{ up_to = 10, price = 5 }] }
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "last-tier-bound");
    /// assert_eq!(warnings[0].message(), "the last tier ends at 10: what counts more is an error");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    LastTierBound = "last-tier-bound",
    /// `total-falls`: a usage of more that costs less. Whole counts of one quantity are compared, on both sides of every
    /// bound; a quantity that a charge takes off (`minus`) is meant to lower the total and is not asked.
    ///
    /// ```
    /// let text = r#"
    /// name = "Seats"
    /// [endpoints.seats]
    /// basis = "period"
    /// charges.seats = { tiering = "volume", tiers = [{ up_to = 10, price = 5 }, { price = 4 }] }
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "total-falls");
    /// assert_eq!(warnings[0].message(), "the total falls as `seats` grows: `seats=10` costs 50, but `seats=11` costs 44");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    TotalFalls = "total-falls",
    /// `option-rounded-away`: an option of the endpoint whose price or factor alone, without other options, is lost in the
    /// rounding.
    ///
    /// ```
    /// let text = r#"
    /// name = "Profiles"
    /// [endpoints.profile]
    /// price = 1
    /// options = { skills = 0.5, patents = 0.5 }
    /// round = "down"
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "option-rounded-away");
    /// assert_eq!(
    ///     warnings[0].message(),
    ///     "option `skills` alone costs nothing: 1.5 is rounded to 1 (likewise `patents`)"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    OptionRoundedAway = "option-rounded-away",
    /// `cheaper-split`: a call that costs more than the two calls that it could be split into, one quantity being
    /// divided. Asked where the basis is a call: what a period comes to is not the caller's to cut.
    ///
    /// ```
    /// let text = r#"
    /// name = "Tokens"
    /// [endpoints.model]
    /// charges.input = { rates = [{ when = ["input > 1000"], price = 2 }, { price = 1 }] }
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "cheaper-split");
    /// assert_eq!(
    ///     warnings[0].message(),
    ///     "usage is cheaper split in two: `input=1001` costs 2002, but `input=1` and `input=1000` cost 1001"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    CheaperSplit = "cheaper-split",
    /// `cheaper-merged`: two calls that cost more than the one that they could be merged into, beyond what the sheet says
    /// outright: what is due for every call (flat amounts, minimums, maximums), started blocks and roundings.
    ///
    /// ```
    /// let text = r#"
    /// name = "Tokens"
    /// [endpoints.model]
    /// charges.input = { rates = [{ when = ["input > 1000"], price = 1 }, { price = 2 }] }
    /// "#;
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// let merged = warnings.iter().find(|warning| warning.lint().as_str() == "cheaper-merged").unwrap();
    /// assert_eq!(
    ///     merged.message(),
    ///     "usage is cheaper merged: `input=1` and `input=1000` cost 2002, but `input=1001` costs 1001"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    CheaperMerged = "cheaper-merged",
    /// `bound-rounded-away`: a minimum that the rounding takes below itself, or a maximum that it takes above itself.
    ///
    /// ```
    /// let text = "name = 'A'\n[endpoints.a]\nprice = 0.2\nmin = 0.5\nround = 'down'";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "bound-rounded-away");
    /// assert_eq!(
    ///     warnings[0].message(),
    ///     "the minimum 0.5 is rounded down to 0: the total may lie below its minimum"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    BoundRoundedAway = "bound-rounded-away",
    /// `unpaid-without-usage`: a charge's minimum, or the flat amount of its first tier, on an endpoint rated by the period: a
    /// period that counts nothing does not pay it.
    ///
    /// ```
    /// let text = "name = 'A'\n[endpoints.a]\nbasis = 'period'\ncharges.seats = { price = 1, min = 5 }";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "unpaid-without-usage");
    /// assert_eq!(
    ///     warnings[0].message(),
    ///     "a period that counts nothing does not pay the minimum 5 of charge `seats`"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    UnpaidWithoutUsage = "unpaid-without-usage",
    /// `binary-float`: an amount whose 16 or 17 significant digits are the binary float of a shorter amount, or one beside it,
    /// written out.
    ///
    /// ```
    /// let text = "name = 'A'\nendpoints.a.price = 0.10000000000000001";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "binary-float");
    /// assert_eq!(
    ///     warnings[0].message(),
    ///     "0.10000000000000001 looks like the binary float of 0.1 written out"
    /// );
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    BinaryFloat = "binary-float",
    /// `missing-title`: an endpoint without `title` among endpoints with one.
    ///
    /// ```
    /// let text = "name = 'A'\nendpoints.a = { title = 'A', price = 1 }\nendpoints.b.price = 1";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "missing-title");
    /// assert_eq!(warnings[0].message(), "endpoint `b` has no `title`, others have one");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    MissingTitle = "missing-title",
    /// `missing-group`: an endpoint without `group` among endpoints with one.
    ///
    /// ```
    /// let text = "name = 'A'\nendpoints.a = { group = 'A', price = 1 }\nendpoints.b.price = 1";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "missing-group");
    /// assert_eq!(warnings[0].message(), "endpoint `b` has no `group`, others have one");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    MissingGroup = "missing-group",
    /// `unnamed-window`: a window that no condition names.
    ///
    /// ```
    /// let text = "name = 'A'\nwindows.night = { clock = 'utc', hours = [{ from = 22:00:00, to = 00:00:00 }] }\nendpoints.a.price = 1";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "unnamed-window");
    /// assert_eq!(warnings[0].message(), "no condition names the window `night`");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    UnnamedWindow = "unnamed-window",
    /// `unnamed-attribute`: an attribute that no condition and no table names.
    ///
    /// ```
    /// let text = "name = 'A'\nendpoints.a = { price = 1, attributes.region = { default = 'eu' } }";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "unnamed-attribute");
    /// assert_eq!(warnings[0].message(), "nothing depends on the attribute `region`");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    UnnamedAttribute = "unnamed-attribute",
    /// `adjusts-nothing`: an entry of `adjust` that has nothing left to match, because the endpoints that it is for are stated in
    /// the sheet or adjusted by an earlier entry (section 8).
    ///
    /// ```
    /// use pricesheet::PriceSheet;
    ///
    /// let list = PriceSheet::from_toml("name = 'List'\nendpoints.a = { price = 1, group = 'A' }")?;
    /// let text = r#"
    /// name = "Acme"
    /// over = { name = "List" }
    /// others = "as-listed"
    /// adjust = [{ times = 0.9 }, { group = "A", times = 0.8 }]
    /// "#;
    /// let warnings = pricesheet_analysis::lint::warnings(&PriceSheet::from_toml_over(text, &list)?);
    /// assert_eq!(warnings[0].lint().as_str(), "adjusts-nothing");
    /// assert_eq!(warnings[0].message(), "this entry adjusts nothing: what it matches is stated or adjusted before");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    AdjustsNothing = "adjusts-nothing",
    /// `adjust-all`: an entry of `adjust` without a filter in a sheet whose `others` is `refused`. It adjusts every endpoint, so
    /// that none is refused (section 8).
    ///
    /// ```
    /// use pricesheet::PriceSheet;
    ///
    /// let list = PriceSheet::from_toml("name = 'List'\nendpoints.a.price = 1")?;
    /// let text = "name = 'Acme'\nover = { name = 'List' }\nothers = 'refused'\nadjust = [{ times = 0.9 }]";
    /// let warnings = pricesheet_analysis::lint::warnings(&PriceSheet::from_toml_over(text, &list)?);
    /// assert_eq!(warnings[0].lint().as_str(), "adjust-all");
    /// assert_eq!(warnings[0].message(), "this entry adjusts all endpoints, so none is refused");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    AdjustAll = "adjust-all",
    /// `unused-allow`: an `allow` that silences nothing. It cannot be silenced.
    ///
    /// ```
    /// let text = "name = 'A'\nendpoints.a = { price = 1, allow = ['total-falls'] }";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "unused-allow");
    /// assert_eq!(warnings[0].message(), "`total-falls` is allowed, but nothing of it is found here");
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    UnusedAllow = "unused-allow",
    /// `unknown-lint`: an `allow` of a code that no lint has. It cannot be silenced.
    ///
    /// ```
    /// let text = "name = 'A'\nendpoints.a = { price = 1, allow = ['total-fals'] }";
    /// let (_, warnings) = pricesheet_analysis::lint::check("s.toml", text.as_bytes())?;
    /// assert_eq!(warnings[0].lint().as_str(), "unknown-lint");
    /// assert_eq!(warnings[0].help(), Some("did you mean `total-falls`?"));
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    UnknownLint = "unknown-lint",
    /// `lint-limit`: a search for lints that was given up, because it passed one of the limits of
    /// [this module](crate::lint); or, at the end of [`WARNINGS_MAX`](crate::lint::WARNINGS_MAX) warnings, how many more
    /// there are.
    ///
    /// ```
    /// use pricesheet_analysis::lint::{self, Lint};
    ///
    /// let untitled = |at: usize| format!("endpoints.e{at}.price = 1\n");
    /// let text: String = (0..=lint::WARNINGS_MAX).map(untitled).collect();
    /// let text = format!("name = 'A'\nendpoints.a = {{ title = 'A', price = 1 }}\n{text}");
    /// let (_, warnings) = lint::check("s.toml", text.as_bytes())?;
    /// let last = warnings.last().unwrap();
    /// assert_eq!((last.lint(), last.message()), (Lint::Limit, "1 more warning"));
    /// # Ok::<(), pricesheet::Diagnostics>(())
    /// ```
    Limit = "lint-limit",
}

impl Lint {
    /// The lint of this code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Lint> {
        Lint::ALL.iter().copied().find(|lint| lint.as_str() == code)
    }

    /// The code that was probably meant.
    pub(super) fn nearest(code: &str) -> Option<&'static str> {
        nearest(code, Lint::ALL.iter().map(|lint| lint.as_str()))
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

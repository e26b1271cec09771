/** What the package says of a case, in the same form; runs in Node and in the page. */
export function asked({ PriceSheet, PriceBook }, { text, over, usages }) {
  const sheet = PriceSheet.parse(text);
  const book = new PriceBook([sheet]);
  const answers = usages.map((usage) => {
    try {
      const total = book.price(usage);
      const quote = book.quote(usage);
      if (quote.total !== total) return { total, quoted: quote.total };
      return { total };
    } catch (error) {
      if (error.code === undefined) throw error;
      return {
        code: error.code,
        message: error.help === undefined ? error.message : `${error.message}; ${error.help}`,
        culprit: error.culprit,
      };
    }
  });
  const faults = PriceSheet.check(over, { over: sheet }).diagnostics;
  return {
    answers,
    faults: faults.map(({ code, line, column, message, help }) => ({ code, line, column, message, help })),
  };
}

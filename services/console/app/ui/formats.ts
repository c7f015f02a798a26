// Formatters of the browser (Intl), each made once: making one costs a hundred times what formatting does, and a page shows hundreds
// of times, durations and amounts.

function kept<O, F>(make: (language: string, options: O) => F) {
  const known = new Map<string, F>();
  return (language: string, options: O): F => {
    const key = `${language} ${JSON.stringify(options)}`;
    const before = known.get(key);
    if (before) return before;
    const made = make(language, options);
    known.set(key, made);
    return made;
  };
}

/** A formatter of dates and times. @throws RangeError for a language or zone that is none. */
export const dateFormat = kept(
  (language: string, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, options),
);

/** A formatter of numbers. @throws RangeError for a language, currency or unit that is none. */
export const numberFormat = kept(
  (language: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(language, options),
);

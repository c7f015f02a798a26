// Languages by their names in the reader's language, for choosing.

/** Choices of languages. */
export const languageNames = (codes: readonly string[], reader: string) =>
  codes.map((value) => ({
    value,
    label: new Intl.DisplayNames([reader], { type: 'language' }).of(value) ?? value,
  }));

// How wide the screen is, for what a style sheet alone cannot decide. Known before the first paint, so that nothing jumps.
import { useMediaQuery } from '@mantine/hooks';

const useIsUpTo = (em: number): boolean =>
  useMediaQuery(`(max-width: ${em}em)`, false, { getInitialValueInEffect: false });

/** Whether the console is shown as on a phone: the width at which all style sheets and the menu turn. */
export const useIsPhone = (): boolean => useIsUpTo(48);

/** Whether a list and what is chosen in it have no room beside each other. */
export const useIsNarrow = (): boolean => useIsUpTo(62);

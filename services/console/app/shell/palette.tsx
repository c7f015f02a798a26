// The command palette (Control K): loaded when it is first asked for.
import { useHotkeys } from '@mantine/hooks';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Session } from '../api/session.ts';

const Commands = lazy(() =>
  import('./palette-commands.tsx').then(({ PaletteCommands }) => ({ default: PaletteCommands })),
);
const asked = new EventTarget();

/** Opens the palette from anywhere. */
export const openPalette = (): void => void asked.dispatchEvent(new Event('open'));

/** Stands in the shell once. */
export function Palette({ session }: { session: Session }) {
  const [times, setTimes] = useState(0);
  useHotkeys([['mod+K', openPalette, { usePhysicalKeys: false }]], []);
  useEffect(() => {
    const open = () => setTimes((before) => before + 1);
    asked.addEventListener('open', open);
    return () => asked.removeEventListener('open', open);
  }, []);
  if (times === 0) return null;
  return (
    <Suspense>
      <Commands session={session} asked={times} />
    </Suspense>
  );
}

// Puts the view on a terminal: redrawn in place, on a screen of its own; or, where there is no terminal, a line now and then.
import { clockText, ledgerText, minutesText, picture, type Scenery } from './picture.ts';

export type Screen = {
  draw(scenery: Scenery): void;
  /** Leaves the terminal as it was. */
  close(): void;
};

const ESCAPE = '\u001b[';

const WIDTH_MAX = 132;

function createTerminalScreen(stream: NodeJS.WriteStream): Screen {
  stream.write(`${ESCAPE}?1049h${ESCAPE}?25l`);
  let open = true;
  const close = (): void => {
    if (open) stream.write(`${ESCAPE}?25h${ESCAPE}?1049l`);
    open = false;
  };
  process.once('exit', close);
  return {
    draw: (scenery) => {
      if (!open) return;
      const [width, height] = [Math.min(stream.columns || 100, WIDTH_MAX), stream.rows || 40];
      const lines = picture(scenery, width - 1, height).slice(0, height);
      // Without wrapping, so that a long line is cut where the terminal ends.
      const text = lines.map((line) => `${line}${ESCAPE}0m${ESCAPE}K`).join('\r\n');
      stream.write(`${ESCAPE}?7l${ESCAPE}H${text}${ESCAPE}J${ESCAPE}?7h`);
    },
    close,
  };
}

const plainOf = (text: string): string =>
  text.replaceAll(new RegExp(`${ESCAPE[0]}\\[[0-9;]*m`, 'g'), '');

const LINE_EVERY_MS = 3_000;

function createPlainScreen(stream: NodeJS.WriteStream): Screen {
  let next = 0;
  let told = false;
  let shown = 0;
  return {
    draw: (scenery) => {
      if (!told) {
        for (const [name, text] of scenery.places) stream.write(`${name}: ${text}\n`);
        told = true;
      }
      // What breaks and what is mended is said each time.
      for (const { at, text, tone } of scenery.happened.slice(shown))
        if (tone === 'bad' || tone === 'good') stream.write(`${clockText(at)}  ${text}\n`);
      shown = scenery.happened.length;
      if (Date.now() < next) return;
      next = Date.now() + LINE_EVERY_MS;
      const { acknowledgements } = scenery.figures;
      const level = (n: number): number => scenery.escalations.get(n) ?? 0;
      stream.write(
        `${clockText(scenery.now)}  ${scenery.said}/${scenery.planned} sent; ${plainOf(ledgerText(scenery.figures))}; acknowledged ${acknowledgements.sent}, median ${minutesText(
          acknowledgements.medianMinutes,
        )}; L1 ${level(1)} L2 ${level(2)} L3 ${level(3)}\n`,
      );
    },
    close: () => {},
  };
}

/** The screen for a stream. `quiet`: none at all. */
export function createScreen(stream: NodeJS.WriteStream, quiet: boolean): Screen {
  if (quiet) return { draw: () => {}, close: () => {} };
  return stream.isTTY ? createTerminalScreen(stream) : createPlainScreen(stream);
}

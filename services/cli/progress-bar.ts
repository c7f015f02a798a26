// A bar for long work on a terminal; nothing elsewhere.
const BAR_CELLS = 30;

/** Makes a bar. Drawn again only when it changes: thousands of ticks are cheap. */
export function createBar(name: string): (share: number) => void {
  let shown = -1;
  return (share) => {
    const percent = Math.floor(Math.min(1, share) * 100);
    if (!process.stderr.isTTY || percent === shown) return;
    shown = percent;
    const cells = Math.round((percent / 100) * BAR_CELLS);
    const bar = `${'█'.repeat(cells)}${'░'.repeat(BAR_CELLS - cells)}`;
    process.stderr.write(`\r${name.padEnd(10)} ${bar} ${percent} %${percent === 100 ? '\n' : ''}`);
  };
}

// Pictures of every page of the console, to be looked at: wide, phone, dark, in German. Run: npm run console:screenshots -- [FOLDER] [PAGE…]
// Each page says in shots.ts who looks at it, and what is on the stage before.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  type ConsoleRig,
  type Look,
  PHONE,
  settled,
  startConsole,
  WIDE,
} from '../harness/console.ts';
import { type Shot, shots } from './shots.ts';

const [folder = '.parts/screenshots', ...wanted] = process.argv.slice(2);
const looks: Record<string, Look> = {
  wide: { width: WIDE },
  phone: { width: PHONE },
  dark: { width: WIDE, dark: true },
  'phone-dark': { width: PHONE, dark: true },
  german: { width: WIDE, locale: 'de-DE' },
};

async function take(rig: ConsoleRig, shot: Shot): Promise<void> {
  const path = await shot.stage(rig);
  for (const [name, look] of Object.entries(looks)) {
    const page = await rig.open(shot.who, path, look);
    await settled(page);
    await shot.before?.(page);
    const file = join(folder, `${shot.name}-${name}.png`);
    await page.screenshot({ path: file, fullPage: look.width === PHONE });
    await page.context().close();
    process.stdout.write(`${file}\n`);
  }
}

mkdirSync(folder, { recursive: true });
const rig = await startConsole();
try {
  for (const shot of shots)
    if (wanted.length === 0 || wanted.includes(shot.name)) await take(rig, shot);
} finally {
  await rig.stop();
}

// Freezes the lives of lives.ts and hard-lives.ts that are not frozen yet: `node test/frozen/write.ts`. A file that is there is
// never written again: it is what an instance in the field has on record.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { hardLives } from './hard-lives.ts';
import { commonLives } from './lives.ts';
import { linesOf } from './timelines.ts';

const folder = fileURLToPath(new URL('./timelines/', import.meta.url));
mkdirSync(folder, { recursive: true });
let written = 0;
for (const [name, life] of Object.entries({ ...commonLives, ...hardLives })) {
  const file = `${folder}${name}.jsonl`;
  if (existsSync(file)) continue;
  writeFileSync(file, linesOf(life()), { flag: 'wx' });
  written++;
  console.log(`frozen: ${name}`);
}
console.log(`${written} new, the others left as they are`);

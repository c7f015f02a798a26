// A model file is read as it was written, or refused with a line that says why.

import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createLabeller } from './domain/learner/linear-model.ts';
import { trainModel } from './domain/learner/training.ts';
import {
  decodeModel,
  encodeModel,
  ModelFileError,
  readModelFile,
  writeModelFile,
} from './model-file.ts';

const examples = [
  ...['parcel late', 'parcel lost', 'late parcel again', 'where is my parcel'].map((text) => ({
    text,
    label: 'delivery',
  })),
  ...['wrong invoice', 'invoice twice', 'charged on invoice', 'my invoice'].map((text) => ({
    text,
    label: 'billing',
  })),
  ...['rude agent', 'agent hung up', 'the agent', 'agent again'].map((text) => ({
    text,
    label: 'service',
  })),
].map((each) => ({ ...each, language: 'en' }));
const model = trainModel(examples);
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'redress-model-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file whose checksum is right, whatever is in it. */
const seal = (unpacked: Buffer): Buffer => {
  const packed = gzipSync(unpacked);
  const checksum = createHash('sha256').update(packed).digest('hex');
  return Buffer.concat([Buffer.from(`redress-model 1 ${checksum}\n`), packed]);
};

test('what is read is what was written, and nothing else is left in the folder', async () => {
  const path = join(folder, 'a.model');
  const { version } = await writeModelFile(path, model);
  const stored = await readModelFile(path);
  expect(stored).toEqual({ model, version });
  expect(createLabeller(stored.model)('my parcel')).toEqual(createLabeller(model)('my parcel'));
  expect(await readdir(folder)).toEqual(['a.model']);
});

test('the same model gives the same bytes and version', async () => {
  expect(await encodeModel(trainModel(examples))).toEqual(await encodeModel(model));
});

test('a file with any byte changed, or cut anywhere, is refused', async () => {
  const { bytes } = await encodeModel(model);
  await fc.assert(
    fc.asyncProperty(
      fc.nat(bytes.length - 1),
      fc.integer({ min: 1, max: 255 }),
      async (at, change) => {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ change;
        await expect(decodeModel(changed, 'm')).rejects.toThrow(ModelFileError);
        await expect(decodeModel(bytes.subarray(0, at), 'm')).rejects.toThrow(ModelFileError);
      },
    ),
  );
});

test.each([
  [
    'another kind of file',
    Buffer.from('id,text\n1,hello\n'),
    'm is not a model of "redress learn"',
  ],
  ['an empty file', Buffer.alloc(0), 'm is not a model of "redress learn"'],
  [
    'a later format',
    Buffer.from(`redress-model 2 ${'0'.repeat(64)}\n`),
    'm has format 2, this program reads 1: train it again',
  ],
  [
    'a wrong checksum',
    Buffer.from(`redress-model 1 ${'0'.repeat(64)}\nx`),
    'm is damaged: its checksum does not match',
  ],
  ['nothing inside', seal(Buffer.alloc(0)), 'm is damaged: it has no head'],
  [
    'a head longer than the file',
    seal(Buffer.from([255, 255, 255, 255])),
    'm is damaged: it has no head',
  ],
  [
    'a head that is no JSON',
    seal(Buffer.from([1, 0, 0, 0, 120])),
    'm is damaged: its head cannot be read',
  ],
])('%s is refused in one line', async (_, bytes, message) => {
  await expect(decodeModel(bytes, 'm')).rejects.toThrow(new ModelFileError(message));
});

test('a head that promises more or less than there is is refused, though the checksum is right', async () => {
  const { bytes } = await encodeModel(model);
  const unpacked = gunzipSync(bytes.subarray(bytes.indexOf('\n') + 1));
  await expect(decodeModel(seal(unpacked.subarray(0, -1)), 'm')).rejects.toThrow('ends too early');
  await expect(decodeModel(seal(Buffer.concat([unpacked, Buffer.of(0)])), 'm')).rejects.toThrow(
    'holds more',
  );
});

test('a folder that is not there is an error, and no half file is left', async () => {
  await expect(writeModelFile(join(folder, 'none', 'a'), model)).rejects.toThrow('ENOENT');
  await writeFile(join(folder, 'b'), 'not a model');
  await expect(readModelFile(join(folder, 'b'))).rejects.toThrow(ModelFileError);
});

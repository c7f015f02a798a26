// A model as one file: a line with format version and checksum, then everything, compressed. What is in it is not judged here.
import { createHash } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';
import { type Model, planeCount } from './domain/learner/linear-model.ts';

const FORMAT = 1;
const MARK = 'redress-model';
/** A file that unpacks to more is not one of ours: the largest model tried is 60 MB. */
const UNPACKED_BYTES_MAX = 2 ** 30;
const headPattern = /^redress-model (\d{1,4}) ([0-9a-f]{64})\n/;

/** The file is no model, or a damaged one. The message says which, in one line. */
export class ModelFileError extends Error {
  override name = 'ModelFileError';
}

/** A model and the version by which its decisions are known. */
export type StoredModel = { model: Model; version: string };

const count = z
  .int()
  .min(0)
  .max(2 ** 28);
const headerSchema = z.strictObject({
  features: z.strictObject({
    wordsMax: z.int().min(1).max(4),
    lettersMin: z.int().min(1).max(8),
    lettersMax: z.int().min(1).max(8),
    hashBits: z.int().min(10).max(30),
    textUnitsMax: z.int().min(1).max(1_000_000),
  }),
  shares: z.strictObject({ words: z.number().min(0), letters: z.number().min(0) }),
  labels: z.array(z.string()).min(2).max(100_000),
  languages: z.array(z.string()),
  texts: count,
  recipes: z.array(z.strictObject({ cost: z.number().positive(), ratioShare: z.number().min(0) })),
  slope: z.number().positive(),
  sureFrom: z.number(),
  scopeFrom: z.number(),
  /** How many features there are. */
  width: count,
});

type Numbers = Int32Array | Int16Array | Uint8Array | Float32Array | Float64Array;

/** Only little-endian machines are served: all that Node.js runs on but s390x. */
const bytesOf = (numbers: Numbers): Buffer =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

const numbersOf = ({ lexis, planes, calibration, decision }: Model): Numbers[] => [
  lexis.hashes,
  lexis.idf,
  lexis.isWord,
  planes.weights,
  planes.scales,
  planes.biases,
  calibration.offsets,
  decision.handicaps,
];

const checksumOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const versionOf = (checksum: string): string => checksum.slice(0, 12);

/** The bytes of a model file. */
export async function encodeModel(model: Model): Promise<{ bytes: Buffer; version: string }> {
  const { features, shares, labels, languages, texts, recipes } = model;
  const { calibration, decision, lexis } = model;
  const header = Buffer.from(
    JSON.stringify({
      features,
      shares,
      labels,
      languages,
      texts,
      recipes,
      slope: calibration.slope,
      sureFrom: decision.sureFrom,
      scopeFrom: decision.scopeFrom,
      width: lexis.hashes.length,
    }),
  );
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  const packed = await promisify(gzip)(
    Buffer.concat([length, header, ...numbersOf(model).map(bytesOf)]),
  );
  const checksum = checksumOf(packed);
  return {
    bytes: Buffer.concat([Buffer.from(`${MARK} ${FORMAT} ${checksum}\n`), packed]),
    version: versionOf(checksum),
  };
}

/** Takes numbers off unpacked bytes, one array after another. */
function createTaker(unpacked: Buffer, name: string, from: number) {
  let at = from;
  const take = (bytes: number): ArrayBuffer => {
    if (at + bytes > unpacked.length)
      throw new ModelFileError(`${name} is damaged: it ends too early`);
    // Copied: numbers must stand at addresses that are multiples of their size.
    const copy = new Uint8Array(bytes);
    copy.set(unpacked.subarray(at, at + bytes));
    at += bytes;
    return copy.buffer;
  };
  return { take, isEmpty: () => at === unpacked.length };
}

function parseHeader(
  unpacked: Buffer,
  name: string,
): { header: z.infer<typeof headerSchema>; end: number } {
  const end = unpacked.length < 4 ? 0 : 4 + unpacked.readUInt32LE(0);
  if (end === 0 || end > unpacked.length)
    throw new ModelFileError(`${name} is damaged: it has no head`);
  try {
    return { header: headerSchema.parse(JSON.parse(unpacked.toString('utf8', 4, end))), end };
  } catch (cause) {
    throw new ModelFileError(`${name} is damaged: its head cannot be read`, { cause });
  }
}

/**
 * The model of a file's bytes. `name` is what the message calls the file.
 * @throws ModelFileError
 */
export async function decodeModel(bytes: Buffer, name: string): Promise<StoredModel> {
  const [head, format, checksum] = headPattern.exec(bytes.toString('latin1', 0, 100)) ?? [];
  if (!head || !format || !checksum)
    throw new ModelFileError(`${name} is not a model of "redress learn"`);
  if (Number(format) !== FORMAT)
    throw new ModelFileError(
      `${name} has format ${format}, this program reads ${FORMAT}: train it again`,
    );
  const packed = bytes.subarray(head.length);
  if (checksumOf(packed) !== checksum)
    throw new ModelFileError(`${name} is damaged: its checksum does not match`);
  let unpacked: Buffer;
  try {
    unpacked = await promisify(gunzip)(packed, { maxOutputLength: UNPACKED_BYTES_MAX });
  } catch (cause) {
    throw new ModelFileError(`${name} is damaged: it cannot be unpacked`, { cause });
  }
  const { header, end } = parseHeader(unpacked, name);
  const { features, shares, labels, languages, texts, recipes, slope, sureFrom, scopeFrom, width } =
    header;
  const { take, isEmpty } = createTaker(unpacked, name, end);
  const classes = labels.length;
  const planes = planeCount(classes);
  const model: Model = {
    features,
    shares,
    labels,
    languages,
    texts,
    recipes,
    lexis: {
      hashes: new Int32Array(take(width * 4)),
      idf: new Float32Array(take(width * 4)),
      isWord: new Uint8Array(take(width)),
    },
    planes: {
      count: planes,
      weights: new Int16Array(take(width * planes * 2)),
      scales: new Float32Array(take(planes * 4)),
      biases: new Float32Array(take(planes * 4)),
    },
    calibration: { slope, offsets: new Float64Array(take(classes * 8)) },
    decision: { handicaps: new Float64Array(take(classes * 8)), sureFrom, scopeFrom },
  };
  if (!isEmpty()) throw new ModelFileError(`${name} is damaged: it holds more than its head says`);
  return { model, version: versionOf(checksum) };
}

/** Writes a model to a file: whole and on the disk, or not at all. */
export async function writeModelFile(
  path: string,
  model: Model,
): Promise<{ version: string; bytes: number }> {
  const { bytes, version } = await encodeModel(model);
  const partial = `${path}.${process.pid}.part`;
  try {
    const file = await open(partial, 'wx');
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
  return { version, bytes: bytes.length };
}

/**
 * Reads a model file.
 * @throws ModelFileError when it is no model or damaged
 */
export async function readModelFile(path: string): Promise<StoredModel> {
  return decodeModel(await readFile(path), path);
}

// The examples that a new organisation starts with: how their files are read. The texts themselves are in examples/.
import { type Kind, kindSchema, type Severity, severitySchema } from '#shared/events/intake.ts';

/** A text and what people took it for; a decision that nobody made about it is absent. */
export type Lesson = {
  text: string;
  language: string;
  kind?: Kind | undefined;
  category?: string | undefined;
  severity?: Severity | undefined;
  agitated?: boolean | undefined;
  threat?: boolean | undefined;
};

type Head = Omit<Lesson, 'text' | 'language'>;

const expected = '"# KIND CATEGORY SEVERITY [agitated]", "# threat" or "# no-threat"';

/** What a head line says of the texts under it. Ordinary examples threaten nobody. */
function parseHead(line: string): Head | undefined {
  if (line === '# threat') return { threat: true };
  if (line === '# no-threat') return { threat: false };
  const [kind, category, severity, mood, more] = line.slice(2).trim().split(/\s+/);
  const kinds = kindSchema.safeParse(kind);
  const severities = severitySchema.safeParse(severity);
  const moodFits = mood === undefined || mood === 'agitated';
  if (!kinds.success || !severities.success || !category || !moodFits || more !== undefined)
    return undefined;
  return {
    kind: kinds.data,
    category,
    severity: severities.data,
    agitated: mood === 'agitated',
    threat: false,
  };
}

/**
 * Reads a file of examples: a line `# KIND CATEGORY SEVERITY [agitated]`, `# threat` or `# no-threat` says what the lines under
 * it are; each is a text, with `\n` where it has a new line. The last two say nothing but whether somebody is threatened.
 * @throws Error naming the line that cannot be read
 */
export function parseExamples(content: string, language: string, name: string): Lesson[] {
  const lessons: Lesson[] = [];
  let head: Head | undefined;
  for (const [index, line] of content.split('\n').entries()) {
    const at = `${name}, line ${index + 1}`;
    if (line.trim() === '') continue;
    if (line.startsWith('# ')) {
      head = parseHead(line.trim());
      if (!head) throw new Error(`${at}: expected ${expected}`);
      continue;
    }
    if (!head) throw new Error(`${at}: no line says what this text is`);
    lessons.push({ ...head, language, text: line.trim().replaceAll('\\n', '\n') });
  }
  return lessons;
}

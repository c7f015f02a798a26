// Examples of threats as the model reads them: with the marks of the signals that the rules see in them. Pure.
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Example } from '../learner/training.ts';
import { type Lexicon, readText, type TextModel } from '../lexicon.ts';
import { markText, threatMarks } from '../signals/marks.ts';
import { seeSignals } from '../signals/signals.ts';
import { tokenise } from '../words.ts';
import type { Material } from './material.ts';

/** The material with each text about threats marked, by the policy's words of its language. */
export function markThreats(
  material: Material,
  lexicon: Lexicon,
  model: TextModel,
  { classification }: Pick<PolicyData, 'classification'>,
): Material {
  const marks = threatMarks(classification);
  const marked = (example: Example): Example => {
    const tokens = tokenise('', example.text);
    const reading = readText(tokens, example.language, lexicon, model);
    const seen = seeSignals(reading, tokens.whole, classification);
    return { ...example, text: markText(example.text, seen, marks) };
  };
  const { train, examples, corrected } = material.threat;
  return {
    ...material,
    threat: {
      train: train.map(marked),
      examples: examples.map(marked),
      corrected: corrected.map(marked),
    },
  };
}

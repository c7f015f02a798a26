// Floors under the sums of the labelled sets, open and sealed, so that nobody makes judging worse. Single sealed rows are never
// shown; raise a floor when a sum rises for good.
import { expect, test } from 'vitest';
import {
  addConfusions,
  addThreats,
  languages,
  macroF1,
  parts,
  severityBounds,
  sumSeverity,
  sumThreats,
} from '../../test/evaluate/judgement-sets.ts';

const floors = {
  open: {
    macroF1: 0.86,
    missed: 0.03,
    overraised: 0.02,
    threats: 0.88,
    looked: 0.94,
    insultsLooked: 0.08,
    harmlessLooked: 0.12,
    insults: 0.03,
    harmless: 0.06,
  },
  sealed: {
    macroF1: 0.64,
    missed: 0.14,
    overraised: 0.05,
    threats: 0.3,
    looked: 0.56,
    insultsLooked: 0.06,
    harmlessLooked: 0.18,
    insults: 0.06,
    harmless: 0.06,
  },
};

test.each(parts)('R15 severity on the %s sets is no worse than it was', async (part) => {
  const floor = floors[part];
  const confusion = addConfusions(
    await Promise.all(languages.map((language) => sumSeverity(language, part))),
  );
  const { missed, overraised } = severityBounds(confusion);
  expect(macroF1(confusion)).toBeGreaterThanOrEqual(floor.macroF1);
  expect(missed, 'Major and Critical below Moderate').toBeLessThanOrEqual(floor.missed);
  expect(overraised, 'Minor raised to Major').toBeLessThanOrEqual(floor.overraised);
});

test.each(parts)('R17 threats on the %s sets are found as before', async (part) => {
  const floor = floors[part];
  const { threat, insult, harmless } = addThreats(
    await Promise.all(languages.map((language) => sumThreats(language, part))),
  );
  expect(threat.threat / threat.rows, 'threats found').toBeGreaterThanOrEqual(floor.threats);
  expect(threat.looked / threat.rows, 'or put before a person').toBeGreaterThanOrEqual(
    floor.looked,
  );
  expect(insult.looked / insult.rows, 'insults looked at').toBeLessThanOrEqual(floor.insultsLooked);
  expect(harmless.looked / harmless.rows, 'harmless looked at').toBeLessThanOrEqual(
    floor.harmlessLooked,
  );
  expect(insult.threat / insult.rows, 'insults').toBeLessThanOrEqual(floor.insults);
  expect(harmless.threat / harmless.rows, 'harmless').toBeLessThanOrEqual(floor.harmless);
});

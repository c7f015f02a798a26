// The plays: what staff do when a case is opened, suspended, escalated, reopened, and when a remedy wants approval; what
// customers say when it is resolved. Each step is a command of the staff API.
import type { CaseChanged } from '../../shared/events/case.ts';
import type { Company, Play, Scene } from './cast.ts';
import { type Colleague, staff } from './people.ts';
import type { Matter } from './texts.ts';

const [, , , , , , , ruth, marc, helen, paul] = staff;
const frontline = staff.filter(({ role }) => role === 'frontline');
const responders = frontline.filter((one) => 'responderFor' in one);
const clerks = frontline.filter((one) => !('responderFor' in one));

/** Who takes it: a responder on X, else somebody who speaks the language where there is one. */
function handlerOf({ view, language, chance }: Scene): Colleague {
  if (view.channel === 'x') return chance.pick(responders);
  const fitting = clerks.filter((one) => 'locale' in one && one.locale === language);
  return chance.pick(chance.number() < 0.8 && fitting.length > 0 ? fitting : clerks);
}

type Proposal = { option: string; amount?: string };

const euros = (chance: Scene['chance'], low: number, high: number): string =>
  (Math.round(chance.between(low, high) / 5) * 5).toFixed(2);

function proposalFor({ view, chance }: Scene): Proposal {
  const offers: Record<string, Proposal[]> = {
    minor: [
      { option: 'apology' },
      { option: 'discount', amount: euros(chance, 5, 20) },
      { option: 'loyalty_points', amount: euros(chance, 5, 15) },
    ],
    moderate: [
      { option: 'partial_refund', amount: euros(chance, 20, 120) },
      { option: 'gift_voucher', amount: euros(chance, 15, 60) },
      { option: 'replacement' },
    ],
    major: [
      { option: 'full_refund', amount: euros(chance, 60, 450) },
      { option: 'service_credit', amount: euros(chance, 50, 200) },
      { option: 'formal_apology_letter' },
    ],
  };
  return chance.pick(offers[view.remedySeverity] ?? offers.major ?? []);
}

const matters: Record<string, Matter> = {
  delivery: 'delivery',
  product: 'product',
  safety: 'product',
  billing: 'money',
  refund: 'money',
  contract: 'money',
};
const matterOf = ({ view }: Scene): Matter => matters[view.category] ?? 'any';

/** Tells the customer something: by direct message on X, else as an update. */
const tell = (company: Company, scene: Scene, who: Colleague) => {
  const words = company.texts[scene.language];
  return scene.view.channel === 'x'
    ? company.hands.act(who, scene.reference, 'answer', { text: scene.chance.pick(words.answer) })
    : company.hands.act(who, scene.reference, 'send-update', {
        text: scene.chance.pick(words.update[matterOf(scene)]),
      });
};

/** The first contact: it is taken over, and acknowledged by hand where no mail could do it. */
async function begin(company: Company, scene: Scene, who: Colleague): Promise<boolean> {
  const { hands } = company;
  const { reference, view } = scene;
  if (!(await hands.act(who, reference, 'take-over'))) return false;
  if (view.channel === 'x') await tell(company, scene, who);
  else if (view.acknowledgement.state === 'by_hand')
    await hands.act(who, reference, 'acknowledge-in-person', {
      how: view.channel === 'in_person' ? 'in_person' : 'phone',
      note: 'They wrote the reference down.',
    });
  return true;
}

async function investigate(company: Company, scene: Scene, who: Colleague): Promise<boolean> {
  const { hands, pause, texts } = company;
  const { chance, reference } = scene;
  if (!(await pause(chance.between(0.3, 3)))) return false;
  await hands.act(who, reference, 'start-investigation');
  if (chance.number() < 0.5)
    await hands.act(who, reference, 'note', { text: chance.pick(texts.internal.note) });
  if (chance.number() < 0.3)
    await hands.act(who, reference, 'impact', {
      inconvenience: chance.pick(['low', 'medium', 'high']),
      timeLostHours: Math.round(chance.between(1, 12)),
    });
  if (chance.number() < 0.4 && (await pause(chance.between(1, 4)))) await tell(company, scene, who);
  if (chance.number() < 0.12) {
    const until = new Date(
      company.stage.clock.now().getTime() + chance.between(12, 30) * 3_600_000,
    );
    await hands.act(who, reference, 'wait', {
      until: until.toISOString(),
      reason: 'The supplier looks at the returned item.',
    });
  }
  return pause(chance.between(0.5, 3));
}

async function conclude(company: Company, scene: Scene, who: Colleague): Promise<void> {
  const { hands, pause, texts } = company;
  const { chance, reference, language } = scene;
  await hands.act(who, reference, 'root-cause', {
    cause: chance.pick(['defect', 'human_error', 'step_skipped', 'carrier_delay', 'wrong_data']),
    text: chance.pick(texts.internal.cause),
  });
  const upheld = chance.number() < 0.85;
  if (upheld && chance.number() < 0.8) {
    const reason = chance.pick(texts.internal.why);
    await hands.act(who, reference, 'propose-remedy', { ...proposalFor(scene), reason });
  }
  if (!(await pause(chance.between(2, 9)))) return;
  const words = texts[language];
  await hands.act(who, reference, 'resolve', {
    outcome: upheld ? chance.pick(['upheld', 'upheld', 'partly_upheld']) : 'not_upheld',
    summary: chance.pick(upheld ? words.summary[matterOf(scene)] : words.refusal),
    whyNoAction: 'The cause is known and mended.',
  });
}

async function solve(company: Company, scene: Scene, who: Colleague): Promise<void> {
  const { hands, pause, texts } = company;
  const { chance, reference, view, language } = scene;
  if (!(await begin(company, scene, who))) return;
  if (view.kind !== 'complaint') {
    if (!(await pause(chance.between(0.5, 4)))) return;
    const words = texts[language][view.kind === 'inquiry' ? 'inquiry' : 'feedback'];
    const summary = chance.pick(words);
    await hands.act(who, reference, 'resolve', { outcome: 'answered', summary });
    return;
  }
  if (await investigate(company, scene, who)) await conclude(company, scene, who);
}

const open = new Set(['new', 'assigned', 'investigating', 'waiting']);

const onOpened: Play = async (company, { reference }) => {
  const scene = await company.sceneOf(reference);
  if (!scene || scene.fate === 'left') return;
  const { chance } = scene;
  const late = scene.fate === 'late';
  if (!(await company.pause(late ? chance.between(25, 44) : chance.between(0.4, 9)))) return;
  // A suspended customer is left to the managers; what they lift goes on from there.
  const now = await company.sceneOf(reference);
  if (now?.view.status !== 'new' || now.view.contactSuspended) return;
  const who = late && now.view.channel !== 'x' ? chance.pick([ruth, marc]) : handlerOf(now);
  await solve(company, now, who);
};

const onSuspended: Play = async (company, { reference }) => {
  const { hands, pause } = company;
  const scene = await company.sceneOf(reference);
  if (!scene || !(await pause(scene.chance.between(1, 3.5)))) return;
  const reason = 'I spoke to them on the phone: they were angry, and they are sorry.';
  await hands.act(helen, reference, 'lift-suspension', { reason });
  if (open.has(scene.view.status) && (await pause(1)))
    await solve(company, scene, handlerOf(scene));
};

const onEscalated: Play = async (company, { reference, escalationLevel, epoch }) => {
  if (escalationLevel < 3 || epoch > 1) return;
  const scene = await company.sceneOf(reference);
  if (scene?.fate !== 'left' || scene.chance.number() < 0.35) return;
  if (!(await company.pause(scene.chance.between(1, 6)))) return;
  const onX = scene.view.channel === 'x';
  await solve(company, scene, onX ? scene.chance.pick(responders) : paul);
};

const onProposed: Play = async (company, { reference }) => {
  const { hands, pause } = company;
  const scene = await company.sceneOf(reference);
  const remedy = scene?.view.remedies.findLast(({ state }) => state === 'proposed');
  if (!scene || !remedy || !(await pause(scene.chance.between(0.4, 3)))) return;
  const { remedyId } = remedy;
  const approver =
    remedy.approval === 'supervisor'
      ? scene.chance.pick([ruth, marc])
      : remedy.approval === 'department_manager'
        ? helen
        : paul;
  if (scene.chance.number() < 0.07)
    await hands.act(approver, reference, 'reject-remedy', {
      remedyId,
      reason: 'Too much for what happened: offer a voucher.',
    });
  else if (!(await hands.act(approver, reference, 'approve-remedy', { remedyId })))
    // Their own proposal: four eyes are asked for.
    await hands.act(approver === helen ? paul : helen, reference, 'approve-remedy', { remedyId });
};

/** Where no message brings it by itself, a person does. */
const onApproved: Play = async (company, { reference }) => {
  const scene = await company.sceneOf(reference);
  const byHand = (remedy: { state: string; delivery: string }): boolean =>
    remedy.state === 'approved' &&
    (remedy.delivery === 'by_hand' || scene?.view.customer.email === undefined);
  if (!scene?.view.remedies.some(byHand)) return;
  if (!(await company.pause(scene.chance.between(1, 4)))) return;
  const now = await company.sceneOf(reference);
  const remedy = now?.view.remedies.findLast(byHand);
  if (!now || !remedy) return;
  const onX = now.view.channel === 'x';
  const who = onX ? now.chance.pick(responders) : ruth;
  if (onX) await tell(company, now, who);
  await company.hands.act(who, reference, 'deliver-remedy', {
    remedyId: remedy.remedyId,
    how: onX
      ? 'Code by direct message'
      : now.view.customer.email
        ? 'Transferred, or handed over'
        : 'Told on the phone, sent by letter',
  });
};

const onResolved: Play = async (company, { reference, epoch }) => {
  const { hands, pause, voices, texts } = company;
  const scene = await company.sceneOf(reference);
  if (!scene) return;
  const { chance, language } = scene;
  const glad = epoch > 1 || chance.number() < 0.85;
  const comment = chance.pick(glad ? texts[language].glad : texts[language].sad);
  if (scene.view.customer.email && chance.number() < 0.5) {
    if (!(await pause(chance.between(1, 10)))) return;
    if (await voices.rate(reference, glad ? chance.pick([4, 5, 5]) : 1, comment)) return;
  }
  if (!(await pause(chance.between(12, 26)))) return;
  const now = await company.sceneOf(reference);
  if (now?.view.status !== 'resolved') return;
  const delivered = now.view.remedies.find(({ state }) => state === 'delivered');
  const who = now.view.channel === 'x' ? chance.pick(responders) : chance.pick(clerks);
  if (delivered)
    await hands.act(who, reference, 'confirm-remedy', { remedyId: delivered.remedyId });
  await hands.act(who, reference, 'follow-up', { satisfied: glad, comment });
};

const onReopened: Play = async (company, { reference }) => {
  const scene = await company.sceneOf(reference);
  if (!scene || !(await company.pause(scene.chance.between(0.5, 5)))) return;
  const now = await company.sceneOf(reference);
  if (!now || !open.has(now.view.status)) return;
  const onX = now.view.channel === 'x';
  const who = onX ? now.chance.pick(responders) : now.chance.pick([ruth, marc]);
  await company.hands.act(who, reference, 'take-over');
  await conclude(company, now, who);
};

const plays: Partial<Record<string, Play>> = {
  'case.opened': onOpened,
  'contact.suspended': onSuspended,
  'case.escalated': onEscalated,
  'remedy.proposed': onProposed,
  'remedy.approved': onApproved,
  'case.resolved': onResolved,
  'case.reopened': onReopened,
};

/** Starts what the change of a case leads to. */
export function perform(company: Company, changed: CaseChanged): void {
  const { deeds, stage } = company;
  const play = plays[changed.change]?.(company, changed);
  if (!play) return;
  deeds.busy++;
  play
    .catch((error) => stage.log.warn({ err: error, change: changed.change }, 'a play went wrong'))
    .finally(() => {
      deeds.busy--;
    });
}

// What can be chosen in a form about a case: from the case, the policy's words and the directory of staff.

import { useQuery } from '@tanstack/react-query';
import { type StaffEntry, useStaff } from '../api/staff.ts';
import { othersQuery } from '../pages/case/case-query.ts';
import { useLanguageChoices } from '../ui/languages.ts';
import { type Labels, useLabels } from './case-query.ts';
import type { CaseView, CommandName } from './dialog-store.ts';
import type { Field } from './fields.ts';

export type Choice = { value: string; label: string };
export type Choices = { group: string; items: Choice[] }[] | Choice[];

type Remedy = CaseView['remedies'][number];
type Action = CaseView['actions'][number];

/** Remedies that a command is for, by their state. */
const remedyStates: Partial<Record<CommandName, readonly Remedy['state'][]>> = {
  'withdraw-remedy': ['proposed'],
  'approve-remedy': ['proposed'],
  'reject-remedy': ['proposed'],
  'deliver-remedy': ['approved'],
  'confirm-remedy': ['delivered'],
  'settle-payout': ['approved'],
};

const actionStates: Partial<Record<CommandName, readonly Action['state'][]>> = {
  'approve-action': ['requested'],
  'refuse-action': ['requested'],
  'record-step': ['approved'],
  'complete-action': ['approved'],
  'verify-action': ['done'],
};

/** The remedies of a case that a command could be about. */
export const remediesFor = (view: CaseView, command: CommandName): Remedy[] =>
  view.remedies.filter(
    ({ state, payout }) =>
      (remedyStates[command] ?? []).includes(state) &&
      (command !== 'settle-payout' || payout === 'in_doubt' || payout === 'failed'),
  );

/** The corrective actions of a case that a command could be about. */
export const actionsFor = (view: CaseView, command: CommandName): Action[] =>
  view.actions.filter(({ state }) => (actionStates[command] ?? []).includes(state));

/** What is chosen from the start: where a case has but one thing that a command could be about, it is that one. */
export function chosenFor(view: CaseView, command: CommandName): Record<string, string> {
  const remedies = remediesFor(view, command).map(({ remedyId }) => ['remedyId', remedyId]);
  const actions = actionsFor(view, command).map(({ actionId }) => ['actionId', actionId]);
  return Object.fromEntries([remedies, actions].flatMap((all) => (all.length === 1 ? all : [])));
}

const named = ({ key, label }: { key: string; label: string }): Choice => ({ value: key, label });

/** What the policy allows at the severity that governs the case: its row of the table, those below, the appeasements. */
export function optionsFor(view: CaseView, labels: Labels) {
  const order = labels.severities.map(({ key }) => key);
  const rank = (severities: readonly string[]) =>
    Math.max(...severities.map((severity) => order.indexOf(severity)));
  const limit = labels.remedies.find(({ severities }) => severities.includes(view.remedySeverity));
  const allowed = labels.remedies.filter(
    ({ severities }) => limit !== undefined && rank(severities) <= rank(limit.severities),
  );
  return { tiers: allowed, appeasements: labels.appeasements };
}

/** An option or appeasement of the policy by its key. */
export const optionOf = (labels: Labels | undefined, key: unknown) =>
  [
    ...(labels?.remedies.flatMap(({ options }) => options) ?? []),
    ...(labels?.appeasements ?? []),
  ].find((option) => option.key === key);

const remedyChoice = (
  labels: Labels | undefined,
  { remedyId, option, amount, currency }: Remedy,
) => ({
  value: remedyId,
  label: [`${remedyId} · ${optionOf(labels, option)?.label ?? option}`, amount, currency]
    .filter(Boolean)
    .join(' '),
});

const rootCauseChoices = (labels: Labels): Choices =>
  labels.rootCauses.map(({ key, label, children }) => ({
    group: label,
    items: [{ value: key, label }, ...children.map(named)],
  }));

const people = (staff: Map<string, StaffEntry>): Choice[] =>
  [...staff.values()]
    .filter(({ role }) => role !== 'admin' && role !== 'auditor')
    .map(({ staffId, name, team }) => ({
      value: staffId,
      label: team ? `${name} · ${team}` : name,
    }))
    .sort((a, b) => a.label.localeCompare(b.label));

/** Gives the choices of a field. */
export function useChoices(view: CaseView, command: CommandName): (field: Field) => Choices {
  const staff = useStaff();
  const labels = useLabels(view.policyVersion);
  const languages = useLanguageChoices(view.writing.languages, view.language);
  const others = useQuery({
    ...othersQuery(view.reference),
    enabled: command === 'link' || command === 'merge',
  });
  return (field) => {
    switch (field.kind) {
      case 'staff':
        return people(staff);
      case 'complainedAbout':
        return view.complainedAbout.map(({ staffId, name }) => ({ value: staffId, label: name }));
      case 'category':
        return labels?.categories.map(named) ?? [];
      case 'severity':
        return labels?.severities.map(named) ?? [];
      case 'language':
        return languages;
      case 'rootCause':
        return labels ? rootCauseChoices(labels) : [];
      case 'remedy':
        return remediesFor(view, command).map((remedy) => remedyChoice(labels, remedy));
      case 'action':
        return actionsFor(view, command).map(({ actionId, problem }) => ({
          value: actionId,
          label: `${actionId} · ${problem}`,
        }));
      case 'callBack':
        return view.callBacks
          .filter(({ state }) => state === 'requested')
          .map(({ callBackId, reason }) => ({
            value: callBackId,
            label: `${callBackId} · ${reason}`,
          }));
      case 'otherCase':
        return (others.data?.cases ?? []).map(({ reference }) => ({
          value: reference,
          label: reference,
        }));
      case 'linkedCase':
        return (view.linkedCases ?? []).map((reference) => ({
          value: reference,
          label: reference,
        }));
      case 'mergedCase':
        return view.mergedInto
          ? [{ value: view.mergedInto.reference, label: view.mergedInto.reference }]
          : [];
      case 'level':
        return (labels?.escalation ?? [])
          .filter(({ level }) => level > view.escalationLevel)
          .map(({ level, action }) => ({ value: String(level), label: `${level} · ${action}` }));
      default:
        return [];
    }
  };
}

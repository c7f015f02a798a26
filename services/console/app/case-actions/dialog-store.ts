// Which command's dialog is open. One at a time, for the whole app: whoever wants a command calls openCommand. What the dialogs show
// is in command-dialog.tsx.
import { useSyncExternalStore } from 'react';
import type { Schema } from '../api/client.ts';

export type CaseView = Schema<'Case'>;
export type CommandName = CaseView['allowedCommands'][number] | 'hold' | 'release';

/** What a form begins with, by field. */
export type Preset = Record<string, unknown>;

export type OpenDialog = {
  reference: string;
  command: CommandName;
  preset: Preset;
  /** One for each opening: however often it is sent, it happens once. */
  key: string;
};

let open: OpenDialog | undefined;
const listeners = new Set<() => void>();

function change(next: OpenDialog | undefined): void {
  open = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog of a command on a case. */
export function openCommand(
  view: Pick<CaseView, 'reference'>,
  command: CommandName,
  preset: Preset = {},
): void {
  change({ reference: view.reference, command, preset, key: crypto.randomUUID() });
}

/** Closes whatever dialog is open. */
export const closeCommand = (): void => change(undefined);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The dialog that is open. */
export const useOpenCommand = (): OpenDialog | undefined =>
  useSyncExternalStore(subscribe, () => open);

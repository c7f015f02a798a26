// What the shell gathers before a command is decided: a snapshot of the look-up. Before its transaction, so that no lock
// waits for another system.
import { findStaff } from '#shared/people.ts';
import { isAtLeast } from '../domain/case.ts';
import type { Command } from '../domain/commands/commands.ts';
import type { Gathered } from '../domain/investigation/facts.ts';
import type { Shell } from '../work.ts';

/**
 * What a command needs from outside; nothing for most, and nothing for whoever may not give it: they hear so when it is
 * decided.
 * @throws RequestError of the look-up.
 */
export async function gatherFor(
  shell: Pick<Shell, 'db' | 'lookup'>,
  command: Command,
  staffId: string,
): Promise<Gathered | undefined> {
  if (command.type !== 'add-evidence') return undefined;
  const { kind, orderNumber, email } = command.body;
  if (kind !== 'order' && kind !== 'customer') return undefined;
  const staff = await findStaff(shell.db.query, staffId);
  if (!staff?.active || !isAtLeast(staff.role, 'frontline')) return undefined;
  const { lookup } = shell;
  const found =
    kind === 'order' ? await lookup.order(orderNumber ?? '') : await lookup.customer(email ?? '');
  return { snapshot: { found } };
}

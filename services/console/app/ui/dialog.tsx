// A dialog: its title, what it asks, a way out that has a name, and at its foot what it does.
import { Button, Modal, type ModalProps } from '@mantine/core';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';
import { useIsPhone } from './screen.ts';

/** What the focus goes back to: what was in use, or what opened the menu in which it was chosen, since that is gone by then. */
function openerOf(active: Element | null): HTMLElement | undefined {
  const menu = active?.closest('[role="menu"]');
  const opener = menu
    ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
    : active;
  return opener instanceof HTMLElement && opener !== document.body ? opener : undefined;
}

/** Gives the focus back when a dialog closes; Mantine does so only for one that stays where it is, and not to a menu. */
function useFocusBack(opened: boolean): void {
  const [before, setBefore] = useState<{ opened: boolean; opener?: HTMLElement | undefined }>({
    opened: false,
  });
  // Read while it is rendered: the menu in which it was chosen goes as it comes.
  if (opened !== before.opened)
    setBefore({ opened, opener: opened ? openerOf(document.activeElement) : undefined });
  const { opener } = before;
  useEffect(() => {
    if (!opener) return undefined;
    return () => {
      setTimeout(() => {
        const active = document.activeElement;
        // Not from what was opened or chosen meanwhile.
        if (active === null || active === document.body || active.closest('[role="dialog"]'))
          opener.focus({ preventScroll: true });
      });
    };
  }, [opener]);
}

/** Mantine's modal, whose close button says what it does; what is large takes the whole of a phone. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation('common');
  const isPhone = useIsPhone();
  useFocusBack(props.opened);
  const isLarge = props.size === 'lg' || props.size === 'xl';
  return (
    <Modal
      fullScreen={isPhone && isLarge}
      closeButtonProps={{ 'aria-label': t('close') }}
      {...props}
    />
  );
}

/**
 * The foot of every dialog that asks something: the way out, then what it does (`children`), in view however long the dialog is.
 * `cancel` is another word for the way out, `aside` what stands at the left.
 */
export function DialogFoot(props: {
  onClose(): void;
  cancel?: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  const { onClose, aside, children } = props;
  const { t } = useTranslation('common');
  return (
    <div className={classes.foot}>
      {aside && <div className={classes.aside}>{aside}</div>}
      <Button variant="default" onClick={onClose}>
        {props.cancel ?? t('cancel')}
      </Button>
      {children}
    </div>
  );
}

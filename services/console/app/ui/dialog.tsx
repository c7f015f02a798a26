// A dialog: its title, what it asks, a way out that has a name, and at its foot what it does.
import { Button, Modal, type ModalProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './dialog.module.css';
import { useIsPhone } from './screen.ts';

/** Mantine's modal, whose close button says what it does; what is large takes the whole of a phone. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation('common');
  const isPhone = useIsPhone();
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

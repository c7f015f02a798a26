// The reference, to be read out: large, and letter by letter as on the phone (NATO alphabet). One key begins the next call.
import { Button, Kbd, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconCircleCheck } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './log-complaint.module.css';
import type { Saved } from './use-call.ts';

const nato =
  `Alfa Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliett Kilo Lima Mike November Oscar Papa Quebec Romeo
  Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu`.split(/\s+/);
const letters = new Map(nato.map((word) => [word.slice(0, 1), word]));

/** How a character of a reference is said; digits in the language. */
function useSpelling(): (character: string) => string {
  const { t } = useTranslation('log-complaint');
  return (character) => letters.get(character) ?? t(`digits.${character}`);
}

function Spelled({ reference }: { reference: string }) {
  const wordOf = useSpelling();
  const groups = reference.split('-');
  return (
    <div className={classes.spelled}>
      {groups.map((group, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places of one reference, which never move
        <div key={place} className={classes.group}>
          {[...group].map((character, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <span key={at} className={classes.character}>
              <b aria-hidden>{character}</b>
              <span>{wordOf(character)}</span>
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}

/** What was saved, and what to say now. */
export function SavedCall({ saved, onNext }: { saved: Saved; onNext(): void }) {
  const { t } = useTranslation('log-complaint');
  const { reference, fixed, joins } = saved;
  useHotkeys([['N', onNext]]);
  const what = fixed ? 'fixed' : joins ? 'joined' : 'logged';
  return (
    <section className={classes.saved} aria-labelledby="log-saved">
      <div role="status" className={classes.savedHead}>
        <IconCircleCheck size={22} stroke={1.75} aria-hidden />
        <h2 id="log-saved">{t(`saved.${what}`, { reference: joins })}</h2>
      </div>
      <p className={classes.reference}>{joins ?? reference}</p>
      <Spelled reference={joins ?? reference} />
      <Text size="sm" c="dimmed">
        {t('saved.say')}
      </Text>
      <div className={classes.savedActs}>
        <Button
          data-autofocus
          autoFocus
          onClick={onNext}
          rightSection={
            <Kbd size="xs" visibleFrom="sm">
              N
            </Kbd>
          }
        >
          {t('saved.next')}
        </Button>
        <Link to="/cases/$reference" params={{ reference: joins ?? reference }}>
          {t('saved.open')}
        </Link>
      </div>
    </section>
  );
}

// The classifier: how well it does by what people say, what it learns from, its models, and a text to try.

import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import { PageFrame } from '../../ui/page.tsx';
import classes from './classifier.module.css';
import { mayKeep } from './classifier-query.ts';
import { DriftPart } from './drift-part.tsx';
import { ModelsPart } from './models-part.tsx';
import { QualityPart } from './quality-part.tsx';
import { TrainingPart } from './training-part.tsx';
import { TryPart } from './try-part.tsx';

/** The page. */
export function Page() {
  const { t } = useTranslation('classifier');
  const { role } = useSession();
  const keeps = mayKeep(role);
  return (
    <PageFrame title={t('title')} lead={t('lead')} wide>
      <div className={classes.columns}>
        <div>
          <QualityPart />
          <DriftPart />
        </div>
        <div>
          <TrainingPart keeps={keeps} />
          <ModelsPart keeps={keeps} />
          <TryPart />
        </div>
      </div>
    </PageFrame>
  );
}

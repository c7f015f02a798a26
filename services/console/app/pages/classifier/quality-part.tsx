// Accuracy label by label against what people said, and whether probabilities hold.
import { SegmentedControl, Text } from '@mantine/core';
import { IconTargetArrow } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Empty } from '../../ui/states.tsx';
import classes from './classifier.module.css';
import { type Quality, qualityQuery } from './classifier-query.ts';
import { useLabelNames } from './label-names.ts';
import { Asked, Part } from './part.tsx';

const decisions = ['category', 'kind', 'severity'] as const;

function Share({ right, reviewed }: { right: number; reviewed: number }) {
  const percent = usePercent();
  return (
    <span className={classes.share}>
      {percent(right / reviewed)}
      <progress max={reviewed} value={right} aria-hidden="true" />
    </span>
  );
}

function usePercent(): (share: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, {
    style: 'percent',
    maximumFractionDigits: 0,
  });
  return (share) => format.format(share);
}

function Labels({ quality, decision }: { quality: Quality; decision: (typeof decisions)[number] }) {
  const { t } = useTranslation('classifier');
  const nameOf = useLabelNames();
  const rows = quality.labels.filter((label) => label.decision === decision);
  if (rows.length === 0)
    return <Empty icon={IconTargetArrow} title={t('labels.empty')} text={t('labels.emptyText')} />;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(['label', 'accuracy', 'reviewed', 'instead'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`labels.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, reviewed, right, instead }) => (
          <tr key={label}>
            <th scope="row">{nameOf(decision, label)}</th>
            <td>
              <Share {...{ right, reviewed }} />
            </td>
            <td className="rd-number">{reviewed}</td>
            <td>
              {instead
                .slice(0, 3)
                .map((each) => `${nameOf(decision, each.label)} ${each.count}`)
                .join(', ') || '–'}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Calibration({ quality: { calibration } }: { quality: Quality }) {
  const { t } = useTranslation('classifier');
  const percent = usePercent();
  if (calibration.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('calibration.empty')}
      </Text>
    );
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          {(['said', 'was', 'reviewed'] as const).map((column) => (
            <th key={column} scope="col">
              {t(`calibration.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {calibration.map(({ from, confidence, reviewed, right }) => (
          <tr key={from}>
            <th scope="row">{percent(confidence)}</th>
            <td>
              <Share {...{ right, reviewed }} />
            </td>
            <td className="rd-number">{reviewed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Both. */
export function QualityPart() {
  const { t } = useTranslation('classifier');
  const asked = useQuery(qualityQuery);
  const [decision, setDecision] = useState<(typeof decisions)[number]>('category');
  return (
    <>
      <Part title={t('labels.title')}>
        <Text size="sm" c="dimmed" mb="xs">
          {t('labels.text')}
        </Text>
        <SegmentedControl
          size="xs"
          mb="xs"
          aria-label={t('labels.decision')}
          value={decision}
          onChange={setDecision}
          data={decisions.map((value) => ({ value, label: t(`decisions.${value}`) }))}
        />
        <Asked asked={asked}>{(quality) => <Labels quality={quality} decision={decision} />}</Asked>
      </Part>
      <Part title={t('calibration.title')}>
        <Text size="sm" c="dimmed" mb="xs">
          {t('calibration.text')}
        </Text>
        <Asked asked={asked}>{(quality) => <Calibration quality={quality} />}</Asked>
      </Part>
    </>
  );
}

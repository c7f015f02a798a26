// Back to an earlier version: what it says is published as a new one, after a look at what that changes.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../ui/dialog.tsx';
import { Failure, Loading } from '../../../ui/states.tsx';
import { Review } from '../draft/review.tsx';
import { checkQuery, policyQuery, versionQuery } from '../policy-query.ts';

/** The dialog. What a version wrote is read over the defaults of this program, as anything that is published. */
export function GoBack(props: { number: number; newest: number; onClose(): void }) {
  const { number, newest, onClose } = props;
  const { t } = useTranslation('policy');
  const version = useQuery(versionQuery(number));
  const current = useQuery(policyQuery);
  const yaml = version.data?.yaml ?? '';
  const check = useQuery({ ...checkQuery(yaml), enabled: version.isSuccess });
  const title = t('back.title', { number });
  const error = version.error ?? check.error;
  const faults = check.data?.valid === false ? check.data.faults : [];
  if (error || !check.data || check.isPlaceholderData || faults.length > 0)
    return (
      <Dialog opened onClose={onClose} title={title}>
        {error ? <Failure error={error} /> : faults.length === 0 && <Loading rows={3} />}
        {faults.map(({ field, message }) => (
          <p key={`${field} ${message}`}>
            {field}: {message}
          </p>
        ))}
      </Dialog>
    );
  return (
    <Review
      title={title}
      opened
      yaml={yaml}
      basedOn={newest}
      changes={check.data.valid ? check.data.changes : []}
      known={[version.data?.values, current.data?.values]}
      action={t('back.publish')}
      onClose={onClose}
      onPublished={onClose}
    />
  );
}

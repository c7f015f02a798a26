// The call guide beside the form; after saving, the reference to read out in the form's place.
import { useHotkeys } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Problem } from '../../api/problem.ts';
import { useIsNarrow } from '../../ui/screen.ts';
import { type Field, missing, stepsDone } from './call-form.ts';
import { CallGuide } from './call-guide.tsx';
import { CustomerPart } from './customer-part.tsx';
import { Duplicates } from './duplicates.tsx';
import { FirstContact } from './first-contact.tsx';
import classes from './log-complaint.module.css';
import { SaveBar } from './save-bar.tsx';
import { SavedCall } from './saved-call.tsx';
import { type CallState, type Kept, type Saved, useCall } from './use-call.ts';
import { WhatHappened } from './what-happened.tsx';

/** Marks of fields: what is missing once it was tried, and what the API refused. */
export type Marks = { missing: Field[]; refused: Record<string, string> };

function useSaving(call: CallState) {
  const form = useRef<HTMLFormElement>(null);
  const [monetary, setMonetary] = useState(false);
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState<Saved>();
  const saving = useMutation({
    mutationFn: call.save,
    onSuccess: (done) => {
      setTried(false);
      setSaved(done);
    },
  });
  const lacks = missing(call.fields, monetary);
  const save = () => {
    if (saving.isPending || saved) return;
    setTried(true);
    const [first] = lacks;
    if (!first) saving.mutate();
    else form.current?.querySelector<HTMLElement>(`[name="${first}"]`)?.focus();
  };
  const next = () => {
    saving.reset();
    setSaved(undefined);
    setTried(false);
    setMonetary(false);
  };
  const refused = saving.error instanceof Problem ? saving.error.fields : {};
  const marks: Marks = { missing: tried ? lacks : [], refused };
  return { form, saving, saved, save, next, marks, setMonetary };
}

/** The desk: what was kept is what it begins with. */
export function CallDesk({ kept }: { kept: Kept }) {
  const call = useCall(kept);
  const { form, saving, saved, save, next, marks, setMonetary } = useSaving(call);
  const isNarrow = useIsNarrow();
  useHotkeys([['mod+Enter', save]], []);
  const { fields, change } = call;
  const startAnew = () => {
    next();
    void call.clear().catch(() => {});
  };
  return (
    <div className={classes.desk}>
      <CallGuide
        key={isNarrow ? 'narrow' : 'wide'}
        open={!isNarrow}
        done={saved?.steps ?? stepsDone(fields)}
        over={saved !== undefined}
        ticked={call.call?.steps ?? []}
        onTick={call.tick}
      />
      {saved ? (
        <SavedCall saved={saved} onNext={next} />
      ) : (
        <form
          ref={form}
          className={classes.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            save();
          }}
        >
          <CustomerPart fields={fields} marks={marks} onChange={change} />
          <WhatHappened fields={fields} marks={marks} onChange={change} />
          <Duplicates fields={fields} onChange={change} />
          <FirstContact fields={fields} marks={marks} onChange={change} onMonetary={setMonetary} />
          <SaveBar call={call} saving={saving} onDrop={startAnew} />
        </form>
      )}
    </div>
  );
}

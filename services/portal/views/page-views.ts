// What stands on each page: texts, fields with what was typed and what is wrong with it. How it becomes HTML is pages.ts.
import {
  type ComplaintField,
  type FieldFaults,
  fieldLengthsMax,
  type TypedComplaint,
} from '../domain/complaint.ts';
import type { CustomerStatus } from '../domain/customer-status.ts';
import {
  createRenderer,
  type PageFrame,
  type Renderer,
  type RenderSettings,
  type ShownTime,
  textsIn,
} from '../pages.ts';
import type { Texts } from '../texts/en.ts';

/** What stands above a form that came back. */
type Problem = { text: string; also?: string | undefined };

/** A field as the template wants it. */
type FieldView = {
  name: string;
  label: string;
  value: string;
  type: string;
  size: string;
  hint?: string | undefined;
  error?: string | undefined;
  rows?: number;
  required?: boolean;
  autocomplete?: string;
  lengthMax?: number;
  latest?: string;
  focus?: boolean;
  described?: string | undefined;
};

export type FormView = {
  key: string;
  typed: TypedComplaint;
  faults: FieldFaults;
  problem?: Problem | undefined;
  latestDate: string;
};
export type ReplyView = {
  action: string;
  key: string;
  typed: string;
  fault?: 'required' | 'too_long' | undefined;
  problem?: Problem | undefined;
};
export type RatingView = {
  action: string;
  score: number | undefined;
  comment: string;
  problem?: Problem | undefined;
};
export type StatusView = {
  reference: string;
  sent?: string | undefined;
  case?:
    | { status: CustomerStatus; receivedAt: Date | undefined; partOf: string | undefined }
    | undefined;
  reply: ReplyView;
  rating?: RatingView | undefined;
};

export type ThanksView = { reference: string; statusUrl: string; acknowledgeBy: Date };
export type LookupView = { reference: string; email: string; problem?: Problem | undefined };
export type SurveyView = {
  reference: string;
  sent?: string | undefined;
  /** The path of the survey that stands for this one now. */
  next?: string | undefined;
  rating?: RatingView | undefined;
};

const describedBy = (field: FieldView): string | undefined => {
  const ids = [field.hint && `${field.name}-hint`, field.error && `${field.name}-error`];
  return ids.filter(Boolean).join(' ') || undefined;
};
const fieldView = (field: Omit<FieldView, 'described'>): FieldView => ({
  ...field,
  described: describedBy(field),
});

/** The fields of the complaint form, with what was typed and what is wrong. */
function complaintFieldViews(view: FormView, t: Texts): Record<ComplaintField, FieldView> {
  const firstWrong = Object.keys(fieldLengthsMax).find((name) => view.faults[name]);
  const make = (name: ComplaintField, label: string, more: Partial<FieldView>): FieldView => {
    const fault = view.faults[name];
    const error = fault && t.faults[fault];
    const value = view.typed[name] ?? '';
    const base = { name, label, value, type: 'text', size: '', error, focus: name === firstWrong };
    const lengthMax = more.rows ? {} : { lengthMax: fieldLengthsMax[name] };
    return fieldView({ ...base, ...lengthMax, ...more });
  };
  return {
    // No maxlength here: browsers cut a longer text that is pasted in without a word.
    message: make('message', t.form.message, {
      rows: 8,
      required: true,
      hint: t.form.messageHint,
      size: 'first',
    }),
    name: make('name', t.form.nameLabel, { autocomplete: 'name', size: 'wide' }),
    email: make('email', t.form.email, { type: 'email', autocomplete: 'email' }),
    phone: make('phone', t.form.phone, { type: 'tel', autocomplete: 'tel' }),
    subject: make('subject', t.form.subject, { size: 'wide' }),
    orderNumber: make('orderNumber', t.form.orderNumber, { autocomplete: 'off' }),
    occurredAt: make('occurredAt', t.form.occurredAt, { type: 'date', latest: view.latestDate }),
  };
}

function replyView(view: ReplyView, t: Texts, files: object) {
  const message = fieldView({
    name: 'message',
    label: t.status.reply,
    value: view.typed,
    type: 'text',
    size: '',
    rows: 5,
    required: true,
    hint: t.status.replyHint,
    error: view.fault && t.faults[view.fault],
    focus: view.fault !== undefined,
  });
  return { ...view, message, files };
}

function ratingView(view: RatingView, t: Texts) {
  const scores = t.rating.scale.map((label, index) => ({
    score: index + 1,
    label,
    chosen: view.score === index + 1,
  }));
  const comment = fieldView({
    name: 'comment',
    label: t.rating.comment,
    value: view.comment,
    type: 'text',
    size: '',
    rows: 3,
  });
  return { ...view, scores, comment };
}

function caseView(
  { status, receivedAt, partOf }: NonNullable<StatusView['case']>,
  t: Texts,
  when: (at: Date) => ShownTime,
) {
  const over = status.state === 'resolved' || status.state === 'closed';
  const promised = { acknowledge: t.status.acknowledgeBy, resolve: t.status.resolveBy };
  return {
    ...t.states[status.state],
    steps: status.steps.map((step) => ({
      label: t.steps[step.name],
      state: step.state,
      current: step.state === 'current',
    })),
    receivedAt: receivedAt && when(receivedAt),
    promise: status.promise && {
      label: promised[status.promise.kind],
      at: when(status.promise.at),
    },
    part: partOf && t.status.part(partOf),
    outcome: status.outcomeSummary,
    // What is over and was solved without an update has its outcome above: an empty list would say that we told nothing.
    tellsUpdates: status.updates.length > 0 || !over,
    updates: status.updates.map((update) => ({ at: when(new Date(update.at)), text: update.text })),
  };
}

const filesView = ({ filesMax, bodyBytesMax }: RenderSettings, t: Texts) => ({
  label: t.form.files,
  hint: t.form.filesHint(filesMax, Math.floor(bodyBytesMax / (1024 * 1024))),
});

function formPage(renderer: Renderer, frame: PageFrame, view: FormView): string {
  const t = textsIn(frame.language);
  const fields = complaintFieldViews(view, t);
  const wrong = Object.values(fields).filter((field) => field.error);
  const problem = view.problem && { ...view.problem, items: wrong };
  return renderer.render('form', frame, {
    title: t.form.title,
    width: 'pair',
    hasErrors: problem !== undefined,
    next: t.form.next(renderer.settings.acknowledgeHours),
    key: view.key,
    fields,
    files: filesView(renderer.settings, t),
    problem,
  });
}

function thanksPage(renderer: Renderer, frame: PageFrame, view: ThanksView): string {
  return renderer.render('thanks', frame, {
    ...view,
    title: textsIn(frame.language).thanks.title,
    width: 'narrow',
    private: true,
    promise: renderer.when(view.acknowledgeBy, frame.language),
  });
}

function lookupPage(renderer: Renderer, frame: PageFrame, view: LookupView): string {
  const t = textsIn(frame.language);
  const base = { type: 'text', size: '', required: true };
  return renderer.render('lookup', frame, {
    title: t.lookup.title,
    width: 'narrow',
    private: true,
    hasErrors: view.problem !== undefined,
    problem: view.problem,
    fields: {
      reference: fieldView({
        ...base,
        name: 'reference',
        label: t.lookup.reference,
        value: view.reference,
        hint: t.lookup.referenceHint,
        lengthMax: 40,
        autocomplete: 'off',
      }),
      email: fieldView({
        ...base,
        name: 'email',
        label: t.lookup.email,
        value: view.email,
        type: 'email',
        autocomplete: 'email',
      }),
    },
  });
}

function noticePage(renderer: Renderer, frame: PageFrame, name: keyof Texts['notices']): string {
  const notice = textsIn(frame.language).notices[name];
  return renderer.render('notice', frame, {
    title: notice.title,
    width: 'narrow',
    private: true,
    notice,
    lookup: name === 'notFound',
  });
}

function statusPage(renderer: Renderer, frame: PageFrame, view: StatusView): string {
  const t = textsIn(frame.language);
  return renderer.render('status', frame, {
    title: t.status.title(view.reference),
    width: 'narrow',
    private: true,
    hasErrors: Boolean(view.reply.problem ?? view.reply.fault ?? view.rating?.problem),
    reference: view.reference,
    sent: view.sent,
    case: view.case && caseView(view.case, t, (at) => renderer.when(at, frame.language)),
    reply: replyView(view.reply, t, filesView(renderer.settings, t)),
    rating: view.rating && ratingView(view.rating, t),
  });
}

function surveyPage(renderer: Renderer, frame: PageFrame, view: SurveyView): string {
  const t = textsIn(frame.language);
  return renderer.render('survey', frame, {
    title: t.rating.title,
    width: 'narrow',
    private: true,
    hasErrors: view.rating?.problem !== undefined,
    reference: view.reference,
    sent: view.sent,
    next: view.next,
    rating: view.rating && ratingView(view.rating, t),
  });
}

/** The pages. Each gives a whole HTML document. */
export type Pages = ReturnType<typeof createPages>;

/** Makes the pages: templates are compiled once, here. */
export function createPages(settings: RenderSettings) {
  const renderer = createRenderer(settings);
  return {
    form: (frame: PageFrame, view: FormView) => formPage(renderer, frame, view),
    thanks: (frame: PageFrame, view: ThanksView) => thanksPage(renderer, frame, view),
    lookup: (frame: PageFrame, view: LookupView) => lookupPage(renderer, frame, view),
    notice: (frame: PageFrame, name: keyof Texts['notices']) => noticePage(renderer, frame, name),
    status: (frame: PageFrame, view: StatusView) => statusPage(renderer, frame, view),
    survey: (frame: PageFrame, view: SurveyView) => surveyPage(renderer, frame, view),
  };
}

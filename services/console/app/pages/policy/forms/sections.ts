// The sections of the forms, in the order in which an organisation would go through them, and the fields of each.

/** A section; `own`: it has a form made by hand. */
export type Section = {
  key: string;
  fields: readonly string[];
  own?: 'categories' | 'calendars' | 'remedies';
  /** Shows when promises would be due. */
  due?: true;
  /** Shows what would be left to people. */
  doubt?: true;
};

export const sections: readonly Section[] = [
  {
    key: 'organisation',
    fields: ['organisation', 'contactPerson', 'currency', 'timeZone', 'locales', 'letter'],
  },
  { key: 'categories', fields: ['categories'], own: 'categories' },
  { key: 'severities', fields: ['severities'] },
  { key: 'hours', fields: ['calendars', 'defaultCalendar'], own: 'calendars' },
  {
    key: 'times',
    fields: [
      'acknowledgement',
      'answer',
      'resolution',
      'assignment',
      'updates',
      'waiting',
      'contactDecision',
    ],
    due: true,
  },
  { key: 'escalation', fields: ['escalation', 'tasks'], due: true },
  {
    key: 'remedies',
    fields: ['remedies', 'appeasements', 'remedyCaps', 'remedyApproval', 'remedyBudget'],
    own: 'remedies',
  },
  { key: 'routing', fields: ['routing'] },
  { key: 'investigation', fields: ['investigation', 'correctiveActions'] },
  {
    key: 'afterwards',
    fields: [
      'followUp',
      'checkIn',
      'callBack',
      'lostClients',
      'reopenWithinDays',
      'closeByLapseAfterDays',
      'surveys',
    ],
  },
  { key: 'reading', fields: ['classification'] },
  { key: 'learning', fields: ['learning'], doubt: true },
  { key: 'mails', fields: ['quietHours', 'mailCaps'] },
  { key: 'retention', fields: ['retention'] },
];

/** The section that a field of a fault or a difference stands in; none for what only the editor shows. */
export const sectionOf = (field: string): Section | undefined => {
  const first = field.split(/[.[ ]/)[0] ?? '';
  return sections.find(({ fields }) => fields.includes(first));
};

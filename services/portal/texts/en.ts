// What customers read on the portal's pages, in English. Every other language has the same entries.
import type { FieldFault } from '../domain/complaint.ts';
import type { CustomerState, Step } from '../domain/customer-status.ts';

const faults: Record<FieldFault, string> = {
  required: 'Please tell us what happened. This is the only field we need.',
  too_long: 'This is too long. Please shorten it.',
  invalid_email: 'Please check this address: it should look like name@example.com.',
  twice: 'This was sent twice. Please send it once.',
};

const states: Record<CustomerState, { headline: string; text: string }> = {
  received: {
    headline: 'We have received your message',
    text: 'It is safely with us, and a person will look at it.',
  },
  opened: {
    headline: 'Your case is open',
    text: 'We have your message, and a person is about to take it on.',
  },
  working: {
    headline: 'We are working on it',
    text: 'A person has taken on your case and is looking into what happened.',
  },
  waiting: {
    headline: 'We are waiting for an answer',
    text: 'We need something before we can go on. If it is from you, you can answer below.',
  },
  resolved: {
    headline: 'Your case is resolved',
    text: 'If this does not settle it for you, write to us below and we will open it again.',
  },
  closed: {
    headline: 'Your case is closed',
    text: 'If something is still not right, write to us below.',
  },
  merged: {
    headline: 'We are handling this together with another message',
    text: 'Both are about the same matter, so one person takes care of both.',
  },
};

const steps: Record<Step['name'], string> = {
  received: 'Received',
  working: 'Being looked into',
  resolved: 'Resolved',
};

const notices = {
  notFound: {
    title: 'This link does not open a case',
    text: 'It may be incomplete. Try the whole link from our message, or find your case with its reference and your e-mail address.',
  },
  nothingHere: {
    title: 'There is no page at this address',
    text: 'It may be mistyped. You can write to us, or find your case, with the links below.',
  },
  surveyReopened: {
    title: 'We are working on this again',
    text: 'You get a new link once we are done. Thank you for your patience.',
  },
  surveyNotFound: {
    title: 'This survey is not available',
    text: 'The link may be incomplete. Please try the whole link from our message.',
  },
  unavailable: {
    title: 'We cannot show this right now',
    text: 'Nothing is lost. Please try again in a minute.',
  },
  refused: {
    title: 'This could not be read',
    text: 'Please go back and try again.',
  },
  busy: {
    title: 'One moment, please',
    text: 'There were many requests from your connection. Please try again in a minute.',
  },
  failed: {
    title: 'Something went wrong on our side',
    text: 'We have a record of it. Please try again in a few minutes.',
  },
};

export const en = {
  name: 'English',
  /** Dates are written the way of this locale. */
  dateLocale: 'en-GB',
  skip: 'Skip to the content',
  languages: 'Language',
  optional: 'optional',
  errorPrefix: 'Error: ',
  faults,
  states,
  steps,
  notices,
  form: {
    title: 'Tell us what went wrong',
    lead: 'We read every message, and a person will answer you.',
    nextTitle: 'What happens next',
    next: (hours: number) => [
      {
        title: 'You get a reference',
        text: 'It appears as soon as you send, with a private link to follow your case.',
      },
      {
        title: `We confirm within ${hours} hours`,
        text: 'If you leave an e-mail address, our confirmation comes to you there.',
      },
      {
        title: 'A person puts it right',
        text: 'You can see how it stands at any time, and add to it.',
      },
    ],
    followTitle: 'Already wrote to us?',
    followLink: 'See how your case stands',
    messageLegend: 'Your message',
    message: 'What happened?',
    messageHint: 'In your own words. This is the only field we need.',
    files: 'Photos or documents',
    filesHint: (count: number, megabytes: number) =>
      `Up to ${count} files, ${megabytes} MB in all.`,
    contactLegend: 'How can we reach you?',
    contactHint: 'All optional. Without it, keep the private link that you get after sending.',
    nameLabel: 'Name',
    email: 'E-mail',
    phone: 'Phone',
    detailsLegend: 'Details that help us',
    subject: 'Subject',
    orderNumber: 'Order or booking number',
    occurredAt: 'When did it happen?',
    send: 'Send message',
    privacy: 'We use what you send only to deal with your case.',
  },
  problems: {
    fields: 'Please look at this once more:',
    filesAgain: 'Your text is kept. Please choose your files again.',
    tooLarge: (megabytes: number) =>
      `The files are too large: ${megabytes} MB in all is the most we can take. Your text is kept.`,
    tooManyFiles: (count: number) => `Please send at most ${count} files. Your text is kept.`,
    malformed: 'Part of what was sent could not be read. Please check it and send it again.',
    unavailable:
      'We cannot store your message right now. It is still here: please send it again in a minute.',
    limited:
      'There were many messages from your connection. Yours is still here: please send it again in a minute.',
    changed:
      'A message was already sent from this page, and this one is different. If you want us to have this one too, please send it again.',
  },
  thanks: {
    title: 'Thank you',
    text: 'We have your message. It is safely stored, and a person will look at it.',
    reference: 'Your reference',
    promise: 'We will confirm by',
    link: 'Follow your case',
    keep: 'Keep this link: whoever has it can see how your case stands.',
    another: 'Send another message',
  },
  lookup: {
    title: 'How does my case stand?',
    text: 'Enter the reference that we gave you and the e-mail address that you wrote from.',
    reference: 'Reference',
    referenceHint: 'It looks like C-7K3M-9QXD.',
    email: 'E-mail',
    show: 'Show my case',
    miss: 'We could not find a case with this reference and e-mail address. Please check both.',
    limited: 'There were too many tries. Please wait a few minutes and try again.',
  },
  status: {
    title: (reference: string) => `Case ${reference}`,
    reference: 'Reference',
    part: (reference: string) => `It is handled as part of case ${reference}.`,
    receivedAt: 'Received',
    acknowledgeBy: 'We will confirm by',
    resolveBy: 'We expect to resolve it by',
    updates: 'What we told you',
    noUpdates: 'Nothing yet. As soon as there is news, you will read it here.',
    outcome: 'The outcome',
    replyTitle: 'Add something',
    replyHint: 'A detail, an answer, a question: it goes to the person who handles your case.',
    reply: 'Your message',
    replySend: 'Send',
    replySent: 'Thank you. Your message is with your case.',
  },
  rating: {
    title: 'How well did we put this right?',
    text: 'Your answer goes to the people who can make it better next time.',
    scale: ['Not at all', 'Poorly', 'Partly', 'Well', 'Very well'],
    choose: 'Please choose one of the five.',
    comment: 'Anything you would like to add?',
    send: 'Send answer',
    sent: 'Thank you for your answer.',
    already: 'We already have your answer. Thank you.',
    superseded: 'We took this up again after you got this link.',
    next: 'Rate how it stands now',
  },
  footer: {
    form: 'Write to us',
    status: 'Find my case',
  },
};

/** The entries that each language has. */
export type Texts = typeof en;

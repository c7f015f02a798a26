// What customers write in English, and what it is to be taken for. Written for this project.
import type { Sample } from './judge.ts';

export const samples: Sample[] = [
  [
    'My parcel came a day late and the box was a bit dented.',
    { kind: 'complaint', severity: 'minor' },
  ],
  [
    'The delivery was slightly late, the courier could not find the door.',
    { kind: 'complaint', category: 'delivery', severity: 'minor' },
  ],
  [
    'The kettle has a small scratch on the lid.',
    { kind: 'complaint', category: 'product', severity: 'minor' },
  ],
  [
    'I have been waiting two weeks for my parcel and tracking still says "dispatched".',
    { kind: 'complaint', category: 'delivery', severity: 'moderate' },
  ],
  [
    "I've called five times and nobody answers. Your hotline is useless.",
    { kind: 'complaint', category: 'communication', severity: 'moderate' },
  ],
  [
    'The washing machine broke down for the third time since the repair. The product quality is poor.',
    { kind: 'complaint', category: 'product', severity: 'moderate' },
  ],
  [
    'You charged me twice for the same invoice, please correct it.',
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    'A fee of $640.00 was deducted from my account although I paid the invoice.',
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    'I returned the shoes a month ago and I am still waiting for my refund of £35.',
    { kind: 'complaint', category: 'refund', severity: 'moderate' },
  ],
  [
    'We have had no internet since Monday and can not work.',
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    'Our flight was cancelled and we were stranded at the airport overnight.',
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    "When I log in I see another customer's invoices with address and bank account. This is a data breach!",
    { kind: 'complaint', category: 'privacy', severity: 'critical' },
  ],
  [
    'My account was hacked and somebody changed the password.',
    { kind: 'complaint', category: 'account', severity: 'critical' },
  ],
  [
    'Your charger caught fire during the night and burned my hand. I had to go to hospital.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'My son had an allergic reaction because the menu does not list nuts.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'The cashier was rude and laughed at my mother.',
    { kind: 'complaint', category: 'staff', severity: 'minor' },
  ],
  [
    'The receptionist refused to serve us because of my religion. That is discrimination.',
    { kind: 'complaint', category: 'staff', severity: 'major' },
  ],
  [
    'If the deposit is not returned by Friday I will take legal action and contact the ombudsman.',
    { kind: 'complaint', severity: 'moderate' },
  ],
  [
    'My grandmother is disabled and nobody helped her off the train.',
    { kind: 'complaint', category: 'outage', severity: 'moderate' },
  ],
  [
    'The app crashes whenever I open my basket.',
    { kind: 'complaint', category: 'website', severity: 'minor' },
  ],
  [
    "I can't log in, the password reset never arrives.",
    { kind: 'complaint', category: 'account', severity: 'minor' },
  ],
  [
    'I cancelled my subscription in May but the contract was automatically renewed.',
    { kind: 'complaint', category: 'contract', severity: 'minor' },
  ],
  [
    'The technician did not come to the appointment, I took the whole day off.',
    { kind: 'complaint', category: 'appointment', severity: 'moderate' },
  ],
  [
    'This is absolutely outrageous, the worst service I have ever had!',
    { kind: 'complaint', severity: 'minor', agitated: true },
  ],
  [
    'YOU LOST MY PARCEL AND NOBODY CARES. TERRIBLE, TERRIBLE COMPANY',
    { kind: 'complaint', category: 'delivery', agitated: true },
  ],
  ['I am sick and tired of your lies, you bunch of crooks.', { kind: 'complaint', agitated: true }],
  [
    'If I do not get my money I will come to your office and kill you.',
    { kind: 'complaint', threat: true },
  ],
  ['I know where you live. Watch your back.', { kind: 'complaint', threat: true }],
  ["I'm going to burn your shop down.", { kind: 'complaint', threat: true }],
  ["I'll bring a gun next time.", { kind: 'complaint', threat: true }],
  ['Somebody should break your legs for this.', { kind: 'complaint', threat: true }],
  [
    'The waiting time is killing me and it adds insult to injury that the coffee was cold.',
    { kind: 'complaint', severity: 'minor' },
  ],
  ['Would it kill you to answer an email?', { kind: 'complaint' }],
  ['Nobody was injured, but the shelf fell down.', { kind: 'complaint', severity: 'minor' }],
  ['I will sue you and go to the press.', { kind: 'complaint', severity: 'moderate' }],
  ['Could you tell me your opening hours over Christmas?', { kind: 'inquiry', severity: 'minor' }],
  [
    'Do you deliver to Austria and how much is the shipping?',
    { kind: 'inquiry', category: 'delivery' },
  ],
  ['I would like to know whether the blue jacket is available in size M.', { kind: 'inquiry' }],
  [
    'Thank you so much, the driver was very friendly and on time!',
    { kind: 'feedback', category: 'delivery' },
  ],
  ['Excellent service, I would recommend you to everyone.', { kind: 'feedback' }],
  ['A suggestion: it would be nice if the form had a dark mode.', { kind: 'feedback' }],
  ['Thank you so much for losing my luggage.', { kind: 'complaint', category: 'delivery' }],
  ['The food was excellent but we waited far too long.', { kind: 'complaint' }],
  ['I am not happy with the new tariff.', { kind: 'complaint', category: 'contract' }],
];

// Who the people of the demo are: addresses, numbers, accounts, made from their names. Domains and numbers are those that
// are kept free for examples (RFC 2606; Ofcom, BNetzA and ARCEP for drama). Also who works there.
import { createChance } from './chance.ts';
import type { Language, Saying } from './texts.ts';

const domains: Record<Language, string[]> = {
  en: ['example.com', 'mailbox.example', 'post.example'],
  de: ['example.net', 'post.example', 'briefkasten.example'],
  es: ['example.org', 'correo.example'],
  fr: ['courriel.example', 'example.org'],
};

const plain = (name: string): string =>
  name
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .normalize('NFD')
    .replace(/[^A-Za-z0-9 -]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[ -]+/g, '.');

/** The address of a person: always the same one. */
export const addressOf = (name: string, language: Language): string =>
  `${plain(name)}@${createChance(0, name).pick(domains[language])}`;

/** The phone number of a person. */
export function phoneOf(name: string, language: Language): string {
  const digits = String(Math.floor(createChance(1, name).between(0, 1000))).padStart(3, '0');
  if (language === 'de') return `+49 30 23125 ${digits}`;
  if (language === 'fr') return `+33 1 99 00 ${digits.slice(0, 1)}0 ${digits.slice(1)}`;
  return `+44 20 7946 0${digits}`;
}

/** The account on X of whoever says something there. */
export const accountOf = ({ who }: Pick<Saying, 'who'>): { id: string; username: string } => ({
  id: String(2_000_000_000 + Math.floor(createChance(2, who).number() * 900_000_000)),
  username: plain(who).replaceAll('.', '_').slice(0, 15),
});

export const OUR_NAME = 'Larkwood & Finch';
export const OUR_ADDRESS = 'care@larkwood.example';
export const OUR_X = {
  id: '1000000001',
  username: 'larkwoodfinch',
  token: 'a-token-of-the-demo-only',
};

const domain = 'larkwood.example';

/** Who works at the shop of the demo. */
export const staff = [
  { email: `mia@${domain}`, name: 'Mia Keller', role: 'frontline', locale: 'de' },
  { email: `tom@${domain}`, name: 'Tom Ashby', role: 'frontline', locale: 'en' },
  { email: `lucia@${domain}`, name: 'Lucía Romero', role: 'frontline', locale: 'es' },
  { email: `chloe@${domain}`, name: 'Chloé Martin', role: 'frontline', locale: 'fr' },
  { email: `priya@${domain}`, name: 'Priya Nair', role: 'frontline', locale: 'en' },
  { email: `ben@${domain}`, name: 'Ben Ortiz', role: 'frontline', responderFor: ['x'] },
  { email: `ida@${domain}`, name: 'Ida Lund', role: 'frontline', responderFor: ['x'] },
  { email: `ruth@${domain}`, name: 'Ruth Adler', role: 'supervisor' },
  { email: `marc@${domain}`, name: 'Marc Duval', role: 'supervisor' },
  { email: `helen@${domain}`, name: 'Helen Graf', role: 'department_manager' },
  { email: `paul@${domain}`, name: 'Paul Okafor', role: 'senior_management' },
  { email: `nora@${domain}`, name: 'Nora Voss', role: 'auditor' },
] as const;
export type Colleague = (typeof staff)[number];

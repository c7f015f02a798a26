// What customers write in German, and what it is to be taken for. Written for this project.
import type { Sample } from './judge.ts';

export const samples: Sample[] = [
  [
    'Die Lieferung kam etwas später als angekündigt.',
    { kind: 'complaint', category: 'delivery', severity: 'minor' },
  ],
  [
    'Das Gerät hat einen kleinen Kratzer am Gehäuse.',
    { kind: 'complaint', category: 'product', severity: 'minor' },
  ],
  [
    'Ich warte seit drei Wochen auf mein Paket, die Sendungsverfolgung zeigt nichts an.',
    { kind: 'complaint', category: 'delivery', severity: 'moderate' },
  ],
  [
    'Seit 2 Wochen warte ich auf eine Antwort, niemand geht ans Telefon.',
    { kind: 'complaint', category: 'communication', severity: 'moderate' },
  ],
  [
    'Die Spülmaschine ist schon wieder kaputt, das ist jetzt das dritte Mal. Das Gerät taugt nichts.',
    { kind: 'complaint', category: 'product', severity: 'moderate' },
  ],
  [
    'Die Rechnung vom Mai wurde doppelt abgebucht.',
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    'Sie haben mir 1.249,90 € zu viel berechnet, ich bitte um Korrektur der Rechnung.',
    { kind: 'complaint', category: 'billing', severity: 'major' },
  ],
  [
    'Die Retoure ist seit vier Wochen bei Ihnen und ich habe noch keine Erstattung.',
    { kind: 'complaint', category: 'refund', severity: 'moderate' },
  ],
  [
    'Seit gestern haben wir kein Internet, der ganze Betrieb steht still.',
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    'Unsere Heizung ist komplett ausgefallen und es kommt niemand.',
    { kind: 'complaint', category: 'outage', severity: 'major' },
  ],
  [
    'In Ihrem Portal sehe ich die Rechnungen anderer Kunden mit Adresse. Das ist eine Datenpanne!',
    { kind: 'complaint', category: 'privacy', severity: 'critical' },
  ],
  [
    'Mein Kundenkonto wurde gehackt, das Passwort ist geändert.',
    { kind: 'complaint', category: 'account', severity: 'critical' },
  ],
  [
    'Das Ladegerät hat Feuer gefangen, ich habe mir die Hand verbrannt.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'Nach dem Essen musste meine Tochter mit einer allergischen Reaktion ins Krankenhaus.',
    { kind: 'complaint', category: 'safety', severity: 'critical' },
  ],
  [
    'Der Mitarbeiter an der Kasse war unfreundlich.',
    { kind: 'complaint', category: 'staff', severity: 'minor' },
  ],
  [
    'Der Schaffner hat mich rassistisch beleidigt.',
    { kind: 'complaint', category: 'staff', severity: 'major' },
  ],
  [
    'Sollte das Geld bis Freitag nicht da sein, gebe ich die Sache an meinen Anwalt und die Verbraucherzentrale.',
    { kind: 'complaint', severity: 'moderate' },
  ],
  [
    'Meine Oma sitzt im Rollstuhl und wurde am Bahnsteig stehen gelassen.',
    { kind: 'complaint', severity: 'major' },
  ],
  [
    'Die App stürzt ab, sobald ich den Warenkorb öffne.',
    { kind: 'complaint', category: 'website', severity: 'minor' },
  ],
  [
    'Ich kann mich nicht einloggen, das Konto ist gesperrt.',
    { kind: 'complaint', category: 'account', severity: 'minor' },
  ],
  [
    'Meine Kündigung wurde ignoriert und der Vertrag verlängert.',
    { kind: 'complaint', category: 'contract', severity: 'minor' },
  ],
  [
    'Der Techniker ist zum Termin nicht erschienen, ich habe den ganzen Tag gewartet.',
    { kind: 'complaint', category: 'appointment', severity: 'moderate' },
  ],
  ['Das ist eine bodenlose Frechheit, ich bin stinksauer!', { kind: 'complaint', agitated: true }],
  ['Mir reicht es jetzt, so ein Saftladen, nie wieder!', { kind: 'complaint', agitated: true }],
  [
    'Ihr Betrüger, ich habe die Schnauze voll von eurem scheiß Verein.',
    { kind: 'complaint', agitated: true },
  ],
  ['Wenn mein Geld nicht kommt, bringe ich dich um.', { kind: 'complaint', threat: true }],
  ['Ich weiß, wo Sie wohnen. Passen Sie auf.', { kind: 'complaint', threat: true }],
  [
    'Ich komme morgen in eure Filiale und schlage euch die Zähne aus.',
    { kind: 'complaint', threat: true },
  ],
  ['Ich zünde euren Laden an, das werdet ihr bereuen.', { kind: 'complaint', threat: true }],
  ['Man sollte euch alle erschießen.', { kind: 'complaint', threat: true }],
  [
    'Zum Glück wurde niemand verletzt, das Regal ist umgefallen.',
    { kind: 'complaint', severity: 'minor' },
  ],
  ['Die Kerze lässt sich nicht anzünden.', { kind: 'complaint' }],
  ['Könnten Sie mir sagen, wie Ihre Öffnungszeiten an Heiligabend sind?', { kind: 'inquiry' }],
  ['Liefern Sie auch nach Österreich?', { kind: 'inquiry', category: 'delivery' }],
  [
    'Ich habe eine Frage zur Garantie meines Rasenmähers.',
    { kind: 'inquiry', category: 'product' },
  ],
  [
    'Vielen Dank für die schnelle Lieferung, der Fahrer war sehr freundlich!',
    { kind: 'feedback', category: 'delivery' },
  ],
  ['Großes Lob an das Team, wir sind rundum zufrieden.', { kind: 'feedback' }],
  ['Ein Verbesserungsvorschlag: eine Suche nach Farben wäre schön.', { kind: 'feedback' }],
  ['Das Essen war sehr gut, aber die Bedienung war langsam.', { kind: 'complaint' }],
  ['Ich bin mit dem neuen Tarif nicht zufrieden.', { kind: 'complaint', category: 'contract' }],
  ['Die Verspaetung der Lieferung ist aergerlich.', { kind: 'complaint', category: 'delivery' }],
];

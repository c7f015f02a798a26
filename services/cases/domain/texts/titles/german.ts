// What tasks are called in German. Choosing among languages: ../task-titles.ts.
import { seeAlso, type Titles } from './english.ts';

/** The titles in German. */
export const german: Titles = {
  escalation: (level, action) => `Stufe ${level}: ${action}`,
  resolve: () => 'Den Fall lösen',
  review: () => 'Prüfen und Untersuchung einleiten',
  warning: (level) => `Geht bald auf Stufe ${level}`,
  investigate: () => 'Diesen Fall untersuchen',
  agitated: () => 'Sehr aufgebrachter Kunde: das Gespräch übernehmen',
  decideContact: () => 'Drohung: entscheiden, ob und wie dieser Kunde eine Antwort bekommt',
  decideContactOverdue: () =>
    'Drohung: niemand hat rechtzeitig entschieden, ob dieser Kunde eine Antwort bekommt',
  reportViolence: () => 'Drohung: den Bericht über Gewalt am Arbeitsplatz ausfüllen',
  answerSocial: () => 'Per Direktnachricht antworten: Eingang bestätigen, Antwort zusagen',
  findPerson: () =>
    'Kam von einer Maschine: die Person dahinter finden und den Eingang selbst bestätigen',
  acknowledgeInPerson: () => 'Keine E-Mail-Adresse: Eingang persönlich oder am Telefon bestätigen',
  acknowledgeNow: () => 'Eingang noch nicht bestätigt: vor Ablauf der Frist selbst bestätigen',
  acknowledgementFailed: () =>
    'Die Eingangsbestätigung kam nicht an: den Kunden auf anderem Weg erreichen',
  assign: () => 'Jemanden mit der Untersuchung betrauen',
  nextUpdate: () => 'Dem Kunden sagen, wie es steht',
  digest: (count) => `${count} Dinge warten auf Sie`,
  dueSoon: (title) => `Bald fällig: ${title}`,
  overdue: (title) => `Überfällig: ${title}`,
  handedOver: (title: string) => `Ab jetzt bei Ihnen: ${title}`,
  answerInquiry: () => 'Die Anfrage beantworten',
  waitEnded: () => 'Die Wartezeit ist um: weitermachen',
  readReply: () => 'Der Kunde hat wieder geschrieben: lesen und antworten',
  tellOutcome: () => 'Gelöst: dem Kunden das Ergebnis per Direktnachricht mitteilen',
  checkLink: (reference, reason) => `Gehört vielleicht zu ${reference}: ${reason}`,
  triage: (maybe) =>
    maybe ? `Entscheiden, worum es geht, vielleicht: ${maybe}` : 'Entscheiden, worum es geht',
  suspectedThreat: () =>
    'Vielleicht eine Drohung: lesen und, wenn es eine ist, den Kontakt aussetzen',
  unreadable: () => 'Nicht lesbar: das Original ansehen',
  approveRemedy: (remedy, what, lookAt) =>
    `${remedy} genehmigen oder ablehnen: ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'vielleicht aufgeteilt',
    severity_lowered: 'Schweregrad gesenkt',
    customer_remedies: 'andere Entschädigungen dieses Kunden',
    others_open: 'andere offene Vorschläge',
    above_caps: 'über den Grenzen',
    above_budget: 'über dem Budget',
  },
  deliverRemedy: (remedy) =>
    `Entschädigung ${remedy}: dem Kunden mitteilen, dann die Übergabe festhalten`,
  giveWithoutContact: (remedy) =>
    `Kontakt bleibt ausgesetzt: ${remedy} ohne Kontakt übergeben oder die Aussetzung aufheben`,
  tellEscalation: (level) => `Jetzt auf Stufe ${level}: dem Kunden mitteilen und festhalten`,
  tellOutcomeInPerson: () =>
    'Gelöst, doch dem Kunden konnte niemand schreiben: das Ergebnis mitteilen und festhalten',
  tellPaid: (remedy) => `${remedy} ist ausgezahlt: dem Kunden mitteilen und festhalten`,
  tellUpdate: () => 'Dem Kunden konnte niemand schreiben: den Stand mitteilen und festhalten',
  payoutTrouble: (remedy, status, reason) =>
    `Auszahlung von ${remedy}: ${status} (${reason}): beim Anbieter prüfen, dann festhalten`,
  paidTwice: (remedy) =>
    `${remedy} wurde ausgezahlt, obwohl es schon selbst übergeben war: eines zurückholen`,
  remedyBudget: (month, percent, spent) =>
    `Entschädigungen im ${month} haben ${percent} % des Budgets erreicht: ${spent}`,
  remedyNotDelivered: (remedy, status) =>
    `Entschädigung ${remedy} kam nicht an (${status}): prüfen, dann selbst übergeben`,
  messageFailed: (purpose, status) => `Nachricht „${purpose}“ kam nicht an (${status})`,
  quarantined: (reference, reason) =>
    `${reference} ansehen: ${reason}, nicht von selbst bearbeitet`,
  deadLetter: (topic, group, tries) =>
    `${group} kam mit ${topic} nach ${tries} Versuchen nicht zurecht: redress dead-letter show`,
  connectorDown: (connector, reason) => `${connector} kann nicht arbeiten: ${reason}`,
  reasons: {
    not_a_participant: 'von jemandem, der nicht beteiligt ist',
    authentication_failed: 'Absender nicht bestätigt',
    merged: 'jener Fall wurde zusammengelegt',
    too_late: 'jener Fall ist schon zu lange zu',
    ambiguous_sender: 'mehr als ein Absender',
    too_large: 'zu groß',
  },
};

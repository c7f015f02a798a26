// What tasks are called in French. Choosing among languages: ../task-titles.ts.
import { seeAlso, type Titles } from './english.ts';

/** The titles in French. */
export const french: Titles = {
  escalation: (level, action) => `Niveau ${level} : ${action}`,
  resolve: () => 'Résoudre le dossier',
  review: () => 'Examiner et ouvrir une enquête',
  warning: (level) => `Passe bientôt au niveau ${level}`,
  investigate: () => 'Enquêter sur ce dossier',
  agitated: () => 'Client très contrarié : reprendre la conversation',
  decideContact: () => 'Menace : décider si et comment répondre à ce client',
  decideContactOverdue: () => 'Menace : personne n’a décidé à temps s’il faut répondre à ce client',
  reportViolence: () => 'Menace : remplir le rapport de violence au travail',
  answerSocial: () => 'Répondre par message privé : accuser réception et promettre une réponse',
  findPerson: () => 'Venu d’une machine : trouver la personne et accuser réception soi-même',
  acknowledgeInPerson: () =>
    'Pas d’adresse e-mail : accuser réception en personne ou par téléphone',
  acknowledgeNow: () => 'Réception non confirmée : le faire soi-même avant l’échéance',
  acknowledgementFailed: () =>
    'L’accusé de réception n’est pas arrivé : joindre le client autrement',
  assign: () => 'Désigner un enquêteur',
  nextUpdate: () => 'Dire au client où en est son dossier',
  digest: (count) => `${count} choses vous attendent`,
  dueSoon: (title) => `À faire bientôt : ${title}`,
  overdue: (title) => `En retard : ${title}`,
  handedOver: (title: string) => `Désormais à vous : ${title}`,
  answerInquiry: () => 'Répondre à la question',
  waitEnded: () => 'L’attente est terminée : continuer',
  readReply: () => 'Le client a réécrit : lire et répondre',
  tellOutcome: () => 'Résolu : annoncer le résultat au client par message privé',
  checkLink: (reference, reason) => `Concerne peut-être ${reference} : ${reason}`,
  triage: (maybe) =>
    maybe ? `Décider de quoi il s’agit, peut-être : ${maybe}` : 'Décider de quoi il s’agit',
  suspectedThreat: () => 'Peut-être une menace : la lire et, si c’en est une, suspendre le contact',
  unreadable: () => 'Illisible : regarder l’original',
  approveRemedy: (remedy, what, lookAt) =>
    `Approuver ou refuser ${remedy} : ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'peut-être fractionnée',
    severity_lowered: 'gravité abaissée',
    customer_remedies: 'autres compensations de ce client',
    others_open: 'autres propositions ouvertes',
    above_caps: 'au-dessus des plafonds',
    above_budget: 'au-dessus du budget',
  },
  deliverRemedy: (remedy) => `Compensation ${remedy} : l’annoncer au client, puis noter la remise`,
  giveWithoutContact: (remedy) =>
    `Le contact reste suspendu : remettre ${remedy} sans contact, ou lever la suspension`,
  tellEscalation: (level) => `Maintenant au niveau ${level} : le dire au client et le noter`,
  tellOutcomeInPerson: () =>
    'Résolu, mais personne n’a pu écrire au client : lui annoncer le résultat et le noter',
  tellPaid: (remedy) => `${remedy} est versé : le dire au client et le noter`,
  tellUpdate: () => 'Personne n’a pu écrire au client : lui dire où en sont les choses et le noter',
  payoutTrouble: (remedy, status, reason) =>
    `Paiement de ${remedy} : ${status} (${reason}) : vérifier auprès du prestataire, puis le noter`,
  paidTwice: (remedy) =>
    `${remedy} a été payée alors qu’elle avait été remise en main propre : récupérer l’une des deux`,
  remedyBudget: (month, percent, spent) =>
    `Les compensations de ${month} ont atteint ${percent} % du budget : ${spent}`,
  remedyNotDelivered: (remedy, status) =>
    `La compensation ${remedy} n’est pas arrivée (${status}) : vérifier, puis remettre soi-même`,
  messageFailed: (purpose, status) => `Le message « ${purpose} » n’est pas arrivé (${status})`,
  quarantined: (reference, reason) =>
    `Regarder ${reference} : ${reason}, non traité automatiquement`,
  deadLetter: (topic, group, tries) =>
    `${group} n’a pas pu traiter ${topic} après ${tries} essais : redress dead-letter show`,
  connectorDown: (connector, reason) => `${connector} ne peut pas travailler : ${reason}`,
  reasons: {
    not_a_participant: 'de quelqu’un qui n’y participe pas',
    authentication_failed: 'expéditeur non vérifié',
    merged: 'ce dossier a été fusionné',
    too_late: 'ce dossier est clos depuis trop longtemps',
    ambiguous_sender: 'plus d’un expéditeur',
    too_large: 'trop volumineux',
  },
};

// What customers read on the portal's pages, in French (vous). The spaces before : ; ? ! are no-break spaces (U+00A0).
import type { Texts } from './en.ts';

export const fr: Texts = {
  name: 'Français',
  dateLocale: 'fr-FR',
  skip: 'Aller au contenu',
  languages: 'Langue',
  optional: 'facultatif',
  errorPrefix: 'Erreur : ',
  faults: {
    required:
      'Dites-nous ce qui s’est passé, s’il vous plaît. C’est la seule information dont nous avons besoin.',
    too_long: 'Ce texte est trop long. Merci de le raccourcir.',
    invalid_email: 'Merci de vérifier cette adresse : elle devrait ressembler à nom@exemple.fr.',
    twice: 'Cette information est arrivée deux fois. Merci de ne l’envoyer qu’une fois.',
  },
  states: {
    received: {
      headline: 'Nous avons bien reçu votre message',
      text: 'Il est bien enregistré, et une personne de notre équipe va le lire.',
    },
    opened: {
      headline: 'Votre dossier est ouvert',
      text: 'Nous avons votre message, et une personne de notre équipe va bientôt le prendre en charge.',
    },
    working: {
      headline: 'Nous nous en occupons',
      text: 'Une personne de notre équipe a pris en charge votre dossier et cherche à comprendre ce qui s’est passé.',
    },
    waiting: {
      headline: 'Nous attendons une réponse',
      text: 'Il nous manque un élément pour avancer. S’il doit venir de vous, vous pouvez répondre ci-dessous.',
    },
    resolved: {
      headline: 'Votre dossier est résolu',
      text: 'Si l’affaire n’est pas réglée pour vous, écrivez-nous ci-dessous et nous le rouvrirons.',
    },
    closed: {
      headline: 'Votre dossier est clos',
      text: 'Si quelque chose ne va toujours pas, écrivez-nous ci-dessous.',
    },
    merged: {
      headline: 'Nous traitons ce message avec un autre',
      text: 'Les deux concernent la même affaire, une seule personne s’occupe donc des deux.',
    },
  },
  steps: { received: 'Reçu', working: 'En cours d’examen', resolved: 'Résolu' },
  notices: {
    notFound: {
      title: 'Ce lien n’ouvre aucun dossier',
      text: 'Il est peut-être incomplet. Essayez le lien entier de notre message, ou retrouvez votre dossier avec sa référence et votre adresse e-mail.',
    },
    nothingHere: {
      title: 'Il n’y a pas de page à cette adresse',
      text: 'Elle est peut-être mal saisie. Les liens ci-dessous vous permettent de nous écrire ou de retrouver votre dossier.',
    },
    surveyReopened: {
      title: 'Nous nous en occupons de nouveau',
      text: 'Vous recevrez un nouveau lien dès que nous aurons terminé. Merci de votre patience.',
    },
    surveyNotFound: {
      title: 'Cette enquête n’est pas disponible',
      text: 'Le lien est peut-être incomplet. Essayez le lien entier de notre message, s’il vous plaît.',
    },
    unavailable: {
      title: 'Nous ne pouvons pas afficher cette page pour le moment',
      text: 'Rien n’est perdu. Réessayez dans une minute, s’il vous plaît.',
    },
    refused: {
      title: 'Nous n’avons pas pu lire votre envoi',
      text: 'Revenez en arrière et réessayez, s’il vous plaît.',
    },
    busy: {
      title: 'Un instant, s’il vous plaît',
      text: 'Nous avons reçu de très nombreuses demandes depuis votre connexion. Réessayez dans une minute, s’il vous plaît.',
    },
    failed: {
      title: 'Un problème est survenu de notre côté',
      text: 'Nous en avons gardé la trace. Réessayez dans quelques minutes, s’il vous plaît.',
    },
  },
  form: {
    title: 'Dites-nous ce qui s’est mal passé',
    lead: 'Nous lisons chaque message, et une personne vous répondra.',
    nextTitle: 'Et ensuite ?',
    next: (hours) => [
      {
        title: 'Vous recevez une référence',
        text: 'Elle s’affiche dès l’envoi, avec un lien personnel pour suivre votre dossier.',
      },
      {
        title: `Nous confirmons la réception sous ${hours} heures`,
        text: 'Si vous laissez une adresse e-mail, la confirmation vous y parviendra.',
      },
      {
        title: 'Une personne cherche une solution',
        text: 'Vous pouvez à tout moment voir où en est votre dossier et le compléter.',
      },
    ],
    followTitle: 'Vous nous avez déjà écrit ?',
    followLink: 'Voir où en est votre dossier',
    messageLegend: 'Votre message',
    message: 'Que s’est-il passé ?',
    messageHint: 'Avec vos propres mots. C’est la seule information dont nous avons besoin.',
    files: 'Photos ou documents',
    filesHint: (count, megabytes) => `Jusqu’à ${count} fichiers, ${megabytes} Mo au total.`,
    contactLegend: 'Comment vous joindre ?',
    contactHint:
      'Tout est facultatif. Sans ces informations, gardez bien le lien personnel que vous recevrez après l’envoi.',
    nameLabel: 'Nom',
    email: 'E-mail',
    phone: 'Téléphone',
    detailsLegend: 'Précisions utiles',
    subject: 'Objet',
    orderNumber: 'Numéro de commande ou de réservation',
    occurredAt: 'Quand cela s’est-il passé ?',
    send: 'Envoyer le message',
    privacy: 'Ce que vous envoyez nous sert uniquement à traiter votre dossier.',
  },
  problems: {
    fields: 'Merci de vérifier ce qui suit :',
    filesAgain: 'Votre texte est conservé. Merci de choisir à nouveau vos fichiers.',
    tooLarge: (megabytes) =>
      `Les fichiers sont trop volumineux : nous pouvons accepter ${megabytes} Mo au total. Votre texte est conservé.`,
    tooManyFiles: (count) =>
      `Merci d’envoyer ${count} fichiers au maximum. Votre texte est conservé.`,
    malformed:
      'Une partie de votre envoi n’a pas pu être lue. Merci de vérifier et d’envoyer à nouveau.',
    unavailable:
      'Nous ne pouvons pas enregistrer votre message pour le moment. Il est toujours là : merci de l’envoyer à nouveau dans une minute.',
    limited:
      'Nous avons reçu de très nombreux messages depuis votre connexion. Le vôtre est toujours là : merci de l’envoyer à nouveau dans une minute.',
    changed:
      'Un message a déjà été envoyé depuis cette page, et celui-ci est différent. Si vous souhaitez que nous le recevions aussi, merci de l’envoyer à nouveau.',
  },
  thanks: {
    title: 'Merci',
    text: 'Nous avons votre message. Il est enregistré en toute sécurité, et une personne de notre équipe va le lire.',
    reference: 'Votre référence',
    promise: 'Nous vous confirmerons la réception au plus tard le',
    link: 'Suivre mon dossier',
    keep: 'Gardez ce lien : toute personne qui l’a peut voir où en est votre dossier.',
    another: 'Envoyer un autre message',
  },
  lookup: {
    title: 'Où en est mon dossier ?',
    text: 'Saisissez la référence que nous vous avons donnée et l’adresse e-mail depuis laquelle vous nous avez écrit.',
    reference: 'Référence',
    referenceHint: 'Elle ressemble à C-7K3M-9QXD.',
    email: 'E-mail',
    show: 'Voir mon dossier',
    miss: 'Nous n’avons trouvé aucun dossier avec cette référence et cette adresse e-mail. Merci de vérifier les deux.',
    limited:
      'Il y a eu trop d’essais. Patientez quelques minutes, puis réessayez, s’il vous plaît.',
  },
  status: {
    title: (reference) => `Dossier ${reference}`,
    reference: 'Référence',
    part: (reference) => `Il est traité avec le dossier ${reference}.`,
    receivedAt: 'Reçu le',
    acknowledgeBy: 'Nous vous confirmerons la réception au plus tard le',
    resolveBy: 'Nous pensons le résoudre avant le',
    updates: 'Ce que nous vous avons communiqué',
    noUpdates: 'Rien pour le moment. Dès qu’il y aura du nouveau, vous le lirez ici.',
    outcome: 'Le résultat',
    replyTitle: 'Ajouter quelque chose',
    replyHint:
      'Une précision, une réponse, une question : votre message parviendra à la personne qui suit votre dossier.',
    reply: 'Votre message',
    replySend: 'Envoyer',
    replySent: 'Merci. Votre message a été ajouté à votre dossier.',
  },
  rating: {
    title: 'Avons-nous bien réglé le problème ?',
    text: 'Votre réponse parvient aux personnes qui peuvent faire mieux la prochaine fois.',
    scale: ['Pas du tout', 'Mal', 'En partie', 'Bien', 'Très bien'],
    choose: 'Merci de choisir l’une des cinq réponses.',
    comment: 'Souhaitez-vous ajouter quelque chose ?',
    send: 'Envoyer ma réponse',
    sent: 'Merci pour votre réponse.',
    already: 'Nous avons déjà votre réponse. Merci.',
    superseded: 'Nous avons repris votre dossier depuis l’envoi de ce lien.',
    next: 'Noter la situation actuelle',
  },
  footer: { form: 'Nous écrire', status: 'Retrouver mon dossier' },
};
